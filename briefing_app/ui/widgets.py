"""Small pieces that every page uses. Labels are made here alone: imported text is plain text everywhere."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from PySide6.QtCore import QDate, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from briefing_app.ui import theme

LONG_WORD = re.compile(r"\S{25,}")
PIECE = re.compile(r"\S{12}(?=[^\W_]|[!-~])")  # a mark that belongs to the letter before it stays with it


class Text(QLabel):
    """A label of plain text in one of the tones; it only touches what changed."""

    def __init__(
        self, text: str = "", *, size: int = theme.BODY, bold: bool = False, tone: str = "plain", wrap: bool = True
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, bold=bold))
        self.setWordWrap(wrap)
        self._tone = ""
        self.set_tone(tone)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        if tone != self._tone:
            self._tone = tone
            palette = self.palette()
            palette.setColor(QPalette.ColorRole.WindowText, theme.tone_color(tone))
            self.setPalette(palette)

    def show_text(self, text: str, tone: str | None = None) -> None:
        if text != self.text():
            self.setText(text)
        if tone is not None:
            self.set_tone(tone)
        show(self, visible=bool(text))


def show(widget: QWidget, *, visible: bool) -> None:
    """Show or hide, without disturbing the layout of a widget that is so already."""
    if widget.isHidden() is visible:
        widget.setVisible(visible)


def empty(column: QVBoxLayout) -> None:
    """Take every widget out of a column, to be filled anew."""
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()


def breakable(text: str) -> str:
    """The text, with places to break in words that may be wider than a line, such as links: a label breaks at no other and cuts them off."""
    return LONG_WORD.sub(lambda found: PIECE.sub("\\g<0>\u200b", found[0]), text)


def plain_tip(text: str) -> str:
    """Tool tips guess whether they are HTML; this says that it is, and hides nothing."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


