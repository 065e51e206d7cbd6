"""Backups from the command line, and what the window's worker does of keys and backups."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing_app.domain.periods import dated, dated_at
from briefing_app.domain.problems import Locked, Problem
from briefing_app.services.audit import audit_fault
from briefing_app.services.rekeying import change_key, settled
from briefing_app.services.vault import (
    PRACTICE,
    PRIVATE,
    Backup,
    NotCopied,
    Vault,
    back_up,
    backups_of,
    finish_restore,
    key_from_backups,
    note_checked,
    rehearse,
    rehearsed,
    restore_backup,
)
from briefing_app.storage.audit import BACKED_UP, REKEYED, RESTORED, deeds_in, record
from briefing_app.storage.checking import damage
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.keys import RECOVERY, PassphraseNeeded, ways_in
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.system.slots import KeyFault, WrongPassphrase

REKEYED_WORDS = (
    "The store has a new key. What opened it opens it still; a backup was made before, with the old key, and one after. Whoever may know the"
    " old key reads the older backups with it: delete those that you do not need."
)


@contextmanager
def keys_in_words() -> Iterator[None]:
    """What a key could not do, as a sentence with exit code 5."""
    try:
        yield
    except WrongPassphrase as fault:
        raise Locked(fault.sentence, wrong=True) from fault
    except KeyFault as fault:
        raise Problem(fault.sentence, fault.remedy, exit_code=5) from fault
    except PassphraseNeeded as fault:
        sentence = (
            "There is no system keyring here to keep the key of a new store."
            if fault.new
            else "The system's keyring does not open this store."
        )
        raise Locked(sentence, new=fault.new) from fault


def vault_of(profile: Profile, kind: str = PRACTICE) -> Vault:
    """The vault of a store, with the second folder chosen in Settings."""
    also = read_settings(profile.settings).backup_folder
    return Vault(profile, kind, Path(also) / kind if also else None)


def now() -> datetime:
    return datetime.now().astimezone()


def lacks_code(profile: Profile, *, private: bool = False) -> bool:
    """Whether a store has slots but no recovery code; the demo's stores have no slots."""
    ways = ways_in(profile, private=private)
    return bool(ways) and RECOVERY not in ways


def note(profile: Profile, key: bytes, action: str, detail: str = "") -> None:
    """A row in the audit of a practice that nobody has open here; what is done to somebody's own ledger stands in no audit."""
    store = PracticeStore(profile.practice, key, lambda: back_up_before(profile, key))
    try:
        record(store, action, time.time(), who_acts(read_settings(profile.settings)), detail=detail)
    finally:
        store.close()


def end_key_change(profile: Profile, keys: tuple[bytes, ...], *, private: bool) -> bytes:
    """The key of a store whose change of key was broken off; it is brought to its end first."""
    return settled(vault_of(profile, PRIVATE if private else PRACTICE), keys)


def back_up_before(profile: Profile, key: bytes, kind: str = PRACTICE) -> None:
    """A backup before something that changes much, unless there is nothing to lose yet, or nobody's key protects it."""
    vault = vault_of(profile, kind)
    if not vault.store.exists() or not vault.store.stat().st_size or not ways_in(profile, private=vault.private):
        return
    # The backup is there; a disk that is not connected keeps nobody from working.
    with suppress(NotCopied), keys_in_words():
        back_up(vault, key, now())


def end_restore(profile: Profile, *, private: bool) -> None:
    finish_restore(vault_of(profile, PRIVATE if private else PRACTICE))


def key_from_a_backup(profile: Profile, words: str | None, fault: KeyFault, *, private: bool) -> bytes:
    """The key by the slots that a backup carries, which are put back; else what was wrong."""
    key = key_from_backups(vault_of(profile, PRIVATE if private else PRACTICE), words)
    if key is None:
        raise fault
    return key


# -- commands


def noted_back_up(vault: Vault, key: bytes) -> Backup:
    """A backup that is asked for or due. Its row is written first, so that the backup holds it and nothing changed after it."""
    if not vault.private:
        note(vault.profile, key, BACKED_UP)
    return back_up(vault, key, now())


