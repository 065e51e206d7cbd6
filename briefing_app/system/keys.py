"""The key of a store: 32 random bytes, never written bare, wrapped once for the system's keyring and once for a passphrase."""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from briefing_app.system.paths import Profile, write_private

T = TypeVar("T")

SERVICE = "briefing"
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


@dataclass(frozen=True, slots=True)
class _Slots:
    db_id: str
    check: str
    slots: tuple[dict[str, Any], ...]

    def encoded(self) -> bytes:
        return json.dumps({"v": VERSION, "db_id": self.db_id, "kcv": self.check, "slots": list(self.slots)}, indent=1).encode()


def unlock(profile: Profile, passphrase: str | None = None, *, private: bool = False) -> bytes:
    """A store's key: from the passphrase if one is given, else from the keyring. Makes a key only where there is no store yet.

    Raises PassphraseNeeded when neither will do, KeyFault when a passphrase is wrong or the slots are gone.
    """
    profile.make()
    store, place = (profile.private, profile.private_slots) if private else (profile.practice, profile.slots)
    slots = _read(place)
    if slots is None:
        if store.exists():
            raise KeyFault(
                "The key file of this store is missing or damaged, so it stays locked.",
                f"Put {place.name} back from a backup; nothing was changed.",
            )
        return _create(place, passphrase)
    if passphrase is not None:
        for slot in slots.slots:
            if slot["kind"] == "passphrase":
                return _opened(
                    slot, _argon2(passphrase, slot), slots, WrongPassphrase("The passphrase is not the right one.", TRY_AGAIN)
                )
        raise KeyFault("This store has no passphrase; the system's keyring opens it.", "Start without --passphrase-fd.")
    for slot in slots.slots:
        if slot["kind"] == "keyring":
            secret = _from_keyring(slots.db_id)
            if secret is not None:
                return _opened(
                    slot, secret, slots, KeyFault("The system's keyring holds another key for this store.", TRY_AGAIN)
                )
    raise PassphraseNeeded(new=False)


def forget(profile: Profile) -> None:
    """Throw the private store's key away: its slots, their copy, and what the keyring holds. Whoever has a copy of the store has noise."""
    slots = _read(profile.private_slots)
    if slots is not None and any(slot["kind"] == "keyring" for slot in slots.slots):
        db_id = slots.db_id

        def work() -> bool:
            import keyring

            if _trusted(keyring.get_keyring()) is not None:
                keyring.delete_password(SERVICE, f"kek-{db_id}")
            return True

        _within_time(work)
    for path in (profile.private_slots, profile.private_slots.with_suffix(".copy.json")):
        path.unlink(missing_ok=True)


def _create(place: Path, passphrase: str | None) -> bytes:
    key, db_id = secrets.token_bytes(32), secrets.token_hex(8)
    if passphrase is not None:
        if not passphrase:
            raise KeyFault("An empty passphrase protects nothing.", "Choose one of several words.")
        slot: dict[str, Any] = {"kind": "passphrase", "kdf": "argon2id", **ARGON2, "salt": _text(secrets.token_bytes(16))}
        secret = _argon2(passphrase, slot)
    else:
        secret = secrets.token_bytes(32)
        backend = _to_keyring(db_id, secret)
        if backend is None:
            raise PassphraseNeeded(new=True)
        slot = {"kind": "keyring", "backend": backend}
    sealed = _sealed(slot, secret, key, db_id)
    written = _Slots(db_id, _check(key), (sealed,)).encoded()
    for path in (place, place.with_suffix(".copy.json")):
        write_private(path, written)
    return key


def _read(place: Path) -> _Slots | None:
    for path in (place, place.with_suffix(".copy.json")):
        try:
            found = json.loads(path.read_text("utf-8"))
            if found["v"] == VERSION and found["slots"]:
                return _Slots(str(found["db_id"]), str(found["kcv"]), tuple(dict(slot) for slot in found["slots"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def _sealed(slot: dict[str, Any], secret: bytes, key: bytes, db_id: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    slot = {**slot, "nonce": _text(nonce)}
    return {**slot, "ct": _text(AESGCM(secret).encrypt(nonce, key, _bound(slot, db_id)))}


def _opened(slot: dict[str, Any], secret: bytes, slots: _Slots, wrong: KeyFault) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bare = {name: value for name, value in slot.items() if name != "ct"}
    try:
        key = AESGCM(secret).decrypt(_bytes(slot["nonce"]), _bytes(slot["ct"]), _bound(bare, slots.db_id))
    except InvalidTag as fault:
        raise wrong from fault
    if not hmac.compare_digest(_check(key), slots.check):
        raise KeyFault("The key file does not belong to this store.", "Put the right one back from a backup.")
    return key


def _bound(slot: dict[str, Any], db_id: str) -> bytes:
    """Everything about a slot that must not be changed without notice."""
    return json.dumps([VERSION, db_id, sorted(slot.items())]).encode()


def _argon2(passphrase: str, slot: dict[str, Any]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    for name, (low, high) in BOUNDS.items():
        if not low <= int(slot[name]) <= high:
            raise KeyFault("The key file has been changed.", "Put it back from a backup.")
    words = unicodedata.normalize("NFC", passphrase).encode()
    return hash_secret_raw(words, _bytes(slot["salt"]), slot["t"], slot["m_kib"], slot["p"], 32, Type.ID)


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
