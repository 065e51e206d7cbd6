"""Where a profile lives and what lies in it. Folders are 0700 and files 0600 from the start."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


def default_profile() -> Path:
    """The platform's place for a person's application data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Briefing"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Briefing"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "briefing"


@dataclass(frozen=True, slots=True)
class Profile:
    folder: Path

    @property
    def practice(self) -> Path:
        return self.folder / "practice.db"

    @property
    def slots(self) -> Path:
        return self.folder / "keyslots.json"

    @property
    def private(self) -> Path:
        """The clinician's own ledger: another file, another key."""
        return self.folder / "private.db"

    @property
    def private_slots(self) -> Path:
        return self.folder / "private-keyslots.json"

    @property
    def backups(self) -> Path:
        """A folder for each store's backups."""
        return self.folder / "backups"

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def measures(self) -> Path:
        """Instruments the clinician added or changed."""
        return self.folder / "measures"

    @property
    def lock(self) -> Path:
        return self.folder / "window.lock"

    @property
    def demo(self) -> Profile:
        return Profile(self.folder / "demo")

    def make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_files_only() -> None:
    """Whatever this process creates, nobody else may read."""
    os.umask(0o077)


def write_private(path: Path, data: bytes) -> None:
    """Replace a small file in one step: written beside it, synced, then renamed."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
