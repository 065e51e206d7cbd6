"""Help: what the program is, its keys, and every rule, number and source as it holds them, to search."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from briefing_app.ui import theme
from briefing_app.ui.shell import Shell
from briefing_app.ui.widgets import Text, button, show
from briefing_app.viewmodels.reference import Chapter

COLUMNS = ("What", "As the program holds it", "Where it comes from")
SHARES = (0.25, 0.47)
ABOUT = (
    "Briefing shows what was imported and typed in, published cut-offs, and the rule behind each line. It does not diagnose, predict or"
    " advise, and it does not monitor anyone between sessions. Enter on a line says why it is there."
)


class _WrappedRows(QStyledItemDelegate):
    """Rows as high as their words need at the width of their column; Qt's own are one line high, whatever wraps in them."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        size = super().sizeHint(option, index)
        if not index.parent().isValid():  # the title of a chapter reaches over all columns
            return size
        inset = 2 * (self._tree.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1)
        if index.column() == 0:
            inset += 2 * self._tree.indentation()
        room = QRect(0, 0, max(self._tree.columnWidth(index.column()) - inset, theme.scaled(40)), 0)
        metrics = QFontMetrics(self._tree.font())
        line, words = metrics.height(), metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data()))
        return QSize(size.width(), size.height() + max(words.height() - line, 0))


class HelpPage(QWidget):
    """What the program says of itself, by subject."""

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
        self.rehearse = button(
            "Rehearse a restore", "Restore the newest backups for a trial and compare every row; Settings says how it went"
        )
        self.rehearse.clicked.connect(self.rehearsal_asked)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(keys)
        row.addWidget(self.rehearse)
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
        self.tree.setItemDelegate(_WrappedRows(self.tree))
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.tree.header().setStretchLastSection(True)
        column.addWidget(self.tree, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for place, share in enumerate(SHARES):
            self.tree.setColumnWidth(place, int(self.width() * share))
        self.tree.scheduleDelayedItemsLayout()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.field.setFocus()
        shell = self.window()
        show(self.rehearse, visible=not (isinstance(shell, Shell) and shell.demo))  # a demo has no backups

    def show_reference(self, chapters: tuple[Chapter, ...]) -> None:
        self.tree.clear()
        in_order = sorted(chapters, key=lambda chapter: chapter.rank)
        for chapter in in_order:
            top = QTreeWidgetItem([chapter.title])
            top.setFont(0, theme.font(bold=True))
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for fact in chapter.facts:
                row = QTreeWidgetItem([fact.what, fact.value, fact.source])
                top.addChild(row)
            top.setExpanded(chapter is in_order[0])
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
