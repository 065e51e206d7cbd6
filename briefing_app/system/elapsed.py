"""A clock that nobody sets and that goes on while the machine sleeps: beside the steady one, it tells sleep from a clock that was set."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def elapsed() -> float | None:
    """Seconds since some moment, those of sleep included; None where no such clock is known."""
    if sys.platform == "win32":
        return time.monotonic()  # counts sleep there, so that sleep cannot be told from a program that stood still
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # counts sleep there, and time.monotonic does not
    known: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return None if known is None else time.clock_gettime(known)


def since_start_ms() -> float:
    """Milliseconds since the process began; where the system does not tell, since this module's first use."""
    if sys.platform == "linux":
        try:
            ticks = int(Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()[19])
            return (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")) * 1000
        except (OSError, ValueError):
            pass
    return (time.perf_counter() - _STARTED) * 1000


_STARTED = time.perf_counter()
