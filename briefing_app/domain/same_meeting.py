"""A session that several sources tell of is one session: known by its client and its time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import tzinfo

from briefing_app.domain.client import ENTERED, Meeting
from briefing_app.domain.own_session import SAME_START
from briefing_app.domain.periods import local_time

OF_A_TABLE, SCORE_OF_A_TABLE = "Session", "Score"  # the resource types of what a row of a table tells


def joined(meetings: Sequence[Meeting], zone: tzinfo | None = None) -> list[Meeting]:
    """One of each pair: the session that was entered, with what the file says became of it unless the clinician said so.

    They are one where an appointment of the file begins within ten minutes of a session of the same client, or has that day alone and the
    client one session on it (product rule). Times, place and title stay as they were entered.
    """
    meetings = _of_tables(meetings, zone)
    entered: dict[int, list[Meeting]] = defaultdict(list)
    for one in meetings:
        if one.origin.resource_type == ENTERED:
            entered[one.client].append(one)
    if not entered:
        return list(meetings)
    told: dict[int, Meeting] = {}
    gone = set[int]()
    for other in meetings:
        if other.kind == "appointment" and other.origin.resource_type != ENTERED:
            own = _own_of(other, [one for one in entered.get(other.client, ()) if one.row not in told], zone)
            if own is not None:
                told[own.row] = other
                gone.add(other.row)
    names = {
        (other.client, other.resource_id): own.resource_id for own in meetings if own.row in told for other in (told[own.row],)
    }
    kept = [_told(one, told[one.row]) if one.row in told else one for one in meetings if one.row not in gone]
    return [
        one._replace(appointment=names.get((one.client, one.appointment), one.appointment)) if one.kind == "encounter" else one
        for one in kept
    ]


def _of_tables(meetings: Sequence[Meeting], zone: tzinfo | None) -> Sequence[Meeting]:
    """Rows of tables brought together with what other files, or other tables, tell of the same session; with no row of a table nothing changes.

    They are one where they begin within ten minutes, or where one has the day alone and the client one session on it (product rule). What another
    file says stands; of two tables the one that tells the end; what is still open takes the outcome that the other tells."""
    if not any(one.origin.resource_type == OF_A_TABLE for one in meetings):
        return meetings
    by_client: dict[int, list[Meeting]] = defaultdict(list)
    for one in meetings:
        if one.kind == "appointment" and one.origin.resource_type != ENTERED:
            by_client[one.client].append(one)
    stands: dict[int, Meeting] = {}
    for found in by_client.values():
        stands |= _of_one_client(found, zone)
    return [
        stands.get(one.row, one)
        for one in meetings
        if one.row in stands or one.kind != "appointment" or one.origin.resource_type == ENTERED
    ]


def _of_one_client(found: Sequence[Meeting], zone: tzinfo | None) -> dict[int, Meeting]:
    """What stands of one client's appointments, by row."""
    stands = {one.row: one for one in found}
    timed = sorted((one.at, one.row) for one in found if one.at)
    that_day: dict[str, list[int]] = defaultdict(list)
    for one in found:
        that_day[local_time(one.at, zone).date().isoformat() if one.at else one.day].append(one.row)
    tables = [one for one in found if one.origin.resource_type == OF_A_TABLE]
    for one in sorted(tables, key=lambda one: (one.at > 0, one.ends > 0, one.row)):
        if one.at:
            first, last = bisect_left(timed, (one.at - SAME_START,)), bisect_left(timed, (one.at + SAME_START,))
            others = [row for _, row in timed[first:last] if row != one.row and row in stands]
            same = min(others, key=lambda row: abs(stands[row].at - one.at), default=None)
        else:
            others = [row for row in that_day[one.day] if row != one.row and row in stands]
            with_time = [row for row in others if stands[row].at]
            same = (with_time or others)[0] if len(with_time) == 1 or (not with_time and others) else None
        if same is not None:
            stands[same] = _filled(stands[same], stands.pop(one.row))
    return stands


def _filled(stands: Meeting, other: Meeting) -> Meeting:
    open_ = stands.status == "booked"
    return stands._replace(
        ends=stands.ends or other.ends, status=other.status if open_ else stands.status,
        cancelled_by=other.cancelled_by if open_ or (stands.status == other.status and not stands.cancelled_by) else stands.cancelled_by,
        title=stands.title or other.title, practitioner=stands.practitioner or other.practitioner,
        practitioner_id=stands.practitioner_id or other.practitioner_id,
    )  # fmt: skip


def _own_of(other: Meeting, entered: Sequence[Meeting], zone: tzinfo | None) -> Meeting | None:
    if other.at:
        near = [one for one in entered if abs(one.at - other.at) < SAME_START]
        return min(near, key=lambda one: abs(one.at - other.at), default=None)
    that_day = [one for one in entered if local_time(one.at, zone).date().isoformat() == other.day]
    return that_day[0] if len(that_day) == 1 else None


def _told(own: Meeting, other: Meeting) -> Meeting:
    open_ = own.status == "booked"
    return own._replace(
        status=other.status if open_ else own.status, cancelled_by=other.cancelled_by if open_ else own.cancelled_by,
        mode=own.mode or other.mode, title=own.title or other.title, practitioner=own.practitioner or other.practitioner,
        practitioner_id=own.practitioner_id or other.practitioner_id, role=own.role or other.role, others=own.others or other.others,
        appointment=other.resource_id,
    )  # fmt: skip
