"""Deleting the clinician's own ledger with its key and its backups: from the command line and in the window."""

from __future__ import annotations

from pathlib import Path

from briefing_app.domain.problems import Problem
from briefing_app.services.backup import PRIVATE, vault_of
from briefing_app.storage.private import PrivateStore
from briefing_app.system.keys import forget
from briefing_app.system.paths import Profile


def erase_ledger(profile: Profile, key: bytes) -> str:
    """Delete the private store and its key, which has opened it before; the proof is what is no longer there. Raises Problem while it is open."""
    store = PrivateStore(profile.private, key)
    alone = store.alone()
    store.close()
    if not alone:
        raise Problem("Your ledger is open in a window of Briefing.", "Close it first.")
    size = profile.private.stat().st_size
    backups, beside = profile.remains(private=True), vault_of(profile, PRIVATE).also
    for path in (
        *sorted(profile.folder.glob(f"{profile.private.name}*")),
        *profile.folder.glob("private-replaced-*"),
        *backups,
    ):
        path.unlink(missing_ok=True)
    forget(profile)
    left = [path.name for path in profile.folder.iterdir() if path.name.startswith(("private.db", "private-"))]
    left += [path.name for path in profile.remains(private=True)]
    if left:
        raise Problem(f"These files could not be deleted: {', '.join(left)}.", "Close Briefing and try again.")
    return (
        f"Deleted: {profile.private.name} ({size:,} bytes), its journal, its key file, its keyring entry and every backup and replaced store ({len(backups)})."
        f" Nothing of them is left in the profile.{_erase_beside(beside)} A copy of the store alone cannot be read any more, because its key"
        " is gone; a copy of a backup elsewhere can, with its passphrase or recovery code."
    )


def _erase_beside(folder: Path | None) -> str:
    """The copies in the second folder, and what could be done about them, as a sentence."""
    if folder is None:
        return ""
    try:
        copies = [path for path in folder.iterdir() if path.name.startswith("private-") and path.suffix == ".briefing"]
        for path in copies:
            path.unlink()
    except OSError as fault:
        return f" The copies in {folder} could not be deleted ({fault.strerror}): delete them yourself."
    return f" {len(copies)} copies in {folder} are deleted too."
