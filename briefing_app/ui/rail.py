"""The schedule rail: the day's sessions as painted rows, with the gaps between them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QMenu, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from briefing_app.domain.recovery import Status
from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.widgets import paint_card, plain_tip
from briefing_app.viewmodels.chip import Chip
from briefing_app.viewmodels.day import Row
from briefing_app.viewmodels.recovery import GapWords

Index = QModelIndex | QPersistentModelIndex
CHIP_GROUNDS = {
    "plain": "card",
    "outline": "card",
    "good": "accent_soft",
    "attention": "attention_soft",
    "safety": "safety_soft",
}
CHIP_ROW, LINE, MOST_CHIPS = 24, 18, 2
ROW, ROW_LOW, GAP, GAP_LOW = 56, 50, 26, 22  # a session and a gap, and both where the window is low
LOW_WINDOW = 700
NAME_AT = 58


class DayModel(QAbstractListModel):
    """Rows of a day; what is painted is also there as words."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.gaps: Mapping[float, GapWords] = {}

    def gap_of(self, row: Row) -> str:
        """What became of the gap after a session where that is known, else what was planned."""
        known = self.gaps.get(row.ends)
        return known.words if row.gap and known is not None else row.gap

    def mark_of(self, row: Row) -> Status | None:
        """What became of it; None before that is so."""
        known = self.gaps.get(row.ends)
        return known.status if known is not None else None

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.start} {row.name}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            chips = ", ".join(chip.text for chip in row.chips)
            return f"{row.start} {row.name}, {row.details}. {chips}. {self.gap_of(row)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join([f"{row.start} {row.name}", row.details, *(chip.text for chip in row.chips)]))
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints one session as a card with at most two chips, and the gap that follows it."""

    def __init__(self, view: QListView, model: DayModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = self._model.rows[index.row()]
        lines, low = len(name_lines(row.name, self._name_width(row))), self._is_low()
        below = max(len(_chip_rows(row.chips[:MOST_CHIPS], self._wide())), 1)
        height = (ROW_LOW if low else ROW) + LINE * (lines - 1) + CHIP_ROW * (below - 1)
        return QSize(theme.scaled(240), theme.scaled(height) + theme.scaled(self._gap(row)))

    def _is_low(self) -> bool:
        return self._view.window().height() < theme.scaled(LOW_WINDOW)

    def _gap(self, row: Row) -> int:
        return (GAP_LOW if self._is_low() else GAP) if row.gap else 8

    def _wide(self) -> int:
        """What is left beside the time, as ``paint`` leaves it."""
        return max(self._view.viewport().width() - theme.scaled(NAME_AT) - 14, theme.scaled(80))

    def _name_width(self, row: Row) -> int:
        status = QFontMetrics(theme.font(theme.SMALL, bold=True)).horizontalAdvance(row.status) + 8 if row.status else 0
        return max(self._wide() - status, theme.scaled(80))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        selected = index.row() == self._view.currentIndex().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        gap = theme.scaled(self._gap(row))
        card = rect.adjusted(4, 1, -4, -gap)
        ground = "background" if row.past and not selected else "card"
        paint_card(painter, card, theme.color(ground), theme.color("accent" if selected else "line"), 1.6 if selected else 1.0)
        if selected:
            painter.setBrush(theme.color("accent"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(card.left(), card.top() + 4, 4, card.height() - 8), 2, 2)
        self._paint_words(painter, row, card)
        if row.gap:
            self._paint_gap(painter, row, QRectF(card.left(), card.bottom(), card.width(), gap))
        painter.restore()

    def _paint_words(self, painter: QPainter, row: Row, card: QRectF) -> None:
        """Time and name, its status at the right; below them chips, else one muted line."""
        line, width = theme.scaled(LINE), self._name_width(row)
        lines = name_lines(row.name, width)
        top = card.top() + max((card.height() - line * (len(lines) + 1) - theme.scaled(4)) / 2, 2)
        if len(row.chips) > 1:
            top = card.top() + theme.scaled(6)
        left, right = card.left() + theme.scaled(10), card.left() + theme.scaled(NAME_AT)
        bold = theme.font(theme.BODY, bold=True)
        painter.setPen(theme.color("ink" if not row.struck else "muted"))
        painter.setFont(bold)
        painter.drawText(QRectF(left, top, right - left, line), Qt.AlignmentFlag.AlignVCenter, row.start)
        if row.status:
            painter.setFont(theme.font(theme.SMALL, bold=True))
            place = QRectF(right, top, card.right() - right - theme.scaled(9), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.status)
        bold.setStrikeOut(row.struck)
        painter.setFont(bold)
        for words in lines:
            painter.drawText(QRectF(right, top, width, line), Qt.AlignmentFlag.AlignVCenter, words)
            top += line
        if row.chips:
            _paint_chips(painter, row.chips[:MOST_CHIPS], right, top + theme.scaled(2), self._wide())
            return
        painter.setFont(theme.font(theme.BODY))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(right, top + 1, self._wide(), line), Qt.AlignmentFlag.AlignVCenter, row.short)

    def _paint_gap(self, painter: QPainter, row: Row, area: QRectF) -> None:
        """A shape and one line: hollow as planned, filled as taken, half filled where it was short or used, dashed where that is not known."""
        mark, ink = self._model.mark_of(row), theme.color("muted")
        if mark in (Status.SHORT, Status.USED_FOR_NOTES):
            ink = theme.color("attention")
        elif mark is Status.TAKEN:
            ink = theme.color("accent")
        high = theme.scaled(14)
        shape = QRectF(area.left() + theme.scaled(24), area.center().y() - high / 2, theme.scaled(6), high)
        pen = QPen(ink, 1.2)
        if mark is Status.NOT_KNOWN:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(ink if mark is Status.TAKEN else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(shape, 2.5, 2.5)
        if mark in (Status.SHORT, Status.USED_FOR_NOTES):
            painter.fillRect(shape.adjusted(0, 0, 0, -high / 2), ink)
        painter.setPen(ink)
        painter.setFont(theme.font(theme.BODY))
        left = area.left() + theme.scaled(46)
        place = QRectF(left, area.top(), area.right() - left, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._model.gap_of(row))


def name_lines(name: str, width: int) -> list[str]:
    """A name is wrapped, never shortened."""
    metrics = QFontMetrics(theme.font(theme.BODY, bold=True))
    lines: list[str] = []
    for word in name.replace("-", "-\u200b").replace("\u200b", " \u200b").split(" "):
        joined = word.removeprefix("\u200b")
        glue = "" if word.startswith("\u200b") else " "
        if lines and metrics.horizontalAdvance(lines[-1] + glue + joined) <= width:
            lines[-1] += glue + joined
        else:
            lines.append(joined)
    return lines


def _chip_rows(chips: tuple[Chip, ...], width: float) -> list[list[tuple[Chip, float]]]:
    """Chips with their widths, in as many rows as they need: none is left out."""
    metrics = QFontMetrics(theme.font(theme.SMALL, bold=True))
    rows: list[list[tuple[Chip, float]]] = []
    free = 0.0
    for chip in chips:
        space = min(metrics.horizontalAdvance(chip.text) + theme.scaled(16), width)
        if not rows or space > free:
            rows.append([])
            free = width
        rows[-1].append((chip, space))
        free -= space + theme.scaled(5)
    return rows


def _paint_chips(painter: QPainter, chips: tuple[Chip, ...], left: float, top: float, width: float) -> None:
    for row in _chip_rows(chips, width):
        x = left
        for chip, space in row:
            rect = QRectF(x, top, space, theme.scaled(19))
            painter.setBrush(theme.color(CHIP_GROUNDS[chip.tone]))
            edge = {"plain": "line", "outline": "ink"}.get(chip.tone)
            painter.setPen(QPen(theme.color(edge), 1) if edge else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            painter.setPen(theme.tone_color({"plain": "muted", "outline": "plain", "good": "accent"}.get(chip.tone, chip.tone)))
            painter.setFont(theme.font(theme.SMALL, bold=chip.tone == "safety"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chip.text)
            x += space + theme.scaled(5)
        top += theme.scaled(CHIP_ROW)


class Rail(QListView):
    """Up and Down, or K and J, move between sessions."""

    chosen = Signal(PLACE)
    ended = Signal()
    word_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day_model = DayModel()
        self.setModel(self.day_model)
        self.setItemDelegate(RowDelegate(self, self.day_model))
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Sessions of the day")
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)

    def show_rows(self, rows: tuple[Row, ...], current: int) -> None:
        self.day_model.show_rows(rows)
        if rows:
            self.setCurrentIndex(self.day_model.index(current))

    def show_gaps(self, gaps: Mapping[float, GapWords]) -> None:
        """By the moment a session ended, what became of the gap after it."""
        self.day_model.gaps = gaps
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        for index in (current, previous):
            self.viewport().update(self.visualRect(index))
        if current.isValid():
            self.scrollTo(current)
            self.chosen.emit(current.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, such as beside a scroll bar, wraps names and chips anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be said of the session under the pointer, which becomes the chosen one."""
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            menu = QMenu(self)
            menu.setFont(theme.font())
            menu.addAction("Session ended  D").triggered.connect(self.ended)
            menu.addAction("Move, cancel, held, missed …  S").triggered.connect(self.word_asked)
            menu.popup(event.globalPos())

    def step(self, step: int) -> None:
        """To the session before (-1) or after (1), where there is one."""
        row = min(max(self.currentIndex().row() + step, 0), len(self.day_model.rows) - 1)
        self.setCurrentIndex(self.day_model.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        if step:
            self.step(step)
        else:
            super().keyPressEvent(event)
