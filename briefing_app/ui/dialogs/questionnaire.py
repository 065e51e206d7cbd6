"""A clinic's own questionnaire, question by question: what each of them is, and what the answers that are kept would then be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from briefing_app.domain.measure import Measure
from briefing_app.domain.records import MappedCode
from briefing_app.services.mapping import Seen
from briefing_app.ui import theme
from briefing_app.ui.dialogs.code_mapping import PlaceChooser
from briefing_app.ui.dialogs.dialog import Dialog
from briefing_app.ui.widgets import Chooser, Text, button
from briefing_app.viewmodels.mapping import FormWords, left_words, said_twice, seen_words


class QuestionnairePanel(Dialog):
    """``looked`` and ``given`` carry what is said in the fields: to be previewed, and to be kept and applied."""

    looked = Signal(list)
    given = Signal(list)

    def __init__(
        self, form: FormWords, places: dict[str, tuple[tuple[int, str], ...]], measures: dict[str, Measure], parent: QWidget
    ) -> None:
        super().__init__("A questionnaire of the practice's own", parent, 900, 700)
        self._form, self._measures = form, measures
        self.column.addWidget(Text(form.words, size=theme.LEAD, bold=True))
        self.column.addWidget(
            Text(
                "Say of each question which one of a measure it is. Below each stands what was answered, and what that counts. Nothing is kept"
                " before you choose Confirm; then it is applied at once to what is kept of this form, and to every import to come.",
                tone="muted",
            )
        )
        self.column.addLayout(self._all())
        self._boxes: list[tuple[PlaceChooser, Text]] = []
        before = {one.code: one for one in form.said}
        for question in form.questions:
            box, seen = PlaceChooser(question.words, places), Text(question.seen, tone="muted")
            row = QHBoxLayout()
            row.setSpacing(theme.scaled(8))
            row.addWidget(Text(question.words), 1)
            row.addWidget(box)
            self.column.addLayout(row)
            self.column.addWidget(seen)
            if question.link in before:
                box.choose(before[question.link].measure, before[question.link].item)
            box.changed.connect(self.look)
            self._boxes.append((box, seen))
        self.column.addStretch(1)
        self._wrong, self._left = Text(bold=True, tone="attention"), Text(tone="muted")
        self.foot.addWidget(self._wrong)
        self.foot.addWidget(self._left)
        self._confirm = button("Confirm", "And apply it at once to what is kept", primary=True)
        self._confirm.clicked.connect(self._give)
        self.add_row(self.closing(tip="Escape: nothing is kept"), self._confirm)
        self.look()

    def _all(self) -> QHBoxLayout:
        """One measure for all questions, and its items in the order of the form."""
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        self.measure = Chooser()
        self.measure.setAccessibleName("Measure of all questions")
        self.measure.addItem("one measure for all?", "")
        for name in self._measures:
            self.measure.addItem(name, name)
        self.measure.activated.connect(lambda _: self._set_measure())
        self.in_order = button("In this order", "The first question is its question 1, and so on")
        self.in_order.setEnabled(False)
        self.in_order.clicked.connect(self._set_order)
        row.addWidget(self.measure)
        row.addWidget(self.in_order)
        row.addStretch(1)
        return row

    def _set_measure(self) -> None:
        """Every question is of this measure; which one is proposed only where the words are the very same."""
        name = self.measure.currentData()
        self.in_order.setEnabled(bool(name))
        for question, (box, _) in zip(self._form.questions, self._boxes, strict=True):
            box.choose(name, question.proposed.get(name))
        self.look()

    def _set_order(self) -> None:
        name = self.measure.currentData()
        for number, (box, _) in enumerate(self._boxes, start=1):
            asked = number <= self._measures[name].asked
            box.choose(name if asked else "", number if asked else None)
        self.look()

    def said(self) -> list[MappedCode]:
        found = zip(self._form.questions, self._boxes, strict=True)
        return [
            MappedCode(self._form.name, question.link, *place)
            for question, (box, _) in found
            if (place := box.said()) is not None
        ]

    def _change(self) -> list[MappedCode]:
        """What is said, and that what was said before of other questions is taken back."""
        said = self.said()
        named = {one.code for one in said}
        return [*said, *(one._replace(measure="", item=0) for one in self._form.said if one.code not in named)]

    def _give(self) -> None:
        self.hold()
        self.given.emit(self._change())

    def look(self) -> None:
        said = self.said()
        wrong = said_twice(said)
        self._wrong.show_text(wrong)
        self._left.show_text(left_words(said, self._measures))
        self._confirm.setEnabled(bool(self._change()) and not wrong)
        self.looked.emit(said)

    def show_preview(self, found: dict[str, tuple[Seen, ...]]) -> None:
        for question, (_, label) in zip(self._form.questions, self._boxes, strict=True):
            seen = found.get(question.link)
            label.show_text(f"Answered: {seen_words(seen, said=True)}" if seen else question.seen)
