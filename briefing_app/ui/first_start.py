"""What an empty profile opens on: the ways to begin, each with what it needs, and what of a brief each of them fills."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from briefing_app.system.resources import resources
from briefing_app.ui import theme
from briefing_app.ui.by_hand import ByHand
from briefing_app.ui.flow import Flow
from briefing_app.ui.widgets import Card, Text, button
from briefing_app.viewmodels import first_start as words

SIDE_BY_SIDE = 900  # pixels before scaling from which the ways stand side by side
WIDEST_PICTURE = 380


class FirstStart(QScrollArea):
    """Side by side where there is room, else below each other in the order of reading; it scrolls where it is higher than the window."""

    files_chosen = Signal(list)
    demo_asked = Signal()
    settings_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        column = QVBoxLayout(inner)
        margin = theme.scaled(20)
        column.setContentsMargins(margin, theme.scaled(12), margin, theme.scaled(10))
        column.setSpacing(theme.scaled(theme.STEP))
        column.addWidget(Text(words.TITLE, size=theme.DISPLAY, bold=True))
        column.addWidget(Text(words.BELOW, tone="muted"))
        column.addSpacing(theme.scaled(10))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.scaled(14))
        column.addLayout(self._grid, 1)
        self.by_hand = ByHand()
        self._ways = [self._bring(), self._type(), self._demo()]
        self._below = [self._filled(), self._can_wait()]
        self._wide = False
        self.setWidget(inner)
        for plain in (self.viewport(), inner):
            plain.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.scaled(SIDE_BY_SIDE)
        if wide != self._wide or not self._grid.count():
            self._wide = wide
            self._place()

    def _place(self) -> None:
        cards = [*self._ways, *self._below]
        for card in cards:
            self._grid.removeWidget(card)
        if self._wide:
            for column, card in enumerate(self._ways):
                self._grid.addWidget(card, 0, column)
            self._grid.addWidget(self._below[0], 1, 0, 1, 2)
            self._grid.addWidget(self._below[1], 1, 2)
        else:
            for row, card in enumerate(cards):
                self._grid.addWidget(card, row, 0)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if self._wide or not column else 0)
            self._grid.setColumnMinimumWidth(column, 0)

    def focus_first(self) -> None:
        self._choose.setFocus()

    # -- the ways

    def _way(self, way: words.Way) -> Card:
        card = Card(padding=18)
        card.body.addWidget(Text(way.title, size=theme.TITLE, bold=True))
        card.body.addWidget(Text(way.needs, tone="muted"))
        card.body.addSpacing(theme.scaled(8))
        card.setAccessibleName(way.title)
        return card

    def _bring(self) -> QWidget:
        card = self._way(words.BRING)
        card.body.addWidget(_Zone(*words.DROP))
        card.body.addSpacing(theme.scaled(8))
        self._choose = button("Choose a file", "A file of a kind that is named below", primary=True)
        self._choose.clicked.connect(self._choose_files)
        folder = button("Choose a folder", "Everything in it that Briefing reads")
        folder.clicked.connect(self._choose_folder)
        buttons = Flow()
        buttons.addWidget(self._choose)
        buttons.addWidget(folder)
        card.body.addLayout(buttons)
        kinds = QGridLayout()
        kinds.setHorizontalSpacing(theme.scaled(16))
        kinds.setVerticalSpacing(0)
        kinds.setColumnStretch(1, 1)
        for row, kind in enumerate(words.FILES):
            kinds.addWidget(Rule(), 3 * row, 0, 1, 2)
            kinds.addWidget(Text(kind.name, bold=True), 3 * row + 1, 0)
            kinds.addWidget(Text(kind.files), 3 * row + 1, 1)
            kinds.addWidget(Text(kind.whence, tone="muted"), 3 * row + 2, 1)
        card.body.addSpacing(theme.scaled(8))
        card.body.addLayout(kinds)
        card.body.addStretch(1)
        return card

    def _type(self) -> QWidget:
        card = self._way(words.BY_HAND)
        card.body.addWidget(self.by_hand, 1)
        return card

    def _choose_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "Choose files to read")
        if paths:
            self.files_chosen.emit(paths)

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Choose a folder to read")
        if path:
            self.files_chosen.emit([path])

    def _demo(self) -> QWidget:
        card = self._way(words.DEMO)
        card.body.addWidget(_Picture())
        card.body.addSpacing(theme.scaled(8))
        card.body.addWidget(Text(words.DEMO_WORDS))
        card.body.addSpacing(theme.scaled(8))
        demo = button("Open the demo", "In a window of its own")
        demo.clicked.connect(self.demo_asked)
        card.body.addWidget(demo)
        card.body.addStretch(1)
        return card

    # -- what they fill, and what can wait

    def _filled(self) -> QWidget:
        card, grid = Card(padding=18), QGridLayout()
        sources = (*words.FILES, words.HAND)
        grid.setHorizontalSpacing(theme.scaled(16))
        grid.setVerticalSpacing(0)
        grid.addWidget(Text("What a brief shows", tone="muted"), 0, 0)
        for column, source in enumerate(sources, start=1):
            grid.addWidget(Text(source.name, tone="muted"), 0, column)
        rows = words.rows_filled(sources)
        for row, (name, answers) in enumerate(rows, start=1):
            grid.addWidget(Rule(), 2 * row - 1, 0, 1, len(sources) + 1)
            grid.addWidget(Text(name), 2 * row, 0)
            for column, answer in enumerate(answers, start=1):
                sure = answer == words.YES
                grid.addWidget(Text(answer, bold=sure, tone="plain" if sure else "muted"), 2 * row, column)
        grid.setColumnStretch(0, 1)
        card.body.addLayout(grid)
        card.body.addStretch(1)
        card.setAccessibleName("What a brief shows, and which way fills it")
        said = (f"{name}: {_said(sources, answers)}" for name, answers in rows)
        card.setAccessibleDescription(". ".join(said))
        return card

    def _can_wait(self) -> QWidget:
        card = Card(padding=18)
        card.body.setSpacing(theme.scaled(6))
        card.body.addWidget(Text("Can wait", bold=True, tone="muted"))
        for line in words.CAN_WAIT:
            card.body.addWidget(Text(line))
        made = button("Settings", "Ctrl+6", flat=True)
        made.clicked.connect(self.settings_asked)
        card.body.addWidget(made)
        card.body.addStretch(1)
        return card


def _said(sources: tuple[words.Source, ...], answers: tuple[str, ...]) -> str:
    return ", ".join(f"{source.name} {answer}" for source, answer in zip(sources, answers, strict=True))


class Rule(QWidget):
    """A thin line between rows."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.scaled(9))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)


