"""A session that was entered by hand and later came in a file is one session: known by its client and its time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import tzinfo

from briefing_app.domain.client import ENTERED, Meeting
from briefing_app.domain.own_session import SAME_START
from briefing_app.domain.periods import local_time


def joined(meetings: Sequence[Meeting], zone: tzinfo | None = None) -> list[Meeting]:
    """One of each pair: the session that was entered, with what the file says became of it unless the clinician said so.

    They are one where an appointment of the file begins within ten minutes of a session of the same client, or has that day alone and the
    client one session on it (product rule). Times, place and title stay as they were entered.
    """
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
