"""In one brief no measure is told with words of opposite direction, but where each names the score it is held against; and each sum is right.

Courses of every shipped measure with a total, at random: floors, ceilings, both directions, gaps, ages of the last score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.domain.client import Meeting, Score
from briefing_app.domain.measure import Measure
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from briefing_app.viewmodels.brief import Brief, make_brief
from tests.bench.caseload_truth import Person, people
from tests.courses import TODAY, history_of, meeting, score, weekly

MEASURES = Catalogue(resources() / "measures")
WITH_TOTAL = [one for one in MEASURES.all() if one.has_total and one.total_range is not None]
COMPARED = re.compile(
    r"(?P<value>[\d.]+)(?: on [^:;]*?)? (?:is|was) (?P<points>[\d.]+) (?P<word>better|worse) than (?P<what>the score before|at the start|the first"
    r" score) \((?P<before>[\d.]+) on"
)
OF_CARD = re.compile(
    r"(?P<points>[\d.]+) (?P<word>better|worse) than (?P<what>at the start|the first score) \((?P<before>[\d.]+) on"
)
WORD = re.compile(r"\bbetter\b|\bworse\b|improve|\bleft the|\bentered the|half or less", re.IGNORECASE)
BETTER, WORSE = re.compile(r"reliable improvement|left the|half or less"), re.compile(r"reliably worse|entered the")
NO_DIRECTION = re.compile(
    r"better would be a reliable change|would be [\d.]+ better|too (?:low|high) at the start for a reliable \w+|moderately severe or worse"
    r"|moderate improvement|points? \(\w+ improvement"
)
HELD_AGAINST = re.compile(
    r"after [\d.]+|worse than (?:the mean of )?[\d.]+|was worse on [^(]*\([\d., ]+\)|than at the start \(|than the first score \("
)


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[Measure, list[Score]]]:
    found = []
    for measure in draw(st.lists(st.sampled_from(WITH_TOTAL), min_size=1, max_size=2, unique_by=lambda one: one.id)):
        low, high = measure.total_range or (0, 0)
        steps = round((high - low) / measure.multiplier)
        totals = [
            min(low + step * measure.multiplier, high)
            for step in draw(st.lists(st.integers(0, steps), min_size=2, max_size=14))
        ]
        last = TODAY - timedelta(days=draw(st.sampled_from([0, 0, 3, 40])))
        found.append((measure, weekly(measure, *totals, last=last, every=draw(st.sampled_from([7, 14, 4])))))
    return found


def told(brief: Brief, measure: Measure) -> Iterator[str]:
    """Every sentence of a measure: of the brief's lines that name it, of its card and of the details behind that."""
    yield from (line.text for line in brief.lines if measure.short in line.text)
    for card in brief.cards:
        if card.measure == measure.short:
            yield card.spoken
            yield from (line.text for line in card.changes)


def direction(measure: Measure, value: float, before: float) -> str:
    if value == before:
        return ""
    return "better" if (value > before) is measure.higher_is_better else "worse"


def brief_of(found: list[tuple[Measure, list[Score]]], sessions: int) -> Brief:
    held = [meeting(TODAY - timedelta(days=7 * back), row=back) for back in range(sessions, 0, -1)]
    history = history_of(*(one for _, scores in found for one in scores), meetings=[*held, meeting(TODAY, "booked", 99)])
    return make_brief(brief_facts(history, MEASURES, TODAY, UTC), budget=2000)


@given(courses(), st.integers(1, 20))
@settings(max_examples=150, deadline=None)
def test_no_measure_is_told_in_opposite_directions(found: list[tuple[Measure, list[Score]]], sessions: int) -> None:
    holds(brief_of(found, sessions), found)


def test_so_it_is_over_a_whole_invented_caseload() -> None:
    read = 0
    for person in people(30, 11):
        for back in (0, 3, 7):
            found, meetings = so_far(person, back)
            if not found:
                continue
            history = history_of(
                *(one for _, scores in found for one in scores), meetings=[*meetings, meeting(TODAY, "booked", 99)]
            )
            brief = make_brief(brief_facts(history, MEASURES, TODAY, UTC), budget=2000)
            holds(brief, found)
            read += len(brief.lines)
    assert read > 100, "nothing was read"


def so_far(person: Person, back: int) -> tuple[list[tuple[Measure, list[Score]]], list[Meeting]]:
    """What is known ``back`` sessions before the end, as if that were today."""
    last = len(person.sessions) - 1 - back
    days = [TODAY - timedelta(weeks=last + 1 - week) for week in range(last + 1)]
    found = []
    for name, totals in person.totals.items():
        measure = MEASURES(name)
        if scores := [score(measure, days[week], total) for week, total in totals if week <= last]:
            found.append((measure, scores))
    return found, [meeting(day, status, week) for week, (day, status) in enumerate(zip(days, person.sessions, strict=False), 1)]


def holds(brief: Brief, found: list[tuple[Measure, list[Score]]]) -> None:
    """Every sum is right, and no word of a direction stands without the score that it is held against, or beside its opposite."""
    for measure, scores in found:
        latest = scores[-1].score or 0.0
        for text in told(brief, measure):
            for one in COMPARED.finditer(text):
                points = float(one["value"]) - float(one["before"])
                assert one["word"] == direction(measure, float(one["value"]), float(one["before"])), text
                assert abs(abs(points) - float(one["points"])) < 0.051, text
            words = NO_DIRECTION.sub("", text)
            if card := OF_CARD.search(words):
                assert card["word"] == direction(measure, latest, float(card["before"])), text
                opposite = WORSE if card["word"] == "better" else BETTER
                assert not opposite.search(words), text
            elif WORD.search(words) and not COMPARED.search(words):
                alone = BETTER.search(words) or WORSE.search(words)
                assert HELD_AGAINST.search(words) or (alone and _agrees(measure, alone[0], scores)), text


def _agrees(measure: Measure, words: str, scores: list[Score]) -> bool:
    """Whether a word without a number of its own fits the way from some earlier score to the newest."""
    wanted = "better" if BETTER.search(words) else "worse"
    return any(direction(measure, scores[-1].score or 0.0, one.score or 0.0) == wanted for one in scores[:-1])
