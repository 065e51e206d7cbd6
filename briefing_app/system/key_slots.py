"""The file of slots: a store's key, never written bare, sealed once for each way in, and for a while the next key beside it."""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefing_app.system.paths import write_private

VERSION = 1
TRY_AGAIN = "Nothing was changed; try again."
# Argon2id, RFC 9106's second choice; bounds keep a hostile slot file from freezing the machine.
ARGON2 = {"t": 3, "m_kib": 65536, "p": 4}
MOST_SLOTS = 8
BOUNDS = {"t": (1, 20), "m_kib": (8192, 1 << 20), "p": (1, 16)}


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
class Slots:
    """``check`` tells the right key from another. ``new`` until the store they were made for has been written: only then is a missing store no loss.

    ``following`` are the slots of the key that a change is about to put in force. ``number`` grows with every change of the file, 0 in files of
    old; of two copies that differ in it, because a change was cut off between them, only the later one counts.
    """

    db_id: str
    check: str
    slots: tuple[dict[str, Any], ...]
    new: bool = False
    following: Slots | None = None
    number: int = 0

    def encoded(self) -> bytes:
        found = {"v": VERSION, "db_id": self.db_id, "kcv": self.check, "slots": list(self.slots)}
        if self.number:
            found["n"] = self.number
        if self.new:
            found["new"] = True
        if self.following is not None:
            found["next"] = {"kcv": self.following.check, "slots": list(self.following.slots)}
        return json.dumps(found, indent=1).encode()

    def kinds(self) -> tuple[str, ...]:
        """What opens the store: passphrase, recovery code, keyring."""
        return tuple(str(slot.get("kind")) for slot in self.slots)

    def of(self, key: bytes) -> bool:
        """Whether this is the key that the slots are for."""
        return hmac.compare_digest(check_of(key).encode(), self.check.encode("utf-8", "surrogatepass"))

    def of_key(self, key: bytes) -> Slots | None:
        """These slots, or those that follow, alone: whichever belong to this key."""
        sets = (replace(self, following=None), self.following)
        return next((one for one in sets if one is not None and one.of(key)), None)


def write_slots(place: Path, slots: Slots) -> None:
    """Put slots in force: from the first copy on they are, whatever becomes of the second, and of the third beside the backups."""
    left = read_spare(place)
    there = [one.number for one in (*copies_of(place), *([left] if left is not None else []))]
    slots = replace(slots, number=1 + max([slots.number, *there]))
    keep_twice(place, slots)
    keep_spare(place, slots)


def keep_twice(place: Path, slots: Slots) -> None:
    """Write the slots to both places."""
    for path in twice(place):
        write_private(path, slots.encoded())


def twice(place: Path) -> tuple[Path, Path]:
    """Where slots lie: the file, and its copy."""
    return place, place.with_suffix(".copy.json")


def spare(place: Path) -> Path:
    """A third copy, beside the backups: what was ended opens nothing when the two are gone, and today's words go on opening."""
    return place.parent / "backups" / place.name


def keep_spare(place: Path, slots: Slots) -> None:
    """As far as that folder can be written."""
    with suppress(OSError):
        spare(place).parent.mkdir(mode=0o700, exist_ok=True)
        write_private(spare(place), slots.encoded())


def read_spare(place: Path) -> Slots | None:
    """None where it is gone or cannot be read."""
    try:
        return parsed_slots(spare(place).read_bytes())
    except OSError:
        return None


def read_slots(place: Path) -> Slots | None:
    """The slots that count, None where neither copy can be read."""
    return next(iter(copies_of(place)), None)


def copies_of(place: Path) -> list[Slots]:
    """The slots and their copy as far as they can be read; one where they are the same, or where the other is older."""
    found: list[Slots] = []
    for path in twice(place):
        try:
            slots = parsed_slots(path.read_bytes())
        except OSError:
            continue
        if slots is not None and slots not in found:
            found.append(slots)
    newest = max((one.number for one in found), default=0)
    return [one for one in found if one.number == newest]