class _Zone(QWidget):
    """Says where something may be dropped; the window itself takes it, wherever it falls."""

    def __init__(self, title: str, below: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        inset = theme.scaled(26)
        column.setContentsMargins(theme.scaled(12), inset, theme.scaled(12), inset)
        for text in (Text(title, size=theme.LEAD, bold=True), Text(below, tone="muted")):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("muted"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("background"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)


class _Picture(QWidget):
    """The demo's first page, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap(str(resources() / "help" / "today.png"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(
            "A picture of the demo: sessions at the left, a brief with a safety line and scores at the right"
        )

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(320), self.heightForWidth(theme.scaled(320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(160), self.heightForWidth(theme.scaled(160)))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(min(width, theme.scaled(WIDEST_PICTURE)) * self._picture.height() / max(self._picture.width(), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width = min(self.width(), theme.scaled(WIDEST_PICTURE))
        place = QRectF(0, 0, width, self.heightForWidth(width))
        outline = QPainterPath()
        outline.addRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setClipPath(outline)
        ratio = self.devicePixelRatioF()
        size = (place.size() * ratio).toSize()
        smooth = Qt.TransformationMode.SmoothTransformation
        painter.drawPixmap(place.toRect(), self._picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
        painter.setClipping(False)
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(outline)
