"""Appointment, Slot, Schedule and Encounter: who meets whom, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing_app.domain.client import NEVER_SHOWN
from briefing_app.domain.periods import NO_MOMENT, Moment, read_moment
from briefing_app.domain.records import MeetingKind, MeetingRecord, PractitionerRecord, SlotRecord
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import (
    Json,
    as_dict,
    as_list,
    as_number,
    as_text,
    code_of,
    codings,
    concept_text,
    dicts,
    moment,
    status_of,
)
from briefing_app.sources.fhir.participants import (
    PRACTITIONERS,
    Parties,
    Person,
    members,
    named_clients,
    parties_of,
    who_leads,
)
from briefing_app.sources.fhir.series import Place, places_of

_JOINTS = re.compile(r"[\s_/-]+")
_NO_SHOWS = frozenset({"noshow", "no show", "no showed", "did not attend", "dna", "did not show", "missed", "absent"})
_OTHER_WORDS = {
    "checked in": "checked-in",
    "in progress": "in-progress",
    "entered in error": "entered-in-error",
    "scheduled": "booked",
}
OF_A_SERIES = NEVER_SHOWN | {"booked", "pending", "cancelled"}  # what is said of a series as a whole
REMOTE = {"vr": "video", "virtual": "video", "video": "video", "tele": "video", "phone": "phone", "telephone": "phone"}


def appointment(resource: Json, context: Context, *, last_call: bool = True) -> Iterator[MeetingRecord] | None:
    """One line per client: a participant whose actor is a Patient, whatever its type, or who is named in words alone; one without a client
    where nobody is. ``requestedPeriod`` is a wish and no time. None asks to be read again once the whole export is known.
    """
    parties = parties_of(resource, context, last_call=last_call)
    return None if parties is None else _booked(resource, parties, context)


def _booked(resource: Json, parties: Parties, context: Context) -> Iterator[MeetingRecord]:
    source = context.source(resource, "Appointment")
    start, end = read_moment(resource.get("start")), read_moment(resource.get("end"))
    at, ends = context.instant(start), context.instant(end)
    minutes = as_number(resource.get("minutesDuration"))
    if at and not ends and minutes and minutes > 0:
        ends = at + minutes * 60
    slots = [context.resolve(one, "Slot").id for one in as_list(resource.get("slot"))]
    title = next(
        (words for words in (concept_text(resource.get(name)) for name in ("serviceType", "appointmentType")) if words), ""
    )
    title = title or clean(as_text(resource.get("description")))
    (practitioner, practitioner_name), others = who_leads(parties.clinicians)
    series, place = _in_series(resource, context)
    later = places_of(resource, at, context)
    for client, called in named_clients(parties.clients, source.resource_id) or [("", "")]:
        first = MeetingRecord(
            MeetingKind.APPOINTMENT.value, client, practitioner, practitioner_name, at, ends if ends > at else 0.0,
            start.day if start.precision == "day" else "", start.text, appointment_status(resource), title, _mode(title), "", slots[0] if slots else "",
            cancelled_by(resource), source, others, called, series, place,
        )  # fmt: skip
        yield from _expanded(first, later) if later else (first,)


def _in_series(resource: Json, context: Context) -> tuple[str, int]:
    """Of which series an Appointment of its own is one, and the how manieth."""
    series = (
        context.resolve(resource.get("originatingAppointment"), "Appointment").id
        if "originatingAppointment" in resource
        else ""
    )
    place = int(as_number(resource.get("recurrenceId")) or 0)
    if series and not place and resource.get("occurrenceChanged") is True:
        context.issue("a changed appointment of a series that does not say which one it was; both stand in the schedule")
    return series, place


def _expanded(first: MeetingRecord, places: list[Place]) -> Iterator[MeetingRecord]:
    """The meetings of a series, the first one under the id of the Appointment; what became of that one is not said of the others."""
    id = first.source.resource_id
    status = first.status if first.status in OF_A_SERIES else "booked"
    for number, at in places:
        if number == 1:
            yield first._replace(series=id, place=1)
        else:
            yield first._replace(
                at=at, ends=first.ends and at + first.ends - first.at, status=status, slot="", series=id, place=number, expanded=True,
                source=first.source._replace(resource_id=f"{id}~{number}"),
            )  # fmt: skip


def encounter(resource: Json, context: Context) -> Iterator[MeetingRecord]:
    """Zero minutes at midnight is a day; an end before or at the start is no end. What may count as a session is decided where days are read."""
    source = context.source(resource, "Encounter")
    start, end = _encounter_times(resource)
    at, ends = context.instant(start), context.instant(end)
    day = start.day if start.precision == "day" else ""
    if at and (ends <= at) and "T00:00:00" in start.text:
        at, day = 0.0, start.day
    leading = []
    for one in dicts(resource.get("participant")):
        actor = as_dict(one.get("individual") or one.get("actor"))
        found = context.resolve(actor)
        kind = found.type or as_text(actor.get("type"))
        if kind in PRACTITIONERS or (not kind and as_text(actor.get("display"))):
            leading.append((found.id, clean(as_text(actor.get("display")))))
    (practitioner, practitioner_name), others = who_leads(leading)
    setting = code_of(resource.get("class")) or concept_text(resource.get("class")).lower()
    title = concept_text(resource.get("type")) or concept_text(resource.get("serviceType"))
    named = as_list(resource["appointment"]) if "appointment" in resource else ()
    appointments = [context.resolve(one, "Appointment").id for one in named]
    part_of = context.resolve(resource["partOf"], "Encounter").id if "partOf" in resource else ""
    for client, called in _met(resource, appointments, context):
        yield MeetingRecord(
            MeetingKind.ENCOUNTER.value, client, practitioner, practitioner_name,
            at, ends if 0.0 < at < ends else 0.0, day, start.text, meeting_status(status_of(resource)), title, REMOTE.get(setting, setting),
            appointments[0] if appointments else "", "", "", source, others, called, part_of=part_of,
        )  # fmt: skip


def _met(resource: Json, appointments: list[str], context: Context) -> list[Person]:
    """Who an Encounter is of: its subject, also a group's members; one named in words alone is known by them in its appointment too."""
    subject = resource.get("subject") or resource.get("patient")
    found, words = context.resolve(subject, "Patient"), clean(as_text(as_dict(subject).get("display")))
    if found.type == "Group":
        start = as_text(as_dict(resource.get("period") or resource.get("actualPeriod")).get("start"))
        return members((found.id, words), start, context)
    if found.type not in ("Patient", "") or not (found.id or words):
        return [("", "")]
    if found.id:
        return [(found.id, words)]
    return named_clients([("", words)], appointments[0] if appointments else context.id_of(resource))


