"""Restoring: a backup put in place of its store, in steps that a kill cannot leave half done; the key from a backup's slots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing_app.domain.audit import KEY_FILE_BACK, RESTORED
from briefing_app.domain.periods import dated_at
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import PRACTICE, PRIVATE, STAMP, Vault, backups_of, note, now, sweep, vault_of
from briefing_app.services.keys import keys_in_words
from briefing_app.services.rekeying import settled
from briefing_app.storage.audit_head import place_of_head
from briefing_app.storage.backup import (
    SLOTS,
    Contents,
    is_in_use,
    opens,
    restore,
    set_aside,
    slots_in,
)
from briefing_app.system.key_slots import KeyFault, spare
from briefing_app.system.keys import (
    PassphraseNeeded,
    put_slots,
    slots_in_force,
    unlock_as_present,
    unlock_backup,
    unsealed_with,
)
from briefing_app.system.paths import Profile, sync_folder, write_private

STAGED, KEPT_AS = "store.db", "kept-as"


@dataclass(frozen=True, slots=True)
class Restored:
    """``aside`` is the store that was there before, None where there was none."""

    contents: Contents
    key: bytes
    aside: Path | None


def restore_backup(
    profile: Profile, backup: Path, words: str | None, now: datetime, release: Callable[[], None] | None = None
) -> Restored:
    """Put a backup in place of its store, which is kept under another name. ``words`` are its passphrase or recovery code, None for the keyring.

    ``release`` closes open stores once the backup has proved whole. Raises Problem or the key's faults; then nothing was changed, but for a
    Problem after ``release``, when the next start goes on where this was broken off.
    """
    carried = slots_in(backup)
    key, slots = unlock_as_present(profile, carried, words) or (unlock_backup(carried, words), carried)
    profile.make()
    sweep(profile.folder)
    with TemporaryDirectory(prefix=".restoring-", dir=profile.folder, ignore_cleanup_errors=True) as folder:
        staged = Path(folder)
        contents = restore(backup, key, lambda data: unsealed_with(key, data), staged / STAGED)
        vault = Vault(profile, contents.kind)
        kept = _free_name(vault, now)
        write_private(staged / SLOTS, slots)
        write_private(staged / KEPT_AS, kept.name.encode())
        if release is not None:
            release()
        if vault.store.exists() and is_in_use(vault.store, key):
            raise Problem("Another program has the store open.", "Wait until its import is done, then try again.")
        with _alone(vault):
            waiting = profile.restoring(private=vault.private)
            if waiting.exists():
                raise Problem("An earlier restore was broken off.", "Start Briefing once, which ends it; then try again.")
            staged.rename(waiting)  # from here on a kill is made good by the next start
            sync_folder(profile.folder)
            _put_in_place(vault)
    return Restored(contents, key, kept if kept.exists() else None)


def finish_restore(vault: Vault) -> None:
    """Go on with a restore that was broken off; called before a store's key is asked for."""
    if vault.profile.restoring(private=vault.private).exists():
        with _alone(vault):
            _put_in_place(vault)


def _put_in_place(vault: Vault) -> None:
    """Each step may be done twice; the store's own name comes last, so that it is never there with another's journal or slots."""
    waiting = vault.profile.restoring(private=vault.private)
    staged = waiting / STAGED
    try:
        if staged.exists():
            kept = vault.store.with_name((waiting / KEPT_AS).read_text("utf-8"))
            own, beside = vault.slots, kept.with_name(f"{kept.stem}-{SLOTS}")
            if vault.store.exists() and own.exists() and not beside.exists():
                write_private(beside, own.read_bytes())
            set_aside(vault.store, kept)
            put_slots(vault.profile, (waiting / SLOTS).read_bytes(), private=vault.private)
            place_of_head(vault.store).unlink(missing_ok=True)  # the audit goes on from the backup's, and a row says so
            staged.rename(vault.store)
            sync_folder(vault.profile.folder)
        for path in waiting.iterdir() if waiting.exists() else ():
            path.unlink()
        if waiting.exists():
            waiting.rmdir()
    except OSError as fault:
        raise Problem(
            f"The restored store could not be put in place: {fault.strerror}.",
            "Nothing is lost; look at the disk and its rights, then start Briefing again, which goes on with it.",
            exit_code=4,
        ) from fault


