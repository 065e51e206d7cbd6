"""What is ordered or taken, how much of it, and what is only planned, forbidden or over."""

from __future__ import annotations

from collections.abc import Iterator

from briefing_app.domain.periods import Moment
from briefing_app.domain.records import Author, ClinicalKind, ClinicalRecord, Record
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import (
    Json,
    as_dict,
    as_list,
    as_number,
    as_text,
    code_of,
    dicts,
    moment,
    number_text,
    status_of,
    whole_concept,
    whole_title,
)

WITHOUT_A_NAME = "Medication whose name is not in the export"
NOT_AN_ORDER = frozenset({"proposal", "plan", "option"})
FORBIDDEN = "not to be given"
NOT_GIVEN = frozenset({FORBIDDEN, "draft", "entered-in-error", "cancelled", "on-hold"})
UNITS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
OFTEN = {1.0: "once", 2.0: "twice"}


def medication(resource: Json, context: Context, *, last_call: bool = True) -> Iterator[ClinicalRecord] | None:
    """MedicationRequest, MedicationStatement, MedicationUsage or MedicationOrder: what, how much, since when.

    None when its Medication may still come (asked again with ``last_call``).
    """
    title = _name(resource, context)
    if not title and not last_call:
        return None
    when = moment(resource, "authoredOn", "effectiveDateTime", "effectivePeriod", "dateAsserted", "dateWritten", "dateEnded")
    ended = moment(as_dict(resource.get("effectivePeriod")), "end")
    end_day = _day(ended) or _last_step(resource)
    status = _state(resource)
    said = {FORBIDDEN: f" ({FORBIDDEN})", "on-hold": " (on hold)"}.get(
        status, f" ({status} only)" if status in NOT_AN_ORDER else ""
    )
    subject = resource.get("subject") or resource.get("patient")
    record = ClinicalRecord(
        ClinicalKind.MEDICATION.value, context.person(subject), (title or WITHOUT_A_NAME) + said, dose_words(resource), status,
        context.instant(when), when.day or when.text[:10], end_day, Author.UNSTATED.value, "",
        context.source(resource, as_text(resource.get("resourceType"))),
    )  # fmt: skip
    prior = context.resolve(resource.get("priorPrescription")).id if status not in NOT_AN_ORDER | NOT_GIVEN else ""
    return iter((record._replace(replaces=prior),))


def _day(when: Moment) -> str:
    return when.day or ""


def _last_step(resource: Json) -> str:
    """The day on which the last step of a dose ends, "" where one of them goes on."""
    steps = next((dicts(resource.get(name)) for name in ("dosageInstruction", "dosage") if resource.get(name)), [])
    ends = [
        _day(moment(as_dict(as_dict(as_dict(step.get("timing")).get("repeat")).get("boundsPeriod")), "end")) for step in steps
    ]
    return max(ends) if ends and all(ends) else ""


def _state(resource: Json) -> str:
    """Its status, unless it is an order not to give, or no order at all."""
    if resource.get("doNotPerform") is True or resource.get("prohibited") is True:
        return FORBIDDEN
    status = status_of(resource)
    if resource.get("wasNotTaken") is True or code_of(resource.get("taken")) == "n" or resource.get("taken") == "n":
        return "not-taken"
    adherence = code_of(as_dict(resource.get("adherence")).get("code"))
    if adherence.startswith("not-taking") or adherence == "stopped":
        return "not-taken"
    intent = code_of(resource.get("intent"))
    return (
        intent if intent in NOT_AN_ORDER and status not in ("entered-in-error", "stopped", "cancelled", "completed") else status
    )


def _name(resource: Json, context: Context) -> str:
    """From its own words, the reference's, a contained Medication or one of the same export."""
    given = resource.get("medication")
    title = whole_concept(resource.get("medicationCodeableConcept")) or whole_concept(given)
    reference = resource.get("medicationReference") or as_dict(given).get("reference")
    if title or not reference:
        return title
    holder = reference if isinstance(reference, dict) else {"reference": reference}
    title = whole_title(holder.get("display"))
    if title:
        return title
    named = as_text(holder.get("reference"))
    if named.startswith("#"):
        return next((medication_name(one) for one in dicts(resource.get("contained")) if one.get("id") == named[1:]), "")
    return context.medications.get(context.resolve(holder, "Medication").id, "")


def medication_name(medication: Json) -> str:
    """What a Medication resource calls itself: its code, else its ingredients."""
    found = whole_concept(medication.get("code"))
    if found:
        return found
    parts = [
        whole_concept(one.get("itemCodeableConcept")) or whole_concept(as_dict(one.get("item")).get("concept"))
        for one in dicts(medication.get("ingredient"))
    ]
    return " / ".join(part for part in parts if part)


def remember_medication(resource: Json, context: Context) -> Iterator[Record]:
    """Keep the name of a Medication for the orders that point at it."""
    name = medication_name(resource)
    if name and len(context.medications) < MOST_NAMES:
        context.medications[context.id_of(resource)] = name
    return iter(())


MOST_NAMES = 200_000


def dose_words(resource: Json) -> str:
    """The dose in its own words, or put together from its structure; of several steps all, and how many they are."""
    steps = next((dicts(resource.get(name)) for name in ("dosageInstruction", "dosage") if resource.get(name)), [])
    steps = sorted(steps, key=lambda one: as_number(one.get("sequence")) or 0.0)
    words = [text for text in map(_step_words, steps) if text]
    rendered = whole_title(resource.get("renderedDosageInstruction"))
    if len(words) > 1:
        return f"{len(words)} steps: {', '.join(words)}"
    return words[0] if words else rendered


def _step_words(step: Json) -> str:
    text = whole_title(step.get("text")) or whole_title(step.get("patientInstruction"))
    if text:
        return text
    rates = dicts(step.get("doseAndRate")) or [step]
    parts = [_dose(rates[0]), _timing(as_dict(step.get("timing")))]
    needed = step.get("asNeededBoolean") is True or step.get("asNeeded") is True
    why = whole_concept(step.get("asNeededCodeableConcept")) or whole_concept(as_list(step.get("asNeededFor")))
    if needed or why:
        parts.append(f"as needed{f' for {why}' if why else ''}")
    return " ".join(part for part in parts if part)


def _dose(rate: Json) -> str:
    found = as_dict(rate.get("doseRange"))
    if found:
        low, high = as_dict(found.get("low")), as_dict(found.get("high"))
        return f"{_amount(low)} to {_amount(high)}"
    return _amount(as_dict(rate.get("doseQuantity") or rate.get("doseSimpleQuantity")))


def _amount(quantity: Json) -> str:
    unit = clean(as_text(quantity.get("unit")) or as_text(quantity.get("code")))
    return f"{number_text(as_number(quantity.get('value')))} {unit}".strip()


def _timing(timing: Json) -> str:
    words = whole_concept(timing.get("code"))
    if words:
        return words
    repeat = as_dict(timing.get("repeat"))
    period, unit = (
        as_number(repeat.get("period")),
        UNITS.get(as_text(repeat.get("periodUnit") or repeat.get("periodUnits")), ""),
    )
    if not period or not unit:
        return " ".join(as_text(one).lower() for one in as_list(repeat.get("when")))
    frequency = as_number(repeat.get("frequency")) or 1.0
    often = OFTEN.get(frequency, f"{number_text(frequency)} times")
    every = f"a {unit}" if period == 1 else f"every {number_text(period)} {unit}s"
    return f"{often} {every}" if period == 1 or frequency != 1 else every
