"""Excel workbooks (.xlsx) by zip and expat alone: the stored value of every cell, never a formula, never a link, never an entity.

Source of the format: ECMA-376 Part 1 (SpreadsheetML)."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from briefing_app.domain.problems import Problem
from briefing_app.domain.table import SERIALS_1904, SERIALS_FROM, Table
from briefing_app.domain.texts import one_line
from briefing_app.sources.tables.sheet import Joined, SheetReader, TooMuch
from briefing_app.sources.tables.styles import StyleReader

MOST_UNPACKED = 100_000_000  # bytes of the parts that are read
MOST_MEMBERS = 10_000
CHUNK = 1 << 16
WORKBOOK, STYLES, STRINGS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"
VISIBLE = "visible"
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
Start = Callable[[str, dict[str, str]], None]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    member: str
    visible: bool


class WorkbookReader:
    """One workbook, held in memory; each of its parts is unpacked as it is read, and never more than ``MOST_UNPACKED`` in all."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._unpacked = 0
        self._base = SERIALS_FROM
        self._sheets: list[_Sheet] = []
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _FAULTS as fault:
            raise self._broken(str(fault)) from fault
        members = self._archive.infolist()
        self._members = {one.filename: one for one in members}
        if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
            raise self._too_large()
        if any(one.flag_bits & 1 for one in members):
            raise Problem(f"{name} is protected by a pass phrase.", "Save it without one, as .xlsx or CSV.", exit_code=3)

    def read(self, fits: Callable[[Table], bool]) -> Table:
        """The first visible sheet that ``fits``; where none does, the first one that holds something. Raises Problem where none does."""
        self._read_workbook()
        strings = self._strings()
        styles = StyleReader()
        if STYLES in self._members:
            self._parse(STYLES, styles.start, None, None)
        shown: list[Table] = []
        for sheet in self._sheets:
            if sheet.visible and sheet.member in self._members:
                shown.append(self._table(sheet, strings, styles.kinds))
                if shown[-1].rows and fits(shown[-1]):
                    return shown[-1]
        filled = next((one for one in shown if one.rows), None)
        if filled is None:
            hidden = [one.name for one in self._sheets if not one.visible]
            more = f" Hidden sheets are not read: {', '.join(hidden)}." if hidden else ""
            raise Problem(
                f"{self._name} is a spreadsheet without a table: no visible sheet of it has a filled cell.{more}", exit_code=3
            )
        return filled

    # -- parts of the archive

    def _read_workbook(self) -> None:
        targets: dict[str, str] = {}

        def of_relation(name: str, found: dict[str, str]) -> None:
            if name.rpartition(":")[2] == "Relationship" and found.get("TargetMode") != "External":
                target = found.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
                targets[found.get("Id", "")] = path

        def of_workbook(name: str, found: dict[str, str]) -> None:
            element = name.rpartition(":")[2]
            if element == "workbookPr" and found.get("date1904", "").lower() in ("1", "true"):
                self._base = SERIALS_1904
            elif element == "sheet":
                relation = next((value for key, value in found.items() if key.rpartition(":")[2] == "id"), "")
                member = targets.get(relation, f"xl/worksheets/sheet{len(self._sheets) + 1}.xml")
                self._sheets.append(_Sheet(one_line(found.get("name", "")), member, found.get("state", VISIBLE) == VISIBLE))

        if WORKBOOK not in self._members:
            raise self._broken("it has no list of sheets")
        relations = "xl/_rels/workbook.xml.rels"
        if relations in self._members:
            self._parse(relations, of_relation, None, None)
        self._parse(WORKBOOK, of_workbook, None, None)

    def _strings(self) -> list[str]:
        """The shared texts: the runs of each are joined, those that say how it is pronounced are left out."""
        texts: list[str] = []
        parts: list[str] = []
        inside = pronounced = False

        def start(name: str, _: dict[str, str]) -> None:
            nonlocal inside, pronounced
            element = name.rpartition(":")[2]
            if element == "si":
                parts.clear()
            elif element == "rPh":
                pronounced = True
            elif element == "t":
                inside = not pronounced

        def end(name: str) -> None:
            nonlocal inside, pronounced
            element = name.rpartition(":")[2]
            if element == "t":
                inside = False
            elif element == "rPh":
                pronounced = False
            elif element == "si":
                texts.append(one_line("".join(parts)))

        def text(words: str) -> None:
            if inside:
                parts.append(words)

        if STRINGS in self._members:
            self._parse(STRINGS, start, end, text)
        return texts

    def _table(self, sheet: _Sheet, strings: list[str], kinds: list[str]) -> Table:
        reader = SheetReader(strings, kinds, self._base)
        try:
            self._parse(sheet.member, *reader.handlers())
        except TooMuch as fault:
            raise Problem(f"{self._name} has {fault}.", "Split it, and import the parts.", exit_code=3) from fault
        doubts = [*(f"{self._name}: {words}" for words in reader.doubts())]
        others = [one.name for one in self._sheets if one.visible and one is not sheet]
        if others:
            doubts.append(f"Only the sheet {sheet.name} is read, not {', '.join(others)}.")
        joined: Joined = reader.joined()
        return Table(self._name, "xlsx", "", reader.rows(), sheet.name, self._base, joined, tuple(doubts))

    def _parse(
        self, member: str, start: Start, end: Callable[[str], None] | None, text: Callable[[str], object] | None
    ) -> None:
        """One part of the archive through expat, a piece at a time; a document type is refused before anything of it is read."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        if end is not None:
            parser.EndElementHandler = end
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._refuse_entities
        try:
            with self._archive.open(member) as stream:
                while piece := stream.read(CHUNK):
                    self._unpacked += len(piece)
                    if self._unpacked > MOST_UNPACKED:
                        raise self._too_large()
                    parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise self._broken(f"{one_line(posixpath.basename(member))}, line {fault.lineno}") from fault
        except TooMuch:
            raise
        except _FAULTS as fault:
            raise self._broken(str(fault)) from fault

    def _refuse_entities(self, *_: object) -> None:
        raise Problem(f"{self._name} declares a document type, which no workbook does.", "Save it again.", exit_code=3)

    def _too_large(self) -> Problem:
        sentence = f"{self._name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB."
        return Problem(sentence, "Save the sheet alone, as .xlsx or CSV.", exit_code=3)

    def _broken(self, reason: str) -> Problem:
        return Problem(
            f"{self._name} is a damaged workbook ({one_line(reason)}).", "Save it again, as .xlsx or CSV.", exit_code=3
        )
