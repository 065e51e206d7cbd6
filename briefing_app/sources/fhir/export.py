"""Reading an export: every stream is recognised by its content, every bad line refused alone, and what is missing is said."""

from __future__ import annotations

import json
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from briefing_app.domain.periods import read_moment
from briefing_app.domain.records import Deletion, Record
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir import clinical, meetings, people
from briefing_app.sources.fhir.completeness import Page, Reading, say_what_is_missing
from briefing_app.sources.fhir.context import Context, FullUrls, last_part, parse_reference
from briefing_app.sources.fhir.decode import (
    BOM,
    UTF16,
    Entry,
    Name,
    Unreadable,
    decode,
    decode_entry,
    decode_name,
    head_of,
    is_utf16,
    type_at_start,
)
from briefing_app.sources.fhir.document import LISTS, Broken, Document, slices
from briefing_app.sources.fhir.fields import Json, as_dict, as_id, as_number, as_text, concept_text, dicts
from briefing_app.sources.fhir.files import PACKING_FAULTS, Part, TooLarge, packing_fault, parts
from briefing_app.sources.fhir.foreign import HEAD, is_rich_text, say_binary, say_foreign
from briefing_app.sources.fhir.forms import remember_questionnaire, remember_weights
from briefing_app.sources.fhir.known import KNOWN_TYPES
from briefing_app.sources.fhir.medications import medication, remember_medication
from briefing_app.sources.fhir.observations import observation
from briefing_app.sources.fhir.responses import questionnaire_response

LONGEST_LINE = 8 << 20  # bytes; the same for an entry of a document
MOST_OF_A_LINE = 64 << 20  # that is looked through for its end, before it is taken for a document of one line
SMALL_DOCUMENT = 16 << 20  # bytes; one is held, a larger one read twice
CHUNK = 2 << 20
MOST_ENTRIES = 5_000_000
MOST_NAMED = 1_000_000  # that others in the same Bundle may refer to
OF_A_BUNDLE = frozenset({"resourceType", "type", "total", "link"})
MOST_WAITING = 64 << 20  # bytes of packed responses, some hundred thousand
WAITING_ROW = 200  # bytes beside it
WAITED_TOO_LONG = "its Questionnaire was not read before it, and too many wait for theirs already; export Questionnaires first"
MISSHAPEN = (TypeError, ValueError, AttributeError, KeyError, OverflowError)
MOST_REMEMBERED = 20_000
MOST_BLANK = 1000
MOST_ALIKE = 3  # files of one folder that are refused for one reason, before the others are counted
NOTHING_BUT_BLANKS = f"more than {MOST_BLANK} empty lines in a row; the rest was not read"
BEAT_LINES = 512
DEEPEST_ENVELOPE = 8
HEAD_OF_A_TEXT = 4096
NO_PREFIX = b"\0"

