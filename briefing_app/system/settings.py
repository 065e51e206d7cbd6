"""The few choices that are not about clients: how it looks, whose day it is. Kept in the profile as JSON."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from briefing_app.system.paths import write_private

THEMES = ("system", "light", "dark", "contrast")
TEXT_SCALES = (100, 125, 150, 200)
LOCK_MINUTES = (1, 30)
MOST_WATCHED = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen in the window, kept as JSON in the profile."""

    theme: str = "system"
    text_percent: int = 100
    practitioner: str = ""
    name: str = ""
    crisis: str = ""
    backup_folder: str = ""
    lock_minutes: int = 5
    note_format: str = "soap"
    note_opens: bool = True
    hide_names: bool = False
    block_capture: bool = True
    watched_folders: tuple[str, ...] = ()


def read_settings(path: Path) -> Settings:
    """What is stored, with the default for anything missing, unknown or damaged."""
    try:
        stored = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    if isinstance(stored, dict) and isinstance(stored.get("watched_folders"), list):
        stored["watched_folders"] = tuple(stored["watched_folders"])
    known = {field.name: stored[field.name] for field in fields(Settings) if isinstance(stored, dict) and field.name in stored}
    found = replace(Settings(), **known)
    if (
        found.theme not in THEMES
        or found.text_percent not in TEXT_SCALES
        or not all(
            isinstance(text, str)
            for text in (found.practitioner, found.name, found.crisis, found.backup_folder, found.note_format)
        )
        or not all(isinstance(switch, bool) for switch in (found.note_opens, found.hide_names, found.block_capture))
        or not _are_folders(found.watched_folders)
        or not (isinstance(found.lock_minutes, int) and LOCK_MINUTES[0] <= found.lock_minutes <= LOCK_MINUTES[1])
    ):
        return Settings()
    return found


def _are_folders(found: object) -> bool:
    return isinstance(found, tuple) and len(found) <= MOST_WATCHED and all(isinstance(one, str) and one for one in found)


def who_acts(settings: Settings) -> str:
    """Whose name stands beside what is done: the one in the settings, else the account's."""
    return settings.name or getpass.getuser()


def write_settings(path: Path, settings: Settings) -> None:
    """Keep the settings in a file that nobody else may read."""
    write_private(path, json.dumps(asdict(settings), indent=1).encode())
