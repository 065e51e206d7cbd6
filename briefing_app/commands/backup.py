"""``briefing backup``, ``check`` and ``restore``."""

from __future__ import annotations

import argparse

from briefing_app.domain.periods import dated, dated_at
from briefing_app.domain.problems import Problem
from briefing_app.services.audit import audit_fault, chain_of
from briefing_app.services.backup import (
    PRACTICE,
    PRIVATE,
    backups_of,
    damage_of,
    noted_back_up,
    now,
    rehearse,
    rehearsed,
    vault_of,
)
from briefing_app.services.keys import keys_in_words
from briefing_app.services.restore import restore_backup_in_words
from briefing_app.system.keys import ways_in
from briefing_app.system.paths import Profile


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
    found, backups = damage_of(vault, key), backups_of(vault)
    if not found and not vault.private:
        chain = chain_of(vault, key)
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
    from briefing_app.system.single_instance import taken

    profile.make()
    lock = taken(profile.lock)
    if lock is None:
        raise Problem("A window of Briefing has this profile open.", "Close it, or restore in its Settings.", exit_code=4)
    try:
        print(restore_backup_in_words(profile, options.file, passphrase))
    finally:
        lock.unlock()
    return 0
