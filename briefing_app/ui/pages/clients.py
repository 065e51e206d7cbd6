"""Find a client by name, date of birth or id as you type, and see all their measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPen, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.brief_view import BriefView
from briefing_app.ui.carried import PLACE, ROW
from briefing_app.ui.flow import Flow
from briefing_app.ui.scores_card import ITEMS, LARGE
from briefing_app.ui.widgets import StatePanel, Text, button, paint_card, show
from briefing_app.viewmodels.client import ClientPage, Found
from briefing_app.viewmodels.wall import BY_ATTENTION

if TYPE_CHECKING:
    from briefing_app.ui.wall import WallView

Index = QModelIndex | QPersistentModelIndex


class FoundModel(QAbstractListModel):
    """Who was found, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Found, ...] = ()

    def show_found(self, found: tuple[Found, ...]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.found[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{one.name}, {one.details}"
        return None


class FoundDelegate(QStyledItemDelegate):
    """Paints one client who was found: the name, and what tells them apart."""

    def __init__(self, view: QListView, model: FoundModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.scaled(200), theme.scaled(50))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = self._model.found[index.row()]
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == self._view.currentIndex().row():
            paint_card(painter, rect.adjusted(3, 2, -3, -2), theme.color("accent_soft"), theme.color("accent"))
        inset = rect.adjusted(theme.scaled(12), theme.scaled(6), -8, -theme.scaled(6))
        painter.setPen(QPen(theme.color("ink")))
        painter.setFont(theme.font(theme.BODY, bold=True))
        painter.drawText(inset, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, one.name)
        painter.setPen(QPen(theme.color("muted")))
        painter.setFont(theme.font(theme.SMALL))
        painter.drawText(inset, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, one.details)
        painter.restore()


class _List(QListView):
    moved = Signal(PLACE)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid():
            self.moved.emit(current.row())


class _Field(QLineEdit):
    """Up and Down go to the list without leaving the field."""

    stepped = Signal(PLACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)


class ClientsPage(QWidget):
    """The field, who is found by it, and the brief of the one who is chosen."""

    words_typed = Signal(str)
    client_asked = Signal(ROW)
    wall_wanted = Signal(str, str)
    delete_asked = Signal(ROW)
    new_client_asked = Signal()
    new_session_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        self._faces = QStackedWidget()
        both.addWidget(self._faces)
        lists = QWidget()
        self._faces.addWidget(lists)
        self.wall: WallView | None = None
        self.wanted_row = 0  # to be shown when the list is read next
        row = QHBoxLayout(lists)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side())
        self._state = StatePanel()
        self.brief = BriefView()
        self._right = QStackedWidget()
        self._right.addWidget(self._state)
        self._right.addWidget(self.brief)
        row.addWidget(self._right, 1)
        self._add_keys()
        self._show_state("Choose a client", "Type the beginning of a name, a date of birth or an id.")

    def _side(self) -> QWidget:
        """The field, and who is found by it."""
        side = QWidget()
        side.setFixedWidth(theme.scaled(300))
        column = QVBoxLayout(side)
        margin = theme.scaled(10)
        column.setContentsMargins(margin, margin, margin, margin)
        head = QHBoxLayout()
        head.addWidget(Text("Clients", size=theme.LEAD, bold=True), 1)
        wall = button("Wall  Ctrl+G", "Every client as a small chart")
        wall.clicked.connect(self.toggle_wall)
        head.addWidget(wall)
        column.addLayout(head)
        adding = Flow(gap=0)
        for words, tip, slot in (
            ("New client", "Type in a client; all but the name may follow", lambda: self.new_client_asked.emit()),
            ("New session", "Type in a session of the client on screen, or of another", self._ask_session),
        ):
            made = button(words, tip, flat=True)
            made.clicked.connect(slot)
            adding.addWidget(made)
        column.addLayout(adding)
        self.field = _Field()
        self.field.setPlaceholderText("Name, date of birth (31 Dec 1990) or id")
        self.field.setAccessibleName("Find a client")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.words_typed)
        self.field.stepped.connect(self._step)
        column.addWidget(self.field)
        self._count = Text(tone="muted")
        column.addWidget(self._count)
        self._model = FoundModel()
        self.list = _List()
        self.list.setModel(self._model)
        self.list.setItemDelegate(FoundDelegate(self.list, self._model))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("Clients found")
        self.list.moved.connect(lambda index: self._ask_for(self._model.found[index].row))
        column.addWidget(self.list, 1)
        self.delete = button("Delete this client …", "Shows what would go, and asks for the name first", flat=True)
        self.delete.clicked.connect(self._ask_delete)
        self.delete.hide()
        column.addWidget(self.delete)
        return side

    def _add_keys(self) -> None:
        table = QShortcut(QKeySequence("Ctrl+T"), self, self.brief.toggle_table)
        table.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        for keys, slot in (
            ("Ctrl+M", lambda: self.brief.toggle_face(LARGE)),
            ("Ctrl+I", lambda: self.brief.toggle_face(ITEMS)),
            ("Ctrl+P", self.brief.print_brief),
            ("Ctrl+Shift+P", self.brief.show_contacts),
            ("Ctrl+E", self.brief.enter_score),
            ("Ctrl+R", self.brief.ask_record),
            ("Ctrl+Return", self.brief.answer_first),
            ("Ctrl+H", self.brief.show_earlier),
            ("Ctrl+G", self.toggle_wall),
            ("F5", self.brief.look_together),
            ("Ctrl+Q", self.brief.ask_consult),
            ("Ctrl+Shift+C", self.brief.ask_checkins),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.field.setFocus()

    def show_found(self, found: tuple[Found, ...], count: str) -> None:
        self._model.show_found(found)
        self._count.show_text(count)
        wanted, self.wanted_row = self.wanted_row, 0
        rows = [one.row for one in found]
        if found:
            self.list.setCurrentIndex(self._model.index(rows.index(wanted) if wanted in rows else 0))
            if wanted and wanted not in rows:
                self._ask_for(wanted)
        elif self.field.text().strip():
            self._show_state("Nobody found", "No client's name, date of birth or id begins with this.")
        else:
            self._show_state("No clients yet", "They come with the first import (Ctrl+5), or are typed in: New client, above.")

    def _ask_for(self, row: int) -> None:
        """List and brief are of one client: until theirs is here, nothing is asked of the one before."""
        if self.brief.shown is not None and self.brief.shown.identity.row != row:
            self.brief.leave()
        self.client_asked.emit(row)

    def _show_state(self, title: str, words: str) -> None:
        self._right.setCurrentWidget(self._state)
        self._state.show_state(title, words, [])
        show(self.delete, visible=False)

    def show_client(self, page: ClientPage) -> None:
        self._right.setCurrentWidget(self.brief)
        show(self.delete, visible=page.brief.identity.row > 0)
        self.brief.show_brief(page.brief, page.trends)

    def _ask_session(self) -> None:
        shown = self.brief.shown if self._right.currentWidget() is self.brief else None
        self.new_session_asked.emit(shown.identity.name if shown is not None else "")

    def _ask_delete(self) -> None:
        shown = self.brief.on_screen
        if shown is not None and shown.identity.row:
            self.delete_asked.emit(shown.identity.row)

    def toggle_wall(self) -> None:
        """The wall, made when first asked for, or back to the list."""
        if self.wall is not None and self._faces.currentWidget() is self.wall:
            self.show_list()
            return
        if self.wall is None:
            from briefing_app.ui.wall import WallView

            self.wall = WallView()
            self.wall.wanted.connect(self.wall_wanted)
            self.wall.list_asked.connect(self.show_list)
            self.wall.client_asked.connect(self._open_tile)
            self._faces.addWidget(self.wall)
        self._faces.setCurrentWidget(self.wall)
        self.wall_wanted.emit("", BY_ATTENTION)

    def show_list(self) -> None:
        self._faces.setCurrentIndex(0)
        self.field.setFocus()

    def _open_tile(self, row: int) -> None:
        self.show_list()
        self._ask_for(row)

    def _step(self, step: int) -> None:
        row = min(max(self.list.currentIndex().row() + step, 0), len(self._model.found) - 1)
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))
