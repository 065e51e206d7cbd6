"""The key of a store: 32 random bytes, never written bare, wrapped for the keyring or a passphrase, and for a recovery code."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefing_app.system.attempts import patiently
from briefing_app.system.computer_keyring import forget_in_keyring, from_keyring, to_keyring
from briefing_app.system.key_slots import (
    TRY_AGAIN,
    KeyFault,
    KeyFileMissing,
    Slots,
    WrongPassphrase,
    argon2,
    by_argon2,
    check_of,
    copies_of,
    keep_spare,
    keep_twice,
    opened,
    parsed_slots,
    read_slots,
    read_spare,
    sealed,
    spare,
    twice,
    write_slots,
)
from briefing_app.system.paths import Profile, on_network

KEYRING, PASSPHRASE, RECOVERY = "keyring", "passphrase", "recovery"
CODE_LETTERS, CODE_ALPHABET = 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# The demo practice is invented and anybody may read it; its key is published so that it opens without questions.
DEMO_KEY = sha256(b"Briefing's demo practice: every person in it is invented").digest()


class PassphraseNeeded(Exception):
    """No keyring will open this store; ``new`` tells whether a passphrase is being chosen or asked for."""

    def __init__(self, *, new: bool) -> None:
        super().__init__("a passphrase is needed")
        self.new = new


class ChangeBrokenOff(Exception):
    """A change of the store's key was broken off; one of ``keys`` opens the store, and must be settled on (``key_change.settle``)."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        super().__init__("a change of the key was broken off")
        self.keys = keys


