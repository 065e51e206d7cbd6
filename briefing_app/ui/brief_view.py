"""One brief on screen: who, what waits, what is new and was agreed, scores, what is due. Made once and filled for each client."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.brief_head import BriefHead
from briefing_app.ui.carried import ROW
from briefing_app.ui.charts.score_rows import ScoreRowsView
from briefing_app.ui.dialogs.why import WhyPanel
from briefing_app.ui.due_row import DueRow
from briefing_app.ui.scores_card import LARGE, TABLE, NoMeasuresCard, ScoresCard
from briefing_app.ui.signal_bar import ATTENTION, SAFETY, SignalBars
from briefing_app.ui.since_cards import SinceCards
from briefing_app.ui.widgets import Section, WhyText
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.decision import Decision
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.safety import with_before
from briefing_app.viewmodels.trend import Trend

NARROW = 640  # below this width, in scaled pixels, everything stands under each other
USUAL_SAFETY, USUAL_ATTENTION = 2, 1
ASKED_OF = ("same_person", "unread")  # other records of this person, and what could not be read


class BriefView(QScrollArea):
    """Shows one brief with its trends: ``T`` turns the rows of scores into a table, ``M`` makes one measure large, ``I`` shows its items.

    ``answered`` carries the client's row, the line, the action, the reason and the panel, which stays open until they are kept.
    ``decided`` carries the client's row, the decision, what was chosen ("" takes it back), why, and the panel.
    """

    answered = Signal(ROW, object, str, str, str, object)
    decided = Signal(ROW, object, str, str, object)
    print_asked = Signal(object)
    score_asked = Signal(ROW)
    earlier_asked = Signal(object)
    together_asked = Signal(ROW)
    consult_asked = Signal(ROW)
    note_asked = Signal()
    checkins_asked = Signal(ROW)
    record_asked = Signal(ROW)
    details_asked, same_asked, undo_asked = Signal(ROW), Signal(ROW), Signal(ROW)
    nobody = Signal()  # something was asked where no client is on screen

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._brief: Brief | None = None
        self._left = False
        self.crisis = ""
        inner = self._inner = QWidget()
        column = self._column = QVBoxLayout(inner)
        margin = theme.scaled(16)
        column.setContentsMargins(margin, theme.scaled(12), margin, theme.scaled(12))
        column.setSpacing(theme.scaled(10))
        slots: dict[str, Callable[[], object]] = {
            "contacts": self.show_contacts, "checkins": self.ask_checkins, "score": self.enter_score, "record": self.ask_record,
            "note": self.note_asked.emit, "earlier": self.show_earlier, "together": self.look_together, "consult": self.ask_consult,
            "print": self.print_brief, "why": self.show_why_of_score, "large": lambda: self.show_face(LARGE),
            "details": lambda: self._ask_of_client(self.details_asked), "same": lambda: self._ask_of_client(self.same_asked),
            "undo": lambda: self._ask_of_client(self.undo_asked),
        }  # fmt: skip
        self.head = BriefHead(slots)
        self.head.kept.asked.connect(self._show_why)
        self.head.diagnoses.asked.connect(self._show_why)
        self.safety = SignalBars(SAFETY, USUAL_SAFETY)
        self.attention = SignalBars(ATTENTION, USUAL_ATTENTION)
        for bars in (self.safety, self.attention):
            bars.why_asked.connect(self._show_why)
            bars.answer_asked.connect(self._answer)
        self.asked_of = Section(1)
        self.asked_of.asked.connect(self._show_why)
        self.new = SinceCards()
        self.new.why_asked.connect(self._show_why)
        self.scores = ScoresCard()
        self.scores.why_asked.connect(self._show_why)
        self.scores.enlarged.connect(self._enlarge)
        self._no_measures = NoMeasuresCard()
        self.due = DueRow()
        self.due.why_asked.connect(self._show_why)
        self.due.form_asked.connect(self.enter_score)
        self.left_out = WhyText(tone="muted")
        self.left_out.asked.connect(self._show_why)
        parts: tuple[QWidget, ...] = (
            self.head, self.safety, self.attention, self.asked_of, self.new, self.scores, self._no_measures, self.due, self.left_out,
        )  # fmt: skip
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where both columns do not fit, as with large text, the second goes under the first."""
        super().resizeEvent(event)
        narrow = self.viewport().width() < theme.scaled(NARROW)
        self.head.set_narrow(narrow=narrow)
        self.new.set_narrow(narrow=narrow)
        self._order(due_first=narrow)
        self._fit_rows()

    def _order(self, *, due_first: bool) -> None:
        """In one column what is due stands above the scores: there these lie below the fold."""
        column = self._column
        if (column.indexOf(self.due) < column.indexOf(self.scores)) is not due_first:
            column.removeWidget(self.due)
            column.insertWidget(column.indexOf(self.scores if due_first else self.left_out), self.due)

    def _fit_rows(self) -> None:
        """The rows of scores give way before the brief scrolls."""
        rows, inner = self.scores.rows, self._inner
        if not rows.isHidden() and rows.rows:
            needed = inner.heightForWidth(self.viewport().width()) - rows.given + rows.wanted
            rows.fit(self.viewport().height() - needed)

    # -- filling

    def show_brief(self, brief: Brief, trends: tuple[Trend, ...]) -> None:
        """This brief in place of the one before, at once and whole."""
        self.setUpdatesEnabled(False)
        # Each widget shown would lay everything out anew; once at the end is enough.
        self._column.setEnabled(False)
        self._brief = brief
        self._left = False
        self.head.show_head(brief)
        first = brief.waiting[0] if brief.waiting else None
        self.safety.show_lines(brief.safety, first)
        self.attention.show_lines(brief.attention, first)
        asked = brief.of(*ASKED_OF)
        self.asked_of.show_lines(asked[0].heading if asked else "", [(line.text, line.tone, line) for line in asked])
        self.new.show_cards(brief)
        self.scores.show_scores(brief, trends)
        self._no_measures.show_for(linked=brief.identity.linked, needed=not trends)
        self.due.show_due(brief, self.scores.told)
        missing = next(iter(brief.left_off_screen), None)
        self.left_out.show_line(missing.text if missing else "", "muted", missing)
        self._column.setEnabled(True)
        self._column.invalidate()
        self._column.activate()
        self._fit_rows()
        self.setUpdatesEnabled(True)

    def _enlarge(self, large: bool) -> None:
        """One measure takes the room of what is new and due; who it is and what waits stay."""
        for part in (self.new, self.due, self.left_out):
            part.setMaximumHeight(0 if large else 16_777_215)
        self._column.setStretchFactor(self.scores, 1000 if large else 0)

    # -- asked for

    def toggle_table(self) -> None:
        self.scores.toggle_face(TABLE)

    def toggle_face(self, face: str) -> None:
        self.scores.toggle_face(face)

    def show_face(self, face: str) -> None:
        self.scores.show_face(face)

    def show_why_of_score(self) -> None:
        """Why the chosen card says what it says."""
        brief, card = self._asked(), self.scores.score
        if brief is not None and card is not None:
            self._show_why(Line("score", card.spoken, with_before(card.why, card.measure, brief.safety_before)))

    def _show_why(self, line: object) -> None:
        """What is asked from the panel is asked of whose line it is, whoever is shown by then."""
        brief = self._brief
        if isinstance(line, Line) and brief is not None:
            panel = WhyPanel(line, self)
            panel.name_client(brief.identity.name)
            panel.answer_asked.connect(lambda line: self._answer(line, brief))
            panel.decision_asked.connect(lambda decision: self._decide(decision, brief))
            panel.open()

    def _decide(self, decision: Decision, brief: Brief | None = None) -> None:
        """Open the panel in which the clinician sets what was assumed so far."""
        from briefing_app.ui.dialogs.decision import DecisionPanel

        brief = brief or self._brief
        if brief is not None:
            panel = DecisionPanel(decision, self)
            panel.name_client(brief.identity.name)
            panel.given.connect(lambda *given: self.decided.emit(brief.identity.row, decision, *given, panel))
            panel.open()

    def answer_first(self) -> None:
        """Open the panel for the first line that waits for an answer."""
        brief = self._asked()
        if brief is not None and brief.waiting:
            self._answer(brief.waiting[0], brief)

    def _answer(self, line: Line, brief: Brief | None = None) -> None:
        from briefing_app.ui.dialogs.answer import AnswerPanel

        brief = brief or self._brief
        if brief is None or line.about is None or (line.about.answered and not line.about.choices):
            return
        panel = AnswerPanel(line, brief.checks, self.crisis, self)
        panel.name_client(brief.identity.name)
        panel.given.connect(lambda *given: self.answered.emit(brief.identity.row, *given, panel))
        panel.open()

    def enter_score(self) -> None:
        self._ask_of_client(self.score_asked)

    def look_together(self) -> None:
        brief = self._asked()
        if brief is not None and self.scores.trends:
            self.together_asked.emit(brief.identity.row)

    def show_contacts(self) -> None:
        """Open the panel of whom to reach."""
        brief = self._asked()
        if brief is not None:
            from briefing_app.ui.dialogs.contacts import ContactsPanel

            ContactsPanel((brief.identity.name, brief.identity.details), brief.contacts, self).open()

    def ask_consult(self) -> None:
        self._ask_of_client(self.consult_asked)

    def ask_checkins(self) -> None:
        self._ask_of_client(self.checkins_asked)

    def ask_record(self) -> None:
        self._ask_of_client(self.record_asked)

    def _ask_of_client(self, signal: SignalInstance) -> None:
        brief = self._asked()
        if brief is not None:
            signal.emit(brief.identity.row)

    def show_earlier(self) -> None:
        brief = self._asked()
        if brief is not None:
            self.earlier_asked.emit(brief)

    def print_brief(self) -> None:
        brief = self._asked()
        if brief is not None:
            self.print_asked.emit(brief)

    def messages_on_screen(self) -> list[tuple[str, WhyText]]:
        """The label of each message by its key, in or out of sight."""
        if self._brief is None:
            return []
        return [(line.key, label) for line, label in zip(self._brief.messages, self.new.quotes, strict=False)]

    @property
    def shown(self) -> Brief | None:
        """What was shown last, in or out of sight."""
        return self._brief

    @property
    def on_screen(self) -> Brief | None:
        """The brief whose name can be read now; what is asked of a client is asked of this one."""
        return self._brief if self.isVisible() and not self._left else None

    def leave(self) -> None:
        """Another client was chosen: until their brief is here, nothing is asked of the one before."""
        self._left = True

    def _asked(self) -> Brief | None:
        """Of whom something is asked by a key; where nobody is on screen that is said."""
        brief = self.on_screen
        if brief is None and not self._left:
            self.nobody.emit()
        return brief

    @property
    def chart(self) -> ScoreRowsView:
        """The rows of scores."""
        return self.scores.rows
