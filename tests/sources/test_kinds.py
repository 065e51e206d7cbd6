"""Kinds of files beside FHIR: told by content, read whole, counted in the same report."""

from __future__ import annotations

import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.records import ClientRecord, Record
from briefing_app.sources.fhir.completeness import Reading
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.export import ExportReader
from briefing_app.sources.kinds import Kind, Look, NotRead, Receiver
from tests.fhir import ndjson, patient


def read_names(data: bytes, receiver: Receiver) -> None:
    """A client a line; a line of digits is refused."""
    if b"NOTHING" in data:
        raise NotRead("names: there are none in it")
    for number, line in enumerate(data.decode().splitlines(), start=1):
        if line in ("", "NAMES"):
            continue
        receiver.count("name")
        if line.isdigit():
            receiver.refuse("name", number, "a name of digits")
        else:
            source = receiver.source("name", line, number)
            receiver.keep(ClientRecord(line, line, "", "", "", "", True, (), (), source))


def is_names(look: Look) -> bool:
    return look.head.lstrip().startswith(b"NAMES") or "names.txt" in look.members


NAMES = Kind("a list of names", is_names, read_names, 2000)


def read(*paths: Path) -> tuple[list[Record], Context, Reading]:
    kept: list[Record] = []
    context = Context(CodeIndex.of(()), {}, ZoneInfo("America/New_York"))
    reading = ExportReader(context, kept.append, lambda *_: None, lambda _: None, (NAMES,)).read(list(paths))
    return kept, context, reading


def test_a_file_is_what_its_content_says_and_stands_beside_fhir(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\n\nNAMES\nOrla\n12\nNed\n")
    ndjson(tmp_path / "b.ndjson", patient())
    kept, context, reading = read(tmp_path)
    assert [(one.source.line, one.id) for one in kept if isinstance(one, ClientRecord)] == [(4, "Orla"), (6, "Ned"), (1, "ann")]
    assert dict(reading.read) == {(0, "name"): 3, (1, "Patient"): 1}
    assert dict(reading.rejected) == {(0, "name"): 1}
    assert [one[:3] for one in context.issues] == [(f"{tmp_path.name}/a.json", 5, "rejected")]


def test_json_and_what_is_of_no_kind_are_read_as_before(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"names, but not as they are marked\n")
    (tmp_path / "b.txt").write_bytes(b'{"resourceType": "Patient", "id": "NAMES"}')
    kept, context, _ = read(tmp_path)
    assert [one.id for one in kept if isinstance(one, ClientRecord)] == ["NAMES"]
    assert [one.reason for one in context.issues] == ["neither JSON nor NDJSON, so no FHIR export"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"NAMES\n" + b"x" * 2000, "a list of names of more than 2 kB; nothing of it was read"),
        (b"NAMES\nNOTHING", "names: there are none in it"),
    ],
)
def test_a_file_that_is_refused_whole_is_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    kept, context, reading = read(tmp_path / "a.txt")
    assert (kept, [one.reason for one in context.issues]) == ([], [said])
    assert dict(reading.rejected) == {(0, "file"): 1}


def test_a_kind_may_be_told_inside_an_archive_and_by_the_members_of_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("x.txt", "NAMES\nOrla\n")
    with zipfile.ZipFile(tmp_path / "book.zip", "w") as made:
        made.writestr("xl/workbook.xml", "<x/>")
        made.writestr("names.txt", "Ned")
    kept, context, _ = read(tmp_path / "all.zip")
    assert [one.id for one in kept if isinstance(one, ClientRecord)] == ["Orla"]
    given: list[bytes] = []
    whole = Kind("a book", is_names, lambda data, _: given.append(data), 10_000)
    reader = ExportReader(context, kept.append, lambda *_: None, lambda _: None, (whole,))
    reader.read([tmp_path / "book.zip"])
    assert given == [(tmp_path / "book.zip").read_bytes()]
