"""The private store: apart from the practice, in revisions, with undo that survives a restart and a timer that invents nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from briefing_app.documents.own_export import write_own_export
from briefing_app.domain.problems import Problem
from briefing_app.domain.session_end import BY_THEN, ENDED, SessionEnd
from briefing_app.domain.time_entry import BREAK, Running, Support, TimeEntry
from briefing_app.domain.timer import AWAY, CLOCK, CONFIRMED, SLEEP, UNCONFIRMED, Stretch
from briefing_app.storage.private import TABLES, PrivateStore
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from tests.conftest import KEY

NOW = 1_790_000_000.0


@pytest.fixture
def private(tmp_path: Path) -> Iterator[PrivateStore]:
    opened = PrivateStore(tmp_path / "private.db", KEY)
    yield opened
    opened.close()


def entry(start: float, end: float, **more: object) -> TimeEntry:
    return TimeEntry(NOW + start, NOW + end, "America/New_York", "notes", **more)  # type: ignore[arg-type]


def shown(store: PrivateStore) -> list[tuple[float, float, str]]:
    return [(one.start - NOW, one.end - NOW, one.state) for one in store.entries(NOW - 1e6, NOW + 1e6)]


def test_it_has_a_key_of_its_own_that_the_practice_does_not_open(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    practice = unlock(profile, "the practice's words")
    own = unlock(profile, "words of my own", private=True)
    assert practice != own
    PrivateStore(profile.private, own).close()
    with pytest.raises(Problem, match="cannot be read"):
        PrivateStore(profile.private, practice)
    assert unlock(profile, "words of my own", private=True) == own


def test_an_entry_is_what_lies_in_the_stretch(private: PrivateStore) -> None:
    private.write([entry(-3600, -1800), entry(-600, -300)], NOW, "two")
    assert shown(private) == [(-3600, -1800, CONFIRMED), (-600, -300, CONFIRMED)]
    assert len(private.entries(NOW - 1000, NOW)) == 1
    assert len(private.entries(NOW - 2000, NOW - 1900)) == 1
    assert private.entries(NOW - 300, NOW) == []
    assert private.first_entry() == NOW - 3600


def test_stop_and_start_in_the_same_minute_and_overlaps_are_kept_as_they_are(private: PrivateStore) -> None:
    private.write([entry(-100, -50), entry(-50, -20), entry(-80, -30)], NOW, "three")
    assert shown(private) == [(-100, -50, CONFIRMED), (-80, -30, CONFIRMED), (-50, -20, CONFIRMED)]


@pytest.mark.parametrize(
    ("start", "end", "words"), [(10, 20, "future"), (-10, 20, "future"), (-10, -20, "before it begins"), (-90_000, 0, "longer")]
)
def test_an_impossible_time_is_refused_at_entry(private: PrivateStore, start: float, end: float, words: str) -> None:
    with pytest.raises(Problem, match=words):
        private.write([entry(start, end)], NOW, "wrong")
    assert shown(private) == []
    assert private.undo(NOW) is None


def test_undo_and_redo_walk_back_and_forth_and_survive_a_restart(tmp_path: Path, private: PrivateStore) -> None:
    private.write([entry(-3600, -1800)], NOW, "added")
    (one,) = private.entries(NOW - 1e6, NOW)
    private.write([one._replace(end=NOW - 2000)], NOW + 1, "shortened")
    private.write([one._replace(state="deleted")], NOW + 2, "deleted")
    assert shown(private) == []
    assert private.undo(NOW + 3) == "deleted"
    assert shown(private) == [(-3600, -2000, CONFIRMED)]
    private.close()
    again = PrivateStore(tmp_path / "private.db", KEY)
    assert again.next_steps() == ("shortened", "deleted")
    assert again.undo(NOW + 4) == "shortened"
    assert shown(again) == [(-3600, -1800, CONFIRMED)]
    assert again.undo(NOW + 5) == "added"
    assert shown(again) == []
    assert [again.redo(NOW + 6), again.redo(NOW + 7)] == ["added", "shortened"]
    assert shown(again) == [(-3600, -2000, CONFIRMED)]
    again.write([entry(-50, -20)], NOW + 8, "another")
    assert again.redo(NOW + 9) is None
    assert again.next_steps() == ("another", "")
    again.close()


def test_revisions_are_only_appended(private: PrivateStore) -> None:
    private.write([entry(-3600, -1800)], NOW, "added")
    with pytest.raises(DatabaseError, match="append"), private.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE revision SET end = end + 600")
    assert shown(private) == [(-3600, -1800, CONFIRMED)]


def test_a_timer_is_known_again_after_a_crash_up_to_when_it_was_last_seen(tmp_path: Path, private: PrivateStore) -> None:
    private.start_timer(NOW, "UTC", "notes", "ann")
    private.seen(NOW + 60)
    private.seen(NOW + 30)
    private.engine.dispose()
    again = PrivateStore(tmp_path / "private.db", KEY)
    assert again.running() == Running(NOW, NOW + 60, "UTC", "notes", "ann")
    with pytest.raises(Problem, match="running already"):
        again.start_timer(NOW + 70, "UTC", "notes", "")
    left = (Stretch(NOW, NOW + 60, CONFIRMED), Stretch(NOW + 60, NOW + 90, UNCONFIRMED, AWAY), Stretch(NOW, NOW, CONFIRMED))
    again.stop_timer(left, NOW + 90, "timer")
    assert again.running() is None
    assert shown(again) == [(0, 60, CONFIRMED), (60, 90, UNCONFIRMED)]
    again.close()


def test_a_clock_that_was_set_moves_the_timer_and_stays_with_its_entry(tmp_path: Path, private: PrivateStore) -> None:
    private.start_timer(NOW, "UTC", "notes", "ann")
    private.seen(NOW + 600)
    private.move_timer(-3600)
    private.engine.dispose()
    again = PrivateStore(tmp_path / "private.db", KEY)
    assert again.running() == Running(NOW - 3600, NOW - 3000, "UTC", "notes", "ann", CLOCK)
    again.stop_timer(
        [Stretch(NOW - 3600, NOW - 3000, CONFIRMED), Stretch(NOW - 3000, NOW - 2000, UNCONFIRMED, SLEEP)], NOW, "timer"
    )
    assert [one.mark for one in again.entries(NOW - 1e6, NOW)] == [CLOCK, SLEEP]
    again.undo(NOW)
    again.redo(NOW)
    again.forget_clients(lambda client: client == "ann")
    assert [(one.mark, one.client) for one in again.entries(NOW - 1e6, NOW)] == [(CLOCK, ""), (SLEEP, "")]
    with pytest.raises(DatabaseError, match="append"), again.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE revision SET mark = ''")
    again.close()


def test_conditions_are_kept_with_the_newest_statement_in_force(private: PrivateStore) -> None:
    private.set_working_hours("2026-01-01", "[]", 1)
    private.set_working_hours("2026-01-01", "[1]", 2)
    private.choose("cap:points", "30", 1)
    private.choose("cap:points", "28", 2)
    private.set_weight("ann", 3, True, False, 1)
    private.tag_session("ann|1", True, 1)
    private.tag_session("bob|1", True, 1)
    private.tag_session("bob|1", False, 2)
    private.set_day_off("2026-12-24", "holiday")
    private.set_day_off("2026-12-25", "")
    private.set_day_off("2026-12-25", "", off=False)
    private.add_support(Support("reflective", "2026-11-04", 0, "R. V.", "supervisor"), 1)
    assert private.working_hours() == [("2026-01-01", "[1]")]
    assert private.choices() == {"cap:points": "28"}
    assert private.weights() == {"ann": (3, True, False)}
    assert private.tagged_sessions() == {"ann|1": True, "bob|1": False}
    assert private.days_off() == {"2026-12-24": "holiday"}
    assert private.support() == [Support("reflective", "2026-11-04", 0, "R. V.", "supervisor")]
    with pytest.raises(Problem, match="reason"):
        private.add_override("points", 31.5, " ", 1)


def test_what_is_written_as_one_is_kept_together_or_not_at_all(private: PrivateStore) -> None:
    def half() -> None:
        with private.as_one():
            private.choose("cap:points", "20", 1)
            private.write([entry(10, 5)], 1, "impossible")

    with pytest.raises(Problem):
        half()
    assert private.choices() == {}
    with private.as_one():
        private.choose("cap:points", "20", 1)
        private.tag_session("one", True, 1)
    assert (private.choices(), private.tagged_sessions()) == ({"cap:points": "20"}, {"one": True})
    private.choose("cap:points", "21", 2)
    assert private.choices() == {"cap:points": "21"}


def test_the_end_of_a_session_is_kept_changed_and_taken_back_by_steps(private: PrivateStore) -> None:
    first, later = SessionEnd("a", "ann", NOW - 600, ENDED), SessionEnd("a", "ann", NOW - 300, ENDED)
    assert private.end_sessions([first], NOW, "session ended")
    assert private.end_sessions([later], NOW, "session ended")
    assert private.session_ends() == {"a": later}
    private.undo(NOW)
    assert private.session_ends() == {"a": first}
    private.undo(NOW)
    assert private.session_ends() == {}
    private.redo(NOW)
    assert private.session_ends() == {"a": first}
    assert private.next_steps() == ("session ended", "session ended")


def test_a_moment_it_ended_by_never_takes_the_place_of_an_end(private: PrivateStore) -> None:
    by_then = SessionEnd("a", "ann", NOW - 60, BY_THEN)
    assert private.end_sessions([by_then], NOW, "note begun")
    assert not private.end_sessions([by_then._replace(at=NOW - 30)], NOW, "note begun")
    ended = SessionEnd("a", "ann", NOW - 600, ENDED)
    assert private.end_sessions([ended], NOW, "session ended")
    assert not private.end_sessions([by_then], NOW, "note begun")
    assert private.session_ends() == {"a": ended}
    with pytest.raises(Problem, match="future"):
        private.end_sessions([ended._replace(at=NOW + 60)], NOW, "session ended")


def test_the_ends_of_a_deleted_clients_sessions_go_and_others_stay(private: PrivateStore) -> None:
    for client in ("ann", "ben"):
        private.end_sessions([SessionEnd(f"of {client}", client, NOW - 60, ENDED)], NOW, "session ended")
    private.forget_clients(lambda client: client == "ann")
    assert list(private.session_ends()) == ["of ben"]
    private.undo(NOW)
    private.undo(NOW)
    assert private.session_ends() == {}


def test_a_break_is_no_documentation_that_began(private: PrivateStore) -> None:
    private.write([entry(-3600, -1800)._replace(category=BREAK)], NOW, "a break")
    assert private.first_entry() is None


def test_everything_can_be_taken_away(private: PrivateStore) -> None:
    private.write([entry(-3600, -1800, client="ann")], NOW, "added")
    found = private.everything()
    assert set(found) == set(TABLES)
    assert found["revision"][0]["client"] == "ann"
    with private.engine.connect() as connection:
        names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    assert names - {"alembic_version"} == set(TABLES)


def test_a_folder_that_will_not_have_it_is_said(tmp_path: Path, private: PrivateStore) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="could not be written to"):
        write_own_export(private.everything(), tmp_path / "file")


def test_a_copy_that_does_not_read_back_as_it_was_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="does not read back"):
        write_own_export({"choice": [{"value": ("a", "pair")}]}, tmp_path / "out")


def test_nothing_of_it_is_readable_in_the_file(tmp_path: Path, private: PrivateStore) -> None:
    private.write([entry(-3600, -1800, client="canaryclient")], NOW, "canarywords")
    for path in tmp_path.glob("private.db*"):
        assert b"canary" not in path.read_bytes()
