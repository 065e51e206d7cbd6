"""What a line for review says of a client: scores with their dates, both directions alike; the sum stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing_app.domain.client import Answer, History, Meeting, Score
from briefing_app.services.brief import brief_facts
from briefing_app.services.day import Session
from briefing_app.services.measure import Catalogue
from briefing_app.services.start import start_of
from briefing_app.system.resources import resources
from briefing_app.viewmodels.brief import Brief, make_brief
from briefing_app.viewmodels.line import Line
from tests.courses import TODAY, history_of, meeting, score, weekly

MEASURES = Catalogue(resources() / "measures")
HELD_ON = TODAY - timedelta(days=7)


def weeks(*totals: float, measure: str = "PHQ-9", last: date = TODAY) -> list[Score]:
    return weekly(MEASURES(measure), *totals, last=last)


def held(count: int, last: date = HELD_ON) -> list[Meeting]:
    """Weekly sessions held, and one today."""
    days = [last - timedelta(days=7 * back) for back in range(count - 1, -1, -1)]
    return [*(meeting(day, row=row) for row, day in enumerate(days, 1)), meeting(TODAY, "booked", 99)]


def brief(scores: Sequence[Score], meetings: Sequence[Meeting] = (), answers: Sequence[Answer] = ()) -> Brief:
    history: History = replace(history_of(*scores, meetings=list(meetings)), answers=tuple(answers))
    return make_brief(brief_facts(history, MEASURES, TODAY, UTC))


def review(*args: object) -> list[tuple[str, str]]:
    return [(line.tone, line.text) for line in brief(*args).of("review")]  # type: ignore[arg-type]


def told(*args: object) -> list[tuple[str, str, str]]:
    return [(line.heading, line.tone, line.text) for line in brief(*args).of("outcome")]  # type: ignore[arg-type]


def only(found: Brief) -> Line:
    (line,) = found.of("review")
    return line


def test_two_scores_are_worse_with_their_dates_and_what_they_are_held_against() -> None:
    found = only(brief(weeks(9, 8, 9, 16, 17), held(4)))
    assert found.text == "Worse in the last two scores: PHQ-9 16, 17 (17 and 24 Nov) after 9, 8 on 27 Oct and 3 Nov."
    assert found.tone == "attention"
    assert found.why.inputs == (
        "PHQ-9 against 8.5 (the mean of 9 on 27 Oct 2026 and 8 on 3 Nov 2026): 16 on 17 Nov 2026: 16 − 8.5 = 7.5 ≥ 7;"
        " 17 on 24 Nov 2026: 17 − 8.5 = 8.5 ≥ 7"
    )


def test_all_measures_stand_in_one_line_and_dates_are_said_once() -> None:
    both = [*weeks(9, 8, 9, 16, 17), *weeks(8, 7, 8, 14, 15, measure="GAD-7")]
    assert [line.text for line in brief(both, held(4)).of("review")] == [
        "Worse in the last two scores: PHQ-9 16, 17 (17 and 24 Nov) after 9, 8 on 27 Oct and 3 Nov; GAD-7 14, 15 after 8, 7."
    ]


def test_a_scale_on_which_higher_is_better_has_the_same_words() -> None:
    found = only(brief(weeks(64, 68, 64, 40, 36, measure="WHO-5"), held(4)))
    assert found.text.startswith("Worse in the last two scores: WHO-5 40, 36 (17 and 24 Nov) after 64, 68")
    assert "66 − 40 = 26 ≥ 24" in found.why.inputs


def test_one_score_by_far_asks_to_be_repeated_in_the_same_line() -> None:
    assert review(weeks(9, 9, 20), held(2)) == [
        ("attention", "Much worse in one score: PHQ-9 20 on 24 Nov after 9; repeat it.")
    ]


def test_one_score_is_a_plain_line_under_due() -> None:
    found = brief(weeks(9, 8, 9, 17), held(3))
    assert found.of("review") == ()
    (due,) = found.of("due")
    assert (due.tone, due.open) == ("plain", False)
    assert due.text == "PHQ-9 again: 17 on 24 Nov is 8.5 worse than the mean of 9 and 8 before; one score"
    assert due.about is not None
    assert due.about.rule == "repeat"


def test_what_is_over_is_told_plainly() -> None:
    over = (weeks(9, 8, 9, 16, 17, 11), held(5))
    assert review(*over) == [], "it asks nothing any more"
    assert told(*over) == [("Since the start", "plain", "PHQ-9 11 on 24 Nov; was worse on 10 and 17 Nov (16, 17)")]


def test_a_review_point_names_what_would_be_a_reliable_change() -> None:
    assert review(weeks(17, 16, *[16] * 9, 15), held(11)) == [
        ("attention", "Review point, session 12: PHQ-9 16, 15 after 17, 16 at the start; 6 better would be a reliable change.")
    ]


def test_a_review_point_counts_from_the_first_score_and_says_so_where_the_session_has_another_number() -> None:
    found = known_at_session(weeks(17, 16, *[16] * 9, 15), held(13))
    (line,) = found
    assert line.startswith("Review point, session 12 since the first score: PHQ-9 16, 15 after")


def known_at_session(scores: Sequence[Score], meetings: Sequence[Meeting]) -> list[str]:
    history = history_of(*scores, meetings=list(meetings))
    booked, past = meetings[-1], meetings[:-1]
    start = start_of(history, TODAY, UTC)
    began = datetime.fromtimestamp(booked.at, UTC)
    session = Session(booked, history, began, None, True, len(past) + 1, 0, start, start.day if start else None, False)
    return [line.text for line in make_brief(brief_facts(history, MEASURES, TODAY, UTC, session)).of("review")]


def test_what_moved_and_what_did_not_stand_in_one_plain_line() -> None:
    both = [*weeks(20, 18, 16, 14, 12, 10, 8, 7, 6, 6, 6, 6, 6), *weeks(*[62, 61] * 6, 60, measure="PCL-5")]
    assert review(both, held(12)) == [], "it asks nothing"
    assert told(both, held(12)) == [
        (
            "Since the start",
            "plain",
            "Review point, session 13: PHQ-9 reliably better (6, 6 after 20, 18 at the start), PCL-5 not reliably better"
            " (61, 60 after 62, 61 at the start).",
        )
    ]


def test_a_fall_of_the_alliance_is_the_last_clause_of_a_line_that_stands_anyway() -> None:
    alone = weeks(38, 38, 33, measure="SRS")
    assert review(alone, held(2)) == [("attention", "SRS 33 on 24 Nov, 38 before; the cut-off is 35.9 or less.")]
    with_worse = [*weeks(9, 8, 9, 16, 17), *alone]
    (line,) = review(with_worse, held(4))
    assert line[1].endswith("after 9, 8 on 27 Oct and 3 Nov; SRS 33 on 24 Nov.")


def away(*statuses: tuple[int, str]) -> list[Meeting]:
    return [meeting(TODAY - timedelta(days=ago), status, row) for row, (ago, status) in enumerate(statuses, 1)]


def test_silence_says_what_is_known_with_its_dates() -> None:
    seen = away((60, "fulfilled"), (55, "fulfilled"), (15, "noshow"), (8, "noshow"))
    assert review(weeks(18, 18, last=TODAY - timedelta(days=56)), seen) == [
        (
            "attention",
            "We do not know how this client is: not heard from since 30 Sep; last score 29 Sep (PHQ-9 18), 2 appointments not kept"
            " (9 and 16 Nov).",
        )
    ]


def test_who_was_worse_and_stays_away_is_said_to_have_been_worse() -> None:
    seen = away((90, "fulfilled"), (76, "fulfilled"), (62, "fulfilled"), (55, "fulfilled"), (8, "noshow"))
    (line,) = review(weeks(9, 8, 16, 17, last=TODAY - timedelta(days=56)), seen)
    assert line[1].endswith("; the last two scores were worse: PHQ-9 16, 17 after 9, 8.")


def test_an_answered_line_is_counted_and_told_again_with_its_answer() -> None:
    scores, meetings = weeks(9, 8, 9, 16, 17), held(4)
    open_line = only(brief(scores, meetings))
    assert open_line.about is not None
    about = open_line.about

    def answer(days_ago: int) -> Answer:
        at = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC).timestamp() - days_ago * 86400
        return Answer(1, "review", about.rule, about.measure, about.basis, open_line.text, "Expected", "exposure", at, "Robin")

    aside = only(brief(scores, meetings, [answer(0)]))
    assert (aside.tone, aside.text, aside.open) == ("plain", "1 set aside", False)
    assert open_line.text in aside.why.inputs
    assert aside.why.inputs.endswith("until 19 Jan 2027")
    again = only(brief(scores, meetings, [answer(57)]))
    assert (again.tone, again.text) == ("attention", f"{open_line.text} Set aside 28 Sep: expected.")


@pytest.mark.parametrize("measure", ["PHQ-9", "WHO-5"])
def test_no_line_is_said_where_nothing_holds(measure: str) -> None:
    assert brief(weeks(60, 60, 60, measure=measure) if measure == "WHO-5" else weeks(9, 8, 9), held(2)).of("review") == ()


def test_new_scores_beside_a_line_about_another_new_score_are_said_to_be_the_others() -> None:
    worse, other = [*weeks(9, 8, 9, 16, 17)], weeks(6, 6, 5, 6, 6, measure="GAD-7")

    def new(*scores: Score) -> list[str]:
        return [line.text for line in brief(scores, held(4)).of("scores")]

    assert new(*worse, *other) == ["Other new scores: GAD-7"]
    assert new(*weeks(9, 8, 9, 9, 10), *other) == ["New scores: PHQ-9, GAD-7"]
    old = weeks(9, 8, 9, 16, 17, last=HELD_ON - timedelta(days=1))
    assert new(*old, *other) == ["New scores: GAD-7"], "what is worse is not new here"


def test_silence_names_a_positive_safety_answer_whose_day_is_not_known() -> None:
    seen = away((60, "fulfilled"), (55, "fulfilled"), (15, "noshow"), (8, "noshow"))
    form = score(MEASURES("PHQ-9"), TODAY - timedelta(days=56), items=[1] * 8 + [2])
    undated = form._replace(day="", at=0.0, date="2026-09", precision="month", solid=False, flags="only the month is known")
    (line,) = review([form._replace(items="1,1,1,1,1,1,1,1,0", score=8.0), undated], seen)
    assert "a positive safety answer on a form without a usable date" in line[1]
    (dated,) = review([form], seen)
    assert "last positive safety answer 29 Sep" in dated[1]
    assert "without a usable date" not in dated[1]
