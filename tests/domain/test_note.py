"""Which sessions owe a note and by when, and how long notes took."""

from __future__ import annotations

from briefing_app.domain.note import FINISHED, NOT_NEEDED, OPEN, Deadlines, HeldSession, NoteMark, NoteState, notes_of

HOUR = 3600.0
FIRST = HeldSession("a1", "ann", 0.0, 50 * 60)
SECOND = HeldSession("a2", "ann", 168 * HOUR, 168 * HOUR + 3000)
OTHER = HeldSession("b1", "ben", 60 * HOUR, 60 * HOUR + 3000)


def test_a_note_is_not_yet_due_then_due_then_late_to_the_second() -> None:
    def state(now: float) -> NoteState:
        (owed,) = notes_of([FIRST], {}, [], [], now).owed
        return owed.state

    assert state(3000 + 48 * HOUR - 1) is NoteState.NOT_YET_DUE
    assert state(3000 + 48 * HOUR) is NoteState.DUE
    assert state(3000 + 72 * HOUR - 1) is NoteState.DUE
    assert state(3000 + 72 * HOUR) is NoteState.LATE


def test_owed_notes_stand_in_the_order_in_which_they_fall_due() -> None:
    owed = notes_of([SECOND, OTHER, FIRST], {}, [], [], 200 * HOUR, Deadlines((24, 48))).owed
    assert [(one.session.key, one.state.value) for one in owed] == [("a1", "late"), ("b1", "late"), ("a2", "due")]


def test_the_last_word_on_a_note_counts() -> None:
    marks = {
        ("ann", "a1"): NoteMark(OPEN, 9.0),
        ("ben", "b1"): NoteMark(NOT_NEEDED, 9.0),
        ("ann", "a2"): NoteMark(FINISHED, 170 * HOUR),
    }
    found = notes_of([FIRST, SECOND, OTHER], marks, [], [], 200 * HOUR)
    assert [one.session.key for one in found.owed] == ["a1"]
    assert [session.key for session, _ in found.finished] == ["a2"]


def test_lag_is_a_median_and_minutes_are_of_notes_that_were_timed() -> None:
    marks = {("ann", "a1"): NoteMark(FINISHED, 3000 + 2 * HOUR), ("ben", "b1"): NoteMark(FINISHED, OTHER.ends + 10 * HOUR)}
    timed = [("ann", (3000.0, 3000.0 + 600)), ("ann", (3000 + 3 * HOUR, 3000 + 4 * HOUR))]
    found = notes_of([FIRST, OTHER], marks, [], timed, 200 * HOUR)
    assert found.lag_hours == 6
    assert found.minutes_per_note == 10


def test_a_note_of_an_export_finishes_the_session_before_it_and_no_other() -> None:
    found = notes_of([FIRST, SECOND], {}, [("ann", 20 * HOUR), ("ben", 20 * HOUR)], [], 300 * HOUR)
    assert [one.session.key for one in found.owed] == ["a2"]
    ((session, mark),) = found.finished
    assert (session.key, mark.at) == ("a1", 20 * HOUR)


def test_a_note_begun_in_the_session_has_no_negative_lag() -> None:
    found = notes_of([FIRST], {}, [("ann", 600.0)], [], HOUR)
    assert found.lag_hours == 0


def test_a_session_with_a_crisis_note_is_late_after_a_day() -> None:
    def states(now: float) -> list[NoteState]:
        owed = notes_of([FIRST, OTHER], {}, [], [], now, Deadlines(crisis={("ben", "b1")})).owed
        return [one.state for one in owed if one.session is OTHER]

    assert states(OTHER.ends + 24 * HOUR - 1) == [NoteState.NOT_YET_DUE]
    assert states(OTHER.ends + 24 * HOUR) == [NoteState.LATE]


def test_a_payers_own_hours_go_before_ones_own_and_a_crisis_before_both() -> None:
    hours = {"ann": (24.0, 96.0), "ben": (24.0, 96.0)}
    owed = notes_of([FIRST, OTHER], {}, [], [], OTHER.ends, Deadlines((48, 72), {("ben", "b1")}, hours)).owed
    assert {one.session.key: ((one.due - one.session.ends) / HOUR, (one.late - one.session.ends) / HOUR) for one in owed} == {
        "a1": (24.0, 96.0),
        "b1": (24.0, 24.0),
    }