def meeting_status(words: str) -> str:
    """A status in FHIR's own word where it is one of its common spellings; any other stays as written, for it is shown so."""
    plain = _JOINTS.sub(" ", words).strip()
    if plain in _NO_SHOWS:
        return "noshow"
    if plain.startswith(("cancel", "late cancel", "called off")):
        return "cancelled"
    return _OTHER_WORDS.get(plain, words)


def appointment_status(resource: Json) -> str:
    """The status; a reason that says no-show makes a cancelled meeting a missed one and contradicts one that was held."""
    status = meeting_status(status_of(resource) or _status_beside(resource))
    reasons = [resource.get(name) for name in ("cancelationReason", "cancellationReason")]
    missed = any(meeting_status(code.lower()) == "noshow" for reason in reasons for _, code, _ in codings(reason))
    missed |= any(meeting_status(concept_text(reason).lower()) == "noshow" for reason in reasons)
    if not missed or status in ("noshow", "entered-in-error"):
        return status
    return "noshow" if status in ("cancelled", "") else f"{status}, but no-show is given as a reason"


def _status_beside(resource: Json) -> str:
    """A status that stands in an extension of the missing one (``_status``)."""
    found = (one.get("valueCode") or one.get("valueString") for one in dicts(as_dict(resource.get("_status")).get("extension")))
    return next((clean(one).lower() for one in found if isinstance(one, str)), "")


def cancelled_by(resource: Json) -> str:
    """Whose cancellation it was, by the codes of HL7's appointment-cancellation-reason: those of the client begin with ``pat``, those of the
    practice with ``prov``; anything else does not say."""
    for name in ("cancelationReason", "cancellationReason"):
        for system, code, _ in codings(resource.get(name)):
            if system and not system.endswith("/appointment-cancellation-reason"):
                continue
            if code.startswith("pat"):
                return "client"
            if code.startswith("prov"):
                return "practice"
    return ""


def _encounter_times(resource: Json) -> tuple[Moment, Moment]:
    period = as_dict(resource.get("period") or resource.get("actualPeriod"))
    if period:
        return read_moment(period.get("start")), read_moment(period.get("end"))
    planned = moment(resource, "plannedStartDate")
    return (planned, moment(resource, "plannedEndDate")) if planned.text else (NO_MOMENT, NO_MOMENT)


def _mode(title: str) -> str:
    words = title.lower()
    return next((mode for word, mode in REMOTE.items() if len(word) > 2 and word in words), "")


def schedule(resource: Json, context: Context) -> Iterator[PractitionerRecord]:
    """A Schedule only tells whose slots it holds: it is kept as a name that stands for a practitioner."""
    for one in as_list(resource.get("actor")):
        found = context.resolve(one)
        if found.type in ("Practitioner", "PractitionerRole"):
            source = context.source(resource, "Schedule")
            yield PractitionerRecord(
                f"Schedule/{source.resource_id}", clean(as_text(as_dict(one).get("display"))), found.id, source
            )
            return


def slot(resource: Json, context: Context) -> Iterator[SlotRecord]:
    start, end = moment(resource, "start"), moment(resource, "end")
    if start.at is not None:
        yield SlotRecord(
            context.id_of(resource),
            context.instant(start),
            context.instant(end),
            context.resolve(resource.get("schedule")).id,
            context.file,
        )
