"""The time axis below rows of scores, once for all of them: events in words, sessions as ticks, months."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from briefing_app.ui import theme
from briefing_app.ui.charts.painting import Scale
from briefing_app.ui.charts.ticks import paint_tick
from briefing_app.ui.widgets import plain_tip
from briefing_app.viewmodels.score_row import ScoreRows
from briefing_app.viewmodels.trend import Tick

EVENTS, SESSIONS, MONTHS = 18, 17, 18
NEAR = 26  # ticks of one kind nearer than this share one word
SAID = {"missed": "missed", "cancelled": "cancelled", "open": "not known"}


def paint_verticals(painter: QPainter, shown: ScoreRows, scale: Scale, reach: tuple[float, float]) -> None:
    """A hairline at each first of a month, a dotted line at each event, over the height ``reach``."""
    painter.setPen(QPen(theme.color("line"), 1))
    painter.drawLines([QLineF(scale.x(day), reach[0], scale.x(day), reach[1]) for day, _ in shown.months])
    if shown.events:
        painter.setPen(QPen(theme.color("ink"), 1, Qt.PenStyle.DotLine))
        painter.drawLines([QLineF(scale.x(one.day), reach[0], scale.x(one.day), reach[1]) for one in shown.events])


class TimeAxis(QWidget):
    """``area_of`` says where the graphs stand at a width."""

    def __init__(self, area_of: Callable[[int], QRectF]) -> None:
        super().__init__()
        self._area_of = area_of
        self._shown: ScoreRows | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_axis(self, shown: ScoreRows) -> None:
        self._shown = shown
        words = [tick.words for tick in (*shown.events, *shown.sessions) if tick.kind != "session"]
        self.setAccessibleName("Events and sessions")
        note = shown.rows[0].trend.note if shown.rows else ""
        self.setAccessibleDescription("; ".join([*words, note]))
        self.setToolTip(plain_tip("\n".join([*(tick.words for tick in shown.events), note])))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(320), self._top_of_sessions() + theme.scaled(SESSIONS + MONTHS))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _top_of_sessions(self) -> int:
        return theme.scaled(EVENTS) if self._shown is not None and self._worded() else 0

    def _worded(self) -> bool:
        return self._shown is not None and bool(self._shown.events or any(one.kind in SAID for one in self._shown.sessions))

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shown
        if shown is None or shown.axis is None:
            return
        painter = QPainter(self)
        area = self._area_of(self.width())
        scale = Scale(area, shown.axis.first_day, shown.axis.last_day, 0, 1)
        top = self._top_of_sessions()
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(QLineF(1, 0.5, self.width() - 1, 0.5))
        end = top + theme.scaled(SESSIONS)
        painter.drawLines([QLineF(scale.x(day), 0, scale.x(day), end + theme.scaled(8)) for day, _ in shown.months])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.color("muted"))
        right = area.left() - theme.scaled(40)
        if top:
            painter.drawText(QRectF(0, 0, right, top), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "events")
        if shown.sessions:
            place = QRectF(0, top, right, theme.scaled(SESSIONS))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "sessions")
        for day, words in shown.months:
            self._words(painter, words, scale.x(day) + 4, end, theme.scaled(MONTHS))
        for tick in shown.sessions:
            paint_tick(painter, tick.kind, scale.x(tick.day), top + theme.scaled(SESSIONS) / 2 + 1)
        if top:
            self._paint_events(painter, shown, scale, top)

    def _words(self, painter: QPainter, words: str, left: float, top: float, high: float) -> None:
        wide = QFontMetricsF(painter.font()).horizontalAdvance(words) + 2
        painter.drawText(QRectF(left, top, wide, high), Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_events(self, painter: QPainter, shown: ScoreRows, scale: Scale, height: int) -> None:
        """Words at their line; what would lie over others stands in the tool tip and in the accessible description alone."""
        painter.setPen(QPen(theme.color("ink"), 1, Qt.PenStyle.DotLine))
        painter.drawLines([QLineF(scale.x(one.day), 0, scale.x(one.day), height) for one in shown.events])
        taken: list[QRectF] = []
        places = [(words, x, theme.BODY, True) for words, x in _runs(shown.sessions, scale)]
        places += [(one.words, scale.x(one.day), theme.SMALL, False) for one in reversed(shown.events)]
        for words, x, size, middle in places:
            painter.setFont(theme.font(size))
            painter.setPen(theme.color("ink"))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(words) + 2
            lefts = (x - wide / 2,) if middle else (x + 4, x - wide - 4)
            for left in lefts:
                place = QRectF(left, 0, wide, height)
                inside = left >= scale.area.left() - 2 and place.right() <= self.width() - 4
                if inside and not any(place.adjusted(-6, 0, 6, 0).intersects(one) for one in taken):
                    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
                    taken.append(place)
                    break


def _runs(sessions: Sequence[Tick], scale: Scale) -> list[tuple[str, float]]:
    """``missed``, ``2 missed``: a word for neighbours of one kind, in the middle of them."""
    runs: list[list[Tick]] = []
    for tick in sessions:
        before = runs[-1][-1] if runs else None
        near = before is not None and scale.x(tick.day) - scale.x(before.day) <= theme.scaled(2 * NEAR)
        if before is not None and before.kind == tick.kind and near:
            runs[-1].append(tick)
        else:
            runs.append([tick])
    return [
        (
            f"{len(run)} {SAID[run[0].kind]}" if len(run) > 1 else SAID[run[0].kind],
            (scale.x(run[0].day) + scale.x(run[-1].day)) / 2,
        )
        for run in runs
        if run[0].kind in SAID
    ]
