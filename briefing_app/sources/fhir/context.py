"""What an extractor may ask while it reads one resource: how references resolve, which codes are measures, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import lru_cache
from hashlib import blake2b
from sys import intern
from typing import Any, NamedTuple

from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import Moment
from briefing_app.domain.records import NO_REFERENCE, Issue, MappedCode, Reference, Role, Source, UnmappedCode
from briefing_app.domain.texts import NAME_LENGTH, clean, clean_id, one_line
from briefing_app.sources.fhir.fields import Json, as_dict, as_id, as_text, updated_of, version_of

MOST_ISSUES = 1000


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code stands for: a measure's total, panel or item (1-based)."""

    measure: str
    role: Role
    item: int = 0


@dataclass(frozen=True, slots=True)
class CodeIndex:
    """Every code of every measure, made once per import."""

    measures: Mapping[str, Measure]
    meanings: Mapping[str, Meaning]
    snomed: Mapping[str, Meaning]
    by_item: Mapping[str, tuple[Meaning, ...]]
    known: frozenset[str]

    @staticmethod
    def of(measures: Iterable[Measure]) -> CodeIndex:
        meanings: dict[str, Meaning] = {}
        snomed: dict[str, Meaning] = {}
        by_item: dict[str, list[Meaning]] = {}
        found = {measure.id: measure for measure in measures}
        # The longest form claims shared items; administrations of the short form are told apart later.
        for measure in sorted(found.values(), key=lambda one: -one.items):
            if measure.codes.total:
                meanings[measure.codes.total] = Meaning(measure.id, Role.TOTAL)
            for panel in (measure.codes.panel, *measure.codes.panels):
                if panel:
                    meanings[panel] = Meaning(measure.id, Role.PANEL)
            for code, number in measure.codes.numbers.items():
                meanings.setdefault(code, Meaning(measure.id, Role.ITEM, number))
                by_item.setdefault(code, []).append(Meaning(measure.id, Role.ITEM, number))
            for code in measure.codes.snomed:
                snomed[code] = Meaning(measure.id, Role.TOTAL)
        return CodeIndex(
            found, meanings, snomed, {k: tuple(v) for k, v in by_item.items()}, frozenset(meanings) | frozenset(snomed)
        )


class FullUrls:
    """Which resource of a Bundle, or of one around it, a fullUrl names. Each takes some 0.1 kB, however long it is."""

    __slots__ = ("_found", "_outer")

    def __init__(self, outer: FullUrls | None = None) -> None:
        self._outer = outer
        self._found: dict[bytes, Reference | str] = {}

    def __len__(self) -> int:
        return len(self._found) + len(self._outer or ())

    def add(self, url: str, kind: str, id: str) -> None:
        """Of a resource whose id ends its URL, as nearly always, the type is enough."""
        self._found[_key(url)] = intern(kind) if id == clean(last_part(url)) else Reference(kind, id)

    def get(self, url: str) -> Reference | None:
        """Which resource a full URL is of, in this bundle or the one around it; None where none has it."""
        found = self._found.get(_key(url)) if self._found else None
        if found is None:
            return self._outer.get(url) if self._outer else None
        return Reference(found, clean(last_part(url))) if isinstance(found, str) else found


def _key(url: str) -> bytes:
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=15).digest()


