"""The change page and the card of one measure, word for word: five invented courses, then what each caution needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import Score
from briefing_app.domain.course import Course, course
from briefing_app.domain.measure import Measure
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.start import Known, Start
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.change import make_changes, say_remission
from briefing_app.viewmodels.score_card import make_card
from briefing_app.viewmodels.trend import make_trend
from tests.courses import TODAY, course_of, history_of, meeting, score, weekly


def grown(catalogue: Catalogue, name: str, age: int | None = 36, gender: str = "female") -> Measure:
    return for_person(catalogue(name), gender, age)


def page(one: Course) -> list[str]:
    return [line.text for line in make_changes(one, TODAY)]


def fortnightly(measure: Measure, *totals: float, last: date = TODAY) -> Course:
    return course_of(measure, weekly(measure, *totals, every=14, last=last))


def test_the_change_page_of_phq9_20_12_9(catalogue: Catalogue) -> None:
    one = fortnightly(grown(catalogue, "PHQ-9"), 20, 12, 9)
    assert page(one) == [
        "9 is 11 better than at the start (20 on 27 Oct): reliable improvement (6 needed between two scores).",
        "9 is 3 better than the score before (12 on 10 Nov): no reliable change (6 needed).",
        "9 is half or less of the start (response).",
        "9 is out of the clinical range (10 or more).",
        "After a very high first score part of a fall is expected from measurement alone.",
    ]
    first, before, response, side, fall = make_changes(one, TODAY)
    assert first.why.rule == "PHQ-9: two scores that differ by 6 points or more differ reliably"
    assert first.why.inputs == "20 on 27 Oct 2026; 9 on 24 Nov 2026"
    assert before.why.inputs == "12 on 10 Nov 2026; 9 on 24 Nov 2026"
    assert response.why.rule == "PHQ-9: 50 % lower than a start in the clinical range"
    assert side.why.cited == (one.measure.caseness.source if one.measure.caseness else "",)
    assert fall.why.inputs == "20 on 27 Oct 2026; 9 on 24 Nov 2026"
    assert {line.tone for line in make_changes(one, TODAY)} == {"plain"}


def test_the_card_of_phq9_20_12_9(catalogue: Catalogue) -> None:
    card = make_card(fortnightly(grown(catalogue, "PHQ-9"), 20, 12, 9), TODAY)
    assert card.spoken == (
        "PHQ-9 9 (mild), today (24 Nov); before 12 on 10 Nov; 11 better than at the start (20 on 27 Oct); "
        "reliable improvement (6 needed between two scores); half or less of the start (response)"
    )
    assert (card.value, card.band, card.was, card.date, card.tone) == ("9", "mild", "12 on 10 Nov", "24 Nov", "good")
    assert card.why.rule == "PHQ-9: two scores differ reliably from 6 points on; out of the clinical range (10 or more)"
    assert card.why.inputs == "start 20 on 27 Oct 2026; before 12 on 10 Nov 2026; latest 9 on 24 Nov 2026"


def test_gad7_9_7_8_prints_the_cut_for_outcomes_and_keeps_the_one_for_screening_apart(catalogue: Catalogue) -> None:
    one = fortnightly(grown(catalogue, "GAD-7"), 9, 7, 8)
    assert page(one) == [
        "8 is 1 better than at the start (9 on 27 Oct): no reliable change (4 needed).",
        "8 is 1 worse than the score before (7 on 10 Nov): no reliable change (4 needed).",
        "8 is in the clinical range (8 or more).",
        "8 does not reach the cut for screening (10 or more).",
        "Reference, unverified: response from 50 % lower on. It drives nothing until the practice confirms it.",
        "Reference, unverified: a remission range up to 4. It drives nothing until the practice confirms it.",
    ]
    assert page(fortnightly(one.measure, 9, 9, 10))[3] == "10 reaches the cut for screening (10 or more)."
    assert "10 or more" not in make_card(one, TODAY).spoken


def test_the_range_that_was_left_is_said_with_its_number(catalogue: Catalogue) -> None:
    card = make_card(fortnightly(grown(catalogue, "PHQ-9"), 15, 9, 8), TODAY)
    assert card.words == (
        "7 better than at the start (15 on 27 Oct); reliable improvement (6 needed between two scores); left the clinical range"
    )
    assert "8 is out of the clinical range (10 or more); left the clinical range since the start." in [
        line.text for line in card.changes
    ]


def test_the_ors_says_its_range_the_right_way_round_and_nothing_reliable(catalogue: Catalogue) -> None:
    one = fortnightly(grown(catalogue, "ORS"), 18, 30)
    assert make_card(one, TODAY).spoken == (
        "ORS 30, out of the clinical range (25 or less; unverified), today (24 Nov); 12 better than at the start (18 on 10 Nov)"
    )
    assert page(one)[:3] == [
        "30 is 12 better than at the start (18 on 10 Nov).",
        "30 is out of the clinical range (25 or less; unverified).",
        "Two scores only.",
    ]
    assert page(one)[3] == "Reference, unverified: a cut of 25 or less. It drives nothing until the practice confirms it."
    fallen = make_card(fortnightly(one.measure, 29, 18), TODAY)
    assert fallen.spoken.startswith("ORS 18, in the clinical range (25 or less; unverified), ")
    assert "11 worse than at the start" in fallen.words
    assert (make_card(one, TODAY).tone, fallen.tone) == ("plain", "plain")


@pytest.mark.parametrize(
    ("age", "words"),
    [(10, "in the clinical range (32 or less; unverified)"), (15, "out of the clinical range (28 or less; unverified)"),
     (40, "out of the clinical range (25 or less; unverified)")],
)  # fmt: skip
def test_the_cut_of_the_ors_follows_the_age(catalogue: Catalogue, age: int, words: str) -> None:
    assert make_card(fortnightly(grown(catalogue, "ORS", age), 24, 30), TODAY).band == words


@pytest.mark.parametrize(("name", "age", "words"), [
    ("ORS", 5, "not for this age (no cut-off is published)"),
    ("ORS", None, "age not known, and its cut-off depends on age"),
    ("PHQ-9", 8, "not for this age (its numbers are for adults)"),
    ("GAD-7", 17, "not for this age (its numbers are for adults)"),
    ("PHQ-A", 18, "not for this age (made for 11 to 17)"),
])  # fmt: skip
def test_outside_its_ages_a_measure_has_no_band_no_cut_and_nothing_reliable(
    catalogue: Catalogue, name: str, age: int | None, words: str
) -> None:
    one = fortnightly(grown(catalogue, name, age), 20, 8)
    card = make_card(one, TODAY)
    assert card.band == words
    assert "clinical range" not in card.spoken
    assert "reliable" not in card.spoken
    assert f"{words[0].upper()}{words[1:]}: no band and no cut-off here." in [line.text for line in card.changes]


def test_pcl5_of_31_is_neither_in_nor_out(catalogue: Catalogue) -> None:
    card = make_card(fortnightly(grown(catalogue, "PCL-5"), 50, 49, 31, 31), TODAY)
    assert card.band == "in the published cut range 31 to 33, to be clarified"
    assert "left the clinical range" not in card.words
    assert not any("out of the clinical range" in line.text or "is in the clinical range" in line.text for line in card.changes)


def test_nothing_is_below_or_above_a_cut_and_nobody_deteriorates(catalogue: Catalogue) -> None:
    for name, totals in (
        ("PHQ-9", (4, 16, 17)),
        ("GAD-7", (15, 3, 2)),
        ("ORS", (30, 12)),
        ("WHO-5", (80, 20)),
        ("PCL-5", (20, 60)),
    ):
        one = fortnightly(grown(catalogue, name), *totals)
        words = " ".join([make_card(one, TODAY).spoken, make_card(one, TODAY).why.rule, *page(one)]).lower()
        for wrong in ("below", "above", "cut-off", "deteriorat", "best", " now", "probable"):
            assert wrong not in words


def test_five_worse_is_said_as_worse(catalogue: Catalogue) -> None:
    card = make_card(fortnightly(grown(catalogue, "PHQ-9"), 14, 19), TODAY)
    assert card.words == "5 worse than at the start (14 on 10 Nov); no reliable change (6 needed)"


def test_a_start_with_no_room_is_said_in_the_direction_of_the_change(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    said = {
        pair: make_card(fortnightly(measure, *pair), TODAY).words.partition("; ")[2]
        for pair in ((5, 0), (5, 5), (3, 8), (3, 9), (22, 26))
    }
    assert said == {
        (5, 0): "too low at the start for a reliable improvement",
        (5, 5): "too low at the start for a reliable improvement",
        (3, 8): "no reliable change (6 needed)",
        (3, 9): "reliably worse (6 needed between two scores)",
        (22, 26): "too high at the start for a reliable worsening",
    }
    assert "From 22 of 27 this measure can hardly show worsening." in page(fortnightly(measure, 22, 23, 26))
    assert "From 20 of 27 this measure can hardly show worsening." not in page(fortnightly(measure, 20, 23, 26))
    assert "From 8, with 0 as the worst, this measure can hardly show worsening." in page(
        fortnightly(grown(catalogue, "WHO-5"), 8, 8, 8)
    )


def test_unchanged_is_as_at_the_start(catalogue: Catalogue) -> None:
    one = fortnightly(grown(catalogue, "PHQ-9"), 12, 14, 12)
    assert make_card(one, TODAY).words == "as at the start (12 on 27 Oct); no reliable change (6 needed)"
    assert page(one)[:2] == [
        "12 is as at the start (12 on 27 Oct): no reliable change (6 needed).",
        "12 is 2 better than the score before (14 on 10 Nov): no reliable change (6 needed).",
    ]
    assert (
        page(fortnightly(one.measure, 12, 14, 14))[1]
        == "14 is the same as the score before (14 on 10 Nov): no reliable change (6 needed)."
    )


def test_a_first_score_is_called_so(catalogue: Catalogue) -> None:
    one = fortnightly(grown(catalogue, "PHQ-9"), 14)
    assert make_card(one, TODAY).spoken == "PHQ-9 14 (moderate), today (24 Nov); first score"
    assert page(one) == ["14 is in the clinical range (10 or more)."]


# -- cautions


def test_two_scores_are_named_as_two_and_three_are_not(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    assert "Two scores only." in page(fortnightly(measure, 12, 9))
    assert "Two scores only." not in page(fortnightly(measure, 12, 10, 9))


@pytest.mark.parametrize(
    ("totals", "said"),
    [((20, 14), True), ((19, 12), False), ((20, 15), False), ((20, 18, 14), True), ((20, 18, 15, 14), False)],
)
def test_an_expected_fall_needs_a_very_high_first_score_and_few_scores(
    catalogue: Catalogue, totals: tuple[int, ...], said: bool
) -> None:
    fall = "After a very high first score part of a fall is expected from measurement alone."
    assert (fall in page(fortnightly(grown(catalogue, "PHQ-9"), *totals))) is said


def test_scores_that_cover_the_same_days_say_so(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    said = {
        days: [text for text in page(course_of(measure, weekly(measure, 12, 9, 11, every=days))) if "apart" in text]
        for days in (3, 4, 6, 7)
    }
    assert said == {
        3: ["The last two scores are 3 days apart and ask about 14: they cover partly the same days."],
        4: ["The last two scores are 4 days apart and ask about 14: they cover partly the same days."],
        6: ["The last two scores are 6 days apart and ask about 14: they cover partly the same days."],
        7: [],
    }


def test_a_score_three_days_after_the_one_before_gets_its_distance_and_no_verdict(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    one = course_of(measure, [*weekly(measure, 20, 18, last=TODAY - timedelta(days=3)), score(measure, TODAY, 9)])
    card = make_card(one, TODAY)
    assert (card.words, card.tone) == ("11 better than at the start (20 on 14 Nov)", "plain")
    assert page(one)[:2] == [
        "9 is 11 better than at the start (20 on 14 Nov).",
        "9 is 9 better than the score before (18 on 21 Nov).",
    ]
    assert not any("clinical range" in text for text in page(one))


def test_a_prorated_score_says_so_and_is_no_half_of_two_in_a_row(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    scores = weekly(measure, 15, 8, 8, every=14)
    scores[-1] = scores[-1]._replace(prorated=True)
    card = make_card(course_of(measure, scores), TODAY)
    assert card.words.endswith("; prorated")
    assert "left the clinical range" not in card.spoken
    assert "8 was prorated from the answers given." in [line.text for line in card.changes]


# -- ages of scores


def test_a_score_past_its_limit_has_its_age_and_the_past_tense(catalogue: Catalogue) -> None:
    one = fortnightly(grown(catalogue, "PHQ-9"), 18, 22, last=TODAY - timedelta(days=49))
    card = make_card(one, TODAY)
    assert card.spoken == "PHQ-9: last score 22 (severe), 49 days ago (6 Oct)"
    assert (card.words, card.was, card.tone, card.older) == ("last score 49 days ago", "", "plain", False)
    assert page(one)[:2] == [
        "22 on 6 Oct was 4 worse than at the start (18 on 22 Sep): no reliable change (6 needed).",
        "22 on 6 Oct was in the clinical range (10 or more).",
    ]


def test_remission_is_not_said_of_an_old_score(catalogue: Catalogue) -> None:
    one = fortnightly(grown(catalogue, "PHQ-9"), 15, 3, 3, last=TODAY - timedelta(days=49))
    assert not any("remission" in text for text in page(one))


def test_a_score_of_more_than_half_a_year_ago_is_an_older_measure_and_changes_nothing(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    at_limit, older = (fortnightly(measure, 18, 11, last=TODAY - timedelta(days=days)) for days in (180, 181))
    assert (make_card(at_limit, TODAY).older, make_card(older, TODAY).older) == (False, True)
    assert make_card(older, TODAY).spoken == "PHQ-9: last score 11 (moderate), 6 months ago (27 May)"
    assert page(older) == []


# -- two scores of one day, scores dated ahead


def test_two_scores_of_one_day_that_contradict_each_other_are_a_question(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    eight = 1_795_507_200.0  # 24 Nov 2026, 08:00 UTC
    same = [score(measure, TODAY, total)._replace(at=eight + minutes * 60) for total, minutes in ((16, 0), (8, 30))]
    card = make_card(course_of(measure, [*weekly(measure, 17, 16, last=TODAY - timedelta(days=7)), *same]), TODAY, UTC)
    assert card.words.endswith("two scores on 24 Nov, 16 (08:00) and 8 (08:30): which one counts?")
    assert (card.value, card.tone) == ("16", "plain")
    alone = make_card(course_of(measure, same), TODAY, UTC)
    assert alone.words == "two scores on 24 Nov, 16 (08:00) and 8 (08:30): which one counts?"
    assert alone.value == "undecided"


def test_scores_of_one_day_that_contradict_each_other_stand_hollow_in_the_chart(catalogue: Catalogue) -> None:
    measure = grown(catalogue, "PHQ-9")
    same = [score(measure, TODAY, total) for total in (16, 8)]
    one = course_of(measure, [*weekly(measure, 17, 16, last=TODAY - timedelta(days=7)), *same])
    trend = make_trend(one, brief_facts(history_of(), catalogue, TODAY, UTC))
    assert [mark.words for mark in trend.hollow] == [
        "16 on 24 Nov; two scores of one day that contradict each other",
        "8 on 24 Nov; two scores of one day that contradict each other",
    ]
    assert [mark.value for segment in trend.segments for mark in segment] == [17, 16]
    assert "2 hollow: in doubt, and not in the trend" in trend.note


@pytest.mark.parametrize(("age", "when", "older"), [(120, "120 days ago (27 Jul)", False), (200, "6 months ago (8 May)", True)])
def test_a_score_before_this_course_keeps_its_total(catalogue: Catalogue, age: int, when: str, *, older: bool) -> None:
    """It is in no change of this course; it never becomes "no total"."""
    phq9, day = catalogue("PHQ-9"), TODAY - timedelta(days=age)
    first, last = (meeting(TODAY - timedelta(days=days), row=days) for days in (14, 7))
    facts = brief_facts(history_of(score(phq9, day, 22), meetings=(first, last)), catalogue, TODAY)
    card = make_card(facts.courses[0], TODAY)
    assert card.spoken == f"PHQ-9: last score 22 (severe), {when}, before this course"
    assert (card.value, card.band, card.was, card.older, card.distance.words) == ("22", "severe", "", older, "")
    assert len(card.why.sources) == 1


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ((0, 0, 0, 0, 0), "no item answered yes"),
        ((0, 0, 0, 0, None), "no item answered yes, 4 of 5 answered"),
        ((0, None, None, None, None), "no item answered yes, 1 of 5 answered"),
        ((None, None, None, None, None), "no answer that can be read"),
        ((0, 1, None, None, None), "yes to the family better off without one (past few weeks)"),
    ],
)
def test_a_screen_without_a_yes_says_how_much_of_it_was_answered(
    catalogue: Catalogue, items: tuple[int | None, ...], words: str
) -> None:
    """What was not answered, or could not be read, is no "no"."""
    asq = catalogue("ASQ")
    assert make_card(course_of(asq, [score(asq, TODAY, items=items)]), TODAY).words == words


def test_a_remission_range_ends_under_the_next_whole_point_and_on_a_scale_with_decimals_at_its_number(
    catalogue: Catalogue,
) -> None:
    phq9 = catalogue("PHQ-9")
    assert say_remission(phq9, 1) == "in the remission range (under 5)"
    assert say_remission(replace(phq9, decimals=1), 2) == "in the remission range (4 or less) for two scores"
    assert say_remission(phq9, 0) == ""


def test_a_first_score_is_said_to_be_one_as_far_as_it_is(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    start = Start(TODAY - timedelta(days=14), Known.FIRST_SESSION, sessions=(TODAY - timedelta(days=14),))
    newest, old = score(phq, TODAY - timedelta(days=1), 12), score(phq, TODAY - timedelta(days=60), 18)
    doubtful = score(phq, TODAY - timedelta(days=8), 15)._replace(solid=False, flags="not final: preliminary")

    def words(*scores: Score) -> str:
        return make_card(course_of(phq, scores, start=start), TODAY).words

    assert words(newest) == "first score"
    assert words(old, newest) == "first score of this course"
    assert words(doubtful, newest) == "first score that counts"
    undated = score(phq, TODAY, 9)._replace(day="", date="2026", precision="year", solid=False)
    both = course(phq, [(TODAY - timedelta(days=1), newest), (None, undated)], TODAY, start)
    assert make_card(both, TODAY).words == "first score with a date"


def test_a_total_that_does_not_count_is_no_missing_one(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    prorated = score(phq, TODAY, 16)._replace(solid=False, prorated=True, flags="8 of 9 items answered, prorated")
    nothing = score(phq, TODAY)._replace(solid=False, flags="1 of 9 items answered")
    assert make_card(course_of(phq, [prorated]), TODAY).value == "in doubt"
    assert make_card(course_of(phq, [nothing]), TODAY).value == "no total"
