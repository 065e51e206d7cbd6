"""The key of a store: 32 random bytes, never written bare, wrapped for the keyring or a passphrase, and for a recovery code."""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from briefing_app.system.paths import Profile, write_private

T = TypeVar("T")

SERVICE = "briefing"
KEYRING, PASSPHRASE, RECOVERY = "keyring", "passphrase", "recovery"
CODE_LETTERS, CODE_ALPHABET = 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
VERSION = 1
TRY_AGAIN = "Nothing was changed; try again."
KEYRING_SECONDS = 10
# Argon2id, RFC 9106's second choice; bounds keep a hostile slot file from freezing the machine.
ARGON2 = {"t": 3, "m_kib": 65536, "p": 4}
BOUNDS = {"t": (1, 20), "m_kib": (8192, 1 << 20), "p": (1, 16)}
TRUSTED_KEYRINGS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
)
# The demo practice is invented and anybody may read it; its key is published so that it opens without questions.
DEMO_KEY = sha256(b"Briefing's demo practice: every person in it is invented").digest()


class PassphraseNeeded(Exception):
    """No keyring will open this store; ``new`` tells whether a passphrase is being chosen or asked for."""

    def __init__(self, *, new: bool) -> None:
        super().__init__("a passphrase is needed")
        self.new = new


class KeyFault(Exception):
    """The key cannot be had; the message is a sentence, ``remedy`` another."""

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.sentence = sentence
        self.remedy = remedy


class WrongPassphrase(KeyFault):
    """The passphrase does not open this store."""


class KeyFileMissing(KeyFault):
    """There is a store, but neither copy of its slots can be read."""


@dataclass(frozen=True, slots=True)
class _Slots:
    """``new`` until the store they were made for has been written: only then is a missing store no loss."""

    db_id: str
    check: str
    slots: tuple[dict[str, Any], ...]
    new: bool = False

    def encoded(self) -> bytes:
        found = {"v": VERSION, "db_id": self.db_id, "kcv": self.check, "slots": list(self.slots)}
        return json.dumps({**found, "new": True} if self.new else found, indent=1).encode()


def unlock(profile: Profile, passphrase: str | None = None, *, private: bool = False) -> bytes:
    """A store's key: from the passphrase or recovery code if one is given, else from the keyring.

    Makes a key only where there is no store yet and nothing that one left behind. Raises PassphraseNeeded when neither will do, KeyFault
    when a passphrase is wrong, or the store is missing although its slots are there, KeyFileMissing when the slots are gone.
    """
    profile.make()
    store, place = _place(profile, private=private)
    copies, left = _copies(place), profile.remains(private=private)
    there = os.path.lexists(store)  # a link that leads nowhere is refused when it is opened
    if not copies:
        if there:
            raise KeyFileMissing(
                "The key file of this store is missing or damaged, so it stays locked.",
                f"Put {place.name} back, or restore a backup, which holds a copy; nothing was changed.",
            )
        if left:
            raise KeyFault(
                f"There is no {store.name} and no key file, but what an earlier store left: {_named(left)}. No new one was made.",
                "Restore a backup, or move these files out of the profile folder to begin anew.",
            )
        return _create(place, passphrase)
    if not copies[0].new and (not there or (store.exists() and not store.stat().st_size)):
        how = "is empty" if there else "is missing"
        aside = [path for path in left if path.suffix == store.suffix]
        kept = f" What a restore set aside is kept as {aside[-1].name}." if aside else ""
        raise KeyFault(
            f"The store {store.name} {how}, though its key file is here; no new one was made in its place.{kept}",
            "Put the file back, or restore a backup.",
        )
    return _unlocked(place, copies, passphrase)


def store_is_made(profile: Profile, *, private: bool = False) -> None:
    """From now on a store that is missing is a loss, never a beginning."""
    place = _place(profile, private=private)[1]
    slots = _read(place)
    if slots is not None and slots.new:
        _write(place, replace(slots, new=False))


def _named(paths: list[Path]) -> str:
    more = f" and {len(paths) - 2} more" if len(paths) > 2 else ""
    return ", ".join(path.name for path in paths[-2:]) + more


def _unlocked(place: Path, copies: list[_Slots], words: str | None) -> bytes:
    """By the first copy of the slots, or by the second where the first was changed; the one that opens is kept twice again."""
    faults: list[Exception] = []
    for slots in copies:
        try:
            key = _by_words(slots, words) if words is not None else _by_keyring(slots)
        except (KeyFault, PassphraseNeeded) as fault:
            faults.append(fault)
            continue
        if any(not path.exists() or path.read_bytes() != slots.encoded() for path in _twice(place)):
            _write(place, slots)
        return key
    raise faults[0]