class WhyText(Text):
    """A line that says why it is there: on hover, and in full when clicked or with Enter."""

    asked = Signal(object)

    def __init__(self, *, size: int = theme.BODY, tone: str = "plain") -> None:
        super().__init__(size=size, tone=tone)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._line: object = None

    def setText(self, text: str) -> None:
        """A label that takes the focus would be given a text document, at three times the cost; it takes it once it has its text."""
        self._words = text
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        super().setText(breakable(text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def text(self) -> str:
        """The words as they were given, without the places at which a long one may break."""
        return self._words

    def sizeHint(self) -> QSize:
        """These lines take the width that they are given; trying several widths for each would be half of a layout's time."""
        return QSize(theme.scaled(40), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_line(self, text: str, tone: str, line: object) -> None:
        self._line = line
        self.show_text(text, tone)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.asked.emit(self._line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter):
            self.asked.emit(self._line)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class Card(QFrame):
    """A rounded surface; ``ground`` and ``edge`` are token names."""

    def __init__(self, ground: str = "card", edge: str = "line", *, padding: int = 12) -> None:
        super().__init__()
        self.ground, self.edge = ground, edge
        self.body = QVBoxLayout(self)
        inset = theme.scaled(padding)
        self.body.setContentsMargins(inset, inset - 2, inset, inset - 2)
        self.body.setSpacing(theme.scaled(theme.STEP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, QRectF(self.rect()), theme.color(self.ground), theme.color(self.edge))


def paint_card(painter: QPainter, rect: QRectF, ground: QColor, edge: QColor, width: float = 1.0) -> None:
    """Two fills, the edge and the ground within it: stroking so long an outline takes Qt three times as long."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(edge)
    painter.drawRoundedRect(rect, theme.RADIUS + width / 2, theme.RADIUS + width / 2)
    painter.setBrush(ground)
    inner = theme.RADIUS - width / 2
    painter.drawRoundedRect(rect.adjusted(width, width, -width, -width), inner, inner)


class Section(Card):
    """A card with a heading and a few lines, filled again and again without making new widgets."""

    asked = Signal(object)

    def __init__(self, usual: int, *, bare: bool = False, size: int = theme.BODY) -> None:
        """``usual`` lines are made at once; more as soon as there are more to show. ``bare`` ones stand in another card."""
        super().__init__()
        self._bare, self._size = bare, size
        if bare:
            self.body.setContentsMargins(0, 0, 0, 0)
        self._heading = Text(size=theme.BODY, bold=True, tone="muted")
        self.body.addWidget(self._heading)
        self._lines: list[WhyText] = []
        self._make(usual)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bare:
            super().paintEvent(event)

    def _make(self, count: int) -> None:
        while len(self._lines) < count:
            line = WhyText(size=self._size)
            line.asked.connect(self.asked)
            self.body.addWidget(line)
            self._lines.append(line)

    @property
    def shown(self) -> list[WhyText]:
        """The labels that show a line now, in their order."""
        return [label for label in self._lines if not label.isHidden()]

    def show_lines(self, heading: str, lines: list[tuple[str, str, object]]) -> None:
        """Each line is its text, its tone and what stands behind it."""
        self._heading.show_text(heading)
        self._make(len(lines))
        for index, label in enumerate(self._lines):
            if index < len(lines):
                label.show_line(*lines[index])
            else:
                label.show_line("", "plain", None)
        show(self, visible=bool(lines))


def room_for(window: QWidget) -> QSize:
    """What the screen leaves to a window beside its frame."""
    return window.screen().availableSize() - QSize(20, 60)


class Button(QPushButton):
    """Enter presses what has the focus, as Space does, also outside dialogs."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, tip: str = "", *, primary: bool = False, flat: bool = False) -> QPushButton:
    made = Button(text)
    made.setFont(theme.font(bold=not flat))
    made.setProperty("primary", primary)
    made.setProperty("flat", flat)
    made.setToolTip(plain_tip(tip))
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def add_named(form: QFormLayout, words: str, field: QWidget) -> None:
    """A row of a form, the words on the level of the field's middle: a form gives a label less height than a tall field has."""
    insert_named(form, form.rowCount(), words, field)


def insert_named(form: QFormLayout, place: int, words: str, field: QWidget) -> None:
    """The same, at a place among the rows."""
    field.setAccessibleName(words)
    label = Text(words, wrap=False)
    label.setMinimumHeight(min(field.sizeHint().height(), field.maximumHeight()))
    form.insertRow(place, label, field)


class DayField(QDateEdit):
    """A day, its month as a word, with a calendar to choose from."""

    def __init__(self, day: QDate | None = None) -> None:
        super().__init__(day or QDate.currentDate())
        self.setDisplayFormat("dd MMM yyyy")
        self.setCalendarPopup(True)

    @property
    def chosen(self) -> date:
        day = self.date()
        return date(day.year(), day.month(), day.day())


def named_field(words: str, known: tuple[str, ...]) -> QLineEdit:
    """A field that offers what was entered before."""
    made = QLineEdit(words)
    offer(made, known)
    return made


def offer(field: QLineEdit, known: tuple[str, ...]) -> None:
    completer = QCompleter(list(known), field)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    field.setCompleter(completer)


class Chooser(QComboBox):
    """A drop-down in our own look: the platform's arrow box does not follow rounded corners or the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.font())

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(theme.scaled(16), theme.scaled(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if self.hasFocus() else "line"
        paint_card(painter, QRectF(self.rect()), theme.color("card"), theme.color(edge), 2.0 if self.hasFocus() else 1.0)
        inset, arrow = theme.scaled(10), theme.scaled(4)
        words = QRectF(self.rect()).adjusted(inset, 0, -inset - 4 * arrow, 0)
        painter.setPen(theme.color("ink" if self.isEnabled() else "muted"))
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        middle = QPointF(self.width() - inset - arrow, self.height() / 2)
        painter.setPen(QPen(theme.color("muted"), 1.6))
        painter.drawPolyline(
            [middle + QPointF(-arrow, -arrow / 2), middle + QPointF(0, arrow / 2), middle + QPointF(arrow, -arrow / 2)]
        )


class StatePanel(QWidget):
    """What stands where a page has nothing to show: a sentence, what to do, and one or two ways to do it."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        self.title = Text(size=theme.TITLE, bold=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.words = Text(size=theme.LEAD, tone="muted")
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.buttons = QVBoxLayout()
        self.buttons.setSpacing(theme.scaled(8))
        self.buttons.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.title)
        layout.addSpacing(theme.scaled(8))
        layout.addWidget(self.words)
        layout.addSpacing(theme.scaled(16))
        layout.addLayout(self.buttons)
        layout.addStretch(3)
        self._made: list[QPushButton] = []

    def show_state(self, title: str, words: str, actions: list[tuple[str, str, object]]) -> None:
        """``actions`` are button text, tool tip and slot; the first is the main one."""
        self.title.show_text(title)
        self.words.show_text(words)
        for old in self._made:
            self.buttons.removeWidget(old)
            old.deleteLater()
        self._made = []
        for index, (text, tip, slot) in enumerate(actions):
            made = button(text, tip, primary=index == 0)
            made.clicked.connect(slot)
            self.buttons.addWidget(made, 0, Qt.AlignmentFlag.AlignHCenter)
            self._made.append(made)

    def focus_first(self) -> None:
        if self._made:
            self._made[0].setFocus()


class PageStack(QStackedWidget):
    """Asks for the room of the page that is shown; pages that are not must not make the window larger."""

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()

    def hasHeightForWidth(self) -> bool:
        return False

    def heightForWidth(self, width: int) -> int:
        return self.minimumSizeHint().height()
