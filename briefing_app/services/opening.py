"""What stands before any work on a profile: whose it is, the passphrases that were given, the keys, the open stores.

Modules are loaded only by what needs them, because the window's start passes through here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from briefing_app.domain.problems import Busy, Locked, Problem
from briefing_app.domain.scoring import READING
from briefing_app.system.paths import Profile, is_anothers, write_private

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.storage.private import PrivateStore


REFUSED = "refused to open"
MOST_REFUSALS = 1000  # moments that are kept beside a store that nobody opens


def refuse_anothers(profile: Profile) -> None:
    """Raises Problem when the data folder, or a store in it, belongs to another user."""
    for path in (profile.folder, profile.practice, profile.private):
        if is_anothers(path):
            raise Problem(
                f"{path} belongs to another user of this computer, who could read or replace what is kept there.",
                "Choose a folder of your own with --profile; nothing was changed.",
                exit_code=4,
            )


def read_passphrases(descriptor: int | None) -> tuple[str | None, str | None]:
    """The practice's passphrase and the private store's: the first line, and the second where there is one."""
    if descriptor is None:
        return None, None
    first, second = lines_of(descriptor, 2)
    return first, second or first


def lines_of(descriptor: int, count: int) -> list[str]:
    """So many lines of a file descriptor, "" for those it does not have. Raises Problem."""
    try:
        with os.fdopen(descriptor, "r", encoding="utf-8", closefd=False) as stream:
            return [stream.readline().rstrip("\r\n") for _ in range(count)]
    except OSError as fault:
        raise Problem(
            f"File descriptor {descriptor} cannot be read: {fault.strerror}.", "Redirect the passphrase into it.", exit_code=5
        ) from fault


def key_of(profile: Profile, passphrase: str | None, *, demo: bool, private: bool = False) -> bytes:
    """The practice's key, or the private store's, after a restore or a change of key that was broken off is done.

    Raises Problem when a passphrase is needed or wrong, or when a store or its key file is missing and no backup has the slots.
    """
    from briefing_app.services.keys import keys_in_words
    from briefing_app.services.restore import end_key_change, end_restore, key_from_a_backup
    from briefing_app.system.key_slots import KeyFileMissing
    from briefing_app.system.keys import DEMO_KEY, ChangeBrokenOff, unlock

    if demo:
        return DEMO_KEY
    with keys_in_words():
        if profile.restoring(private=private).exists():
            end_restore(profile, private=private)
        try:
            return unlock(profile, passphrase, private=private)
        except KeyFileMissing as fault:
            return key_from_a_backup(profile, passphrase, fault, private=private)
        except ChangeBrokenOff as broken:
            return end_key_change(profile, broken.keys, private=private)


@contextmanager
def noting_refusals(profile: Profile) -> Iterator[None]:
    """Wrong words open nothing, and no row can be written then: the moment stays beside the store until it is opened."""
    try:
        yield
    except Locked as asked:
        if asked.wrong:
            times = [*_refusals(profile), time.time()][-MOST_REFUSALS:]
            write_private(profile.refusals, "".join(f"{at}\n" for at in times).encode())
        raise


def _refusals(profile: Profile) -> list[float]:
    try:
        return [float(line) for line in profile.refusals.read_text("ascii").split()]
    except (OSError, ValueError):
        return []


def _write_refusals(profile: Profile, store: PracticeStore) -> None:
    """Write down who was refused since the store was last open; where it is held they wait for the next opening."""
    if not profile.refusals.exists():
        return
    from briefing_app.storage.audit import append
    from briefing_app.storage.engine import translated_errors
    from briefing_app.system.settings import read_settings, who_acts

    by = who_acts(read_settings(profile.settings))
    try:
        with translated_errors(), store.engine.begin() as transaction:
            for at in _refusals(profile):
                append(transaction, REFUSED, at, by, detail="wrong words")
    except Busy:
        return
    profile.refusals.unlink(missing_ok=True)


def own_key_of(profile: Profile, passphrase: str | None, *, demo: bool, practices: str | None = None) -> bytes:
    """The private store's key: by the words given for it, else by its keyring, else by the words that have just opened the practice.

    The practice's words are tried once and make no new store. Raises Problem.
    """
    try:
        return key_of(profile, passphrase, demo=demo, private=True)
    except Locked as asked:
        if passphrase is not None or practices is None or asked.new:
            raise
        try:
            return key_of(profile, practices, demo=demo, private=True)
        except Problem:
            raise asked from None


def open_practice(profile: Profile, key: bytes, *, demo: bool) -> PracticeStore:
    """The practice store; an older schema is moved on after a backup, and a deletion that was cut off made good."""
    from briefing_app.services.backup import back_up_before
    from briefing_app.storage.change_record import forget_what_is_old
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.storage.vacuum import driver_of, make_good
    from briefing_app.system.keys import store_is_made

    if demo:
        _prepare_demo(profile)
    store = PracticeStore(profile.practice, key, lambda: back_up_before(profile, key))
    if store.hindered is not None:  # what waits is shown all the same
        store.waiting.ran = store.waiting.run_or_show()
        return store
    make_good(driver_of(store.engine))
    if not demo:
        store_is_made(profile)
    store.waiting.ran = store.waiting.run_or_show()
    _write_refusals(profile, store)
    forget_what_is_old(store, time.time())
    _bring_up_to_date(profile, store)
    return store


def _bring_up_to_date(profile: Profile, store: PracticeStore) -> None:
    """Read totals of an earlier program anew, and note measure files of the profile; a store without either costs one question."""
    from briefing_app.storage.rereading import is_read, mark_read

    files = profile.measures.is_dir() and any(profile.measures.glob("*.toml"))
    read = is_read(store, READING)
    if read and not files:
        return

    from briefing_app.system.settings import read_settings, who_acts

    if not read and store.is_new:
        mark_read(store, READING, time.time())
        read = True
    if read and not files:
        return
    from briefing_app.services.measure import catalogue_of
    from briefing_app.services.rereading import note_own_files, read_anew

    catalogue, by = catalogue_of(profile, store), who_acts(read_settings(profile.settings))
    read_anew(store, catalogue, time.time(), by)
    if files:
        note_own_files(store, catalogue, time.time(), by)


def open_private(profile: Profile, key: bytes, *, demo: bool) -> PrivateStore:
    """The clinician's own store, made where there is none; an older schema is moved on after a backup."""
    from briefing_app.services.backup import PRIVATE, back_up_before
    from briefing_app.storage.private import PrivateStore
    from briefing_app.storage.vacuum import driver_of, make_good
    from briefing_app.system.keys import store_is_made

    store = PrivateStore(profile.private, key, lambda: back_up_before(profile, key, PRIVATE))
    make_good(driver_of(store.engine))
    if not demo:
        store_is_made(profile, private=True)
    return store