def _by_keyring(slots: _Slots) -> bytes:
    """A keyring that is locked, gone or holds another key leaves the words that were chosen beside it."""
    for slot in slots.slots:
        secret = _from_keyring(slots.db_id) if slot.get("kind") == KEYRING else None
        if secret is not None:
            try:
                return _opened(slot, secret, slots)
            except WrongPassphrase:
                break
    raise PassphraseNeeded(new=False)


def _place(profile: Profile, *, private: bool) -> tuple[Path, Path]:
    return (profile.private, profile.private_slots) if private else (profile.practice, profile.slots)


def _by_words(slots: _Slots, words: str) -> bytes:
    """Each slot that words open is tried in turn; every try costs the same."""
    code, tried = normal_code(words), False
    for slot in slots.slots:
        kind = slot.get("kind")
        if kind == PASSPHRASE or (kind == RECOVERY and len(code) == CODE_LETTERS):
            tried = True
            try:
                return _opened(slot, _argon2(words if kind == PASSPHRASE else code, slot), slots)
            except WrongPassphrase:
                continue
    if not tried and not any(slot.get("kind") == PASSPHRASE for slot in slots.slots):
        raise KeyFault("This store has no passphrase; the system's keyring opens it.", "Start without --passphrase-fd.")
    raise WrongPassphrase("The passphrase is not the right one.", TRY_AGAIN)


# -- ways in: the keyring or a passphrase, and a recovery code beside it


def ways_in(profile: Profile, *, private: bool = False) -> tuple[str, ...]:
    """The kinds of slots that open a store; empty where there is none."""
    slots = _read(_place(profile, private=private)[1])
    return tuple(str(slot.get("kind")) for slot in slots.slots) if slots is not None else ()