def parsed_slots(data: bytes) -> Slots | None:
    """None for what are no slots, whatever it is: a backup's may come from anywhere."""
    try:
        found = json.loads(data.decode("utf-8"))
        if found["v"] != VERSION or not found["slots"]:
            return None
        db_id, following = str(found["db_id"]), found.get("next")
        after = Slots(db_id, *_set(following)) if following else None
        number = found.get("n", 0)
        if not isinstance(number, int) or number < 0:
            return None
        return Slots(db_id, *_set(found), found.get("new") is True, after, number)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _set(found: dict[str, Any]) -> tuple[str, tuple[dict[str, Any], ...]]:
    slots = tuple(dict(slot) for slot in found["slots"])
    if len(slots) > MOST_SLOTS or any(isinstance(value, dict | list) for slot in slots for value in slot.values()):
        raise ValueError("no slots of ours")
    return str(found["kcv"]), slots


def by_argon2(kind: str, words: str) -> tuple[dict[str, Any], bytes]:
    """A slot to be sealed, and what seals it."""
    slot: dict[str, Any] = {"kind": kind, "kdf": "argon2id", **ARGON2, "salt": text_of(secrets.token_bytes(16))}
    return slot, argon2(words, slot)


def sealed(slot: dict[str, Any], secret: bytes, key: bytes, db_id: str) -> dict[str, Any]:
    """The slot with the key in it, encrypted by the secret (AES-GCM) and bound to all that the slot says."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    slot = {**slot, "nonce": text_of(nonce)}
    return {**slot, "ct": text_of(AESGCM(secret).encrypt(nonce, key, _bound(slot, db_id)))}


def opened(slot: dict[str, Any], secret: bytes, slots: Slots) -> bytes:
    """Raises WrongPassphrase when the secret is not this slot's, or the slot was changed: nothing can tell the two apart."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    bare = {name: value for name, value in slot.items() if name != "ct"}
    try:
        key = AESGCM(secret).decrypt(bytes_of(slot["nonce"]), bytes_of(slot["ct"]), _bound(bare, slots.db_id))
    except (InvalidTag, ValueError, KeyError, TypeError) as fault:
        raise WrongPassphrase("The passphrase is not the right one.", TRY_AGAIN) from fault
    if not slots.of(key):
        raise KeyFault("The key file does not belong to this store.", "Put the right one back from a backup.")
    return key


def _bound(slot: dict[str, Any], db_id: str) -> bytes:
    """Everything about a slot that must not be changed without notice."""
    return json.dumps([VERSION, db_id, sorted(slot.items())]).encode()


def argon2(passphrase: str, slot: dict[str, Any]) -> bytes:
    """What a passphrase gives with the slot's own numbers (Argon2id, RFC 9106). Raises KeyFault where they are beyond their bounds."""
    from argon2.low_level import Type, hash_secret_raw

    changed = KeyFault("The key file has been changed.", "Put it back from a backup.")
    try:
        numbers = {name: int(slot[name]) for name in BOUNDS}
        salt = bytes_of(slot["salt"])
    except (KeyError, ValueError, TypeError, OverflowError) as fault:
        raise changed from fault
    if not all(low <= numbers[name] <= high for name, (low, high) in BOUNDS.items()) or len(salt) < 8:
        raise changed
    words = unicodedata.normalize("NFC", passphrase).encode()
    return hash_secret_raw(words, salt, numbers["t"], numbers["m_kib"], numbers["p"], 32, Type.ID)


def check_of(key: bytes) -> str:
    """What tells a right key from a wrong one, and gives nothing of it away."""
    return hmac.new(key, b"briefing key check", sha256).hexdigest()[:16]


def text_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def bytes_of(text: str) -> bytes:
    return base64.b64decode(text)
