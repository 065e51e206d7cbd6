"""Several measures on one axis: which stand there, from when to when, and what stood where on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import Score
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.together import MOST_PANELS, Together, make_together, words_at
from briefing_app.viewmodels.trend import Tick, Trend, make_trends
from tests.courses import TODAY, history_of, score, weekly

SIX = ("PHQ-9", "GAD-7", "PCL-5", "WHO-5", "ISI", "K10")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def trends(catalogue: Catalogue, *scores: Score) -> tuple[Trend, ...]:
    return make_trends(brief_facts(history_of(*scores), catalogue, TODAY, UTC))


def together(*found: Trend) -> Together:
    one = make_together(found, TODAY)
    assert one is not None
    return one


def test_without_any_score_on_a_line_there_is_no_page(catalogue: Catalogue) -> None:
    assert make_together((), TODAY) is None
    doubtful = score(catalogue("PHQ-9"), TODAY, 30)._replace(solid=False, flags="outside the range")
    assert make_together(trends(catalogue, doubtful), TODAY) is None


@pytest.mark.parametrize(
    ("measures", "note"), [(5, ""), (6, "1 more measure not shown here")]
)  # fmt: skip
def test_five_measures_stand_there_and_how_many_more_there_are_is_said(catalogue: Catalogue, measures: int, note: str) -> None:
    scores = [one for name in SIX[:measures] for one in weekly(catalogue(name), 20, 22)]
    found = together(*trends(catalogue, *scores))
    assert (len(found.panels), found.note) == (MOST_PANELS, note)


def test_of_two_more_it_is_said_in_the_plural_and_one_without_a_score_on_a_line_is_no_more(catalogue: Catalogue) -> None:
    (one,) = trends(catalogue, *weekly(catalogue("PHQ-9"), 12, 11))
    assert together(*[one] * 7).note == "2 more measures not shown here"
    bare = replace(one, segments=())
    assert together(*[one] * 4, bare, one, bare).note == ""
    assert bare not in together(bare, one).panels


def test_the_axis_runs_from_the_first_to_the_last_day_of_any_and_is_named_at_both_ends_and_half_way(
    catalogue: Catalogue,
) -> None:
    old = trends(catalogue, *weekly(catalogue("PHQ-9"), 12, 11, 10, last=ago(200)))[0]
    new = trends(catalogue, *weekly(catalogue("GAD-7"), 8, 7))[0]
    found = together(new, old)
    assert (found.first_day, found.last_day) == (min(old.first_day, new.first_day), max(old.last_day, new.last_day))
    assert found.first_day == old.first_day
    assert found.last_day == new.last_day == TODAY.toordinal()
    middle = (found.first_day + found.last_day) // 2
    assert [day for day, _ in found.day_labels] == [found.first_day, middle, found.last_day]
    assert [words for _, words in found.day_labels][2] == "24 Nov"
    assert found.days == tuple(sorted({ago(days).toordinal() for days in (214, 207, 200, 7, 0)}))


def test_where_one_measure_spans_all_its_own_names_of_days_stand_under_the_axis(catalogue: Catalogue) -> None:
    long, short = trends(catalogue, *weekly(catalogue("PHQ-9"), *[12] * 9), *weekly(catalogue("GAD-7"), 8, 7))
    found = together(short, long)
    assert (found.first_day, found.last_day) == (long.first_day, long.last_day)
    assert found.day_labels == long.day_labels
    assert len(found.day_labels) > 3
    assert found.spoken == f"{short.spoken} {long.spoken}"


def test_marks_under_the_axis_are_told_within_a_day_and_sessions_are_not(catalogue: Catalogue) -> None:
    (one,) = trends(catalogue, *weekly(catalogue("PHQ-9"), 12, 11))
    day = ago(7).toordinal()
    marks = (Tick(day, "medication", "Sertraline"), Tick(day + 1, "missed", "missed session"), Tick(day, "session", "session"))
    found = together(replace(one, ticks=(*marks, Tick(day + 3, "cancelled", "cancelled"))))
    assert words_at(found, day, TODAY) == "17 Nov; PHQ-9 12; Sertraline; missed session"
    assert words_at(found, day + 1, TODAY) == "18 Nov; PHQ-9 12 on 17 Nov; Sertraline; missed session"
    assert words_at(found, day + 2, TODAY) == "19 Nov; PHQ-9 12 on 17 Nov; missed session; cancelled"
    assert words_at(found, day - 2, TODAY) == "15 Nov", "before any score nothing is said of it"
    assert [tick.kind for tick in found.ticks] == ["medication", "session", "missed", "cancelled"]


def test_one_mark_that_two_measures_share_is_told_once(catalogue: Catalogue) -> None:
    (one,) = trends(catalogue, *weekly(catalogue("PHQ-9"), 12, 11))
    tick = Tick(TODAY.toordinal(), "medication", "Sertraline")
    found = together(replace(one, ticks=(tick,)), replace(one, measure="GAD-7", ticks=(tick,)))
    assert found.ticks == (tick,)
    assert words_at(found, TODAY.toordinal(), TODAY) == "24 Nov; PHQ-9 11; GAD-7 11; Sertraline"
