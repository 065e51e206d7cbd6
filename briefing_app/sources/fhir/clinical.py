"""Diagnoses, goals, plans, messages, tasks, flags and episodes: what the brief says beside the scores.

Every word is kept, however long: a resource that is larger than an import takes is refused and counted, not cut."""

from __future__ import annotations

from collections.abc import Iterator

from briefing_app.domain.periods import NO_MOMENT, Moment
from briefing_app.domain.records import Author, ClinicalKind, ClinicalRecord
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.attachments import content_words
from briefing_app.sources.fhir.contacts import relation_of
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import (
    Json,
    as_dict,
    as_text,
    code_of,
    codings,
    concept_text,
    dicts,
    moment,
    status_of,
    whole_concept,
    whole_text,
    whole_title,
)

CERTAINTY = {"provisional": "provisional", "differential": "differential", "unconfirmed": "not confirmed"}


def record_of(
    resource: Json,
    context: Context,
    kind: ClinicalKind,
    words: tuple[str, str],
    status: str,
    during: tuple[Moment, Moment | None] = (NO_MOMENT, None),
) -> ClinicalRecord:
    """A record of the resource's own client, with where it stands: ``words`` are its title and what is said beside it, ``during`` its begin and
    its end, where it has one."""
    (title, detail), (when, end) = words, during
    subject = resource.get("subject") or resource.get("patient") or resource.get("for")
    at = context.instant(when)
    return ClinicalRecord(
        kind.value, context.person(subject), title, detail, status, at, when.day or when.text[:10], end.day if end else "",
        Author.UNSTATED.value, "", context.source(resource, as_text(resource.get("resourceType"))),
    )  # fmt: skip


