"""The what-if of a day: runs, recovery and the end of a copy, and a calendar file that names nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from briefing_app.documents.calendar import write_calendar
from briefing_app.domain.plan import buffered, moved, outlook, overlaps
from briefing_app.domain.recovery import Session, Targets
from briefing_app.viewmodels.what_if import initials, make_what_if

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC).timestamp()


def session(key: str, begins: float, minutes: float = 50, *, trauma: bool = False) -> Session:
    span = (NINE + 60 * begins, NINE + 60 * (begins + minutes))
    return Session(span, trauma=trauma, key=key)


DAY = (session("a", 0), session("b", 55), session("c", 110, trauma=True), session("d", 170))


def test_what_a_day_holds_as_booked() -> None:
    found = outlook(DAY, Targets())
    assert (found.run, found.recovery, found.full, found.gaps) == ((4, 220), 20, 0, 3)
    assert found.ends == NINE + 60 * 220
    assert outlook((), Targets()).run == (0, 0)


def test_room_for_every_gap_moves_only_what_it_must_and_never_forward() -> None:
    proposed = buffered(DAY, Targets())
    assert [(one.planned[0] - NINE) / 60 for one in proposed] == [0, 60, 120, 185]
    found = outlook(proposed, Targets())
    assert (found.run, found.full, found.gaps) == ((1, 50), 3, 3)
    assert found.ends == NINE + 60 * 235


def test_one_session_moves_alone_and_a_clash_is_named() -> None:
    proposed = moved(DAY, "b", -10)
    assert [(one.planned[0] - NINE) / 60 for one in proposed] == [0, 45, 110, 170]
    assert overlaps(proposed) == (("a", "b"),)
    shown = make_what_if(DAY, proposed, {"a": "Ann", "b": "Bob", "c": "Cy", "d": "Di"}, Targets(), UTC)
    assert shown.note == "Ann and Bob overlap"
    assert shown.lines[1] == ("b", "09:45–10:35  Bob  −10 min")
    assert shown.rows[2] == ("The day ends", "12:40", "12:40")


@given(st.lists(st.integers(0, 600), min_size=1, max_size=10))
def test_buffered_days_have_no_overlap_and_keep_their_lengths(starts: list[int]) -> None:
    day = [session(str(number), start) for number, start in enumerate(starts)]
    proposed = buffered(day, Targets())
    assert overlaps(proposed) == ()
    assert all(round(one.planned[1] - one.planned[0]) == 3000 for one in proposed)
    assert buffered(proposed, Targets()) == proposed


def test_a_calendar_file_holds_initials_and_tentative_events(tmp_path: Path) -> None:
    path = tmp_path / "proposed.ics"
    write_calendar(
        [("2026-11-24-0", NINE, NINE + 3000, initials("Marisol Duarte"))], path, datetime(2026, 11, 24, 8, tzinfo=UTC)
    )
    text = path.read_text("utf-8")
    assert "Marisol" not in text
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event["summary"] == "Session MD (proposed)"
    assert event["status"] == "TENTATIVE"
    assert event.decoded("dtstart") == datetime(2026, 11, 24, 9, tzinfo=UTC)
