"""What is due at a session, by how much, and what asks to be repeated first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from briefing_app.domain.client import History, UnreadThing
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.day import Session
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.due import due_lines
from tests.courses import ORIGIN, TODAY, history_of, meeting, weekly


def known(history: History, catalogue: Catalogue, *, meets: bool = True) -> BriefFacts:
    """The facts of a client who is met today, or is looked up on a day without a session."""
    begins = datetime(2026, 11, 24, 9, tzinfo=UTC)
    session = Session(meeting(TODAY, "booked", 99), history, begins, None, True, 1, 0, None, None, False)
    return brief_facts(history, catalogue, TODAY, UTC, session if meets else None)


def scored(catalogue: Catalogue, days_ago: int, *totals: float, measure: str = "PHQ-9") -> History:
    return history_of(*weekly(catalogue(measure), *totals, last=TODAY - timedelta(days=days_ago)))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (14, "PHQ-9: 14 days old, due every 14, due today"),
        (15, "PHQ-9: 15 days old, due every 14, 1 day over"),
        (16, "PHQ-9: 16 days old, due every 14, 2 days over"),
        (180, "PHQ-9: 180 days old, due every 14, 166 days over"),
    ],
)
def test_a_measure_that_is_due_says_its_age_and_by_how_much(catalogue: Catalogue, days: int, words: str) -> None:
    (line,) = due_lines(known(scored(catalogue, days, 12, 11), catalogue))
    assert (line.kind, line.text, line.tone, line.heading) == ("due", words, "plain", "Due at this session")


def test_why_a_measure_is_due_names_its_last_day_and_where_that_stands(catalogue: Catalogue) -> None:
    facts = known(scored(catalogue, 15, 12, 11), catalogue)
    (line,) = due_lines(facts)
    assert (line.why.rule, line.why.inputs) == ("PHQ-9 every 14 days", "last on 9 Nov 2026")
    assert line.why.sources == (facts.courses[0].points[-1].record.origin,)
    assert line.about is None


@pytest.mark.parametrize("days", [0, 13, 181])
def test_before_its_day_and_after_half_a_year_a_measure_is_not_due(catalogue: Catalogue, days: int) -> None:
    assert due_lines(known(scored(catalogue, days, 12, 11), catalogue)) == []


def test_a_measure_without_a_cadence_is_never_due(catalogue: Catalogue) -> None:
    assert due_lines(known(scored(catalogue, 100, 2, 3, measure="PHQ-2"), catalogue)) == []


def test_what_asks_to_be_repeated_comes_first_and_is_named_once(catalogue: Catalogue) -> None:
    scores = [
        *weekly(catalogue("GAD-7"), 9, 9, last=TODAY - timedelta(days=20)),
        *weekly(catalogue("PHQ-9"), 9, 8, 9, 16, last=TODAY - timedelta(days=14)),
    ]
    first, second = due_lines(known(history_of(*scores), catalogue))
    assert first.text == "PHQ-9 today: 16 on 10 Nov is 7.5 worse than the mean of 9 and 8 before; one score"
    assert first.about is not None
    assert (first.kind, first.tone, first.heading, first.about.rule) == ("due", "plain", "Due at this session", "repeat")
    assert second.text == "GAD-7: 20 days old, due every 14, 6 days over"


def test_on_a_day_without_a_session_it_is_due_but_not_at_a_session(catalogue: Catalogue) -> None:
    repeat = scored(catalogue, 7, 9, 8, 9, 16)
    (line,) = due_lines(known(repeat, catalogue, meets=False))
    assert line.heading == "Due"
    assert line.text == "PHQ-9 again: 16 on 17 Nov is 7.5 worse than the mean of 9 and 8 before; one score"
    (late,) = due_lines(known(scored(catalogue, 15, 12, 11), catalogue, meets=False))
    assert late.heading == "Due"


def test_that_there_are_no_measures_is_said_at_a_session_and_only_of_a_client_without_any(catalogue: Catalogue) -> None:
    (line,) = due_lines(known(history_of(), catalogue))
    assert (line.text, line.heading, line.tone) == ("No measures yet.", "Due at this session", "plain")
    assert due_lines(known(history_of(), catalogue, meets=False)) == []
    assert due_lines(known(scored(catalogue, 3, 12), catalogue)) == []


def test_who_has_a_form_that_nobody_could_read_is_not_said_to_have_no_measure(catalogue: Catalogue) -> None:
    unread = replace(history_of(), unread=(UnreadThing("QuestionnaireResponse", "no rule knows it", "2026-11-20", ORIGIN),))
    assert due_lines(known(unread, catalogue)) == []


@pytest.mark.parametrize(("days", "told"), [(14, False), (15, True)])
def test_what_is_overdue_stands_in_a_brief_without_room_and_what_is_due_today_does_not(
    catalogue: Catalogue, days: int, told: bool
) -> None:
    brief = make_brief(known(scored(catalogue, days, 12, 11), catalogue), budget=0)
    assert bool(brief.of("due")) is told
    assert ("due" in [one.what for one in brief.left_off]) is not told
