"""The wall on screen: a list of tiles in a grid, each a small chart; arrow keys move, Enter opens the client."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.charts.painting import Scale, paint_bands, paint_cone, paint_course
from briefing_app.ui.rail import CHIP_GROUNDS, name_lines
from briefing_app.ui.widgets import Chooser, Text, button, paint_card, plain_tip
from briefing_app.viewmodels.chip import Chip
from briefing_app.viewmodels.wall import ORDERS, Tile, Wall

Index = QModelIndex | QPersistentModelIndex
TILE = (246, 152)
LINE = 20


class WallModel(QAbstractListModel):
    """The tiles of the wall, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.wall: Wall | None = None

    def show_wall(self, wall: Wall) -> None:
        self.beginResetModel()
        self.wall = wall
        self.endResetModel()

    @property
    def tiles(self) -> tuple[Tile, ...]:
        return self.wall.tiles if self.wall is not None else ()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.tiles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        tile = self.tiles[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tile.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{tile.name}\n{tile.words}\nStands here because {tile.reason}.")
        return None


class TileDelegate(QStyledItemDelegate):
    """Paints one client's small chart with the name above it."""

    def __init__(self, view: QListView, model: WallModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        wall = self._model.wall
        if wall is None:
            return
        tile = wall.tiles[index.row()]
        current = index.row() == self._view.currentIndex().row() and self._view.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme.scaled(4)
        card = QRectF(option.rect).adjusted(gap, gap, -gap, -gap)
        paint_card(painter, card, theme.color("card"), theme.color("accent" if current else "line"), 2.0 if current else 1.0)
        inner = card.adjusted(theme.scaled(10), theme.scaled(7), -theme.scaled(10), -theme.scaled(7))
        line = theme.scaled(LINE)
        head = self._paint_head(painter, tile, inner)
        foot = QRectF(inner.left(), inner.bottom() - line + 2, inner.width(), line)
        area = QRectF(inner.left(), head + 4, inner.width() - theme.scaled(44), foot.top() - head - 8)
        self._paint_chart(painter, tile, wall, area)
        painter.setFont(theme.font(theme.SMALL, bold=tile.tone in ("good", "attention")))
        painter.setPen(theme.tone_color(tile.tone))
        metrics = QFontMetricsF(painter.font())
        painter.drawText(
            foot, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(tile.words, Qt.TextElideMode.ElideRight, foot.width())
        )
        painter.restore()

    def _paint_head(self, painter: QPainter, tile: Tile, inner: QRectF) -> float:
        """The name in at most two lines, the chip below it or beside the shorter of them; says where they end. Only a name that two lines
        cannot hold is cut: the tool tip has it whole."""
        line, bold = theme.scaled(LINE), theme.font(theme.BODY, bold=True)
        metrics = QFontMetricsF(bold)
        lines = name_lines(tile.name, int(inner.width()))
        lines = [*lines[:1], " ".join(lines[1:])] if len(lines) > 1 else lines
        painter.setPen(theme.color("ink"))
        painter.setFont(bold)
        for number, words in enumerate(lines):
            place = QRectF(inner.left(), inner.top() + number * line, inner.width(), line)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        end = inner.top() + 2 * line
        if tile.chip is not None:
            taken = [metrics.horizontalAdvance(words) for words in lines]
            end = max(end, self._paint_chip(painter, tile.chip, inner, taken))
        return end

    def _paint_chip(self, painter: QPainter, chip: Chip, inner: QRectF, taken: list[float]) -> float:
        """Below a name of one line, else at the right of a line with room for it, else below both; says where it ends."""
        line = theme.scaled(LINE)
        painter.setFont(theme.font(theme.SMALL, bold=chip.tone == "safety"))
        width = min(QFontMetricsF(painter.font()).horizontalAdvance(chip.text) + theme.scaled(14), inner.width())
        room = [number for number, used in enumerate(taken) if used + width + theme.scaled(8) <= inner.width()]
        beside = len(taken) > 1 and bool(room)
        number = room[0] if beside else len(taken)
        left = inner.right() - width if beside else inner.left()
        spot = QRectF(left, inner.top() + number * line + 1, width, line - 2)
        painter.setBrush(theme.color(CHIP_GROUNDS[chip.tone]))
        painter.setPen(theme.color("line") if chip.tone == "plain" else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(spot, spot.height() / 2, spot.height() / 2)
        painter.setPen(theme.tone_color(chip.tone))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, chip.text)
        return spot.bottom()

    def _paint_chart(self, painter: QPainter, tile: Tile, wall: Wall, area: QRectF) -> None:
        scale = Scale(area, wall.first_day, wall.last_day, wall.low, wall.high)
        if tile.trend is None:
            painter.fillRect(area, theme.color("background"))
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.color("muted"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "no scores")
            return
        paint_bands(painter, tile.trend, scale)
        painter.save()
        painter.setClipRect(area.adjusted(-4, 0, 4, 0))
        if tile.trend.cone is not None:
            paint_cone(painter, tile.trend.cone, scale)
        paint_course(painter, tile.trend, scale, points=False)
        painter.restore()
        painter.setFont(theme.font(theme.BODY, bold=True))
        painter.setPen(theme.color("ink"))
        place = QRectF(area.right() + theme.scaled(8), area.top(), theme.scaled(40), area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, tile.value)


class WallView(QWidget):
    """``client_asked`` carries a client's row; ``wanted`` the measure and the order; ``list_asked`` goes back to the list."""

    client_asked = Signal(ROW)
    wanted = Signal(str, str)
    list_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        margin = theme.scaled(14)
        column.setContentsMargins(margin, theme.scaled(12), margin, theme.scaled(8))
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(12))
        head.addWidget(Text("Clients", size=theme.TITLE, bold=True, wrap=False))
        self._title = Text(tone="muted")
        head.addWidget(self._title, 1)
        self._measure, self._order = Chooser(), Chooser()
        for box, words in ((self._measure, "Measure"), (self._order, "Order")):
            box.setAccessibleName(words)
            box.activated.connect(self._tell)
            head.addWidget(box)
        for name, words in ORDERS:
            self._order.addItem(words, name)
        back = button("List  Ctrl+G", "Find one client")
        back.clicked.connect(self.list_asked)
        head.addWidget(back)
        column.addLayout(head)
        self.model = WallModel()
        self.view = QListView()
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setUniformItemSizes(True)
        self.view.setGridSize(QSize(theme.scaled(TILE[0]), theme.scaled(TILE[1])))
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName("The wall: one small chart for each client")
        self.view.setModel(self.model)
        self.view.setItemDelegate(TileDelegate(self.view, self.model))
        self.view.activated.connect(lambda index: self.client_asked.emit(self.model.tiles[index.row()].row))
        self.view.clicked.connect(lambda index: self.client_asked.emit(self.model.tiles[index.row()].row))
        column.addWidget(self.view, 1)
        self._note = Text(tone="muted")
        column.addWidget(self._note)

    def show_wall(self, wall: Wall) -> None:
        self._measure.clear()
        for name in wall.measures:
            self._measure.addItem(name, name)
        self._measure.setCurrentIndex(self._measure.findData(wall.measure))
        self._measure.setVisible(bool(wall.measures))
        self._title.show_text(wall.title)
        self._note.show_text(wall.note)
        self.model.show_wall(wall)
        if wall.tiles:
            self.view.setCurrentIndex(self.model.index(0))
        self.view.setFocus()

    def _tell(self) -> None:
        self.wanted.emit(self._measure.currentData() or "", self._order.currentData())
