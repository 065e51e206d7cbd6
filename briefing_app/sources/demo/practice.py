"""Writes the demo practice: the same FHIR files for the same day, to go through the same importer as any export."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from random import Random
from typing import Any

from briefing_app.domain.measure import Measure
from briefing_app.sources.demo.people import PEOPLE, Course, Invented

Resource = dict[str, Any]
NOTICE = "Every person in this export is invented. It was written by Briefing's demo and describes nobody."
PRACTITIONER = {"resourceType": "Practitioner", "id": "demo-clinician", "name": [{"given": ["Robin"], "family": "Demo"}]}
LOINC, ICD10 = "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def write_demo(folder: Path, today: date, measures: dict[str, Measure], zone: tzinfo | None = None) -> None:
    """Write NDJSON files, one Bundle and a manifest below ``folder``; the content depends on ``today`` and the zone alone."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, list[Resource]] = defaultdict(list)
    for resource in _practice(today, measures, zone):
        files[resource["resourceType"]].append(resource)
    newcomer = [one for kind in list(files) for one in files[kind] if _belongs_to(one, _id(PEOPLE[6]))]
    for kind in files:
        files[kind] = [one for one in files[kind] if one not in newcomer]
    outputs = []
    for kind in sorted(files):
        if files[kind]:
            lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in files[kind]]
            (folder / f"1.{kind}.ndjson").write_text("\n".join(lines) + "\n", "utf-8")
            outputs.append({"type": kind, "url": f"urn:demo:1.{kind}.ndjson", "count": len(lines)})
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:demo:{one['id']}", "resource": one} for one in newcomer],
    }
    (folder / "intake.json").write_text(json.dumps(bundle, indent=1, ensure_ascii=False), "utf-8")
    manifest = {
        "transactionTime": _at(today, "07:45", zone).isoformat(),
        "request": "urn:demo",
        "requiresAccessToken": False,
        "output": outputs,
        "error": [],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
    (folder / "README.txt").write_text(NOTICE + "\n", "utf-8")


def _practice(today: date, measures: dict[str, Measure], zone: tzinfo | None) -> Iterator[Resource]:
    yield PRACTITIONER
    for person in PEOPLE:
        chance = Random(f"{person.given} {person.family}")
        yield _patient(person)
        yield from _meetings(person, today, zone)
        yield from _clinical(person, today, zone)
        for measure_id, course in (("PHQ-9", person.phq9), ("GAD-7", person.gad7), ("PCL-5", person.pcl5)):
            if course is not None:
                yield from _administrations(person, measures[measure_id], course, today, zone, chance)


def _belongs_to(resource: Resource, client: str) -> bool:
    text = json.dumps(resource)
    return resource["id"] == client or f'"Patient/{client}"' in text


def _id(person: Invented) -> str:
    return f"demo-{person.given}-{person.family}".lower()


def _subject(person: Invented) -> Resource:
    return {"reference": f"Patient/{_id(person)}"}


def _patient(person: Invented) -> Resource:
    return {
        "resourceType": "Patient",
        "id": _id(person),
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/individual-pronouns",
                "extension": [{"url": "value", "valueCodeableConcept": {"text": person.pronouns}}],
            }
        ],
        "name": [{"use": "official", "family": person.family, "given": [person.given]}],
        "birthDate": person.born,
        "active": True,
    }


def _at(day: date, clock: str, zone: tzinfo | None) -> datetime:
    naive = datetime.combine(day, time.fromisoformat(clock))
    return naive.replace(tzinfo=zone) if zone is not None else naive.astimezone()


def _session_days(person: Invented, today: date) -> list[date]:
    """Weekly sessions up to and including the coming one, oldest first."""
    coming = today + timedelta(days=person.day)
    return [coming - timedelta(weeks=weeks) for weeks in range(person.weeks, -1, -1)]


