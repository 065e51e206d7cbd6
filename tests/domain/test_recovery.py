"""Breaks between sessions: only what was observed is taken, short or used for notes; the rest is not known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.intervals import Span
from briefing_app.domain.recovery import (
    RULE,
    TAKEN_SHARE,
    Observed,
    Session,
    Status,
    Targets,
    gaps,
    is_day_off,
    is_long_day,
    long_block,
    longest_run,
    recovery_of,
)


def at(clock: str) -> float:
    hours, minutes = clock.split(":")
    return 3600.0 * int(hours) + 60.0 * int(minutes)


def span(begins: str, ends: str) -> Span:
    return at(begins), at(ends)


def session(begins: str, ends: str, *, ended: str = "", begun: str = "", trauma: bool | None = None) -> Session:
    return Session(span(begins, ends), at(begun) if begun else None, at(ended) if ended else None, trauma)


FIRST, SECOND = session("9:00", "9:50", ended="9:50"), session("10:00", "10:50", ended="10:50")


@pytest.mark.parametrize(
    ("before", "after", "observed", "status", "taken"),
    [
        (FIRST, SECOND, Observed(), Status.TAKEN, 10),
        (session("9:00", "9:50", ended="9:52"), SECOND, Observed(), Status.TAKEN, 8),
        (session("9:00", "9:50", ended="9:53"), SECOND, Observed(), Status.SHORT, 7),
        (session("9:00", "9:50", ended="10:05"), SECOND, Observed(), Status.SHORT, 0),
        (FIRST, session("10:00", "10:50", begun="9:57", ended="10:50"), Observed(), Status.SHORT, 7),
        (FIRST, session("10:00", "10:50", begun="10:04", ended="10:50"), Observed(), Status.TAKEN, 14),
        (FIRST, SECOND, Observed(notes=[span("9:50", "9:54")]), Status.USED_FOR_NOTES, 6),
        (FIRST, SECOND, Observed(notes=[span("9:50", "9:52")]), Status.TAKEN, 8),
        (FIRST, SECOND, Observed(calls=[span("9:52", "9:58")]), Status.SHORT, 2),
        (session("9:00", "9:50"), SECOND, Observed(), Status.NOT_KNOWN, None),
        (FIRST, session("10:00", "10:50"), Observed(), Status.NOT_KNOWN, None),
        (session("9:00", "9:50"), session("10:00", "10:50"), Observed(), Status.NOT_KNOWN, None),
        (session("9:00", "9:50"), SECOND, Observed(breaks=[span("9:51", "9:59")]), Status.TAKEN, 8),
        (session("9:00", "9:50"), SECOND, Observed(breaks=[span("9:51", "9:56")]), Status.NOT_KNOWN, None),
        (session("9:00", "9:50"), SECOND, Observed(breaks=[span("9:30", "9:55")]), Status.NOT_KNOWN, None),
        (session("9:00", "9:50"), SECOND, Observed(notes=[span("9:51", "9:59")]), Status.USED_FOR_NOTES, None),
        (session("9:00", "9:50"), SECOND, Observed(notes=[span("9:50", "9:51")]), Status.NOT_KNOWN, None),
        (session("9:00", "9:50"), SECOND, Observed(calls=[span("9:50", "9:59")]), Status.NOT_KNOWN, None),
        (
            session("9:00", "9:50"),
            SECOND,
            Observed(notes=[span("9:50", "9:55")], breaks=[span("9:50", "10:00")]),
            Status.USED_FOR_NOTES,
            None,
        ),
    ],
)
def test_a_gap_is_what_was_observed_of_it(
    before: Session, after: Session, observed: Observed, status: Status, taken: float | None
) -> None:
    (gap,) = gaps([before, after], observed)
    assert (gap.status, gap.taken, gap.planned) == (status, taken, 10)


def test_how_much_of_the_planned_minutes_makes_a_break_taken_can_be_set() -> None:
    late = session("9:00", "9:50", ended="9:53")
    assert gaps([late, SECOND], Observed(), 0.7)[0].status is Status.TAKEN
    assert gaps([late, SECOND], Observed(), 0.8)[0].status is Status.SHORT
    assert gaps([late, SECOND], Observed())[0].late == 3


def test_the_end_of_the_longer_of_two_sessions_at_a_time_is_what_a_gap_waits_for() -> None:
    longer, within = session("9:00", "11:00", ended="11:00"), session("9:30", "10:00", ended="10:00")
    after = session("11:10", "12:00", ended="12:00")
    assert [(gap.planned, gap.status) for gap in gaps([longer, within, after], Observed())] == [
        (0, Status.SHORT),
        (10, Status.TAKEN),
    ]
    found = gaps([session("9:00", "11:00"), within, after], Observed())
    assert [gap.status for gap in found] == [Status.NOT_KNOWN, Status.NOT_KNOWN]


moments = st.integers(0, 30)


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Session], Observed]:
    """Sessions of fifty minutes with gaps of 0 to 30, ends recorded or not, and anything timed."""
    made, clock = [], 0.0
    for _ in range(draw(st.integers(0, 8))):
        clock += 60 * draw(moments)
        planned = (clock, clock + 3000)
        clock = planned[1]
        late, early = draw(st.none() | st.integers(-10, 20)), draw(st.none() | st.integers(-5, 10))
        ended = None if late is None else planned[1] + 60.0 * late
        made.append(Session(planned, None if early is None else planned[0] + 60.0 * early, ended))
    spans = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 40)).map(lambda one: (60.0 * one[0], 60.0 * sum(one))))
    return made, Observed(draw(spans), draw(spans), draw(spans))


@given(days())
def test_the_four_parts_make_the_planned_gaps(day: tuple[list[Session], Observed]) -> None:
    found = recovery_of(gaps(*day))
    assert found.planned == found.taken + found.short + found.notes + found.not_known
    assert found.planned == sum(gap.planned > 0 for gap in gaps(*day))


@given(days())
def test_nothing_is_taken_or_short_that_nobody_observed(day: tuple[list[Session], Observed]) -> None:
    sessions, observed = day
    bare = [Session(one.planned) for one in sessions]
    assert {gap.status for gap in gaps(bare, Observed())} <= {Status.NOT_KNOWN}
    for gap in gaps(sessions, observed):
        assert gap.status is not Status.TAKEN or (gap.taken is not None and gap.taken >= TAKEN_SHARE * gap.planned > 0)
        assert gap.status is not Status.SHORT or gap.taken is not None


# -- long days and runs


def test_a_long_day_has_half_an_hour_in_one_piece_or_not_or_nobody_knows() -> None:
    day = [session("9:00", "11:50", ended="11:50"), session("12:30", "15:00", ended="15:00")]
    assert is_long_day(day)
    assert not is_long_day(day[:1])
    assert long_block(day, Observed()) is True
    assert long_block(day, Observed(notes=[span("12:00", "12:20")])) is False
    open_day = [session("9:00", "11:50"), day[1]]
    assert long_block(open_day, Observed()) is None
    assert long_block(open_day, Observed(breaks=[span("11:55", "12:25")])) is True


def test_the_longest_run_is_seen_before_it_happens() -> None:
    day = [session("9:00", "9:50"), session("9:55", "10:45"), session("10:50", "11:40"), session("12:30", "13:20")]
    assert longest_run(day, Targets()) == (3, 160)
    assert longest_run([session("9:00", "9:50", trauma=True), session("10:00", "10:50")], Targets()) == (2, 110)
    assert longest_run([session("9:00", "11:00"), session("9:30", "10:00"), session("11:05", "12:00")], Targets()) == (3, 180)
    assert longest_run([], Targets()) == (0, 0)


def test_a_session_is_timed_when_both_its_ends_were_recorded() -> None:
    assert session("9:00", "9:50", begun="9:02", ended="9:51").is_timed
    assert not session("9:00", "9:50", ended="9:51").is_timed
    assert not session("9:00", "9:50", begun="9:02").is_timed


def test_the_rule_is_said_with_the_share_that_is_set() -> None:
    said = RULE.format(share=80)
    assert "at least 80 % of the planned minutes" in said
    assert said.endswith("Everything else is not known, and counts on neither side.")


def test_a_gap_says_what_was_booked_what_is_known_of_it_and_how_late_it_began() -> None:
    (late,) = gaps([session("9:00", "9:50", ended="9:53"), SECOND], Observed())
    assert (late.booked, late.span, late.late) == (span("9:50", "10:00"), span("9:53", "10:00"), 3)
    (early,) = gaps([session("9:00", "9:50", ended="9:45"), SECOND], Observed())
    assert (early.span, early.late) == (span("9:45", "10:00"), 0)
    (unsaid,) = gaps([session("9:00", "9:50"), SECOND], Observed())
    assert (unsaid.span, unsaid.late, unsaid.taken) == (span("9:50", "10:00"), 0, None)


def test_notes_in_a_booked_break_are_told_also_where_the_next_end_is_not_known() -> None:
    """The first session ran to 10:05 and notes were timed from 9:52 to 9:59; the end of the second nobody recorded."""
    (found,) = gaps([session("9:00", "9:50", ended="10:05"), session("10:00", "10:50")], Observed(notes=[span("9:52", "9:59")]))
    assert found.status is Status.USED_FOR_NOTES
    (after,) = gaps(
        [session("9:00", "9:50", ended="10:05"), session("10:00", "10:50")], Observed(notes=[span("10:05", "10:10")])
    )
    assert after.status is Status.NOT_KNOWN


def test_a_break_of_just_the_target_ends_a_run_and_a_minute_less_does_not() -> None:
    assert Targets() == Targets(plain=10, after_trauma=15)
    assert longest_run([FIRST, SECOND], Targets()) == (1, 50)
    assert longest_run([FIRST, session("9:59", "10:50")], Targets()) == (2, 110)
    trauma = session("9:00", "9:50", trauma=True)
    assert longest_run([trauma, session("10:04", "10:50")], Targets()) == (2, 110)
    assert longest_run([trauma, session("10:05", "10:55")], Targets()) == (1, 50)


def test_a_day_off_has_no_session_and_less_than_ten_minutes_of_notes() -> None:
    assert is_day_off([], [(0.0, 599.0)])
    assert not is_day_off([], [(0.0, 600.0)])
    assert not is_day_off([(0.0, 60.0)], [])