def condition(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """A diagnosis, with its certainty where that is not "confirmed" and its state where that is not "active"."""
    status = code_of(resource.get("clinicalStatus"))
    verification = code_of(resource.get("verificationStatus"))
    if verification in ("entered-in-error", "refuted"):
        status = verification
    elif any(resource.get(name) for name in ("abatementString", "abatementBoolean", "abatementAge", "abatementRange")):
        status = status if status in ("resolved", "remission", "inactive") else "resolved"
    codes = [code for system, code, _ in codings(resource.get("code")) if "icd" in system]
    when = moment(resource, "onsetDateTime", "onsetPeriod", "recordedDate", "assertedDate", "dateRecorded")
    end = moment(resource, "abatementDateTime", "abatementPeriod")
    detail = codes[0] if codes else code_of(resource.get("category"))
    title = whole_concept(resource.get("code"))
    said = [CERTAINTY[verification]] if verification in CERTAINTY else []
    said += ["in remission"] if status == "remission" else []
    if title and said:
        title = f"{title} ({', '.join(said)})"
    yield record_of(resource, context, ClinicalKind.CONDITION, (title, detail), status, (when, end))


def goal(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """A goal with how far it is, and the day by which it was to be reached."""
    description = resource.get("description")
    title = whole_title(description) if isinstance(description, str) else whole_concept(description)
    target = as_dict(resource.get("target"))
    progress = whole_concept(resource.get("achievementStatus"))
    notes = [whole_text(one.get("text")) for one in dicts(resource.get("note"))]
    status = code_of(resource.get("lifecycleStatus")) or status_of(resource)
    when = moment(resource, "statusDate", "startDate")
    detail = progress or next((note for note in notes if note), "")
    yield record_of(resource, context, ClinicalKind.GOAL, (title, detail), status, (when, moment(target, "dueDate")))


def care_plan(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """A plan with what it says is to be done."""
    title = whole_title(resource.get("title")) or whole_concept(resource.get("category"))
    activities = [
        whole_text(detail.get("description")) or whole_concept(detail.get("code"))
        for detail in (as_dict(one.get("detail")) for one in dicts(resource.get("activity")))
    ]
    words = whole_text(resource.get("description")) or "; ".join(words for words in activities if words)
    when = moment(resource, "created", "period", "date")
    yield record_of(
        resource,
        context,
        ClinicalKind.PLAN,
        (title, words),
        status_of(resource),
        (when, moment(as_dict(resource.get("period")), "end")),
    )


def communication(resource: Json, context: Context, *, last_call: bool = True) -> Iterator[ClinicalRecord] | None:
    """Every word of a message is kept, however long; of an attachment that is no text its name. None when who sent it may still come."""
    sender = context.resolve(resource.get("sender"))
    if sender.type == "RelatedPerson" and sender.id not in context.relations and not last_call:
        return None
    words = " ".join(part for part in map(_payload, dicts(resource.get("payload"))) if part)
    title = concept_text(resource.get("category")) or concept_text(resource.get("topic"))
    when = moment(resource, "sent", "received")
    client = next((one for one in (context.person(resource.get(name)) for name in ("subject", "patient", "sender")) if one), "")
    author, name = _author(resource, context, client)
    made = record_of(resource, context, ClinicalKind.MESSAGE, (title, words), status_of(resource), (when, None))
    return iter((made._replace(client=client, author=author.value, author_name=name),))


def _payload(part: Json) -> str:
    words = whole_text(part.get("contentString")) or whole_concept(part.get("contentCodeableConcept"))
    if words or not part.get("contentAttachment"):
        return words
    attachment = as_dict(part.get("contentAttachment"))
    kind = as_text(attachment.get("contentType")).partition(";")[0]
    if kind.startswith("text/") and attachment.get("data"):
        return whole_text(content_words(as_text(attachment.get("data")), as_text(attachment.get("contentType")))[0])
    name = clean(as_text(attachment.get("title"))) or kind or "without a name"
    return f"(attachment, not read: {name})"


_OF_THE_PRACTICE = ("Practitioner", "PractitionerRole", "Organization", "CareTeam", "HealthcareService", "Device")


def _author(resource: Json, context: Context, client: str) -> tuple[Author, str]:
    """Whose words a message is. What staff, an organisation or a device sends to the client or to somebody close to them is outgoing;
    what they write to anybody else is about the client, and named."""
    sender = as_dict(resource.get("sender"))
    inside = _contained(resource, as_text(sender.get("reference")))
    found = context.resolve(sender)
    kind = found.type or as_text(inside.get("resourceType")) or as_text(sender.get("type"))
    name = clean(as_text(sender.get("display")))
    to = {context.resolve(one).type for one in dicts(resource.get("recipient"))}
    outgoing = bool(to & {"Patient", "RelatedPerson"})
    if kind == "Patient":
        return (Author.CLIENT, "") if found.id in (client, "") else (Author.OTHER, name or "another client")
    if kind == "RelatedPerson":
        return Author.RELATED, relation_of(inside) or context.relations.get(found.id) or name
    if outgoing and (kind in _OF_THE_PRACTICE or not sender):
        return Author.PRACTICE, name
    if kind or name:
        return Author.OTHER, name or kind
    return Author.UNSTATED, ""


def _contained(resource: Json, reference: str) -> Json:
    wanted = reference.removeprefix("#")
    return next((one for one in dicts(resource.get("contained")) if wanted and one.get("id") == wanted), {})


def task(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """Something to be done, and by when."""
    title = whole_title(resource.get("description")) or whole_concept(resource.get("code"))
    due = moment(as_dict(resource.get("restriction") or {}).get("period") or resource.get("executionPeriod") or {}, "end")
    yield record_of(
        resource,
        context,
        ClinicalKind.TASK,
        (title, ""),
        status_of(resource),
        (moment(resource, "authoredOn", "lastModified"), due),
    )


def flag(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """A flag on the client's record, while it holds."""
    period = as_dict(resource.get("period"))
    title = whole_concept(resource.get("code"))
    yield record_of(
        resource, context, ClinicalKind.FLAG, (title, ""), status_of(resource), (moment(period, "start"), moment(period, "end"))
    )


def episode(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """An episode of care with its begin and end."""
    period = as_dict(resource.get("period"))
    title = concept_text(resource.get("type"))
    yield record_of(
        resource,
        context,
        ClinicalKind.EPISODE,
        (title, ""),
        status_of(resource),
        (moment(period, "start"), moment(period, "end")),
    )
