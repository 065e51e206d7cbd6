"""The words of a brief. The same data give the same brief, line for line, and every line can say why it is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from briefing_app.domain.rules import Rule
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.attendance import attendance, kept_line
from briefing_app.viewmodels.budget import SCORES, WORD_BUDGET, LeftOff, card_line, counted_words, say_left_off, within_budget
from briefing_app.viewmodels.checks import make_checks
from briefing_app.viewmodels.contacts import ContactPart, make_contacts
from briefing_app.viewmodels.decision import decide_primary, lowered, say_primary
from briefing_app.viewmodels.doubt import doubts, questions
from briefing_app.viewmodels.due import due_lines
from briefing_app.viewmodels.identity import Identity, identity
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.message import make_messages
from briefing_app.viewmodels.moves import ItemMove, moves
from briefing_app.viewmodels.order import BEFORE_SCORES
from briefing_app.viewmodels.paired import make_paired
from briefing_app.viewmodels.reading import item_rule_lines, recent
from briefing_app.viewmodels.review import make_review
from briefing_app.viewmodels.safety import make_before, make_safety
from briefing_app.viewmodels.same_person import ask_lines, record_lines
from briefing_app.viewmodels.score_card import ScoreCard, make_cards, older_lines
from briefing_app.viewmodels.since import say_since, score_lines, since_lines
from briefing_app.viewmodels.standing import diagnoses, goal_lines, left_off, medication
from briefing_app.viewmodels.unread import unread_lines

APART = ("medication", "attendance", "outcome")  # stand in the window with the large chart


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief says, in the order of every face of it (``order.ORDER``).

    ``told`` is how many of the cards text and print tell in words; ``left_off`` what the budget has no room for, named by the last line.
    ``last_begun`` is when the last session of this clinician began, in seconds since 1970, 0 where there is none;
    ``whose`` this clinician is, as the export calls them, "" where none is named. ``kept`` says how many of the last sessions were kept,
    where one of the last was not; ``since`` from when on something is new, "" where there was no session.
    """

    identity: Identity
    safety: tuple[Line, ...]
    cards: tuple[ScoreCard, ...]
    lines: tuple[Line, ...]
    moves_title: str
    moves: tuple[ItemMove, ...]
    checks: tuple[Line, ...]
    told: int
    left_off: tuple[LeftOff, ...]
    safety_before: tuple[Line, ...]
    last_begun: float
    whose: str
    contacts: tuple[ContactPart, ...]
    today: date
    kept: Line | None
    since: str

    @property
    def waiting(self) -> tuple[Line, ...]:
        """The lines that wait for a person's answer, safety first."""
        return tuple(line for line in (*self.safety, *self.lines) if line.open)

    def of(self, *kinds: str) -> tuple[Line, ...]:
        """The lines of these kinds, in the order of the brief."""
        return tuple(line for line in self.lines if line.kind in kinds)

    @property
    def attention(self) -> tuple[Line, ...]:
        """The lines beside safety that wait for an answer."""
        return tuple(line for line in self.of("review", "change") if line.tone == "attention")

    @property
    def messages(self) -> tuple[Line, ...]:
        return self.of("message")

    @property
    def left_off_screen(self) -> tuple[Line, ...]:
        """The line that names what the window shows under a key alone; a score has a row, or the heading of the rows counts it."""
        missing = [one for one in self.left_off if not all(line.kind in SCORES for line in one.lines)]
        named = {one.what for one in missing}
        missing += [LeftOff(kind, lines) for kind in APART if kind not in named and (lines := self.of(kind))]
        line = say_left_off(missing, "Enter here lists them.")
        return (line,) if line else ()

    @property
    def words(self) -> int:
        """The words that the budget counts, but for the line that names what is left out."""
        return counted_words((line for line in self.lines if line.kind != "not_shown"), self._told)

    @property
    def _told(self) -> list[ScoreCard]:
        return list(self.cards[: self.told])  # those of older measures stand last, and are told in lines

    def in_order(self) -> Iterator[Line]:
        """Every line as text and print tell it, safety lines and scores in their place."""
        yield from self.of("diagnosis")
        yield from self.safety
        rest = [line for line in self.lines if line.kind != "diagnosis"]
        yield from (line for line in rest if line.kind in BEFORE_SCORES)
        yield from map(card_line, self._told)
        yield from (line for line in rest if line.kind not in BEFORE_SCORES)


def make_brief(facts: BriefFacts, budget: int = WORD_BUDGET) -> Brief:
    """Put the facts into ``budget`` words beside those that are never counted; whole lines are left out, and the last line names them."""
    cards = tuple(_named(_with_primary(card, facts), facts) for card in make_cards(facts.courses, facts.today, facts.zone))
    attention, plain = _apart([*make_review(facts), *make_paired(facts)])
    lines = [
        *diagnoses(facts),
        *ask_lines(facts),
        *unread_lines(facts),
        *attention,
        *make_messages(facts),
        *since_lines(facts),
        *medication(facts),
        *left_off(facts),
        *goal_lines(facts),
        *(replace(line, kind="outcome") if line.kind == "change" else line for line in plain),
        *(line for one in facts.courses if recent(one, facts.today) for line in item_rule_lines(one, facts.today)),
        *score_lines(facts),
        *questions(facts),
        *due_lines(facts),
        *older_lines(cards),
        *attendance(facts),
        *doubts(facts),
        *record_lines(facts),
    ]
    told = within_budget(lines, [card for card in cards if not card.older], budget)
    last = (told.last,) if told.last else ()
    moves_title, moved = moves(facts)
    return Brief(
        identity(facts),
        make_safety(facts),
        cards,
        (*told.lines, *last),
        moves_title,
        moved,
        make_checks(facts),
        told.cards,
        told.left_off,
        make_before(facts),
        facts.since.last.begun if facts.since.last else 0.0,
        facts.since.whose,
        make_contacts(facts),
        facts.today,
        kept_line(facts),
        say_since(facts.since.last, facts.today) if facts.since.last else "",
    )


def _named(card: ScoreCard, facts: BriefFacts) -> ScoreCard:
    """The card of a measure that a waiting line names as worse: the words of its row are of that line's tone."""
    worse = {measure for one in facts.review if one.waits and one.signal.rule is Rule.WORSE for measure in one.signal.measures}
    named = any(one.measure.id in worse and one.measure.short == card.measure for one in facts.courses)
    if not named or card.distance.tone != "plain" or "worse" not in card.distance.words:
        return card
    return replace(card, distance=replace(card.distance, tone="attention"))


def _with_primary(card: ScoreCard, facts: BriefFacts) -> ScoreCard:
    """The card with which measure is the primary one in its Why, and with the offer to set it."""
    why, primary = card.why, facts.primary
    told = f"{why.rule}; {lowered(say_primary(primary))}" if card.measure in primary.measures else why.rule
    return replace(card, why=replace(why, rule=told, decisions=(*why.decisions, *decide_primary(primary, facts.courses))))


def _apart(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """What waits for an answer, and what was answered or is told for its own sake."""
    return [line for line in lines if line.tone == "attention"], [line for line in lines if line.tone != "attention"]
