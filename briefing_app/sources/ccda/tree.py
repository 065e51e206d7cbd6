"""A document's XML as nodes that know their line; what could attack a reader is refused before anything is built of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from briefing_app.domain.texts import clean
from briefing_app.sources.kinds import NotRead

V3 = "urn:hl7-org:v3"
DEEPEST = 200
MOST_ELEMENTS = 500_000
_XSI_TYPE = "http://www.w3.org/2001/XMLSchema-instance type"
_BLANKS = re.compile(r"\s+")


class Node:
    """One element: its name without the namespace of HL7 v3 (any other stands before a blank), its attributes, and the line where it begins.

    ``text`` stands before the first child, ``tail`` behind the element."""

    __slots__ = ("attributes", "children", "line", "name", "tail", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.children: list[Node] = []
        self.text = self.tail = ""

    def get(self, attribute: str) -> str:
        """An attribute without the blanks around it, "" where it is not there."""
        return self.attributes.get(attribute, "").strip()

    @property
    def type(self) -> str:
        """The data type that ``xsi:type`` names, without its prefix."""
        return self.get(_XSI_TYPE).rpartition(":")[2]

    def all(self, name: str) -> list[Node]:
        return [child for child in self.children if child.name == name]

    def first(self, *path: str) -> Node | None:
        """The first node at a path of names below this one."""
        found: Node | None = self
        for name in path:
            if found is None:
                return None
            found = next((child for child in found.children if child.name == name), None)
        return found

    def below(self, *names: str) -> Iterator[Node]:
        """Every node of these names at any depth, in the order of the document."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            if node.name in names:
                yield node
            waiting.extend(node.children[::-1])

    def words(self) -> str:
        """All text of the element in its order, blanks squeezed."""
        return _BLANKS.sub(" ", "".join(self._texts())).strip()

    def _texts(self) -> Iterator[str]:
        yield self.text
        for child in self.children:
            if child.name == "br":
                yield " "
            yield from child._texts()
            yield child.tail


def parse(data: bytes) -> tuple[Node, dict[str, Node]]:
    """The root of a clinical document, and every element with an ID, by it.

    Raises NotRead for anything else, for a document type declaration (and with it for every entity), for XML that is broken (with line and
    column), and beyond ``DEEPEST`` levels or ``MOST_ELEMENTS`` elements."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    stack: list[Node] = []
    roots: list[Node] = []
    named: dict[str, Node] = {}
    names: dict[str, str] = {}
    left = MOST_ELEMENTS

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal left
        short = names.get(name)
        if short is None:
            short = names[name] = name.removeprefix(f"{V3} ")
        node = Node(short, attributes, parser.CurrentLineNumber)
        if stack:
            stack[-1].children.append(node)
        else:
            _check_root(name)
            roots.append(node)
        stack.append(node)
        if "ID" in attributes:
            named.setdefault(attributes["ID"], node)
        left -= 1
        if left < 0 or len(stack) > DEEPEST:
            what = f"{DEEPEST} levels" if left >= 0 else f"{MOST_ELEMENTS:,} elements"
            raise NotRead(f"a clinical document of more than {what}; nothing of it was read")

    def text(words: str) -> None:
        if words.isspace():
            return
        node = stack[-1]
        if node.children:
            node.children[-1].tail += words
        else:
            node.text += words

    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as fault:
        raise NotRead(_broken(fault)) from fault
    except (LookupError, ValueError) as fault:  # an encoding that there is not, or that takes more than one byte a letter
        raise NotRead(f"a clinical document in a character encoding that cannot be read ({clean(str(fault))})") from fault
    return roots[0], named


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


def _broken(fault: expat.ExpatError) -> str:
    where = f"line {fault.lineno}, column {fault.offset}"
    words = clean(expat.ErrorString(fault.code))
    return f"broken XML ({words}, {where}); nothing of the document was read"
