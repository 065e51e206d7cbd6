"""Calendar files for tests: events in a line."""

from __future__ import annotations

from pathlib import Path

NEW_YORK = "America/New_York"
GOOGLE = "-//Google Inc//Google Calendar 70.9054//EN"


def event(uid: str, start: str, words: str = "", *more: str, minutes: int = 50, zone: str = NEW_YORK) -> str:
    """One VEVENT of so many minutes; ``start`` as ``20261130T090000``, ``more`` are further lines."""
    named = f";TZID={zone}" if zone else ""
    lines = [f"UID:{uid}", f"DTSTART{named}:{start}", f"DURATION:PT{minutes}M", f"SUMMARY:{words}", *more]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*parts: str, name: str = "Work", lines: tuple[str, ...] = ()) -> str:
    """A VCALENDAR around its parts."""
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{GOOGLE}", f"X-WR-CALNAME:{name}", *lines, *parts, "END:VCALENDAR", ""]
    )


def written(path: Path, *parts: str, name: str = "Work", lines: tuple[str, ...] = ()) -> Path:
    """The same as a file."""
    path.write_bytes(calendar(*parts, name=name, lines=lines).encode())
    return path
