"""How much a brief may say: whole lines are left out, in a stated order, and the last line names them (product rule)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_card import ScoreCard
from briefing_app.viewmodels.why import Why

WORD_BUDGET = 150
MOST_ATTENTION = 3
MOST_CARDS = 2
MOST_GOALS = 2
SCORES = frozenset({"score", "older"})  # of which the window has a card each, whatever the words say
FREE = frozenset({"message"})  # and safety lines, who the client is, and what waits for an answer


@dataclass(frozen=True, slots=True)
class LeftOff:
    """What a brief has no room for: a word for it, and its lines whole."""

    what: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is left: the lines, how many of the score cards are told in words, and what was left out."""

    lines: tuple[Line, ...]
    cards: int
    left_off: tuple[LeftOff, ...]

    @property
    def last(self) -> Line | None:
        """The line that names what is not shown."""
        return say_left_off(self.left_off, "The window lists them.")


def say_left_off(left_off: Sequence[LeftOff], where: str) -> Line | None:
    """The line that names these, scores by their measures, and ``where`` they stand whole; ``why`` holds them."""
    if not left_off:
        return None
    parts = []
    for one in left_off:
        names = [line.key for line in one.lines if line.kind in SCORES]
        parts += names or [f"{one.what} ({len(one.lines)})" if len(one.lines) > 1 else one.what]
    why = Why(
        f"a brief has {WORD_BUDGET} words beside the client's own, safety and what waits for an answer; these lines were over it",
        "\n".join(line.text for one in left_off for line in one.lines),
        tuple(dict.fromkeys(source for one in left_off for line in one.lines for source in line.why.sources)),
    )
    return Line("not_shown", f"Not shown: {', '.join(parts)}. {where}", why)


def within_budget(lines: Sequence[Line], cards: Sequence[ScoreCard], budget: int) -> Told:
    """Leave out whole lines until the rest fits: doubts, attendance, medication, cards beyond two, what is due but not overdue, goals beyond
    two, then other news. Nothing else ever goes; of the lines that wait for an answer three stand, the rest are counted."""
    attention = [line for line in lines if _waits(line)]
    over = attention[MOST_ATTENTION:]
    kept = [line for line in lines if not any(line is one for one in over)]
    told = len(cards)
    left: dict[str, list[Line]] = {"lines that wait for an answer": over} if over else {}
    for what, candidates in _order(kept, cards):
        for one in reversed(candidates):
            if counted_words(kept, cards[:told]) <= budget:
                break
            left.setdefault(what, []).insert(0, one)
            if one in kept:
                kept.remove(one)
            else:
                told -= 1
    return Told(tuple(kept), told, tuple(LeftOff(what, tuple(found)) for what, found in left.items()))


def _order(lines: Sequence[Line], cards: Sequence[ScoreCard]) -> Iterable[tuple[str, list[Line]]]:
    def of(kind: str) -> list[Line]:
        return [line for line in lines if line.kind == kind]

    yield "doubts", [line for line in of("doubt") if line.tone != "safety"]
    yield "attendance", of("attendance")
    yield "medication", of("medication")
    yield "scores", [*map(card_line, cards[MOST_CARDS:]), *of("older")]
    yield "due", [line for line in of("due") if not line.stays]
    yield "goals", of("goal")[MOST_GOALS:]
    yield "other news", of("news")


def card_line(card: ScoreCard) -> Line:
    """A score card in words, as text and print tell it."""
    return Line("score", card.spoken, card.why, card.tone, "Scores", key=card.measure)


def _waits(line: Line) -> bool:
    return line.tone == "attention" and line.kind in ("review", "change")


def counted_words(lines: Iterable[Line], cards: Iterable[ScoreCard]) -> int:
    """The words that a budget counts: not the client's own, nor what waits for an answer."""
    counted = [line for line in lines if line.kind not in FREE and not _waits(line)]
    return sum(len(line.text.split()) for line in (*counted, *map(card_line, cards)))
