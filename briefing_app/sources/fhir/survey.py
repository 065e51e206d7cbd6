"""A document read over once: what it says of itself, where its entries stand and what they are called."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.context import FullUrls, last_part
from briefing_app.sources.fhir.decode import Name, Unreadable, decode, decode_name
from briefing_app.sources.fhir.document import LISTS
from briefing_app.sources.fhir.fields import as_dict, as_id, as_text
from briefing_app.sources.fhir.files import PACKING_FAULTS, Part, TooLarge

SMALL_DOCUMENT = 16 << 20  # bytes; one is held, a larger one read twice
CHUNK = 2 << 20
MOST_ENTRIES = 5_000_000
MOST_NAMED = 1_000_000  # that others in the same Bundle may refer to
REFERRED = frozenset(
    {
        "Patient",
        "Group",
        "Encounter",
        "Practitioner",
        "PractitionerRole",
        "Slot",
        "Schedule",
        "Appointment",
        "QuestionnaireResponse",
        "RelatedPerson",
        "CareTeam",
        "Binary",
        "DocumentReference",
    }
)


@dataclass(slots=True)
class Survey:
    """What a document says beside its entries, where these stand, what they are called, how many are results; and the fault that ended it."""

    members: dict[str, Any] = field(default_factory=dict)
    places: dict[str, array[int]] = field(default_factory=lambda: {key: array("Q") for key in ("", *LISTS)})
    urls: FullUrls = field(default_factory=FullUrls)
    results: int = 0
    fault: BaseException | None = None

    def add(self, key: str, start: int, end: int, text: bytes | None) -> None:
        places = self.places[key]
        places.append(start)
        places.append(end)
        if key == "entry" and text is not None:
            with suppress(Unreadable):  # it is refused when it is read
                entry = decode_name(text)
                self.results += is_result(entry)
                add_name(self.urls, entry)

    def refuse_too_many(self) -> None:
        """Raises Unreadable for a document of more entries than one may have."""
        if max(map(len, self.places.values())) > 2 * MOST_ENTRIES or len(self.urls) > MOST_NAMED:
            raise Unreadable("more entries than one document may have; export it as NDJSON, one resource a line")


def member(key: str, text: bytes) -> Any:
    """The value of one member of a document. Raises Unreadable, naming the member."""
    try:
        return decode(text)
    except Unreadable as fault:
        raise Unreadable(f"{clean(key, 40)}: {fault}") from fault


def is_result(entry: Any) -> bool:
    """Whether an entry is what was searched for, not what came with it."""
    if isinstance(entry, Name):
        return entry.search is None or entry.search.mode in (None, "match")
    return isinstance(entry, dict) and as_dict(entry.get("search")).get("mode") in (None, "match")


def add_name(urls: FullUrls, entry: Any) -> None:
    """Remember an entry by its fullUrl when others may refer to it."""
    if isinstance(entry, Name):
        if entry.resource is None or entry.resource.resourceType not in REFERRED:
            return
        url, kind, id = entry.fullUrl or "", entry.resource.resourceType, clean(entry.resource.id or "")
    else:
        resource = as_dict(as_dict(entry).get("resource"))
        url, kind, id = as_text(as_dict(entry).get("fullUrl")), as_text(resource.get("resourceType")), as_id(resource.get("id"))
    if url and kind in REFERRED:
        urls.add(url, kind, id or clean(last_part(url)))


def text_of(part: Part, begun: tuple[bytes, ...]) -> Callable[[], Iterator[bytes]]:
    """A document from its first byte, as often as it is asked for: held when it is small, else read again."""
    held, size, fault = [*begun], sum(map(len, begun)), None
    try:
        while size < SMALL_DOCUMENT and (chunk := part.stream.read(CHUNK)):
            held.append(chunk)
            size += len(chunk)
    except (TooLarge, *PACKING_FAULTS) as found:
        fault = found
    return (lambda: _held(held, fault)) if size < SMALL_DOCUMENT else (lambda: _from_start(part))


def _held(chunks: list[bytes], fault: BaseException | None) -> Iterator[bytes]:
    yield from chunks
    if fault is not None:
        raise fault


def _from_start(part: Part) -> Iterator[bytes]:
    part.stream.seek(0)
    while chunk := part.stream.read(CHUNK):
        yield chunk
