"""Reading an export: every stream is recognised by its content, every bad line refused alone, and what is missing is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from briefing_app.domain.records import Record
from briefing_app.sources.fhir import recognise
from briefing_app.sources.fhir.completeness import Page, Reading, say_what_is_missing
from briefing_app.sources.fhir.context import Context, FullUrls
from briefing_app.sources.fhir.decode import BOM, UTF16, Entry, Unreadable, decode, decode_entry, is_utf16, type_at_start
from briefing_app.sources.fhir.document import Broken, Document, slices
from briefing_app.sources.fhir.extractors import EXTRACTORS, SPECIAL, WANTED
from briefing_app.sources.fhir.fields import Json, as_text, dicts
from briefing_app.sources.fhir.files import PACKING_FAULTS, Part, TooLarge, packing_fault, parts
from briefing_app.sources.fhir.foreign import HEAD, is_rich_text, say_binary, say_foreign
from briefing_app.sources.fhir.known import KNOWN_TYPES
from briefing_app.sources.fhir.recognise import holds_many, is_list, lines_of, say_type, type_of, value_behind, whole
from briefing_app.sources.fhir.resources import BEAT_LINES, ResourceReader, version_said, with_version
from briefing_app.sources.fhir.survey import Survey, is_result, member, text_of
from briefing_app.sources.kinds import Kind, Look, NotRead, Receiver

OF_A_BUNDLE = frozenset({"resourceType", "type", "total", "link"})
MOST_BLANK = 1000
MOST_ALIKE = 3  # files of one folder that are refused for one reason, before the others are counted
NOTHING_BUT_BLANKS = f"more than {MOST_BLANK} empty lines in a row; the rest was not read"
NO_PREFIX = b"\0"
PRESENTED = b'"presentedForm"'  # a DiagnosticReport without one holds no note


class Cancelled(Exception):
    """The person stopped the import."""


class ExportReader(ResourceReader):
    """Reads parts into records. One per import."""

    def __init__(
        self,
        context: Context,
        sink: Callable[[Record], None],
        add_file: Callable[[int, str], None],
        beat: Callable[[int], None],
        kinds: Sequence[Kind] = (),
    ) -> None:
        """``kinds`` are those beside FHIR, in the order in which they are asked."""
        super().__init__(context, sink, beat)
        self._kinds = kinds
        self._add_file = add_file
        self._alike: Counter[tuple[str, str]] = Counter()
        self._consumed: Callable[[], int] = lambda: 0

    def read(self, paths: list[Path]) -> Reading:
        """Read everything below ``paths``. Raises Problem when one of them is missing; every other fault becomes an issue."""
        for part in parts(paths, self._refuse_file):
            self._start_file(part.path)
            self._consumed = part.consumed
            try:
                self._read_part(part)
            except (Unreadable, NotRead) as fault:
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

    def _read_part(self, part: Part) -> None:
        if part.foreign:
            if self._is_of_a_kind(part, b""):
                return
            raise Unreadable(part.foreign)
        first = part.stream.readline(recognise.LONGEST_LINE)
        lead = 1
        while first and not first.strip().removeprefix(BOM).strip():
            first = part.stream.readline(recognise.LONGEST_LINE)
            lead += 1
            if lead > MOST_BLANK:
                raise Unreadable(NOTHING_BUT_BLANKS)
        start = first.removeprefix(BOM).lstrip()
        if not first:
            self.context.issue("the file is empty", "note")
        elif (start[:1] not in (b"{", b"[") or is_rich_text(start)) and self._is_of_a_kind(part, b"\n" * (lead - 1) + first):
            return
        elif is_utf16(first) and not say_binary(first[:HEAD]):
            raise Unreadable(UTF16)
        elif start[:1] in (b"{", b"[") and not is_rich_text(start):
            self._read_json(part, first, lead)
        else:
            raise Unreadable(say_foreign(first + part.stream.read(HEAD)))

    def _is_of_a_kind(self, part: Part, begun: bytes) -> bool:
        """Whether a file is of one of the kinds beside FHIR: then it is read whole, by what reads that kind. ``begun`` was taken of it already."""
        if not self._kinds:
            return False
        place = part.stream.tell()
        look = Look((begun + part.stream.read(HEAD))[:HEAD], part.members)
        part.stream.seek(place)
        kind = next((one for one in self._kinds if one.is_it(look)), None)
        if kind is None:
            return False
        data = begun + part.stream.read(max(0, kind.largest + 1 - len(begun)))
        if len(data) > kind.largest:
            raise NotRead(kind.too_large)
        kind.read(data, Receiver(self.context, self.reading, self._sink, self._beat_now))
        return True

    def _read_json(self, part: Part, first: bytes, lead: int) -> None:
        """Lines when the first line is a whole JSON value (or a broken one with another after it), else one document."""
        if not first.endswith(b"\n") and len(first) >= recognise.LONGEST_LINE:
            place = part.stream.tell()
            if second := value_behind(part):
                self._read_lines(part, first, second, lead)
            else:
                part.stream.seek(place)
                self._read_document(part, first)
            return
        second, fault = b"", None
        try:
            second = part.stream.readline(recognise.LONGEST_LINE)
        except (TooLarge, *PACKING_FAULTS) as found:  # behind the first line, which is read
            fault = found
        if (
            (second.strip() and not second.lstrip().startswith((b"{", b"[")))
            or first.rstrip().endswith((b"{", b"["))
            or (second.startswith((b" ", b"\t")) and not whole(first))
            or (not second and holds_many(first))
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
        readline, beat, longest = part.stream.readline, self._beat, recognise.LONGEST_LINE
        number = lead - 1
        blank = last_blank = 0
        kind, prefix = "", NO_PREFIX  # most files hold one type, written in one way
        for line in lines_of(*begun, readline):
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
            if kind == "Observation" and self._is_known_to_be_of_no_measure(line):
                unneeded[kind] += 1
                continue
            context.line = number
            if kind == "DiagnosticReport" and PRESENTED not in line:
                unneeded[kind] += 1
                continue
            if len(line) >= longest and not line.endswith(b"\n"):
                self._reject("line", f"a line of more than {longest >> 20} MB")
                continue
            if kind not in EXTRACTORS:
                self._line(line)
                continue
            counts[kind] += 1
            self._extract(kind, line)

    def _line(self, line: bytes) -> None:
        """A line of no one type that is read at once: a Bundle, a resource that may wait, an envelope, or nothing that is known."""
        try:
            value = decode(line)
        except Unreadable as fault:
            self._reject("line", str(fault))
            return
        if isinstance(value, dict) and value.get("resourceType") == "Bundle":
            self._note_page(value, sum(map(is_result, dicts(value.get("entry")))))
        self._value(value)

    def _read_document(self, part: Part, *begun: bytes) -> None:
        """A document piece by piece: first all that it says of itself and what its entries are called, then entry by entry."""
        again = text_of(part, begun)
        survey = self._survey(again())
        kind = survey.members.get("resourceType")
        if is_list(begun[0]):
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

    def _survey(self, chunks: Iterator[bytes]) -> Survey:
        """Read over a document, to the end or to the fault that is kept."""
        survey, size = Survey(), 0
        document = Document(chunks, recognise.LONGEST_LINE)
        try:
            for key, number, text in document.pieces():
                if number:
                    survey.add(key, document.start, document.end, text)
                    if not number % BEAT_LINES:
                        survey.refuse_too_many()
                        self._beat(self.reading.bytes_read)
                    continue
                size += recognise.LONGEST_LINE if text is None else len(text)
                if text is not None and (size <= recognise.LONGEST_LINE or key in OF_A_BUNDLE):
                    survey.members[key] = member(key, text)
        except (Broken, TooLarge, *PACKING_FAULTS) as fault:
            survey.fault = fault
        if size > recognise.LONGEST_LINE and survey.members.get("resourceType") not in ("Bundle", "Parameters"):
            survey.fault = survey.fault or Unreadable(f"a resource of more than {recognise.LONGEST_LINE >> 20} MB")
        return survey

    def _pieces(self, texts: Iterable[bytes | None], take: Callable[[bytes], None]) -> int:
        """Hand on the elements of a list; those that cannot be read are refused alone. Returns how many there were."""
        number = 0
        for number, text in enumerate(texts, start=1):
            self.context.line = number
            try:
                if text is None:
                    raise Unreadable(f"an entry of more than {recognise.LONGEST_LINE >> 20} MB")
                take(text)
            except Unreadable as fault:
                self._reject("entry", str(fault))
            if not number % 64:
                self._beat_now()
        return number

    def _element(self, text: bytes) -> None:
        value = decode(text)
        if not isinstance(value, dict):
            raise Unreadable(f"{say_type(value)} where a resource should be")
        self._value(value)

    def _parameter(self, text: bytes) -> None:
        for parameter in dicts(decode(text)):
            if isinstance(parameter.get("resource"), dict):
                self._value(parameter["resource"])

    def _count_envelope(self, kind: str) -> None:
        self._count(kind)
        self._pass_over(kind)

    def _entry(self, text: bytes) -> None:
        entry = decode_entry(text)
        if isinstance(entry, dict):
            self._loose_entry(entry)
        elif not isinstance(entry, Entry):
            raise Unreadable(f"{say_type(entry)} where an entry should be")
        elif entry.request is not None and (entry.request.method or "").upper() == "DELETE":
            said = entry.response
            self._deletion(
                entry.request.url or entry.fullUrl or "", *version_said(said.lastModified, said.etag) if said else ("", 0.0)
            )
        elif len(entry.resource) > len(b"null") or bytes(entry.resource) not in (b"", b"null"):
            self._entry_resource(entry)

    def _entry_resource(self, entry: Entry) -> None:
        self.context.full_url = entry.fullUrl or ""
        kind = type_of(entry.resource)
        said = entry.response
        told = said is not None and (said.lastModified or said.etag)
        of_no_note = kind == "DiagnosticReport" and PRESENTED not in bytes(entry.resource)
        if not told and (of_no_note or kind not in SPECIAL) and (kind in EXTRACTORS or kind in KNOWN_TYPES):
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
        self._value(with_version(value, said.lastModified, said.etag) if said else value)

    def _note_page(self, bundle: Json, results: int) -> None:
        links = {as_text(link.get("relation")): as_text(link.get("url")) for link in dicts(bundle.get("link"))}
        total = bundle.get("total")
        total = total if type(total) is int else None
        if "next" in links or (bundle.get("type") == "searchset" and total is not None):
            self.reading.pages.append(Page(self.context.path, links.get("self", ""), links.get("next", ""), total, results))
