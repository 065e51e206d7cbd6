"""Reading stretches of time as people type them: strictly, so that 30m is never thirty months."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from briefing_app.domain.periods import local_instant, local_time

_ENDED = re.compile(r"(?:(\d{1,2})\s*h)?\s*(?:(\d{1,3})\s*min\s*)?(?:ended|until|to)\s*(\d{1,2}):(\d{2})")
_BETWEEN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to|until)\s*(\d{1,2}):(\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
EXAMPLES = "Write 14:00-14:30, or 30 min ended 14:30."


def past_stretch(text: str, now: datetime, zone: tzinfo | None = None) -> tuple[float, float]:
    """``14:00-14:30`` or ``1 h 30 min ended 14:30`` of today as seconds since 1970. Raises ValueError with a sentence.

    The times are those of a clock in ``zone``, None for the system's; on the day that it is changed it may show what it shows twice, or
    never. A stretch that would begin after it ends began the evening before.
    """
    words = " ".join(text.lower().split())
    today = local_time(now.timestamp(), zone).date()
    found = _BETWEEN.fullmatch(words)
    if found:
        start, end = _clock(today, found.group(1), found.group(2)), _clock(today, found.group(3), found.group(4))
        if start > end:
            start -= timedelta(days=1)
        return _stretch(_instant(start, zone), _instant(end, zone), end, now)
    found = _ENDED.fullmatch(words)
    if found and (found.group(1) or found.group(2)):
        end = _clock(today, found.group(3), found.group(4))
        length = timedelta(hours=int(found.group(1) or 0), minutes=int(found.group(2) or 0))
        return _stretch(_instant(end, zone) - length.total_seconds(), _instant(end, zone), end, now)
    raise ValueError(f"“{text}” is not understood. {EXAMPLES}")


def time_within(text: str, start: float, end: float, zone: tzinfo | None = None) -> float:
    """``12:20`` inside a stretch, as seconds since 1970. Raises ValueError with a sentence.

    Where the clock shows that time twice in the stretch, as on the night that it is set back, it is the first of the two.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None or int(found.group(1)) > 23 or int(found.group(2)) > 59:
        raise ValueError("Write a time such as 12:20.")
    shown = time(int(found.group(1)), int(found.group(2)))
    first, last = local_time(start, zone).date(), local_time(end, zone).date()
    for day in dict.fromkeys((first, last)):
        for fold in (0, 1):
            instant = local_instant(datetime.combine(day, shown).replace(fold=fold), zone)
            if start < instant <= end and local_time(instant, zone).time() == shown:
                return instant
    raise ValueError("That time is not in this stretch.")


def day_hours(text: str) -> tuple[tuple[int, int], ...]:
    """``8:30-12:00, 13:00-17:30`` as minutes since midnight; nothing is a day off. Raises ValueError with a sentence."""
    found: list[tuple[int, int]] = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        match = _BETWEEN.fullmatch(" ".join(part.lower().split()))
        if match is None:
            raise ValueError(f"“{part}” is not understood. Write 8:30-12:00, 13:00-17:30, or nothing for a day off.")
        begins, ends = (int(match.group(at)) * 60 + int(match.group(at + 1)) for at in (1, 3))
        if not begins < ends <= 1440 or int(match.group(2)) > 59 or int(match.group(4)) > 59:
            raise ValueError(f"“{part}” does not end after it begins, within one day.")
        if found and begins < found[-1][1]:
            raise ValueError(f"“{part}” begins before the stretch before it ends.")
        found.append((begins, ends))
    return tuple(found)


def say_hours(stretches: tuple[tuple[int, int], ...]) -> str:
    """What ``day_hours`` reads."""
    return ", ".join(f"{begins // 60}:{begins % 60:02d}-{ends // 60}:{ends % 60:02d}" for begins, ends in stretches)


def _clock(day: date, hour: str, minute: str) -> datetime:
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"There is no {hour}:{minute} on the clock. {EXAMPLES}")
    return datetime.combine(day, time(int(hour), int(minute)))


def _instant(shown: datetime, zone: tzinfo | None) -> float:
    instant = local_instant(shown, zone)
    if local_time(instant, zone).replace(tzinfo=None) != shown:
        raise ValueError(f"The clock was set forward: there was no {shown:%H:%M} on that day.")
    return instant


def _stretch(start: float, end: float, shown: datetime, now: datetime) -> tuple[float, float]:
    if end > now.timestamp():
        raise ValueError(f"{shown:%H:%M} lies in the future.")
    if end == start:
        raise ValueError("This stretch is empty.")
    return start, end
