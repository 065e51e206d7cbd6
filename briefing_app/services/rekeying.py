"""A new key for a store: backed up before and after, whole at every moment, and opened by what opened it before."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta

from briefing_app.domain.problems import Problem
from briefing_app.services.backup import Vault, back_up
from briefing_app.storage.backup import opens
from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeStore
from briefing_app.storage.rekey import rekey
from briefing_app.system.key_change import begin, settle
from briefing_app.system.key_slots import WrongPassphrase


def change_key(vault: Vault, key: bytes, passphrase: str, code: str, now: datetime) -> bytes:
    """Give a closed store another random key, which is returned. ``passphrase`` is the one in force, where there is one; ``code`` the recovery
    code from now on, the present one or another that was written down.

    Raises Problem, or the key's faults; the store then has the key that its slots open. Backups made before keep the old key.
    """
    if not vault.private:
        with closing(PracticeStore(vault.store, key, make=False)) as store:
            store.waiting.run()  # what waits can be read with the present key alone
    following = secrets.token_bytes(32)
    back_up(vault, key, now)
    begin(vault.profile, following, passphrase, code, private=vault.private)
    try:
        rekey(vault.store, key, following)
    finally:
        _settle(vault, (following, key))
    if found := damage(vault.store, following):
        raise Problem(f"After the change of key: {found}", "Restore the backup made just before it.", exit_code=4)
    try:
        back_up(vault, following, now + timedelta(seconds=1))
    except Problem as problem:
        raise Problem(f"The store has its new key, but was not backed up: {problem.sentence}", problem.remedy) from problem
    return following


def settled(vault: Vault, keys: tuple[bytes, ...]) -> bytes:
    """The key of a store whose change of key was broken off, of those that the words opened; the change is brought to its end, whichever it was.

    Raises WrongPassphrase when the words open only the other set of slots, Problem when the store can be read by neither key.
    """
    key = _settle(vault, keys)
    if key is not None:
        return key
    if len(keys) == 1:
        raise WrongPassphrase("The passphrase is not the right one.", "Nothing was changed; try again.")
    raise Problem(
        f"The store {vault.store.name} is damaged: neither its key nor the one that a change of key was to give it reads it.",
        "Restore it from a backup.",
        exit_code=4,
    )


def _settle(vault: Vault, keys: Iterable[bytes]) -> bytes | None:
    """Keep the slots of the key that reads the store; None, and both sets stay, where none does."""
    key = next((one for one in keys if opens(vault.store, one)), None)
    if key is not None:
        settle(vault.profile, key, private=vault.private)
    return key
