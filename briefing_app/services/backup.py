"""Backups kept by rule: made while something changed, read back, thinned out, rehearsed once a month, and restored on request."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing_app.domain.audit import BACKED_UP
from briefing_app.domain.problems import Problem
from briefing_app.domain.retention import kept
from briefing_app.services.keys import keys_in_words
from briefing_app.storage.audit import record
from briefing_app.storage.backup import (
    SUFFIX,
    Contents,
    Wrapping,
    digest_of,
    restore,
    slots_in,
    write_backup,
)
from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.at_work import at_work
from briefing_app.system.keys import (
    sealed_with,
    slots_are_of,
    slots_of,
    unsealed_with,
    ways_in,
)
from briefing_app.system.paths import Profile, write_private
from briefing_app.system.settings import read_settings, who_acts

EVERY = timedelta(minutes=30)
LOOK = timedelta(minutes=1)  # how often it is looked whether one is due
REHEARSE_AFTER = timedelta(days=30)
CHECK_AFTER = timedelta(days=7)
PRACTICE, PRIVATE = "practice", "private"
NAME = re.compile(r"(practice|private)-(\d{8}-\d{6})" + re.escape(SUFFIX))
STAMP = "%Y%m%d-%H%M%S"
STATE = "state.json"
LEFT_SECONDS = 86_400.0
MOST_OWED = 2000  # names of backups to delete from a disk that is not there


class NotCopied(Problem):
    """The backup itself was made; only the second folder does not have it."""


@dataclass(frozen=True, slots=True)
class Vault:
    """The backups of one store. ``also`` is a second folder that each is copied to, such as another disk."""

    profile: Profile
    kind: str
    also: Path | None = None

    @property
    def slots(self) -> Path:
        """The file of what opens the store."""
        return self.profile.private_slots if self.private else self.profile.slots

    @property
    def store(self) -> Path:
        """The file of the store that is backed up."""
        return self.profile.practice if self.kind == PRACTICE else self.profile.private

    @property
    def folder(self) -> Path:
        """Where its backups lie."""
        return self.profile.backups / self.kind

    @property
    def private(self) -> bool:
        """Whether it is the clinician's own ledger, not the practice."""
        return self.kind == PRIVATE


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as it lies in the folder; ``size`` in bytes."""

    path: Path
    made: datetime
    size: int


def backups_of(vault: Vault) -> list[Backup]:
    """The backups of a store in its folder, newest first; other files are not looked at."""
    found = []
    for path in vault.folder.glob(f"{vault.kind}-*{SUFFIX}"):
        match = NAME.fullmatch(path.name)
        if match is not None:
            found.append(Backup(path, datetime.strptime(match[2], STAMP).astimezone(), path.stat().st_size))
    return sorted(found, key=lambda one: one.made, reverse=True)


def is_due(vault: Vault, now: datetime) -> bool:
    """Whether something was written since the newest backup, and that one is older than half an hour."""
    if not vault.store.exists():
        return False
    newest = next((one for one in backups_of(vault) if one.made <= now), None)  # a clock that was ahead makes no backup of now
    if newest is None:
        return True
    journal = vault.store.with_name(vault.store.name + "-wal")
    changed = max(path.stat().st_mtime for path in (vault.store, journal, vault.slots) if path.exists())
    exactly = min(newest.path.stat().st_mtime, newest.made.timestamp() + 1)  # its name tells whole seconds
    return now - newest.made > EVERY - LOOK and changed > exactly


def back_up(vault: Vault, key: bytes, now: datetime) -> Backup:
    """Write a backup, read it back, thin out older ones, and copy it to the second folder, where it is compared. Raises Problem; then no backup was lost."""
    sweep(vault.folder)
    sweep(vault.profile.backups)
    while (place := vault.folder / f"{vault.kind}-{now:{STAMP}}{SUFFIX}").exists():
        now += timedelta(
            seconds=1
        )  # names tell seconds; the one before a migration is not replaced by the one before what follows it
    path = write_to(vault, key, place, now)
    os.utime(path, (now.timestamp(), now.timestamp()))
    made = Backup(path, datetime.strptime(f"{now:{STAMP}}", STAMP).astimezone(), path.stat().st_size)
    gone = _thin(vault, made)
    if vault.also is not None:
        name = f"{vault.kind} to go"
        owed = [*_state(vault).get(name, "").split(), *gone]
        _note(vault, name, " ".join(owed[-MOST_OWED:]))  # until the disk is there again
        _copy(path, vault.also, owed)
        _note(vault, name, "")
    return made


def write_to(vault: Vault, key: bytes, path: Path, now: datetime) -> Path:
    """Write a backup to a place of one's own, and read it back. Raises Problem; then there is nothing at ``path``."""
    wrapping = Wrapping(vault.kind, slots_of(vault.profile, private=vault.private), lambda data: sealed_with(key, data))
    with at_work(vault.profile.folder):
        write_backup(vault.store, key, wrapping, path, now.timestamp())
    return path