class Crowd(NamedTuple):
    """A Group: its name, and of each member the id, the words beside it and the day on which they left ("" where they did not)."""

    name: str = ""
    members: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class Context:
    """The place where reading stands. One per import; ``file``, ``line`` and ``urls`` move on.

    ``forms`` holds what ``questionnaires`` say, worked out; ``weights`` those of the value sets and code systems that were met, by address;
    ``medications`` and ``names`` are names by id, ``relations`` what a RelatedPerson is to the client, ``texts`` the packed words of Binary resources by id,
    or what these are, ``texts_size`` their bytes, ``today`` the ISO day on which names are in use or not; ``groups`` are the Groups that were met and
    ``colleagues`` the ids of practitioners by the words of their names.
    """

    codes: CodeIndex
    mappings: Mapping[tuple[str, str], MappedCode]
    zone: tzinfo | None
    file: int = 0
    path: str = ""
    line: int = 0
    urls: FullUrls = field(default_factory=FullUrls)
    full_url: str = ""
    issues: list[Issue] = field(default_factory=list)
    issues_left_out: int = 0
    unmapped: list[UnmappedCode] = field(default_factory=list)
    questionnaires: dict[str, Json] = field(default_factory=dict)
    forms: dict[str, Any] = field(default_factory=dict)
    weights: dict[str, dict[str, float]] = field(default_factory=dict)
    layouts: dict[object, object] = field(default_factory=dict)
    medications: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    texts: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    texts_size: int = 0
    groups: dict[str, Crowd] = field(default_factory=dict)
    colleagues: dict[frozenset[str], str] = field(default_factory=dict)
    today: str = field(default_factory=lambda: date.today().isoformat())

    def issue(self, reason: str, weight: str = "warning") -> None:
        """Note what is wrong with this line; beyond the most that are kept, issues are counted."""
        if len(self.issues) == MOST_ISSUES:
            self.issues_left_out += 1
            return
        self.issues.append(Issue(self.path, self.line, weight, one_line(reason)))

    def source(self, resource: Json, resource_type: str) -> Source:
        given = resource.get("id")
        usual = (
            type(given) is str
            and 0 < len(given) <= NAME_LENGTH
            and given.isascii()
            and given.isprintable()
            and " " not in given
        )
        resource_id = str(given) if usual else self.id_of(resource)
        if "meta" not in resource:
            return Source(resource_type, resource_id, "", 0.0, self.file, self.line)
        return Source(resource_type, resource_id, version_of(resource), updated_of(resource), self.file, self.line)

    def id_of(self, resource: Json) -> str:
        """The resource's id; without one, the name it has in its Bundle, else a digest of its content."""
        found = as_id(resource.get("id"))
        if found:
            return found
        if self.full_url:
            return clean_id(last_part(self.full_url))
        return "no-id-" + blake2b(repr(resource).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

    def resolve(self, reference: object, expected: str = "") -> Reference:
        """Where a reference points: by fullUrl in its Bundle, then by type and id, then by identifier. Nothing is guessed from a display."""
        if type(reference) is dict:
            holder: Json = reference
            given = reference.get("reference")
            text = given if type(given) is str else ""
        else:
            holder = as_dict(reference)
            text = reference if type(reference) is str else as_text(holder.get("reference"))
        if not text:
            identifier = as_dict(holder.get("identifier"))
            value = as_id(identifier.get("value"))
            return (
                Reference(expected or as_text(holder.get("type")), f"{clean(as_text(identifier.get('system')))}|{value}")
                if value
                else NO_REFERENCE
            )
        if self.urls:
            found = self.urls.get(text.strip())
            if found is not None:
                return found
        return parse_reference(text, expected)

    def person(self, reference: object) -> str:
        """The id of the Patient that a reference means; "" when it means none."""
        found = self.resolve(reference, "Patient")
        return found.id if found.type in ("Patient", "") else ""

    def instant(self, when: Moment) -> float:
        """Seconds since 1970 of a moment on the practice's clock when it carries no offset; 0 when it is no instant."""
        if when.at is None:
            return 0.0
        if when.precision != "local":
            return when.at
        from datetime import UTC, datetime

        naive = datetime.fromtimestamp(when.at, UTC).replace(tzinfo=None)
        return (naive.replace(tzinfo=self.zone) if self.zone else naive.astimezone()).timestamp()


def last_part(reference: str) -> str:
    """``urn:uuid:Patient:x``, ``urn:uuid:Patient/x`` and ``https://host/Patient/x`` all name x."""
    return reference.rstrip("/").rpartition("/")[2].rpartition(":")[2]


@lru_cache(maxsize=4096)
def parse_reference(text: str, expected: str = "") -> Reference:
    """Relative, absolute, versioned, ``urn:`` and conditional forms. ``expected`` is the type of a bare id; ids are cleaned as resources' are."""
    found = _parsed(text.strip(), expected)
    return Reference(clean(found.type), clean_id(found.id))


def _parsed(text: str, expected: str) -> Reference:
    if text.startswith("#"):
        return NO_REFERENCE
    if "?" in text:
        kind, _, query = text.partition("?")
        name, _, value = query.partition("=")
        return Reference(kind.rpartition("/")[2] or expected, clean(value) if name == "identifier" else "")
    text = text.partition("/_history/")[0]
    if text.startswith("urn:"):
        body = text.removeprefix("urn:uuid:").removeprefix("urn:oid:")
        kind, separator, name = body.replace("/", ":").rpartition(":")
        return Reference(kind.rpartition(":")[2] if separator else expected, clean(name))
    parts = text.rstrip("/").split("/")
    return Reference(parts[-2] if len(parts) > 1 else expected, clean(parts[-1]))
