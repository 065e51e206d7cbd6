"""Keys and backups from the command line, and what the window's worker does of them."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing_app.domain.problems import Locked, Problem
from briefing_app.services.vault import (
    PRACTICE,
    PRIVATE,
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
from briefing_app.storage.checking import damage
from briefing_app.system.keys import (
    RECOVERY,
    KeyFault,
    PassphraseNeeded,
    WrongPassphrase,
    new_code,
    normal_code,
    set_passphrase,
    set_recovery_code,
    use_keyring,
    ways_in,
)
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings

WAY_WORDS = {
    "keyring": "the system's keyring",
    "passphrase": "a passphrase",
    RECOVERY: "a recovery code",
}
NO_CODE = "This store has no recovery code: without one, a lost passphrase or keyring is a lost store."
WRITE_DOWN = (
    "Write it down or print it, and keep it where you keep keys. It is shown this once, and only a restore ever asks for it."
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


def keys_command(options: argparse.Namespace, profile: Profile, key: bytes) -> int:
    """``briefing keys``: what opens a store, and changing it."""
    private = options.private
    with keys_in_words():
        if options.change == "recovery":
            make_code(profile, key, private=private)
        elif options.change == "passphrase":
            if options.new_passphrase_fd is None:
                raise Problem(
                    "A new passphrase is read from a file descriptor.", "Give it with --new-passphrase-fd N.", exit_code=2
                )
            set_passphrase(profile, key, _line_of(options.new_passphrase_fd), private=private)
            print(
                "The passphrase is changed; it is asked for at every start. Here it opens earlier backups too; on another computer they"
                " open with the one they were made with."
            )
        elif options.change == "keyring":
            use_keyring(profile, key, private=private)
            print("The system's keyring opens the store from now on; the passphrase does not any more.")
    if options.change:
        back_up_before(profile, key, PRIVATE if private else PRACTICE)  # so that the newest opens by what is in force now
    for way in ways_in(profile, private=private):
        print(f"opened by {WAY_WORDS[way]}")
    if lacks_code(profile, private=private):
        print(f"{NO_CODE} Make one with 'briefing keys recovery'.")
    return 0


def make_code(profile: Profile, key: bytes, *, private: bool = False) -> None:
    """Show a new recovery code, and put it in force once it has been typed back."""
    code = new_code()
    print(f"The recovery code of this store:\n\n    {code}\n\n{WRITE_DOWN}")
    print("Type it back, to be sure that it is written down: ", end="", flush=True)
    if normal_code(sys.stdin.readline().strip()) != normal_code(code):
        raise Problem("That is not the code; it is not in force.", "Try again: there will be another code.")
    set_recovery_code(profile, key, code, private=private)
    print("The recovery code is in force.")


def require_code(profile: Profile, key: bytes, *, waived: bool) -> None:
    """Before the first import: a recovery code, made now where somebody can type, or knowingly done without."""
    if waived or not lacks_code(profile):
        return
    if not sys.stdin.isatty():
        raise Problem(NO_CODE, "Make one with 'briefing keys recovery', or import with --without-recovery-code.", exit_code=5)
    with keys_in_words():
        make_code(profile, key)


def backup_command(options: argparse.Namespace, profile: Profile, keys: dict[str, bytes]) -> int:
    """``briefing backup``: back up what there is, or list it."""
    if options.list:
        for kind in (PRACTICE, PRIVATE):
            for one in backups_of(vault_of(profile, kind)):
                print(f"{one.made:%d %b %Y %H:%M}  {one.size / 1e6:6.1f} MB  {one.path}")
        return 0
    for kind, key in keys.items():
        vault = vault_of(profile, kind)
        if not ways_in(profile, private=vault.private):
            raise Problem("The demo practice needs no backup: it is made anew every day.", "")
        with keys_in_words():
            made = back_up(vault, key, now())
            print(f"Backed up and read back: {made.path} ({made.size / 1e6:.1f} MB).")
            if options.rehearse:
                contents = rehearse(vault, key, now())
                total = sum(count for count, _ in contents.tables.values())
                print(f"Restored for a trial: {len(contents.tables)} tables, {total:,} rows, all equal.")
    return 0


def check_command(options: argparse.Namespace, profile: Profile, key: bytes) -> int:
    """``briefing check``: every page against its signature, then tables and indexes; and the backups, if something is wrong."""
    vault = vault_of(profile, PRIVATE if options.private else PRACTICE)
    found, backups = damage(vault.store, key), backups_of(vault)
    newest = (
        f"The newest of {len(backups)} backups is of {backups[0].made:%d %b %Y %H:%M}." if backups else "There is no backup."
    )
    if found:
        remedy = f"Put it in place with 'briefing restore {backups[0].path}'; the damaged store is kept." if backups else ""
        raise Problem(f"{found} {newest}", remedy or "Keep the file; it was not changed.", exit_code=4)
    print(f"{vault.store.name} is whole: every page is as it was written, and its tables fit together.\n{newest}")
    last = rehearsed(vault)
    if last is not None:
        print(f"A restore was last rehearsed on {last:%d %b %Y}.")
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
        _record_restore(profile, found.key, contents.made)
    total = sum(count for count, _ in contents.tables.values())
    kept = f" The store that was there is kept as {found.aside.name}." if found.aside is not None else ""
    when = f"{datetime.fromtimestamp(contents.made):%d %b %Y %H:%M}"
    return f"Restored: the {contents.kind} store of {when}, {total:,} rows, all equal to the backup.{kept}"


def _record_restore(profile: Profile, key: bytes, made: float) -> None:
    """The restored store's audit goes on from the backup's; that rows after it are gone is what this one says."""
    from briefing_app.storage.audit import RESTORED, record
    from briefing_app.storage.practice import PracticeStore

    store = PracticeStore(profile.practice, key)
    try:
        by = read_settings(profile.settings).name or getpass.getuser()
        record(store, RESTORED, now().timestamp(), by, detail=f"backup of {datetime.fromtimestamp(made):%Y-%m-%d %H:%M}")
    finally:
        store.close()


def _line_of(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, "r", encoding="utf-8", closefd=False) as stream:
            return stream.readline().rstrip("\r\n")
    except OSError as fault:
        raise Problem(
            f"File descriptor {descriptor} cannot be read: {fault.strerror}.", "Redirect the passphrase into it.", exit_code=5
        ) from fault


# -- the worker of the window


def work_on(order: dict[str, Any], profile: Profile, tell: Callable[[dict[str, Any]], None]) -> None:
    """Backups and rehearsals asked for by the window, in a process of their own; one message when it is done."""
    key, vault = bytes.fromhex(order["key"]), vault_of(profile, order["kind"])
    with keys_in_words():
        if order["task"] == "back up":
            made = back_up(vault, key, now())
            tell({"report": f"Backed up and read back, {made.size / 1e6:.1f} MB.", "path": str(made.path)})
        elif order["task"] == "check":
            found = damage(vault.store, key)
            if not found:
                note_checked(vault, now())
            tell({"report": found})
        else:
            contents = rehearse(vault, key, now())
            total = sum(count for count, _ in contents.tables.values())
            tell({"report": f"The newest backup was restored for a trial: {total:,} rows, all equal."})
