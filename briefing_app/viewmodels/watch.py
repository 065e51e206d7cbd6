"""What a watched folder has to say: what waits, what is still being written, and a folder that is not there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from briefing_app.domain.texts import one_line
from briefing_app.services.watch import Look

MOST_NAMED = 5


def lines_of(look: Look, left: Sequence[tuple[str, str]]) -> list[str]:
    """A line for each folder that is not there and each file that was left alone, and one for what is still being written; the folder's own name only."""
    lines = [f"The watched folder {_name(one)} is not there; it is looked for again." for one in look.lost]
    lines += [f"{name}: {why}." for name, why in left[:MOST_NAMED]]
    if len(left) > MOST_NAMED:
        lines.append(f"{len(left) - MOST_NAMED} more files are left alone.")
    lines += [f"{name} does not end as such a file does; it is read once it is whole." for name in look.broken[:MOST_NAMED]]
    if look.unfinished:
        lines.append("Some files are still being written; they are read once they are whole.")
    return lines


def _name(folder: str) -> str:
    return one_line(PurePath(folder).name or folder)
