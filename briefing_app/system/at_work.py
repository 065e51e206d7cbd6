"""Which of our own processes write for long, such as an import: what a person does meanwhile waits beside the store instead of being refused."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from briefing_app.system.single_instance import held_elsewhere, taken

NAMES = "at-work-*.lock"


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """Say in a profile's folder that this process writes for long; it ends with the process however that ends."""
    lock = None
    with suppress(OSError):  # where nothing can be written nobody writes for long
        lock = taken(folder / f"at-work-{os.getpid()}.lock")
    try:
        yield
    finally:
        if lock is not None:
            lock.unlock()


def others_at_work(folder: Path) -> bool:
    """Whether another process of ours, one that is alive, writes for long in this profile."""
    return any(held_elsewhere(path) for path in sorted(folder.glob(NAMES)))
