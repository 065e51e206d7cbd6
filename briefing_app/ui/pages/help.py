"""Help: what the program is, its keys, and every rule, number and source as it holds them, to search."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button, plain_tip
from briefing_app.viewmodels.reference import Chapter

COLUMNS = ("What", "As the program holds it", "Where it comes from")
SHARES = (0.34, 0.36)
ABOUT = (
    "Briefing shows what was imported and typed in, published cut-offs, and the rule behind each line. It does not diagnose, predict or"
    " advise, and it does not monitor anyone between sessions. Enter on a line says why it is there."
)


class HelpPage(QWidget):
    keys_asked = Signal()
    rehearsal_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        margin = theme.scaled(20)
        column.setContentsMargins(margin, theme.scaled(14), margin, margin)
        column.setSpacing(theme.scaled(10))
        column.addWidget(Text("Help", size=theme.TITLE, bold=True))
        column.addWidget(Text(ABOUT))
        keys = button("Keys  ?", "All keys of the app")
        keys.clicked.connect(self.keys_asked)
        rehearse = button(
            "Rehearse a restore", "Restore the newest backups for a trial and compare every row; Settings says how it went"
        )
        rehearse.clicked.connect(self.rehearsal_asked)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(keys)
        row.addWidget(rehearse)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(Text("Every rule, number and source", bold=True, tone="muted"))
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search: PHQ-9, reliable change, silence, a source …")
        self.field.setAccessibleName("Search rules, numbers and sources")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._narrow)
        column.addWidget(self.field)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(list(COLUMNS))
        self.tree.setAccessibleName("Rules, numbers and sources")
        self.tree.setAlternatingRowColors(True)
        self.tree.setWordWrap(True)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.tree.header().setStretchLastSection(True)
        column.addWidget(self.tree, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for place, share in enumerate(SHARES):
            self.tree.setColumnWidth(place, int(self.width() * share))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.field.setFocus()

    def show_reference(self, chapters: tuple[Chapter, ...]) -> None:
        self.tree.clear()
        for chapter in chapters:
            top = QTreeWidgetItem([chapter.title])
            top.setFont(0, theme.font(bold=True))
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for fact in chapter.facts:
                row = QTreeWidgetItem([fact.what, fact.value, fact.source])
                for place, text in enumerate((fact.what, fact.value, fact.source)):
                    row.setToolTip(place, plain_tip(text))
                top.addChild(row)
            top.setExpanded(chapter is chapters[0])
        self._narrow(self.field.text())

    def _narrow(self, words: str) -> None:
        """Every word must stand in the chapter's title or in the row."""
        wanted = words.lower().split()
        for index in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(index)
            if top is None:
                continue
            title = top.text(0).lower()
            any_shown = False
            for number in range(top.childCount()):
                row = top.child(number)
                if row is None:
                    continue
                text = f"{title} {row.text(0)} {row.text(1)} {row.text(2)}".lower()
                found = all(word in text for word in wanted)
                row.setHidden(not found)
                any_shown = any_shown or found
            top.setHidden(not any_shown)
            top.setExpanded(bool(wanted) or index == 0)
