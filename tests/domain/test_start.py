"""Where a course begins, and how that is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from briefing_app.domain.start import Episode, Known, OwnStart, Start, find_start

TODAY = date(2026, 11, 30)


def weeks(*back: int) -> list[date]:
    """Days so many weeks before today."""
    return sorted(TODAY - timedelta(weeks=number) for number in back)


def found(
    *held: date, perhaps: tuple[date, ...] = (), episodes: tuple[Episode, ...] = (), own: OwnStart | None = None
) -> Start:
    start = find_start(TODAY, held, perhaps, episodes, own)
    assert start is not None
    return start


def test_without_any_record_a_course_begins_with_its_first_session() -> None:
    start = found(*weeks(10, 9, 8, 2))
    assert (start.day, start.known, start.after, start.assumed) == (
        TODAY - timedelta(weeks=10),
        Known.FIRST_SESSION,
        None,
        True,
    )
    assert start.words == "start assumed: first session on record, 21 Sep 2026"


def test_after_134_days_without_a_session_a_new_course_begins_and_says_so() -> None:
    back = TODAY - timedelta(days=14)
    last = back - timedelta(days=134)
    start = found(last - timedelta(days=7), last, back, TODAY - timedelta(days=7))
    assert (start.day, start.known, start.after) == (back, Known.GAP, last)
    assert start.words == "start assumed: first score after 134 days without a session"
    assert start.earlier == (last - timedelta(days=7),)


@pytest.mark.parametrize(("days", "known"), [(89, Known.FIRST_SESSION), (90, Known.GAP)])
def test_ninety_days_are_a_gap_and_eighty_nine_are_not(days: int, known: Known) -> None:
    back = TODAY - timedelta(days=14)
    last = back - timedelta(days=days)
    assert found(last - timedelta(days=7), last, back, TODAY - timedelta(days=7)).known is known


def test_who_comes_every_sixty_days_has_no_gap_after_a_hundred() -> None:
    days = [TODAY - timedelta(days=back) for back in (340, 280, 220, 160, 60)]
    assert found(*days).known is Known.FIRST_SESSION


def test_the_session_planned_today_may_be_the_first_after_a_gap_but_not_the_first_of_all() -> None:
    assert found(*weeks(40, 39), perhaps=(TODAY,)).day == TODAY
    assert find_start(TODAY, [], [TODAY]) is None


def test_past_sessions_that_nobody_closed_may_have_been_held_and_make_no_gap() -> None:
    start = found(*weeks(40, 39, 38), perhaps=(*weeks(*range(1, 38)), TODAY))
    assert (start.known, start.day) == (Known.FIRST_SESSION, TODAY - timedelta(weeks=40))
    assert len(start.sessions) == 3


def test_an_open_episode_is_the_start_and_a_new_one_ends_what_was_before() -> None:
    old = Episode(date(2026, 1, 5), date(2026, 5, 1), True)
    start = found(*weeks(40, 30, 5, 4), episodes=(Episode(date(2026, 10, 20), None, False), old))
    assert (start.day, start.known, start.after) == (date(2026, 10, 20), Known.EPISODE, TODAY - timedelta(weeks=30))
    assert not start.assumed
    assert start.words == "start of the episode of care, 20 Oct 2026"


def test_an_episode_that_ended_counts_only_until_a_session_follows_it() -> None:
    ended = Episode(date(2026, 8, 1), date(2026, 10, 1), True)
    assert found(*weeks(16, 12, 10), episodes=(ended,)).known is Known.EPISODE
    assert found(*weeks(16, 12, 10, 2), episodes=(ended,)).known is Known.FIRST_SESSION


def test_a_gap_inside_an_episode_begins_a_course_and_the_wait_before_its_first_session_does_not() -> None:
    long = Episode(date(2026, 1, 5), None, False)
    assert found(*weeks(40, 39, 38, 3), episodes=(long,)).known is Known.GAP
    new = Episode(date(2026, 11, 2), None, False)
    assert found(*weeks(40, 39, 38, 3), episodes=(new,)).day == date(2026, 11, 2)


def test_the_clinicians_own_date_stands_above_everything_with_its_why() -> None:
    own = OwnStart(date(2026, 9, 7), "second phase", 0.0, "Robin")
    start = found(*weeks(40, 13, 12, 11), episodes=(Episode(date(2026, 10, 1), None, False),), own=own)
    assert (start.day, start.known, start.after) == (date(2026, 9, 7), Known.OWN, TODAY - timedelta(weeks=13))
    assert start.words == "start set to 7 Sep 2026 by Robin: second phase"


def test_an_own_date_that_is_still_to_come_is_not_yet_the_start() -> None:
    own = OwnStart(TODAY + timedelta(days=1), "", 0.0, "Robin")
    assert found(*weeks(3, 2), own=own).known is Known.FIRST_SESSION


# -- at the edges


@pytest.mark.parametrize(("days", "known"), [(104, Known.FIRST_SESSION), (105, Known.GAP)])
def test_who_comes_every_five_weeks_has_a_gap_after_three_times_that(days: int, known: Known) -> None:
    back = TODAY - timedelta(days=10)
    last = back - timedelta(days=days)
    assert found(*(last - timedelta(days=35 * number) for number in range(4)), last, back).known is known


def test_two_sessions_ninety_days_apart_are_two_courses() -> None:
    start = found(TODAY - timedelta(days=95), TODAY - timedelta(days=5))
    assert (start.day, start.known, start.gap_days) == (TODAY - timedelta(days=5), Known.GAP, 90)
    assert start.sessions == (TODAY - timedelta(days=5),)


def test_of_several_gaps_the_last_begins_the_course_and_the_others_are_earlier_ones() -> None:
    days = [*weeks(100, 99, 98), *weeks(60, 59, 58), *weeks(3, 2)]
    start = found(*days)
    assert (start.day, start.after) == (TODAY - timedelta(weeks=3), TODAY - timedelta(weeks=58))
    assert start.earlier == (TODAY - timedelta(weeks=100), TODAY - timedelta(weeks=60))


@pytest.mark.parametrize(("wait", "known"), [(28, Known.EPISODE), (29, Known.GAP)])
def test_an_episode_that_opened_up_to_four_weeks_before_its_first_session_explains_the_gap(wait: int, known: Known) -> None:
    first = TODAY - timedelta(weeks=3)
    opened = Episode(first - timedelta(days=wait), None, False)
    start = found(*weeks(40, 39, 38, 3), episodes=(opened,))
    assert (start.known, start.day) == (known, opened.starts if known is Known.EPISODE else first)


def test_a_gap_before_an_episode_that_began_with_its_session_is_not_said_again() -> None:
    first = TODAY - timedelta(weeks=3)
    assert found(*weeks(40, 39, 38, 3), episodes=(Episode(first, None, False),)).known is Known.EPISODE


def test_an_episode_counts_on_its_last_day_and_not_before_its_first() -> None:
    today = Episode(TODAY - timedelta(weeks=2), TODAY, True)
    assert found(*weeks(3, 1), episodes=(today,)).known is Known.EPISODE
    coming = Episode(TODAY + timedelta(days=1), None, False)
    assert found(*weeks(3, 1), episodes=(coming,)).known is Known.FIRST_SESSION
    beginning = Episode(TODAY, None, False)
    assert found(*weeks(3, 1), episodes=(beginning,)).day == TODAY


def test_an_episode_that_is_over_on_a_day_nobody_recorded_is_no_start() -> None:
    assert found(*weeks(3, 1), episodes=(Episode(TODAY - timedelta(weeks=4), None, True),)).known is Known.FIRST_SESSION


def test_of_two_open_episodes_the_newer_one_is_the_start() -> None:
    older, newer = Episode(TODAY - timedelta(weeks=8), None, False), Episode(TODAY - timedelta(weeks=4), None, False)
    start = found(*weeks(7, 3), episodes=(newer, older))
    assert (start.day, start.after) == (newer.starts, TODAY - timedelta(weeks=7))


def test_sessions_to_come_are_no_sessions_yet() -> None:
    start = found(*weeks(3, 2), TODAY + timedelta(days=7))
    assert start.sessions == tuple(weeks(3, 2))
    assert find_start(TODAY, [TODAY + timedelta(days=7)]) is None


def test_a_start_without_a_why_has_none_in_its_words() -> None:
    start = found(*weeks(3, 2), own=OwnStart(TODAY, "", 0.0, "Robin"))
    assert start.words == "start set to 30 Nov 2026 by Robin"
    assert not start.assumed


def episode(starts: date, ends: date | None = None) -> Episode:
    return Episode(starts, ends, ended=ends is not None)


def test_a_start_after_a_gap_or_of_a_first_session_is_assumed_and_one_that_is_recorded_is_not() -> None:
    assert found(*weeks(40, 39, 2)).known is Known.GAP
    assert found(*weeks(40, 39, 2)).assumed
    assert found(*weeks(3, 2)).assumed
    assert not found(*weeks(3, 2), episodes=(episode(weeks(3)[0]),)).assumed
    assert not found(*weeks(3, 2), own=OwnStart(weeks(2)[0], "a new plan", 0.0, "A.")).assumed


def test_what_went_before_an_episode_ends_with_the_earlier_one_or_its_last_session() -> None:
    (spring, last_spring, summer, autumn) = weeks(40, 30, 20, 10)
    newer = episode(autumn)
    ended = found(spring, *weeks(9), episodes=(episode(spring, last_spring), newer))
    assert (ended.day, ended.known, ended.after) == (autumn, Known.EPISODE, last_spring)
    assert ended.earlier == (spring,)
    after_its_end = found(spring, summer, *weeks(9), episodes=(episode(spring, last_spring), newer))
    assert after_its_end.after == summer
    overlapping = found(spring, *weeks(9), episodes=(episode(spring, TODAY), newer))
    assert overlapping.after == autumn - timedelta(days=1)


def test_an_earlier_episode_of_which_no_end_and_no_session_is_known_ends_the_day_before_the_next() -> None:
    spring, autumn = weeks(40, 10)
    start = found(episodes=(episode(spring), episode(autumn)))
    assert (start.day, start.after, start.earlier) == (autumn, autumn - timedelta(days=1), (spring,))


def test_sessions_before_a_first_episode_belong_to_it_unless_a_gap_lies_between() -> None:
    opened = weeks(10)[0]
    assert found(*weeks(14, 12, 9), episodes=(episode(opened),)).after is None
    before = found(*weeks(40, 39, 9), episodes=(episode(opened),))
    assert (before.day, before.after, before.earlier) == (opened, weeks(39)[0], (weeks(40)[0],))


def test_a_gap_that_is_over_when_an_episode_opens_is_explained_by_it() -> None:
    start = found(*weeks(40, 12, 9), episodes=(episode(weeks(10)[0]),))
    assert (start.day, start.known) == (weeks(10)[0], Known.EPISODE)