def _copy(path: Path, folder: Path, gone: list[str]) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = folder / (path.name + ".new")
        with path.open("rb") as source, beside.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        if digest_of(beside) != digest_of(path):
            beside.unlink()
            raise NotCopied(
                f"The backup was made, but its copy in {folder} is not equal to it.", "Look at the disk, then try again."
            )
        beside.replace(folder / path.name)
        for name in gone:
            (folder / name).unlink(missing_ok=True)
    except OSError as fault:
        raise NotCopied(
            f"The backup was made, but not copied to {folder}: {fault.strerror}.",
            "Connect the disk, or choose another folder in Settings.",
        ) from fault


def _thin(vault: Vault, made: Backup) -> list[str]:
    """The names of those that are gone; the one just made stays, whatever the clock said when the others were."""
    found = backups_of(vault)
    stays = kept((one.made for one in found), made.made)
    gone = [one.path for one in found if one.made not in stays and one.path != made.path]
    for path in gone:
        path.unlink(missing_ok=True)
    return [path.name for path in gone]


# -- rehearsal


def rehearsed(vault: Vault) -> datetime | None:
    """When a backup of this store was last restored for a trial."""
    return _noted(vault, vault.kind)


def checked(vault: Vault) -> datetime | None:
    """When every page of this store was last read and found whole."""
    return _noted(vault, f"{vault.kind} checked")


def check_due(vault: Vault, now: datetime) -> bool:
    """Whether a week went by since every page was last read; a check that lies ahead of the clock counts as none."""
    last = checked(vault)
    return last is None or not timedelta(0) <= now - last < CHECK_AFTER


def note_checked(vault: Vault, now: datetime) -> None:
    """Remember that every page was found whole now."""
    _note(vault, f"{vault.kind} checked", now.isoformat())


def _state(vault: Vault) -> dict[str, str]:
    try:
        found = json.loads((vault.profile.backups / STATE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _noted(vault: Vault, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_state(vault)[name])
    except (KeyError, ValueError):
        return None


def _note(vault: Vault, name: str, value: str) -> None:
    found = _state(vault)
    if found.get(name, "") != value:
        vault.profile.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(vault.profile.backups / STATE, json.dumps({**found, name: value}, indent=1).encode())


def rehearsal_due(vault: Vault, now: datetime) -> bool:
    """Whether there is a backup, and 30 days went by since one was last restored for a trial."""
    last = rehearsed(vault)
    return bool(backups_of(vault)) and (last is None or not timedelta(0) <= now - last < REHEARSE_AFTER)


def rehearse(vault: Vault, key: bytes, now: datetime) -> Contents:
    """Restore the newest backup into a folder of its own, prove it equal to its list, and throw it away; its slots must be of this key.

    Raises Problem when one is not so.
    """
    found = backups_of(vault)
    if not found:
        raise Problem("There is no backup yet.", "Make one first.")
    newest = next((one for one in found if one.made <= now), found[0])
    if not slots_are_of(slots_in(newest.path), key):
        raise Problem(
            f"{newest.path.name} does not carry the key slots of this store: no passphrase or recovery code would open it.",
            "Make another backup.",
            exit_code=4,
        )
    with TemporaryDirectory(prefix=".rehearsal-", dir=vault.profile.backups) as folder:
        contents = restore(newest.path, key, lambda data: unsealed_with(key, data), Path(folder) / vault.store.name)
    _note(vault, vault.kind, now.isoformat())
    return contents


# -- restoring


def sweep(folder: Path) -> None:
    """Throw away what was half made when a program was killed, a day later: until then it may still be at work."""
    for left in folder.glob(".*-*"):
        half_made = left.name.startswith((".making-", ".rehearsal-", ".restoring-"))
        if half_made and left.is_dir() and time.time() - left.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


# -- for a profile, by its settings


def vault_of(profile: Profile, kind: str = PRACTICE) -> Vault:
    """The vault of a store, with the second folder chosen in Settings."""
    also = read_settings(profile.settings).backup_folder
    return Vault(profile, kind, Path(also) / kind if also else None)


def damage_of(vault: Vault, key: bytes) -> str:
    """What is wrong with a store in a sentence, "" where every page is as it was written and its tables fit together."""
    return damage(vault.store, key)


def now() -> datetime:
    """This moment on the computer's own clock and zone."""
    return datetime.now().astimezone()


def note(profile: Profile, key: bytes, action: str, detail: str = "") -> None:
    """A row in the audit of a practice that nobody has open here; what is done to somebody's own ledger stands in no audit."""
    store = PracticeStore(profile.practice, key, lambda: back_up_before(profile, key))
    try:
        record(store, action, time.time(), who_acts(read_settings(profile.settings)), detail=detail)
    finally:
        store.close()


def back_up_before(profile: Profile, key: bytes, kind: str = PRACTICE) -> None:
    """A backup before something that changes much, unless there is nothing to lose yet, or nobody's key protects it."""
    vault = vault_of(profile, kind)
    if not vault.store.exists() or not vault.store.stat().st_size or not ways_in(profile, private=vault.private):
        return
    # The backup is there; a disk that is not connected keeps nobody from working.
    with suppress(NotCopied), keys_in_words():
        back_up(vault, key, now())


def noted_back_up(vault: Vault, key: bytes) -> Backup:
    """A backup that is asked for or due. Its row is written first, so that the backup holds it and nothing changed after it."""
    if not vault.private:
        note(vault.profile, key, BACKED_UP)
    return back_up(vault, key, now())
