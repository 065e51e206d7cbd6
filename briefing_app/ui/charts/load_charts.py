"""The two charts of My load, painted plainly: when documentation happened, and the hours outside working time week by week."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import plain_tip
from briefing_app.viewmodels.ledger_parts import Cell, WeekBar

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST_HOUR, LAST_HOUR = 6, 23


def blend(ground: QColor, ink: QColor, share: float) -> QColor:
    """A colour between two, by share of the second."""
    parts = ((ground.red(), ink.red()), (ground.green(), ink.green()), (ground.blue(), ink.blue()))
    return QColor(*(round(low + (high - low) * share) for low, high in parts))


class _Chart(QWidget):
    """Tool tips by place; the whole is said to a screen reader as one sentence."""

    def __init__(self, name: str, size: tuple[int, int]) -> None:
        super().__init__()
        self._size = size
        self._spots: list[tuple[QRectF, str]] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(self._size[0]), theme.scaled(self._size[1]))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(self._size[0] // 2), theme.scaled(self._size[1]))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = next((words for place, words in self._spots if place.contains(event.pos())), "")
            QToolTip.showText(event.globalPos(), plain_tip(found), self)
            return True
        return super().event(event)


class HeatGrid(_Chart):
    """Weekdays down, hours across; the darker the more, and another colour where most of it lay outside working hours.

    An hour with a session and nothing timed has a dashed edge and no colour: not known.
    """

    def __init__(self) -> None:
        super().__init__("When documentation happened", (420, 168))
        self._cells: tuple[Cell, ...] = ()

    def show_cells(self, cells: tuple[Cell, ...], words: str) -> None:
        self._cells = cells
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        left, top = theme.scaled(36), theme.scaled(18)
        first = min([FIRST_HOUR, *(one.hour for one in self._cells)])
        columns = LAST_HOUR - first + 1
        wide, tall = (self.width() - left) / columns, (self.height() - top) / 7
        painter.setPen(theme.color("muted"))
        for hour in range(first + first % 2, LAST_HOUR + 1, 2):
            place = QRectF(left + (hour - first) * wide, 0, 2 * wide, top - 2)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{hour}:00")
        found = {(one.weekday, one.hour): one for one in self._cells}
        ground, inside, outside = theme.color("background"), theme.color("accent"), theme.color("attention")
        bare = ground == theme.color("card")  # an hour without a colour of its own is seen by its outline
        edge = QPen(blend(ground, theme.color("line"), 0.4), 1) if bare else QPen(Qt.PenStyle.NoPen)
        dashed = QPen(theme.color("muted"), 1, Qt.PenStyle.DashLine)
        self._spots = []
        for weekday, name in enumerate(DAYS):
            painter.setPen(theme.color("muted"))
            painter.drawText(
                QRectF(0, top + weekday * tall, left - 4, tall),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                name,
            )
            painter.setPen(edge)
            for hour in range(first, LAST_HOUR + 1):
                cell = found.get((weekday, hour))
                place = QRectF(left + (hour - first) * wide + 1, top + weekday * tall + 1, wide - 2, tall - 2)
                ink = ground
                if cell is not None:
                    if not cell.unknown:
                        ink = blend(ground, outside if cell.invisible else inside, 0.25 + 0.75 * cell.share)
                    self._spots.append((place, cell.words))
                painter.setPen(dashed if cell is not None and cell.unknown else edge)
                painter.setBrush(ink)
                painter.drawRoundedRect(place, 3, 3)


class WeekBars(_Chart):
    """One bar a week with its hours above; the present week in another colour, because it is not over.

    A week that was timed in part wears a dashed cap; one in which nothing was timed is a dashed outline with a question mark.
    """

    CAP = 8

    def __init__(self) -> None:
        super().__init__("Hours outside working time by week", (300, 168))
        self._bars: tuple[WeekBar, ...] = ()

    def show_bars(self, bars: tuple[WeekBar, ...], words: str) -> None:
        self._bars = bars
        self._words = words
        self.setAccessibleDescription("; ".join(one.words for one in bars))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        metrics = QFontMetricsF(painter.font())
        line = metrics.height()
        height = self.height() - 3 * line - theme.scaled(8)
        wide = self.width() / len(self._bars)
        most = max(max((one.hours or 0.0) for one in self._bars), 0.5)
        cap = theme.scaled(self.CAP)
        dashed = QPen(theme.color("muted"), 1, Qt.PenStyle.DashLine)
        self._spots = []
        for number, one in enumerate(self._bars):
            tall = (height - cap) * (one.hours or 0.0) / most
            place = QRectF(number * wide + wide * 0.15, line + height - tall, wide * 0.7, tall)
            last = number == len(self._bars) - 1
            if one.hours is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(blend(theme.color("card"), theme.color("accent" if last else "attention"), 0.75))
                painter.drawRoundedRect(place, 3, 3)
            top = place.top()
            if one.hours is None or one.at_least:
                painter.setPen(dashed)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(place.left(), place.top() - cap, place.width(), cap))
                top -= cap
            painter.setPen(theme.color("muted"))
            words = "?" if one.hours is None else f"{one.hours:.1f}"
            painter.drawText(QRectF(number * wide, top - line, wide, line), Qt.AlignmentFlag.AlignCenter, words)
            if (len(self._bars) - 1 - number) % 3 == 0:
                label = QRectF(number * wide - 2 * wide, line + height + 2, 3 * wide, line)
                painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, one.label)
            self._spots.append((QRectF(number * wide, 0, wide, self.height()), one.words))
        painter.drawText(QRectF(0, self.height() - line, self.width(), line), Qt.AlignmentFlag.AlignLeft, self._words)
