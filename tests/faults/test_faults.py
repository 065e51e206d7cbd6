"""Kill -9, power cuts, bit rot, failing migrations and a second window: few of each, more in ``dev.py slow``, many in ``dev.py faults``."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from briefing_app.viewmodels.gates import read_gates
from tests.faults import __main__, bits, kills, migrations, power, room, versions, windows
from tests.faults.gate import Gate
from tests.needs import needs

posix = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def times(few: int, more: int) -> pytest.MarkDecorator:
    """A few in every round, more in ``dev.py slow``."""
    return pytest.mark.parametrize("count", [few, pytest.param(more, marks=pytest.mark.slow)])


def all_hold(gates: list[Gate]) -> None:
    assert [gate for gate in gates if not gate.holds] == []


@posix
@times(5, 20)
def test_a_killed_import_leaves_whole_imports_and_can_be_gone_on_with(tmp_path: Path, count: int) -> None:
    all_hold(kills.killed_imports(count, Random(1), tmp_path))


@posix
@times(4, 20)
def test_a_killed_change_of_key_leaves_a_store_that_one_of_the_two_keys_opens(tmp_path: Path, count: int) -> None:
    all_hold(kills.killed_key_changes(count, Random(2), tmp_path))


@times(60, 500)
def test_a_power_cut_takes_nothing_that_was_acknowledged_and_the_cuts_would_show_it(tmp_path: Path, count: int) -> None:
    needs(power.why_not)
    all_hold(power.power_cuts(count, count * 2 // 5, Random(3), tmp_path))


@times(12, 60)
def test_a_flipped_bit_and_a_file_cut_short_are_found(tmp_path: Path, count: int) -> None:
    all_hold(bits.rot(count, count // 6, Random(4), tmp_path))


def test_a_migration_that_fails_changes_nothing_and_a_newer_store_is_refused_untouched(tmp_path: Path) -> None:
    all_hold(migrations.migrations(tmp_path))


def test_the_libraries_are_new_enough_and_no_file_begins_readable(tmp_path: Path) -> None:
    all_hold(versions.versions(tmp_path))


@pytest.mark.parametrize("library", ["SQLite", "SQLCipher", "PySide6"])
def test_a_library_that_is_too_old_or_known_to_crash_would_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    if library == "SQLite":
        monkeypatch.setattr(versions, "OLDEST_SQLITE", (99, 0, 0))
    elif library == "SQLCipher":
        monkeypatch.setattr(versions, "OLDEST_SQLCIPHER", (99, 0))
    else:
        monkeypatch.setattr(versions, "version", lambda name: "6.12.0")
        monkeypatch.setattr(sys, "version_info", (3, 11, 9))
    assert sum(not gate.holds for gate in versions.versions(tmp_path)) == 1


def test_every_case_stands_in_the_table_that_help_shows() -> None:
    assert {f"faults {name}" for name in __main__.cases(True, Random())} <= set(read_gates())


@posix
@times(3, 15)
def test_one_of_two_windows_gets_the_profile_and_the_other_when_that_one_is_killed(tmp_path: Path, count: int) -> None:
    all_hold(windows.races(count, tmp_path))


def test_a_disk_that_fills_up_costs_the_import_and_nothing_else(tmp_path: Path) -> None:
    if missing := room.why_not():
        pytest.skip(missing)  # many containers do not let anybody mount
    all_hold([gate for gate in room.full_disk(tmp_path) if gate.limit != "2 s"])  # how fast is for the benchmark to say
