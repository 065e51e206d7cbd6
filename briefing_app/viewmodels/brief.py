"""The words of a brief. The same data give the same brief, line for line, and every line can say why it is there."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.domain.change import Reliable
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.attendance import attendance
from briefing_app.viewmodels.budget import WORD_BUDGET, within_budget
from briefing_app.viewmodels.doubt import doubts
from briefing_app.viewmodels.due import due_lines
from briefing_app.viewmodels.identity import Identity, identity
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.moves import ItemMove, moves
from briefing_app.viewmodels.reading import item_rule_lines, recent
from briefing_app.viewmodels.review import make_checks, make_paired, make_review, make_silence
from briefing_app.viewmodels.safety import make_before, make_safety
from briefing_app.viewmodels.score_card import ScoreCard, make_cards, older_lines
from briefing_app.viewmodels.since import since_lines
from briefing_app.viewmodels.standing import diagnoses, goal_lines, left_off, medication
from briefing_app.viewmodels.why import Why


@dataclass(frozen=True, slots=True)
class Brief:
    identity: Identity
    safety: tuple[Line, ...]
    cards: tuple[ScoreCard, ...]
    lines: tuple[Line, ...]
    moves_title: str
    moves: tuple[ItemMove, ...]
    checks: tuple[Line, ...] = ()
    safety_before: tuple[Line, ...] = ()

    @property
    def waiting(self) -> tuple[Line, ...]:
        """The lines that wait for a person's answer, safety first."""
        return tuple(line for line in (*self.safety, *self.lines) if line.open)

    def of(self, *kinds: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind in kinds)

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for line in (*self.safety, *self.lines))


def make_brief(facts: BriefFacts, budget: int = WORD_BUDGET) -> Brief:
    """Put the facts into at most ``budget`` words; what does not fit is left to its own page, the least urgent first."""
    safety = make_safety(facts)
    cards = make_cards(facts.courses, facts.today, facts.zone)
    lines = [
        *make_silence(facts),
        *make_review(facts),
        *_mixed(facts),
        *make_paired(facts),
        *since_lines(facts),
        *left_off(facts),
        *(line for one in facts.courses if recent(one, facts.today) for line in item_rule_lines(one, facts.today)),
        *due_lines(facts),
        *older_lines(cards),
        *goal_lines(facts),
        *attendance(facts),
        *diagnoses(facts),
        *medication(facts),
        *doubts(facts),
    ]
    moves_title, moved = moves(facts)
    return Brief(
        identity(facts),
        safety,
        cards,
        tuple(within_budget(safety, lines, budget)),
        moves_title,
        moved,
        make_checks(facts),
        make_before(facts),
    )


def _mixed(facts: BriefFacts) -> list[Line]:
    better = [one.measure.id for one in facts.courses if one.from_baseline and one.from_baseline.reliable is Reliable.IMPROVED]
    worse = [one.measure.id for one in facts.courses if one.from_baseline and one.from_baseline.reliable is Reliable.WORSE]
    if better and worse:
        text = f"Mixed: {', '.join(better)} reliably better, {', '.join(worse)} reliably worse than at the start."
        sources = tuple(one.latest.record.origin for one in facts.courses if one.latest and one.measure.id in (*better, *worse))
        return [
            Line("change", text, Why("opposite reliable changes are both named", "", sources), "attention", "Since the start")
        ]
    return []
