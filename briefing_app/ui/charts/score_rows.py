"""The rows of scores: each measure with its text at the left and its graph at the right, all on one time axis, painted."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.charts.painting import Scale, apart, crosses, paint_bands, paint_course, steps
from briefing_app.ui.charts.row_text import LEFT, TEXT_WIDTH, height_of, paint_row_text
from briefing_app.ui.charts.time_axis import TimeAxis, paint_verticals
from briefing_app.ui.widgets import plain_tip, show
from briefing_app.viewmodels.score_row import MOST_ROWS, ScoreRow, ScoreRows
from briefing_app.viewmodels.together import words_at

GRAPH, RIGHT = 268, 46  # where a graph begins, and what it leaves at the right for the last value
TALL = {1: 250, 2: 130, 3: 96}
LEAST, LEAST_ALONE = 64, 130
CLOSE = 12  # axis numbers nearer than this lie over each other


class RowButton(QAbstractButton):
    """One measure; choosing it is what items, table and the large chart are of. ``stepped`` asks for the focus line at another day."""

    stepped = Signal(PLACE)
    moved = Signal(PLACE)

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row: ScoreRow | None = None
        self.least = self.most = 0
        self._all: ScoreRows | None = None
        self._first = False
        self.focus_day: int | None = None

    def show_row(self, row: ScoreRow, every: ScoreRows) -> None:
        self._row, self._all = row, every
        self._first = row is every.rows[0]
        self.focus_day = None
        self.setAccessibleName(row.text)
        self.setAccessibleDescription(row.trend.spoken)
        self.setToolTip(plain_tip(f"{row.trend.title}\n{row.trend.spoken}\n{row.trend.note}"))
        count = len(every.rows)
        needed = height_of(row, theme.scaled(TEXT_WIDTH)) + theme.scaled(8)
        self.least = max(theme.scaled(LEAST if count > 1 else LEAST_ALONE), needed)
        self.most = max(theme.scaled(TALL[min(count, MOST_ROWS)]), needed)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(420), self.most)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(320), self.least)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        row, every = self._row, self._all
        if row is None or every is None or every.axis is None:
            return
        painter = QPainter(self)
        area = graph_area(self.width(), self.height())
        scale = Scale(area, every.axis.first_day, every.axis.last_day, row.trend.low, row.trend.high)
        paint_bands(painter, row.trend, scale)
        paint_verticals(painter, every, scale, (0.0 if not self._first else area.top(), float(self.height())))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._first:
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QLineF(1, 0.5, self.width() - 1, 0.5))
        _paint_values(painter, row, scale)
        _paint_line(painter, row, scale)
        paint_course(painter, row.trend, scale, points=True, unknown=False)
        _paint_ends(painter, row, scale)
        _paint_without_total(painter, row, scale)
        if self.focus_day is not None:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawLine(QLineF(scale.x(self.focus_day), area.top(), scale.x(self.focus_day), area.bottom()))
        paint_row_text(painter, row, QRectF(theme.scaled(LEFT), 0, theme.scaled(TEXT_WIDTH), self.height()))
        self._paint_edge(painter)

    def _paint_edge(self, painter: QPainter) -> None:
        if self.isChecked():
            top = theme.RADIUS if self._first else 1
            painter.fillRect(QRectF(1, top, 4, self.height() - top - 1), theme.color("accent"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)


def graph_area(width: int, height: int) -> QRectF:
    """Where a graph stands in a row of this size."""
    left, top = theme.scaled(GRAPH), theme.scaled(10)
    return QRectF(left, top, max(width - left - theme.scaled(RIGHT), 40), max(height - top - theme.scaled(13), 20))


def _paint_values(painter: QPainter, row: ScoreRow, scale: Scale) -> None:
    """The numbers of the axis stand at the edges of the bands; where they would lie over each other, only some do."""
    labels = tuple((value, f"{value:g}") for value in row.trend.value_labels)
    least = theme.scaled(CLOSE) * (row.trend.high - row.trend.low) / max(scale.area.height(), 1)
    painter.setFont(theme.font(theme.SMALL))
    painter.setPen(theme.color("muted"))
    half = theme.scaled(7)
    for value, words in apart(labels, least):
        place = QRectF(scale.area.left() - theme.scaled(40), scale.y(value) - half, theme.scaled(34), 2 * half)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


def _paint_line(painter: QPainter, row: ScoreRow, scale: Scale) -> None:
    """The one dotted line, named by its number where its words cross nothing."""
    line = row.trend.reliable_line
    if line is None:
        return
    y, area = scale.y(line), scale.area
    pen = QPen(theme.color("accent"), 1.3, Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.drawLine(QLineF(area.left(), y, area.right(), y))
    words = row.trend.reliable_words
    font = theme.font(theme.SMALL)
    metrics = QFontMetricsF(font)
    wide, high = metrics.horizontalAdvance(words) + 6, metrics.height()
    course = [
        QLineF(scale.point(one.day, one.value), scale.point(two.day, two.value))
        for segment in row.trend.segments
        for one, two in zip(segment, segment[1:] or segment, strict=False)
    ]
    below = row.trend.baseline is None or scale.y(row.trend.baseline) < y
    tops = (y + 1, y - high - 1) if below else (y - high - 1, y + 1)
    places = [
        QRectF(left, top, wide, high)
        for left in steps(area.left() + 4, area.right() - wide)
        for top in tops
        if top >= area.top() - 4 and top + high <= area.bottom() + 4
    ]
    free = (place for place in places if not any(crosses(one, place, theme.scaled(4)) for one in course))
    place = next(free, places[0] if places else QRectF(area.left() + 4, tops[0], wide, high))
    painter.setFont(font)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def _paint_ends(painter: QPainter, row: ScoreRow, scale: Scale) -> None:
    """The value at the start beside its point, the last one right of the last."""
    solid = [mark for segment in row.trend.segments for mark in segment]
    if not solid:
        return
    area, last, first = scale.area, solid[-1], solid[0]
    painter.setPen(theme.color("ink"))
    painter.setFont(theme.font(theme.BODY, bold=True))
    x = scale.x(last.day) + theme.scaled(10)
    x = area.right() + theme.scaled(6) if x > area.right() - theme.scaled(26) else x
    half = theme.scaled(10)
    painter.drawText(
        QRectF(x, scale.y(last.value) - half, theme.scaled(40), 2 * half),
        Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
        f"{last.value:g}",
    )
    if len(solid) > 1:
        painter.setFont(theme.font(theme.SMALL, bold=True))
        high = theme.scaled(14)
        y = scale.y(first.value)
        top = y - high - 2 if y - high - 2 > area.top() - 6 else y + 3
        painter.drawText(
            QRectF(scale.x(first.day) + 3, top, theme.scaled(40), high),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            f"{first.value:g}",
        )


def _paint_without_total(painter: QPainter, row: ScoreRow, scale: Scale) -> None:
    """A form without a total: a hollow diamond at the foot, on its day; it has no height of its own."""
    reach = theme.scaled(5)
    painter.setFont(theme.font(theme.SMALL))
    for mark in row.trend.hollow:
        if mark.known:
            continue
        x, y = scale.x(mark.day), scale.area.bottom() - reach - 2
        painter.setPen(QPen(theme.color("ink"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)])
        )
        place = QRectF(x - reach - theme.scaled(74), y - theme.scaled(8), theme.scaled(70), theme.scaled(16))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "no total")


class ScoreRowsView(QWidget):
    """Rows and, once below them, the axis. ``chosen`` carries the place of a measure among all cards, ``focused`` what stood on a day."""

    chosen = Signal(PLACE)
    focused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows: list[RowButton] = []
        for _ in range(MOST_ROWS):
            made = RowButton()
            made.clicked.connect(lambda _=False, made=made: self._choose(made))
            made.stepped.connect(self._step)
            made.moved.connect(lambda step, made=made: self._move(made, step))
            column.addWidget(made)
            self._rows.append(made)
        self._axis = TimeAxis(lambda width: graph_area(width, 100))
        column.addWidget(self._axis)
        self._shown: ScoreRows | None = None
        self._day = -1

    def show_rows(self, shown: ScoreRows, place: int) -> None:
        """``place`` is the chosen measure's among all cards."""
        self._shown, self._day = shown, -1
        for index, made in enumerate(self._rows):
            if index < len(shown.rows):
                made.show_row(shown.rows[index], shown)
                made.setChecked(shown.rows[index].place == place)
            show(made, visible=index < len(shown.rows))
        self._axis.show_axis(shown)
        self.setAccessibleDescription(" ".join(row.trend.spoken for row in shown.rows))

    def fit(self, spare: int) -> None:
        """Give the rows what the brief has to ``spare`` in pixels, negative where it is too high, as evenly as their limits allow."""
        rows = self.rows
        for number, made in enumerate(rows):
            share = spare // (len(rows) - number)
            height = min(max(made.most + share, made.least), made.most)
            spare -= height - made.most
            if height != made.height() or made.minimumHeight() != height:
                made.setFixedHeight(height)

    @property
    def wanted(self) -> int:
        """How high the rows would be, in pixels."""
        return sum(made.most for made in self.rows)

    @property
    def given(self) -> int:
        """How high they are, in pixels."""
        return sum(made.minimumHeight() for made in self.rows)

    def mark(self, place: int) -> None:
        """Mark the row of a measure, where it has one."""
        for made, row in zip(self._rows, self._shown.rows if self._shown else (), strict=False):
            made.setChecked(row.place == place)

    @property
    def rows(self) -> list[RowButton]:
        """The rows that are shown."""
        return [made for made in self._rows if not made.isHidden()]

    def _choose(self, made: RowButton) -> None:
        index = self._rows.index(made)
        if self._shown is not None and index < len(self._shown.rows):
            self.chosen.emit(self._shown.rows[index].place)

    def _move(self, made: RowButton, step: int) -> None:
        at = min(max(self._rows.index(made) + step, 0), len(self.rows) - 1)
        self._rows[at].setFocus()
        self._choose(self._rows[at])

    def _step(self, step: int) -> None:
        axis = self._shown.axis if self._shown else None
        if axis is None or not axis.days or self._shown is None:
            return
        at = self._day + step if self._day >= 0 else (len(axis.days) - 1 if step < 0 else 0)
        self._day = min(max(at, 0), len(axis.days) - 1)
        day = axis.days[self._day]
        for made in self.rows:
            made.focus_day = day
            made.update()
        self.focused.emit(words_at(axis, day, self._shown.today))
