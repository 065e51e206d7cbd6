"""Diagnoses, medication, goals, plans, notes, messages, tasks, flags and episodes: what the brief says beside the scores.

Every word is kept, however long: a resource that is larger than an import takes is refused and counted, not cut."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator

from briefing_app.domain.periods import Moment
from briefing_app.domain.records import Author, ClinicalKind, ClinicalRecord
from briefing_app.domain.texts import clean
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
# A run of blank lines is looked at once: a space that may be a line's end too makes every one of them a place to begin from.
_HEADING = re.compile(
    r"^(?:[#*]|[^\S\n])*+(?:plan|assessment (?:and|&) plan|next steps?|agreed|homework|plan of care)[^\n:]{0,30}"
    r"(?:[:*#]|[^\S\n])*+$(?:\n(?:[:*#]|[^\S\n])*+$)*"
    r"|^(?:plan|agreed|homework|next steps?)[^\S\n]*+:",
    re.I | re.M,
)
_NEXT_HEADING = re.compile(r"^[^\S\n]*+(?:#{1,4}[^\S\n]++\S|[A-Z][A-Za-z &/]{2,40}:[^\S\n]*+$)", re.M)
_TAG = re.compile(r"<[^<>]{0,400}>")
_NUMBERED_CHARACTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")


def _record(
    resource: Json,
    context: Context,
    kind: ClinicalKind,
    title: str,
    detail: str,
    status: str,
    when: Moment,
    end: Moment | None = None,
    author: tuple[Author, str] = (Author.UNSTATED, ""),
) -> ClinicalRecord:
    subject = resource.get("subject") or resource.get("patient") or resource.get("for")
    at = context.instant(when)
    return ClinicalRecord(
        kind.value, context.person(subject), title, detail, status, at, when.day or when.text[:10], end.day if end else "",
        author[0].value, author[1], context.source(resource, as_text(resource.get("resourceType"))),
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
    yield _record(resource, context, ClinicalKind.CONDITION, title, detail, status, when, end)


def goal(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    description = resource.get("description")
    title = whole_title(description) if isinstance(description, str) else whole_concept(description)
    target = as_dict(resource.get("target"))
    progress = whole_concept(resource.get("achievementStatus"))
    notes = [whole_text(one.get("text")) for one in dicts(resource.get("note"))]
    status = code_of(resource.get("lifecycleStatus")) or status_of(resource)
    when = moment(resource, "statusDate", "startDate")
    detail = progress or next((note for note in notes if note), "")
    yield _record(resource, context, ClinicalKind.GOAL, title, detail, status, when, moment(target, "dueDate"))


def care_plan(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    title = whole_title(resource.get("title")) or whole_concept(resource.get("category"))
    activities = [
        whole_text(detail.get("description")) or whole_concept(detail.get("code"))
        for detail in (as_dict(one.get("detail")) for one in dicts(resource.get("activity")))
    ]
    words = whole_text(resource.get("description")) or "; ".join(words for words in activities if words)
    when = moment(resource, "created", "period", "date")
    yield _record(
        resource,
        context,
        ClinicalKind.PLAN,
        title,
        words,
        status_of(resource),
        when,
        moment(as_dict(resource.get("period")), "end"),
    )


def communication(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """Every word of a message is kept, however long; of an attachment that is no text its name."""
    words = " ".join(part for part in map(_payload, dicts(resource.get("payload"))) if part)
    title = concept_text(resource.get("category")) or concept_text(resource.get("topic"))
    when = moment(resource, "sent", "received")
    client = next((one for one in (context.person(resource.get(name)) for name in ("subject", "patient", "sender")) if one), "")
    author = _author(resource, context, client)
    yield _record(resource, context, ClinicalKind.MESSAGE, title, words, status_of(resource), when, author=author)._replace(
        client=client
    )


def _payload(part: Json) -> str:
    words = whole_text(part.get("contentString")) or whole_concept(part.get("contentCodeableConcept"))
    if words or not part.get("contentAttachment"):
        return words
    attachment = as_dict(part.get("contentAttachment"))
    kind = as_text(attachment.get("contentType")).partition(";")[0]
    if kind.startswith("text/") and attachment.get("data"):
        return whole_text(_decoded(as_text(attachment.get("data")), kind))
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
        return Author.RELATED, concept_text(inside.get("relationship")).lower() or name
    if outgoing and (kind in _OF_THE_PRACTICE or not sender):
        return Author.PRACTICE, name
    if kind or name:
        return Author.OTHER, name or kind
    return Author.UNSTATED, ""


def _contained(resource: Json, reference: str) -> Json:
    wanted = reference.removeprefix("#")
    return next((one for one in dicts(resource.get("contained")) if wanted and one.get("id") == wanted), {})


def task(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    title = whole_title(resource.get("description")) or whole_concept(resource.get("code"))
    due = moment(as_dict(resource.get("restriction") or {}).get("period") or resource.get("executionPeriod") or {}, "end")
    yield _record(
        resource,
        context,
        ClinicalKind.TASK,
        title,
        "",
        status_of(resource),
        moment(resource, "authoredOn", "lastModified"),
        due,
    )


def flag(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    period = as_dict(resource.get("period"))
    title = whole_concept(resource.get("code"))
    yield _record(
        resource, context, ClinicalKind.FLAG, title, "", status_of(resource), moment(period, "start"), moment(period, "end")
    )


def episode(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    period = as_dict(resource.get("period"))
    title = concept_text(resource.get("type"))
    yield _record(
        resource, context, ClinicalKind.EPISODE, title, "", status_of(resource), moment(period, "start"), moment(period, "end")
    )


def document(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """DocumentReference: the words under its plan heading, never the whole note."""
    title = clean(as_text(resource.get("description"))) or concept_text(resource.get("type"))
    when = moment(resource, "date", "created", "indexed")
    if not when.text:
        when = moment(as_dict(resource.get("context")), "period")
    text = ""
    for content in dicts(resource.get("content")):
        attachment = as_dict(content.get("attachment"))
        kind = as_text(attachment.get("contentType")).partition(";")[0]
        if kind in ("text/plain", "text/html", "text/markdown", ""):
            text = _decoded(as_text(attachment.get("data")), kind)
            break
    yield _record(resource, context, ClinicalKind.NOTE, title, plan_of(text), status_of(resource), when)


def composition(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    title = clean(as_text(resource.get("title"))) or concept_text(resource.get("type"))
    plan = ""
    for section in dicts(resource.get("section")):
        heading = as_text(section.get("title")) or concept_text(section.get("code"))
        if heading and _HEADING.match(heading.strip()):
            plan = whole_text(_plain(as_text(as_dict(section.get("text")).get("div"))))
            break
    yield _record(resource, context, ClinicalKind.NOTE, title, plan, status_of(resource), moment(resource, "date"))


def _decoded(data: str, kind: str) -> str:
    try:
        text = base64.b64decode(data, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    return _plain(text) if kind == "text/html" else text


def _plain(text: str) -> str:
    """The words of a page. A character's number of absurd length goes first: the standard library raises ValueError for it."""
    return html.unescape(_NUMBERED_CHARACTER.sub("\ufffd", _TAG.sub(" ", text)))


def plan_of(text: str) -> str:
    """What stands under the heading Plan, Agreed, Homework or Next steps of a note; "" when there is no such heading."""
    found = _HEADING.search(text)
    if found is None:
        return ""
    rest = text[found.end() :].lstrip()
    following = _NEXT_HEADING.search(rest)
    return whole_text(rest[: following.start()] if following else rest)
