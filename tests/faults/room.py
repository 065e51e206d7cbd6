"""A disk that fills up in the middle of an import: a small one of its own, in memory, that only a child sees."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.faults.gate import Gate
from tests.faults.kills import write_exports
from tests.faults.nursery import TOP

MEGABYTES = 240  # an import is refused at once where less than 200 MB would stay free
MOUNT = 'mount -t tmpfs -o size="$1"m none "$2" && shift 2 && exec "$@"'


def why_not() -> str:
    """Why no small disk can be made here, or ""."""
    if shutil.which("unshare") is None:
        return "there is no unshare to make a small disk with"
    tried = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True, text=True)
    return f"no small disk may be made here: {tried.stderr.strip()}" if tried.returncode else ""


def full_disk(place: Path) -> list[Gate]:
    """Fill the disk during an import, and free it again."""
    exports, disk = write_exports(place / "exports"), place / "disk"
    disk.mkdir()
    child = [sys.executable, "-m", "tests.faults.children", "alone", "fill_disk", str(disk / "practice.db"), str(exports)]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", MOUNT, "sh", str(MEGABYTES), str(disk), *child],
        cwd=TOP, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    sentence, seconds, same, more, damage = json.loads(done.stdout)
    full = sentence.startswith("The disk is full")
    return [
        Gate("disk full in an import", "said so" if full else sentence or "silence", "said so", full),
        Gate("    said after", f"{seconds:.1f} s", "2 s", seconds <= 2),
        Gate("    what was there can be read", "as before" if same else "changed", "as before", bool(same)),
        Gate(
            "    after freeing space", damage or ("goes on" if more else "stands still"), "goes on", bool(more) and not damage
        ),
    ]
