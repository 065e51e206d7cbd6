"""One clinical document, read whole: its client, then section by section what is understood; the rest is counted and said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b

from briefing_app.domain.records import RESTRICTED, ClientRecord, ClinicalRecord, EvidenceRecord, Record
from briefing_app.sources.ccda import entries
from briefing_app.sources.ccda.header import Header, header_of
from briefing_app.sources.ccda.narrative import resource_of, scores_in
from briefing_app.sources.ccda.scales import Part, named, parts_of
from briefing_app.sources.ccda.tree import Node, parse, tag_of
from briefing_app.sources.ccda.values import Words, id_of
from briefing_app.sources.fhir.extractors import EXTRACTORS, MISSHAPEN, WAITING
from briefing_app.sources.kinds import Kind, Look, Receiver

DOCUMENT = "ClinicalDocument"
LARGEST = 50_000_000
WHERE_MARKED = (
    "its problems and medication say so in their names, its scores in the table of scores and in no line of a brief; the draft for a colleague leaves"
    " them out, and what else you print, copy or export is not held back"
)
REPLACES = (
    "it replaces an earlier version of itself: what both tell stands as the later one says;"
    " what only the earlier one told, if it was read, stays as that said"
)
PROBLEMS, MEDICATIONS, ENCOUNTERS, PLANS = "11450-4", "10160-0", "46240-8", "18776-5"
# Sections of another wrong code are known by their template (C-CDA R2.1); each also has one without entries.
TEMPLATES = {
    "2.16.840.1.113883.10.20.22.2.5": PROBLEMS,
    "2.16.840.1.113883.10.20.22.2.5.1": PROBLEMS,
    "2.16.840.1.113883.10.20.22.2.1": MEDICATIONS,
    "2.16.840.1.113883.10.20.22.2.1.1": MEDICATIONS,
}
# Where scores stand that nobody coded: mental and functional status, results, health concerns, social history.
SCORE_SECTIONS = frozenset({"10190-7", "47420-5", "30954-2", "75310-3", "29762-2"})
SECTION = tag_of("section")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_COMMENTS = re.compile(r"<!--.*?(?:-->|$)", re.S)
_OF_A_DOCUMENT = re.compile(r"urn:hl7-org:v3|2\.16\.840\.1\.113883\.10\.20\.")


def is_document(look: Look) -> bool:
    """Whether a file is a clinical document, or a part of one, by its first bytes."""
    text = _text_of(look.head).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return False
    bare = _COMMENTS.sub("", text)
    root = _ROOT.search(bare)
    if root is None:
        return DOCUMENT in bare
    return root[1] == DOCUMENT or (root[1].lower() != "html" and bool(_OF_A_DOCUMENT.search(bare)))


def _text_of(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if head[:2] in (b"<\0", b"\0<"):
        return head.decode("utf-16-le" if head[:1] == b"<" else "utf-16-be", "replace")
    return head.decode("utf-8", "replace")


def read_document(data: bytes, receiver: Receiver) -> None:
    """Raises NotRead where the whole of it is refused."""
    root = parse(data)
    words = Words(root)
    header = header_of(root, words)
    _Reader(root, header, words, receiver).read()


CLINICAL_DOCUMENT = Kind("a clinical document (C-CDA)", is_document, read_document, LARGEST)


class _Reader:
    """Hands on what one document says, each statement with its line."""

    def __init__(self, root: Node, header: Header, words: Words, receiver: Receiver) -> None:
        self._root = root
        self._header = header
        self._words = words
        self._receiver = receiver
        self._context = receiver.context
        self._line = 0  # where the entry or section that is read begins
        self._ids: dict[tuple[str, str], int] = {}
        self._took: Counter[str] = Counter()
        self._visits: set[str] = set()
        self._coded: set[str] = set()  # measures of which the section that is read has a coded score
        self._us = any(one.get("code") == "US" for one in root.all("realmCode"))

    def read(self) -> None:
        receiver, header = self._receiver, self._header
        receiver.count(DOCUMENT)
        receiver.pass_over(DOCUMENT)
        self._hand_over(dict(header.patient), self._root)
        if header.restricted:
            receiver.say(0, f"{RESTRICTED} (confidentiality R or V); {WHERE_MARKED}")
        if header.is_later:
            receiver.say(0, REPLACES, "note")
        body = self._root.first("component", "structuredBody")
        if body is None:
            kind = self._root.first("component", "nonXMLBody", "text")
            what = kind.get("mediaType") if kind is not None else ""
            receiver.say(
                0, f"it holds its content as a file inside{f' ({what})' if what else ''}: of it nothing was read but the client"
            )
        else:
            for section in _sections(body):
                self._section(section)
        self._line = 0
        if (visit := entries.encompassing(self._root, self._words)) is not None:
            self._meeting(visit[0], visit[1], once=True)
        for name, count in self._took.items():
            receiver.count(name, count)
            receiver.pass_over(name, count)

    def _section(self, section: Node) -> None:
        code = _code_of(section)
        title = section.first("title")
        name = f"entry of {title.words() if title is not None else code or 'a section'}"
        self._coded = set()
        for entry in section.all("entry"):
            self._receiver.beat()
            self._line = entry.line
            if not self._entry(entry, code):
                self._took[name] += 1
        self._line = section.line
        if code in SCORE_SECTIONS and (text := section.first("text")) is not None:
            self._text(text)

    def _entry(self, entry: Node, code: str) -> bool:
        """Whether anything of an entry was understood."""
        found = False
        if code == PROBLEMS:
            for node, resource in entries.problems(entry, self._words):
                found = True
                if entries.ends_before_it_begins(resource):
                    said = f"from {resource['onsetDateTime']} to {resource.pop('abatementDateTime')}"
                    self._receiver.say(self._line, f"a problem that ends before it begins ({said}): its end was not taken")
                self._hand_over(resource, node)
            return found
        if code == MEDICATIONS:
            for node in entry.all("substanceAdministration"):
                found = True
                self._hand_over(entries.medication(node, self._words), node)
            return found
        for node in entry.all("encounter"):
            if code in (ENCOUNTERS, PLANS) or node.get("moodCode") in entries.PLANNED:
                found = True
                self._meeting(node, entries.encounter(node, self._words, self._header.subject))
        parts, others = parts_of(entry, self._words, self._context)
        if parts:
            self._scales(parts)
        if parts and others:
            self._took["Observation"] += others
        return found or bool(parts)

    def _meeting(self, node: Node, resource: dict[str, object], *, once: bool = False) -> None:
        """With ``once`` a visit that is told already, by its id or its start, is counted and not told again."""
        period = resource.get("period")
        start = str(resource.get("start") or (period.get("start") if isinstance(period, dict) else "") or "")
        known = {one for one in (id_of(node), start) if one}
        if once and known & self._visits:
            self._took["visit of the whole document"] += 1
            return
        self._visits |= known
        if not entries.has_time(resource):
            self._receiver.count(str(resource["resourceType"]))
            self._receiver.refuse(str(resource["resourceType"]), self._line, "a meeting without a time")
            return
        self._hand_over(resource, node)

    def _scales(self, parts: list[Part]) -> None:
        for part in parts:
            self._name(part.resource, part.node)
            if part.meaning is not None:
                self._coded.add(part.meaning.measure)
        for part in parts:
            members = [{"reference": f"Observation/{id}"} for id in named(part)]
            if members:
                part.resource["hasMember"] = members
            self._hand_over(part.resource, part.node)

    def _text(self, text: Node) -> None:
        """Scores in the text, of measures of which the section has no coded score."""
        for found in scores_in(text, tuple(self._context.codes.measures), month_first=self._us):
            if found.measure not in self._coded:
                resource = resource_of(found, self._header.set_id or self._header.id)
                self._hand_over(resource, text)

    def _name(self, resource: dict[str, object], node: Node) -> None:
        """An id that no other statement of the document has: some systems give many the same."""
        id = str(resource.get("id") or id_of(node))
        if not id:
            id = "no-id-" + blake2b(repr(resource).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        key = (str(resource["resourceType"]), id)
        number = self._ids[key] = self._ids.get(key, 0) + 1
        resource["id"] = id if number == 1 else f"{id}~{number}"

    def _hand_over(self, resource: dict[str, object], node: Node) -> None:
        kind = str(resource["resourceType"])
        context, receiver = self._context, self._receiver
        receiver.count(kind)
        context.line = self._line
        resource["meta"] = self._header.meta
        if kind != "Patient":
            resource.setdefault("subject", self._header.subject)
            if not resource.get("id"):
                self._name(resource, node)
        try:
            waits = WAITING.get(kind)
            found = waits(resource, context, last_call=True) if waits is not None else EXTRACTORS[kind](resource, context)
            records = [*(found or ())]
        except MISSHAPEN as fault:
            receiver.refuse(kind, self._line, f"{kind} has a field of an unexpected shape ({type(fault).__name__})")
            return
        if not records:
            receiver.pass_over(kind)
        for record in records:
            receiver.keep(self._marked(record))

    def _marked(self, record: Record) -> Record:
        """With the word that it may not be passed on; a client as known by the numbers of a document."""
        if isinstance(record, ClientRecord):
            return record._replace(source=record.source._replace(resource_type=DOCUMENT))
        if not self._header.restricted:
            return record
        if isinstance(record, EvidenceRecord):
            return record._replace(flags=f"{record.flags}; {RESTRICTED}" if record.flags else RESTRICTED)
        if isinstance(record, ClinicalRecord):
            return record._replace(title=f"{record.title} ({RESTRICTED})")
        return record


def _sections(body: Node) -> Iterator[Node]:
    """Every section, also inside another, in the order of the document."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node.tag == SECTION:
            yield node
        waiting.extend(child for child in node.all("component")[::-1])
        waiting.extend(child for child in node.all("section")[::-1])


def _code_of(section: Node) -> str:
    """What a section is: its LOINC code where we know it, else by its template."""
    code = section.first("code")
    found = code.get("code") if code is not None else ""
    if found in (PROBLEMS, MEDICATIONS, ENCOUNTERS, PLANS):
        return found
    return next((TEMPLATES[root] for one in section.all("templateId") if (root := one.get("root")) in TEMPLATES), found)
