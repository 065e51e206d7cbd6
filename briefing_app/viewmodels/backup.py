"""Keys and backups in words: what opens a store, how old the newest backup is, when a restore was last rehearsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from briefing_app.domain.periods import say_date
from briefing_app.domain.retention import RULE
from briefing_app.services.backup import PRACTICE, REHEARSE_AFTER, Vault, backups_of, checked, rehearsed
from briefing_app.system.keys import KEYRING, PASSPHRASE, RECOVERY, ways_in, why_kept
from briefing_app.system.paths import Profile

REKEYED_WORDS = (
    "The store has a new key. What opened it opens it still; a backup was made before, with the old key, and one after. Whoever may know the"
    " old key reads the older backups with it: delete those that you do not need."
)

NAMES = {"practice": "The practice", "private": "Your own ledger"}
SAME_DISK = "Backups in the profile folder do not survive the disk they lie on; name a second folder on another one. A synchronised folder is no backup."
DEMO = "The demo practice has a published key and no backups: it is made anew every day, and nobody in it exists."


@dataclass(frozen=True, slots=True)
class VaultLine:
    """One line on backups or keys."""

    words: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class VaultPage:
    """``stores`` are the kinds that have keys of their own; none in the demo."""

    stores: tuple[str, ...]
    lines: tuple[VaultLine, ...]
    note: str


def make_vault(profile: Profile, vaults: Mapping[str, Vault], now: datetime, troubles: Sequence[str] = ()) -> VaultPage:
    """What Settings says of the stores that are open; ``troubles`` are what did not work by itself."""
    if not vaults:
        return VaultPage((), (VaultLine(DEMO, "muted"),), "")
    lines = [line for kind, vault in vaults.items() for line in _lines(profile, kind, vault, now)]
    lines += [VaultLine(one, "attention") for one in troubles]
    return VaultPage(tuple(vaults), tuple(lines), f"{RULE} {SAME_DISK}")


def _lines(profile: Profile, kind: str, vault: Vault, now: datetime) -> list[VaultLine]:
    name, ways = NAMES[kind], ways_in(profile, private=kind != PRACTICE)
    opened = _opened_by(ways)
    lines = [VaultLine(f"{name} is opened by {opened}{' and by a recovery code' if RECOVERY in ways else ''}.")]
    if RECOVERY not in ways:
        lines.append(
            VaultLine(f"{name} has no recovery code: a lost passphrase or keyring would be a lost store.", "attention")
        )
    found = backups_of(vault)
    if not found:
        lines.append(VaultLine(f"{name} has no backup yet.", "attention"))
        return lines
    newest, last = found[0], rehearsed(vault)
    when = f"{say_date(newest.made.date(), now.date())} {newest.made:%H:%M}"
    read = checked(vault)
    whole = f"; every page was read and found whole on {say_date(read.date(), now.date())}" if read is not None else ""
    trial = (
        f"a restore was last rehearsed on {say_date(last.date(), now.date())}" if last else "no restore has been rehearsed yet"
    )
    count = "one backup" if len(found) == 1 else f"{len(found)} backups, the newest"
    old = last is not None and now - last > 2 * REHEARSE_AFTER
    lines.append(
        VaultLine(
            f"{name} has {count} of {when}, {newest.size / 1e6:.1f} MB; {trial}{whole}.",
            "attention" if old else "plain",
        )
    )
    return lines


def _opened_by(ways: Sequence[str]) -> str:
    if PASSPHRASE not in ways:
        return "the system's keyring"
    return (
        "the system's keyring at the start, your passphrase after a lock"
        if KEYRING in ways
        else "your passphrase, asked at every start"
    )


def list_ways(ways: Sequence[str]) -> list[tuple[str, str, bool, str]]:
    """Each way in there can be: its name, its kind, whether it is there, and why it cannot be removed, if so."""
    names = ((KEYRING, "The system's keyring"), (PASSPHRASE, "A passphrase"), (RECOVERY, "A recovery code"))
    return [(name, kind, kind in ways, why_kept(ways, kind) if kind in ways else "") for kind, name in names]


def code_sheet(code: str, *, own: bool) -> str:
    """The page to print: the code and what it is for, and nothing that says whose it is."""
    store = "the clinician's own ledger" if own else "the practice store"
    return (
        f"Recovery code\n\n{code}\n\nIt opens {store} of Briefing, and every backup made while it was in force, where passphrase or keyring"
        " are lost.\nKeep it where you keep keys, away from the computer.\nOnly Briefing's own screens to open or restore a store ever ask for"
        " it; nobody else has reason to."
    )
