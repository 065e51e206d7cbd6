"""Rows of a table as the records of an import, each with its file and line."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from hashlib import blake2b

from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import local_instant, local_time
from briefing_app.domain.records import ClientRecord, EvidenceRecord, MeetingKind, MeetingRecord, Role, Source
from briefing_app.domain.same_meeting import OF_A_TABLE as OF_A_TABLE_SESSION
from briefing_app.domain.same_meeting import SCORE_OF_A_TABLE
from briefing_app.domain.scale import SINGLE_ANSWERS
from briefing_app.domain.table_moment import Moment
from briefing_app.domain.table_people import Who, same_name
from briefing_app.domain.table_rows import ClientRow, ScoreRow, SessionRow
from briefing_app.domain.unread import unread_item
from briefing_app.storage.table_people import APART, ID_ALIAS, NAME_ALIAS, OF_A_TABLE

CLIENT, SESSION, SCORE = "Patient", OF_A_TABLE_SESSION, SCORE_OF_A_TABLE  # what each is called in the report of an import


def client_id(who: Who, system: str) -> str:
    """Under which id a client of a table is known: their number there, else a digest of name and birth date."""
    if who.id:
        return f"{OF_A_TABLE}{system}-{who.id}" if system else f"{OF_A_TABLE}{who.id}"
    words = f"{same_name(' '.join(who.name))}|{who.birth}"
    return f"{OF_A_TABLE}{_digest(words)}"


def numbers_of(who: Who, system: str) -> list[str]:
    """The number of a client as rows of other tables name it."""
    return [f"{system}:{who.id}" if system else who.id] if who.id else []


def aliases_of(row: ClientRow, system: str) -> tuple[str, ...]:
    """The names under which a table knows a client."""
    numbers = [f"{ID_ALIAS}{one}" for one in numbers_of(row.who, system)]
    first, last = row.who.name
    return (*numbers, f"{NAME_ALIAS}{first}{APART}{last}")


def client_record(row: ClientRow, person: str, system: str, source: Source) -> ClientRecord:
    """A client of a table: called as they are in use, found by the name as written too."""
    first, last = row.who.name
    numbers = tuple(f"table|{one}" for one in numbers_of(row.who, system))
    return ClientRecord(
        person,
        last,
        row.preferred or first,
        row.who.birth,
        row.sex,
        row.pronouns,
        row.active,
        numbers,
        aliases_of(row, system),
        source,
        also=(f"{first} {last}", f"{row.preferred} {last}") if row.preferred and row.preferred != first else (),
    )


def session_record(row: SessionRow, person: str, zone: tzinfo | None, source: Source) -> MeetingRecord:
    """A session of a table; without a time of day it is one of that day."""
    day, at, clock = placed(row.when, zone)
    ends = 0.0
    if at and row.ends:
        ends = local_instant(datetime.combine(row.when.day, time.fromisoformat(row.ends)), _zone_of(row.when, zone))
    elif at and row.minutes:
        ends = at + row.minutes * 60
    return MeetingRecord(
        MeetingKind.APPOINTMENT.value, person, "", row.clinician, at, ends if ends > at else 0.0, "" if at else day, f"{day}{'T' if clock else ''}{clock}",
        row.status, row.service, "", "", "", row.cancelled_by, source,
    )  # fmt: skip


def session_name(row: SessionRow, person: str, system: str) -> str:
    """What a session is called for as long as it is the same: its number in its program, else client and start."""
    if row.row_id:
        return f"{system or 'table'} {row.row_id}"
    return f"{person} {row.when.day.isoformat()} {row.when.clock}".strip()


def score_record(row: ScoreRow, person: str, measure: Measure, zone: tzinfo | None, source: Source) -> EvidenceRecord:
    """One administration of a measure, with its total as stated and its answers."""
    day, at, clock = placed(row.when, zone)
    given = row.given
    flags = [unread_item(item, words) for item, words in given.unread]
    if given.singles and given.items and given.total is not None:
        flags.append(SINGLE_ANSWERS)
    if given.doubt:
        flags.append(given.doubt.replace(";", ","))
    items = ",".join("" if value is None else str(value) for value in given.items) if given.items else ""
    return EvidenceRecord(
        person, measure.id, Role.RESPONSE.value, 0, "" if given.total is None else f"{given.total:.10g}", items, at, day,
        f"{day}{'T' if clock else ''}{clock}", "instant" if at else "day", "completed", "; ".join(flags), "", "", source,
    )  # fmt: skip


def score_name(row: ScoreRow, person: str) -> str:
    """What a score is called: the same client, measure, moment, total and answers are the same score."""
    given = row.given
    return _digest(
        repr((person, given.measure, row.when.day.isoformat(), row.when.clock, given.total, given.items, given.unread))
    )


def placed(when: Moment, zone: tzinfo | None) -> tuple[str, float, str]:
    """The practice's day, the instant (0 without a time of day), and the clock there."""
    if not when.clock:
        return when.day.isoformat(), 0.0, ""
    at = local_instant(datetime.combine(when.day, time.fromisoformat(when.clock)), _zone_of(when, zone))
    local = local_time(at, zone)
    return local.date().isoformat(), at, f"{local:%H:%M}"


def _zone_of(when: Moment, zone: tzinfo | None) -> tzinfo | None:
    if when.offset is None:
        return zone
    return timezone(timedelta(minutes=when.offset)) if when.offset else UTC


def _digest(words: str) -> str:
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
