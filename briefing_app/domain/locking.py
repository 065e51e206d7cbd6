"""When the window locks by itself: by the wall clock since the last touch, and after the machine slept."""

from __future__ import annotations

from dataclasses import dataclass

SLEPT_SECONDS = 60.0  # between two looks that should be seconds apart


@dataclass(slots=True)
class Watch:
    """``last`` is the last touch and ``looked`` the last look, both in seconds since 1970: a sleeping machine's clock goes on."""

    last: float
    looked: float

    def touch(self, now: float) -> None:
        """Somebody used the window now (seconds since 1970)."""
        self.last = now

    def due(self, now: float, minutes: float, *, in_use: bool) -> bool:
        """Whether to lock now. ``in_use``: a session runs and its page is before the clinician, or a client has the form; sleep locks even then."""
        slept = now - self.looked > SLEPT_SECONDS or now < self.looked - SLEPT_SECONDS
        self.looked = now
        if slept:
            return True
        if in_use:
            self.last = now
            return False
        return now - self.last >= minutes * 60
