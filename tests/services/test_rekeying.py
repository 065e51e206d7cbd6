"""Another key for a store: what opened it opens it still, also when the change was broken off anywhere."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.problems import Locked, Problem
from briefing_app.services import rekeying
from briefing_app.services.backup import PRACTICE, Vault, backups_of, rehearse
from briefing_app.services.opening import key_of
from briefing_app.services.rekeying import change_key
from briefing_app.services.restore import restore_backup
from briefing_app.storage.backup import opens
from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.rekey import rekey
from briefing_app.system import key_slots as slots
from briefing_app.system.key_change import begin
from briefing_app.system.key_slots import KeyFault, WrongPassphrase
from briefing_app.system.keys import ChangeBrokenOff, new_code, set_recovery_code, unlock, ways_in
from briefing_app.system.paths import Profile
from tests.fhir import ndjson, patient, score
from tests.importing import take

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
OLD, NEW = new_code(), new_code()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    profile = Profile(tmp_path / "profile")
    key = unlock(profile, "words")
    set_recovery_code(profile, key, OLD)
    store = PracticeStore(profile.practice, key)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *(score(f"s{n}", n) for n in range(27))))
    store.close()
    return Vault(profile, PRACTICE)


@pytest.fixture
def key(vault: Vault) -> bytes:
    return unlock(vault.profile, "words")


def count(vault: Vault, key: bytes) -> int:
    store = PracticeStore(vault.store, key)
    reader = PracticeReader(store)
    found = len(list(reader.scores(None)))
    reader.close()
    store.close()
    return found


def test_every_way_in_opens_the_store_with_its_new_key(vault: Vault, key: bytes) -> None:
    following = change_key(vault, key, "words", OLD, NOW)
    assert following != key
    assert not opens(vault.store, key)
    assert unlock(vault.profile, "words") == unlock(vault.profile, OLD) == following
    assert count(vault, following) == 27
    assert not damage(vault.store, following)
    assert ways_in(vault.profile) == ("recovery", "passphrase")


def test_a_new_recovery_code_takes_the_place_of_the_old_one(vault: Vault, key: bytes) -> None:
    following = change_key(vault, key, "words", NEW, NOW)
    assert unlock(vault.profile, NEW) == following
    with pytest.raises(WrongPassphrase):
        unlock(vault.profile, OLD)


def test_there_is_a_backup_from_before_and_one_from_after_and_each_opens_by_its_own_words(
    vault: Vault, key: bytes, tmp_path: Path
) -> None:
    following = change_key(vault, key, "words", NEW, NOW)
    after, before = backups_of(vault)
    rehearse(vault, following, NOW + timedelta(seconds=1))
    for one, code, its_key in ((before, OLD, key), (after, NEW, following)):
        other = Profile(tmp_path / code)
        assert restore_backup(other, one.path, code, NOW).key == its_key
        assert count(Vault(other, PRACTICE), its_key) == 27


HOLDER = """
import sys
from pathlib import Path
from briefing_app.storage.practice import PracticeStore
store = PracticeStore(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
print("open", flush=True)
if sys.argv[3] == "imports":
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE client SET gender = 'x'")
        print("writing", flush=True)
        sys.stdin.readline()
else:
    print("waiting", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="an open file has its name for good")
@pytest.mark.parametrize("what", ["imports", "looks"])
def test_a_backup_of_the_old_key_is_not_restored_beneath_a_program_that_has_the_store_open_under_the_new_one(
    vault: Vault, key: bytes, what: str
) -> None:
    following = change_key(vault, key, "words", OLD, NOW)
    before = backups_of(vault)[-1]
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(vault.store), following.hex(), what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert [other.stdout.readline() for _ in range(2)] == ["open\n", "writing\n" if what == "imports" else "waiting\n"]
        with pytest.raises(Problem, match="Another program has the store open"):
            restore_backup(vault.profile, before.path, "words", NOW)
        other.communicate("done\n")
    assert not list(vault.profile.folder.glob("*replaced*"))
    assert count(vault, following) == 27
    assert restore_backup(vault.profile, before.path, "words", NOW).key == key
    assert count(vault, key) == 27


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("words", ["words", OLD])
def test_a_change_that_was_broken_off_is_brought_to_its_end(vault: Vault, key: bytes, words: str, done: bool) -> None:
    following = bytes(reversed(range(32)))
    begin(vault.profile, following, "words", OLD)
    if done:
        rekey(vault.store, key, following)
    with pytest.raises(ChangeBrokenOff):
        unlock(vault.profile, words)
    found = key_of(vault.profile, words, demo=False)
    assert found == (following if done else key)
    assert count(vault, found) == 27
    assert unlock(vault.profile, "words") == unlock(vault.profile, OLD) == found


@pytest.mark.parametrize(("done", "works", "fails"), [(False, OLD, NEW), (True, NEW, OLD)])
def test_of_two_codes_the_one_of_the_key_in_force_opens(vault: Vault, key: bytes, done: bool, works: str, fails: str) -> None:
    following = bytes(reversed(range(32)))
    begin(vault.profile, following, "words", NEW)
    if done:
        rekey(vault.store, key, following)
    for words in (fails, "something else"):
        with pytest.raises(Locked) as refused:
            key_of(vault.profile, words, demo=False)
        assert refused.value.wrong
    assert count(vault, key_of(vault.profile, works, demo=False)) == 27


def test_a_store_that_neither_key_reads_is_said_to_be_damaged_and_both_sets_of_slots_stay(vault: Vault, key: bytes) -> None:
    begin(vault.profile, bytes(32), "words", OLD)
    before = vault.profile.slots.read_bytes()
    vault.store.write_bytes(b"x" * 8192)
    with pytest.raises(Problem, match="neither its key") as damaged:
        key_of(vault.profile, "words", demo=False)
    assert damaged.value.exit_code == 4
    assert vault.profile.slots.read_bytes() == before


def test_wrong_words_and_a_store_that_is_open_elsewhere_change_nothing(
    vault: Vault, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = slots.read_slots(vault.profile.slots)
    assert before is not None
    with pytest.raises(WrongPassphrase):
        change_key(vault, key, "other words", OLD, NOW)
    with pytest.raises(KeyFault, match="no recovery code"):
        change_key(vault, key, "words", "ABC", NOW)
    other = PracticeStore(vault.store, key)
    with pytest.raises(Problem, match="busy"):
        change_key(vault, key, "words", OLD, NOW)
    other.close()
    after = slots.read_slots(vault.profile.slots)
    assert after is not None
    assert replace(after, number=before.number) == before
    assert count(vault, unlock(vault.profile, "words")) == 27


def test_a_disk_that_refuses_in_the_middle_leaves_the_old_key(
    vault: Vault, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Problem("The disk is full; nothing of this step was kept.", "Free some space and try again.")

    monkeypatch.setattr(rekeying, "rekey", refuse)
    with pytest.raises(Problem, match="disk is full"):
        change_key(vault, key, "words", NEW, NOW)
    assert unlock(vault.profile, OLD) == key
    with pytest.raises(WrongPassphrase):
        unlock(vault.profile, NEW)


def test_the_new_key_stands_nowhere_bare(vault: Vault, key: bytes) -> None:
    following = bytes(reversed(range(32)))
    begin(vault.profile, following, "words", OLD)
    text = vault.profile.slots.read_text()
    assert following.hex() not in text
    assert slots.text_of(following) not in text
