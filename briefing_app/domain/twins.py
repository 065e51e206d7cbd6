"""One meeting that an export tells twice, as an appointment and as the encounter that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefing_app.domain.client import (
    CANCELLED,
    HELD,
    LONGEST_SESSION,
    NO_SHOW,
    OVER,
    SAME_MEETING,
    UNASSIGNED,
    Meeting,
)
from briefing_app.domain.service import Service


def counts_visits(meetings: Sequence[Meeting]) -> bool:
    """Whether what is counted of a client are visits: other services are among them, and of some nobody says what they were for."""
    services = {one.service for one in meetings if one.is_met}
    unstated = any(one.is_met and one.kind == "encounter" and one.service is Service.UNSTATED for one in meetings)
    return unstated and Service.OTHER in services


def without_twins(meetings: list[Meeting]) -> list[Meeting]:
    """One line per meeting. An Encounter is its Appointment where it names it, overlaps it or begins beside it; a no-show stays one.

    It tells its Appointment that it was held or called off, where nobody closed that, and when it ended. An Encounter inside another of the same client is a
    part of it (``partOf``, or two people taking part). A cancelled Appointment takes up no Encounter but one that begins with it.
    """
    encounters: dict[int, list[Meeting]] = {}
    by_client: dict[int, list[Meeting]] = {}
    for one in meetings:
        if one.client != UNASSIGNED:
            (encounters if one.kind == "encounter" else by_client).setdefault(one.client, []).append(one)
    named = {one.resource_id for one in meetings if one.kind == "appointment"}
    wholes: dict[int, Meeting] = {}
    for found in encounters.values():
        known = {one.resource_id: one for one in found if one.is_met}
        visits = [one for one in found if one.is_met and one.appointment not in named]
        for other in (True, False):  # a blood test inside a session is no part of it, nor a session inside a check-up
            alike = [one for one in visits if (one.service is Service.OTHER) is other]
            wholes |= {part.row: whole for part, whole in _parts(alike, known)}
    beside: dict[int, list[Meeting]] = {}
    for one in meetings:
        if one.row in wholes:
            beside.setdefault(wholes[one.row].row, []).append(one)
    kept = []
    for one in meetings:
        if one.kind == "encounter":
            if (
                one.row in wholes
                or one.appointment in named
                or any(_together(one, other) for other in by_client.get(one.client, ()))
            ):
                continue
            kept.append(_with_clinicians(one, beside.get(one.row, ()))._replace(ended=_recorded_end(one)))
        else:
            kept.append(_told_by(one, encounters.get(one.client, ())))
    return kept


def _with_clinicians(meeting: Meeting, told_by: Sequence[Meeting]) -> Meeting:
    """The meeting with those of its other records who take part in it too."""
    known = {one.id or one.name: one for record in (meeting, *told_by) for one in record.clinicians}
    if len(known) == len(meeting.clinicians):
        return meeting
    first, *others = known.values()
    return meeting._replace(practitioner=first.name, practitioner_id=first.id, role=first.role, others=tuple(others))


def _whole(part: Meeting, known: Mapping[str, Meeting]) -> Meeting:
    """The visit that something is a part of; what begins on another day is a visit of its own, whatever it belongs to."""
    whole, seen = part, {part.resource_id}
    while (outer := known.get(whole.part_of)) is not None and abs(outer.at - part.at) <= LONGEST_SESSION:
        if outer.resource_id in seen or _differ(part, outer):
            return part
        seen.add(outer.resource_id)
        whole = outer
    return whole


def _parts(encounters: list[Meeting], known: Mapping[str, Meeting]) -> list[tuple[Meeting, Meeting]]:
    """Those that are said to be part of another one, lie inside it, or begin with it under another id; each with the other one."""
    found: list[tuple[Meeting, Meeting]] = []
    outer: Meeting | None = None
    for one in sorted(encounters, key=lambda one: (one.at, -(one.ends or one.at), one.row)):
        if one.part_of and (whole := _whole(one, known)) is not one:
            found.append((one, whole))
        elif outer is not None and (one.at == outer.at or one.at < outer.ends >= (one.ends or one.at)):
            found.append((one, outer))
        else:
            outer = one
    return found


def _differ(one: Meeting, other: Meeting) -> bool:
    """Whether one of them is said to be a session and the other another service."""
    return {one.service, other.service} == {Service.SESSION, Service.OTHER}


def _together(encounter: Meeting, appointment: Meeting) -> bool:
    if not encounter.at or not appointment.at or _differ(encounter, appointment):
        return False
    if abs(encounter.at - appointment.at) <= SAME_MEETING:
        return True
    if appointment.status == "cancelled":
        return False
    return encounter.at < (appointment.ends or appointment.at) and (encounter.ends or encounter.at) > appointment.at


def _told_by(appointment: Meeting, encounters: Sequence[Meeting]) -> Meeting:
    own = [
        one
        for one in encounters
        if (one.appointment == appointment.resource_id if one.appointment else bool(one.at) and _together(one, appointment))
    ]
    ended = max((_recorded_end(one) for one in own), default=0.0)
    held = next((one.status for one in own if one.status in HELD), "")
    called_off = any(one.status == "cancelled" for one in own)
    open_yet = appointment.status not in HELD and appointment.status not in CANCELLED and NO_SHOW not in appointment.status
    said = next((one.title for one in own if one.service is not Service.UNSTATED), "")
    if said and appointment.service is Service.UNSTATED:
        appointment = appointment._replace(title=f"{appointment.title}: {said}" if appointment.title else said)
    told = held or ("cancelled" if called_off else "") if open_yet else ""
    return _with_clinicians(appointment, own)._replace(status=told or appointment.status, ended=ended)


def _recorded_end(one: Meeting) -> float:
    return one.ends if one.kind == "encounter" and one.status in OVER else 0.0
