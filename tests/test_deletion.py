"""``briefing client ID --delete``: a backup first, then the person is gone from both stores, and may be allowed again."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.services.deleted import delete
from briefing_app.services.vault import PRACTICE, backups_of
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore, TimeEntry
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from briefing_app.vault import vault_of
from tests.fhir import ndjson, patient, score
from tests.importing import take
from tests.pages import decrypted
from tests.test_cli import briefing

PRIVATE_KEY = bytes(range(1, 33))


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return ndjson(tmp_path / "x.ndjson", patient("ann"), score("s", 12), patient("bea"), score("t", 5, client="bea"))


@pytest.fixture
def profile(tmp_path: Path, export: Path, capsys: pytest.CaptureFixture[str]) -> Profile:
    made = Profile(tmp_path / "p")
    assert briefing(capsys, "--profile", str(made.folder), "import", str(export))[0] == 0
    return made


def ledger(profile: Profile) -> PrivateStore:
    store = PrivateStore(profile.private, unlock(profile, "words", private=True))
    store.write(
        [TimeEntry(0.0, 600.0, "UTC", "notes", "ann"), TimeEntry(700.0, 900.0, "UTC", "notes", "bea")], 1e6, "timed notes"
    )
    store.set_weight("ann", 3, True, False, 1e6)
    store.start_timer(1e6, "UTC", "notes", "ann")
    return store


def test_it_asks_first_and_says_what_would_go(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = briefing(capsys, "--profile", str(profile.folder), "client", "ann", "--delete")
    assert code == 1
    assert "This deletes Ann Invented: 1 imported answer or total; 1 score" in err
    assert "--yes" in err
    assert briefing(capsys, "--profile", str(profile.folder), "client", "ann")[0] == 0


def test_it_backs_up_and_deletes_and_an_import_leaves_the_person_out(
    profile: Profile, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ("--profile", str(profile.folder))
    code, out, _ = briefing(capsys, *place, "client", "ann", "--delete", "--yes")
    assert code == 0
    assert "Backups made before" in out
    assert str(profile.backups) in out
    assert len(backups_of(vault_of(profile, PRACTICE))) == 1
    assert briefing(capsys, *place, "client", "ann")[0] == 1
    report = briefing(capsys, *place, "import", str(export))[1]
    assert "2 records of a deleted client were left out" in report
    chain = json.loads(briefing(capsys, *place, "audit", "--json")[1])
    assert "deleted a client" in [one["action"] for one in chain]
    assert "Invented" not in json.dumps(chain)
    assert briefing(capsys, *place, "client", "bea", "--allow-again")[0] == 1
    assert briefing(capsys, *place, "client", "ann", "--allow-again")[0] == 0
    assert "left out" not in briefing(capsys, *place, "import", str(export))[1]
    assert briefing(capsys, *place, "client", "ann")[0] == 0


def test_own_hours_stay_and_no_longer_say_for_whom(profile: Profile, capsys: pytest.CaptureFixture[str]) -> None:
    ledger(profile).close()
    out = briefing(capsys, "--profile", str(profile.folder), "client", "ann", "--delete", "--yes")[1]
    assert "no longer say for whom (3 rows)" in out
    store = PrivateStore(profile.private, unlock(profile, "words", private=True))
    assert [(one.client, one.end - one.start) for one in store.entries(0, 1e6)] == [("", 600.0), ("bea", 200.0)]
    assert store.weights() == {}
    running = store.running()
    assert running is not None
    assert running.client == ""
    store.close()


def test_every_table_of_the_own_store_that_names_a_client_forgets_them(tmp_path: Path) -> None:
    """Of any table there will be: a row for the client and one for another, made from the schema alone."""
    path, valid = tmp_path / "private.db", {"state": "confirmed"}
    PrivateStore(path, PRIVATE_KEY).close()
    with closing(open_keyed(path, PRIVATE_KEY)) as outside:
        outside.execute("PRAGMA ignore_check_constraints = ON")
        outside.execute("PRAGMA foreign_keys = OFF")
        outside.execute("INSERT INTO step VALUES (1, 0, 'do', NULL, ''), (2, 0, 'do', NULL, '')")
        naming = {}
        for (table,) in outside.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [(name, kind) for _, name, kind, *_ in outside.execute(f"PRAGMA table_info({table})")]
            if "client" not in [name for name, _ in columns]:
                continue
            naming[table] = [name for name, _ in columns]
            for number, who in enumerate(("gone", "stays"), start=1):
                values = [
                    who if name == "client" else valid.get(name, f"{name}{number}") if kind == "TEXT" else number
                    for name, kind in columns
                ]
                outside.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
    store = PrivateStore(path, PRIVATE_KEY)
    assert store.forget_clients(lambda name: name == "gone") == len(naming)
    store.close()
    with closing(open_keyed(path, PRIVATE_KEY)) as outside:
        for table in naming:
            left = [who for (who,) in outside.execute(f"SELECT client FROM {table} ORDER BY id")]
            assert "gone" not in left, table
            assert "stays" in left, table
    assert {"revision", "running", "weight", "process_note"} <= set(naming)


def test_a_ledger_that_was_closed_forgets_them_when_it_is_opened(
    tmp_path: Path, store: PracticeStore, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from briefing_app.services.deleted import forget_in_ledger

    take(store, export)
    own = PrivateStore(tmp_path / "private.db", PRIVATE_KEY)
    own.write([TimeEntry(0.0, 600.0, "UTC", "notes", "canary-of-ann")], 1e6, "timed notes")
    take(store, ndjson(tmp_path / "y.ndjson", patient("canary-of-ann")))
    with closing(PracticeReader(store)) as reader:
        row = reader.row_of("canary-of-ann")
    assert row is not None
    delete(store, row, 1.0, "me", lambda: None, None, audited=True)
    assert b"canary-of-ann" in decrypted(own.path, PRIVATE_KEY)
    assert forget_in_ledger(own, store) == 1
    assert forget_in_ledger(own, store) == 0
    assert b"canary-of-ann" not in decrypted(own.path, PRIVATE_KEY)
    own.close()


def test_without_a_backup_nothing_is_deleted(store: PracticeStore, export: Path) -> None:
    take(store, export)

    def fails() -> Any:
        raise Problem("The disk is full.", "Free some space.")

    with closing(PracticeReader(store)) as reader:
        row = reader.row_of("ann") or 0
        with pytest.raises(Problem, match="disk is full"):
            delete(store, row, 1.0, "me", fails, None, audited=True)
        assert reader.row_of("ann") == row
