"""The frame of the window: where the data come from above, the pages at the left, what the program does not do below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from briefing_app.domain.hiding import SAID as HIDDEN
from briefing_app.ui import theme
from briefing_app.ui.carried import PLACE
from briefing_app.ui.icons import paint_icon
from briefing_app.ui.widgets import PageStack, Text, button, plain_tip, show

PAGES = (
    ("today", "Today", "Ctrl+1"),
    ("clients", "Clients", "Ctrl+2"),
    ("load", "My load", "Ctrl+3"),
    ("rtm", "RTM", "Ctrl+4"),
    ("import", "Import", "Ctrl+5"),
    ("help", "Help", "F1"),
    ("settings", "Settings", "Ctrl+6"),
)
LEAST, USUAL = QSize(1024, 640), QSize(1366, 768)
NARROW, LOW = 900, 500  # in pixels at 100 % text
DEMO = ("Demo practice: every person is invented", "Demo")
NOT_MONITORING = "Briefing does not monitor anyone between sessions."


class Bar(QWidget):
    """A strip with the rail's ground and a thin line at its inner edge."""

    def __init__(self, edge: Qt.Edge) -> None:
        super().__init__()
        self._edge = edge
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.scaled(16), theme.scaled(theme.STEP), theme.scaled(16), theme.scaled(theme.STEP))
        self.setMinimumHeight(theme.scaled(34))
        self.row.setSpacing(theme.scaled(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("rail"))
        painter.setPen(QPen(theme.color("line"), 1))
        height = 0 if self._edge is Qt.Edge.TopEdge else self.height() - 1
        painter.drawLine(0, height, self.width(), height)


class PageButton(QAbstractButton):
    """One page in the navigation: an icon over a word, or alone where there is no room."""

    def __init__(self, name: str, words: str, key: str) -> None:
        super().__init__()
        self._name = name
        self.narrow = False
        self.setText(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolTip(plain_tip(f"{words} ({key})"))
        self.setAccessibleName(f"{words} page")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(40), theme.scaled(30)) if self.narrow else QSize(theme.scaled(72), theme.scaled(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setBrush(theme.color("accent_soft") if self.isChecked() else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        ink = theme.color("accent" if self.isChecked() else "muted")
        size = theme.scaled(20)
        top = theme.scaled(5 if self.narrow else 8)
        paint_icon(painter, self._name, QRectF((self.width() - size) / 2, top, size, size), ink)
        if self.narrow:
            return
        painter.setPen(ink)
        painter.setFont(theme.font(theme.SMALL, bold=self.isChecked()))
        words = self.rect().adjusted(0, theme.scaled(30), 0, -2)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self.text())


class Shell(QMainWindow):
    """Shows pages and nothing of its own. ``painted`` is told once, when the first frame is on screen."""

    dropped = Signal(list)
    page_asked = Signal(str)
    find_asked = Signal()
    lock_asked = Signal()
    keys_asked = Signal()
    room_changed = Signal(PLACE)  # how wide the window is, in pixels at 100 % text

    def __init__(self, painted: Callable[[], None], *, demo: bool) -> None:
        super().__init__()
        self._painted: Callable[[], None] | None = painted
        self.setWindowTitle("Briefing")
        self.setAcceptDrops(True)
        self.setMinimumSize(LEAST)
        self.resize(USUAL.boundedTo(self.screen().availableSize()).expandedTo(LEAST))
        self._pages: dict[str, QWidget] = {}
        self.demo = demo
        self._names_hidden = False
        self.rebuild()

    def rebuild(self) -> None:
        """Make the frame anew, as after a change of theme; pages are added again by their owner."""
        self._pages = {}
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = Bar(Qt.Edge.BottomEdge)
        self.title = Text("Briefing", bold=True, wrap=False)
        self.day_words = Text(tone="muted", wrap=False)
        self.as_of = Text("Opening …", tone="muted")
        self.as_of.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top.row.addWidget(self.title)
        top.row.addWidget(self.day_words)
        if self.demo:
            self._demo_words = Text(DEMO[0], bold=True, wrap=False)
            self._demo_words.setToolTip(plain_tip(DEMO[0]))
            top.row.addWidget(self._demo_words)
        self._hidden_words = Text("", bold=True, tone="accent", wrap=False)
        self._hidden_words.setToolTip(plain_tip(f"{HIDDEN} F9 shows the names again."))
        top.row.addWidget(self._hidden_words)
        self.show_names_hidden(self._names_hidden)
        top.row.addWidget(self.as_of, 1)
        self.tools = QWidget()
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(0)
        tools.addWidget(_tool("Find", "Find a client (Ctrl+K)", self.find_asked))
        tools.addWidget(_tool("Lock", "Close the stores and hide everything (Ctrl+L)", self.lock_asked))
        top.row.addWidget(self.tools)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._buttons: dict[str, PageButton] = {}
        self.pages = _Rail()
        for name, words, keys in PAGES:
            made = PageButton(name, words, keys)
            made.clicked.connect(lambda _=False, name=name: self.page_asked.emit(name))
            self._buttons[name] = made
            if name == "help":
                self.pages.column.addStretch(1)
            self.pages.column.addWidget(made)
        self.stack = PageStack()
        self._blank = QWidget()
        self.stack.addWidget(self._blank)
        middle.addWidget(self.pages)
        room = QScrollArea()  # where a page asks for more than the window has, the page scrolls and the window keeps its size
        room.setWidget(self.stack)
        room.setWidgetResizable(True)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle.addWidget(room, 1)
        bottom = Bar(Qt.Edge.TopEdge)
        self._bottom, self._column = bottom.row, column
        bottom.row.addWidget(Text(NOT_MONITORING, tone="muted"), 1)
        bottom.row.addWidget(_tool("?  keys", "All keys (?)", self.keys_asked))
        column.addWidget(top)
        column.addLayout(middle, 1)
        column.addWidget(bottom)
        self.setCentralWidget(central)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What the frame leaves out where the window is narrow for its text: names under icons, the day, all but a word of the demo."""
        narrow = self.room < NARROW
        for made in self._buttons.values():
            made.narrow = narrow or self.height() < theme.scaled(LOW)
            made.updateGeometry()
        show(self.title, visible=not narrow)
        show(self.day_words, visible=not narrow and bool(self.day_words.text()))
        if self.demo:
            self._demo_words.setText(DEMO[1] if narrow else DEMO[0])
        self.room_changed.emit(self.room)

    @property
    def room(self) -> int:
        """How wide the window is, in pixels at 100 % text."""
        return round(self.width() / theme.scaled(100) * 100)

    def add_timer(self, timer: QWidget, away: QWidget) -> None:
        """The note timer at the left of the bottom bar, the row about time away above it; made after the first paint."""
        self._bottom.insertWidget(0, timer)
        self._column.insertWidget(self._column.count() - 1, away)

    def add_shortcuts(self) -> None:
        for name, _, keys in PAGES:
            QShortcut(QKeySequence(keys), self, lambda name=name: self.page_asked.emit(name))

    def add_page(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        self.stack.addWidget(page)
        fits = getattr(page, "set_room", None)
        if fits is not None:
            self.room_changed.connect(fits)
            fits(self.room)
        alone = getattr(page, "alone", None)
        if alone is not None:
            alone.connect(self._stand_alone)

    def _stand_alone(self, alone: bool) -> None:
        """With the stores closed there is nothing to go to, to find or to lock."""
        for part in (self.pages, self.tools):
            show(part, visible=not alone)

    def show_page(self, name: str) -> None:
        if name in self._pages:
            self.stack.setCurrentWidget(self._pages[name])
        if name in self._buttons:  # the note of a session belongs to the page that it was opened from
            self._buttons[name].setChecked(True)

    def show_names_hidden(self, hidden: bool) -> None:
        self._names_hidden = hidden
        self._hidden_words.show_text("Names hidden  F9" if hidden else "")

    def page_shown(self) -> str:
        return next((name for name, page in self._pages.items() if page is self.stack.currentWidget()), "today")

    def show_as_of(self, words: str, *, stale: bool) -> None:
        self.as_of.show_text(words, "attention" if stale else "muted")
        self.as_of.setToolTip(plain_tip(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._painted is not None:
            told, self._painted = self._painted, None
            told()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropped.emit([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])


def _tool(words: str, tip: str, asked: SignalInstance) -> QPushButton:
    """A button of the frame; a click leaves the focus where it was."""
    made = button(words, tip, flat=True)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(lambda: asked.emit())
    return made


class _Rail(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        inset = theme.scaled(6)
        self.column.setContentsMargins(inset, inset, inset, inset)
        self.column.setSpacing(theme.scaled(theme.STEP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("rail"))
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