def unlock(profile: Profile, passphrase: str | None = None, *, private: bool = False) -> bytes:
    """A store's key: from the passphrase or recovery code if one is given, else from the keyring.

    Makes a key only where there is no store yet and nothing that one left behind. Raises PassphraseNeeded when neither will do, KeyFault
    when a passphrase is wrong, the store is missing although its slots are there, or it would be made on another computer's disk,
    KeyFileMissing when the slots are gone, ChangeBrokenOff.
    """
    profile.make()
    store, place = place_of(profile, private=private)
    copies, left = copies_of(place), profile.remains(private=private)
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
        if on_network(profile.folder):
            raise KeyFault(
                "The data folder lies on another computer's disk, where a store can be damaged, so no new store was made there.",
                "Choose a folder on this computer with --profile.",
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
    place = place_of(profile, private=private)[1]
    slots = read_slots(place)
    if slots is not None and slots.new:
        write_slots(place, replace(slots, new=False))


def _named(paths: list[Path]) -> str:
    more = f" and {len(paths) - 2} more" if len(paths) > 2 else ""
    return ", ".join(path.name for path in paths[-2:]) + more


def _unlocked(place: Path, copies: list[Slots], words: str | None) -> bytes:
    """By the first copy of the slots, or by the second where the first was changed; the one that opens is kept twice again."""
    faults: list[Exception] = []
    for slots in copies:
        keys = []
        for one in (slots, slots.following):
            try:
                keys += [_key_in(one, words)] if one is not None else []
            except (KeyFault, PassphraseNeeded) as fault:
                faults.append(fault)
        if keys and slots.following is not None:
            raise ChangeBrokenOff(tuple(keys))
        if keys:
            if any(not path.exists() or path.read_bytes() != slots.encoded() for path in twice(place)):
                keep_twice(place, slots)
            if read_spare(place) != slots:
                keep_spare(place, slots)
            return keys[0]
    raise faults[0]


def _key_in(slots: Slots, words: str | None) -> bytes:
    """By passphrase or recovery code, or else by this computer's keyring."""
    return _by_words(slots, words) if words is not None else _by_keyring(slots)


def _by_keyring(slots: Slots) -> bytes:
    """A keyring that is locked, gone or holds another key leaves the words that were chosen beside it."""
    for slot in slots.slots:
        secret = from_keyring(slots.db_id) if slot.get("kind") == KEYRING else None
        if secret is not None:
            try:
                return opened(slot, secret, slots)
            except WrongPassphrase:
                break
    raise PassphraseNeeded(new=False)


def place_of(profile: Profile, *, private: bool) -> tuple[Path, Path]:
    """The store and its slots, of the practice or of the clinician's own ledger."""
    return (profile.private, profile.private_slots) if private else (profile.practice, profile.slots)


def _by_words(slots: Slots, words: str) -> bytes:
    """Each slot that words open is tried in turn; every try costs the same."""
    code, kinds = normal_code(words), slots.kinds()
    if PASSPHRASE not in kinds and RECOVERY not in kinds:
        raise KeyFault("This store has no passphrase; the system's keyring opens it.", "Start without --passphrase-fd.")
    with patiently(slots.db_id, words):
        for slot in slots.slots:
            kind = slot.get("kind")
            if kind == PASSPHRASE or (kind == RECOVERY and len(code) == CODE_LETTERS):
                with suppress(WrongPassphrase):
                    return opened(slot, argon2(words if kind == PASSPHRASE else code, slot), slots)
        raise WrongPassphrase(
            "The passphrase is not the right one." if PASSPHRASE in kinds else "That is not this store's recovery code.",
            TRY_AGAIN,
        )


# -- ways in: the keyring or a passphrase, and a recovery code beside it


def ways_in(profile: Profile, *, private: bool = False) -> tuple[str, ...]:
    """The kinds of slots that open a store; empty where there is none."""
    slots = read_slots(place_of(profile, private=private)[1])
    return slots.kinds() if slots is not None else ()


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
    _replace_slots(profile, key, {RECOVERY}, [by_argon2(RECOVERY, normal_code(code))], private=private)


def set_passphrase(profile: Profile, key: bytes, passphrase: str, *, private: bool = False, beside: bool = False) -> None:
    """Ask for this passphrase from now on. It takes the place of an earlier one, and of the keyring's slot unless it stands beside that."""
    if not passphrase:
        raise KeyFault("An empty passphrase protects nothing.", "Choose one of several words.")
    kinds = {PASSPHRASE} if beside else {PASSPHRASE, KEYRING}
    _replace_slots(profile, key, kinds, [by_argon2(PASSPHRASE, passphrase)], private=private)


def use_keyring(profile: Profile, key: bytes, *, private: bool = False, beside: bool = False) -> None:
    """Let the system's keyring open the store again, in place of a passphrase or beside it. Raises KeyFault where no trusted keyring answers."""
    slots = read_slots(place_of(profile, private=private)[1])
    kinds = {KEYRING} if beside else {PASSPHRASE, KEYRING}
    if slots is not None and KEYRING in slots.kinds():
        try:
            _by_keyring(slots)
        except PassphraseNeeded:
            pass  # another key in the keyring: a new one takes its place
        else:
            _replace_slots(profile, key, kinds - {KEYRING}, [], private=private)
            return
    secret = secrets.token_bytes(32)
    backend = to_keyring(slots.db_id, secret) if slots is not None else None
    if backend is None:
        raise KeyFault("There is no system keyring here that could keep the key.", "The passphrase stays.")
    _replace_slots(profile, key, kinds, [({"kind": KEYRING, "backend": backend}, secret)], private=private)


def why_kept(ways: Collection[str], kind: str) -> str:
    """Why this way in cannot be removed, in a sentence, or "": the recovery code and one way beside it always stay."""
    if kind not in ways:
        return "There is no such way in."
    if kind == RECOVERY:
        return "The recovery code always stays; a new one ends the old one."
    if RECOVERY not in ways:
        return "Without a recovery code no way in is removed; make one first."
    return "" if set(ways) - {RECOVERY, kind} else "It is the only way in beside the recovery code; add another first."


def remove_way(profile: Profile, key: bytes, kind: str, *, private: bool = False) -> None:
    """This kind of slot opens the store no more. Raises KeyFault when too few ways in would remain."""
    if why := why_kept(ways_in(profile, private=private), kind):
        raise KeyFault(why, "Nothing was removed.")
    _replace_slots(profile, key, {kind}, [], private=private)


def _replace_slots(
    profile: Profile, key: bytes, kinds: set[str], made: list[tuple[dict[str, Any], bytes]], *, private: bool
) -> None:
    """New slots in place of those kinds, in one step of the file; the store itself is not touched."""
    place = place_of(profile, private=private)[1]
    slots = read_slots(place)
    if slots is None or not slots.of(key):
        raise KeyFault("The key file does not belong to this store.", "Restore it from a backup.")
    fresh = [sealed(slot, secret, key, slots.db_id) for slot, secret in made]
    kept = [slot for slot in slots.slots if slot.get("kind") not in kinds]
    write_slots(place, replace(slots, slots=(*fresh, *kept)))
    if KEYRING in kinds and not any(slot["kind"] == KEYRING for slot, _ in made):
        forget_in_keyring(slots.db_id)


# -- what a backup takes along


def slots_of(profile: Profile, *, private: bool = False) -> bytes:
    """The slots as a backup carries them. Raises KeyFault when they cannot be read."""
    slots = read_slots(place_of(profile, private=private)[1])
    if slots is None:
        raise KeyFault("The key file of this store is missing or damaged.", "Nothing was backed up.")
    return replace(slots, new=False).encoded()


def unlock_as_present(profile: Profile, data: bytes, words: str | None) -> tuple[bytes, bytes] | None:
    """Key and slots of this profile's own store where a backup's slots are of that store and the words (None: the keyring) open it as it is now.

    So the passphrase of today opens the backups of yesterday, and stays in force after a restore.
    """
    theirs = parsed_slots(data)
    for private in (False, True):
        for own in copies_of(place_of(profile, private=private)[1]):
            if theirs is not None and (own.db_id, own.check) == (theirs.db_id, theirs.check):
                try:
                    key = _key_in(own, words)
                except (KeyFault, PassphraseNeeded):
                    continue
                return key, replace(own, new=False, following=None).encoded()
    return None


def slots_in_force(found: list[bytes]) -> list[bytes]:
    """Of slots found in several places, only the latest of each store: those before it may hold words that were ended since."""
    parsed = [(data, slots) for data in found if (slots := parsed_slots(data)) is not None]
    latest: dict[str, int] = {}
    for _, slots in parsed:
        latest[slots.db_id] = max(slots.number, latest.get(slots.db_id, 0))
    return [data for data, slots in parsed if slots.number == latest[slots.db_id]]


def unlock_backup(data: bytes, words: str | None) -> bytes:
    """The key of a backup from the slots it carries: by passphrase or recovery code, or by this computer's keyring."""
    slots = parsed_slots(data)
    if slots is None:
        raise KeyFault("The backup's key slots cannot be read.", "Choose another backup.")
    return _key_in(slots, words)


def slots_are_of(data: bytes, key: bytes) -> bool:
    """Whether the slots that a backup carries can be read and lead to this key."""
    slots = parsed_slots(data)
    return slots is not None and slots.of_key(key) is not None


def put_slots(profile: Profile, data: bytes, *, private: bool = False) -> None:
    """The slots of a restored backup become the store's."""
    slots = parsed_slots(data)
    if slots is None:
        raise KeyFault("The backup's key slots cannot be read.", "Choose another backup.")
    write_slots(place_of(profile, private=private)[1], replace(slots, new=False))


MANIFEST = b"briefing manifest"


def sealed_with(key: bytes, data: bytes, about: bytes = MANIFEST) -> bytes:
    """A note only this store's key can read and nobody can change unseen."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    return nonce + AESGCM(_derived(key)).encrypt(nonce, data, about)


def unsealed_with(key: bytes, data: bytes, about: bytes = MANIFEST) -> bytes:
    """Raises KeyFault when it was changed or belongs to another store."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(_derived(key)).decrypt(data[:12], data[12:], about)
    except (InvalidTag, ValueError) as fault:
        raise KeyFault("The backup's list of contents was changed or is damaged.", "Choose another backup.") from fault


def _derived(key: bytes) -> bytes:
    return hmac.new(key, b"briefing backup manifest", sha256).digest()


def forget(profile: Profile) -> None:
    """Throw the private store's key away: its slots, their copy, and what the keyring holds. Whoever has a copy of the store has noise."""
    slots = read_slots(profile.private_slots)
    if slots is not None and KEYRING in slots.kinds():
        forget_in_keyring(slots.db_id)
    for path in (*twice(profile.private_slots), spare(profile.private_slots)):
        path.unlink(missing_ok=True)


def _create(place: Path, passphrase: str | None) -> bytes:
    key, db_id = secrets.token_bytes(32), secrets.token_hex(8)
    if passphrase is not None:
        if not passphrase:
            raise KeyFault("An empty passphrase protects nothing.", "Choose one of several words.")
        slot, secret = by_argon2(PASSPHRASE, passphrase)
    else:
        secret = secrets.token_bytes(32)
        backend = to_keyring(db_id, secret)
        if backend is None:
            raise PassphraseNeeded(new=True)
        slot = {"kind": KEYRING, "backend": backend}
    write_slots(place, Slots(db_id, check_of(key), (sealed(slot, secret, key, db_id),), new=True))
    return key
