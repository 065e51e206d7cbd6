"""The schedule rail: the day's sessions as painted rows, with the gaps between them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QMenu, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import paint_card, plain_tip
from briefing_app.viewmodels.day import Chip, Row

Index = QModelIndex | QPersistentModelIndex
CHIP_ROW = 24
CHIP_GROUNDS = {"plain": "card", "good": "accent_soft", "attention": "attention_soft", "safety": "safety_soft"}


class DayModel(QAbstractListModel):
    """Rows of a day; what is painted is also there as words."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self.gaps: Mapping[float, str] = {}

    def gap_of(self, row: Row) -> str:
        """What became of the gap after a session where that is known, else what was planned."""
        return self.gaps.get(row.ends, row.gap) if row.gap else ""

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
            similar = ", similar name today" if row.similar else ""
            return f"{row.start} {row.name}{similar}, {row.details}. {chips}. {self.gap_of(row)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{row.start} {row.name}\n{row.details}")
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints one session as a card with its chips, and the gap that follows it."""

    def __init__(self, view: QListView, model: DayModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = self._model.rows[index.row()]
        lines = len(name_lines(row.name, self._name_width()))
        chips = len(_chip_rows(row.chips, self._name_width()))
        height = 12 + 18 * lines + 18 + CHIP_ROW * chips + (18 if row.similar else 0)
        return QSize(theme.scaled(240), theme.scaled(height) + theme.scaled(26 if row.gap else 8))

    def _name_width(self) -> int:
        """What is left beside the time, as ``paint`` leaves it."""
        return max(self._view.viewport().width() - theme.scaled(64) - 14, theme.scaled(80))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.rows[index.row()]
        selected = index.row() == self._view.currentIndex().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        gap = theme.scaled(26 if row.gap else 8)
        card = rect.adjusted(4, 2, -4, -gap)
        paint_card(painter, card, theme.color("card"), theme.color("accent" if selected else "line"), 1.6 if selected else 1.0)
        if selected:
            painter.setBrush(theme.color("accent"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(card.left(), card.top() + 4, 4, card.height() - 8), 2, 2)
        ink = theme.color("muted" if row.past or row.struck else "ink")
        left, top = card.left() + theme.scaled(12), card.top() + theme.scaled(6)
        line = theme.scaled(18)
        painter.setPen(ink)
        painter.setFont(theme.font(theme.BODY, bold=True))
        painter.drawText(QRectF(left, top, theme.scaled(48), line), Qt.AlignmentFlag.AlignVCenter, row.start)
        left += theme.scaled(52)
        width = card.right() - left - 6
        bold = theme.font(theme.BODY, bold=True)
        bold.setStrikeOut(row.struck)
        painter.setFont(bold)
        for words in name_lines(row.name, int(width)):
            painter.drawText(QRectF(left, top, width, line), Qt.AlignmentFlag.AlignVCenter, words)
            top += line
        painter.setFont(theme.font(theme.BODY))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(left, top, width, line), Qt.AlignmentFlag.AlignVCenter, row.details)
        top += line
        if row.similar:
            painter.setPen(ink)
            painter.setFont(theme.font(theme.SMALL, bold=True))
            painter.drawText(QRectF(left, top, width, line), Qt.AlignmentFlag.AlignVCenter, "similar name today")
            top += line
        _paint_chips(painter, row.chips, left, top + 2, width)
        if row.gap:
            painter.setPen(QPen(theme.color("line"), 2, Qt.PenStyle.DashLine))
            x = rect.left() + theme.scaled(40)
            painter.drawLine(int(x), int(card.bottom() + 4), int(x), int(rect.bottom() - 3))
            painter.setPen(theme.color("muted"))
            painter.setFont(theme.font(theme.SMALL))
            words = self._model.gap_of(row)
            painter.drawText(QRectF(x + 12, card.bottom(), rect.width(), gap), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


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
            painter.setPen(QPen(theme.color("line"), 1) if chip.tone == "plain" else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            painter.setPen(
                theme.tone_color("muted" if chip.tone == "plain" else chip.tone if chip.tone != "good" else "accent")
            )
            painter.setFont(theme.font(theme.SMALL, bold=chip.tone == "safety"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, chip.text)
            x += space + theme.scaled(5)
        top += theme.scaled(CHIP_ROW)


class Rail(QListView):
    """Up and Down, or K and J, move between sessions."""

    chosen = Signal(int)
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

    def show_gaps(self, gaps: Mapping[float, str]) -> None:
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}.get(Qt.Key(event.key()))
        if step:
            row = min(max(self.currentIndex().row() + step, 0), len(self.day_model.rows) - 1)
            self.setCurrentIndex(self.day_model.index(row))
        else:
            super().keyPressEvent(event)
