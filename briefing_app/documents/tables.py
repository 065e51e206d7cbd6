"""Scores and schedule as CSV and JSON. A cell that a spreadsheet would run as a formula is disarmed."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, Any

from briefing_app.domain.audit import AuditEntry
from briefing_app.domain.calendar import OF_A_CALENDAR
from briefing_app.domain.client import Client, Meeting, Score
from briefing_app.services.day import Block, Session

SCORE_COLUMNS = (
    "patient", "measure", "date", "score", "computed", "items", "severity", "status", "flags", "resource_type", "resource_id", "file", "line",
)  # fmt: skip
SCHEDULE_COLUMNS = (
    "date",
    "start",
    "end",
    "status",
    "patient",
    "name",
    "birth_date",
    "number",
    "practitioner",
    "kind",
    "file",
    "line",
)


def score_row(patient: str, score: Score) -> dict[str, Any]:
    """One score as a row of the table of scores; None where something is not known."""
    origin = score.origin
    return {
        "patient": patient,
        "measure": score.measure,
        "date": score.date,
        "score": _number(score.score),
        "computed": _number(score.computed),
        "items": score.items,
        "severity": score.severity,
        "status": score.status,
        "flags": score.flags,
        "resource_type": origin.resource_type,
        "resource_id": origin.resource_id,
        "file": origin.file,
        "line": origin.line,
    }


def schedule_row(day: str, one: Session | Block) -> dict[str, Any]:
    """A session, or a block, which has no client: one of a calendar stands under the calendar's own words."""
    meeting, client = one.meeting, one.history.client if isinstance(one, Session) else None
    return {
        "date": day,
        "start": one.starts.isoformat() if one.timed else meeting.day,
        "end": one.ends.isoformat() if one.ends else None,
        "status": meeting.status,
        "patient": client.id if client else "",
        "name": _called(client, meeting),
        "birth_date": client.birth_date if client else "",
        "number": one.number if isinstance(one, Session) else None,
        "practitioner": "; ".join(one.name or one.id for one in meeting.clinicians),
        "kind": meeting.kind,
        "file": meeting.origin.file,
        "line": meeting.origin.line,
    }


def _called(client: Client | None, meeting: Meeting) -> str:
    """A client's name; of whom nobody knows, the calendar's own words."""
    if client is None:
        return meeting.title if meeting.origin.resource_type == OF_A_CALENDAR else ""
    return client.family if client.in_a_calendar and not client.hidden else client.name


AUDIT_COLUMNS = ("number", "at", "action", "client", "detail", "by", "device", "hash")


def audit_row(deed: AuditEntry) -> dict[str, Any]:
    """One row of the audit, its moment in UTC; ``client`` is the number of the client's row, never a name."""
    at = datetime.fromtimestamp(deed.at, UTC).isoformat(timespec="seconds")
    return dict(
        zip(AUDIT_COLUMNS, (deed.id, at, deed.action, deed.client, deed.detail, deed.by, deed.device, deed.hash), strict=True)
    )


RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_NEGATIVE = re.compile(r"-\d+(\.\d+)?", re.ASCII)


def write_csv(stream: IO[str], columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    """Rows under these columns. A cell that a spreadsheet would run gets a quote before it."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)


def write_json(stream: IO[str], rows: Iterable[dict[str, Any]]) -> None:
    """The rows as one JSON list."""
    json.dump(list(rows), stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def _number(value: float | None) -> int | float | None:
    return int(value) if value is not None and value == int(value) else value


def _cell(value: object) -> object:
    """A text that a spreadsheet would run gets a quote before it; a negative number is a number.

    A carriage return would end the row, for ``csv`` puts no quotes around it: it becomes the line break that gets them.
    """
    if not isinstance(value, str):
        return "" if value is None else value
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return "'" + text if value.startswith(RUN_AS_FORMULA) and not _NEGATIVE.fullmatch(value) else text
