"""A session on one page of paper, for a day without the program: safety first, then the brief, then room to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QGuiApplication

from briefing_app.documents.printed import brief_document, pdf_of
from briefing_app.viewmodels.outage import TO_WRITE, FailsafePage

SIZES = (10, 9, 8)  # points, the largest that fits one page; the smallest for what is longer
_PAGE = re.compile(rb"/Type\s*/Page(?!s)")


@contextmanager
def drawing() -> Iterator[None]:
    """What is needed to draw pages where no window is open."""
    made = QGuiApplication.instance() or QGuiApplication([])
    try:
        yield
    finally:
        del made


def page_as_pdf(page: FailsafePage, as_of: str, family: str) -> bytes:
    """One page in the largest type that fits it; a brief that is longer, as with a long message, goes on over the next. Nothing is cut."""
    made = b""
    for points in SIZES:
        made = pdf_of(brief_document(page.brief, as_of, family, when=page.when, below=TO_WRITE, points=points))
        if pages_of(made) == 1:
            return made
    return made


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of ours has."""
    return len(_PAGE.findall(pdf))
