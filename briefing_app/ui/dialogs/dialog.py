"""The dialog that all others are: what does not fit the screen scrolls, and the buttons below it stay in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from briefing_app.domain.problems import Problem
from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button, room_for

LEAST_HEIGHT = 120
T = TypeVar("T")


class Scrolled(QScrollArea):
    """Holds ``column``. Lists and fields give way first, down to their least height; what is higher even then scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.scaled(8))
        self.setWidget(self._inner)
        for plain in (self.viewport(), self._inner):
            plain.setAutoFillBackground(False)

    def wanted(self, width: int) -> int:
        """The height at which nothing needs to scroll or give way."""
        return self.column.heightForWidth(width) if self.column.hasHeightForWidth() else self.column.sizeHint().height()

    def sizeHint(self) -> QSize:
        return self.column.sizeHint()

    def minimumSizeHint(self) -> QSize:
        least = self.column.minimumSize()
        return QSize(least.width() + self._beside(), min(least.height(), theme.scaled(LEAST_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
            self.updateGeometry()
        return super().event(event)

    def _fit(self) -> None:
        room = self.maximumViewportSize()
        fits = self._least(room.width()) <= room.height()
        if not fits:
            room.setWidth(room.width() - self._beside())
        width = max(room.width(), self.column.minimumSize().width())
        self._inner.resize(width, max(room.height(), self._least(width)))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if fits else Qt.FocusPolicy.StrongFocus)

    def _beside(self) -> int:
        return self.verticalScrollBar().sizeHint().width() + theme.scaled(6)

    def _least(self, width: int) -> int:
        by_width = self.column.hasHeightForWidth()
        return self.column.minimumHeightForWidth(width) if by_width else self.column.minimumSize().height()


class Dialog(QDialog):
    """``column`` takes words and fields, ``foot`` what stays below them. Sizes are before scaling; without a height it is as high as its words."""

    def __init__(self, title: str, parent: QWidget | None, width: int = 560, height: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._width, self._height = theme.scaled(width), theme.scaled(height)
        self.body = Scrolled()
        self.column = self.body.column
        self.foot = QVBoxLayout()
        self.foot.setSpacing(theme.scaled(8))
        self._on_hold: list[QWidget] = []
        self._not_kept = Text(bold=True, tone="attention")
        self.foot.addWidget(self._not_kept)
        outer = self._outer = QVBoxLayout(self)
        outer.setSpacing(theme.scaled(8))
        outer.addWidget(self.body, 1)
        outer.addLayout(self.foot)

    def add_row(self, *right: QPushButton, left: Sequence[QWidget] = ()) -> None:
        """Buttons below everything: those on the left first."""
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        for made in left:
            row.addWidget(made)
        row.addStretch(1)
        for made in right:
            row.addWidget(made)
        self.foot.addLayout(row)

    def name_client(self, name: str) -> None:
        """Whom this is about, above everything; the title, which other programs see, names nobody."""
        self.column.insertWidget(0, Text(name, bold=True))

    def closing(self, words: str = "Close", tip: str = "Escape") -> QPushButton:
        made = button(words, tip)
        made.clicked.connect(self.reject)
        return made

    # -- what was given is kept before it goes

    def hold(self) -> None:
        """What was given is on its way to the store: it stays on screen, and nothing is given twice, until ``accept`` or ``refuse``."""
        if self._on_hold:
            return
        self._on_hold = [one for one in (self.body, *self.findChildren(QPushButton)) if one.isEnabled()]
        for one in self._on_hold:
            one.setEnabled(False)
        self._not_kept.show_text("")

    def let_go(self) -> None:
        """The store has answered, and more can be given here. What was laid anew meanwhile is there already."""
        for one in filter(isValid, self._on_hold):
            one.setEnabled(True)
        self._on_hold = []

    def refuse(self, sentence: str, remedy: str) -> None:
        """It was not kept: it still stands here, to be given again."""
        self.let_go()
        self._not_kept.show_text(f"Not kept. {sentence} {remedy}", "attention")

    def reject(self) -> None:
        """Escape closes no dialog whose words are on their way."""
        if not self._on_hold:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._on_hold = []
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._fit(QSize(self._width, self._height))
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """Words that come later make it higher, as far as the screen goes."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._fit(self.size())
        return done

    def _fit(self, least: QSize) -> None:
        room = room_for(self)
        width = min(max(least.width(), self.minimumSizeHint().width()), room.width())
        self.resize(width, min(max(least.height(), self._needed(width)), room.height()))

    def _needed(self, width: int) -> int:
        edge = self._outer.contentsMargins()
        inner = width - edge.left() - edge.right()
        below = self.foot.heightForWidth(inner) if self.foot.hasHeightForWidth() else self.foot.sizeHint().height()
        return self.body.wanted(inner) + below + self._outer.spacing() + edge.top() + edge.bottom()


def until_kept(
    panel: Dialog, then: Callable[[T], object], otherwise: Callable[[Problem], object]
) -> tuple[Callable[[T], None], Callable[[Problem], None]]:
    """What to do with the store's answer: close the dialog and go on, or say in it what went wrong, with its words still there.

    Where it is gone by then, ``otherwise`` says it.
    """

    def kept(answer: T) -> None:
        if isValid(panel):
            panel.accept()
        then(answer)

    def refused(problem: Problem) -> None:
        if isValid(panel) and panel.isVisible():
            panel.refuse(problem.sentence, problem.remedy)
        else:
            otherwise(problem)

    return kept, refused
