"""A trend in numbers and words: what is a mark and what is not known, and the sentences beside the chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import ClinicalFact, Meeting, Score
from briefing_app.domain.published import Threshold
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.together import make_together, words_at
from briefing_app.viewmodels.trend import Trend, make_trend, make_trends
from tests.courses import ORIGIN, TODAY, course_of, history_of, meeting, score, weekly


def trends(
    catalogue: Catalogue, *scores: Score, meetings: tuple[Meeting, ...] = (), facts: tuple[ClinicalFact, ...] = ()
) -> tuple[Trend, ...]:
    return make_trends(brief_facts(replace(history_of(*scores, meetings=list(meetings)), facts=facts), catalogue, TODAY, UTC))


def trend(
    catalogue: Catalogue, *scores: Score, meetings: tuple[Meeting, ...] = (), facts: tuple[ClinicalFact, ...] = ()
) -> Trend:
    (found,) = trends(catalogue, *scores, meetings=meetings, facts=facts)
    return found


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_sentence_says_what_the_eye_would_see(catalogue: Catalogue) -> None:
    found = trend(catalogue, *weekly(catalogue("PHQ-9"), 20, 12, 9))
    assert found.title == "PHQ-9, depression, 2 weeks. Lower is better."
    assert found.spoken == (
        "PHQ-9: 3 scores, from 20 on 10 Nov to 9 on 24 Nov; 11 better than at the start (20 on 10 Nov);"
        " reliable improvement (6 needed between two scores); half or less of the start (response)."
    )
    assert (found.low, found.high, found.note) == (0, 27, "")
    assert [[mark.value for mark in segment] for segment in found.segments] == [[20, 12, 9]]
    assert [mark.words for mark in found.segments[0]] == ["20 on 10 Nov", "12 on 17 Nov", "9 on 24 Nov"]


@pytest.mark.parametrize(
    ("totals", "last", "spoken", "note"),
    [
        ((12,), 0, "PHQ-9: one score, 12 on 24 Nov.", "1 score: too few for a trend"),
        ((12, 9), 0, None, "2 scores: too few for a trend"),
        (
            (12, 11, 10), 40, "PHQ-9: 3 scores, from 12 on 1 Oct to 10 on 15 Oct; last score 40 days ago.",
            "last score 40 days ago; the wedge is what is not known since",
        ),
        (
            (12, 11, 10), 200, "PHQ-9: 3 scores, from 12 on 24 Apr to 10 on 8 May; last score 6 months ago.",
            "last score 6 months ago; the chart ends with it",
        ),
    ],
)  # fmt: skip
def test_few_scores_and_old_ones_say_so(
    catalogue: Catalogue, totals: tuple[float, ...], last: int, spoken: str | None, note: str
) -> None:
    found = trend(catalogue, *weekly(catalogue("PHQ-9"), *totals, last=ago(last)))
    assert spoken is None or found.spoken == spoken
    assert found.note == note


def test_under_the_axis_stands_what_became_of_each_appointment_and_no_outcome_is_none(catalogue: Catalogue) -> None:
    kinds = [(21, "fulfilled"), (14, "noshow"), (7, "cancelled"), (2, "booked"), (0, "fulfilled")]
    meetings = tuple(meeting(ago(days), status, row) for row, (days, status) in enumerate(kinds, 1))
    order = ClinicalFact("medication", 1, "Sertraline 50 mg", "", "active", 0.0, ago(5).isoformat(), "", ORIGIN)
    moved, older = (order._replace(kind="event", title="Moved house", day=ago(days).isoformat()) for days in (9, 90))
    vague = moved._replace(day="2026")
    found = trend(catalogue, *weekly(catalogue("PHQ-9"), 12, 11, 10), meetings=meetings, facts=(order, moved, older, vague))
    assert [(date.fromordinal(tick.day), tick.kind, tick.words) for tick in found.ticks] == [
        (ago(21), "session", "session"), (ago(14), "missed", "missed session"), (ago(9), "event", "Moved house"),
        (ago(7), "cancelled", "cancelled"), (ago(5), "medication", "Sertraline 50 mg"), (ago(2), "open", "outcome not recorded"),
    ]  # fmt: skip
    assert found.note == (
        "Under the axis: bars sessions, circles missed ones, dashes cancelled ones, dots those without a recorded outcome,"
        " triangles medication, squares events"
    )


def test_what_is_in_doubt_is_hollow_and_a_form_without_a_total_has_no_height(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    half = score(phq9, ago(3), items=[1, None, 1, None, None, None, None, None, 1])
    half = half._replace(flags="3 of 9 items answered", solid=False)
    doubtful = score(phq9, ago(2), 30)._replace(solid=False, flags="outside the range")
    found = trend(catalogue, *weekly(phq9, 12, 11, 10, last=ago(7)), half, doubtful)
    assert [(mark.value, mark.known, mark.words) for mark in found.hollow] == [
        (0, False, "no total on 21 Nov; 3 of 9 items answered"), (27, True, "30 on 22 Nov; outside the range"),
    ]  # fmt: skip
    assert found.note == "1 hollow: in doubt, and not in the trend; 1 dashed upright: a form without a total"
    assert [(row.date, row.score, row.items, row.flags) for row in found.table][:3] == [
        ("22 Nov", "30", "", "outside the range"), ("21 Nov", "none", "1 – 1 – – – – – 1", "3 of 9 items answered"), ("17 Nov", "10", "", ""),
    ]  # fmt: skip


def test_together_a_form_without_a_total_is_told_in_words_and_never_as_a_number(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    half = score(phq9, ago(3), items=[1, None, 1, None, None, None, None, None, 1])._replace(flags="half", solid=False)
    found = make_together(
        trends(catalogue, *weekly(phq9, 12, 11, 10, last=ago(7)), half, *weekly(catalogue("GAD-7"), 8, 7, last=ago(3))), TODAY
    )
    assert found is not None
    assert words_at(found, ago(3).toordinal(), TODAY) == "21 Nov; PHQ-9 no total on 21 Nov; half; GAD-7 7"
    assert words_at(found, ago(7).toordinal(), TODAY) == "17 Nov; PHQ-9 10; GAD-7 8 on 14 Nov"


def test_a_gap_of_more_than_two_intervals_breaks_the_line(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    for gap, parts in ((28, 1), (29, 2)):
        scores = [*weekly(phq9, 12, 11, last=ago(gap)), score(phq9, TODAY, 10)]
        assert len(trend(catalogue, *scores).segments) == parts


@pytest.mark.parametrize(
    ("name", "totals", "line", "words"),
    [
        ("PHQ-9", (19, 15), 13, "13: 6 better than 19"),
        ("PHQ-9", (9, 12), 15, "15: 6 worse than 9"),
        ("PHQ-9", (4, 3), None, "no room for 6 better than 4"),
        ("PHQ-9", (6, 3), 0, "0: 6 better than 6"),
        ("PHQ-9", (22, 24), None, "no room for 6 worse than 22"),
        ("WHO-5", (40, 60), None, ""),
    ],
)
def test_the_line_of_a_reliable_change_stands_on_the_side_of_the_latest_and_inside_the_scale(
    catalogue: Catalogue, name: str, totals: tuple[float, ...], line: float | None, words: str
) -> None:
    found = trend(catalogue, *weekly(catalogue(name), *totals))
    assert (found.reliable_line, found.reliable_words) == (line, words)


def test_bands_meet_half_way_between_their_totals_and_grow_more_severe(catalogue: Catalogue) -> None:
    found = trend(catalogue, *weekly(catalogue("PHQ-9"), 12, 11, 10))
    assert [(band.low, band.high, band.label, band.step) for band in found.bands] == [
        (0, 4.5, "none or minimal", 0), (4.5, 9.5, "mild", 1), (9.5, 14.5, "moderate", 2), (14.5, 19.5, "moderately severe", 3),
        (19.5, 27, "severe", 4),
    ]  # fmt: skip
    assert found.value_labels == (0, 5, 10, 15, 20, 27)


def test_what_is_not_known_since_widens_from_the_last_score_and_ends_at_the_range(catalogue: Catalogue) -> None:
    found = trend(catalogue, *weekly(catalogue("PHQ-9"), 8, 5, 3, last=ago(28)))
    assert found.cone is not None
    day = ago(28).toordinal()
    assert [*found.cone.upper] == [(day, 3), (day + 28, 9)]  # 6 points in twice the fortnight
    assert [*found.cone.lower] == [(day, 3), (day + 14, 0), (day + 28, 0)]
    assert trend(catalogue, *weekly(catalogue("PHQ-9"), 8, 5, 3, last=ago(13))).cone is None


def test_a_short_course_is_drawn_over_four_weeks_and_days_are_named_to_the_last(catalogue: Catalogue) -> None:
    found = trend(catalogue, *weekly(catalogue("PHQ-9"), 8, 5, 3))
    assert (found.first_day, found.last_day) == (ago(28).toordinal(), TODAY.toordinal())
    assert [words for _, words in found.day_labels] == ["27 Oct", "3 Nov", "10 Nov", "17 Nov", "24 Nov"]
    long = trend(catalogue, *weekly(catalogue("PHQ-9"), 8, 5, 3, every=14, last=TODAY), score(catalogue("PHQ-9"), ago(400), 9))
    assert [words for _, words in long.day_labels] == ["Oct 2025", "Jan 2026", "Mar 2026", "Jun 2026", "Sep 2026", "Nov 2026"]


def test_a_measure_without_any_usable_date_has_a_table_and_says_so(catalogue: Catalogue) -> None:
    vague = score(catalogue("PHQ-9"), TODAY, 12)._replace(day="2026", date="2026", precision="year")
    found = trend(catalogue, vague)
    assert found.spoken == "PHQ-9: no total that may stand on a trend."
    assert [(row.date, row.score, row.source) for row in found.table] == [("2026", "12", "export/1.ndjson, line 1")]
    assert found.note == "0 scores: too few for a trend; 1 without a usable date, in the table only"


def test_a_session_outside_the_axis_is_no_mark_under_it(catalogue: Catalogue) -> None:
    scores = weekly(catalogue("PHQ-9"), 12, 11, 10)
    inside, before = meeting(ago(28), row=1), meeting(ago(29), row=2)
    assert [tick.day for tick in trend(catalogue, *scores, meetings=(before, inside)).ticks] == [ago(28).toordinal()]


def test_a_measure_of_which_every_score_lies_ahead_has_no_chart_and_one_said_to_be_wrong_keeps_its_table(
    catalogue: Catalogue,
) -> None:
    assert trends(catalogue, score(catalogue("PHQ-9"), ago(-26), 12)) == ()
    wrong = score(catalogue("PHQ-9"), ago(3), 12)._replace(solid=False, flags="said to be wrong by Robin, 2026-11-22")
    found = trend(catalogue, wrong)
    assert (found.segments, [row.score for row in found.table]) == ((), ["12"])


@pytest.mark.parametrize(("days", "wedge"), [(13, False), (14, True), (180, True), (181, False)])
def test_what_is_not_known_since_is_drawn_from_the_day_on_which_a_measure_is_due_while_it_is_in_use(
    catalogue: Catalogue, days: int, wedge: bool
) -> None:
    assert (trend(catalogue, *weekly(catalogue("PHQ-9"), 8, 5, 3, last=ago(days))).cone is not None) is wedge


@pytest.mark.parametrize(("days", "note"), [(28, ""), (29, "last score 29 days ago; the wedge is what is not known since")])
def test_a_last_score_is_called_old_after_two_of_its_intervals(catalogue: Catalogue, days: int, note: str) -> None:
    assert trend(catalogue, *weekly(catalogue("PHQ-9"), 8, 5, 3, last=ago(days))).note == note


def test_a_measure_without_a_range_is_drawn_from_nought_to_ten_or_to_its_highest_score(catalogue: Catalogue) -> None:
    bare = replace(catalogue("PHQ-9"), total_range=None, bands=())
    facts = brief_facts(history_of(), catalogue, TODAY, UTC)
    low = make_trend(course_of(bare, weekly(bare, 3, 2)), facts)
    assert (low.low, low.high) == (0, 10)
    high = make_trend(course_of(bare, weekly(bare, 3, 12)), facts)
    assert (high.low, high.high, high.bands) == (0, 12, ())


def test_a_single_band_is_the_best_one_in_either_direction(catalogue: Catalogue) -> None:
    one = replace(catalogue("PHQ-9"), bands=catalogue("PHQ-9").bands[:1])
    facts = brief_facts(history_of(), catalogue, TODAY, UTC)
    assert [(band.low, band.high, band.step) for band in make_trend(course_of(one, weekly(one, 3)), facts).bands] == [
        (0, 27, 0)
    ]


def test_of_more_than_eight_edges_the_ends_and_the_middle_are_named(catalogue: Catalogue) -> None:
    phq9, facts = catalogue("PHQ-9"), brief_facts(history_of(), catalogue, TODAY, UTC)

    def labels(count: int) -> tuple[float, ...]:
        bands = tuple(replace(phq9.bands[0], min=float(3 * place), max=float(3 * place + 2)) for place in range(count))
        one = replace(phq9, bands=bands)
        return make_trend(course_of(one, weekly(one, 3)), facts).value_labels

    assert labels(7) == (0, 3, 6, 9, 12, 15, 18, 27)
    assert labels(8) == (0, 13.5, 27)


@pytest.mark.parametrize(("totals", "words"), [((60, 60), "70: 10 better than 60"), ((60, 59), "50: 10 worse than 60")])
def test_where_higher_is_better_an_equal_score_has_the_line_on_the_better_side(
    catalogue: Catalogue, totals: tuple[float, ...], words: str
) -> None:
    who = replace(catalogue("WHO-5"), reliable_change=Threshold(10, "a study"))
    found = make_trend(course_of(who, weekly(who, *totals)), brief_facts(history_of(), catalogue, TODAY, UTC))
    assert (found.reliable_words, found.reliable_line) == (words, float(words.partition(":")[0]))
