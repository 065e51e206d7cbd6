"""Where a profile lives and what lies in it. Folders are 0700 and files 0600 from the start."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

# The beginnings of the names, in lower case, of folders that a program keeps in step with other computers.
SYNCED = (
    "dropbox", "onedrive", "icloud", "mobile documents", "com~apple~clouddocs", "cloudstorage", "google drive", "googledrive",
    "my drive", "box sync", "nextcloud", "owncloud", "pcloud", "syncthing", "seafile", "megasync",
)  # fmt: skip
NETWORKED = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "davfs", "fuse.sshfs", "fuse.davfs2",
     "fuse.rclone", "fuse.glusterfs", "fuse.ceph", "fuse.smbnetfs"}
)  # fmt: skip


def default_profile() -> Path:
    """The platform's place for a person's application data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Briefing"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Briefing"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "briefing"


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder of one practice, and the place of everything in it."""

    folder: Path

    @property
    def practice(self) -> Path:
        """The store of clients, sessions, scores and notes."""
        return self.folder / "practice.db"

    @property
    def slots(self) -> Path:
        """What opens the practice."""
        return self.folder / "keyslots.json"

    @property
    def private(self) -> Path:
        """The clinician's own ledger: another file, another key."""
        return self.folder / "private.db"

    @property
    def private_slots(self) -> Path:
        """What opens the clinician's own ledger."""
        return self.folder / "private-keyslots.json"

    @property
    def backups(self) -> Path:
        """A folder for each store's backups."""
        return self.folder / "backups"

    def restoring(self, *, private: bool) -> Path:
        """A restored store on its way to its place; there only while that is done, or after a kill."""
        return self.folder / f"restoring-{'private' if private else 'practice'}"

    def remains(self, *, private: bool) -> list[Path]:
        """What an earlier store left: its backups, then those that restores set aside, oldest first."""
        kind = "private" if private else "practice"
        return [*sorted((self.backups / kind).glob(f"{kind}-*.briefing")), *sorted(self.folder.glob(f"{kind}-replaced-*.db"))]

    @property
    def waiting(self) -> Path:
        """What was done while the practice's store could not be written, until it is."""
        return self.folder / "waiting"

    @property
    def refusals(self) -> Path:
        """When wrong words were given, in seconds since 1970, one a line, until the audit has them."""
        return self.folder / "refused.txt"

    @property
    def settings(self) -> Path:
        """What was chosen in Settings; no client's words are in it."""
        return self.folder / "settings.json"

    @property
    def measures(self) -> Path:
        """Instruments the clinician added or changed."""
        return self.folder / "measures"

    @property
    def formats(self) -> Path:
        """Note formats the clinician changed."""
        return self.folder / "notes"

    @property
    def lock(self) -> Path:
        """Who has it has the window of this profile."""
        return self.folder / "window.lock"

    @property
    def call(self) -> Path:
        """What a second start writes into, to bring the window to the front."""
        return self.folder / "window.call"

    @property
    def demo(self) -> Profile:
        """The profile of the invented practice, inside this one."""
        return Profile(self.folder / "demo")

    def make(self) -> None:
        """Make the folder where there is none; nobody else may look into it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_files_only() -> None:
    """Whatever this process creates, nobody else may read."""
    os.umask(0o077)


def owner_of(path: Path) -> int | None:
    """The user id of whom a file or folder belongs to, links followed; -1 where we may not look, None where there is none or no such ids."""
    try:
        return path.stat().st_uid if hasattr(os, "getuid") else None
    except PermissionError:
        return -1
    except OSError:
        return None


def is_anothers(path: Path) -> bool:
    """Whether it is there and belongs to another user, who could read or replace whatever is written to it."""
    owner = owner_of(path)
    return owner is not None and sys.platform != "win32" and owner != os.getuid()


def place_warning(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """A sentence when the folder lies where another program copies or shares it, else ""; ``mounts`` is read where the system has it."""
    place = folder.resolve()
    for one in (place, *place.parents):
        name = one.name.lower()
        if name.startswith(SYNCED) or (one / ".stfolder").exists():
            return (
                f"The data folder lies in {one}, which another program copies to other computers; it may copy a store that is half written."
                " Choose a folder outside it with --profile."
            )
    if on_network(folder, mounts):
        kind = _file_system(place, mounts)
        words = f" ({kind})" if kind else ""
        return (
            f"The data folder lies on another computer's disk{words}, where a store can be damaged when two computers open it."
            " Choose a folder on this computer with --profile."
        )
    return ""


def on_network(folder: Path, mounts: Path = Path("/proc/mounts")) -> bool:
    """Whether the folder lies on another computer's disk, as far as the system tells."""
    place = folder.resolve()
    return _file_system(place, mounts) in NETWORKED or place.as_posix().startswith("//")


def _file_system(place: Path, mounts: Path) -> str:
    """The kind of file system a folder is on; "" where nobody tells."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    found, kind = Path(), ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        at = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[1]))
        if place.is_relative_to(at) and len(at.parts) >= len(found.parts):
            found, kind = at, fields[2]
    return kind


def write_private(path: Path, data: bytes) -> None:
    """Replace a small file in one step: written beside it, synced, then renamed."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # what is left of a broken off write, or a link that somebody laid
    descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name last through a power cut."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
