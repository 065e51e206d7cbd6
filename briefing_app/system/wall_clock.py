"""The one clock of a window, which follows the machine's when its time zone is changed while the program runs."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime

ZONE_FILE = "/etc/localtime"


class Clock:
    """The wall clock. A test gives a window another."""

    def __init__(self, zone_file: str = ZONE_FILE) -> None:
        self._zone_file = zone_file
        self._zone = self._zone_read()

    def now(self) -> datetime:
        """With the offset of the zone that holds now."""
        self._follow_zone()
        return datetime.now().astimezone()

    def moment(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def _zone_read(self) -> tuple[int, int, int] | None:
        """What tells one zone file from the next; None where the system has none, as on Windows, which follows by itself."""
        try:
            found = os.stat(self._zone_file)
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns

    def _follow_zone(self) -> None:
        zone = self._zone_read()
        if zone != self._zone:
            self._zone = zone
            _read_zone_again()


def _read_zone_again() -> None:
    """The C library reads a file that TZ names again only when TZ was something else in between."""
    if sys.platform == "win32":  # it follows by itself
        return
    named = os.environ.pop("TZ", None)
    time.tzset()
    if named is not None:
        os.environ["TZ"] = named
        time.tzset()
