"""The form a client answers on the clinician's machine: full screen, large, one question at a time or all on one page; only a code leads out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from briefing_app.domain.measure import Form, Measure
from briefing_app.ui import theme
from briefing_app.ui.widgets import Text, button, paint_card, show

COLUMN = 830
SIZES = (100, 130, 170)
BELOW = "Your answers go to your clinician when you hand this back. No one reads them before that."


class Choice(QAbstractButton):
    """One answer: a large row with a ring, its words and its key."""

    def __init__(self, words: str, key: str, percent: int) -> None:
        super().__init__()
        self.setText(words)
        self.setCheckable(True)
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._key, self._percent = key, percent

    def _scaled(self, pixels: int) -> int:
        return theme.scaled(round(pixels * self._percent / 100))

    def sizeHint(self) -> QSize:
        return QSize(self._scaled(300), self._scaled(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        edge = "accent" if chosen or self.hasFocus() else "line"
        paint_card(
            painter,
            QRectF(self.rect()),
            theme.color("accent_soft" if chosen else "card"),
            theme.color(edge),
            2.5 if self.hasFocus() else 1.2,
        )
        middle, ring = self.height() / 2, self._scaled(12)
        left = self._scaled(20)
        painter.setBrush(theme.color("accent" if chosen else "card"))
        painter.setPen(QPen(theme.color("accent" if chosen else "muted"), 1.6))
        painter.drawEllipse(QRectF(left, middle - ring, 2 * ring, 2 * ring))
        if chosen:
            painter.setBrush(theme.color("card"))
            painter.drawEllipse(QRectF(left + ring * 0.65, middle - ring * 0.35, ring * 0.7, ring * 0.7))
        painter.setPen(theme.color("ink"))
        painter.setFont(_font(20, self._percent))
        words = QRectF(left + 2 * ring + self._scaled(16), 0, self.width() - self._scaled(120), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self.text())
        if self._key:
            cap = QRectF(self.width() - self._scaled(52), middle - self._scaled(14), self._scaled(32), self._scaled(28))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawRoundedRect(cap, 5, 5)
            painter.setPen(theme.color("muted"))
            painter.setFont(_font(15, self._percent))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)


def _font(pixels: int, percent: int, *, bold: bool = False) -> QFont:
    return theme.font(round(pixels * percent / 100), bold=bold)


class Question(QWidget):
    """One item with its answers; it can be left open on purpose."""

    answered = Signal()

    def __init__(self, form: Form, item: int, percent: int, *, keys: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(12))
        text = form.items[item]
        words = Text(text)
        words.setFont(_font(30 if keys else 20, percent, bold=True))
        column.addWidget(words)
        self._group = QButtonGroup(self)
        self.choices: list[Choice] = []
        for index, (value, answer) in enumerate(form.options[item]):
            choice = Choice(answer, str(index + 1) if keys else "", percent)
            choice.setAccessibleDescription(text)
            self._group.addButton(choice, value)
            self.choices.append(choice)
            column.addWidget(choice)
        self._group.idClicked.connect(lambda _: self.answered.emit())
        self.skip = button("I would rather not answer this one", flat=True)
        self.skip.setFont(_font(15, percent))
        self.skip.clicked.connect(self.clear)
        column.addWidget(self.skip, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def value(self) -> int | None:
        """What was chosen, None while nothing is."""
        return self._group.checkedId() if self._group.checkedButton() is not None else None

    def choose(self, value: int | None) -> None:
        """Choose a value as if it had been pressed."""
        made = self._group.button(value) if value is not None else None
        if made is not None:
            made.setChecked(True)

    def clear(self) -> None:
        """As if nothing had been chosen."""
        self._group.setExclusive(False)
        for choice in self.choices:
            choice.setChecked(False)
        self._group.setExclusive(True)
        self.answered.emit()


class ClientForm(QWidget):
    """``finished`` carries the answers in item order; ``returned`` comes when the clinician's code has been given.

    Nothing but the code closes it: not Escape, not the window's own close.
    """

    finished = Signal(object)
    returned = Signal()

    def __init__(self, measure: Measure, code: str, *, single: bool) -> None:
        super().__init__()
        if measure.form is None:
            raise ValueError(f"{measure.id} has no wording that may be shown")
        self._form, self._name, self._code, self._single = measure.form, measure.short, code, single
        self._size = 0
        self._at = 0
        self._answers: list[int | None] = [None] * len(measure.form.items)
        self._told = self._open = False
        self._pages: list[QWidget] = []
        self.setWindowTitle("Form")
        self.setAutoFillBackground(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        self._column.addWidget(self._stack)
        self._build()

    # -- pages

    def _build(self) -> None:
        percent = SIZES[self._size]
        for old in self._pages:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._questions = [Question(self._form, item, percent, keys=self._single) for item in range(len(self._form.items))]
        for question, value in zip(self._questions, self._answers, strict=True):
            question.choose(value)
            question.answered.connect(self._keep)
        pages = [[question] for question in self._questions] if self._single else [self._questions]
        self._pages = [self._page(questions, number, len(pages), percent) for number, questions in enumerate(pages)]
        self._pages.append(self._thanks(percent))
        for page in self._pages:
            self._stack.addWidget(page)
        self._stack.setCurrentIndex(min(self._at, self._stack.count() - 1))

    def _page(self, questions: list[Question], number: int, pages: int, percent: int) -> QWidget:
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, theme.scaled(16))
        outer.addWidget(_Progress(number + 1, pages))
        outer.addLayout(self._head(number, pages, percent))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        inner = QWidget()
        middle = QHBoxLayout(inner)
        middle.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(theme.scaled(14 if self._single else 26))
        stem = Text(self._form.stem, tone="muted")
        stem.setFont(_font(17, percent))
        column.addStretch(1)
        column.addWidget(stem)
        for question in questions:
            column.addWidget(question)
        column.addLayout(self._steps(number, pages, percent))
        column.addStretch(2)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumWidth(theme.scaled(COLUMN))
        middle.addWidget(holder, 8)
        middle.addStretch(1)
        scroll.setWidget(inner)
        outer.addWidget(scroll, 1)
        for words in (BELOW, self._form.credit):
            label = Text(words, size=theme.BODY if words == BELOW else theme.SMALL, tone="muted")
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setContentsMargins(theme.scaled(24), 0, theme.scaled(24), 0)
            outer.addWidget(label)
        return page

    def _head(self, number: int, pages: int, percent: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.scaled(28), theme.scaled(8), theme.scaled(28), 0)
        where = f"{self._name}, question {number + 1} of {pages}" if self._single else self._name
        label = Text(where, tone="muted", wrap=False)
        label.setFont(_font(15, percent))
        row.addWidget(label)
        row.addStretch(1)
        larger = button("Larger text  A A", flat=True)
        larger.clicked.connect(self._enlarge)
        back = button("Hand back to your clinician", flat=True)
        back.clicked.connect(self.hand_back)
        for made in (larger, back):
            made.setFont(_font(15, percent))
            row.addWidget(made)
        return row

    def _steps(self, number: int, pages: int, percent: int) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.scaled(12), 0, 0)
        if number:
            back = button("Back")
            back.clicked.connect(lambda: self._go(-1))
            back.setFont(_font(20, percent, bold=True))
            row.addWidget(back)
        row.addStretch(1)
        following = button("Next" if number + 1 < pages else "Done", primary=True)
        following.clicked.connect(lambda: self._go(1))
        following.setFont(_font(20, percent, bold=True))
        row.addWidget(following)
        return row

    def _thanks(self, percent: int) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(2)
        words = Text("Thank you. Please hand this back to your clinician.")
        words.setFont(_font(30, percent, bold=True))
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(words)
        column.addSpacing(theme.scaled(40))
        label = Text("For the clinician: the code", tone="muted")
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label)
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setAccessibleName("The clinician's code")
        self._field.setMaximumWidth(theme.scaled(260))
        self._field.returnPressed.connect(self._try_code)
        column.addWidget(self._field, 0, Qt.AlignmentFlag.AlignHCenter)
        self._wrong = Text(tone="attention")
        self._wrong.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._wrong)
        self._again = button("Back to the questions", flat=True)
        self._again.clicked.connect(self._reopen)
        show(self._again, visible=not self._told)
        column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return page

    # -- what happens

    def _keep(self) -> None:
        self._answers = [question.value for question in self._questions]

    def _enlarge(self) -> None:
        self._keep()
        self._size = (self._size + 1) % len(SIZES)
        self._build()

    def _go(self, step: int) -> None:
        self._keep()
        last = self._stack.count() - 1
        self._at = min(max(self._at + step, 0), last)
        self._stack.setCurrentIndex(self._at)
        if self._at == last:
            self._tell()
        else:
            self._questions[self._at].choices[0].setFocus()

    def hand_back(self) -> None:
        """To the last page, with whatever has been answered; from there the client can still go back."""
        self._keep()
        self._at = self._stack.count() - 1
        self._stack.setCurrentIndex(self._at)
        self._field.setFocus()

    def _reopen(self) -> None:
        self._at = 0
        self._stack.setCurrentIndex(0)

    def _tell(self) -> None:
        """Answers are handed over once, when the client is done or the clinician takes the machine back."""
        if not self._told:
            self._told = True
            show(self._again, visible=False)
            self.finished.emit(list(self._answers))
        self._field.setFocus()

    def _try_code(self) -> None:
        if self._field.text() != self._code:
            self._wrong.show_text("That is not the code.")
            self._field.selectAll()
            return
        self._tell()
        self._open = True
        self.returned.emit()
        self.close()

    # -- keys, and nothing else gets out

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_end = self._stack.currentIndex() == self._stack.count() - 1
        if self._single and not at_end:
            digit = event.key() - Qt.Key.Key_1
            choices = self._questions[self._at].choices
            if 0 <= digit < len(choices):
                choices[digit].click()
                choices[digit].setFocus()
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
                self._go(1)
                return
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace) and self._at:
                self._go(-1)
                return
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._open:
            event.accept()
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """A window manager may try to minimise it; it comes back."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.showFullScreen()


class _Progress(QWidget):
    """How far along, as a bar along the top edge."""

    def __init__(self, done: int, of: int) -> None:
        super().__init__()
        self._share = done / of
        self.setFixedHeight(theme.scaled(6))
        self.setAccessibleName(f"Page {done} of {of}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("line"))
        painter.fillRect(0, 0, round(self.width() * self._share), self.height(), theme.color("accent"))
