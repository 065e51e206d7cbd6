"""The days, the chips and the unknown of a line for review, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, timedelta

import pytest

from briefing_app.domain.client import Meeting, Score
from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.review import make_review, review_chip, say_signal
from briefing_app.viewmodels.worse import say_days, say_when, say_worse
from tests.courses import TODAY, history_of, meeting, score, weekly


def known(catalogue: Catalogue, scores: Sequence[Score] = (), meetings: Sequence[Meeting] = ()) -> BriefFacts:
    return brief_facts(history_of(*scores, meetings=list(meetings)), catalogue, TODAY, UTC)


def missed(*days_ago: int) -> list[Meeting]:
    return [meeting(TODAY - timedelta(days=days), "noshow", row) for row, days in enumerate(days_ago, 1)]


def only(facts: BriefFacts) -> tuple[str, str]:
    (one,) = facts.review
    return say_signal(one.signal, facts), review_chip(one.signal, facts)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "23 Nov"),
        (date(2026, 11, 17), date(2026, 11, 24), "17 and 24 Nov"),
        (date(2026, 10, 26), date(2026, 11, 2), "26 Oct and 2 Nov"),
        (date(2025, 11, 17), date(2026, 11, 24), "17 Nov 2025 and 24 Nov"),
        (date(2025, 12, 22), date(2025, 12, 29), "22 and 29 Dec 2025"),
    ],
)
def test_two_days_name_their_month_once_where_it_is_one(first: date, last: date, words: str) -> None:
    assert say_days([first, last], TODAY) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([date(2026, 10, 5)], "in Oct"),
        ([date(2026, 10, 5), date(2026, 10, 12)], "in Oct"),
        ([date(2025, 10, 5), date(2025, 10, 12)], "in Oct 2025"),
        ([date(2026, 9, 28), date(2026, 10, 5)], "on 28 Sep and 5 Oct"),
        ([date(2025, 10, 5), date(2026, 10, 5)], "on 5 Oct 2025 and 5 Oct"),
    ],
)
def test_when_a_reference_was_names_the_month_or_both_days(days: list[date], words: str) -> None:
    assert say_when(days, TODAY) == words


def test_who_was_never_heard_from_and_has_no_score_is_said_to_be_so(catalogue: Catalogue) -> None:
    assert only(known(catalogue, (), missed(11, 4))) == (
        "We do not know how this client is: never heard from; no score in this course, 2 appointments not kept (13 and 20 Nov).",
        "never heard from",
    )


def test_of_many_appointments_not_kept_each_day_is_named(catalogue: Catalogue) -> None:
    text, _ = only(known(catalogue, (), missed(25, 18, 11, 4)))
    assert text.endswith("4 appointments not kept (30 Oct, 6 Nov, 13 and 20 Nov).")
    three, _ = only(known(catalogue, (), missed(25, 18, 11)))
    assert three.endswith("3 appointments not kept (30 Oct, 6 and 13 Nov).")


def test_of_one_who_was_heard_from_the_day_and_the_newest_score_are_said(catalogue: Catalogue) -> None:
    scores = [
        *weekly(catalogue("PHQ-9"), 14, 12, last=TODAY - timedelta(days=40)),
        *weekly(catalogue("GAD-7"), 9, last=TODAY - timedelta(days=47)),
        *weekly(catalogue("SRS"), 38, last=TODAY - timedelta(days=20)),  # says nothing of how a client is
    ]
    meetings = [meeting(TODAY - timedelta(days=20)), *missed(6)]
    meetings[1] = meetings[1]._replace(row=2, resource_id="a2")
    text, chip = only(known(catalogue, scores, meetings))
    assert text == (
        "We do not know how this client is: not heard from since 4 Nov; last score 15 Oct (PHQ-9 12),"
        " 1 appointment not kept (18 Nov)."
    )
    assert chip == "not heard from for 20 days"


def test_the_last_positive_safety_answer_and_what_was_much_worse_close_the_line(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    positive = score(phq9, TODAY - timedelta(days=40), items=[3, 3, 3, 3, 3, 3, 1, 0, 1])  # 20
    scores = [*weekly(phq9, 9, 9, last=TODAY - timedelta(days=47)), positive]
    text, _ = only(known(catalogue, scores, missed(11, 4)))
    assert text == (
        "We do not know how this client is: not heard from since 15 Oct; last score 15 Oct (PHQ-9 20), 2 appointments not kept"
        " (13 and 20 Nov), last positive safety answer 15 Oct; the last score was much worse: PHQ-9 20 after 9."
    )


def test_two_measures_much_worse_in_one_score_are_both_to_be_repeated(catalogue: Catalogue) -> None:
    facts = known(catalogue, [*weekly(catalogue("PHQ-9"), 9, 9, 20), *weekly(catalogue("GAD-7"), 5, 5, 14)])
    (one,) = facts.review
    assert say_worse(one.signal.worse, TODAY) == (
        "Much worse in one score: PHQ-9 20 on 24 Nov after 9; GAD-7 14 on 24 Nov after 5; repeat them."
    )
    assert review_chip(one.signal, facts) == "PHQ-9, GAD-7 worse"


def test_one_measure_worse_twice_and_another_once_are_two_sentences(catalogue: Catalogue) -> None:
    facts = known(catalogue, [*weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17), *weekly(catalogue("GAD-7"), 5, 5, 14)])
    assert say_worse(facts.review[0].signal.worse, TODAY) == (
        "Worse in the last two scores: PHQ-9 16, 17 (17 and 24 Nov) after 9, 8 on 27 Oct and 3 Nov."
        " Much worse in one score: GAD-7 14 on 24 Nov after 5; repeat it."
    )


def test_a_measure_worse_on_other_days_names_its_own(catalogue: Catalogue) -> None:
    earlier = weekly(catalogue("GAD-7"), 8, 7, 8, 14, 15, last=TODAY - timedelta(days=2))
    facts = known(catalogue, [*weekly(catalogue("PHQ-9"), 9, 8, 9, 16, 17), *earlier])
    assert say_worse(facts.review[0].signal.worse, TODAY).endswith(
        "; GAD-7 14, 15 (15 and 22 Nov) after 8, 7 on 25 Oct and 1 Nov."
    )


def test_a_fall_of_the_alliance_names_what_was_before_the_cut_and_what_came_after(catalogue: Catalogue) -> None:
    srs, wai = catalogue("SRS"), catalogue("WAI-SR")
    assert only(known(catalogue, weekly(srs, 38, 33)))[0] == "SRS 33 on 24 Nov, 38 before; the cut-off is 35.9 or less."
    assert only(known(catalogue, weekly(srs, 33)))[0] == "SRS 33 on 24 Nov; the cut-off is 35.9 or less."
    assert only(known(catalogue, weekly(srs, 38, 33, 37)))[0] == (
        "SRS 33 on 17 Nov, 38 before; the cut-off is 35.9 or less; 37 on 24 Nov."
    )
    text, chip = only(known(catalogue, weekly(wai, 50, 44)))
    assert text == "WAI-SR 44 on 24 Nov, 50 before, over 12 items."
    assert chip == "WAI-SR lower"


def test_where_the_number_of_sessions_is_not_known_a_review_point_names_its_week(catalogue: Catalogue) -> None:
    (line,) = make_review(known(catalogue, weekly(catalogue("PHQ-9"), *[16] * 21)))
    assert line.text == "Review point, week 20: PHQ-9 16, 16 after 16, 16 at the start; 6 better would be a reliable change."


def test_two_measures_that_did_not_improve_name_what_each_would_need(catalogue: Catalogue) -> None:
    both = [*weekly(catalogue("PHQ-9"), *[16] * 21), *weekly(catalogue("GAD-7"), *[12] * 21)]
    (line,) = make_review(known(catalogue, both))
    assert line.text == (
        "Review point, week 20: PHQ-9 16, 16 after 16, 16 at the start; GAD-7 12, 12 after 12, 12 at the start;"
        " a reliable change would be 6 better on PHQ-9, 4 better on GAD-7."
    )
    assert line.why.inputs.startswith(
        "PHQ-9 16 on 7 Jul 2026, 16 on 17 Nov 2026, 16 on 24 Nov 2026; review point 1, session 0;"
    )


def test_two_equal_scores_before_a_rise_are_no_mean(catalogue: Catalogue) -> None:
    def due(*totals: float) -> str:
        (line,) = [
            one for one in make_brief(known(catalogue, weekly(catalogue("PHQ-9"), *totals))).of("due") if "again" in one.text
        ]
        return line.text

    assert due(9, 9, 9, 17) == "PHQ-9 again: 17 on 24 Nov is 8 worse than 9 and 9 before; one score"
    assert due(9, 8, 9, 17) == "PHQ-9 again: 17 on 24 Nov is 8.5 worse than the mean of 9 and 8 before; one score"
