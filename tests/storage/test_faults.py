"""What the surroundings do to a store is named for what it is: no disk that is full, or may only be read, is called damage."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from briefing_app.domain.problems import Busy, NotWritten, Problem
from briefing_app.storage import engine, faults, practice
from briefing_app.storage.audit import record
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.hindrance import BY_NUMBER, hindrance, words_of
from tests.conftest import KEY
from tests.fhir import ndjson, patient
from tests.importing import take

CALLED_DAMAGE = ("damaged", "another key", "estore")


def fault(code: int, words: str = "as SQLite says it") -> dbapi2.OperationalError:
    made = dbapi2.OperationalError(words)
    if code:
        made.sqlite_errorcode = code
    return made


def says(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The system refuses to write beside a store."""
    reason = OSError(number, os.strerror(number), "/x/practice") if number else None
    monkeypatch.setattr(faults, "refused_to_write", lambda _: None)
    monkeypatch.setattr(faults, "hindrance", lambda _: reason)


@pytest.mark.parametrize("code", [faults.READONLY, faults.IOERR | 5 << 8, faults.FULL, faults.CANTOPEN, faults.PERM])
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "full disk"),
        (errno.EDQUOT, "your share is used up"),
        (errno.EROFS, "can only be read"),
        (errno.EACCES, "rights of this user"),
        (errno.EIO, "cannot be read or written"),
    ],
)
def test_what_the_disk_says_when_it_is_asked_is_what_is_named(
    monkeypatch: pytest.MonkeyPatch, code: int, number: int, said: str
) -> None:
    says(monkeypatch, number)
    problem = faults.problem_of(fault(code), Path("/x/practice/practice.db"))
    assert isinstance(problem, NotWritten)
    assert said in problem.sentence
    assert "nothing of this step was kept" in problem.sentence
    assert problem.remedy
    assert not any(word in str(problem) for word in CALLED_DAMAGE)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (faults.FULL, "The disk is full"),
        (faults.READONLY, "The store can only be read"),
        (faults.IOERR, "The disk refused"),
        (faults.CANTOPEN, "The disk refused"),
    ],
)
def test_where_the_disk_takes_what_is_tried_the_code_alone_is_said(
    monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    says(monkeypatch, 0)
    for path in (Path("/x/practice.db"), None):
        problem = faults.problem_of(fault(code), path)
        assert isinstance(problem, NotWritten)
        assert problem.sentence.startswith(said)


def test_only_pages_that_fail_are_damage_and_a_lock_is_a_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, errno.ENOSPC)
    for code in (faults.CORRUPT, faults.NOTADB):
        problem = faults.problem_of(fault(code), Path("/x/practice.db"))
        assert isinstance(problem, Problem)
        assert "damaged" in problem.sentence
        assert problem.exit_code == 4
    for code in (faults.BUSY, faults.LOCKED):
        assert isinstance(faults.problem_of(fault(code)), Busy)
    assert faults.problem_of(fault(1)) is None, "a fault of ours is not the disk's"


def test_a_copy_from_store_to_store_has_words_and_no_code() -> None:
    assert faults.code_of(fault(0, "database or disk is full")) == faults.FULL
    assert faults.code_of(fault(0, "no such table: x")) == 0


def test_each_number_has_a_sentence_and_a_remedy_and_names_what_it_is_about() -> None:
    for number in BY_NUMBER:
        sentence, remedy = words_of(OSError(number, os.strerror(number), "/x/backups/practice"))
        assert sentence.startswith("“practice”")
        assert sentence.endswith(".")
        assert remedy.endswith(".")
    assert words_of(OSError(errno.ELOOP, "Too many links"))[0] == "A file that is needed cannot be used: Too many links."


def test_writing_is_tried_and_leaves_nothing(tmp_path: Path) -> None:
    assert hindrance(tmp_path) is None
    assert not list(tmp_path.iterdir())
    gone = hindrance(tmp_path / "gone")
    assert gone is not None
    assert (gone.errno, words_of(gone)[0]) == (errno.ENOENT, "“gone” is gone.")


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a client in it, in a folder that cannot be written."""
    path = tmp_path / "practice.db"
    store = PracticeStore(path, KEY)
    take(store, ndjson(tmp_path / "export.ndjson", patient("ida")))
    store.close()
    refused = OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
    monkeypatch.setattr(practice, "refused_to_write", lambda _: refused)
    monkeypatch.setattr(faults, "refused_to_write", lambda _: refused)
    monkeypatch.setattr(engine, "hindered", lambda _: refused)
    return path


def test_a_store_that_cannot_be_written_is_read_and_nothing_is_left_beside_it(read_only: Path) -> None:
    before = {one.name: one.stat().st_mtime_ns for one in read_only.parent.iterdir()}
    store = PracticeStore(read_only, KEY, make=False)
    assert store.hindered is not None
    assert "can only be read" in store.hindered.sentence
    reader = PracticeReader(store)
    assert reader.row_of("ida") is not None
    with pytest.raises(NotWritten, match="can only be read"):
        record(store, "viewed", 1.0, "somebody")
    reader.close()
    store.close()
    assert {one.name: one.stat().st_mtime_ns for one in read_only.parent.iterdir()} == before


def test_it_is_not_read_without_its_newest_changes(read_only: Path) -> None:
    read_only.with_name("practice.db-wal").write_bytes(b"what was not folded in")
    with pytest.raises(Problem, match="newest changes stand beside it, so it was not read") as told:
        PracticeStore(read_only, KEY, make=False)
    assert not any(word in str(told.value) for word in CALLED_DAMAGE)


def test_what_a_read_only_moment_left_beside_a_store_does_not_hold_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, left = tmp_path / "practice.db", tmp_path / "practice.db-shm"
    PracticeStore(path, KEY).close()
    left.write_bytes(b"")
    left.chmod(0o400)
    monkeypatch.setattr(os, "access", lambda place, _: Path(place) != left or bool(left.stat().st_mode & 0o200))
    PracticeStore(path, KEY, make=False).close()
    assert not left.exists() or left.stat().st_mode & 0o200
