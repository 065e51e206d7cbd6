"""A store on another computer's disk: none is made there, and one that is there already is kept without WAL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing_app.cli import main
from briefing_app.domain.problems import Busy
from briefing_app.services.backup import PRACTICE, Vault, back_up, rehearse
from briefing_app.storage import engine
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system import keys
from briefing_app.system.key_slots import KeyFault
from briefing_app.system.keys import unlock
from briefing_app.system.paths import Profile
from tests.conftest import KEY
from tests.fhir import ndjson, patient, score
from tests.importing import take

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


@pytest.fixture
def networked(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (engine, keys):
        monkeypatch.setattr(module, "on_network", lambda folder: True)


@pytest.fixture
def kept(tmp_path: Path, new_store: Path, networked: None) -> Iterator[PracticeStore]:
    """A store that was made on this computer, with WAL, and then moved there."""
    path = tmp_path / "practice.db"
    path.write_bytes(new_store.read_bytes())
    opened = PracticeStore(path, KEY)
    yield opened
    opened.close()


def journal_of(path: Path) -> str:
    with closing(open_keyed(path, KEY)) as found:
        return str(found.execute("PRAGMA journal_mode").fetchone()[0])


def test_here_a_store_is_kept_with_wal(tmp_path: Path, store: PracticeStore) -> None:
    assert journal_of(tmp_path / "practice.db") == "wal"


@pytest.mark.parametrize("private", [False, True])
def test_no_new_store_is_made_on_another_computers_disk(tmp_path: Path, networked: None, private: bool) -> None:
    profile = Profile(tmp_path / "p")
    with pytest.raises(KeyFault, match="another computer's disk"):
        unlock(profile, "words", private=private)
    assert list(profile.folder.iterdir()) == []


def test_the_command_line_says_so(tmp_path: Path, networked: None, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "words").open("w+") as words:
        words.write("words\n")
        words.seek(0)
        assert main(["--profile", str(tmp_path / "p"), "--passphrase-fd", str(words.fileno()), "schedule"]) != 0
    said = capsys.readouterr().err
    assert "no new store was made there" in said
    assert "Choose a folder on this computer with --profile." in said


def test_one_that_is_there_is_opened_without_wal(tmp_path: Path, kept: PracticeStore) -> None:
    take(kept, ndjson(tmp_path / "x.ndjson", patient(), score("s", 12)))
    assert journal_of(tmp_path / "practice.db") == "delete"
    assert sorted(path.name for path in tmp_path.glob("practice.db*")) == ["practice.db"]
    assert damage(tmp_path / "practice.db", KEY) == ""


def test_what_wal_had_not_yet_folded_in_is_there(tmp_path: Path, new_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a crash on this computer: the last rows stand in the journal alone."""
    path, crashed = tmp_path / "practice.db", tmp_path / "net" / "practice.db"
    path.write_bytes(new_store.read_bytes())
    store = PracticeStore(path, KEY)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 12)))
    crashed.parent.mkdir()
    for end in ("", "-wal"):
        crashed.with_name(crashed.name + end).write_bytes(path.with_name(path.name + end).read_bytes())
    store.close()
    monkeypatch.setattr(engine, "on_network", lambda folder: True)
    moved = PracticeStore(crashed, KEY)
    reader = PracticeReader(moved)
    assert reader.row_of("ann") is not None
    reader.close()
    moved.close()
    assert sorted(one.name for one in crashed.parent.iterdir()) == ["practice.db"]


def test_window_import_and_backup_use_it_together(tmp_path: Path, kept: PracticeStore) -> None:
    """The window's connection stays open while another process imports and a third copies."""
    reader = PracticeReader(kept)
    assert reader.row_of("ann") is None
    other = PracticeStore(tmp_path / "practice.db", KEY)
    take(other, ndjson(tmp_path / "x.ndjson", patient(), score("s", 12)))
    assert reader.row_of("ann") is not None
    other.close()
    with closing(open_keyed(tmp_path / "practice.db", KEY)) as source:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM client").fetchone()
        assert reader.row_of("ann") is not None
    reader.close()


def test_who_has_to_wait_too_long_for_a_writer_is_told_that_the_store_is_busy(
    tmp_path: Path, kept: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_keyed(tmp_path / "practice.db", KEY)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
        with pytest.raises(Busy):
            open_keyed(tmp_path / "practice.db", KEY)
        writer.execute("ROLLBACK")
    open_keyed(tmp_path / "practice.db", KEY).close()


def test_its_backups_are_made_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = Profile(tmp_path / "p")
    key = unlock(profile, "words")
    PracticeStore(profile.practice, key).close()
    PrivateStore(profile.private, unlock(profile, "words", private=True)).close()
    for module in (engine, keys):
        monkeypatch.setattr(module, "on_network", lambda folder: True)
    assert unlock(profile, "words") == key
    store = PracticeStore(profile.practice, key)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 12)))
    vault = Vault(profile, PRACTICE)
    back_up(vault, key, NOW)
    assert rehearse(vault, key, NOW).tables["score"][0] == 1
    store.close()