def backup_command(options: argparse.Namespace, profile: Profile, keys: dict[str, bytes]) -> int:
    """``briefing backup``: back up what there is, or list it."""
    if options.list:
        for kind in (PRACTICE, PRIVATE):
            for one in backups_of(vault_of(profile, kind)):
                print(f"{dated_at(one.made):<18}  {one.size / 1e6:6.1f} MB  {one.path}")
        return 0
    for kind, key in keys.items():
        vault = vault_of(profile, kind)
        if not ways_in(profile, private=vault.private):
            raise Problem("The demo practice needs no backup: it is made anew every day.", "")
        with keys_in_words():
            made = noted_back_up(vault, key)
            print(f"Backed up and read back: {made.path} ({made.size / 1e6:.1f} MB).")
            if options.rehearse:
                contents = rehearse(vault, key, now())
                total = sum(count for count, _ in contents.tables.values())
                print(f"Restored for a trial: {len(contents.tables)} tables, {total:,} rows, all equal.")
    return 0


def check_command(options: argparse.Namespace, profile: Profile, key: bytes) -> int:
    """``briefing check``: every page against its signature, then tables and indexes, and the audit; and the backups, if something is wrong."""
    vault = vault_of(profile, PRIVATE if options.private else PRACTICE)
    found, backups = damage(vault.store, key), backups_of(vault)
    if not found and not vault.private:
        chain = deeds_in(vault.store, key)
        if fault := audit_fault(vault, key, chain):
            raise Problem(f"The store is whole, but not its audit. {fault}", "Look who could open this store.", exit_code=4)
        print(f"The audit is whole: {len(chain)} rows, each following from the one before.")
    newest = f"The newest of {len(backups)} backups is of {dated_at(backups[0].made)}." if backups else "There is no backup."
    if found:
        remedy = f"Put it in place with 'briefing restore {backups[0].path}'; the damaged store is kept." if backups else ""
        raise Problem(f"{found} {newest}", remedy or "Keep the file; it was not changed.", exit_code=4)
    print(f"{vault.store.name} is whole: every page is as it was written, and its tables fit together.\n{newest}")
    last = rehearsed(vault)
    if last is not None:
        print(f"A restore was last rehearsed on {dated(last.date())}.")
    return 0


def restore_command(options: argparse.Namespace, profile: Profile, passphrase: str | None) -> int:
    """``briefing restore FILE``: with the backup's passphrase or recovery code, while no window has the profile open."""
    if options.demo:
        raise Problem("The demo practice is not restored: it is made anew every day.", "Leave --demo out.", exit_code=2)
    from briefing_app.system.lock import taken

    profile.make()
    lock = taken(profile.lock)
    if lock is None:
        raise Problem("A window of Briefing has this profile open.", "Close it, or restore in its Settings.", exit_code=4)
    try:
        print(restore_backup_in_words(profile, options.file, passphrase))
    finally:
        lock.unlock()
    return 0


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


# -- the worker of the window


def work_on(order: dict[str, Any], profile: Profile, tell: Callable[[dict[str, Any]], None]) -> None:
    """Backups and rehearsals asked for by the window, in a process of their own; one message when it is done."""
    key, vault = bytes.fromhex(order["key"]), vault_of(profile, order["kind"])
    with keys_in_words():
        if order["task"] == "back up":
            made = noted_back_up(vault, key)
            tell({"report": f"Backed up and read back, {made.size / 1e6:.1f} MB.", "path": str(made.path)})
        elif order["task"] == "rekey":
            following = change_key(vault, key, order["passphrase"], order["code"], now())
            if not vault.private:
                note(profile, following, REKEYED)
            tell({"report": REKEYED_WORDS})
        elif order["task"] == "check":
            found = damage(vault.store, key)
            if not found:
                note_checked(vault, now())
            tell({"report": found})
        else:
            contents = rehearse(vault, key, now())
            total = sum(count for count, _ in contents.tables.values())
            tell({"report": f"The newest backup was restored for a trial: {total:,} rows, all equal."})
