"""The edges of what waits at a session: what a signal is about, when it is new, and what stands beside what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing_app.domain.course import Course
from briefing_app.domain.review import Asked, course_name, ended, signals
from briefing_app.domain.rules import Rule, Rules
from tests.courses import TODAY, course_of, weekly
from tests.domain.test_review import HEARD, MEASURES, SILENT, STUCK, at_session, rules_said, said

WEEK = timedelta(days=7)


def moment(day: date, hour: int) -> float:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp()


# -- what a signal is about


def test_worse_is_about_the_course_whatever_the_scores() -> None:
    first, later = said(at_session(6, 9, 8, 9, 16, 17))[0], said(at_session(6, 9, 8, 9, 16, 17, 20))[0]
    assert first.basis == later.basis == (TODAY - 5 * WEEK).isoformat()
    assert first.attention
    assert course_name([]) == ""


def test_unknown_is_about_the_last_contact_and_names_no_measure() -> None:
    one = at_session(6, 9, 8, 9, 16, 17)
    contact = TODAY - timedelta(days=30)
    (signal,) = said(one, silence=replace(SILENT, last_contact=contact))
    assert (signal.basis, signal.measures) == (f"{(TODAY - 5 * WEEK).isoformat()}/{contact.isoformat()}", ())
    (never,) = said(one, silence=replace(SILENT, last_contact=None))
    assert never.basis == f"{(TODAY - 5 * WEEK).isoformat()}/"


def test_a_review_point_is_about_its_number_and_a_fall_about_its_day() -> None:
    (point,) = said(at_session(20, *[16] * 20))
    assert point.basis == f"{(TODAY - 19 * WEEK).isoformat()}/2"
    (fall,) = said(course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 38, 33)), since=TODAY - WEEK)
    assert (fall.rule, fall.basis, fall.measures) == (Rule.ALLIANCE, f"SRS={TODAY.isoformat()}", ("SRS",))


def test_a_score_to_be_repeated_is_about_its_day_and_does_not_wait() -> None:
    (signal,) = said(at_session(4, 9, 8, 9, 16))
    assert (signal.rule, signal.attention) == (Rule.REPEAT, False)
    assert signal.basis == f"{(TODAY - 3 * WEEK).isoformat()}/{TODAY.isoformat()}"


# -- what stands beside what


def test_a_measure_to_be_repeated_stands_beside_one_that_is_worse() -> None:
    worse = at_session(5, 9, 8, 9, 16, 17)
    once = at_session(5, 4, 4, 4, 4, 10, measure="GAD-7")
    assert [(one.rule, one.measures) for one in said(worse, once)] == [
        (Rule.WORSE, ("PHQ-9",)),
        (Rule.REPEAT, ("GAD-7",)),
    ]


def test_the_alliance_stands_beside_silence_and_worse() -> None:
    rating = course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 38, 33))
    worse = at_session(5, 9, 8, 9, 16, 17)
    assert rules_said(worse, rating, silence=SILENT, since=TODAY - WEEK) == [Rule.UNKNOWN, Rule.ALLIANCE]
    assert rules_said(worse, rating, since=TODAY - WEEK) == [Rule.WORSE, Rule.ALLIANCE]


def test_where_silence_is_turned_off_what_was_worse_is_said() -> None:
    worse = at_session(5, 9, 8, 9, 16, 17)
    assert rules_said(worse, silence=SILENT, rules=Rules(off=frozenset({("unknown", "*")}))) == [Rule.WORSE]


def test_what_was_worse_at_the_last_score_is_kept_in_silence_however_old_it_is() -> None:
    one = course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), 9, 8, 9, 16, 17), TODAY + timedelta(days=60))
    assert [[point.score for point in worse.tested] for worse in said(one, silence=SILENT)[0].worse] == [[16, 17]]
    assert said(at_session(5, 9, 8, 9, 16), silence=SILENT)[0].worse == ()  # one score that asks to be repeated


def test_one_measure_worse_silences_the_review_point_of_another() -> None:
    stuck = at_session(12, *STUCK)
    worse = at_session(12, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 15, 15, measure="GAD-7")
    assert rules_said(stuck, worse) == [Rule.WORSE]


# -- the review point


def test_a_review_point_needs_three_scores_and_a_current_one() -> None:
    assert rules_said(at_session(12, 16, 16)) == []
    start = at_session(12, 16).start
    old = course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), *[16] * 7, last=TODAY - timedelta(days=36)), start=start)
    assert rules_said(old) == []
    young = course_of(MEASURES("PHQ-9"), weekly(MEASURES("PHQ-9"), *[16] * 7, last=TODAY - timedelta(days=35)), start=start)
    assert rules_said(young) == [Rule.NO_IMPROVEMENT]


@pytest.mark.parametrize(("apart", "told"), [(70, True), (71, False)])
def test_two_scores_far_apart_are_not_the_last_two_of_a_review_point(apart: int, told: bool) -> None:
    scores = [*weekly(MEASURES("PHQ-9"), 16, 16, last=TODAY - timedelta(days=apart)), *weekly(MEASURES("PHQ-9"), 16)]
    one = course_of(MEASURES("PHQ-9"), scores, start=at_session(12, 16).start)
    assert bool(rules_said(one)) is told


def test_without_a_sourced_reliable_change_there_is_no_review_point() -> None:
    assert rules_said(at_session(12, *[14] * 12, measure="ORS")) == []


def test_a_brief_that_said_worse_did_not_say_the_review_point() -> None:
    totals = [*[16] * 10, 25, 25, 25, 16]  # worse at sessions 12 and 13, no more at 14

    def known(day: date) -> Sequence[Course]:
        number = 14 - (TODAY - day).days // 7
        return [at_session(number, *totals[:number], today=day)]

    shown = (TODAY - 2 * WEEK, TODAY - WEEK)
    asked = Asked(TODAY, HEARD, meets_today=True, shown=shown, held=known)
    assert [signals(known(day), replace(asked, today=day))[0].rule for day in shown] == [Rule.WORSE, Rule.WORSE]
    assert [one.rule for one in signals(known(TODAY), asked)] == [Rule.NO_IMPROVEMENT]


def test_a_review_point_shown_in_one_brief_is_said_once_more() -> None:
    def known(day: date) -> Sequence[Course]:
        number = 14 - (TODAY - day).days // 7
        return [at_session(number, *[16] * number, today=day)]

    def at(*shown: int) -> list[Rule]:
        days = tuple(TODAY - (14 - number) * WEEK for number in shown)
        asked = Asked(TODAY, HEARD, meets_today=True, shown=days, held=known)
        return [one.rule for one in signals(known(TODAY), asked)]

    assert at(13) == [Rule.NO_IMPROVEMENT]
    assert at(10, 11, 12) == [Rule.NO_IMPROVEMENT]  # before the point nothing was said of it
    assert at(12, 14) == [Rule.NO_IMPROVEMENT]  # today's own brief is not one before
    assert at(12, 13) == []


# -- what is over


def test_what_is_over_is_not_told_in_silence_nor_without_a_last_session() -> None:
    one = at_session(6, 9, 8, 9, 16, 17, 9)
    asked = Asked(TODAY, HEARD, meets_today=True, since=TODAY - WEEK)
    assert ended([one], asked)
    assert ended([one], replace(asked, silence=SILENT)) == []
    assert ended([one], replace(asked, since=None)) == []
    assert ended([one], asked, Rules(off=frozenset({("worse", "PHQ-9")}))) == []


def test_a_score_that_only_asked_to_be_repeated_was_not_worse() -> None:
    one = at_session(5, 9, 8, 9, 16, 9)
    assert ended([one], Asked(TODAY, HEARD, meets_today=True, since=TODAY - WEEK)) == []


# -- when a rating of the alliance is new


@pytest.mark.parametrize(("hour", "told"), [(9, False), (10, True), (15, True)])
def test_a_rating_is_new_from_the_moment_of_the_last_session_on(hour: int, told: bool) -> None:
    last = TODAY - WEEK
    before, low = weekly(MEASURES("SRS"), 38, 33, last=last)
    one = course_of(MEASURES("SRS"), [before, low._replace(at=moment(last, hour))])
    asked = Asked(TODAY, HEARD, since=last, moment=moment(last, 10))
    assert bool(signals([one], asked)) is told


@pytest.mark.parametrize(("hour", "told"), [(8, True), (9, False), (10, False)])
def test_a_rating_of_the_session_itself_is_told_at_the_next_one(hour: int, told: bool) -> None:
    before, low = weekly(MEASURES("SRS"), 38, 33)
    one = course_of(MEASURES("SRS"), [before, low._replace(at=moment(TODAY, hour))])
    asked = Asked(TODAY, HEARD, meets_today=True, since=TODAY - WEEK, moment=moment(TODAY - WEEK, 9), begins=moment(TODAY, 9))
    assert bool(signals([one], asked)) is told


def test_a_rating_of_the_day_of_the_last_session_without_a_time_is_new() -> None:
    one = course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 38, 33))
    for moment_known in (0.0, moment(TODAY, 10)):
        assert signals([one], Asked(TODAY, HEARD, since=TODAY, moment=moment_known))
        assert not signals([one], Asked(TODAY, HEARD, since=TODAY + timedelta(days=1), moment=moment_known))


def test_a_first_rating_under_the_cut_off_is_named_and_has_none_before_it() -> None:
    (signal,) = said(course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 33)))
    (fall,) = signal.falls
    assert (fall.before, fall.low.score, fall.newest.score) == (None, 33, 33)
    assert said(course_of(MEASURES("WAI-SR"), weekly(MEASURES("WAI-SR"), 20))) == []  # no cut-off: nothing to fall from


def test_a_fall_names_the_score_before_and_the_newest_one() -> None:
    (signal,) = said(course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 38, 33, 37)), since=TODAY - 2 * WEEK)
    (fall,) = signal.falls
    assert fall.before is not None
    assert (fall.before.score, fall.low.score, fall.newest.score) == (38, 33, 37)
    assert [point.score for point in signal.points] == [38, 33, 37]


def test_an_old_rating_is_not_told() -> None:
    one = course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 38, 33), TODAY + timedelta(days=61))
    assert said(one) == []


# -- what a signal rests on


def test_a_signal_rests_on_every_score_that_it_names_each_once() -> None:
    def scores(*courses: Course) -> list[float | None]:
        return [point.score for point in said(*courses)[0].points]

    assert scores(at_session(5, 9, 8, 9, 16, 17)) == [9, 8, 16, 17]
    assert scores(at_session(3, 9, 9, 20)) == [9, 20]
    assert scores(at_session(12, *STUCK)) == [17, 15, 16]


def test_a_review_point_waits_where_nothing_else_has_moved() -> None:
    (signal,) = said(at_session(12, *STUCK))
    assert signal.attention


def test_a_rule_that_is_turned_off_for_a_measure_says_nothing_of_it() -> None:
    off = Rules(off=frozenset({("no-improvement", "PHQ-9"), ("alliance", "SRS")}))
    rating = course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 38, 33))
    assert rules_said(at_session(12, *STUCK), rules=off) == []
    assert rules_said(rating, since=TODAY - WEEK) == [Rule.ALLIANCE]
    assert rules_said(rating, since=TODAY - WEEK, rules=off) == []


def test_falls_of_two_alliance_measures_are_one_line_that_rests_on_both() -> None:
    srs = course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), 38, 33))
    wai = course_of(MEASURES("WAI-SR"), weekly(MEASURES("WAI-SR"), 50, 44))
    (signal,) = said(srs, wai, since=TODAY - WEEK)
    assert signal.basis == "SRS=2026-11-24 WAI-SR=2026-11-24"
    assert signal.measures == ("SRS", "WAI-SR")


def test_an_alliance_score_that_comes_under_its_cut_off_is_told_however_small_the_fall() -> None:
    """The cut-off of the SRS is 36: from 37 to 35 it comes under it, from 35 to 33 it falls by less than four under it."""
    for totals, told in (((37, 35), True), ((35, 33), False), ((35, 31), True), ((35,), True), ((36.5, 36), False)):
        one = course_of(MEASURES("SRS"), weekly(MEASURES("SRS"), *totals))
        assert bool(rules_said(one, since=TODAY - WEEK + timedelta(days=1))) is told, totals


def test_a_brief_shown_before_any_score_was_known_named_no_review_point() -> None:
    stuck = at_session(14, *STUCK, 16, 16)
    asked = Asked(TODAY, HEARD, meets_today=True, shown=(TODAY - 2 * WEEK, TODAY - WEEK), held=lambda _: ())
    assert [one.rule for one in signals([stuck], asked)] == [Rule.NO_IMPROVEMENT]
