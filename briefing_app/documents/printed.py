"""A brief on paper: one page of plain text runs, so that nothing in the data can become markup."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextCharFormat, QTextCursor, QTextDocument

from briefing_app.documents.day import DISCLAIMER
from briefing_app.domain.hiding import SAID as HIDDEN
from briefing_app.system.paths import write_private
from briefing_app.viewmodels.brief import Brief

BODY_POINTS = 10
LETTER = frozenset(
    {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
)  # Unicode CLDR, paperSize


def paper_size(locale: QLocale) -> QPageSize.PageSizeId:
    """US Letter where a region prints on it, else A4."""
    letter = QLocale.territoryToCode(locale.territory()) in LETTER
    return QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4


def brief_document(
    brief: Brief, as_of: str, family: str, *, when: str = "", below: Sequence[str] = (), points: int = BODY_POINTS
) -> QTextDocument:
    """The brief in the order of the screen, safety set off by words and weight, not by colour.

    ``when`` stands above it, and ``below`` under it: a heading and lines.
    """
    document = QTextDocument()
    document.setDefaultFont(QFont(family, points))
    cursor = QTextCursor(document)
    if when:
        _write(cursor, when, points, bold=True)
    similar = f"  ({brief.identity.similar})" if brief.identity.similar else ""
    _write(cursor, f"{brief.identity.name}{similar}", points + 5, bold=True)
    _write(cursor, brief.identity.details, points)
    if brief.identity.hidden:
        _write(cursor, HIDDEN, points, bold=True)
    heading = ""
    for line in (*brief.in_order(), *brief.checks):
        safety = line in brief.safety
        title = "" if safety or line.kind == "score" else line.heading
        if title and title != heading:
            _write(cursor, title, points, bold=True)
        heading = title
        _write(cursor, f"SAFETY: {line.text}" if safety else line.text, points, bold=safety)
    for number, text in enumerate(below):
        _write(cursor, "", points)
        _write(cursor, text, points, bold=not number)
    _write(cursor, "", points)
    _write(cursor, as_of, points - 2)
    _write(cursor, DISCLAIMER, points - 2)
    return document


def text_document(text: str, family: str) -> QTextDocument:
    """Plain lines as a page; the first is its title."""
    document = QTextDocument()
    document.setDefaultFont(QFont(family, BODY_POINTS))
    cursor = QTextCursor(document)
    title, _, rest = text.partition("\n")
    _write(cursor, title, BODY_POINTS + 5, bold=True)
    for line in rest.split("\n"):
        _write(cursor, line)
    return document


def _write(cursor: QTextCursor, text: str, points: int = BODY_POINTS, *, bold: bool = False) -> None:
    look = QTextCharFormat()
    look.setFontPointSize(points)
    look.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    cursor.insertText(text, look)
    cursor.insertBlock()


def write_pdf(document: QTextDocument, path: Path) -> None:
    """Raises OSError where it cannot be written; Qt's own writer would say nothing."""
    write_private(path, pdf_of(document))


def pdf_of(document: QTextDocument) -> bytes:
    """The document as the bytes of a PDF; nothing of it lies in a file of its own meanwhile."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _print(document, QPdfWriter(buffer))
    return bytes(buffer.data().data())


def _print(document: QTextDocument, writer: QPdfWriter) -> None:
    writer.setPageLayout(
        QPageLayout(QPageSize(paper_size(QLocale.system())), QPageLayout.Orientation.Portrait, QMarginsF(18, 18, 18, 18))
    )
    document.print_(writer)
