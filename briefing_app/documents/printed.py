"""A brief on paper: one page of plain text runs, so that nothing in the data can become markup."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextCharFormat, QTextCursor, QTextDocument

from briefing_app.documents.day import DISCLAIMER
from briefing_app.viewmodels.brief import Brief

BODY_POINTS = 10


def brief_document(brief: Brief, as_of: str, family: str) -> QTextDocument:
    """The brief in the order of the screen; safety first, set off by words and weight, not by colour."""
    document = QTextDocument()
    document.setDefaultFont(QFont(family, BODY_POINTS))
    cursor = QTextCursor(document)
    _write(cursor, brief.identity.name, BODY_POINTS + 5, bold=True)
    _write(cursor, brief.identity.details)
    for line in brief.safety:
        _write(cursor, f"SAFETY: {line.text}", bold=True)
    for card in brief.cards:
        was = f", {card.was}" if card.was else ""
        _write(cursor, f"{card.measure} {card.value} ({card.date}){was}; {card.words}")
    heading = ""
    for line in brief.lines:
        if line.heading != heading:
            heading = line.heading
            _write(cursor, heading, bold=True)
        _write(cursor, line.text)
    _write(cursor, "")
    _write(cursor, as_of, BODY_POINTS - 2)
    _write(cursor, DISCLAIMER, BODY_POINTS - 2)
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
    writer = QPdfWriter(str(path))
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(18, 18, 18, 18))
    )
    document.print_(writer)
