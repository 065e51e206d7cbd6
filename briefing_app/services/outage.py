"""What is carried away for days without this computer: one encrypted file, and the sessions of the coming days."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from briefing_app.domain.problems import Problem
from briefing_app.services.backup import Vault, write_to
from briefing_app.services.day import Day, open_day
from briefing_app.storage.backup import SUFFIX
from briefing_app.storage.practice import PracticeReader
from briefing_app.system.keys import PASSPHRASE, RECOVERY, ways_in

MOST_DAYS = 14


def write_pack(vault: Vault, key: bytes, folder: Path, now: datetime) -> Path:
    """The whole practice as a backup that another computer opens with words; read back when written.

    Raises Problem when only this computer's keyring could open it, or the folder has no room.
    """
    if not {PASSPHRASE, RECOVERY} & set(ways_in(vault.profile)):
        raise Problem(
            "No other computer could open this pack: only this computer's keyring can.",
            "Make a recovery code in Settings, or with 'briefing keys recovery', and write the pack again.",
        )
    needed = 2 * vault.store.stat().st_size
    if shutil.disk_usage(folder).free < needed:
        raise Problem(f"There is no room for the pack at {folder}: it takes {needed / 1e6:.0f} MB.", "Choose another folder.")
    return write_to(vault, key, folder / f"outage-{now:%Y-%m-%d-%H%M}{SUFFIX}", now)


def coming_days(reader: PracticeReader, first: date, days: int, practitioner: str) -> list[Day]:
    """The days from ``first`` on, with everything known of whoever comes."""
    if not 1 <= days <= MOST_DAYS:
        raise Problem(f"A pack is for 1 to {MOST_DAYS} days.", "Choose fewer days.", exit_code=2)
    return [open_day(reader, first + timedelta(days=offset), None, practitioner) for offset in range(days)]
