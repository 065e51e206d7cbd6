"""Score cards: the latest value large, the one before it beside it, a sparkline, and the change in words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import paint_card, plain_tip, show
from briefing_app.viewmodels.score_card import ScoreCard

MOST_CARDS = 8
COLUMNS = 4


class CardButton(QAbstractButton):
    """One measure; choosing it shows its trend."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._card: ScoreCard | None = None

    def show_card(self, card: ScoreCard) -> None:
        self._card = card
        self.setAccessibleName(card.spoken)
        self.setToolTip(plain_tip(f"{card.name}\n{card.spoken}\n\nWhy: {card.why.rule}\n{card.why.inputs}"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(150), theme.scaled(62) + self._height_of_words(max(self.width(), theme.scaled(130))))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(120), self.sizeHint().height())

    def _height_of_words(self, width: int) -> int:
        if self._card is None:
            return 0
        metrics = QFontMetrics(theme.font(theme.BODY, bold=True))
        flags = Qt.TextFlag.TextWordWrap
        return metrics.boundingRect(0, 0, width - theme.scaled(20), 1000, flags, _words_of(self._card)).height()

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        card = self._card
        if card is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = theme.color("accent" if chosen or self.hasFocus() else "line")
        paint_card(
            painter,
            QRectF(self.rect()),
            theme.color("accent_soft" if chosen else "card"),
            edge,
            2.0 if self.hasFocus() else 1.0,
        )
        inset = theme.scaled(10)
        width = self.width() - 2 * inset
        top = theme.scaled(7)
        bold, body = theme.font(theme.BODY, bold=True), theme.font(theme.BODY)
        painter.setFont(bold)
        painter.setPen(theme.color("ink"))
        line = theme.scaled(18)
        painter.drawText(QRectF(inset, top, width, line), Qt.AlignmentFlag.AlignVCenter, card.measure)
        used = QFontMetrics(bold).horizontalAdvance(card.measure + " ")
        painter.setFont(body)
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(inset + used, top, width - used, line), Qt.AlignmentFlag.AlignVCenter, card.date)
        top += line
        large = theme.font(theme.TITLE, bold=True)
        painter.setFont(large)
        painter.setPen(theme.color("ink"))
        tall = theme.scaled(28)
        painter.drawText(QRectF(inset, top, width, tall), Qt.AlignmentFlag.AlignVCenter, card.value)
        used = QFontMetrics(large).horizontalAdvance(card.value + " ")
        painter.setFont(body)
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(inset + used, top + 2, width - used, tall), Qt.AlignmentFlag.AlignVCenter, card.was)
        used += QFontMetrics(body).horizontalAdvance(card.was) + theme.scaled(8)
        self._paint_sparkline(painter, card, QRectF(inset + used, top + theme.scaled(6), width - used, tall - theme.scaled(10)))
        top += tall
        painter.setFont(bold if card.tone != "plain" else body)
        painter.setPen(theme.tone_color(card.tone))
        painter.drawText(
            QRectF(inset, top, width, self.height() - top - 4),
            Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop,
            _words_of(card),
        )

    def _paint_sparkline(self, painter: QPainter, card: ScoreCard, rect: QRectF) -> None:
        if len(card.values) < 2 or card.full_range is None or rect.width() < theme.scaled(20):
            return
        rect.setWidth(min(rect.width(), theme.scaled(70)))
        first, last = card.values[0][0], card.values[-1][0]
        low, high = card.full_range
        span = max(last - first, 1)
        points = [
            QPointF(
                rect.left() + (day - first) / span * rect.width(), rect.bottom() - (value - low) / (high - low) * rect.height()
            )
            for day, value in card.values
        ]
        painter.setPen(QPen(theme.color("ink"), 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(points[-1], 2.6, 2.6)


def _words_of(card: ScoreCard) -> str:
    return "\n".join(part for part in (card.band, card.words) if part)


class ScoreCards(QWidget):
    """Up to eight cards in rows of four; made once."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.scaled(8))
        self._cards: list[CardButton] = []

    def show_cards(self, cards: tuple[ScoreCard, ...], chosen: int) -> None:
        while len(self._cards) < min(len(cards), MOST_CARDS):
            index = len(self._cards)
            made = CardButton()
            made.clicked.connect(lambda _=False, index=index: self.choose(index))
            self._grid.addWidget(made, index // COLUMNS, index % COLUMNS)
            self._cards.append(made)
        for index, widget in enumerate(self._cards):
            if index < len(cards):
                widget.show_card(cards[index])
                widget.setChecked(index == chosen)
            show(widget, visible=index < len(cards))
        show(self, visible=bool(cards))

    def choose(self, index: int) -> None:
        for number, widget in enumerate(self._cards):
            widget.setChecked(number == index)
        self.chosen.emit(index)
