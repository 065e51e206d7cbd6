"""``briefing client ID --delete``: a backup first, then the person is gone from both stores, and may be allowed again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.domain.time_entry import TimeEntry
from briefing_app.services import deleted
from briefing_app.services.backup import PRACTICE, PRIVATE, back_up_before, backups_of, vault_of
from briefing_app.services.deleted import DeletionOrder, delete
from briefing_app.services.opening import open_practice, open_private
from briefing_app.storage import vacuum as compacting
from briefing_app.storage.backup import contents_of
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.migrate import PRIVATE_HEAD
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system.keys import unlock, unsealed_with
from briefing_app.system.paths import Profile
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
    path, valid = tmp_path / "private.db", {"state": "confirmed", "mark": "clock"}
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
    delete(store, DeletionOrder(row, 1.0, "me", audited=True), lambda: None, None)
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
            delete(store, DeletionOrder(row, 1.0, "me", audited=True), fails, None)
        assert reader.row_of("ann") == row


# -- what is cut off, or fails, once the rows are gone

KILLED = """
import os, sys
from contextlib import closing
from pathlib import Path
from briefing_app.services import deleted
from briefing_app.storage.practice import PracticeReader, PracticeStore
deleted.compact = lambda _: os.kill(os.getpid(), 9)
store = PracticeStore(Path(sys.argv[1]), bytes.fromhex(sys.stdin.read()))
with closing(PracticeReader(store)) as reader:
    row = reader.row_of(sys.argv[2])
deleted.delete(store, deleted.DeletionOrder(row, 1.0, "me", audited=True), lambda: None, None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("made_good_by", ["opening", "backup"])
def test_a_deletion_killed_before_the_pages_are_written_anew_is_made_good(
    profile: Profile, tmp_path: Path, made_good_by: str
) -> None:
    key = unlock(profile, "words")
    with closing(PracticeStore(profile.practice, key)) as store:
        take(store, ndjson(tmp_path / "y.ndjson", patient("carl", name=[{"family": "Canaryfamily", "given": ["Canarygiven"]}])))
    killed = subprocess.run([sys.executable, "-c", KILLED, profile.practice, "carl"], input=key.hex(), text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(open_keyed(profile.practice, key)) as left:
        assert left.execute("SELECT count(*) FROM client WHERE source_id = 'carl'").fetchone() == (0,)
    assert b"canaryfamily" in decrypted(profile.practice, key)
    if made_good_by == "opening":
        open_practice(profile, key, demo=False).close()
    else:
        back_up_before(profile, key)
    pages = decrypted(profile.practice, key).lower()
    assert [one for one in (b"canaryfamily", b"canarygiven", b"carl") if one in pages] == []


def test_a_ledger_whose_pages_were_not_written_anew_is_made_good_when_it_is_opened(profile: Profile) -> None:
    key = unlock(profile, "words", private=True)
    own = open_private(profile, key, demo=False)
    own.write([TimeEntry(0.0, 600.0, "UTC", "notes", "canary-of-ann")], 1e6, "timed notes")
    assert own.forget_clients(lambda name: name == "canary-of-ann") == 1
    files = [profile.private, profile.private.with_name("private.db-wal")]
    as_killed = [(path, path.read_bytes()) for path in files]
    own.close()
    for path, data in as_killed:  # as a program leaves them that is killed before it compacts
        path.write_bytes(data)
    assert b"canary-of-ann" in decrypted(profile.private, key)
    open_private(profile, key, demo=False).close()
    assert b"canary-of-ann" not in decrypted(profile.private, key)


def test_pages_that_cannot_be_written_anew_are_said_and_done_the_next_time(
    profile: Profile, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> bool:
        raise Problem("The disk is full; nothing of this step was kept.", "Free some space and try again.")

    monkeypatch.setattr(deleted, "compact", full)
    code, out, _ = briefing(capsys, "--profile", str(profile.folder), "client", "ann", "--delete", "--yes")
    assert code == 0
    assert "Deleted: 1 imported answer" in out
    assert "could not be written anew without them yet (the disk is full): until that is done, when Briefing is next" in out
    assert "nothing of this step" not in out
    store = PracticeStore(profile.practice, unlock(profile, "words"))
    assert compacting.is_marked(compacting.driver_of(store.engine))
    store.close()
    assert briefing(capsys, "--profile", str(profile.folder), "day")[0] == 0
    store = PracticeStore(profile.practice, unlock(profile, "words"))
    assert not compacting.is_marked(compacting.driver_of(store.engine))
    store.close()


def test_a_deletion_that_is_undone_leaves_no_mark(store: PracticeStore, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(store, export)
    monkeypatch.setattr("briefing_app.storage.deleted._delete_traces", lambda *_: 1 / 0)
    with closing(PracticeReader(store)) as reader, pytest.raises(ZeroDivisionError):
        delete_client(store, reader.row_of("ann") or 0, 1.0, "me")
    assert not compacting.is_marked(compacting.driver_of(store.engine))


@pytest.mark.parametrize("older", [False, True])
def test_the_own_ledger_is_backed_up_before_it_is_moved_on_and_before_it_forgets(
    profile: Profile, capsys: pytest.CaptureFixture[str], older: bool
) -> None:
    vault, key = vault_of(profile, PRIVATE), unlock(profile, "words", private=True)
    ledger(profile).close()
    if older:
        with closing(open_keyed(profile.private, key)) as outside:
            for statement in (
                "DROP TRIGGER revision_stays",
                "ALTER TABLE revision DROP COLUMN mark",
                "ALTER TABLE running DROP COLUMN mark",
                "CREATE TRIGGER revision_stays BEFORE UPDATE OF step_id ON revision BEGIN SELECT raise(ABORT, 'kept'); END",
                "DROP TABLE process_note",
                "DROP TABLE session_end",
                "UPDATE alembic_version SET version_num = '0001'",
            ):
                outside.execute(statement)
    else:
        with closing(PrivateStore(profile.private, key)) as own:
            own.keep_process_note("ann", "session", "what I thought", 1.0)
    assert briefing(capsys, "--profile", str(profile.folder), "client", "ann", "--delete", "--yes")[0] == 0
    held = contents_of(backups_of(vault)[-1].path, lambda data: unsealed_with(key, data))
    assert held.schema == ("0001" if older else PRIVATE_HEAD)
    assert older or held.tables["process_note"][0] == 1
    assert held.tables["weight"][0] == 1


def test_a_ledger_that_knows_nobody_who_is_gone_is_not_backed_up_for_it(
    profile: Profile, capsys: pytest.CaptureFixture[str]
) -> None:
    open_private(profile, unlock(profile, "words", private=True), demo=False).close()
    assert briefing(capsys, "--profile", str(profile.folder), "client", "ann", "--delete", "--yes")[0] == 0
    assert backups_of(vault_of(profile, PRIVATE)) == []
