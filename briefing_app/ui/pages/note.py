"""The note of one session: recorded times, sections begun from what is known, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from briefing_app.domain.note_text import NoteText
from briefing_app.ui import theme
from briefing_app.ui.dialogs.dialog import Scrolled
from briefing_app.ui.flow import Flow, together
from briefing_app.ui.note_field import NoteField
from briefing_app.ui.widgets import Card, Chooser, Text, button, named_field, offer, plain_tip, show

if TYPE_CHECKING:
    from briefing_app.system.spelling import Spelling

SIDE_WIDTH = 250
NARROW = 1000
LOCKED = "QLineEdit { background: transparent; border-color: transparent; }"
CLOCK = "%H:%M"
LONGEST_OVER_MIDNIGHT = 12 * 3600.0


class NoteView(QWidget):
    """``edited`` says that something was typed; what stands on screen is ``written()``."""

    edited = Signal()
    left = Signal()
    format_chosen = Signal(str)
    saved = Signal()
    signed = Signal()
    amended = Signal(str)
    carry_asked = Signal()
    phrases_asked = Signal()
    template_asked = Signal()
    process_asked = Signal()
    revisions_asked = Signal()
    copy_asked = Signal(str)
    export_asked = Signal(str)
    taught = Signal(str)
    payer_given = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._note: NoteText | None = None
        self._day = datetime.now()
        self.fields: list[NoteField] = []
        self._waiting: list[QWidget] = []
        row = QHBoxLayout(self)
        margin = theme.scaled(16)
        row.setContentsMargins(margin, theme.scaled(12), margin, margin)
        row.setSpacing(theme.scaled(12))
        row.addLayout(self._main(), 1)
        row.addWidget(self._side())
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence.StandardKey.Save, self, self.saved.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _main(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.scaled(6))
        self._name, self._session = Text(size=theme.TITLE, bold=True), Text(tone="muted")
        column.addWidget(self._name)
        column.addWidget(self._session)
        times = Flow()
        self.begins, self.ends, self.place = QLineEdit(), QLineEdit(), QLineEdit()
        self._now: list[QPushButton] = []
        for field, words, wide in ((self.begins, "Began", 70), (self.ends, "Ended", 70), (self.place, "Where", 150)):
            field.setPlaceholderText("hh:mm" if field is not self.place else "office, video, phone")
            field.setAccessibleName(words)
            field.setFixedWidth(theme.scaled(wide))
            field.textEdited.connect(lambda _: self.edited.emit())
            pieces: list[QWidget] = [Text(words, wrap=False), field]
            if field is not self.place:
                now = button("Now", f"{words} at this minute", flat=True)
                now.clicked.connect(lambda _=False, field=field: self._set_now(field))
                pieces.append(now)
                self._now.append(now)
            times.addWidget(together(*pieces))
        column.addLayout(times)
        self._codes = Text(size=theme.SMALL, tone="muted")
        column.addWidget(self._codes)
        inner = QWidget()
        self._sections = QVBoxLayout(inner)
        self._sections.setContentsMargins(0, 0, theme.scaled(6), 0)
        self._sections.setSpacing(theme.scaled(4))
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(area, 1)
        self._foot = QHBoxLayout()
        said, buttons = QHBoxLayout(), QHBoxLayout()
        self._count, self._kept = Text(tone="muted", wrap=False), Text(tone="muted")
        back = button("Back  Esc", "Everything typed is kept")
        back.clicked.connect(self.left)
        self._save = button("Keep revision", "Ctrl+S: this wording stays, whatever comes after it")
        self._save.clicked.connect(self.saved)
        self._sign = button("Sign and lock", "It does not change any more; amendments can be added", primary=True)
        self._sign.clicked.connect(self.signed)
        said.addWidget(self._count)
        said.addWidget(self._kept, 1)
        buttons.addStretch(1)
        for made in (back, self._save, self._sign):
            buttons.addWidget(made)
        self._foot.addLayout(said, 1)
        self._foot.addLayout(buttons)
        column.addLayout(self._foot)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside the buttons, as with large text, what is said of the note stands above them."""
        super().resizeEvent(event)
        narrow = self.width() < theme.scaled(NARROW)
        self._foot.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)

    def _side(self) -> QWidget:
        card = Card()
        card.setFixedWidth(theme.scaled(SIDE_WIDTH))
        area = Scrolled()
        column = area.column
        column.setSpacing(theme.scaled(theme.STEP))
        card.body.addWidget(area)
        self._add_choices(column)
        self._add_help(column)
        self._add_ways_out(column)
        column.addStretch(1)
        self._add_amendment(column)
        return card

    def _add_choices(self, column: QVBoxLayout) -> None:
        """Format, kind of session and payer."""
        column.addWidget(Text("Format", bold=True, tone="muted"))
        self.format = Chooser()
        self.format.setAccessibleName("Format")
        self.format.activated.connect(lambda _: self.format_chosen.emit(self.format.currentData()))
        column.addWidget(self.format)
        self.kind = Chooser()
        self.kind.setAccessibleName("Kind of session")
        self.kind.activated.connect(lambda _: self.edited.emit())
        column.addWidget(Text("Kind of session", bold=True, tone="muted"))
        column.addWidget(self.kind)
        self.payer = named_field("", ())
        self.payer.setAccessibleName("Payer")
        self.payer.setPlaceholderText("not named")
        self.payer.setToolTip(plain_tip("Whose hours say when the note is due (Payers and fees on the RTM page)"))
        self.payer.editingFinished.connect(lambda: self.payer_given.emit(self.payer.text().strip()))
        column.addWidget(Text("Payer", bold=True, tone="muted"))
        column.addWidget(self.payer)

    def _add_help(self, column: QVBoxLayout) -> None:
        """What helps with writing."""
        self._carry = button("Carry forward …", "The last note's words, marked until they are changed", flat=True)
        self._carry.clicked.connect(self.carry_asked)
        self._carried = Text(size=theme.SMALL, tone="muted")
        column.addWidget(self._carry)
        column.addWidget(self._carried)
        for words, tip, asked in (
            ("Phrases …", "What an abbreviation after ; stands for", self.phrases_asked),
            ("Edit this format …", "Your own sections, with a preview", self.template_asked),
            ("Revisions …", "What was kept, signed and amended", self.revisions_asked),
            ("Process note …", "Psychotherapy notes: yours alone, in your own store", self.process_asked),
        ):
            made = button(words, tip, flat=True)
            made.clicked.connect(asked)
            column.addWidget(made)

    def _add_ways_out(self, column: QVBoxLayout) -> None:
        """Copies and files."""
        for words, tip, signal, kinds in (
            (
                "Copy",
                "For the record system; cleared after a minute",
                self.copy_asked,
                (("text", "Plain text"), ("html", "Formatted")),
            ),
            (
                "Export",
                "A file, not encrypted",
                self.export_asked,
                (("txt", "Text …"), ("pdf", "PDF …"), ("json", "FHIR R4 …")),
            ),
        ):
            made = button(words, tip)
            menu = QMenu(made)
            menu.setFont(theme.font())
            for kind, named in kinds:
                menu.addAction(named).triggered.connect(partial(self._emit, signal, kind))
            made.setMenu(menu)
            column.addWidget(made)

    def _add_amendment(self, column: QVBoxLayout) -> None:
        """Below a signed note."""
        self._amendment = QPlainTextEdit()
        self._amendment.setPlaceholderText("What the signed note does not say")
        self._amendment.setAccessibleName("Amendment")
        self._amendment.setMaximumHeight(theme.scaled(120))
        self._amend = button("Add amendment", "It stands below the note with your name and the time")
        self._amend.clicked.connect(self._give_amendment)
        column.addWidget(self._amendment)
        column.addWidget(self._amend)

    @staticmethod
    def _emit(signal: SignalInstance, kind: str, _checked: bool = False) -> None:
        signal.emit(kind)

    # -- filling

    def show_choices(self, formats: Mapping[str, str], kinds: Mapping[str, str]) -> None:
        for chooser, choices in ((self.format, formats), (self.kind, kinds)):
            chooser.clear()
            for key, words in choices.items():
                chooser.addItem(words, key)

    def show_note(
        self, name: str, session: str, note: NoteText, phrases: Mapping[str, str], amendments: tuple[str, ...], *, locked: bool
    ) -> None:
        """``amendments`` stand below a locked note; ``locked`` takes no more typing."""
        self._note, self._waiting = note, []
        self._day = datetime.fromtimestamp(note.begins) if note.begins else datetime.now()
        self._name.show_text(name)
        self._session.show_text(session)
        for field, moment in ((self.begins, note.begins), (self.ends, note.ends)):
            field.setText(f"{datetime.fromtimestamp(moment):{CLOCK}}" if moment else "")
        self.place.setText(note.place)
        self.format.setCurrentIndex(max(self.format.findData(note.format), 0))
        self.kind.setCurrentIndex(max(self.kind.findData(note.session_kind), 0))
        while (item := self._sections.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.fields = []
        for section in note.sections:
            made = NoteField(section, phrases)
            if locked:
                made.lock()
            made.edited.connect(self.edited)
            made.taught.connect(self.taught)
            self._sections.addWidget(Text(section.title, bold=True, tone="muted"))
            self._sections.addWidget(made)
            self.fields.append(made)
        for words in amendments:
            self._sections.addWidget(Text(words))
        self._sections.addStretch(1)
        for widget in (self.begins, self.ends, self.place, self.kind, self._save, self._sign, self._carry, *self._now):
            widget.setEnabled(not locked)
        for field in (self.begins, self.ends, self.place):
            field.setStyleSheet(LOCKED if locked else "")
        self._amendment.setEnabled(True)
        for widget in (self._amendment, self._amend):
            show(widget, visible=locked)
        self._amendment.clear()
        self.edited_words()

    def wait(self) -> None:
        """Another note is being read: nothing can be typed into the one before that would go with it."""
        typed = (*self.fields, self.begins, self.ends, self.place, self._amendment)
        self._waiting += [one for one in typed if one.isEnabled()]
        for widget in self._waiting:
            widget.setEnabled(False)

    def go_on(self) -> None:
        """It could not be read: what stands here is gone on with."""
        while self._waiting:
            self._waiting.pop().setEnabled(True)

    def show_session(self, words: str) -> None:
        self._session.show_text(words)

    def fill_end(self, moment: float) -> None:
        """A recorded end, where none stands yet."""
        if self._note is None or self.ends.text().strip():
            return
        if not self._note.begins:
            self._day = datetime.fromtimestamp(moment)
        self._note = replace(self._note, ends=moment)
        self.ends.setText(f"{datetime.fromtimestamp(moment):{CLOCK}}")

    def show_payer(self, payer: str, known: tuple[str, ...]) -> None:
        self.payer.setText(payer)
        offer(self.payer, known)

    def show_codes(self, lines: tuple[str, ...]) -> None:
        self._codes.show_text("  ·  ".join(lines))

    def say(self, words: str, tone: str = "muted") -> None:
        self._kept.show_text(words, tone)

    def edited_words(self) -> None:
        """Count the words, and say how many lines still stand as they were carried forward."""
        count = sum(len(field.toPlainText().split()) for field in self.fields)
        self._count.show_text(f"{count} {'word' if count == 1 else 'words'}")
        same = sum(len(field.unchanged) for field in self.fields)
        self._carried.show_text(f"{same} carried {'line' if same == 1 else 'lines'} unchanged" if same else "")

    def start_typing(self) -> None:
        if self.fields:
            empty = next((field for field in self.fields if not field.toPlainText().strip()), self.fields[0])
            empty.setFocus()

    # -- what stands here

    def written(self) -> NoteText:
        """The note on screen. Raises ValueError when a time is not one, or the session ends before it begins.

        An end before the begin is of the following day when the session is then shorter than half a day; a begin that is still to come was
        on the day before.
        """
        if self._note is None:
            raise ValueError("there is no note")
        begins, ends = self._moment(self.begins), self._moment(self.ends)
        if begins and ends and ends <= begins:
            to_come = datetime.fromtimestamp(begins) > datetime.now()
            day = timedelta(days=-1 if to_come else 1)
            moved = (datetime.fromtimestamp(begins if to_come else ends) + day).timestamp()
            begins, ends = (moved, ends) if to_come else (begins, moved)
            if not 0 < ends - begins < LONGEST_OVER_MIDNIGHT:
                raise ValueError("The session ends before it begins.")
        return replace(
            self._note,
            begins=begins,
            ends=ends,
            place=self.place.text().strip(),
            session_kind=self.kind.currentData(),
            sections=tuple(field.section for field in self.fields),
        )

    def _moment(self, field: QLineEdit) -> float:
        text = field.text().strip()
        if not text:
            return 0.0
        kept = {self.begins: self._note.begins, self.ends: self._note.ends}[field] if self._note else 0.0
        if kept and text == f"{datetime.fromtimestamp(kept):{CLOCK}}":
            return kept  # the recorded seconds stay
        try:
            at = datetime.strptime(text, CLOCK).time()
        except ValueError:
            raise ValueError(f"“{text}” is not a time such as 14:02.") from None
        return datetime.combine(self._day.date(), at).timestamp()

    def _set_now(self, field: QLineEdit) -> None:
        self._day = datetime.now()
        field.setText(f"{datetime.now():{CLOCK}}")
        self.edited.emit()

    def _give_amendment(self) -> None:
        words = self._amendment.toPlainText().strip()
        if words:
            self.amended.emit(words)

    def check_spelling(self, spelling: Spelling | None) -> None:
        for field in self.fields:
            field.check_spelling(spelling)
