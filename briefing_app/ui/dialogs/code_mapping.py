"""Local codes that look like scores or answers: the clinician says once what each of them is; nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from briefing_app.domain.records import MappedCode
from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Chooser, Text, breakable, button
from briefing_app.viewmodels.importing import CodesToMap
from briefing_app.viewmodels.mapping import FormWords

MOST_SHOWN = 12
NOT_SAID = -1


class PlaceChooser(QWidget):
    """Which measure something is, and then its total or which of its questions; ``changed`` when either was chosen."""

    changed = Signal()

    def __init__(self, words: str, places: dict[str, tuple[tuple[int, str], ...]]) -> None:
        super().__init__()
        self._places = places
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.scaled(8))
        self.measure, self.place = Chooser(), Chooser()
        self.measure.setAccessibleName(f"Measure of {words}")
        self.place.setAccessibleName(f"Total or question of {words}")
        self.measure.addItem("not a measure, or not known", "")
        for measure in places:
            self.measure.addItem(measure, measure)
        self.measure.activated.connect(lambda _: self._offer())
        self.place.activated.connect(lambda _: self.changed.emit())
        line.addWidget(self.measure)
        line.addWidget(self.place)
        self.place.hide()

    def choose(self, measure: str, item: int | None) -> None:
        """Say it from outside; without an item it is to be said which. Nobody is told that it changed."""
        self.measure.setCurrentIndex(max(self.measure.findData(measure), 0))
        self._fill()
        if item is not None:
            self.place.setCurrentIndex(max(self.place.findData(item), 0))

    def _offer(self) -> None:
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        self.place.clear()
        self.place.addItem("total or question?", NOT_SAID)
        for item, words in self._places.get(self.measure.currentData(), ()):
            self.place.addItem(words, item)
        self.place.setVisible(bool(self.measure.currentData()))

    def said(self) -> tuple[str, int] | None:
        """Measure and item (0 = total); None while it is not said."""
        item = self.place.currentData()
        return (self.measure.currentData(), int(item)) if self.measure.currentData() and item not in (None, NOT_SAID) else None


class CodeMapping(Card):
    """``given`` carries all that was said, as ``MappedCode``; ``form_asked`` the address of a questionnaire to be gone through."""

    given = Signal(list)
    form_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Text("Codes of the practice's own", bold=True, tone="muted"))
        self.body.addWidget(
            Text(
                "Only you know of which measure these are, and which question. What you say is applied at once to what"
                " was kept of them, and to every import to come. Say all questions of a form before you confirm: what is not said counts as unread.",
                tone="muted",
            )
        )
        self._rows: list[QWidget] = []
        self._choosers: list[tuple[str, str, PlaceChooser]] = []
        foot = QHBoxLayout()
        self._done = Text(tone="muted")
        self._confirm = button("Confirm")
        self._confirm.clicked.connect(lambda: self.given.emit(self.said()))
        foot.addWidget(self._done, 1)
        foot.addWidget(self._confirm)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        self.hide()

    def show_codes(self, codes: CodesToMap, forms: Sequence[FormWords] = (), unnamed: str = "") -> None:
        """Codes and questionnaires; ``unnamed`` is what is said of responses that name no form."""
        for row in self._rows:
            self.body.removeWidget(row)
            row.deleteLater()
        self._choosers = []
        self._rows = [self._row(system, code, words, codes) for system, code, words in codes.codes[:MOST_SHOWN]]
        more = len(codes.codes) - len(self._rows)
        if more > 0:
            self._rows.append(Text(f"{more} more follow once these are said.", tone="muted"))
        self._rows += [self._form(form) for form in forms[:MOST_SHOWN]]
        if len(forms) > MOST_SHOWN:
            self._rows.append(Text(f"{len(forms) - MOST_SHOWN} more questionnaires follow once these are said.", tone="muted"))
        self._rows += [Text(unnamed, tone="muted")] if unnamed else []
        for row in self._rows:
            self.body.addWidget(row)
        self.body.addWidget(self._foot)
        self._confirm.setVisible(bool(self._choosers))
        self._confirm.setEnabled(False)
        self.setVisible(bool(self._rows) or bool(self._done.text()))

    def show_done(self, words: str) -> None:
        """What became of what was confirmed last."""
        self._done.show_text(words)

    def said(self) -> list[MappedCode]:
        return [MappedCode(system, code, *found) for system, code, box in self._choosers if (found := box.said()) is not None]

    def _form(self, form: FormWords) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.scaled(8))
        ask = button("Change what it asks" if form.said else "Say what it asks")
        ask.setAccessibleName(f"What {form.name} asks")
        ask.clicked.connect(lambda: self.form_asked.emit(form.name))
        line.addWidget(Text(breakable(form.words)), 1)
        line.addWidget(ask)
        return row

    def _row(self, system: str, code: str, words: str, codes: CodesToMap) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.scaled(8))
        box = PlaceChooser(words, codes.places)
        box.changed.connect(lambda: self._confirm.setEnabled(bool(self.said())))
        self._choosers.append((system, code, box))
        line.addWidget(Text(breakable(words)), 1)
        line.addWidget(box)
        return row