def open_private_with(profile: Profile, passphrase: str | None, *, demo: bool) -> PrivateStore | None:
    """The clinician's own store, None where there is none or it does not open with what was given."""
    if not profile.private.exists():
        return None
    from briefing_app.services.keys import keys_in_words
    from briefing_app.system.keys import DEMO_KEY, unlock

    try:
        with keys_in_words():
            key = DEMO_KEY if demo else unlock(profile, passphrase, private=True)
        return open_private(profile, key, demo=demo)
    except Problem:
        return None


def _prepare_demo(profile: Profile) -> None:
    """Make the demo practice new when the day has changed, but never under a window that shows it."""
    from briefing_app.system.single_instance import held_elsewhere

    today = date.today()
    stamp = profile.folder / "made-for.txt"
    if not (stamp.is_file() and stamp.read_text("utf-8") == today.isoformat() and profile.practice.exists()):
        if profile.practice.exists() and held_elsewhere(profile.lock):
            return
        from briefing_app.services.demo import make_demo
        from briefing_app.services.measure import catalogue_of
        from briefing_app.services.rtm import shipped_rtm_rules
        from briefing_app.system.keys import DEMO_KEY
        from briefing_app.system.resources import resources

        make_demo(profile, DEMO_KEY, today, catalogue_of(profile), shipped_rtm_rules(), resources() / "notes")