def _meetings(person: Invented, today: date, zone: tzinfo | None) -> Iterator[Resource]:
    days = _session_days(person, today)
    if person.weeks:
        start = {"start": days[0].isoformat()}
        yield {
            "resourceType": "EpisodeOfCare",
            "id": f"{_id(person)}-episode",
            "status": "active",
            "patient": _subject(person),
            "period": start,
        }
    for number, day in enumerate(days):
        weeks_ago = len(days) - 1 - number
        status = (
            "noshow"
            if weeks_ago in person.missed
            else "cancelled"
            if weeks_ago in person.cancelled
            else "fulfilled"
            if day < today
            else "booked"
        )
        begins = _at(day, person.clock, zone)
        yield {
            "resourceType": "Appointment",
            "id": f"{_id(person)}-{day:%Y%m%d}",
            "status": status,
            "serviceType": [{"text": "Video session" if person.mode else "Intake" if not person.weeks else "Session"}],
            "start": begins.isoformat(),
            "end": (begins + timedelta(minutes=person.minutes)).isoformat(),
            "participant": [
                {"actor": _subject(person), "status": "accepted"},
                {"actor": {"reference": "Practitioner/demo-clinician", "display": "Robin Demo"}, "status": "accepted"},
            ],
        }


def _clinical(person: Invented, today: date, zone: tzinfo | None) -> Iterator[Resource]:
    days = _session_days(person, today)
    began = days[0].isoformat()
    for number, (code, text) in enumerate(person.diagnoses):
        concept = {"coding": [{"system": ICD10, "code": code}], "text": text}
        yield {
            "resourceType": "Condition", "id": f"{_id(person)}-dx-{number}", "subject": _subject(person), "code": concept, "recordedDate": began,
            "clinicalStatus": {"coding": [{"code": "active"}]},
        }  # fmt: skip
    for number, (drug, dose, ago) in enumerate(person.medication):
        status = "active" if number == len(person.medication) - 1 else "stopped"
        yield {
            "resourceType": "MedicationRequest", "id": f"{_id(person)}-rx-{number}", "status": status, "intent": "order", "subject": _subject(person),
            "medicationCodeableConcept": {"text": drug}, "authoredOn": (today - timedelta(days=ago)).isoformat(), "dosageInstruction": [{"text": dose}],
        }  # fmt: skip
    for number, (goal, progress) in enumerate(person.goals):
        yield {
            "resourceType": "Goal", "id": f"{_id(person)}-goal-{number}", "lifecycleStatus": "active", "subject": _subject(person),
            "description": {"text": goal}, "achievementStatus": {"text": progress}, "startDate": began,
        }  # fmt: skip
    if person.plan:
        held = [
            day for number, day in enumerate(days[:-1]) if len(days) - 1 - number not in (*person.missed, *person.cancelled)
        ]
        last = held[-1] if held else days[-1]
        note = base64.b64encode(f"Session note (invented)\n\nPlan\n{person.plan}\n".encode()).decode()
        yield {
            "resourceType": "DocumentReference", "id": f"{_id(person)}-note", "status": "current", "type": {"text": "Progress note"}, "subject": _subject(person),
            "date": _at(last, "17:30", zone).isoformat(), "content": [{"attachment": {"contentType": "text/plain", "data": note}}],
        }  # fmt: skip
    if person.safety_plan_days is not None:
        created = (today - timedelta(days=person.safety_plan_days)).isoformat()
        yield {
            "resourceType": "CarePlan", "id": f"{_id(person)}-safety-plan", "status": "active", "intent": "plan", "title": "Safety plan", "subject": _subject(person),
            "created": created,
        }  # fmt: skip
    if person.message:
        yield {
            "resourceType": "Communication", "id": f"{_id(person)}-message", "status": "completed", "subject": _subject(person),
            "sender": _subject(person), "sent": _at(today - timedelta(days=person.message_sent[0]), person.message_sent[1], zone).isoformat(),
            "payload": [{"contentString": person.message}],
        }  # fmt: skip


