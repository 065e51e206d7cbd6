"""What is known of a client beside scores, typed in: problems, medication, a safety plan, goals, agreements, events, episodes."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from briefing_app.domain.own_fact import CERTAINTIES, FactKind, OwnFact
from briefing_app.domain.problems import Problem
from briefing_app.ui import theme
from briefing_app.ui.carried import ROW
from briefing_app.ui.dialogs.form import FormPanel
from briefing_app.ui.widgets import Chooser, Text, button, show
from briefing_app.viewmodels.record import KINDS, EnteredFact, KindWords, RecordPage, typed_day

LIST_HEIGHT, LEAST_LIST = 150, 60


class RecordPanel(FormPanel):
    """``given`` carries an ``OwnFact`` and the number of the thing that it changes, 0 for a new one; what is typed stays until ``show_kept``, and
    the dialog stays for the next. ``withdrawn`` carries a number, ``undone`` nothing: the newest of these is taken back."""

    given = Signal(object, ROW)
    withdrawn = Signal(ROW)
    undone = Signal()

    def __init__(self, page: RecordPage, today: date, parent: QWidget) -> None:
        super().__init__(f"Record: {page.name}", parent, 620)
        self._today, self._changing = today, 0
        self._left = False
        self.column.addWidget(Text(page.details, tone="muted"))
        self.kind, self.certainty = Chooser(), Chooser()
        for one in KINDS:
            self.kind.addItem(one.name, one)
        for certainty in CERTAINTIES:
            self.certainty.addItem(certainty or "not said", certainty)
        self.words, self.code, self.detail, self.since, self.until = (QLineEdit() for _ in range(5))
        self.code.setPlaceholderText("ICD-10, such as F41.0; may stay empty")
        for words, field in (
            ("Kind", self.kind), ("Words", self.words), ("Code", self.code), ("Certainty", self.certainty), ("Detail", self.detail),
            ("From", self.since), ("To", self.until),
        ):  # fmt: skip
            self.add_field(words, field)
        self.column.addLayout(self.form)
        self._hint = Text(tone="muted")
        self.column.addWidget(self._hint)
        self.column.addWidget(self._list())
        self.column.addStretch(1)
        self._buttons()
        self.kind.currentIndexChanged.connect(self._choose)
        for typed in (self.words, self.code, self.detail, self.since, self.until):
            typed.textChanged.connect(self._look)
        self._choose()
        self.show_entered(page)

    def _list(self) -> QWidget:
        """What was entered before: each can be changed or taken back."""
        box = self._before = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, theme.scaled(8), 0, 0)
        column.addWidget(Text("Entered by hand", bold=True, tone="muted"))
        self.list = QListWidget()
        self.list.setAccessibleName("Entered by hand")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(theme.scaled(LEAST_LIST))
        self.list.setMaximumHeight(theme.scaled(LIST_HEIGHT))
        self.list.currentRowChanged.connect(self._look)
        self.list.itemActivated.connect(lambda _: self.begin_change())
        column.addWidget(self.list)
        row = QHBoxLayout()
        row.addStretch(1)
        self.change = button("Change", "Its words stand above, to be changed (Enter)")
        self.withdraw = button("Take back", "It was entered by mistake and counts no more; this can be undone")
        self.change.clicked.connect(self.begin_change)
        self.withdraw.clicked.connect(self._withdraw)
        for made in (self.change, self.withdraw):
            row.addWidget(made)
        column.addLayout(row)
        return box

    def _buttons(self) -> None:
        self.said = Text(bold=True)
        self.foot.addWidget(self.said)
        self.undo = button("Undo", "Takes back what was kept last here")
        self.undo.clicked.connect(self._undo)
        self.undo.hide()
        self.leave = button("Leave it as it was", "What stands above is not kept")
        self.leave.clicked.connect(self._clear)
        self.keep = button("Keep", "Enter", primary=True)
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._give)
        self.add_row(self.closing(), self.keep, left=(self.undo, self.leave))

    # -- while typing

    @property
    def _kind(self) -> KindWords:
        chosen = self.kind.currentData()
        return chosen if isinstance(chosen, KindWords) else KINDS[0]

    def _choose(self) -> None:
        """The fields of this kind, by its names; words that were typed stay."""
        one = self._kind
        problem = one.kind is FactKind.PROBLEM
        for field, name, example in (
            (self.words, one.words, one.example),
            (self.detail, "" if problem else one.detail, one.detail_example),
            (self.since, one.first, one.day_example),
            (self.until, one.last, "empty while it goes on"),
        ):
            self._name(field, name)
            field.setPlaceholderText(example)
        self._name(self.code, "Code" if problem else "")
        self._name(self.certainty, one.detail if problem else "")
        self._hint.show_text(one.hint)
        self._look()

    def _name(self, field: QWidget, name: str) -> None:
        """A field by its name for this kind; without one it is not asked for."""
        self.form.setRowVisible(field, bool(name))
        label = self.form.labelForField(field)
        if name and isinstance(label, Text):
            label.setText(name)
            field.setAccessibleName(name)

    @property
    def _typed(self) -> bool:
        return any(field.text().strip() for field in (self.words, self.code, self.detail, self.since, self.until))

    def _look(self) -> None:
        self._left = False
        self.keep.setEnabled(self._typed)
        self.change.setEnabled(self.list.currentRow() >= 0)
        self.withdraw.setEnabled(self.list.currentRow() >= 0)
        show(self.leave, visible=bool(self._changing))

    # -- done

    def _fact(self) -> OwnFact:
        """What stands in the fields of this kind. Raises Problem for a day that is none."""
        one, problem = self._kind, self._kind.kind is FactKind.PROBLEM
        return OwnFact(
            one.kind,
            self.words.text(),
            self.certainty.currentData() if problem else self.detail.text() if one.detail else "",
            self.code.text() if problem else "",
            typed_day(self.since.text(), self._today),
            typed_day(self.until.text(), self._today) if one.last else "",
        )

    def _give(self) -> None:
        try:
            fact = self._fact()
        except Problem as problem:
            self.refuse(problem.sentence, problem.remedy)
            return
        self.given.emit(fact, self._changing)

    def _chosen(self) -> EnteredFact | None:
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, EnteredFact) else None

    def begin_change(self) -> None:
        """The chosen one stands in the fields, to be changed."""
        one = self._chosen()
        if one is None:
            return
        fact, self._changing = one.fact, one.thing
        self.kind.setCurrentIndex(next(index for index, kind in enumerate(KINDS) if kind.kind is fact.kind))
        self.kind.setEnabled(False)
        for field, words in (
            (self.words, fact.words),
            (self.code, fact.code),
            (self.since, fact.since),
            (self.until, fact.until),
        ):
            field.setText(words)
            field.home(False)
        self.detail.setText("" if fact.kind is FactKind.PROBLEM else fact.detail)
        self.certainty.setCurrentIndex(max(self.certainty.findData(fact.detail), 0))
        self.said.show_text(f"You change: {one.words}", "plain")
        self._look()
        self.words.setFocus()

    def _withdraw(self) -> None:
        if (one := self._chosen()) is not None:
            self.withdrawn.emit(one.thing)

    def _undo(self) -> None:
        self.undone.emit()

    def _clear(self) -> None:
        """Nothing is typed, and the next may be."""
        self._changing = 0
        self.kind.setEnabled(True)
        for field in (self.words, self.code, self.detail, self.since, self.until):
            field.clear()
        self.certainty.setCurrentIndex(0)
        self.said.show_text("")
        self._look()
        self.words.setFocus()

    def show_kept(self, page: RecordPage, said: str, *, clear: bool) -> None:
        """It was kept, or taken back: what stands now, and what may be undone. What was typed goes where that is what was kept."""
        self.let_go()
        if clear or (self._changing and self._changing not in [one.thing for one in page.entered]):
            self._clear()
        self.show_entered(page)
        self.said.show_text(said, "plain")
        show(self.undo, visible=True)

    def show_entered(self, page: RecordPage) -> None:
        """The list of what was entered."""
        self.list.clear()
        for one in page.entered:
            item = QListWidgetItem(one.words)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
        show(self._before, visible=bool(page.entered))
        self._look()

    def reject(self) -> None:
        """What is typed and not kept is asked about once."""
        if self._typed and not self._left:
            self._left = True
            self.said.show_text("What stands above is not kept. Keep it, or close once more to leave it.", "attention")
            return
        super().reject()