def _free_name(vault: Vault, now: datetime) -> Path:
    """A name for the store that is set aside which nothing has yet."""
    number, ending = 1, ""
    while (kept := vault.store.with_name(f"{vault.store.stem}-replaced-{now:{STAMP}}{ending}{vault.store.suffix}")).exists():
        number += 1
        ending = f"-{number}"
    return kept


@contextmanager
def _alone(vault: Vault) -> Iterator[None]:
    """One program at a time puts a store in place."""
    from briefing_app.system.single_instance import taken

    lock = taken(vault.profile.folder / "restore.lock")
    if lock is None:
        raise Problem("A restore is being put in place by another Briefing.", "Try again in a moment.", exit_code=4)
    try:
        yield
    finally:
        lock.unlock()


def key_from_backups(vault: Vault, words: str | None) -> bytes | None:
    """For a store whose key file is gone: the slots beside the backups or in one, if they open it, are put back. None where none are there.

    Only the latest slots of a store count, so that words that were ended open it no more; the audit has a row. Raises what the key's faults
    are where slots are there, but the words do not open them.
    """
    faults: list[Exception] = []
    for slots in slots_in_force(_slots_left(vault)):
        try:
            key = unlock_backup(slots, words)
        except (KeyFault, PassphraseNeeded) as fault:
            faults.append(fault)
            continue
        if vault.store.stat().st_size and opens(vault.store, key):
            if not vault.private:  # what is done to somebody's own ledger stands in no audit
                note(vault.profile, key, KEY_FILE_BACK)
            put_slots(vault.profile, slots, private=vault.private)
            return key
    asked = next((one for one in faults if not isinstance(one, Problem)), None)
    if asked is not None:
        raise asked
    return None


def _slots_left(vault: Vault) -> list[bytes]:
    """The slots beside the backups and those in each of them, without repeats."""
    found: list[bytes] = []
    with suppress(OSError):
        found.append(spare(vault.slots).read_bytes())
    for one in backups_of(vault):
        with suppress(Problem):
            found.append(slots_in(one.path))
    return list(dict.fromkeys(found))


def end_key_change(profile: Profile, keys: tuple[bytes, ...], *, private: bool) -> bytes:
    """The key of a store whose change of key was broken off; it is brought to its end first."""
    return settled(vault_of(profile, PRIVATE if private else PRACTICE), keys)


def end_restore(profile: Profile, *, private: bool) -> None:
    """Finish a restore that was cut off; where nothing was begun, nothing changes. Raises Problem."""
    finish_restore(vault_of(profile, PRIVATE if private else PRACTICE))


def key_from_a_backup(profile: Profile, words: str | None, fault: KeyFault, *, private: bool) -> bytes:
    """The key by the slots that a backup carries, which are put back; else what was wrong."""
    key = key_from_backups(vault_of(profile, PRIVATE if private else PRACTICE), words)
    if key is None:
        raise fault
    return key


def restore_backup_in_words(
    profile: Profile, backup: Path, words: str | None, release: Callable[[], None] | None = None
) -> str:
    """Restore a backup and say what came back; ``release`` closes open stores once the backup has proved whole."""
    with keys_in_words():
        found = restore_backup(profile, backup, words, now(), release)
    contents = found.contents
    if contents.kind == PRACTICE:
        # the restored store's audit goes on from the backup's; that rows after it are gone is what this one says
        note(profile, found.key, RESTORED, f"backup of {datetime.fromtimestamp(contents.made):%Y-%m-%d %H:%M}")
    total = sum(count for count, _ in contents.tables.values())
    kept = f" The store that was there is kept as {found.aside.name}." if found.aside is not None else ""
    when = dated_at(datetime.fromtimestamp(contents.made))
    return f"Restored: the {contents.kind} store of {when}, {total:,} rows, all equal to the backup.{kept}"