def _administrations(
    person: Invented, measure: Measure, course: Course, today: date, zone: tzinfo | None, chance: Random
) -> Iterator[Resource]:
    """Check-ins two days before every second session, the newest last; each with its answers and, mostly, its stated total."""
    sessions = _session_days(person, today)
    step = max(1, course.every_days // 7)
    days = [day - timedelta(days=2) for day in reversed(sessions[::-step]) if day - timedelta(days=2) < today]
    count = len(days)
    for number, day in enumerate(days):
        if number >= count - course.skip_last:
            break
        progress = number / (count - 1) if count > 1 else 1.0
        wobble = 0 if number in (0, count - 1) else chance.choice((-1, 0, 0, 1))
        total = round(course.first + (course.last - course.first) * progress) + wobble
        if course.newest is not None and number == count - 1:
            total = course.newest
        fixed = {9: _item9(person, count - number)} if measure.id == "PHQ-9" else {}
        answers: list[int | None] = list(_spread(measure, total, fixed, Random(f"{_id(person)}{measure.id}{number}")))
        stated = sum(value or 0 for value in answers) * measure.multiplier
        if not any(measure.codes.items):
            yield _total(person, measure, day, stated, zone)
        elif person.trouble == "incomplete" and number == count - 1:
            answers[4:8] = [None] * 4  # too few for any published rule; the last question was answered
            answers[8] = 1
            yield _response(person, measure, day, answers, None, zone)
        elif person.trouble == "wrong total" and number == count - 2:
            yield _response(person, measure, day, answers, stated + 16, zone)
        elif person.trouble == "two scores" and number == count - 1:
            yield _response(person, measure, day, answers, None, zone)
            yield _morning(
                _response(person, measure, day, list(_spread(measure, total + 9, fixed, chance)), None, zone), day, zone
            )
        else:
            yield _response(person, measure, day, answers, None, zone)
            yield _total(person, measure, day, stated, zone)


def _item9(person: Invented, from_the_end: int) -> int:
    return person.item9[-from_the_end] if 0 < from_the_end <= len(person.item9) else person.item9[0] if person.item9 else 0


def _spread(measure: Measure, total: int, fixed: dict[int, int], chance: Random) -> list[int]:
    """Answers that add up to ``total``, some items heavier than others, with given values kept."""
    low, high = measure.item_range or (0, 3)
    answers = [fixed.get(item, low) for item in range(1, measure.items + 1)]
    free = [item for item in range(measure.items) if item + 1 not in fixed]
    order = [free[index % len(free)] for index in range(len(free) * (high - low))]
    chance.shuffle(order)
    left = total - sum(answers)
    for item in order:
        if left <= 0:
            break
        if answers[item] < high:
            answers[item] += 1
            left -= 1
    return answers


def _response(
    person: Invented, measure: Measure, day: date, answers: list[int | None], stated: int | None, zone: tzinfo | None
) -> Resource:
    codes = {value: code for code, value in measure.answers.get("all", {}).items()}
    items: list[Resource] = []
    for number, value in enumerate(answers, start=1):
        loinc = measure.codes.items[number - 1] if number <= len(measure.codes.items) else ""
        item: Resource = {"linkId": f"/{loinc}" if loinc else f"/demo-{measure.id.lower()}-{number}"}
        if value is not None:
            coding: Resource = {"extension": [{"url": ORDINAL, "valueDecimal": value}]}
            if value in codes and loinc != "68509-9":
                coding |= {"system": LOINC, "code": codes[value]}
            item["answer"] = [{"valueCoding": coding}]
        items.append(item)
    if stated is not None:
        items.append({"linkId": f"/{measure.codes.total}", "answer": [{"valueDecimal": stated}]})
    return {
        "resourceType": "QuestionnaireResponse",
        "id": _administration_id(person, measure, day),
        "status": "completed",
        "questionnaire": f"urn:demo:{measure.id}",
        "subject": _subject(person),
        "authored": _at(day, "18:05", zone).isoformat(),
        "item": items,
    }


def _morning(response: Resource, day: date, zone: tzinfo | None) -> Resource:
    """The same client's other form of the day, filled in before breakfast."""
    return {**response, "id": f"{response['id']}-morning", "authored": _at(day, "07:50", zone).isoformat()}


def _total(person: Invented, measure: Measure, day: date, stated: int, zone: tzinfo | None) -> Resource:
    return {
        "resourceType": "Observation",
        "id": f"{_administration_id(person, measure, day)}-total",
        "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}]}],
        "code": {"coding": [{"system": LOINC, "code": measure.codes.total}]},
        "subject": _subject(person),
        "effectiveDateTime": _at(day, "18:05", zone).isoformat(),
        "valueInteger": stated,
        "derivedFrom": [{"reference": f"QuestionnaireResponse/{_administration_id(person, measure, day)}"}],
    }


def _administration_id(person: Invented, measure: Measure, day: date) -> str:
    return f"{_id(person)}-{measure.id.lower()}-{day:%Y%m%d}"