Extractor = Callable[[Json, Context], Iterator[Record]]
EXTRACTORS: dict[str, Extractor] = {
    "Patient": people.patient,
    "Practitioner": people.practitioner,
    "PractitionerRole": people.practitioner_role,
    "Appointment": meetings.appointment,
    "Encounter": meetings.encounter,
    "Slot": meetings.slot,
    "Schedule": meetings.schedule,
    "Observation": observation,
    "Condition": clinical.condition,
    "Goal": clinical.goal,
    "CarePlan": clinical.care_plan,
    "Communication": clinical.communication,
    "Task": clinical.task,
    "Flag": clinical.flag,
    "EpisodeOfCare": clinical.episode,
    "DocumentReference": clinical.document,
    "Composition": clinical.composition,
    "Medication": remember_medication,
}
Waiting = Callable[..., "Iterator[Record] | None"]
WAITING: dict[str, Waiting] = {  # what may wait for a resource that comes later in the export
    "QuestionnaireResponse": questionnaire_response,
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
PIECES = frozenset({"line", "entry", "value", "deletion"})  # what is refused before anybody knows which resource it is
WANTED = frozenset(EXTRACTORS) | SPECIAL
REFERRED = frozenset(
    {"Patient", "Encounter", "Practitioner", "PractitionerRole", "Slot", "Schedule", "Appointment", "QuestionnaireResponse"}
)


class Cancelled(Exception):
    """The person stopped the import."""


class ExportReader:
    """Reads parts into records. One per import."""

    def __init__(
        self,
        context: Context,
        sink: Callable[[Record], None],
        add_file: Callable[[int, str], None],
        beat: Callable[[int], None],
    ) -> None:
        self.context = context
        self.reading = Reading()
        self._sink = sink
        self._add_file = add_file
        self._beat = beat
        self._waiting: list[tuple[str, int, str, int, str, FullUrls, bytes]] = []
        self._waiting_bytes = 0
        self._ignored: set[str | None] = set()
        self._alike: Counter[tuple[str, str]] = Counter()
        self._mapped = frozenset(code for _, code in context.mappings)
        self._consumed: Callable[[], int] = lambda: 0

    def read(self, paths: list[Path]) -> Reading:
        """Read everything below ``paths``. Raises Problem when one of them is missing; every other fault becomes an issue."""
        for part in parts(paths, self._refuse_file):
            self._start_file(part.path)
            self._consumed = part.consumed
            try:
                self._read_part(part)
            except Unreadable as fault:
                self._reject_file(str(fault))
            except (TooLarge, *PACKING_FAULTS) as fault:
                self._reject_file(packing_fault(fault))
            except MemoryError:
                self._reject_file("the rest of it needs more memory than an import may take")
            self._beat_now()
        self._say_alike()
        self._read_waiting()
        say_what_is_missing(self.reading, self.context)
        return self.reading

    def _beat_now(self) -> None:
        self.reading.bytes_read = max(self.reading.bytes_read, self._consumed())  # a document is read twice
        self._beat(self.reading.bytes_read)

    # -- files

    def _start_file(self, path: str) -> None:
        context = self.context
        context.file = len(self.reading.files)
        context.path, context.line, context.urls, context.full_url = path, 0, FullUrls(), ""
        self.reading.files.append(path)
        self._add_file(context.file, path)

    def _refuse_file(self, path: str, reason: str) -> None:
        self.context.path, self.context.line = path, 0
        self._say_refused(reason)

    def _reject_file(self, reason: str) -> None:
        self.reading.rejected[(self.context.file, "file")] += 1
        self._say_refused(reason)

    def _say_refused(self, reason: str) -> None:
        """A file that is refused; in a folder of many alike the first few are named and the others counted."""
        folder = self.context.path.rpartition("/")[0]
        self._alike[folder, reason] += 1
        if self._alike[folder, reason] <= MOST_ALIKE:
            self.context.issue(reason, "rejected")

    def _say_alike(self) -> None:
        for (folder, reason), count in self._alike.items():
            if count > MOST_ALIKE:
                self.context.path, self.context.line = folder or "The whole import", 0
                more = count - MOST_ALIKE
                self.context.issue(f"{more:,} more {'file' if more == 1 else 'files'} like that: {reason}", "rejected")

    def _reject(self, what: str, reason: str) -> None:
        """Refuse a record that was counted as read, or a piece of text that is none (``PIECES``) and counts as one."""
        if what in PIECES:
            self._count(what)
        self.reading.rejected[(self.context.file, what)] += 1
        self.context.issue(reason, "rejected")

    def _pass_over(self, kind: str, count: int = 1) -> None:
        self.reading.passed_over[(self.context.file, clean(kind, 40))] += count

    def _read_part(self, part: Part) -> None:
        if part.foreign:
            raise Unreadable(part.foreign)
        first = part.stream.readline(LONGEST_LINE)
        lead = 1
        while first and not first.strip().removeprefix(BOM).strip():
            first = part.stream.readline(LONGEST_LINE)
            lead += 1
            if lead > MOST_BLANK:
                raise Unreadable(NOTHING_BUT_BLANKS)
        start = first.removeprefix(BOM).lstrip()
        if not first:
            self.context.issue("the file is empty", "note")
        elif is_utf16(first) and not say_binary(first[:HEAD]):
            raise Unreadable(UTF16)
        elif start[:1] in (b"{", b"[") and not is_rich_text(start):
            self._read_json(part, first, lead)
        else:
            raise Unreadable(say_foreign(first + part.stream.read(HEAD)))

    def _read_json(self, part: Part, first: bytes, lead: int) -> None:
        """Lines when the first line is a whole JSON value (or a broken one with another after it), else one document."""
        if not first.endswith(b"\n") and len(first) >= LONGEST_LINE:
            place = part.stream.tell()
            if second := _value_behind(part):
                self._read_lines(part, first, second, lead)
            else:
                part.stream.seek(place)
                self._read_document(part, first)
            return
        second, fault = b"", None
        try:
            second = part.stream.readline(LONGEST_LINE)
        except (TooLarge, *PACKING_FAULTS) as found:  # behind the first line, which is read
            fault = found
        if (
            (second.strip() and not second.lstrip().startswith((b"{", b"[")))
            or first.rstrip().endswith((b"{", b"["))
            or (second.startswith((b" ", b"\t")) and not _whole(first))
            or (not second and _holds_many(first))
        ):
            self._read_document(part, first, second)
        else:
            self._read_lines(part, first, second, lead)
            if fault is not None:
                raise fault

    def _read_lines(self, part: Part, first: bytes, second: bytes, lead: int) -> None:
        counts: Counter[str] = Counter()
        unneeded: Counter[str] = Counter()
        try:
            self._count_lines(part, (first, second), lead, counts, unneeded)
        finally:  # what came before a fault was read
            for kind, count in (counts + unneeded).items():
                self.reading.read[(self.context.file, kind)] += count
            for kind, count in unneeded.items():
                self._pass_over(kind, count)

    def _count_lines(
        self, part: Part, begun: tuple[bytes, bytes], lead: int, counts: Counter[str], unneeded: Counter[str]
    ) -> None:
        context = self.context
        readline, beat = part.stream.readline, self._beat
        number = lead - 1
        blank = last_blank = 0
        kind, prefix = "", NO_PREFIX  # most files hold one type, written in one way
        for line in _lines(*begun, readline):
            number += 1
            if not number % BEAT_LINES:
                beat(part.consumed())
            if not line.startswith(prefix):
                kind = type_at_start(line)
                prefix = f'{{"resourceType":"{kind}"'.encode() if kind else NO_PREFIX
                if not kind and not line.strip():
                    blank = blank + 1 if number == last_blank + 1 else 1
                    last_blank = number
                    if blank > MOST_BLANK:
                        raise Unreadable(NOTHING_BUT_BLANKS)
                    continue
            if kind and kind not in WANTED and kind in KNOWN_TYPES:
                unneeded[kind] += 1
                continue
            context.line = number
            if kind == "Observation":
                if self._is_of_no_measure(line):
                    unneeded[kind] += 1
                    continue
                counts[kind] += 1
                self._extract(kind, line)
            else:
                self._line(kind, line, counts)

    def _line(self, kind: str, line: bytes, counts: Counter[str]) -> None:
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            self._reject("line", f"a line of more than {LONGEST_LINE >> 20} MB")
            return
        if kind in EXTRACTORS:
            counts[kind] += 1
            self._extract(kind, line)
            return
        try:
            value = decode(line)
        except Unreadable as fault:
            self._reject("line", str(fault))
            return
        if isinstance(value, dict) and value.get("resourceType") == "Bundle":
            self._note_page(value, sum(map(_is_result, dicts(value.get("entry")))))
        self._value(value)

    # -- documents

    def _read_document(self, part: Part, *begun: bytes) -> None:
        """A document piece by piece: first all that it says of itself and what its entries are called, then entry by entry."""
        again = _text_of(part, begun)
        survey = self._survey(again())
        kind = survey.members.get("resourceType")
        if _is_list(begun[0]):
            if not self._pieces(slices(again(), survey.places[""]), self._element) and survey.fault is None:
                self._reject("value", "an empty list where a resource should be")
        elif kind == "Bundle":
            self._count_envelope(kind)
            self._note_page(survey.members, survey.results)
            with self._inside(survey.urls):
                self._pieces(slices(again(), survey.places["entry"]), self._entry)
            if "entry" in survey.members:
                self._loose_entries(survey.members)
        elif kind == "Parameters":
            self._count_envelope(kind)
            self._pieces(slices(again(), survey.places["parameter"]), self._parameter)
        elif not kind and survey.places["entry"]:  # a Bundle in all but its name
            with self._inside(survey.urls):
                self._pieces(slices(again(), survey.places["entry"]), self._entry)
        elif survey.fault is None:
            self._value(survey.members)
        if survey.fault is not None:
            raise survey.fault

    def _survey(self, chunks: Iterator[bytes]) -> _Survey:
        """Read over a document, to the end or to the fault that is kept."""
        survey, size = _Survey(), 0
        document = Document(chunks, LONGEST_LINE)
        try:
            for key, number, text in document.pieces():
                if number:
                    survey.add(key, document.start, document.end, text)
                    if not number % BEAT_LINES:
                        survey.refuse_too_many()
                        self._beat(self.reading.bytes_read)
                    continue
                size += LONGEST_LINE if text is None else len(text)
                if text is not None and (size <= LONGEST_LINE or key in OF_A_BUNDLE):
                    survey.members[key] = _member(key, text)
        except (Broken, TooLarge, *PACKING_FAULTS) as fault:
            survey.fault = fault
        if size > LONGEST_LINE and survey.members.get("resourceType") not in ("Bundle", "Parameters"):
            survey.fault = survey.fault or Unreadable(f"a resource of more than {LONGEST_LINE >> 20} MB")
        return survey

    def _pieces(self, texts: Iterable[bytes | None], take: Callable[[bytes], None]) -> int:
        """Hand on the elements of a list; those that cannot be read are refused alone. Returns how many there were."""
        number = 0
        for number, text in enumerate(texts, start=1):
            self.context.line = number
            try:
                if text is None:
                    raise Unreadable(f"an entry of more than {LONGEST_LINE >> 20} MB")
                take(text)
            except Unreadable as fault:
                self._reject("entry", str(fault))
            if not number % 64:
                self._beat_now()
        return number

    def _element(self, text: bytes) -> None:
        value = decode(text)
        if not isinstance(value, dict):
            raise Unreadable(f"{_say_type(value)} where a resource should be")
        self._value(value)

    def _parameter(self, text: bytes) -> None:
        for parameter in dicts(decode(text)):
            if isinstance(parameter.get("resource"), dict):
                self._value(parameter["resource"])

    @contextmanager
    def _inside(self, urls: FullUrls) -> Iterator[None]:
        """Within a Bundle."""
        context = self.context
        saved = (context.urls, context.full_url)
        context.urls = urls
        yield
        context.urls, context.full_url = saved

    # -- values of any shape

    def _value(self, value: Any) -> None:
        """A decoded JSON value: a resource, a list of them, a manifest, a line of a log, or something to be refused."""
        if isinstance(value, list):
            if not value:
                self._reject("value", "an empty list where a resource should be")
            for one in value:
                if isinstance(one, dict):
                    self._value(one)
                else:
                    self._reject("value", f"{_say_type(one)} where a resource should be")
            return
        if not isinstance(value, dict):
            self._reject("value", f"{_say_type(value)} where a resource should be")
            return
        kind = value.get("resourceType")
        if isinstance(kind, str) and kind:
            self._resource(kind, value)
        elif "exportId" in value and "eventId" in value:
            pass  # a line of the bulk client's own log
        elif isinstance(value.get("output"), list) and ("transactionTime" in value or "request" in value):
            self._manifest(value)
        elif isinstance(value.get("resource"), dict):
            self._value(value["resource"])
        elif not self._unwrap(value, 0):
            self._reject("value", "a JSON object without resourceType")

    def _unwrap(self, value: Any, depth: int) -> int:
        """Resources inside an envelope of another program: objects and lists of any name, or a resource as text. Returns how many."""
        if isinstance(value, str):
            if '"resourceType"' not in value[:HEAD_OF_A_TEXT] or len(value) > LONGEST_LINE:
                return 0
            try:
                value = decode(value.encode())
            except Unreadable:
                return 0
        if isinstance(value, list):
            return sum(self._unwrap(one, depth + 1) for one in value) if depth < DEEPEST_ENVELOPE else 0
        if not isinstance(value, dict):
            return 0
        kind = value.get("resourceType")
        if isinstance(kind, str) and kind in KNOWN_TYPES:
            self._resource(kind, value)
            return 1
        return sum(self._unwrap(one, depth + 1) for one in value.values()) if depth < DEEPEST_ENVELOPE else 0

    def _resource(self, kind: str, resource: Json) -> None:
        self._count(kind)
        if kind == "Bundle":
            self._pass_over(kind)
            self._loose_entries(resource)
        elif kind == "Parameters":
            self._pass_over(kind)
            for parameter in dicts(resource.get("parameter")):
                if isinstance(parameter.get("resource"), dict):
                    self._value(parameter["resource"])
        elif kind == "OperationOutcome":
            self._pass_over(kind)
            self._outcome(resource)
        elif kind in WAITING:
            self._may_wait(kind, resource)
        elif kind in EXTRACTORS:
            self._run(kind, resource)
        elif kind in KNOWN_TYPES:
            self._pass_over(kind)
        else:
            self._reject(clean(kind, 40), f"{clean(kind, 40)} is no FHIR resource type")

    def _count_envelope(self, kind: str) -> None:
        self._count(kind)
        self._pass_over(kind)

    def _count(self, kind: str) -> None:
        self.reading.read[(self.context.file, clean(kind, 40))] += 1

    def _extract(self, kind: str, data: bytes | msgspec.Raw) -> None:
        try:
            resource = decode(data)
        except Unreadable as fault:
            self._reject(kind, str(fault))
            return
        if isinstance(resource, dict):
            self._run(kind, resource)
        else:
            self._reject(kind, f"{_say_type(resource)} where a resource should be")

    def _run(self, kind: str, resource: Json) -> None:
        try:
            records = [*EXTRACTORS[kind](resource, self.context)]
        except MISSHAPEN as fault:
            self._reject(kind, f"{kind} has a field of an unexpected shape ({type(fault).__name__})")
            return
        if not records:
            self._pass_over(kind)
        for record in records:
            self._sink(record)

    def _hand_over(self, kind: str, resource: Json, *, last_call: bool) -> bool:
        """Hand on what a resource says, whole or not at all; False when it asks to be read again at the end."""
        try:
            found = WAITING[kind](resource, self.context, last_call=last_call)
            records = None if found is None else [*found]
        except MISSHAPEN as fault:
            self._reject(kind, f"{kind} has a field of an unexpected shape ({type(fault).__name__})")
            return True
        for record in records or ():
            self._sink(record)
        if records is not None and not records:
            self._pass_over(kind)
        return records is not None

    def _is_of_no_measure(self, data: bytes | msgspec.Raw) -> bool:
        """A quick look at the codes alone: half of all lines end here."""
        try:
            code = head_of(data).code
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return False
        if code is None:
            return True
        codes = code.coding
        if len(codes) == 1 and codes[0].code in self._ignored:
            return True
        known = self.context.codes.known
        if any(coding.code in known or coding.code in self._mapped for coding in codes) or self._may_be_local(code):
            return False
        if len(codes) == 1 and len(self._ignored) < MOST_REMEMBERED:
            self._ignored.add(codes[0].code)
        return True

    def _may_be_local(self, code: Any) -> bool:
        """A code that is not a LOINC number may be a practice's own name for a score."""
        return not code.coding or any(not _is_loinc_number(coding.code) for coding in code.coding)

    # -- entries of bundles

    def _entry(self, text: bytes) -> None:
        entry = decode_entry(text)
        if isinstance(entry, dict):
            self._loose_entry(entry)
        elif not isinstance(entry, Entry):
            raise Unreadable(f"{_say_type(entry)} where an entry should be")
        elif entry.request is not None and (entry.request.method or "").upper() == "DELETE":
            said = entry.response
            self._deletion(
                entry.request.url or entry.fullUrl or "", *_version_said(said.lastModified, said.etag) if said else ("", 0.0)
            )
        elif len(entry.resource) > len(b"null") or bytes(entry.resource) not in (b"", b"null"):
            self._entry_resource(entry)

    def _entry_resource(self, entry: Entry) -> None:
        self.context.full_url = entry.fullUrl or ""
        kind = _type_of(entry.resource)
        said = entry.response
        told = said is not None and (said.lastModified or said.etag)
        if not told and kind not in SPECIAL and (kind in EXTRACTORS or kind in KNOWN_TYPES):
            self._count(kind)
            if kind in EXTRACTORS and not (kind == "Observation" and self._is_of_no_measure(entry.resource)):
                self._extract(kind, entry.resource)
            else:
                self._pass_over(kind)
            return
        try:
            value = decode(entry.resource)
        except Unreadable as fault:
            self._reject("entry", str(fault))
            return
        self._value(_with_version(value, said.lastModified, said.etag) if said else value)

    def _loose_entries(self, bundle: Json) -> None:
        """The entries of a Bundle that lies inside another or on a line, or whose entries are no list: the same, by plain dicts."""
        outer, urls = self.context.line, FullUrls(self.context.urls)
        entries = dicts(bundle.get("entry"))
        for entry in entries:
            _add_name(urls, entry)
        with self._inside(urls):
            for number, entry in enumerate(entries, start=1):
                self.context.line = outer or number
                self._loose_entry(entry)
        self.context.line = outer

    def _loose_entry(self, entry: Json) -> None:
        self.context.full_url = as_text(entry.get("fullUrl"))
        request, said = as_dict(entry.get("request")), as_dict(entry.get("response"))
        if as_text(request.get("method")).upper() == "DELETE":
            url = as_text(request.get("url")) or self.context.full_url
            self._deletion(url, *_version_said(as_text(said.get("lastModified")), as_text(said.get("etag"))))
        elif isinstance(entry.get("resource"), dict):
            self._value(_with_version(entry["resource"], as_text(said.get("lastModified")), as_text(said.get("etag"))))
        elif entry.get("resource") is not None:
            self._reject("entry", "an entry whose resource is no object")

    def _deletion(self, url: str, version: str, updated: float) -> None:
        found = parse_reference(url)
        if not found.type or not found.id:
            self._reject("deletion", "a deletion that names no resource")
            return
        self._count("deletion")
        updated = updated or self.reading.as_of or 0.0  # what an export lists as deleted was deleted before it
        self._sink(Deletion(found.type, found.id, self.context.file, self.context.line, version, updated))

    def _note_page(self, bundle: Json, results: int) -> None:
        links = {as_text(link.get("relation")): as_text(link.get("url")) for link in dicts(bundle.get("link"))}
        total = bundle.get("total")
        total = total if type(total) is int else None
        if "next" in links or (bundle.get("type") == "searchset" and total is not None):
            self.reading.pages.append(Page(self.context.path, links.get("self", ""), links.get("next", ""), total, results))

    # -- server messages, forms, manifests

    def _outcome(self, resource: Json) -> None:
        for issue in dicts(resource.get("issue")):
            words = clean(as_text(issue.get("diagnostics"))) or concept_text(issue.get("details")) or as_text(issue.get("code"))
            self.context.issue(
                f"message of the server: {words}", "warning" if issue.get("severity") in ("error", "fatal") else "note"
            )

    def _may_wait(self, kind: str, resource: Json) -> None:
        if not self._hand_over(kind, resource, last_call=False):
            self._wait(kind, resource)

    def _wait(self, kind: str, resource: Json) -> None:
        """Keep a resource for the end, packed: a practice's answers repeat themselves."""
        context = self.context
        packed = zlib.compress(json.dumps(resource).encode(), 1)
        self._waiting_bytes += len(packed) + WAITING_ROW
        if self._waiting_bytes > MOST_WAITING:
            if kind == "QuestionnaireResponse":
                self._reject(kind, WAITED_TOO_LONG)
            else:
                self._at_last(kind, resource)
            return
        self._waiting.append((kind, context.file, context.path, context.line, context.full_url, context.urls, packed))

    def _read_waiting(self) -> None:
        """What asked for a resource that may have come later in the export."""
        context = self.context
        for number, (kind, file, path, line, full_url, urls, packed) in enumerate(self._waiting):
            context.file, context.path, context.line, context.full_url, context.urls = file, path, line, full_url, urls
            self._at_last(kind, json.loads(zlib.decompress(packed)))
            if not number % BEAT_LINES:
                self._beat(self.reading.bytes_read)

    def _at_last(self, kind: str, resource: Json) -> None:
        self._hand_over(kind, resource, last_call=True)

    def read_again(self, kept: Iterable[tuple[int, int, bytes]]) -> None:
        """Read resources that were kept because nothing understood them: file (a number of the run), line and content of each."""
        context = self.context
        before = self.reading, context.issues, context.issues_left_out, context.unmapped  # all that was said of them already
        self.reading, context.issues, context.unmapped = Reading(), [], []
        context.path, context.urls, context.full_url = "", FullUrls(), ""
        for context.file, context.line, content in kept:
            with suppress(Unreadable):
                resource = decode(content)
                kind = resource.get("resourceType")
                if kind in WAITING:
                    self._at_last(kind, resource)
                elif kind in EXTRACTORS:
                    self._run(kind, resource)
        self.reading, context.issues, context.issues_left_out, context.unmapped = before

    def know_forms(self, contents: Iterable[bytes]) -> None:
        """Take in forms that earlier imports kept."""
        for content in contents:
            with suppress(Unreadable, *MISSHAPEN):
                resource = decode(content)
                for _ in FORMS[resource["resourceType"]](resource, self.context):
                    pass

    def _manifest(self, manifest: Json) -> None:
        reading, context = self.reading, self.context
        at = read_moment(manifest.get("transactionTime")).at
        if at is not None:
            reading.as_of = max(reading.as_of or 0.0, at)
        expected = reading.expected.setdefault(context.path, Counter())
        for output in dicts(manifest.get("output")):
            count = as_number(output.get("count"))
            if output.get("type") and count:
                expected[as_text(output["type"])] += int(count)
            if output.get("continuesInFile"):
                reading.continued.append((context.path, last_part(as_text(output["continuesInFile"]))))
        for error in dicts(manifest.get("error")):
            count = as_number(error.get("count"))
            missing = f", {count:.0f} resources" if count else ""
            context.issue(f"the server could not write a file{missing}: see the folder 'error'", "warning")

    # -- what is missing


def _say_type(value: object) -> str:
    """A JSON value's type in words."""
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "something else")


