"""Backups kept by rule: made while something changed, read back, thinned out, rehearsed once a month, and restored on request."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing_app.domain.problems import Problem
from briefing_app.domain.retention import kept
from briefing_app.storage.backup import SUFFIX, Contents, restore, set_aside, slots_in, write_backup
from briefing_app.system.keys import put_slots, sealed_with, slots_of, unlock_backup, unsealed_with, ways_in
from briefing_app.system.paths import Profile, write_private

EVERY = timedelta(minutes=30)
REHEARSE_AFTER = timedelta(days=30)
PRACTICE, PRIVATE = "practice", "private"
NAME = re.compile(r"(practice|private)-(\d{8}-\d{6})" + re.escape(SUFFIX))
STAMP = "%Y%m%d-%H%M%S"
STATE = "state.json"


@dataclass(frozen=True, slots=True)
class Vault:
    """The backups of one store. ``also`` is a second folder that each is copied to, such as another disk."""

    profile: Profile
    kind: str
    also: Path | None = None

    @property
    def store(self) -> Path:
        return self.profile.practice if self.kind == PRACTICE else self.profile.private

    @property
    def folder(self) -> Path:
        return self.profile.backups / self.kind

    @property
    def private(self) -> bool:
        return self.kind == PRIVATE


@dataclass(frozen=True, slots=True)
class Backup:
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
    newest = next(iter(backups_of(vault)), None)
    if newest is None:
        return True
    journal = vault.store.with_name(vault.store.name + "-wal")
    changed = max(path.stat().st_mtime for path in (vault.store, journal) if path.exists())
    return now - newest.made >= EVERY and changed > newest.made.timestamp()


def back_up(vault: Vault, key: bytes, now: datetime) -> Backup:
    """Write a backup, read it back, copy it to the second folder, and thin out both. Raises Problem; then no backup was lost."""
    path = vault.folder / f"{vault.kind}-{now:{STAMP}}{SUFFIX}"
    write_backup(
        vault.store, key, vault.kind, slots_of(vault.profile, private=vault.private), lambda data: sealed_with(key, data),
        path, now.timestamp(),
    )  # fmt: skip
    made = Backup(path, datetime.strptime(f"{now:{STAMP}}", STAMP).astimezone(), path.stat().st_size)
    if vault.also is not None:
        _copy(path, vault.also)
    _thin(vault)
    return made


def _copy(path: Path, folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = folder / (path.name + ".new")
        shutil.copyfile(path, beside)
        beside.replace(folder / path.name)
    except OSError as fault:
        raise Problem(
            f"The backup was made, but not copied to {folder}: {fault.strerror}.",
            "Connect the disk, or choose another folder in Settings.",
        ) from fault


def _thin(vault: Vault) -> None:
    found = backups_of(vault)
    stays = kept(one.made for one in found)
    for one in found:
        if one.made not in stays:
            one.path.unlink(missing_ok=True)
            if vault.also is not None:
                (vault.also / one.path.name).unlink(missing_ok=True)


# -- rehearsal


def rehearsed(vault: Vault) -> datetime | None:
    """When a backup of this store was last restored for a trial."""
    try:
        return datetime.fromisoformat(json.loads((vault.profile.backups / STATE).read_text("utf-8"))[vault.kind])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def rehearsal_due(vault: Vault, now: datetime) -> bool:
    last = rehearsed(vault)
    return bool(backups_of(vault)) and (last is None or now - last >= REHEARSE_AFTER)


def rehearse(vault: Vault, key: bytes, now: datetime) -> Contents:
    """Restore the newest backup into a folder of its own, prove it equal to its list, and throw it away. Raises Problem when it is not."""
    newest = next(iter(backups_of(vault)), None)
    if newest is None:
        raise Problem("There is no backup yet.", "Make one first.")
    with TemporaryDirectory(prefix=".rehearsal-", dir=vault.profile.backups) as folder:
        contents = restore(newest.path, key, lambda data: unsealed_with(key, data), Path(folder) / vault.store.name)
    state = {kind: last.isoformat() for kind in (PRACTICE, PRIVATE) if (last := rehearsed(Vault(vault.profile, kind)))}
    state[vault.kind] = now.isoformat()
    write_private(vault.profile.backups / STATE, json.dumps(state, indent=1).encode())
    return contents


# -- restoring


def restore_backup(
    profile: Profile, backup: Path, words: str | None, now: datetime, release: Callable[[], None] | None = None
) -> tuple[Contents, Path | None]:
    """Put a backup in place of its store, which is kept under another name. ``words`` are its passphrase or recovery code, None for the keyring.

    ``release`` closes open stores once the backup has proved whole. Returns what it holds and where the replaced store is.
    Raises Problem or the key's faults; then nothing was changed.
    """
    slots = slots_in(backup)
    key = unlock_backup(slots, words)
    profile.make()
    with TemporaryDirectory(prefix=".restoring-", dir=profile.folder) as folder:
        place = Path(folder) / "restored.db"
        contents = restore(backup, key, lambda data: unsealed_with(key, data), place)
        if contents.kind not in (PRACTICE, PRIVATE):
            raise Problem(f"{backup.name} holds no store that this Briefing knows.", "Nothing was restored.", exit_code=4)
        if release is not None:
            release()
        vault = Vault(profile, contents.kind)
        aside = set_aside(vault.store, f"{now:{STAMP}}")
        if aside is not None and ways_in(profile, private=vault.private):
            write_private(aside.with_name(f"{aside.stem}-keyslots.json"), slots_of(profile, private=vault.private))
        put_slots(profile, slots, private=vault.private)
        place.rename(vault.store)
    return contents, aside
