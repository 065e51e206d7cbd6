"""The key is never written bare, and no passphrase opens what it should not."""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import keyring
import keyring.backend
import pytest
from keyring.backends.chainer import ChainerBackend

from briefing_app.system import attempts, computer_keyring
from briefing_app.system.key_change import begin, opens, settle
from briefing_app.system.key_slots import ARGON2, KeyFault, Slots, WrongPassphrase, by_argon2, parsed_slots, twice
from briefing_app.system.keys import (
    ChangeBrokenOff,
    PassphraseNeeded,
    new_code,
    normal_code,
    put_slots,
    remove_way,
    sealed_with,
    set_passphrase,
    set_recovery_code,
    slots_of,
    unlock,
    unlock_backup,
    unsealed_with,
    use_keyring,
    ways_in,
)
from briefing_app.system.paths import Profile, write_private
from tests.conftest import SHIPPED_ARGON2


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring for tests: it answers at once and forgets with the test."""

    priority = 0.1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[(service, username)] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[(service, username)]


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    monkeypatch.setattr(keyring, "set_password", backend.set_password)
    monkeypatch.setattr(keyring, "get_password", backend.get_password)
    monkeypatch.setattr(keyring, "delete_password", backend.delete_password)
    monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", (f"{MemoryKeyring.__module__}.MemoryKeyring",))
    return backend


def test_a_passphrase_makes_a_key_and_opens_it_again(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile, "three small words")
    assert len(key) == 32
    assert unlock(profile, "three small words") == key
    assert key.hex() not in profile.slots.read_text()
    assert profile.slots.stat().st_mode & 0o777 == 0o600


def test_a_new_slot_costs_what_rfc_9106_asks_where_memory_is_scarce() -> None:
    """Its second recommended option: three passes over 64 MiB in four lanes. Tests alone use less."""
    assert SHIPPED_ARGON2 == {"t": 3, "m_kib": 64 * 1024, "p": 4}
    slot, _ = by_argon2("passphrase", "words")
    assert {name: slot[name] for name in ARGON2} == ARGON2


def test_a_wrong_passphrase_is_refused(tmp_path: Path) -> None:
    unlock(Profile(tmp_path), "right")
    with pytest.raises(KeyFault, match="not the right one"):
        unlock(Profile(tmp_path), "wrong")
    with pytest.raises(PassphraseNeeded):
        unlock(Profile(tmp_path))


def test_different_wrong_words_in_a_row_wait_longer_and_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_recovery_code(Profile(tmp_path), unlock(Profile(tmp_path), "right"), new_code())
    said, slept = [], list[float]()
    monkeypatch.setattr("time.sleep", slept.append)
    for words in ("one", "two", "two", "three", "A" * 32, "five", "six"):
        with pytest.raises(WrongPassphrase) as refused:
            unlock(Profile(tmp_path), words)
        said.append(refused.value.sentence.removeprefix("The passphrase is not the right one.").strip())
    assert slept == [0, 0, 0, 1, 2, 4]  # the same words again are a slip, not a guess
    assert said[:3] == ["", "", ""]
    assert said[3:5] == ["The next one is looked at after 1 second.", "The next one is looked at after 2 seconds."]
    assert opens(Profile(tmp_path), "passphrase", "right")  # it waits like any other, and begins anew
    assert slept[-1] == 8
    assert not opens(Profile(tmp_path), "passphrase", "wrong")
    assert slept[-1] == 0
    for number in range(20):
        assert not opens(Profile(tmp_path), "passphrase", f"guess {number}")
    assert slept[-1] == attempts.LONGEST_SECONDS


def test_a_trusted_keyring_opens_without_a_passphrase(tmp_path: Path, memory: MemoryKeyring) -> None:
    key = unlock(Profile(tmp_path))
    assert unlock(Profile(tmp_path)) == key
    assert all(key.hex() not in value for value in memory.kept.values())


@pytest.mark.parametrize("behaviour", ["untrusted", "swallows", "raises"])
def test_a_keyring_that_cannot_be_trusted_asks_for_a_passphrase(
    tmp_path: Path, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, behaviour: str
) -> None:
    if behaviour == "untrusted":
        monkeypatch.setattr(computer_keyring, "TRUSTED_KEYRINGS", ())
    elif behaviour == "swallows":
        monkeypatch.setattr(keyring, "set_password", lambda *_: None)
    else:
        monkeypatch.setattr(keyring, "get_keyring", lambda: 1 / 0)
    with pytest.raises(PassphraseNeeded) as caught:
        unlock(Profile(tmp_path))
    assert caught.value.new
    assert not Profile(tmp_path).slots.exists()


def backend_named(name: str, **more: object) -> object:
    """A backend of that name, as its package has it; real where it is installed here, and made without being asked anything."""
    module, _, kind = name.rpartition(".")
    try:
        real = getattr(import_module(module), kind)
    except ImportError:
        real = type(kind, (), {"__module__": module})
    made: object = object.__new__(real)
    for attribute, value in more.items():
        object.__setattr__(made, attribute, value)
    return made


@pytest.mark.parametrize("name", computer_keyring.TRUSTED_KEYRINGS)
def test_the_keyrings_that_encrypt_are_trusted_by_their_name(name: str) -> None:
    assert computer_keyring.trusted(backend_named(name)) == name


@pytest.mark.parametrize(
    "name",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "keyrings.alt.file.PlaintextKeyring",
        "keyrings.alt.file.EncryptedKeyring",
        "keyrings.cryptfile.cryptfile.CryptFileKeyring",
        "sagecipher.keyring.Keyring",
        "elsewhere.SecretService.Keyring",
    ],
)
def test_a_keyring_that_keeps_nothing_or_keeps_it_readable_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    backend = backend_named(name)
    assert computer_keyring.trusted(backend) is None
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    monkeypatch.setattr(keyring, "set_password", lambda *_: pytest.fail("it was given the secret"))
    with pytest.raises(PassphraseNeeded):
        unlock(Profile(tmp_path))


SECRET_SERVICE, KWALLET = "keyring.backends.SecretService.Keyring", "keyring.backends.kwallet.DBusKeyring"
PLAIN = "keyrings.alt.file.PlaintextKeyring"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((SECRET_SERVICE,), SECRET_SERVICE),
        ((KWALLET, SECRET_SERVICE), KWALLET),
        ((SECRET_SERVICE, PLAIN), None),
        ((PLAIN, SECRET_SERVICE), None),
        ((SECRET_SERVICE, "keyring.backends.null.Keyring"), None),
        ((), None),
    ],
)
def test_a_chain_is_trusted_when_every_member_is(
    monkeypatch: pytest.MonkeyPatch, members: tuple[str, ...], expected: str | None
) -> None:
    monkeypatch.setattr(ChainerBackend, "backends", [backend_named(name) for name in members])
    assert computer_keyring.trusted(backend_named(computer_keyring.CHAIN)) == expected


def test_who_says_to_be_a_chain_of_trusted_ones_is_still_not_trusted() -> None:
    assert computer_keyring.trusted(backend_named("elsewhere.Keyring", backends=[backend_named(SECRET_SERVICE)])) is None


@pytest.mark.parametrize("asked", ["get_keyring", "set_password", "get_password"])
def test_a_keyring_that_never_answers_costs_its_time_and_leads_to_the_passphrase(
    tmp_path: Path, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    answer = threading.Event()
    monkeypatch.setattr(computer_keyring, "KEYRING_SECONDS", 0.3)
    monkeypatch.setattr(keyring, asked, lambda *_: answer.wait(20))
    begun = time.monotonic()
    with pytest.raises(PassphraseNeeded):
        unlock(Profile(tmp_path))
    waited = time.monotonic() - begun
    answer.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(5)
    assert 0.3 <= waited < 5
    assert not Profile(tmp_path).slots.exists()


def test_a_store_without_its_key_file_is_never_made_anew(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    profile.practice.write_bytes(b"something precious")
    with pytest.raises(KeyFault, match="missing or damaged"):
        unlock(profile, "any")
    assert not profile.slots.exists()


def test_the_copy_of_the_key_file_serves_when_the_first_is_damaged(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile, "words")
    profile.slots.write_text("{")
    assert unlock(profile, "words") == key


def test_a_changed_parameter_is_noticed(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    unlock(profile, "words")
    stored = json.loads(profile.slots.read_text())
    for number, said in ((2, "not the right one"), (10**6, "has been changed"), ("x", "has been changed")):
        stored["slots"][0]["t"] = number
        for path in (profile.slots, profile.slots.with_suffix(".copy.json")):
            path.write_text(json.dumps(stored))
        with pytest.raises(KeyFault, match=said):
            unlock(profile, "words")


def test_the_copy_serves_when_the_first_was_changed_and_is_kept_twice_again(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile, "words")
    whole = profile.slots.read_bytes()
    stored = json.loads(whole)
    for change in ({"ct": "AAAA"}, {"ct": "no base64"}, {"salt": ""}, {"kind": "nobody's"}):
        stored["slots"][0] |= change
        profile.slots.write_text(json.dumps(stored))
        assert unlock(profile, "words") == key
        assert profile.slots.read_bytes() == whole


@pytest.mark.parametrize("old_file", [False, True])
@pytest.mark.parametrize("copies_written", [0, 1, 2, 3])
def test_after_a_cut_in_a_change_one_passphrase_is_in_force_and_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copies_written: int, old_file: bool
) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile, "old words")
    if old_file:
        for path in twice(profile.slots):
            path.write_bytes(replace(parsed_slots(path.read_bytes()) or Slots("", "", ()), number=0).encoded())
        assert b'"n"' not in profile.slots.read_bytes()
    written: list[Path] = []

    def cut(path: Path, data: bytes) -> None:
        if len(written) == copies_written:
            raise KeyboardInterrupt
        written.append(path)
        write_private(path, data)

    with monkeypatch.context() as patch:
        patch.setattr("briefing_app.system.key_slots.write_private", cut)
        if copies_written == 3:
            set_passphrase(profile, key, "new words")
        else:
            with pytest.raises(KeyboardInterrupt):
                set_passphrase(profile, key, "new words")
    works, fails = ("new words", "old words") if copies_written else ("old words", "new words")
    for _ in range(2):
        with pytest.raises(WrongPassphrase):
            unlock(profile, fails)
        assert unlock(profile, works) == key
        assert profile.slots.read_bytes() == twice(profile.slots)[1].read_bytes()


def test_slots_put_back_from_a_backup_are_in_force_over_a_later_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile, "then")
    carried = slots_of(profile)
    for words in ("later", "now"):
        set_passphrase(profile, key, words)
    latest = profile.slots.read_bytes()
    put_slots(profile, carried)
    twice(profile.slots)[1].write_bytes(latest)  # cut off before the second copy
    profile.practice.write_bytes(b"the restored store")
    assert unlock(profile, "then") == key
    with pytest.raises(WrongPassphrase):
        unlock(profile, "now")


def test_a_keyring_with_another_key_leaves_the_recovery_code(tmp_path: Path, memory: MemoryKeyring) -> None:
    profile = Profile(tmp_path)
    key, code = unlock(profile), new_code()
    set_recovery_code(profile, key, code)
    for kept in ("A" * 44, "not base64", "AAAA"):
        memory.kept = dict.fromkeys(memory.kept, kept)
        with pytest.raises(PassphraseNeeded):
            unlock(profile)
        assert unlock(profile, code) == key
    use_keyring(profile, key)
    assert unlock(profile) == key


def test_the_keyring_that_opens_already_is_left_alone(
    tmp_path: Path, memory: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile)
    monkeypatch.setattr(keyring, "set_password", lambda *_: 1 / 0)
    use_keyring(profile, key)
    assert unlock(profile) == key


def test_a_changed_file_lasts_through_a_power_cut_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    sync = os.fsync

    def note(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    write_private(tmp_path / "keyslots.json", b"slots")
    assert synced == [(tmp_path / "keyslots.json").stat().st_ino, tmp_path.stat().st_ino]


def test_a_recovery_code_opens_what_the_passphrase_opens_however_it_is_typed(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key, code = unlock(profile, "words"), new_code()
    assert [len(group) for group in code.split("-")] == [4] * 8
    set_recovery_code(profile, key, code)
    assert ways_in(profile) == ("recovery", "passphrase")
    for typed in (code, code.lower().replace("-", " "), code.replace("O", "0").replace("I", "1").replace("B", "8")):
        assert unlock(profile, typed) == key
    assert unlock(profile, "words") == key
    assert normal_code(code) not in profile.slots.read_text()
    with pytest.raises(WrongPassphrase):
        unlock(profile, new_code())


def test_a_new_recovery_code_ends_the_old_one(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key, first, second = unlock(profile, "words"), new_code(), new_code()
    set_recovery_code(profile, key, first)
    set_recovery_code(profile, key, second)
    assert unlock(profile, second) == key
    with pytest.raises(WrongPassphrase):
        unlock(profile, first)


def test_a_passphrase_takes_the_place_of_the_keyring_and_gives_it_back(tmp_path: Path, memory: MemoryKeyring) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile)
    set_passphrase(profile, key, "asked at every start")
    assert memory.kept == {}
    with pytest.raises(PassphraseNeeded):
        unlock(profile)
    assert unlock(profile, "asked at every start") == key
    use_keyring(profile, key)
    assert ways_in(profile) == ("keyring",)
    assert unlock(profile) == key


def test_a_passphrase_stays_where_no_keyring_answers(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile, "words")
    with pytest.raises(KeyFault, match="no system keyring"):
        use_keyring(profile, key)
    assert unlock(profile, "words") == key


def test_slots_are_not_changed_with_another_stores_key(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    unlock(profile, "words")
    before = profile.slots.read_bytes()
    with pytest.raises(KeyFault):
        set_passphrase(profile, bytes(32), "mine now")
    assert profile.slots.read_bytes() == before


def test_a_backup_opens_by_the_slots_it_carries_even_after_the_passphrase_changed(tmp_path: Path) -> None:
    profile, other = Profile(tmp_path / "old"), Profile(tmp_path / "new")
    key = unlock(profile, "then")
    carried = slots_of(profile)
    set_passphrase(profile, key, "now")
    assert unlock_backup(carried, "then") == key
    with pytest.raises(WrongPassphrase):
        unlock_backup(carried, "now")
    with pytest.raises(KeyFault):
        unlock_backup(b"{}", "then")
    other.make()
    put_slots(other, carried)
    other.practice.write_bytes(b"the restored store")
    assert unlock(other, "then") == key


def test_a_sealed_note_is_read_by_its_own_key_alone(tmp_path: Path) -> None:
    key = bytes(range(32))
    sealed = sealed_with(key, b"counts")
    assert b"counts" not in sealed
    assert unsealed_with(key, sealed) == b"counts"
    with pytest.raises(KeyFault):
        unsealed_with(bytes(32), sealed)
    with pytest.raises(KeyFault):
        unsealed_with(key, sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_a_passphrase_beside_the_keyring_is_one_way_in_more_and_either_can_be_removed(
    tmp_path: Path, memory: MemoryKeyring
) -> None:
    profile = Profile(tmp_path)
    key, code = unlock(profile), new_code()
    set_passphrase(profile, key, "after a lock", beside=True)
    assert set(ways_in(profile)) == {"keyring", "passphrase"}
    assert unlock(profile) == unlock(profile, "after a lock") == key
    with pytest.raises(KeyFault, match="Without a recovery code"):
        remove_way(profile, key, "keyring")
    set_recovery_code(profile, key, code)
    remove_way(profile, key, "keyring")
    assert memory.kept == {}
    with pytest.raises(KeyFault, match="only way in beside"):
        remove_way(profile, key, "passphrase")
    with pytest.raises(KeyFault, match="always stays"):
        remove_way(profile, key, "recovery")
    with pytest.raises(KeyFault, match="no such way in"):
        remove_way(profile, key, "keyring")
    use_keyring(profile, key, beside=True)
    remove_way(profile, key, "passphrase")
    assert unlock(profile) == unlock(profile, code) == key
    with pytest.raises(KeyFault):
        unlock(profile, "after a lock")


def test_a_keyring_that_opens_already_keeps_its_secret_when_chosen_again(tmp_path: Path, memory: MemoryKeyring) -> None:
    profile = Profile(tmp_path)
    key = unlock(profile)
    before = dict(memory.kept)
    use_keyring(profile, key)
    assert memory.kept == before
    assert unlock(profile) == key


def test_a_change_of_key_keeps_the_keyrings_secret_and_needs_an_answer_from_it(tmp_path: Path, memory: MemoryKeyring) -> None:
    profile = Profile(tmp_path)
    key, code, following = unlock(profile), new_code(), bytes(range(32))
    profile.practice.write_bytes(b"a store")
    begin(profile, following, "", code)
    with pytest.raises(ChangeBrokenOff) as both:
        unlock(profile)
    assert both.value.keys == (key, following)
    settle(profile, following)
    assert unlock(profile) == unlock(profile, code) == following
    memory.kept.clear()
    before = profile.slots.read_bytes()
    with pytest.raises(KeyFault, match="does not answer"):
        begin(profile, key, "", code)
    assert profile.slots.read_bytes() == before
