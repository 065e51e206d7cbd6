"""Local codes that look like scores: the clinician says once which measure each of them is; nothing is guessed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Card, Chooser, Text, button
from briefing_app.viewmodels.importing import CodesToMap

MOST_SHOWN = 4


class CodeMapping(Card):
    confirmed = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.body.addWidget(Text("Codes of the practice's own", bold=True, tone="muted"))
        self.body.addWidget(
            Text(
                "These look like scores, but only you know of which measure. The answer counts at once, for scores that are kept and for those to come.",
                tone="muted",
            )
        )
        self._rows: list[QWidget] = []
        self.hide()

    def show_codes(self, codes: CodesToMap) -> None:
        for row in self._rows:
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows = [self._row(system, code, words, codes.measures) for system, code, words in codes.codes[:MOST_SHOWN]]
        for row in self._rows:
            self.body.addWidget(row)
        self.setVisible(bool(self._rows))

    def _row(self, system: str, code: str, words: str, measures: tuple[str, ...]) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.scaled(8))
        box = Chooser()
        box.setAccessibleName(f"Measure of {words}")
        box.addItem("not a measure, or not known", "")
        for measure in measures:
            box.addItem(measure, measure)
        confirm = button("Confirm")
        confirm.setEnabled(False)
        box.activated.connect(lambda _: confirm.setEnabled(bool(box.currentData())))
        confirm.clicked.connect(lambda: self.confirmed.emit(system, code, box.currentData()))
        line.addWidget(Text(words), 1)
        line.addWidget(box)
        line.addWidget(confirm)
        return row