@dataclass(slots=True)
class _Survey:
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
                self.results += _is_result(entry)
                _add_name(self.urls, entry)

    def refuse_too_many(self) -> None:
        if max(map(len, self.places.values())) > 2 * MOST_ENTRIES or len(self.urls) > MOST_NAMED:
            raise Unreadable("more entries than one document may have; export it as NDJSON, one resource a line")


def _member(key: str, text: bytes) -> Any:
    try:
        return decode(text)
    except Unreadable as fault:
        raise Unreadable(f"{clean(key, 40)}: {fault}") from fault


def _is_result(entry: Any) -> bool:
    """Whether an entry is what was searched for, not what came with it."""
    if isinstance(entry, Name):
        return entry.search is None or entry.search.mode in (None, "match")
    return isinstance(entry, dict) and as_dict(entry.get("search")).get("mode") in (None, "match")


def _add_name(urls: FullUrls, entry: Any) -> None:
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


def _type_of(resource: msgspec.Raw) -> str:
    try:
        return type_at_start(resource) or head_of(resource).resourceType
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""


def _text_of(part: Part, begun: tuple[bytes, ...]) -> Callable[[], Iterator[bytes]]:
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


def _version_said(modified: str | None, etag: str | None) -> tuple[str, float]:
    """Version and age by a Bundle's word on one entry; an ETag is ``W/"3"``."""
    return clean((etag or "").removeprefix("W/").strip('" ')), read_moment(modified).at or 0.0


