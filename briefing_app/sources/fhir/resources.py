"""One resource of any shape, handed on as records: alone, in an envelope, in a Bundle inside another; deletions and messages of the server."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import msgspec

from briefing_app.domain.periods import read_moment
from briefing_app.domain.records import Deletion, Record
from briefing_app.domain.texts import clean
from briefing_app.sources.fhir import recognise
from briefing_app.sources.fhir.completeness import Reading
from briefing_app.sources.fhir.context import Context, FullUrls, last_part, parse_reference
from briefing_app.sources.fhir.decode import Unreadable, decode, head_of
from briefing_app.sources.fhir.extractors import EXTRACTORS, FORMS, MISSHAPEN, WAITING
from briefing_app.sources.fhir.fields import Json, as_dict, as_number, as_text, concept_text, dicts
from briefing_app.sources.fhir.known import KNOWN_TYPES
from briefing_app.sources.fhir.recognise import is_loinc_number, say_type
from briefing_app.sources.fhir.survey import add_name

MOST_WAITING = 64 << 20  # bytes of packed responses, some hundred thousand
WAITING_ROW = 200  # bytes beside it
WAITED_TOO_LONG = "its Questionnaire was not read before it, and too many wait for theirs already; export Questionnaires first"
MOST_REMEMBERED = 20_000
CODE = b'"code":{"coding":[{'  # as nearly all servers write it
BEAT_LINES = 512
DEEPEST_ENVELOPE = 8
HEAD_OF_A_TEXT = 4096
PIECES = frozenset({"line", "entry", "value", "deletion"})  # what is refused before anybody knows which resource it is


class ResourceReader:
    """Hands on what resources say. ``context`` tells where reading stands; what is counted stands in ``reading``."""

    def __init__(self, context: Context, sink: Callable[[Record], None], beat: Callable[[int], None]) -> None:
        self.context = context
        self.reading = Reading()
        self._sink = sink
        self._beat = beat
        self._waiting: list[tuple[str, int, str, int, str, FullUrls, bytes]] = []
        self._waiting_bytes = 0
        self._ignored: set[str | None] = set()
        self._ignored_words: set[bytes] = set()
        self._mapped = frozenset(code for _, code in context.mappings)

    def _reject(self, what: str, reason: str) -> None:
        """Refuse a record that was counted as read, or a piece of text that is none (``PIECES``) and counts as one."""
        if what in PIECES:
            self._count(what)
        self.reading.rejected[(self.context.file, what)] += 1
        self.context.issue(reason, "rejected")

    def _pass_over(self, kind: str, count: int = 1) -> None:
        self.reading.passed_over[(self.context.file, clean(kind, 40))] += count

    def _count(self, kind: str) -> None:
        self.reading.read[(self.context.file, clean(kind, 40))] += 1

    def _value(self, value: Any) -> None:
        """A decoded JSON value: a resource, a list of them, a manifest, a line of a log, or something to be refused."""
        if isinstance(value, list):
            if not value:
                self._reject("value", "an empty list where a resource should be")
            for one in value:
                if isinstance(one, dict):
                    self._value(one)
                else:
                    self._reject("value", f"{say_type(one)} where a resource should be")
            return
        if not isinstance(value, dict):
            self._reject("value", f"{say_type(value)} where a resource should be")
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
            if '"resourceType"' not in value[:HEAD_OF_A_TEXT] or len(value) > recognise.LONGEST_LINE:
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

    def _extract(self, kind: str, data: bytes | msgspec.Raw) -> None:
        try:
            resource = decode(data)
        except Unreadable as fault:
            self._reject(kind, str(fault))
            return
        if isinstance(resource, dict):
            self._run(kind, resource)
        else:
            self._reject(kind, f"{say_type(resource)} where a resource should be")

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

    def _is_known_to_be_of_no_measure(self, line: bytes) -> bool:
        """The same of a line; where its codes stand at its top level in the words of a line before it, without decoding it again."""
        start = line.find(CODE)
        words = line[start : line.find(b"}]", start)] if start > 0 else b""
        if words in self._ignored_words and line.count(b"{", 0, start) - line.count(b"}", 0, start) == 1:
            return True
        if not self._is_of_no_measure(line):
            return False
        at_the_top = start > 0 and line.count(b"{", 0, start) - line.count(b"}", 0, start) == 1
        whole = words.count(b"[{") == 1 and not words.count(b'"') % 2 and b"\\" not in words
        if at_the_top and whole and len(self._ignored_words) < MOST_REMEMBERED:
            self._ignored_words.add(words)
        return True

    def _may_be_local(self, code: Any) -> bool:
        """A code that is not a LOINC number may be a practice's own name for a score."""
        return not code.coding or any(not is_loinc_number(coding.code) for coding in code.coding)

    @contextmanager
    def _inside(self, urls: FullUrls) -> Iterator[None]:
        """Within a Bundle."""
        context = self.context
        saved = (context.urls, context.full_url)
        context.urls = urls
        yield
        context.urls, context.full_url = saved

    def _loose_entries(self, bundle: Json) -> None:
        """The entries of a Bundle that lies inside another or on a line, or whose entries are no list: the same, by plain dicts."""
        outer, urls = self.context.line, FullUrls(self.context.urls)
        entries = dicts(bundle.get("entry"))
        for entry in entries:
            add_name(urls, entry)
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
            self._deletion(url, *version_said(as_text(said.get("lastModified")), as_text(said.get("etag"))))
        elif isinstance(entry.get("resource"), dict):
            self._value(with_version(entry["resource"], as_text(said.get("lastModified")), as_text(said.get("etag"))))
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


def version_said(modified: str | None, etag: str | None) -> tuple[str, float]:
    """Version and age by a Bundle's word on one entry; an ETag is ``W/"3"``."""
    return clean((etag or "").removeprefix("W/").strip('" ')), read_moment(modified).at or 0.0


def with_version(resource: Any, modified: str | None, etag: str | None) -> Any:
    """A resource that says of itself which version it is, or is told so by its entry."""
    version, updated = version_said(modified, etag)
    if not isinstance(resource, dict) or not (version or updated):
        return resource
    own = as_dict(resource.get("meta"))
    return {
        **resource,
        "meta": {**({"versionId": version} if version else {}), **({"lastUpdated": modified} if updated else {}), **own},
    }
