"""Which function reads a resource of which type, and which types wait for what may come later in the export."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from briefing_app.domain.records import Record
from briefing_app.sources.fhir import clinical, contacts, meetings, notes, people
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import Json
from briefing_app.sources.fhir.forms import remember_questionnaire, remember_weights
from briefing_app.sources.fhir.medications import medication, remember_medication
from briefing_app.sources.fhir.observations import observation
from briefing_app.sources.fhir.participants import remember_group
from briefing_app.sources.fhir.responses import questionnaire_response

MISSHAPEN = (
    TypeError,
    ValueError,
    AttributeError,
    KeyError,
    OverflowError,
)  # what an extractor raises at fields of another shape

Extractor = Callable[[Json, Context], Iterator[Record]]
EXTRACTORS: dict[str, Extractor] = {
    "Patient": people.patient,
    "Practitioner": people.practitioner,
    "RelatedPerson": contacts.related_person,
    "PractitionerRole": people.practitioner_role,
    "Encounter": meetings.encounter,
    "Slot": meetings.slot,
    "Schedule": meetings.schedule,
    "Observation": observation,
    "Condition": clinical.condition,
    "Goal": clinical.goal,
    "CarePlan": clinical.care_plan,
    "Task": clinical.task,
    "Flag": clinical.flag,
    "EpisodeOfCare": clinical.episode,
    "Composition": notes.composition,
    "Binary": notes.remember_text,
    "Medication": remember_medication,
    "Group": remember_group,
}
Waiting = Callable[..., "Iterator[Record] | None"]
WAITING: dict[str, Waiting] = {  # what may wait for a resource that comes later in the export
    "QuestionnaireResponse": questionnaire_response,
    "Appointment": meetings.appointment,
    "Communication": clinical.communication,
    "CareTeam": contacts.care_team,
    "DocumentReference": notes.document,
    "DiagnosticReport": notes.report,
    "MedicationRequest": medication,
    "MedicationStatement": medication,
    "MedicationUsage": medication,
    "MedicationOrder": medication,
}
FORMS: dict[str, Extractor] = {
    "Questionnaire": remember_questionnaire,
    "ValueSet": remember_weights,
    "CodeSystem": remember_weights,
}
EXTRACTORS |= FORMS
SPECIAL = frozenset({"Bundle", "Parameters", "OperationOutcome"}) | frozenset(WAITING)
WANTED = frozenset(EXTRACTORS) | SPECIAL
