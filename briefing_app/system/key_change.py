"""Another key for a store: its slots stand beside the old ones until the store has it, so that a break at any moment leaves every way in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from briefing_app.system.attempts import patiently
from briefing_app.system.computer_keyring import from_keyring
from briefing_app.system.key_slots import (
    TRY_AGAIN,
    KeyFault,
    Slots,
    WrongPassphrase,
    argon2,
    by_argon2,
    check_of,
    opened,
    read_slots,
    sealed,
    write_slots,
)
from briefing_app.system.keys import CODE_LETTERS, KEYRING, PASSPHRASE, RECOVERY, normal_code, place_of
from briefing_app.system.paths import Profile


def opens(profile: Profile, kind: str, words: str, *, private: bool = False) -> bool:
    """Whether a passphrase or a recovery code, told by its kind, is the one in force."""
    slots = _slots(profile, private=private)
    return any(slot.get("kind") == kind and _opened_by(slot, words, slots) for slot in slots.slots)


def begin(profile: Profile, following: bytes, passphrase: str, code: str, *, private: bool = False) -> None:
    """Write slots for the following key beside those in force, one for each way in; both sets open by the same words.

    ``code`` is the recovery code from now on, the present one or another. Raises WrongPassphrase when the store has a passphrase and this is
    not it, KeyFault when the keyring does not answer; then nothing was written.
    """
    slots = _slots(profile, private=private)
    if len(normal_code(code)) != CODE_LETTERS:
        raise KeyFault("That is no recovery code.", TRY_AGAIN)
    made = [by_argon2(RECOVERY, normal_code(code))]
    for slot in slots.slots:
        if slot.get("kind") == PASSPHRASE:
            if not _opened_by(slot, passphrase, slots):
                raise WrongPassphrase("The passphrase is not the right one.", TRY_AGAIN)
            made.append(by_argon2(PASSPHRASE, passphrase))
        elif slot.get("kind") == KEYRING:
            secret = from_keyring(slots.db_id)
            if secret is None:
                raise KeyFault("The system's keyring does not answer, so the new key could not be kept in it.", TRY_AGAIN)
            made.append(({"kind": KEYRING, "backend": slot["backend"]}, secret))
    fresh = tuple(sealed(slot, secret, following, slots.db_id) for slot, secret in made)
    after = Slots(slots.db_id, check_of(following), fresh)
    write_slots(place_of(profile, private=private)[1], replace(slots, following=after))


def settle(profile: Profile, key: bytes, *, private: bool = False) -> None:
    """The store has this key: its slots stay, the other set goes."""
    kept = _slots(profile, private=private).of_key(key)
    if kept is None:
        raise KeyFault("The key file does not belong to this store.", "Restore it from a backup.")
    write_slots(place_of(profile, private=private)[1], kept)


def _slots(profile: Profile, *, private: bool) -> Slots:
    slots = read_slots(place_of(profile, private=private)[1])
    if slots is None:
        raise KeyFault("The key file of this store is missing or damaged.", "Restore a backup, which holds a copy.")
    return slots


def _opened_by(slot: dict[str, Any], words: str, slots: Slots) -> bool:
    try:
        with patiently(slots.db_id, words):
            opened(slot, argon2(normal_code(words) if slot.get("kind") == RECOVERY else words, slot), slots)
    except WrongPassphrase:
        return False
    return True
