"""Notes: what stands under their plan heading, wherever an export keeps their words, and why these are not here where they are not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from briefing_app.domain.records import ClinicalKind, ClinicalRecord, Record
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.attachments import NOT_THERE, content_words, not_read
from briefing_app.sources.fhir.clinical import record_of
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
    whole_text,
)
from briefing_app.sources.fhir.markup import markup_words

TOO_MUCH = "its text is larger than an import keeps"
MOST_TEXTS = 64 << 20  # bytes of packed words of Binary resources
_LEFT = frozenset({"superseded", "deprecated", "cancelled", "entered-in-error"})
_OF_A_LABORATORY = frozenset({"lab", "laboratory", "rad", "pat", "path", "mb", "hm", "ch", "imaging", "ct", "nmr", "rus"})
# A run of blank lines is looked at once: a space that may be a line's end too makes every one of them a place to begin from.
_HEADING = re.compile(
    r"^(?:[#*]|[^\S\n])*+(?:plan|assessment (?:and|&) plan|next steps?|agreed|homework|plan of care)[^\n:]{0,30}"
    r"(?:[:*#]|[^\S\n])*+$(?:\n(?:[:*#]|[^\S\n])*+$)*"
    r"|^[^\S\n]*+(?:plan|agreed|homework|next steps?)[^\S\n]*+:",
    re.I | re.M,
)
_NEXT_HEADING = re.compile(r"^[^\S\n]*+(?:#{1,4}[^\S\n]++\S|[A-Z][A-Za-z &/]{2,40}:[^\S\n]*+$)", re.M)
Found = tuple[str, str]  # words, or why there are none


def document(resource: Json, context: Context, *, last_call: bool = True) -> Iterator[ClinicalRecord] | None:
    """DocumentReference: the words under its plan heading, never the whole note. None when its Binary may still come."""
    title = clean(as_text(resource.get("description"))) or concept_text(resource.get("type"))
    when = moment(resource, "date", "created", "indexed")
    if not when.text:
        when = moment(as_dict(resource.get("context")), "period")
    attachments = [as_dict(one.get("attachment")) for one in dicts(resource.get("content"))]
    found = _read(attachments, resource, context, last_call=last_call)
    if found is None:
        return None
    kept, of_the_text = status_of(resource), code_of(resource.get("docStatus"))
    status = kept if kept in _LEFT or of_the_text in ("", "final") else of_the_text
    return iter(
        (_note(resource, context, title, found, status)._replace(at=context.instant(when), day=when.day or when.text[:10]),)
    )


def report(resource: Json, context: Context, *, last_call: bool = True) -> Iterator[ClinicalRecord] | None:
    """DiagnosticReport with a presented form, unless it is of a laboratory or of pictures. None when its Binary may still come."""
    attachments = dicts(resource.get("presentedForm"))
    kinds = {code.lower() for _, code, _ in codings(resource.get("category"))}
    if not attachments or kinds & _OF_A_LABORATORY:
        return iter(())
    found = _read(attachments, resource, context, last_call=last_call)
    if found is None:
        return None
    when = moment(resource, "effectiveDateTime", "effectivePeriod", "issued")
    made = _note(resource, context, concept_text(resource.get("code")), found, status_of(resource))
    return iter((made._replace(at=context.instant(when), day=when.day or when.text[:10]),))


def composition(resource: Json, context: Context) -> Iterator[ClinicalRecord]:
    """Composition: the section under a plan heading, at any depth, else such a heading inside a section or its narrative."""
    title = clean(as_text(resource.get("title"))) or concept_text(resource.get("type"))
    sections = list(_sections(resource, 0))
    plan = next((words for heading, words in sections if words and _HEADING.match(heading)), "")
    plan = plan or next((found for _, words in sections if (found := plan_of(words))), "") or plan_of(_narrative(resource))
    when = moment(resource, "date")
    made = _note(resource, context, title, (plan, ""), status_of(resource))
    yield made._replace(at=context.instant(when), day=when.day or when.text[:10])


def _note(resource: Json, context: Context, title: str, found: Found, status: str) -> ClinicalRecord:
    replaced = [
        context.resolve(one.get("target"), "DocumentReference").id
        for one in dicts(resource.get("relatesTo"))
        if code_of(one.get("code")) == "replaces"
    ]
    made = record_of(resource, context, ClinicalKind.NOTE, (title, found[0]), status)
    return made._replace(lacks=found[1], replaces=" ".join(one for one in replaced if one))


def _sections(holder: Json, depth: int) -> Iterator[tuple[str, str]]:
    """Heading and words of each section."""
    for section in dicts(holder.get("section")) if depth < 8 else ():
        heading = as_text(section.get("title")) or concept_text(section.get("code"))
        yield heading.strip(), whole_text(_narrative(section))
        yield from _sections(section, depth + 1)


def _narrative(holder: Json) -> str:
    return markup_words(as_text(as_dict(holder.get("text")).get("div")), headings=True)


# -- attachments


def _read(attachments: list[Json], resource: Json, context: Context, *, last_call: bool) -> Found | None:
    """The plan of the first attachment that holds one, and where none has any words, why. None: ask again at the end of the export."""
    read, reasons = "", []
    for attachment in attachments:
        words, reason = _words_of(attachment, resource, context)
        if plan := plan_of(words):
            return plan, ""
        read = read or words.strip()
        reasons.append(reason)
    if NOT_THERE in reasons and not last_call:
        return None
    if plan := plan_of(_narrative(resource)):
        return plan, ""
    return "", "" if read else next((one for one in reasons if one not in ("", NOT_THERE)), "") or NOT_THERE


def _words_of(attachment: Json, resource: Json, context: Context) -> Found:
    """What an attachment says by itself, by a contained Binary, or by one of the export; or why it says nothing."""
    kind, url = as_text(attachment.get("contentType")), as_text(attachment.get("url")).strip()
    if attachment.get("data"):
        return content_words(as_text(attachment.get("data")), kind, headings=True)
    if url.startswith("data:"):
        head, _, data = url[5:].partition(",")
        return (
            content_words(data, head.partition(";base64")[0] or kind, headings=True) if ";base64" in head else ("", NOT_THERE)
        )
    if url.startswith("#"):
        inside = next((one for one in dicts(resource.get("contained")) if one.get("id") == url[1:]), {})
        return (
            content_words(as_text(inside.get("data")), as_text(inside.get("contentType")) or kind, headings=True)
            if inside
            else ("", NOT_THERE)
        )
    kept = context.texts.get(context.resolve({"reference": url}, "Binary").id) if url else None
    if kept is None:
        return "", not_read(kind) or NOT_THERE
    return zlib.decompress(kept[0]).decode() if kept[0] else "", kept[1]


def remember_text(resource: Json, context: Context) -> Iterator[Record]:
    """Keep the words of a Binary for the notes that point at it; of one that holds none, what it is."""
    words, reason = content_words(
        as_text(resource.get("data") or resource.get("content")), as_text(resource.get("contentType")), headings=True
    )
    packed = zlib.compress(words.encode("utf-8", "replace"), 1) if words else b""
    if context.texts_size + len(packed) > MOST_TEXTS:
        packed, reason = b"", TOO_MUCH
    context.texts_size += len(packed)
    context.texts[context.id_of(resource)] = packed, reason
    return iter(())


def plan_of(text: str) -> str:
    """What stands under the heading Plan, Agreed, Homework or Next steps of a note; "" when there is no such heading."""
    found = _HEADING.search(text)
    if found is None:
        return ""
    rest = text[found.end() :].lstrip()
    following = _NEXT_HEADING.search(rest)
    return whole_text(rest[: following.start()] if following else rest)
