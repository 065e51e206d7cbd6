"""Every pair of a first and a last score: what card, change page, trend, wall, Why and the client's page say agrees, and is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from functools import lru_cache

import pytest

from briefing_app.domain.change import change
from briefing_app.domain.course import Course
from briefing_app.domain.measure import Measure
from briefing_app.domain.person_numbers import for_person
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.change import make_changes, say_row
from briefing_app.viewmodels.client_view import make_client_view
from briefing_app.viewmodels.score_card import make_card
from briefing_app.viewmodels.trend import make_trend
from briefing_app.viewmodels.wall import row_words
from tests.courses import TODAY, course_of, history_of, weekly

# Every pair of the shorter scales; of the long ones every total that a number of the instrument stands at or beside, and some between.
TOTALS = {
    "PHQ-9": range(28),
    "GAD-7": range(22),
    "ORS": (0, 1, 5, 10, 15, 19, 20, 21, 24, 25, 25.1, 26, 28, 30, 34, 35, 36, 39, 40),
    "WHO-5": range(0, 101, 4),
    "PCL-5": (0, 1, 14, 15, 16, 29, 30, 31, 32, 33, 34, 45, 46, 48, 49, 60, 61, 62, 63, 65, 66, 79, 80),
}
CONTRADICTIONS = (
    (r"\bbetter\b(?! than the score before)", r"\bworse\b(?! than the score before)"),
    (r"reliable improvement \(|reliably worse \(", r"no reliable change .*than at the start|too (low|high) at the start"),
    (r"reliable improvement \(", r"reliably worse \("),
    (r"\bin the clinical range", r"out of the clinical range|in the published cut range|in the remission range"),
    (r"out of the clinical range", r"in the published cut range"),
    (r"left the clinical range", r"entered the clinical range|\bworse than at the start"),
    (r"entered the clinical range", r"better than at the start"),
    (r"half or less of the start", r"worse than at the start"),
)
NEVER = re.compile(r"cut-off|\bbelow\b|\babove\b|deteriorat|\bbest\b|\bnow\b|probable|in remission\b|real change", re.I)
NEVER_TO_A_CLIENT = re.compile(
    r"mild|moderate|severe|minimal|poor|adequate|clinical|cut|remission|reliabl|item|improve|worse|depress|ptsd|disorder|unverified",
    re.I,
)


@lru_cache(maxsize=1)
def facts_of(catalogue: Catalogue) -> BriefFacts:
    return brief_facts(history_of(), catalogue, TODAY, UTC)


def pages(one: Course, facts: BriefFacts) -> Iterator[tuple[str, str]]:
    """Every place that speaks of a course, each as one text."""
    card = make_card(one, TODAY)
    yield "card", card.spoken
    yield "row", f"{card.value} {card.band}; {card.words}"
    yield "why", f"{card.why.rule}; {card.why.inputs}"
    trend = make_trend(one, facts)
    yield "trend", f"{trend.spoken} {trend.note}"
    yield "wall", row_words(one, one.measure.id, TODAY)[0]
    yield from (
        (f"page {number}", line.text) for number, line in enumerate(make_changes(one, TODAY)) if "Reference" not in line.text
    )


def direction(measure: Measure, first: float, last: float) -> str:
    if last == first:
        return "as at the start"
    return "better" if (last > first) is measure.higher_is_better else "worse"


@pytest.mark.parametrize("name", TOTALS)
def test_every_page_says_the_same_of_every_pair_and_nothing_that_contradicts_it(catalogue: Catalogue, name: str) -> None:
    measure, facts = for_person(catalogue(name), "female", 40), facts_of(catalogue)
    for first in TOTALS[name]:
        for last in TOTALS[name]:
            one = course_of(measure, weekly(measure, first, last, last, every=14))
            said = dict(pages(one, facts))
            way, points = direction(measure, first, last), f"{abs(round(last - first, 6)):g}"
            for place in ("card", "row", "trend", "page 0"):
                assert (way if last == first else f"{points} {way} than at the start") in said[place], (first, last, place)
            assert way in said["wall"] or "too" in said["wall"] or "as at the start" in said["wall"], (first, last)
            everything = "; ".join(said.values())
            assert not NEVER.search(everything), (first, last, NEVER.search(everything))
            for one_word, other in CONTRADICTIONS:
                assert not (re.search(one_word, everything) and re.search(other, everything)), (first, last, one_word, other)


@pytest.mark.parametrize("name", TOTALS)
def test_what_is_reliable_is_so_by_the_sourced_number_and_on_every_page(catalogue: Catalogue, name: str) -> None:
    measure, facts = for_person(catalogue(name), "female", 40), facts_of(catalogue)
    needed = {"PHQ-9": 6, "GAD-7": 4, "PCL-5": 15}.get(name, 1000)
    for first in TOTALS[name]:
        for last in TOTALS[name]:
            said = dict(pages(course_of(measure, weekly(measure, first, last, last, every=14)), facts))
            reliable = abs(last - first) >= needed
            words = {"better": "reliable improvement (", "worse": "reliably worse ("}.get(direction(measure, first, last), "")
            for place in ("card", "row", "trend", "page 0"):
                assert bool(words and words in said[place]) is reliable, (first, last, place)
            assert said["wall"].endswith(", reliable") is reliable, (first, last)


@pytest.mark.parametrize("name", TOTALS)
def test_what_a_client_reads_is_true_of_every_pair_and_holds_no_word_of_the_clinicians(catalogue: Catalogue, name: str) -> None:
    facts = facts_of(catalogue)
    measure = for_person(catalogue(name), "female", 40)
    needed = {"PHQ-9": 6, "GAD-7": 4, "PCL-5": 15}.get(name)
    low, high = measure.total_range or (0, 0)
    for first in TOTALS[name]:
        for last in TOTALS[name]:
            one = course_of(measure, weekly(measure, first, last, every=14))
            panel = make_client_view(_with(facts, one)).panels[0]
            text = " ".join(panel.sentences)
            assert not NEVER_TO_A_CLIENT.search(text), (first, last, text)
            assert panel.trend.spoken.endswith(text)
            moved = round(abs(last - first), 6)
            assert ("higher than when" in text, "lower than when" in text, "the same as when" in text) == (
                last > first, last < first, last == first,
            ), (first, last)  # fmt: skip
            assert ("more than that" in text) is (needed is not None and moved > needed), (first, last)
            assert ("just enough" in text) is (needed is not None and moved == needed), (first, last)
            room = high - first if measure.higher_is_better else first - low
            if needed is not None and room < needed and direction(measure, first, last) != "worse":
                assert "from the start: there was little room" in text, (first, last)
                assert "less than that" not in text, (first, last)


def _with(facts: BriefFacts, one: Course) -> BriefFacts:
    return replace(facts, courses=(one,))


def test_the_row_says_the_direction_of_every_change(catalogue: Catalogue) -> None:
    measure = catalogue("PHQ-9")
    said = {
        pair: say_row(measure, change(measure, *pair)) for pair in ((19, 9), (14, 9), (9, 9), (9, 17), (3, 5), (5, 2), (22, 26))
    }
    assert said == {
        (19, 9): "10 better, reliable",
        (14, 9): "5 better, reliable from 6",
        (9, 9): "as at the start",
        (9, 17): "8 worse, reliable",
        (3, 5): "2 worse, reliable from 6",
        (5, 2): "too low at the start for a reliable improvement",
        (22, 26): "4 worse",
    }


def test_a_course_of_a_year_ago_says_nothing_of_today(catalogue: Catalogue) -> None:
    measure, facts = for_person(catalogue("GAD-7"), "female", 40), facts_of(catalogue)
    one = course_of(measure, weekly(measure, 12, 11, every=14, last=TODAY - timedelta(days=400)))
    said = "; ".join(text for _, text in pages(one, facts))
    assert not re.search(r"\b(better|worse|reliably)\b", said)
    assert "13 months ago" in said
