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
