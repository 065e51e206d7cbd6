"""Reading stretches of time as people type them: strictly, so that 30m is never thirty months."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_ENDED = re.compile(r"(?:(\d{1,2})\s*h)?\s*(?:(\d{1,3})\s*min)?\s*(?:ended|until|to)\s*(\d{1,2}):(\d{2})")
_BETWEEN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to|until)\s*(\d{1,2}):(\d{2})")
EXAMPLES = "Write 14:00-14:30, or 30 min ended 14:30."


def past_stretch(text: str, now: datetime) -> tuple[float, float]:
    """``14:00-14:30`` or ``1 h 30 min ended 14:30`` of today as seconds since 1970. Raises ValueError with a sentence.

    A stretch that would begin after it ends began the evening before.
    """
    words = " ".join(text.lower().split())
    found = _BETWEEN.fullmatch(words)
    if found:
        start, end = _at(now, found.group(1), found.group(2)), _at(now, found.group(3), found.group(4))
        if start > end:
            start -= timedelta(days=1)
        return _seconds(start, end, now)
    found = _ENDED.fullmatch(words)
    if found and (found.group(1) or found.group(2)):
        end = _at(now, found.group(3), found.group(4))
        length = timedelta(hours=int(found.group(1) or 0), minutes=int(found.group(2) or 0))
        return _seconds(end - length, end, now)
    raise ValueError(f"“{text}” is not understood. {EXAMPLES}")


def _at(now: datetime, hour: str, minute: str) -> datetime:
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"There is no {hour}:{minute} on the clock. {EXAMPLES}")
    return now.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)


def _seconds(start: datetime, end: datetime, now: datetime) -> tuple[float, float]:
    if end > now:
        raise ValueError(f"{end:%H:%M} lies in the future.")
    if end == start:
        raise ValueError("This stretch is empty.")
    return start.timestamp(), end.timestamp()
