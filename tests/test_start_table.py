"""What a start does for every combination of store file, key slots, keyring and leftovers: never a new store over a loss, never a file changed."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import keyring
import pytest

from briefing_app.domain.audit import KEY_FILE_BACK
from briefing_app.domain.problems import Locked, Problem
from briefing_app.services.backup import PRACTICE, Vault, back_up
from briefing_app.services.opening import key_of, open_practice, open_private
from briefing_app.services.restore import restore_backup
from briefing_app.storage.audit import deeds
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system import computer_keyring
from briefing_app.system.key_slots import spare
from briefing_app.system.keys import new_code, set_passphrase, set_recovery_code, unlock
from briefing_app.system.paths import Profile
from tests.fhir import ndjson, patient
from tests.importing import take
from tests.system.test_keys import MemoryKeyring

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
CODE = new_code()
WORDS = "several words"
Change = Callable[[Profile], None]


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    for name in ("set_password", "get_password", "delete_password"):
        monkeypatch.setattr(keyring, name, getattr(backend, name))
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", (f"{MemoryKeyring.__module__}.MemoryKeyring",))
    return backend


def made(folder: Path, words: str | None = WORDS, *, backup: bool = False) -> Profile:
    """A profile as a program leaves it: a store with one client, slots twice, a recovery code, a backup if asked for."""
    profile = Profile(folder)
    key = key_of(profile, words, demo=False)
    store = open_practice(profile, key, demo=False)
    take(store, ndjson(folder / "x.ndjson", patient()))
    store.close()
    set_recovery_code(profile, key, CODE)
    if backup:
        back_up(Vault(profile, PRACTICE), key, NOW)
    return profile


def start(profile: Profile, words: str | None) -> int:
    """As the window and every command do it; the number of clients."""
    store = open_practice(profile, key_of(profile, words, demo=False), demo=False)
    reader = PracticeReader(store)
    try:
        return reader.client_count()
    finally:
        reader.close()
        store.close()


def clients(path: Path, key: bytes) -> int:
    with closing(open_keyed(path, key)) as found:
        return int(found.execute("SELECT count(*) FROM client WHERE source_id <> ''").fetchone()[0])


def files(profile: Profile) -> dict[str, str]:
    """Every file of the profile with its content; a lock file is nobody's data."""
    found = [path for path in profile.folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return {str(path.relative_to(profile.folder)): sha256(path.read_bytes()).hexdigest() for path in found}


def slots_of(profile: Profile) -> tuple[Path, Path]:
    return profile.slots, profile.slots.with_suffix(".copy.json")


def no_store(profile: Profile) -> None:
    profile.practice.unlink()


def empty_store(profile: Profile) -> None:
    profile.practice.write_bytes(b"")


def damaged_store(profile: Profile) -> None:
    data = bytearray(profile.practice.read_bytes())
    data[20:3000] = b"x" * 2980
    profile.practice.write_bytes(data)


def store_of_another(profile: Profile) -> None:
    no_store(profile)
    PracticeStore(profile.practice, bytes(32)).close()


def plain_store(profile: Profile) -> None:
    no_store(profile)
    with closing(sqlite3.connect(profile.practice)) as plain:
        plain.execute("CREATE TABLE client (name TEXT)")


def linked_store(profile: Profile) -> None:
    profile.practice.rename(profile.folder / "elsewhere.db")
    profile.practice.symlink_to(profile.folder / "elsewhere.db")


def folder_in_its_place(profile: Profile) -> None:
    no_store(profile)
    profile.practice.mkdir()
    (profile.practice / "something").write_text("")


def no_slots(profile: Profile) -> None:
    """Neither copy, nor the one beside the backups."""
    for path in (*slots_of(profile), spare(profile.slots)):
        path.unlink()


def slots_beside_the_backups_alone(profile: Profile) -> None:
    for path in slots_of(profile):
        path.unlink()


def damaged_slots(profile: Profile) -> None:
    for path in (*slots_of(profile), spare(profile.slots)):
        path.write_bytes(path.read_bytes()[:100])


def first_slots_damaged(profile: Profile) -> None:
    profile.slots.write_bytes(b"\0" * 400)


def first_slots_gone(profile: Profile) -> None:
    profile.slots.unlink()


def journal_left(profile: Profile) -> None:
    profile.practice.with_name("practice.db-wal").write_bytes(b"frames")


def set_aside(profile: Profile) -> None:
    profile.practice.rename(profile.folder / "practice-replaced-20261125-083000.db")


REFUSED = [
    (
        "no store, no slots, backups",
        True,
        [no_store, no_slots],
        "what an earlier store left: practice-20261125-083000.briefing",
    ),
    ("no store, no slots, a store set aside", False, [set_aside, no_slots], "practice-replaced-20261125-083000.db. No new one"),
    ("no store, slots", False, [no_store], "practice.db is missing, though its key file is here; no new one"),
    ("no store, slots, backups", True, [no_store], "no new one was made in its place"),
    ("no store, slots, its journal", False, [no_store, journal_left], "practice.db is missing"),
    ("no store, slots, a store set aside", False, [set_aside], "set aside is kept as practice-replaced-20261125-083000.db"),
    ("no store, the copy of the slots alone", False, [no_store, first_slots_gone], "practice.db is missing"),
    ("empty store, slots", False, [empty_store], "practice.db is empty, though its key file is here"),
    ("empty store, no slots", False, [empty_store, no_slots], "key file of this store is missing"),
    ("store, no slots", False, [no_slots], "key file of this store is missing"),
    ("store, damaged slots", False, [damaged_slots], "key file of this store is missing or damaged"),
    ("damaged store, slots", False, [damaged_store], "damaged, or it belongs to another key"),
    ("damaged store, slots, backups", True, [damaged_store], "damaged, or it belongs to another key"),
    ("empty store, no slots, backups", True, [empty_store, no_slots], "key file of this store is missing"),
    (
        "empty store, slots beside the backups",
        False,
        [empty_store, slots_beside_the_backups_alone],
        "key file of this store is missing",
    ),
    ("damaged store, no slots, backups", True, [damaged_store, no_slots], "key file of this store is missing"),
    ("another's store, slots", False, [store_of_another], "damaged, or it belongs to another key"),
    ("another's store, no slots, backups", True, [store_of_another, no_slots], "key file of this store is missing"),
    ("plain store, slots", False, [plain_store], "is not encrypted"),
    ("linked store, slots", False, [linked_store], "is a link to another place"),
    ("a folder in the store's place, slots", False, [folder_in_its_place], "cannot be read: Is a directory"),
]
OPENED: list[tuple[str, bool, list[Change]]] = [
    ("store, slots", False, []),
    ("store, first slots damaged", False, [first_slots_damaged]),
    ("store, first slots gone", False, [first_slots_gone]),
    ("store, no slots, backups", True, [no_slots]),
    ("store, slots beside the backups alone", False, [slots_beside_the_backups_alone]),
    ("store, slots beside the backups, backups", True, [slots_beside_the_backups_alone]),
    ("store, damaged slots, backups", True, [damaged_slots]),
]


@pytest.mark.parametrize(("row", "backup", "changes", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_start_that_would_lose_something_is_refused_and_changes_nothing(
    tmp_path: Path, row: str, backup: bool, changes: list[Change], said: str
) -> None:
    profile = made(tmp_path, backup=backup)
    for change in changes:
        change(profile)
    before = files(profile)
    with pytest.raises(Problem) as refused:
        start(profile, WORDS)
    assert said in str(refused.value), row
    assert "not the right one" not in str(refused.value)
    assert refused.value.exit_code in (4, 5)
    assert files(profile) == before


@pytest.mark.parametrize(("row", "backup", "changes"), OPENED, ids=[row[0] for row in OPENED])
@pytest.mark.parametrize("words", [WORDS, CODE], ids=["passphrase", "recovery code"])
def test_a_start_opens_what_can_be_opened(tmp_path: Path, row: str, backup: bool, changes: list[Change], words: str) -> None:
    profile = made(tmp_path, backup=backup)
    before = unlock(profile, WORDS)
    for change in changes:
        change(profile)
    with pytest.raises(Locked, match="not the right one"):
        start(profile, "other words")
    assert start(profile, words) == 1, row
    assert unlock(profile, WORDS) == before
    assert slots_of(profile)[0].read_bytes() == slots_of(profile)[1].read_bytes()


@pytest.mark.parametrize(
    "left", ["nothing", "slots of a killed first start", "slots and an empty file of a killed first start"]
)
def test_a_first_start_makes_a_store(tmp_path: Path, left: str) -> None:
    profile = Profile(tmp_path)
    if left != "nothing":
        key_of(profile, WORDS, demo=False)
    if "empty file" in left:
        profile.practice.touch()
    assert start(profile, WORDS) == 0
    no_store(profile)
    with pytest.raises(Problem, match="is missing"):
        start(profile, WORDS)


@pytest.mark.parametrize("trouble", ["no answer", "no entry", "another key", "not to be trusted", "error"])
def test_a_keyring_that_does_not_open_leads_to_the_recovery_code(
    tmp_path: Path, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    profile = made(tmp_path, None)
    assert start(profile, None) == 1
    monkeypatch.setattr(computer_keyring, "KEYRING_SECONDS", 0.1)
    if trouble == "no entry":
        memory.kept.clear()
    elif trouble == "another key":
        memory.kept = dict.fromkeys(memory.kept, "A" * 43 + "=")
    elif trouble == "not to be trusted":
        monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", ())
    elif trouble == "error":
        monkeypatch.setattr(keyring, "get_password", lambda *_: 1 / 0)
    else:
        import threading

        monkeypatch.setattr(keyring, "get_password", lambda *_: threading.Event().wait(2))
    before = files(profile)
    with pytest.raises(Locked, match="keyring does not open this store") as asked:
        start(profile, None)
    assert not asked.value.new
    assert files(profile) == before
    assert start(profile, CODE) == 1


def test_the_clinicians_own_store_is_not_made_anew_either(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    open_private(profile, key_of(profile, WORDS, demo=False, private=True), demo=False).close()
    profile.private.unlink()
    with pytest.raises(Problem, match=r"private\.db is missing"):
        key_of(profile, WORDS, demo=False, private=True)
    assert not profile.private.exists()


# -- a restore that is killed


class Killed(BaseException):
    pass


def killed_at(monkeypatch: pytest.MonkeyPatch, step: int) -> Callable[[], int]:
    """The process ends before its ``step``-th change of a name; how many there were."""
    count = 0

    def wrapped(name: str) -> Callable[..., object]:
        given = getattr(Path, name)

        def change(self: Path, *arguments: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count == step:
                raise Killed
            return given(self, *arguments, **more)

        return change

    for name in ("rename", "replace", "unlink", "rmdir"):
        monkeypatch.setattr(Path, name, wrapped(name))
    return lambda: count


@pytest.mark.parametrize("there", ["whole", "damaged", "missing", "of another key"])
def test_a_restore_killed_at_any_step_ends_with_the_old_store_or_the_restored_one(tmp_path: Path, there: str) -> None:
    whole = made(tmp_path / there, backup=True)
    backup = next((whole.backups / PRACTICE).iterdir())
    if there == "of another key":  # another computer's practice lies here
        backup = backup.rename(whole.folder / backup.name)
        for old in (whole.practice, *slots_of(whole)):
            old.unlink()
        (whole.backups / PRACTICE).rmdir()
        other = open_practice(whole, key_of(whole, "other words", demo=False), demo=False)
    else:
        other = open_practice(whole, key_of(whole, WORDS, demo=False), demo=False)
    take(other, ndjson(tmp_path / "more.ndjson", patient("b"), patient("c")))
    other.close()
    if there in ("damaged", "missing"):
        {"damaged": damaged_store, "missing": no_store}[there](whole)
    finished, step = False, 0
    while not finished:
        step += 1
        profile = Profile(shutil.copytree(whole.folder, tmp_path / f"{there} {step}"))
        path = profile.folder / backup.relative_to(whole.folder)
        there_before = profile.practice.read_bytes() if profile.practice.exists() else None
        with pytest.MonkeyPatch.context() as patch:
            counted = killed_at(patch, step)
            try:
                restore_backup(profile, path, WORDS, NOW)
                finished = True
            except Killed:
                assert counted() >= step
        found, said = None, ""
        for words in (WORDS, "other words"):
            try:
                found = start(profile, words)
                break
            except Problem as problem:
                said += str(problem)
        asides = list(profile.folder.glob("practice-replaced-*.db"))
        if found == 1:  # the backup, whole; what was there is kept with its slots
            assert len(asides) == (there_before is not None)
            if there == "whole":
                assert clients(asides[0], unlock(profile, WORDS)) == 3
            elif asides:
                assert asides[0].read_bytes() == there_before
            assert len(list(profile.folder.glob("practice-replaced-*-keyslots.json"))) == len(asides)
            assert not list(profile.folder.glob("restoring-*"))
        else:  # nothing had happened yet
            assert not asides
            assert found == {"whole": 3, "of another key": 2}.get(there)
            assert found or "missing" in said or "damaged" in said
    assert step > 6


def test_a_store_another_program_has_open_is_not_replaced_beneath_it(tmp_path: Path) -> None:
    profile = made(tmp_path, backup=True)
    path = next((profile.backups / PRACTICE).iterdir())
    store = PracticeStore(profile.practice, unlock(profile, WORDS))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM client").all()
        with pytest.raises(Problem, match="Another program has the store open"):
            restore_backup(profile, path, WORDS, NOW)
    store.close()
    assert not list(profile.folder.glob("practice-replaced-*"))
    assert restore_backup(profile, path, WORDS, NOW).aside is not None
    assert start(profile, WORDS) == 1


def test_two_restores_in_one_second_keep_both_stores(tmp_path: Path) -> None:
    profile = made(tmp_path, backup=True)
    path = next((profile.backups / PRACTICE).iterdir())
    names = {restore_backup(profile, path, WORDS, NOW).aside for _ in range(3)}
    assert len(names) == 3
    assert all(one is not None and one.exists() for one in names)


def test_the_private_store_is_made_whole_as_well(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key = key_of(profile, WORDS, demo=False, private=True)
    PrivateStore(profile.private, key).close()
    assert key_of(profile, WORDS, demo=False, private=True) == key


@pytest.mark.parametrize("left", ["beside the backups", "in a backup"])
def test_words_that_were_ended_open_nothing_where_the_key_file_is_gone(tmp_path: Path, left: str) -> None:
    profile = made(tmp_path, backup=True)  # a backup with the slots of then
    key = unlock(profile, WORDS)
    set_passphrase(profile, key, "words of today")
    if left == "in a backup":
        back_up(Vault(profile, PRACTICE), key, datetime(2026, 11, 26, 9, tzinfo=UTC))
        spare(profile.slots).unlink()
    slots_beside_the_backups_alone(profile)
    with pytest.raises(Locked, match="not the right one"):
        start(profile, WORDS)
    assert start(profile, "words of today") == 1
    with closing(open_practice(profile, key, demo=False)) as store:
        assert [row.action for row in deeds(PracticeReader(store))][-1] == KEY_FILE_BACK
    with pytest.raises(Locked, match="not the right one"):
        start(profile, WORDS)
