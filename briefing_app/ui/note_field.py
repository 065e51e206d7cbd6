"""A section of a note as it is typed: grows with its words, writes out phrases, underlines what no dictionary knows, marks what was carried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from briefing_app.domain.note_text import NoteSection
from briefing_app.ui import theme

if TYPE_CHECKING:
    from briefing_app.system.spelling import Spelling

LEAST_LINES = 2


class _Marks(QSyntaxHighlighter):
    def __init__(self, document: QTextDocument, field: NoteField) -> None:
        super().__init__(document)
        self._field = field

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        if self.currentBlock().blockNumber() in self._field.unchanged:
            look.setForeground(theme.color("muted"))
            look.setFontItalic(True)
            self.setFormat(0, len(text), look)
        spelling = self._field.spelling
        if spelling is None or self._field.isReadOnly():
            return
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        look.setUnderlineColor(theme.color("attention"))
        for start, length in spelling.wrong(text):
            self.setFormat(start, length, look)


class NoteField(QPlainTextEdit):
    """``taught`` carries a word to be known from now on."""

    edited = Signal()
    taught = Signal(str)

    def __init__(self, section: NoteSection, phrases: Mapping[str, str]) -> None:
        super().__init__()
        self._section, self._phrases = section, phrases
        self.spelling: Spelling | None = None
        self.unchanged: frozenset[int] = frozenset()
        self.setAccessibleName(section.title)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._marks = _Marks(self.document(), self)
        self.setPlainText(section.text)
        self._look()
        self.textChanged.connect(self._look)
        self.textChanged.connect(self.edited)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    @property
    def section(self) -> NoteSection:
        """The section with the words that stand here now."""
        old = self._section
        return NoteSection(old.title, self.toPlainText(), old.plan, old.carried, old.carried_from)

    def carry(self, words: str, day: str) -> None:
        """Put the words of an earlier note below what stands here, marked with its day."""
        now = self.toPlainText().rstrip()
        self._section = NoteSection(self._section.title, "", self._section.plan, words, day)
        self.setPlainText(f"{now}\n{words}" if now else words)

    def lock(self) -> None:
        """To be read from now on, and looking like it."""
        self.setReadOnly(True)
        self.setStyleSheet("QPlainTextEdit { background: transparent; border-color: transparent; }")

    def check_spelling(self, spelling: Spelling | None) -> None:
        self.spelling = spelling
        self._marks.rehighlight()

    def _look(self) -> None:
        found = self.section.unchanged() if self._section.carried else frozenset()
        if found != self.unchanged:
            self.unchanged = found
            self._marks.rehighlight()

    def _fit(self) -> None:
        lines = max(int(self.document().size().height()), LEAST_LINES)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + theme.scaled(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the words into more lines or fewer."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in (" ", "\n", "\r", ".", ","):
            self._write_out()
        super().keyPressEvent(event)

    def _write_out(self) -> None:
        """``;sl`` before the cursor becomes the phrase that it stands for."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        mark = before.rfind(";")
        words = self._phrases.get(before[mark + 1 :]) if mark >= 0 else None
        if words is None:
            return
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(before) - mark)
        cursor.insertText(words)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The usual menu, with what a misspelt word may have been on top."""
        menu = self.createStandardContextMenu()
        self.add_suggestions(menu, event.pos())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def add_suggestions(self, menu: QMenu, at: QPoint) -> None:
        cursor = self.cursorForPosition(at)
        place = cursor.positionInBlock()
        wrong = self.spelling.wrong(cursor.block().text()) if self.spelling is not None else []
        found = next(((start, length) for start, length in wrong if start <= place <= start + length), None)
        if found is None:
            return
        start, length = found
        cursor.setPosition(cursor.block().position() + start)
        cursor.setPosition(cursor.position() + length, QTextCursor.MoveMode.KeepAnchor)
        word = cursor.selectedText()
        before = menu.actions()

        def offer(words: str, do: Callable[[], object]) -> None:
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False: do())
            if before:
                menu.insertAction(before[0], action)

        for better in self.spelling.suggestions(word) if self.spelling is not None else ():
            offer(better, partial(cursor.insertText, better))
        offer(f"Know “{word}” from now on", lambda: self.taught.emit(word))
        if before:
            menu.insertSeparator(before[0])