def new_code() -> str:
    """A recovery code: 160 random bits as eight groups of four letters and digits."""
    letters = base64.b32encode(secrets.token_bytes(CODE_LETTERS * 5 // 8)).decode()
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def normal_code(words: str) -> str:
    """A recovery code as typed by hand: case, spaces and dashes do not matter, nor do 0, 1 and 8, which it never holds."""
    typed = words.upper().translate(str.maketrans("018", "OIB"))
    return "".join(one for one in typed if one in CODE_ALPHABET) if len(typed) <= 2 * CODE_LETTERS else ""


def set_recovery_code(profile: Profile, key: bytes, code: str, *, private: bool = False) -> None:
    """Put this recovery code in force; an earlier one opens the store no more, but still the backups made before."""
    _replace_slots(profile, key, {RECOVERY}, [_by_argon2(RECOVERY, normal_code(code))], private=private)


def set_passphrase(profile: Profile, key: bytes, passphrase: str, *, private: bool = False) -> None:
    """Ask for this passphrase from now on: it takes the place of an earlier one, and of the keyring's slot."""
    if not passphrase:
        raise KeyFault("An empty passphrase protects nothing.", "Choose one of several words.")
    _replace_slots(profile, key, {PASSPHRASE, KEYRING}, [_by_argon2(PASSPHRASE, passphrase)], private=private)


def use_keyring(profile: Profile, key: bytes, *, private: bool = False) -> None:
    """Let the system's keyring open the store again, without a passphrase. Raises KeyFault where no trusted keyring answers."""
    slots = _read(_place(profile, private=private)[1])
    if slots is not None and KEYRING in ways_in(profile, private=private):
        try:
            _by_keyring(slots)
        except PassphraseNeeded:
            pass  # another key in the keyring: a new one takes its place
        else:
            return
    secret = secrets.token_bytes(32)
    backend = _to_keyring(slots.db_id, secret) if slots is not None else None
    if backend is None:
        raise KeyFault("There is no system keyring here that could keep the key.", "The passphrase stays.")
    _replace_slots(profile, key, {PASSPHRASE, KEYRING}, [({"kind": KEYRING, "backend": backend}, secret)], private=private)


def _by_argon2(kind: str, words: str) -> tuple[dict[str, Any], bytes]:
    slot: dict[str, Any] = {"kind": kind, "kdf": "argon2id", **ARGON2, "salt": _text(secrets.token_bytes(16))}
    return slot, _argon2(words, slot)


def _replace_slots(
    profile: Profile, key: bytes, kinds: set[str], made: list[tuple[dict[str, Any], bytes]], *, private: bool
) -> None:
    """New slots in place of those kinds, in one step of the file; the store itself is not touched."""
    place = _place(profile, private=private)[1]
    slots = _read(place)
    if slots is None or not hmac.compare_digest(_check(key), slots.check):
        raise KeyFault("The key file does not belong to this store.", "Restore it from a backup.")
    sealed = [_sealed(slot, secret, key, slots.db_id) for slot, secret in made]
    kept = [slot for slot in slots.slots if slot.get("kind") not in kinds]
    _write(place, replace(slots, slots=(*sealed, *kept)))
    if KEYRING in kinds and not any(slot["kind"] == KEYRING for slot, _ in made):
        _forget_in_keyring(slots)


# -- what a backup takes along


def slots_of(profile: Profile, *, private: bool = False) -> bytes:
    """The slots as a backup carries them. Raises KeyFault when they cannot be read."""
    slots = _read(_place(profile, private=private)[1])
    if slots is None:
        raise KeyFault("The key file of this store is missing or damaged.", "Nothing was backed up.")
    return replace(slots, new=False).encoded()


def unlock_as_present(profile: Profile, data: bytes, words: str | None) -> tuple[bytes, bytes] | None:
    """Key and slots of this profile's own store where a backup's slots are of that store and the words (None: the keyring) open it as it is now.

    So the passphrase of today opens the backups of yesterday, and stays in force after a restore.
    """
    theirs = _parsed(data)
    for private in (False, True):
        for own in _copies(_place(profile, private=private)[1]):
            if theirs is not None and (own.db_id, own.check) == (theirs.db_id, theirs.check):
                try:
                    key = _by_words(own, words) if words is not None else _by_keyring(own)
                except (KeyFault, PassphraseNeeded):
                    continue
                return key, replace(own, new=False).encoded()
    return None


def unlock_backup(data: bytes, words: str | None) -> bytes:
    """The key of a backup from the slots it carries: by passphrase or recovery code, or by this computer's keyring."""
    slots = _parsed(data)
    if slots is None:
        raise KeyFault("The backup's key slots cannot be read.", "Choose another backup.")
    return _by_words(slots, words) if words is not None else _by_keyring(slots)


def put_slots(profile: Profile, data: bytes, *, private: bool = False) -> None:
    """The slots of a restored backup become the store's."""
    slots = _parsed(data)
    if slots is None:
        raise KeyFault("The backup's key slots cannot be read.", "Choose another backup.")
    _write(_place(profile, private=private)[1], replace(slots, new=False))


def sealed_with(key: bytes, data: bytes) -> bytes:
    """A note only this store's key can read and nobody can change unseen."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    return nonce + AESGCM(_derived(key)).encrypt(nonce, data, b"briefing manifest")


def unsealed_with(key: bytes, data: bytes) -> bytes:
    """Raises KeyFault when it was changed or belongs to another store."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_derived(key)).decrypt(data[:12], data[12:], b"briefing manifest")
    except (InvalidTag, ValueError) as fault:
        raise KeyFault("The backup's list of contents was changed or is damaged.", "Choose another backup.") from fault


def _derived(key: bytes) -> bytes:
    return hmac.new(key, b"briefing backup manifest", sha256).digest()


def forget(profile: Profile) -> None:
    """Throw the private store's key away: its slots, their copy, and what the keyring holds. Whoever has a copy of the store has noise."""
    slots = _read(profile.private_slots)
    if slots is not None:
        _forget_in_keyring(slots)
    for path in _twice(profile.private_slots):
        path.unlink(missing_ok=True)


def _forget_in_keyring(slots: _Slots) -> None:
    if not any(slot["kind"] == KEYRING for slot in slots.slots):
        return
    db_id = slots.db_id

    def work() -> bool:
        import keyring

        if _trusted(keyring.get_keyring()) is not None:
            keyring.delete_password(SERVICE, f"kek-{db_id}")
        return True

    _within_time(work)


def _create(place: Path, passphrase: str | None) -> bytes:
    key, db_id = secrets.token_bytes(32), secrets.token_hex(8)
    if passphrase is not None:
        if not passphrase:
            raise KeyFault("An empty passphrase protects nothing.", "Choose one of several words.")
        slot, secret = _by_argon2(PASSPHRASE, passphrase)
    else:
        secret = secrets.token_bytes(32)
        backend = _to_keyring(db_id, secret)
        if backend is None:
            raise PassphraseNeeded(new=True)
        slot = {"kind": KEYRING, "backend": backend}
    _write(place, _Slots(db_id, _check(key), (_sealed(slot, secret, key, db_id),), new=True))
    return key


def _write(place: Path, slots: _Slots) -> None:
    for path in _twice(place):
        write_private(path, slots.encoded())


def _twice(place: Path) -> tuple[Path, Path]:
    return place, place.with_suffix(".copy.json")


def _read(place: Path) -> _Slots | None:
    return next(iter(_copies(place)), None)


def _copies(place: Path) -> list[_Slots]:
    """The slots and their copy as far as they can be read; one where they are the same."""
    found: list[_Slots] = []
    for path in _twice(place):
        try:
            slots = _parsed(path.read_bytes())
        except OSError:
            continue
        if slots is not None and slots not in found:
            found.append(slots)
    return found


def _parsed(data: bytes) -> _Slots | None:
    try:
        found = json.loads(data.decode("utf-8"))
        if found["v"] == VERSION and found["slots"]:
            slots = tuple(dict(slot) for slot in found["slots"])
            return _Slots(str(found["db_id"]), str(found["kcv"]), slots, found.get("new") is True)
    except (ValueError, KeyError, TypeError):
        return None
    return None


def _sealed(slot: dict[str, Any], secret: bytes, key: bytes, db_id: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    slot = {**slot, "nonce": _text(nonce)}
    return {**slot, "ct": _text(AESGCM(secret).encrypt(nonce, key, _bound(slot, db_id)))}


def _opened(slot: dict[str, Any], secret: bytes, slots: _Slots) -> bytes:
    """Raises WrongPassphrase when the secret is not this slot's, or the slot was changed: nothing can tell the two apart."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bare = {name: value for name, value in slot.items() if name != "ct"}
    try:
        key = AESGCM(secret).decrypt(_bytes(slot["nonce"]), _bytes(slot["ct"]), _bound(bare, slots.db_id))
    except (InvalidTag, ValueError, KeyError, TypeError) as fault:
        raise WrongPassphrase("The passphrase is not the right one.", TRY_AGAIN) from fault
    if not hmac.compare_digest(_check(key), slots.check):
        raise KeyFault("The key file does not belong to this store.", "Put the right one back from a backup.")
    return key


def _bound(slot: dict[str, Any], db_id: str) -> bytes:
    """Everything about a slot that must not be changed without notice."""
    return json.dumps([VERSION, db_id, sorted(slot.items())]).encode()


def _argon2(passphrase: str, slot: dict[str, Any]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    changed = KeyFault("The key file has been changed.", "Put it back from a backup.")
    try:
        numbers = {name: int(slot[name]) for name in BOUNDS}
        salt = _bytes(slot["salt"])
    except (KeyError, ValueError, TypeError) as fault:
        raise changed from fault
    if not all(low <= numbers[name] <= high for name, (low, high) in BOUNDS.items()) or len(salt) < 8:
        raise changed
    words = unicodedata.normalize("NFC", passphrase).encode()
    return hash_secret_raw(words, salt, numbers["t"], numbers["m_kib"], numbers["p"], 32, Type.ID)


def _check(key: bytes) -> str:
    return hmac.new(key, b"briefing key check", sha256).hexdigest()[:16]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _to_keyring(db_id: str, secret: bytes) -> str | None:
    """Store the wrapping key and read it back; the backend's name, or None when no trusted keyring answers."""

    def work() -> str | None:
        import keyring

        name = _trusted(keyring.get_keyring())
        if name is None:
            return None
        keyring.set_password(SERVICE, f"kek-{db_id}", _text(secret))
        read_back = keyring.get_password(SERVICE, f"kek-{db_id}") or ""
        return name if hmac.compare_digest(read_back, _text(secret)) else None

    return _within_time(work)


def _from_keyring(db_id: str) -> bytes | None:
    def work() -> bytes | None:
        import keyring

        if _trusted(keyring.get_keyring()) is None:
            return None
        found = keyring.get_password(SERVICE, f"kek-{db_id}")
        return _bytes(found) if found else None

    return _within_time(work)


def _trusted(backend: Any) -> str | None:
    """The backend's name if it, or every member of a chain, keeps secrets encrypted."""
    members = getattr(backend, "backends", None) or [backend]
    names = [f"{type(one).__module__}.{type(one).__name__}" for one in members]
    return names[0] if names and all(name in TRUSTED_KEYRINGS for name in names) else None


def _within_time(work: Callable[[], T | None]) -> T | None:
    """A keyring may fail in many ways, or never answer; all of them mean the passphrase path."""
    answer: list[T | None] = []

    def guarded() -> None:
        try:
            answer.append(work())
        except Exception:
            answer.append(None)

    thread = threading.Thread(target=guarded, name="keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_SECONDS)
    return answer[0] if answer else None
