"""Appointment, Slot, Schedule and Encounter: who meets whom, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator

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

_JOINTS = re.compile(r"[\s_/-]+")
_NO_SHOWS = frozenset({"noshow", "no show", "no showed", "did not attend", "dna", "did not show", "missed", "absent"})
_CANCELLED = frozenset({"canceled", "late cancellation", "called off"})
_OTHER_WORDS = {
    "checked in": "checked-in",
    "in progress": "in-progress",
    "entered in error": "entered-in-error",
    "scheduled": "booked",
}
PRACTITIONERS = frozenset({"Practitioner", "PractitionerRole"})
REMOTE = {"vr": "video", "virtual": "video", "video": "video", "tele": "video", "phone": "phone", "telephone": "phone"}


def appointment(resource: Json, context: Context) -> Iterator[MeetingRecord]:
    """One line per client: a participant whose actor is a Patient, whatever its type. ``requestedPeriod`` is a wish and no time."""
    source = context.source(resource, "Appointment")
    start, end = read_moment(resource.get("start")), read_moment(resource.get("end"))
    at, ends = context.instant(start), context.instant(end)
    minutes = as_number(resource.get("minutesDuration"))
    if at and not ends and minutes and minutes > 0:
        ends = at + minutes * 60
    invited = [
        one for one in dicts(resource.get("participant")) if status_of(one) != "declined" or not _is_practitioner(one, context)
    ]
    actors = [as_dict(one.get("actor")) for one in invited]
    clients, leading = [], []
    for actor in actors:
        found = context.resolve(actor)
        kind = found.type or as_text(actor.get("type"))
        if kind == "Patient" and found.id:
            clients.append(found.id)
        elif kind in PRACTITIONERS:
            leading.append((found.id, clean(as_text(actor.get("display")))))
        elif not kind and found.id and as_text(actor.get("reference")).startswith("urn:"):
            clients.append(found.id)  # an appointment to be posted names its client only so
    if not clients:
        clients = [context.person(resource.get("subject"))]
    slots = [context.resolve(one, "Slot").id for one in as_list(resource.get("slot"))]
    title = next(
        (words for words in (concept_text(resource.get(name)) for name in ("serviceType", "appointmentType")) if words), ""
    )
    title = title or clean(as_text(resource.get("description")))
    (practitioner, practitioner_name), others = _who_leads(leading)
    for client in dict.fromkeys(clients):
        yield MeetingRecord(
            MeetingKind.APPOINTMENT.value, client, practitioner, practitioner_name, at, ends if ends > at else 0.0,
            start.day if start.precision == "day" else "", start.text, appointment_status(resource), title, _mode(title), "", slots[0] if slots else "",
            cancelled_by(resource), source, others,
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
        if not actor:
            continue
        found = context.resolve(actor)
        kind = found.type or as_text(actor.get("type"))
        if kind in PRACTITIONERS or (not kind and as_text(actor.get("display"))):
            leading.append((found.id, clean(as_text(actor.get("display")))))
    (practitioner, practitioner_name), others = _who_leads(leading)
    setting = code_of(resource.get("class")) or concept_text(resource.get("class")).lower()
    title = concept_text(resource.get("type")) or concept_text(resource.get("serviceType"))
    named = as_list(resource["appointment"]) if "appointment" in resource else ()
    appointments = [context.resolve(one, "Appointment").id for one in named]
    yield MeetingRecord(
        MeetingKind.ENCOUNTER.value, context.person(resource.get("subject") or resource.get("patient")), practitioner, practitioner_name,
        at, ends if 0.0 < at < ends else 0.0, day, start.text, meeting_status(status_of(resource)), title, REMOTE.get(setting, setting),
        appointments[0] if appointments else "", "", "", source, others,
    )  # fmt: skip


def _who_leads(found: list[tuple[str, str]]) -> tuple[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The practitioner named first, and everybody else who takes part, each once; a nameless mention of somebody named adds nobody."""
    once: dict[str, tuple[str, str]] = {}
    for one, name in found:
        if one or name:
            once.setdefault(one or f"name:{name}", (one, name))
    first, *others = once.values() or [("", "")]
    return first, tuple(others)


def _is_practitioner(participant: Json, context: Context) -> bool:
    actor = as_dict(participant.get("actor"))
    return (context.resolve(actor).type or as_text(actor.get("type"))) in PRACTITIONERS


def meeting_status(words: str) -> str:
    """A status in FHIR's own word where it is one of its common spellings; any other stays as written, for it is shown so."""
    plain = _JOINTS.sub(" ", words).strip()
    if plain in _NO_SHOWS:
        return "noshow"
    if plain.startswith(("cancel", "late cancel")) or plain in _CANCELLED:
        return "cancelled"
    return _OTHER_WORDS.get(plain, words)


def appointment_status(resource: Json) -> str:
    """The status; a reason that says no-show makes a cancelled meeting a missed one and contradicts one that was held."""
    status = meeting_status(status_of(resource) or _status_beside(resource))
    reasons = [resource.get(name) for name in ("cancelationReason", "cancellationReason")]
    missed = any(meeting_status(code.lower()) == "noshow" for reason in reasons for _, code, _ in codings(reason))
    missed |= any(meeting_status(concept_text(reason).lower()) == "noshow" for reason in reasons if reason)
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