def _with_version(resource: Any, modified: str | None, etag: str | None) -> Any:
    """A resource that says of itself which version it is, or is told so by its entry."""
    version, updated = _version_said(modified, etag)
    if not isinstance(resource, dict) or not (version or updated):
        return resource
    own = as_dict(resource.get("meta"))
    return {
        **resource,
        "meta": {**({"versionId": version} if version else {}), **({"lastUpdated": modified} if updated else {}), **own},
    }


def _is_list(start: bytes) -> bool:
    return start.strip().removeprefix(BOM).lstrip().startswith(b"[")


def _holds_many(line: bytes) -> bool:
    """Whether the only line of a file looks like a list or a Bundle."""
    return _is_list(line) or b'"Bundle"' in line[:4096]


def _lines(first: bytes, second: bytes, readline: Callable[[int], bytes]) -> Iterator[bytes]:
    yield first.removeprefix(BOM)
    line = second
    while line:
        yield line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):  # the rest of a line too long
            line = readline(LONGEST_LINE)
        line = readline(LONGEST_LINE)


def _value_behind(part: Part) -> bytes:
    """The line behind a first one that is too long, when that ends as a value does and this begins as one; else b"", as in a document."""
    with suppress(TooLarge, *PACKING_FAULTS):
        for _ in range(MOST_OF_A_LINE // LONGEST_LINE):
            rest = part.stream.readline(LONGEST_LINE)
            if rest.endswith(b"\n"):
                second = part.stream.readline(LONGEST_LINE)
                whole = rest.rstrip().endswith((b"}", b"]")) and second.startswith((b"{", b"["))
                return second if whole else b""
            if not rest:
                break
    return b""


def _whole(line: bytes) -> bool:
    try:
        decode(line)
    except Unreadable:
        return False
    return True


def _is_loinc_number(code: str | None) -> bool:
    return bool(code) and code[:-2].isdigit() and code[-2] == "-" if code and len(code) > 2 else False
