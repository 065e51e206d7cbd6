"""What becomes of a session that was entered by hand: moved, cancelled, held, missed, the end of its series, and each of it taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_session import ONCE, OwnSession, Repeats, Series
from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.services.acts import take_act_back
from briefing_app.services.own_client import add_client
from briefing_app.services.own_session import add_session, change_session, end_series, take_sessions_back, undo_session
from briefing_app.services.session_word import mark_note, say_of_session
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.session_outcome import Ended, keep_ended
from tests.importing import NEW_YORK

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=NEW_YORK)
AT, BY = NOW.timestamp(), "A. B."
FIRST = OwnSession(datetime(2026, 10, 19, 9, 0))  # and 26 Oct, 2 Nov after the clocks went back, 9 Nov


@pytest.fixture(autouse=True)
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer's own clock shows New York's time."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def ada(store: PracticeStore) -> int:
    row = add_client(store, OwnClient("Ada Brown"), AT, BY).number
    add_session(store, (row,), FIRST, Series(Repeats.WEEKLY, date(2026, 11, 9)), AT, BY)
    return row


def days(reader: PracticeReader, client: int) -> list[str]:
    found = reader.histories([client])[client].meetings
    return [f"{local_time(one.at, NEW_YORK):%d %b %H:%M}" for one in found]


WEEKLY = ["19 Oct 09:00", "26 Oct 09:00", "02 Nov 09:00", "09 Nov 09:00"]


def test_one_session_of_a_series_moves_alone_and_moves_back(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    done = change_session(store, "session:2", replace(FIRST, starts=datetime(2026, 10, 27, 14, 0)), False, AT + 1, BY)
    assert days(reader, ada) == ["19 Oct 09:00", "27 Oct 14:00", "02 Nov 09:00", "09 Nov 09:00"]
    take_act_back(store, done, AT + 2, BY)
    assert days(reader, ada) == WEEKLY


def test_from_here_on_a_series_moves_by_as_much_on_the_wall(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    done = change_session(store, "session:2", OwnSession(datetime(2026, 10, 27, 10, 30), 30, "video"), True, AT + 1, BY)
    assert done.number == 3
    assert days(reader, ada) == ["19 Oct 09:00", "27 Oct 10:30", "03 Nov 10:30", "10 Nov 10:30"]
    assert {(one.ends - one.at, one.mode) for one in reader.histories([ada])[ada].meetings[1:]} == {(1800, "video")}


def test_what_is_said_of_a_session_keeps_it_where_it_is(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    say_of_session(store, "session:3", (ada,), ("held", ""), AT, BY)
    with pytest.raises(Problem, match="said already what became"):
        change_session(store, "session:3", FIRST, False, AT, BY)
    change_session(store, "session:2", replace(FIRST, starts=datetime(2026, 10, 27, 9, 0)), True, AT, BY)
    assert days(reader, ada) == ["19 Oct 09:00", "27 Oct 09:00", "02 Nov 09:00", "10 Nov 09:00"]


def test_a_session_is_not_moved_onto_another_of_the_client(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    with pytest.raises(Problem, match="has a session on 2 Nov 2026, 09:00 already"):
        change_session(store, "session:2", replace(FIRST, starts=datetime(2026, 11, 2, 9, 5)), False, AT, BY)
    assert days(reader, ada) == WEEKLY


def test_a_series_ends_from_here_on_but_for_what_has_a_note(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    mark_note(store, "own:1", "session:4", "finished", AT, BY)
    done = end_series(store, "session:2", AT + 1, BY)
    assert done.number == 2
    assert days(reader, ada) == ["19 Oct 09:00", "09 Nov 09:00"]
    take_act_back(store, done, AT + 2, BY)
    assert days(reader, ada) == WEEKLY


def test_a_session_that_does_not_repeat_has_no_series_to_end(store: PracticeStore, ada: int) -> None:
    once = add_session(store, (ada,), OwnSession(datetime(2026, 12, 1, 9, 0)), ONCE, AT, BY)
    with pytest.raises(Problem, match="does not repeat"):
        end_series(store, f"session:{once.number}", AT, BY)


@pytest.mark.parametrize(
    ("said", "became"),
    [
        (("held", ""), Outcome.HELD),
        (("missed", ""), Outcome.MISSED),
        (("cancelled by the client", "2026-10-18"), Outcome.BY_CLIENT),
        (("cancelled by the practice", ""), Outcome.BY_PRACTICE),
    ],
)
def test_what_became_of_a_session_is_said_and_taken_back(
    store: PracticeStore, reader: PracticeReader, ada: int, said: tuple[str, str], became: Outcome
) -> None:
    done = say_of_session(store, "session:1", (ada,), said, AT, BY)
    first = reader.histories([ada])[ada].meetings[0]
    assert (outcome(first), first.told) == (became, said[1])
    take_act_back(store, done, AT, BY)
    assert outcome(reader.histories([ada])[ada].meetings[0]) is Outcome.NOT_RECORDED


def test_a_session_that_has_not_begun_was_neither_held_nor_missed(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    early = (NOW - timedelta(days=60)).timestamp()
    for word in ("held", "missed"):
        with pytest.raises(Problem, match="has not begun"):
            say_of_session(store, "session:1", (ada,), (word, ""), early, BY)
    say_of_session(store, "session:1", (ada,), ("cancelled by the client", ""), early, BY)
    assert outcome(reader.histories([ada])[ada].meetings[0]) is Outcome.BY_CLIENT


def test_a_session_that_was_cancelled_leaves_its_time_free(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    say_of_session(store, "session:4", (ada,), ("cancelled by the practice", ""), AT, BY)
    add_session(store, (ada,), OwnSession(datetime(2026, 11, 9, 9, 0)), ONCE, AT, BY)
    assert days(reader, ada) == [*WEEKLY, "09 Nov 09:00"]


def test_one_of_a_group_may_be_missing(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    ben = add_client(store, OwnClient("Ben Okri"), AT, BY).number
    group = add_session(store, (ada, ben), OwnSession(datetime(2026, 11, 27, 9, 0), title="Skills"), ONCE, AT, BY)
    say_of_session(store, f"session:{group.number}", (ben,), ("missed", ""), AT, BY)
    found = {row: one.meetings[-1] for row, one in reader.histories([ada, ben]).items()}
    assert (outcome(found[ada]), outcome(found[ben])) == (Outcome.NOT_RECORDED, Outcome.MISSED)


def test_a_session_whose_end_was_recorded_was_held(store: PracticeStore, reader: PracticeReader, ada: int) -> None:
    keep_ended(store, Ended(ada, "session:1", AT, BY), AT)
    assert outcome(reader.histories([ada])[ada].meetings[0]) is Outcome.HELD


def test_undo_takes_back_the_last_change_of_a_whole_series_and_then_puts_it_back(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    change_session(store, "session:2", replace(FIRST, starts=datetime(2026, 10, 27, 9, 0)), True, AT + 1, BY)
    moved = days(reader, ada)
    assert undo_session(store, "session:3", AT + 2, BY).number == 3
    assert days(reader, ada) == WEEKLY
    undo_session(store, "session:3", AT + 3, BY)
    assert days(reader, ada) == moved


def test_what_was_entered_by_mistake_goes_but_not_what_something_is_said_of(
    store: PracticeStore, reader: PracticeReader, ada: int
) -> None:
    say_of_session(store, "session:1", (ada,), ("held", ""), AT, BY)
    with pytest.raises(Problem, match="said what became of this session"):
        undo_session(store, "session:2", AT, BY)
    with pytest.raises(Problem, match="said what became of this session"):
        take_sessions_back(store, ("session:1",), AT, BY)
    take_sessions_back(store, ("session:2",), AT, BY)
    assert days(reader, ada) == [WEEKLY[0], *WEEKLY[2:]]
