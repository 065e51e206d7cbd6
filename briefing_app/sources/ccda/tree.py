"""A document's XML as elements that are asked by their short names; what could attack a reader is refused before anything is built of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from briefing_app.domain.texts import clean
from briefing_app.sources.kinds import NotRead

V3 = "urn:hl7-org:v3"
DEEPEST = 200
MOST_ELEMENTS = 500_000
CHUNK = 1 << 16
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LINE = " line"  # no attribute of XML can be called so
_BLANKS = re.compile(r"\s+")
_PLACED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?:[\w.-]+:)?(entry|section)(?=[\s/>])", re.S)
_tags: dict[str, str] = {}


def tag_of(name: str) -> str:
    """The full name of an element of HL7 v3; one of another namespace is given whole."""
    found = _tags.get(name)
    if found is None:
        found = _tags[name] = name if name.startswith("{") else f"{{{V3}}}{name}"
    return found


_SEPARATE = frozenset(map(tag_of, ("br", "td", "th", "tr", "item", "paragraph", "caption")))


class Node:
    """One element of a tree, made when it is asked for: most of a document nobody asks for."""

    __slots__ = ("element",)

    def __init__(self, element: ElementTree.Element) -> None:
        self.element = element

    def get(self, attribute: str) -> str:
        """An attribute without the blanks around it, "" where it is not there."""
        return self.element.get(attribute, "").strip()

    @property
    def tag(self) -> str:
        """The full name."""
        return self.element.tag

    @property
    def line(self) -> int:
        """Where the section or the entry begins; 0 of any other element."""
        return int(self.element.get(_LINE, "0"))

    @property
    def type(self) -> str:
        """The data type that ``xsi:type`` names, without its prefix."""
        return self.get(_TYPE).rpartition(":")[2]

    def all(self, name: str) -> list[Node]:
        """Every child of this name, in order."""
        return list(map(Node, self.element.findall(tag_of(name))))

    def first(self, *path: str) -> Node | None:
        """The first node at a path of names below this one."""
        found: ElementTree.Element | None = self.element
        for name in path:
            if found is None:
                return None
            found = found.find(tag_of(name))
        return Node(found) if found is not None else None

    def within(self, tags: frozenset[str]) -> list[Node]:
        """The children that have one of these full names, in their order."""
        found = [child for child in self.element if child.tag in tags]
        return list(map(Node, found)) if found else []

    def below(self, *names: str) -> Iterator[Node]:
        """Every node of these names at any depth, in the order of the document."""
        wanted = frozenset(map(tag_of, names))
        return (Node(one) for one in self.element.iter() if one.tag in wanted)

    def named(self) -> dict[str, Node]:
        """Every element with an ID, by it; of two the first."""
        found: dict[str, Node] = {}
        for one in self.element.iter():
            if id := one.get("ID"):
                found.setdefault(id, Node(one))
        return found

    def words(self) -> str:
        """All text of the element in its order, blanks squeezed; cells and paragraphs stay apart."""
        if len(self.element):
            for one in self.element.iter():
                if one.tag in _SEPARATE and one is not self.element:
                    one.tail = f" {one.tail or ''}"
        return _BLANKS.sub(" ", "".join(self.element.itertext())).strip()


def parse(data: bytes) -> Node:
    """The root of a clinical document.

    Raises NotRead for anything else, for a document type declaration (and with it for every entity), for XML that is broken (with line and
    column), and beyond ``DEEPEST`` levels or ``MOST_ELEMENTS`` elements."""
    try:
        _check_begin(data)
        root = _built(data)
    except expat.ExpatError as fault:
        raise NotRead(_broken(fault.code, fault.lineno, fault.offset)) from fault
    except ElementTree.ParseError as fault:
        raise NotRead(_broken(fault.code, *fault.position)) from fault
    except (LookupError, ValueError) as fault:  # an encoding that there is not, or that takes more than one byte a letter
        raise NotRead(f"a clinical document in a character encoding that cannot be read ({clean(str(fault))})") from fault
    _place(root, data)
    return root


class _Begun(Exception):
    """The first element was seen: a document type can no longer come."""


def _check_begin(data: bytes) -> None:
    """Refuse a document type, which stands before the first element, and a first element that is no document's."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def begin(name: str, _: object) -> None:
        _check_root(name)
        raise _Begun

    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = begin
    try:
        parser.Parse(data, True)
    except _Begun:
        return


def _built(data: bytes) -> Node:
    """The tree, as deep and as large as is sane. Deep ones are harmless to build, large ones are not."""
    if data.count(b"<") - data.count(b"</") > 2 * MOST_ELEMENTS:  # each begins or is a comment
        raise NotRead(_too_much(f"{MOST_ELEMENTS:,} elements"))
    root = ElementTree.fromstring(data)  # noqa: S314 (there is no document type)
    level: list[ElementTree.Element] = [root]
    depth = count = 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise NotRead(_too_much(f"{DEEPEST} levels" if depth > DEEPEST else f"{MOST_ELEMENTS:,} elements"))
        level = [child for node in level for child in node]
    return Node(root)


def _too_much(what: str) -> str:
    return f"a clinical document of more than {what}; nothing of it was read"


def _place(root: Node, data: bytes) -> None:
    """Tell sections and entries the line where they begin: as they follow each other in the bytes, so in the tree."""
    if b"\0" in data[:4]:
        data = data.decode("utf-16", "replace").encode()
    line, before = 1, 0
    places = (one.start() for one in _PLACED.finditer(data) if one[1])
    for node, place in zip(root.below("section", "entry"), places, strict=False):
        line, before = line + data.count(b"\n", before, place), place
        node.element.set(_LINE, str(line))


def _refuse_doctype(*_: object) -> None:
    raise NotRead(
        "refused: it declares a document type (DTD), which no clinical document does and attacks need; nothing of it was read"
    )


def _check_root(name: str) -> None:
    space, _, short = name.rpartition(" ")
    if name == f"{V3} ClinicalDocument":
        return
    if short == "ClinicalDocument":
        raise NotRead(
            f"its ClinicalDocument is not of HL7 version 3 (namespace {clean(space) or 'missing'}), so it cannot be read"
        )
    raise NotRead(f"no whole clinical document: it begins with <{clean(short)}> alone; export the document as a whole")


def _broken(code: int, line: int, column: int) -> str:
    words = clean(expat.ErrorString(code))
    return f"broken XML ({words}, line {line}, column {column}); nothing of the document was read"
