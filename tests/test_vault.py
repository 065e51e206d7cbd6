"""Keys and backups on the command line: a code that is typed back, a passphrase that is changed, a backup that opens elsewhere."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from briefing_app.cli import main
from briefing_app.services.backup import backups_of, is_due, vault_of
from briefing_app.storage.engine import create_private_file, keyed_engine, open_keyed
from briefing_app.system.keys import new_code, set_recovery_code, unlock, ways_in
from briefing_app.system.paths import Profile
from tests.fhir import ndjson, patient, score
from tests.test_cli import briefing


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    place = tmp_path / "profile"
    export = ndjson(tmp_path / "x.ndjson", patient(), score("s", 12))
    assert briefing(capsys, "--profile", str(place), "import", str(export))[0] == 0
    return place


class Terminal:
    """Somebody who types back the code that was shown, or something else."""

    def __init__(self, capsys: pytest.CaptureFixture[str], answer: str = "") -> None:
        self._capsys, self._answer, self.shown = capsys, answer, ""

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        self.shown = self._capsys.readouterr().out
        found = re.search(r"(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}", self.shown)
        assert found is not None
        return (self._answer or found[0].lower()) + "\n"


@contextmanager
def pipe(words: str) -> Iterator[str]:
    read, write = os.pipe()
    os.write(write, f"{words}\n".encode())
    os.close(write)
    yield str(read)
    os.close(read)


def test_a_first_import_needs_a_recovery_code_or_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ndjson(tmp_path / "x.ndjson", patient())
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pipe("words") as read:
        assert main(["--profile", str(tmp_path / "p"), "--passphrase-fd", read, "import", str(export)]) == 5
    assert "no recovery code" in capsys.readouterr().err
    terminal = Terminal(capsys)
    monkeypatch.setattr(sys, "stdin", terminal)
    monkeypatch.setattr("briefing_app.commands.keys.can_type", lambda: True)  # what is printed is read here, not at a terminal
    with pipe("words") as read:
        assert main(["--profile", str(tmp_path / "p"), "--passphrase-fd", read, "import", str(export)]) == 0
    assert "Write it down" in terminal.shown
    assert ways_in(Profile(tmp_path / "p")) == ("recovery", "passphrase")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pipe("words") as read:
        assert main(["--profile", str(tmp_path / "p"), "--passphrase-fd", read, "import", str(export)]) == 0


def test_a_code_typed_back_wrongly_is_not_in_force(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(capsys, "AAAA-AAAA"))
    code, _, err = briefing(capsys, "--profile", str(folder), "keys", "recovery")
    assert code == 1
    assert "not in force" in err
    assert ways_in(Profile(folder)) == ("passphrase",)


def test_the_passphrase_is_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pipe("other words") as new:
        assert briefing(capsys, "--profile", str(folder), "keys", "passphrase", "--new-passphrase-fd", new)[0] == 0
    assert briefing(capsys, "--profile", str(folder), "keys")[0] == 5
    code, out, _ = briefing(capsys, "--profile", str(folder), "keys", passphrase="other words")
    assert code == 0
    assert out.startswith("opened by a passphrase\nThis store has no recovery code")


def test_a_backup_is_made_listed_rehearsed_and_restored_on_another_computer(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = briefing(capsys, "--profile", str(folder), "backup", "--rehearse")
    assert code == 0
    assert "all equal" in out
    _, listed, _ = briefing(capsys, "--profile", str(folder), "backup", "--list", passphrase=None)
    path = listed.split()[-1]
    other = str(tmp_path / "other computer")
    assert briefing(capsys, "--profile", other, "restore", path, passphrase="wrong")[0] == 5
    code, out, _ = briefing(capsys, "--profile", other, "restore", path)
    assert code == 0
    assert "the practice store of" in out
    assert "kept as" not in out
    _, before, _ = briefing(capsys, "--profile", str(folder), "scores", "--json")
    _, after, _ = briefing(capsys, "--profile", other, "scores", "--json")
    assert before == after != "[]\n"


def test_a_second_import_backs_up_what_the_first_brought(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not list((folder / "backups").rglob("*.briefing"))
    export = ndjson(tmp_path / "y.ndjson", patient("ben"))
    assert briefing(capsys, "--profile", str(folder), "import", str(export))[0] == 0
    assert len(list((folder / "backups" / "practice").glob("*.briefing"))) == 1


def test_keys_and_backups_are_never_made_where_there_is_no_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["keys"], ["backup"], ["keys", "--private"]):
        code, _, err = briefing(capsys, "--profile", str(tmp_path / "empty"), *command)
        assert code == 4
        assert "in this profile yet" in err
    assert not list(tmp_path.rglob("*.json"))


def test_an_older_store_is_backed_up_before_it_is_moved_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from briefing_app.storage.migrate import _upgrade

    key, bare = unlock(Profile(folder), "words"), folder.parent / "bare.db"
    create_private_file(bare)
    engine = keyed_engine(bare, key)
    _upgrade(engine, "0002", "migrations")
    engine.dispose()
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    with closing(open_keyed(bare, key)) as empty, closing(open_keyed(Profile(folder).practice, key)) as older:
        older.execute("PRAGMA foreign_keys = OFF")
        for (later,) in set(older.execute(tables)) - set(empty.execute(tables)):
            older.execute(f"DROP TABLE {later}")
        for (later,) in set(older.execute(indexes)) - set(empty.execute(indexes)):
            older.execute(f"DROP INDEX {later}")
        for (table,) in set(empty.execute(tables)):
            columns = f"SELECT name FROM pragma_table_info('{table}')"
            for (later,) in set(older.execute(columns)) - set(empty.execute(columns)):
                older.execute(f"ALTER TABLE {table} DROP COLUMN {later}")
        older.execute("UPDATE alembic_version SET version_num = '0002'")
    assert briefing(capsys, "--profile", str(folder), "day")[0] == 0
    assert len(list((folder / "backups" / "practice").glob("*.briefing"))) == 1


def test_check_says_whether_a_store_is_whole_and_names_the_newest_backup(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = briefing(capsys, "--profile", str(folder), "check")
    assert code == 0
    assert "practice.db is whole" in out
    assert "There is no backup." in out
    assert briefing(capsys, "--profile", str(folder), "backup", "--rehearse")[0] == 0
    store = Profile(folder).practice
    with closing(open_keyed(store, unlock(Profile(folder), "words"))) as opened:
        ((page,),) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'phrase'")
        ((size,),) = opened.execute("PRAGMA page_size")
    data = bytearray(store.read_bytes())
    data[page * int(size) - int(size) // 2] ^= 1  # in a table that no store is opened by
    store.write_bytes(data)
    code, _, err = briefing(capsys, "--profile", str(folder), "check")
    assert code == 4
    assert "damaged in 1 place. The newest of 1 backups" in err
    assert "briefing restore" in err
    assert store.read_bytes() == bytes(data)


def test_commands_leave_rows_in_the_audit_without_names(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    briefing(capsys, "--profile", str(folder), "scores", "--csv")
    code, out, _ = briefing(capsys, "--profile", str(folder), "audit", "--csv")
    assert code == 0
    assert [line.split(",")[2] for line in out.splitlines()[1:]] == ["imported", "exported"]
    assert "Invented" not in out


def test_a_store_gets_another_key_and_keeps_its_words_and_its_recovery_code(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = Profile(folder)
    before = unlock(profile, "words")
    terminal = Terminal(capsys)
    monkeypatch.setattr(sys, "stdin", terminal)
    code, out, _ = briefing(capsys, "--profile", str(folder), "keys", "rekey")
    assert code == 0
    assert "The store has a new key." in out
    written_down = re.findall(r"(?:[A-Z2-7]{4}-){7}[A-Z2-7]{4}", terminal.shown)[0]
    between = unlock(profile, "words")
    assert unlock(profile, written_down) == between != before
    monkeypatch.setattr(sys, "stdin", io.StringIO("AAAA\n"))
    code, _, err = briefing(capsys, "--profile", str(folder), "keys", "rekey")
    assert code == 5
    assert "not the recovery code" in err
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{written_down.lower()}\n"))
    assert briefing(capsys, "--profile", str(folder), "keys", "rekey")[0] == 0
    after = unlock(profile, "words")
    assert unlock(profile, written_down) == after not in (before, between)
    _, audit, _ = briefing(capsys, "--profile", str(folder), "audit", "--csv")
    assert [line.split(",")[2] for line in audit.splitlines()[1:]] == ["imported", "gave a new key", "gave a new key"]


def test_a_new_key_is_sealed_by_the_passphrase_so_the_recovery_code_alone_does_not_make_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = new_code()
    set_recovery_code(Profile(folder), unlock(Profile(folder), "words"), code)
    status, _, err = briefing(capsys, "--profile", str(folder), "keys", "rekey", passphrase=code)
    assert status == 5
    assert "sealed by the passphrase too" in err


def test_the_last_way_in_is_not_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = briefing(capsys, "--profile", str(folder), "keys", "remove", "passphrase")
    assert code == 5
    assert "make one first" in err
    assert ways_in(Profile(folder)) == ("passphrase",)


def test_backups_and_restores_stand_in_the_audit_and_a_backup_is_not_due_because_of_its_own_row(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert briefing(capsys, "--profile", str(folder), "backup")[0] == 0
    vault = vault_of(Profile(folder))
    (made,) = backups_of(vault)
    assert not is_due(vault, made.made + timedelta(hours=1))
    assert briefing(capsys, "--profile", str(folder), "restore", str(made.path))[0] == 0
    _, out, _ = briefing(capsys, "--profile", str(folder), "audit", "--csv")
    assert [line.split(",")[2] for line in out.splitlines()[1:]] == ["imported", "began a backup", "restored"]
