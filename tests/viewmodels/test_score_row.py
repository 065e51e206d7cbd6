"""Rows of scores: the short form of each measure, and what all of them share said once above them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from briefing_app.domain.client import Score
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.score_card import make_cards
from briefing_app.viewmodels.score_row import MOST_ROWS, ScoreRows, make_rows
from briefing_app.viewmodels.trend import make_trends
from tests.courses import TODAY, history_of, score, weekly


def rows(catalogue: Catalogue, *scores: Score) -> ScoreRows:
    facts = brief_facts(history_of(*scores), catalogue, TODAY, UTC)
    return make_rows(make_cards(facts.courses, TODAY), make_trends(facts), TODAY)


def test_the_heading_says_once_what_all_rows_share_and_the_rows_do_not(catalogue: Catalogue) -> None:
    found = rows(catalogue, *weekly(catalogue("PHQ-9"), 19, 12, 9), *weekly(catalogue("GAD-7"), 16, 12, 15))
    start, last = TODAY - timedelta(days=14), TODAY
    assert found.heading == f"{last.day} {last:%b}. Since the start, {start.day} {start:%b}. Lower is better."
    assert [(row.measure, row.value, row.band, row.words, row.tone) for row in found.rows] == [
        ("PHQ-9", "9", "mild", "10 better, reliable", "good"),
        ("GAD-7", "15", "severe", "1 better, reliable from 4", "plain"),
    ]
    assert found.rows[0].was.startswith("12 on ")


def test_a_row_with_another_start_day_or_direction_says_so_itself(catalogue: Catalogue) -> None:
    later = weekly(catalogue("WHO-5"), 40, 72)
    found = rows(catalogue, *weekly(catalogue("PHQ-9"), 19, 12, 19), *later)
    phq9, who5 = found.rows
    week = TODAY - timedelta(days=7)
    assert "better" not in found.heading
    assert phq9.band.endswith("lower is better")
    assert who5.band.endswith("higher is better")
    assert phq9.words == "as at the start"
    assert who5.words == f"32 better than 40 on {week.day} {week:%b}"
    old = weekly(catalogue("GAD-7"), 12, 11, last=TODAY - timedelta(days=8))
    day = TODAY - timedelta(days=8)
    mixed = rows(catalogue, *weekly(catalogue("PHQ-9"), 19, 12), *old)
    assert f"{day.day} {day:%b}" in mixed.rows[1].band
    assert not mixed.heading.startswith(f"{TODAY.day} ")


def test_an_old_score_has_its_age_and_nothing_is_said_of_change(catalogue: Catalogue) -> None:
    (row,) = rows(catalogue, *weekly(catalogue("PHQ-9"), 20, 8, last=TODAY - timedelta(days=90))).rows
    assert (row.words, row.tone) == ("90 days old", "plain")


def test_a_first_score_and_no_room_for_improvement_are_said_in_words(catalogue: Catalogue) -> None:
    (first,) = rows(catalogue, *weekly(catalogue("PHQ-9"), 12)).rows
    assert first.words == "first score"
    (low,) = rows(catalogue, *weekly(catalogue("PHQ-9"), 3, 2)).rows
    assert low.words == "too low at the start for a reliable improvement"


def test_three_measures_have_a_row_and_the_others_are_counted(catalogue: Catalogue) -> None:
    names = ("PHQ-9", "GAD-7", "PCL-5", "WHO-5", "ISI")
    found = rows(catalogue, *(one for name in names for one in weekly(catalogue(name), 12, 11)))
    assert (len(found.rows), found.more, len(found.every)) == (MOST_ROWS, 2, 5)
    assert [row.place for row in found.rows] == [0, 1, 2]


def test_a_measure_that_an_attention_line_names_keeps_its_row(catalogue: Catalogue) -> None:
    names = ("PHQ-9", "GAD-7", "PCL-5", "WHO-5", "ISI")
    facts = brief_facts(history_of(*(one for name in names for one in weekly(catalogue(name), 12, 11))), catalogue, TODAY, UTC)
    cards = list(make_cards(facts.courses, TODAY))
    cards[4] = replace(cards[4], distance=replace(cards[4].distance, tone="attention"))
    found = make_rows(cards, make_trends(facts), TODAY)
    assert [row.place for row in found.rows] == [0, 1, 4]


def test_an_older_measure_has_a_row_only_where_there_is_no_other(catalogue: Catalogue) -> None:
    old = weekly(catalogue("GAD-7"), 9, 8, last=TODAY - timedelta(days=400))
    assert [row.measure for row in rows(catalogue, *old).rows] == ["GAD-7"]
    both = rows(catalogue, *old, *weekly(catalogue("PHQ-9"), 9, 8))
    assert [row.measure for row in both.rows] == ["PHQ-9"]
    assert both.more == 1


@pytest.mark.parametrize(("weeks", "most"), [(10, 4), (60, 10), (300, 10)])
def test_months_are_named_and_of_many_only_some_with_their_year(catalogue: Catalogue, weeks: int, most: int) -> None:
    first = score(catalogue("PHQ-9"), TODAY - timedelta(weeks=weeks), 12)
    found = rows(catalogue, first, *weekly(catalogue("PHQ-9"), 12, 11))
    assert 1 <= len(found.months) <= most
    assert all(str(TODAY.year) in words or str(TODAY.year - 1) in words for _, words in found.months) is (weeks == 60)
