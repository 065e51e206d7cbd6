"""A file that somebody named, opened only while it is a regular one: a pipe would wait for ever, a device never end."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import one_line

NO_FILE = "a link, pipe or device, not a file; it was not followed"


def open_regular(path: str, flags: int) -> int:
    """An opener for ``open``: what is a file now too. A pipe put in its place would wait for ever, a link would lead elsewhere."""
    opened = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError(NO_FILE)
    return opened


def read_whole(path: Path, most: int, remedy: str) -> bytes:
    """The bytes of a file of at most so many. Raises Problem when it is longer, no regular file, or cannot be read."""
    name = one_line(path.name)
    try:
        with open(path.resolve(), "rb", opener=open_regular) as file:
            data = file.read(most + 1)
    except (OSError, RuntimeError, ValueError) as fault:  # a ring of links, a zero byte in the name
        reason = one_line(getattr(fault, "strerror", None) or str(fault))
        raise Problem(f"{name} cannot be read: {reason}.", "Check the path.", exit_code=3) from fault
    if len(data) > most:
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} kB"
        raise Problem(f"{name} is larger than {size}.", remedy)
    return data
