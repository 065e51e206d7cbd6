"""Who stands beside a client and how to reach them: what a Patient says, RelatedPerson and CareTeam; language, interpreter, death."""

from __future__ import annotations

from collections.abc import Iterator

from briefing_app.domain.periods import read_moment
from briefing_app.domain.records import Contact, ContactKind, ContactsRecord
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.context import Context
from briefing_app.sources.fhir.fields import (
    Json,
    as_dict,
    as_id,
    as_list,
    as_text,
    code_of,
    codings,
    concept_text,
    dicts,
    status_of,
)
from briefing_app.sources.fhir.names import in_use, name_parts

DIED = "yes"  # where no day is said
NEEDED, NOT_NEEDED = "needed", "not needed"
CLOSED = frozenset({"entered-in-error", "inactive", "suspended", "proposed"})
_REACHED = {"phone": "", "sms": "text ", "email": "", "pager": "pager ", "other": ""}
_WORN = {"home": " (home)", "work": " (work)", "mobile": " (mobile)"}
_NEEDS = {
    "373066001": NEEDED,
    "y": NEEDED,
    "yes": NEEDED,
    "true": NEEDED,
    "373067005": NOT_NEEDED,
    "n": NOT_NEEDED,
    "no": NOT_NEEDED,
}
# ISO 639-1 and 639-3, as far as exports name a language by its code alone.
LANGUAGES = {
    "am": "Amharic", "ar": "Arabic", "ase": "American Sign Language", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish",
    "fa": "Persian", "fr": "French", "hi": "Hindi", "hmn": "Hmong", "ht": "Haitian Creole", "it": "Italian", "ja": "Japanese", "km": "Khmer",
    "ko": "Korean", "ne": "Nepali", "nl": "Dutch", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "so": "Somali",
    "sw": "Swahili", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "yue": "Cantonese",
    "zh": "Chinese",
}  # fmt: skip


def died(resource: Json) -> str:
    """The day of a death as given, ``DIED`` where only the death is recorded, "" where none is."""
    when = read_moment(resource.get("deceasedDateTime"))
    if when.text:
        return when.day or (when.text if when.precision in ("year", "month") else DIED)
    return DIED if resource.get("deceasedBoolean") is True or resource.get("deceased") is True else ""


def language(resource: Json) -> str:
    """The preferred language, else all that are recorded; "" where none is."""
    spoken = dicts(resource.get("communication"))
    preferred = [one for one in spoken if one.get("preferred") is True] or spoken
    return " or ".join(dict.fromkeys(words for words in (_language(one.get("language")) for one in preferred) if words))


def _language(concept: object) -> str:
    words = concept_text(concept)
    codes = [code for _, code, _ in codings(concept) if code]
    if codes and words in codes:  # no words at all
        return LANGUAGES.get(words.lower().partition("-")[0].partition("_")[0], words)
    return words


def interpreter(resource: Json) -> str:
    """``NEEDED``, ``NOT_NEEDED``, or "" where the record does not say."""
    for extension in dicts(resource.get("extension")):
        if "interpreter" in as_text(extension.get("url")).lower():
            value = extension.get("valueBoolean")
            if isinstance(value, bool):
                return NEEDED if value else NOT_NEEDED
            said = code_of(extension.get("valueCoding") or extension.get("valueCodeableConcept")) or as_text(
                extension.get("valueCode")
            )
            return _NEEDS.get(said.lower(), "")
    return ""


def of_patient(resource: Json, context: Context) -> tuple[Contact, ...]:
    """How to reach the client, whom the record names as contacts, and who is said to treat them generally."""
    own = _reach(resource.get("telecom"), context.today)
    found = [Contact(ContactKind.OWN.value, "", "", own, "")] if own else []
    for one in dicts(resource.get("contact")):
        name = _name(one.get("name"), context) or clean(as_text(as_dict(one.get("organization")).get("display")))
        relation = ", ".join(
            dict.fromkeys(words for words in map(concept_text, _each(one.get("relationship"))) if words)
        ).lower()
        reach = _reach(one.get("telecom"), context.today)
        if name or relation or reach:
            found.append(Contact(ContactKind.CONTACT.value, name, relation, reach, _ended(one.get("period"), context)))
    for one in as_list(resource.get("generalPractitioner")) or as_list(resource.get("careProvider")):
        name = clean(as_text(as_dict(one).get("display")))
        if name:
            found.append(Contact(ContactKind.TEAM.value, name, "general practitioner", "", ""))
    return tuple(found)


def related_person(resource: Json, context: Context) -> Iterator[ContactsRecord]:
    """RelatedPerson: relation, name, how to reach them. Its relation is remembered for the messages that they send."""
    relation = relation_of(resource)
    context.relations[context.id_of(resource)] = relation
    over = resource.get("active") is False
    ended = _ended(resource.get("period"), context) or ("no longer" if over else "")
    one = Contact(
        ContactKind.RELATED.value,
        _name(resource.get("name"), context),
        relation,
        _reach(resource.get("telecom"), context.today),
        ended,
    )
    yield ContactsRecord(context.person(resource.get("patient")), (one,), context.source(resource, "RelatedPerson"))


def relation_of(resource: Json) -> str:
    """What a RelatedPerson is to the client, in the record's words."""
    words = (concept_text(one) for one in _each(resource.get("relationship")))
    return ", ".join(dict.fromkeys(one.lower() for one in words if one))


def care_team(resource: Json, context: Context, *, last_call: bool = True) -> Iterator[ContactsRecord] | None:
    """CareTeam: who treats the client, in which role. None when a name may still come."""
    found: list[Contact] = []
    for one in dicts(resource.get("participant")) if status_of(resource) not in CLOSED else ():
        member = as_dict(one.get("member"))
        who = context.resolve(member)
        name = clean(as_text(member.get("display"))) or context.names.get(who.id, "")
        if who.type in ("Patient", "RelatedPerson"):
            continue
        if not name and who.id and not last_call:
            return None
        role = ", ".join(dict.fromkeys(words for words in map(concept_text, _each(one.get("role"))) if words))
        ended = _ended(one.get("period") or one.get("coveragePeriod"), context)
        if name or role:
            found.append(Contact(ContactKind.TEAM.value, name, role, _reach(resource.get("telecom"), context.today), ended))
    client = context.person(resource.get("subject") or resource.get("patient"))
    return iter((ContactsRecord(client, tuple(found), context.source(resource, "CareTeam")),))


def _each(value: object) -> list[Json | str]:
    """The concepts of a list; one concept as a list of it."""
    return [one for one in as_list(value) if isinstance(one, (dict, str))]


def _name(names: object, context: Context) -> str:
    family, given = name_parts(names, context.today)
    return f"{given} {family}".strip()


def _reach(telecom: object, today: str) -> str:
    """Numbers and addresses in use, one a line, as the record ranks them."""
    rows: list[tuple[int, int, str]] = []
    for one in dicts(telecom):
        value = as_id(one.get("value"))
        system = as_text(one.get("system")).strip().lower()
        if value and system not in ("fax", "url") and one.get("use") != "old" and in_use(one.get("period"), today):
            rank = one.get("rank")
            words = f"{_REACHED.get(system, '')}{value}{_WORN.get(as_text(one.get('use')).lower(), '')}"
            rows.append((rank if type(rank) is int else 1000, len(rows), words))
    return "\n".join(dict.fromkeys(words for _, _, words in sorted(rows)))


def _ended(period: object, context: Context) -> str:
    """The end of a Period that is over, else ""."""
    ends = as_text(as_dict(period).get("end"))[:10]
    return ends if ends and not in_use({"end": ends}, context.today) else ""
