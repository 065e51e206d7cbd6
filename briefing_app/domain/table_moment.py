"""Days and times in the cells of a table: as people, programs and workbooks write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from briefing_app.domain.checkin import clock_of
from briefing_app.domain.table import of_serial
from briefing_app.domain.written_day import FULL_MONTHS, Order, read_day

CENTURY = 69  # a year of two digits up to 68 is of this century (POSIX, strptime %y); a birth is never in the future
LONGEST_MINUTES = 24 * 60
_SERIAL = re.compile(r"\d{1,7}(?:\.\d+)?", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})(?=$|[T, ])", re.ASCII)
_WORD_YEAR = re.compile(r"^(\d{1,2}[-/. ]+[A-Za-zäÄ]{3,9}\.?[-/. ]+)(\d{2})(?=$|[T, ])", re.ASCII | re.IGNORECASE)
# Zones in words that practice programs of the United States write, in minutes from UTC. Source: RFC 5322, section 4.3 (EST to PDT).
ZONES = {
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
}
_ZONE_WORD = re.compile(r"(?<=[\dMm]) ?(?:([A-Z]{3,5})|(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?|(Z))$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)? ?([AaPp])?\.?(?:[Mm]\.?)?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2}) ?([AaPp])\.?[Mm]\.?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,4})(?:[.,]0+)? ?(?:m|min|mins|minutes|minuten|')?\.?", re.ASCII | re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2}):(\d{2})(?::00)?|(\d{1,2}) ?h(?:ours?|rs?)?", re.ASCII | re.IGNORECASE)
_GERMAN = {"jän": 1, "januar": 1, "jänner": 1, "februar": 2, "mär": 3, "märz": 3, "mrz": 3, "mai": 5, "juni": 6, "juli": 7, "oktober": 10, "okt": 10,
           "dez": 12, "dezember": 12}  # fmt: skip
_WORD = re.compile(r"[A-Za-zäÄ]{3,9}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a clock ("" where there is none) as written; ``offset`` is minutes from UTC where the cell says them in a way that is known,
    ``zone`` a word for a zone that is not."""

    day: date
    clock: str = ""
    offset: int | None = None
    zone: str = ""


def read_moment(text: str, order: Order, base: date | None, today: date, *, birth: bool = False) -> Moment:
    """A cell of a column of days. ``base`` is the day from which a workbook counts, None of a text. Raises ValueError; nothing is guessed."""
    if not text:
        raise ValueError("the date is empty")
    if base is not None and _SERIAL.fullmatch(text):
        moment = of_serial(float(text), base)
        if moment is None:
            raise ValueError(f"{text} is no day of this workbook")
        return Moment(moment.date(), clock_of(moment.time()) if float(text) % 1 else "")
    written, offset, zone = _without_zone(expanded(text, today, birth=birth))
    day, clock = read_day(written, order)
    return Moment(day, clock, offset if clock else None, zone)


def expanded(text: str, today: date, *, birth: bool = False) -> str:
    """A written day with its year in four digits and its month in English, as far as it has one."""
    text = re.sub(r" ?(?:Uhr|h)$", "", text.strip(), flags=re.IGNORECASE)
    text = _WORD.sub(_in_english, text, count=1)
    if found := _SHORT_YEAR.match(text):
        return f"{found[1]}{found[2]}{found[3]}{found[2]}{_year(found[4], today, birth)}{text[found.end() :]}"
    if found := _WORD_YEAR.match(text):
        return f"{found[1]}{_year(found[2], today, birth)}{text[found.end() :]}"
    return text


def _in_english(found: re.Match[str]) -> str:
    number = _GERMAN.get(found[0].lower())
    return FULL_MONTHS[number - 1] if number else found[0]


def _year(digits: str, today: date, birth: bool) -> int:
    year = int(digits) + (2000 if int(digits) < CENTURY else 1900)
    return year - 100 if birth and year > today.year else year


def _without_zone(text: str) -> tuple[str, int | None, str]:
    """The text before the zone, the zone as minutes from UTC, or its word where it is none of those that are known."""
    found = _ZONE_WORD.search(text)
    if found is None or ":" not in text:
        return text, None, ""
    word, sign, hours, minutes, utc = found.groups()
    before = text[: found.start()].rstrip()
    if word in ("AM", "PM"):
        return text, None, ""
    if sign:
        return before, (1 if sign == "+" else -1) * (int(hours) * 60 + int(minutes or 0)), ""
    known = ZONES.get(word or utc)
    return before, known, "" if known is not None else word


def read_clock(text: str) -> str:
    """A time of day as ``HH:MM``. Raises ValueError."""
    text = re.sub(r" ?Uhr$", "", text.strip(), flags=re.IGNORECASE)
    found = _CLOCK.fullmatch(text)
    half = found[3] if found else None
    if found is None:
        found = _HOUR.fullmatch(text)
        half = found[2] if found else None
    if found is None:
        raise ValueError(f"{text} is no time of day")
    hour, minute = int(found[1]), int(found[2]) if found.re is _CLOCK else 0
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"{text} is no time of day")
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        return clock_of(time(hour, minute))
    except ValueError:
        raise ValueError(f"{text} is no time of day") from None


def read_minutes(text: str) -> int:
    """A length in minutes: "50", "50 min", "0:50", "1 h". Raises ValueError."""
    if found := _MINUTES.fullmatch(text.strip()):
        minutes = int(found[1])
    elif found := _HOURS.fullmatch(text.strip()):
        minutes = int(found[3]) * 60 if found[3] else int(found[1]) * 60 + int(found[2])
    else:
        raise ValueError(f"{text} is no length in minutes")
    if not 0 < minutes <= LONGEST_MINUTES:
        raise ValueError(f"{text} is no length of a session")
    return minutes
