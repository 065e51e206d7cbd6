"""Days, moments and their words: the one place where local midnight and daylight saving are decided."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from briefing_app.domain.texts import clean

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK, MONTH, QUARTER = "week", "month", "quarter"


class Moment(NamedTuple):
    """A date as precise as its source gave it.

    ``at`` is seconds since 1970 in UTC and only set for an instant; ``day`` is the ISO date for a day or, for an instant, the
    date as written; ``precision`` is one of instant, local (no offset given), day, month, year, none.
    """

    text: str
    precision: str
    at: float | None = None
    day: str = ""


NO_MOMENT = Moment("", "none")
NEVER = ("0000", "0001", "9999")  # years that databases write for "never"; they have no place in every time zone
_USUAL = re.compile(r"(?!0000|0001|9999)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_PATTERN = re.compile(
    r"^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?(Z|z|[+-]\d{2}:?\d{2})?)?)?)?$",
    re.ASCII,
)


def read_moment(text: object) -> Moment:
    """Read a FHIR date, dateTime or instant; never invents a day, a month or a zone. Unreadable text keeps precision none."""
    if not isinstance(text, str) or not text:
        return NO_MOMENT
    if _USUAL.fullmatch(text):
        try:
            return Moment(text, "instant", datetime.fromisoformat(text).timestamp(), text[:10])
        except (ValueError, OverflowError):
            pass  # second 60, hour 24 or no such day: read with more care
    text = text.strip()
    unread, found = Moment(clean(text, 40), "none"), _PATTERN.match(text)
    if found is None or text.startswith(NEVER):
        return unread
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        if month is None:
            return Moment(text, "year")
        if day is None:
            return Moment(text, "month") if 1 <= int(month) <= 12 else unread
        on = date(int(year), int(month), int(day))
        if hour is None:
            return Moment(text, "day", None, on.isoformat())
        # A leap second and hour 24 are legal in FHIR's grammar but not in Python's.
        at = datetime.combine(on, time(), UTC) + timedelta(
            hours=int(hour),
            minutes=int(minute),
            seconds=int(second or 0),
            microseconds=int((fraction or "0")[:6].ljust(6, "0")),
        )
        if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
            return unread
        if zone is None:
            return Moment(text, "local", at.timestamp(), on.isoformat())
        if zone not in "Zz":
            sign = -1 if zone[0] == "-" else 1
            at -= sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        return Moment(text, "instant", at.timestamp(), on.isoformat())
    except (ValueError, OverflowError):
        return unread


def day_bounds(day: date, zone: tzinfo | None) -> tuple[float, float]:
    """The instants, in seconds since 1970, at which a practice's local day begins and ends: 23, 24 or 25 hours apart."""
    begins = local_midnight(day, zone)
    if day == date.max:
        return begins, begins + 86_400
    return begins, local_midnight(day + timedelta(days=1), zone)


def local_midnight(day: date, zone: tzinfo | None) -> float:
    """The moment at which a day begins in a zone, in seconds since 1970."""
    return local_instant(datetime.combine(day, time()), zone)


def local_instant(naive: datetime, zone: tzinfo | None) -> float:
    """Seconds since 1970 of what a clock of the zone shows; the first of the two where it shows that twice. What it leaves out in spring is read
    as if it had not been changed (RFC 5545, section 3.3.5)."""
    return (naive.replace(tzinfo=zone) if zone is not None else naive).timestamp()


def local_time(at: float, zone: tzinfo | None) -> datetime:
    """An instant on the practice's clock; with None the system's own zone."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment.astimezone(zone) if zone is not None else moment.astimezone()


def local_day(at: float | None, day: str, zone: tzinfo | None) -> date | None:
    """The calendar day of a record: day-precision values stay on their day, instants go to the practice's day."""
    if at is not None:
        return local_time(at, zone).date()
    return date.fromisoformat(day) if day else None


def say_date(day: date, today: date) -> str:
    """``23 Nov``, with the year outside the current one; the month is never a number."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def dated(day: date) -> str:
    """``23 Nov 2026``: for what is kept or printed, where no reader's today is known."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dated_at(at: datetime) -> str:
    """``23 Nov 2026, 08:05``."""
    return f"{dated(at.date())}, {at:%H:%M}"


def say_full_date(day: date) -> str:
    """A day with its weekday and year: Monday 3 Mar 2031."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def say_age(days: int) -> str:
    """How long ago, in words a person uses: today, yesterday, 12 days ago, 5 months ago, 3 years ago."""
    if days < 0:
        return f"in {-days} days" if days < -1 else "tomorrow"
    if days > 730:
        return f"{days // 365} years ago"
    if days > 120:
        return f"{days // 30} months ago"
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def years_between(birth: date, today: date) -> int:
    """Whole years of age on a day; somebody born on 29 February is a year older on 1 March."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def age_on(born: str, day: date) -> int | None:
    """Whole years on a day, from a birth date as recorded (a day, a month or a year); None where it is not known.

    Of a month or a year the least age counts, and only for an adult: among children one year decides. Before the birth nobody has an age.
    """
    parts = [int(part) for part in born.split("-") if part.isdigit()]
    try:
        if len(parts) == 3:
            years = years_between(date(*parts), day)
            return years if years >= 0 else None
        least = years_between(date(parts[0], parts[1] if len(parts) == 2 else 12, 28), day)
    except (ValueError, IndexError):
        return None
    return least if least >= 18 else None


def week_start(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def period_of(day: date, period: str) -> tuple[date, date]:
    """First and last day of the week, month or quarter of a day."""
    if period == WEEK:
        return week_start(day), week_start(day) + timedelta(days=6)
    month = day.month if period == MONTH else 3 * ((day.month - 1) // 3) + 1
    first = date(day.year, month, 1)
    following = first
    for _ in range(1 if period == MONTH else 3):
        following = (following + timedelta(days=32)).replace(day=1)
    return first, following - timedelta(days=1)
