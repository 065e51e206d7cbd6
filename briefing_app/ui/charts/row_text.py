"""The text of a row of scores: measure, the score before, value, severity, distance to the start."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from briefing_app.ui import theme
from briefing_app.viewmodels.score_row import ScoreRow

LEFT, TEXT_WIDTH = 16, 214
LINE, VALUE_LINE = 18, 30
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def _pieces(row: ScoreRow, width: float) -> list[tuple[str, str, QRectF]]:
    """What is painted where, from the top: a kind of text, the text, its place."""
    body, bold = QFontMetricsF(theme.font(theme.BODY)), QFontMetricsF(theme.font(theme.BODY, bold=True))
    found = [("name", row.measure, QRectF(0, 0, width, theme.scaled(LINE)))]
    top = float(theme.scaled(LINE))
    if row.was:
        wide = body.horizontalAdvance(row.was) + 1
        if bold.horizontalAdvance(row.measure) + theme.scaled(8) + wide > width:
            found.append(("was", row.was, QRectF(0, top, width, theme.scaled(LINE))))
            top += theme.scaled(LINE)
        else:
            found.append(("was", row.was, QRectF(width - wide, 0, wide, theme.scaled(LINE))))
    large = QFontMetricsF(theme.font(theme.DISPLAY, bold=True)).horizontalAdvance(row.value) + theme.scaled(9)
    found.append(("value", row.value, QRectF(0, top, width, theme.scaled(VALUE_LINE))))
    if row.band and large + body.horizontalAdvance(row.band) + 1 <= width:
        found.append(("band", row.band, QRectF(large, top + theme.scaled(8), width - large, theme.scaled(LINE))))
        top += theme.scaled(VALUE_LINE)
    else:
        top += theme.scaled(VALUE_LINE)
        top = _wrapped(found, "band", row.band, top, width)
    top = _wrapped(found, "words", row.words, top, width)
    _wrapped(found, "beside", row.beside, top, width)
    return found


def _wrapped(found: list[tuple[str, str, QRectF]], kind: str, words: str, top: float, width: float) -> float:
    if not words:
        return top
    metrics = QFontMetricsF(_font(kind))
    height = metrics.boundingRect(QRectF(0, 0, width, 4000), int(WRAPPED), words).height()
    found.append((kind, words, QRectF(0, top, width, max(height, theme.scaled(LINE)))))
    return top + max(height, theme.scaled(LINE))


def _font(kind: str) -> QFont:
    if kind == "value":
        return theme.font(theme.DISPLAY, bold=True)
    return theme.font(theme.BODY, bold=kind in ("name", "words"))


def height_of(row: ScoreRow, width: float) -> int:
    """How high the text of a row is at this width, in pixels."""
    return int(max(place.bottom() for _, _, place in _pieces(row, width)) + 0.999)


def paint_row_text(painter: QPainter, row: ScoreRow, area: QRectF) -> None:
    """In the middle of the area's height; what does not fit beside goes below, and nothing is cut."""
    pieces = _pieces(row, area.width())
    height = max(place.bottom() for _, _, place in pieces)
    top = area.top() + max((area.height() - height) / 2, 0)
    inks = {"was": "muted", "beside": "muted", "words": row.tone}
    for kind, words, place in pieces:
        painter.setFont(_font(kind))
        painter.setPen(theme.tone_color(inks.get(kind, "plain")))
        painter.drawText(place.translated(area.left(), top), int(WRAPPED), words)
