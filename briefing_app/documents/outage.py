"""A session on one page of paper, for a day without the program: safety first, then the brief, then room to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtGui import QGuiApplication

from briefing_app.documents.printed import brief_document, pdf_of
from briefing_app.viewmodels.outage import TO_WRITE, FailsafePage

SIZES = (10, 9, 8)  # points, the largest that fits one page
CUT = "… the rest is in the program"
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
    """One page, whatever the brief holds: smaller type first, then the last lines are cut; safety lines and scores never are."""
    brief = page.brief
    while True:
        for points in SIZES:
            made = pdf_of(brief_document(brief, as_of, family, when=page.when, below=TO_WRITE, points=points))
            if pages_of(made) == 1 or not brief.lines:
                return made
        kept = [line for line in brief.lines if line.text != CUT][:-1]
        cut = (replace(brief.lines[-1], kind="cut", heading="", text=CUT),) if kept else ()
        brief = replace(brief, lines=(*kept, *cut))


def pages_of(pdf: bytes) -> int:
    return len(_PAGE.findall(pdf))
