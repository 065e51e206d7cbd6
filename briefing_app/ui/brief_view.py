"""One brief on screen: who, safety, scores, trend, and what was agreed and is due. Made once and filled for each client."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from briefing_app.ui import theme
from briefing_app.ui.brief_buttons import brief_buttons
from briefing_app.ui.dialogs.why import WhyPanel
from briefing_app.ui.moves_card import MovesCard
from briefing_app.ui.score_cards import ScoreCards
from briefing_app.ui.trend_card import TABLE, NoMeasuresCard, TrendCard
from briefing_app.ui.widgets import Card, Section, Text, WhyText, button, plain_tip, show
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.decision import Decision
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.safety import with_before
from briefing_app.viewmodels.trend import Trend

# How many lines a section usually has; what is longer makes more. The order is that of every face of a brief.
ABOVE = ((("same_person", "unread", "review", "change"), 2), (("message",), 1))
NOT_SHOWN = ("not_shown",)
SIDE = (
    (("since", "news"), 3),
    (("medication",), 1),
    (("left_off",), 1),
    (("goal",), 3),
    (("outcome", "reading", "scores"), 2),
    (("question",), 1),
    (("due",), 3),
    (("attendance",), 1),
    (("doubt",), 1),
    (NOT_SHOWN, 1),
)
USUAL_SAFETY = 2
ANSWERED = {"review", "due"}
SAFETY_GROUNDS = {
    "safety": ("safety_soft", "safety"),
    "attention": ("attention_soft", "attention"),
    "plain": ("card", "line"),
}
SIDE_WIDTH = 290
NARROW = 760
LEAST_TREND = 300


class BriefView(QScrollArea):
    """Shows one brief with its trends: ``T`` turns the chart into its table, ``M`` into all measures together, ``I`` into items, and back.

    ``answered`` carries the client's row, the line, the action, the reason and the panel, which stays open until they are kept.
    ``decided`` carries the client's row, the decision, what was chosen ("" takes it back), why, and the panel.
    """

    answered = Signal(object, object, str, str, str, object)
    decided = Signal(object, object, str, str, object)
    print_asked = Signal(object)
    score_asked = Signal(object)
    earlier_asked = Signal(object)
    together_asked = Signal(object)
    consult_asked = Signal(object)
    note_asked = Signal()
    checkins_asked = Signal(object)
    record_asked = Signal(object)
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
        column.setContentsMargins(margin, theme.scaled(12), margin, margin)
        column.setSpacing(theme.scaled(8))
        self._top = self._head()
        column.addLayout(self._top)
        self._acknowledge: list[tuple[QPushButton, int, frozenset[str]]] = []
        self._safety: list[tuple[Card, Text, WhyText]] = []
        self._bars = QVBoxLayout()
        self._bars.setSpacing(theme.scaled(8))
        column.addLayout(self._bars)
        self._make_bars(USUAL_SAFETY)
        self._sections: list[tuple[tuple[str, ...], Section]] = []
        for kinds, usual in ABOVE:
            column.addWidget(self._section(kinds, usual))
        self._both = QHBoxLayout()
        self._both.setSpacing(theme.scaled(12))
        self._both.addLayout(self._scores(), 1)
        self._both.addLayout(self._side())
        column.addLayout(self._both, 1)
        self.setWidget(inner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where both columns do not fit, as with large text, the second goes under the first."""
        super().resizeEvent(event)
        narrow = self.viewport().width() < theme.scaled(NARROW)
        for row in (self._top, self._both):
            row.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        for _, section in self._sections[len(ABOVE) :]:
            section.setMinimumWidth(0 if narrow else theme.scaled(SIDE_WIDTH))
            section.setMaximumWidth(16_777_215 if narrow else theme.scaled(SIDE_WIDTH))
        self._fit_trend()

    def _fit_trend(self) -> None:
        """The chart ends with the window: what is longer beside it must not push its axis out of sight. Where the statements below it leave
        it no room there, as with large text, the brief scrolls."""
        left = self.viewport().height() - self._trend_card.mapTo(self._inner, QPoint(0, 0)).y() - theme.scaled(16)
        beside = self._moves_card.sizeHint().height() + theme.scaled(8) if not self._moves_card.isHidden() else 0
        self._trend_card.body.invalidate()
        self._trend_card.body.activate()  # else the rows of statements answer with the heights of the measure before
        needed = self._trend_card.body.minimumHeightForWidth(self._trend_card.width())
        least = max(theme.scaled(LEAST_TREND), needed)
        self._trend_card.setMinimumHeight(least)
        self._trend_card.setMaximumHeight(left - beside if left - beside >= least else max(left, least))

    # -- parts, made once

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = Text(size=theme.TITLE, bold=True)
        self._details = Text(tone="muted")
        self._similar = Text(size=theme.SMALL, bold=True)
        self._diagnoses = WhyText(tone="muted")
        self._diagnoses.asked.connect(self._show_why)
        for label in (self._name, self._details, self._diagnoses, self._similar):
            words.addWidget(label)
            label.setMinimumWidth(1)  # a word without end would push the safety lines out of sight
        row.addLayout(words, 1)
        slots = {
            "contacts": self.show_contacts, "checkins": self.ask_checkins, "score": self.enter_score, "record": self.ask_record,
            "note": self.note_asked.emit, "earlier": self.show_earlier, "together": self.look_together, "consult": self.ask_consult,
            "print": self.print_brief,
        }  # fmt: skip
        row.addLayout(brief_buttons(slots))
        return row

    def _make_bars(self, count: int) -> None:
        """Every safety line has a bar of its own, however many there are."""
        while len(self._safety) < count:
            made = self._safety_bar()
            self._safety.append(made)
            self._bars.addWidget(made[0])

    def _safety_bar(self) -> tuple[Card, Text, WhyText]:
        bar = Card("safety_soft", "safety", padding=10)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(12))
        head = Text("Safety", bold=True, tone="safety", wrap=False)
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        words = WhyText(tone="safety")
        words.asked.connect(self._show_why)
        row.addWidget(words, 1)
        row.addWidget(self._answering(place=len(self._safety)), 0, Qt.AlignmentFlag.AlignTop)
        bar.body.addLayout(row)
        bar.hide()
        return bar, head, words

    def _answering(self, *kinds: str, place: int = -1) -> QPushButton:
        """Stands beside the first line that waits, be it in the safety bar of this place or in a section of these kinds."""
        made = button(
            "Acknowledge  A", "What was done about the first line that waits, and why that is enough (A)", flat=bool(kinds)
        )
        made.clicked.connect(self.answer_first)
        made.hide()
        self._acknowledge.append((made, place, frozenset(kinds)))
        return made

    def _scores(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.scaled(8))
        self._cards = ScoreCards()
        self._cards.chosen.connect(self.choose_measure)
        column.addWidget(self._cards)
        self._trend_card = TrendCard()
        self._trend_card.why_asked.connect(self._show_why)
        self._trend_card.filled.connect(self._fit_trend)
        column.addWidget(self._trend_card, 1000)
        self._no_measures = NoMeasuresCard()
        column.addWidget(self._no_measures, 1)
        self._moves_card = MovesCard()
        column.addWidget(self._moves_card)
        column.addStretch(1)
        return column

    def _side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.scaled(8))
        for kinds, usual in SIDE:
            column.addWidget(self._section(kinds, usual))
        column.addStretch(1)
        return column

    def _section(self, kinds: tuple[str, ...], usual: int) -> Section:
        section = Section(usual)
        section.asked.connect(self._show_why)
        if ANSWERED & set(kinds):
            section.add_action(self._answering(*kinds))
        self._sections.append((kinds, section))
        return section

    # -- filling

    def show_brief(self, brief: Brief, trends: tuple[Trend, ...]) -> None:
        self.setUpdatesEnabled(False)
        self._make_bars(len(brief.safety))
        # Each widget shown would lay everything out anew; once at the end is enough.
        layouts = [
            self._column,
            *(section.body for _, section in self._sections),
            *(bar.body for bar, _, _ in self._safety),
            self._trend_card.body,
        ]
        for layout in layouts:
            layout.setEnabled(False)
        self._brief = brief
        self._left = False
        identity = brief.identity
        self._name.show_text(identity.name)
        self._name.setToolTip(plain_tip(identity.name if identity.hidden else f"{identity.name}\nid {identity.client_id}"))
        self._details.show_text(identity.details)
        diagnoses = brief.of("diagnosis")
        self._diagnoses.show_line(diagnoses[0].text if diagnoses else "", "muted", diagnoses[0] if diagnoses else None)
        self._similar.show_text(f"{identity.similar}: check the date of birth" if identity.similar else "")
        self._show_safety(brief.safety)
        self._show_answering(brief)
        self._cards.show_cards(brief.cards, 0)
        self._moves_card.show_moves(brief.moves_title, brief.moves)
        for kinds, section in self._sections:
            lines = brief.left_off_screen if kinds == NOT_SHOWN else brief.of(*kinds)
            section.show_lines(lines[0].heading if lines else "", [(line.text, line.tone, line) for line in lines])
        self._trend_card.show_trends(trends, brief.cards)
        self._no_measures.show_for(linked=brief.identity.linked, needed=not trends)
        for layout in reversed(layouts):
            layout.setEnabled(True)
            layout.invalidate()
            layout.activate()  # a card that was shown meanwhile would wait for a change of its size, its lines unplaced
        self._fit_trend()
        self.setUpdatesEnabled(True)

    def _show_safety(self, lines: tuple[Line, ...]) -> None:
        for index, (bar, head, words) in enumerate(self._safety):
            if index < len(lines):
                tone = lines[index].tone
                bar.ground, bar.edge = SAFETY_GROUNDS[tone]
                head.set_tone(tone)
                words.show_line(lines[index].text, tone, lines[index])
            show(bar, visible=index < len(lines))

    def _show_answering(self, brief: Brief) -> None:
        first = brief.waiting[0] if brief.waiting else None
        place = brief.safety.index(first) if first in brief.safety else None
        for made, at, kinds in self._acknowledge:
            beside = at == place if place is not None else first is not None and first.kind in kinds
            show(made, visible=beside)

    # -- asked for

    def choose_measure(self, index: int) -> None:
        self._trend_card.choose(index)

    def toggle_table(self) -> None:
        self._trend_card.toggle_face(TABLE)

    def toggle_face(self, face: str) -> None:
        self._trend_card.toggle_face(face)

    def show_face(self, face: str) -> None:
        self._trend_card.show_face(face)

    def make_chart(self) -> None:
        self._trend_card.make_chart()

    def show_why_of_score(self) -> None:
        """Why the chosen card says what it says."""
        brief, card = self._asked(), self._trend_card.card
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
        if brief is not None and self._trend_card.trends:
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
        section = next(section for kinds, section in self._sections if "message" in kinds)
        return [(line.key, label) for line, label in zip(self._brief.messages, section.shown, strict=False)]

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
    def chart(self) -> object:
        return self._trend_card.chart
