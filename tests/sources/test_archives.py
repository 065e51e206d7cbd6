"""Archives and folders that are made to do harm: refused within bounds, with a sentence; what any tar program writes is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import sys
import tarfile
import time
from pathlib import Path

import pytest

from briefing_app.sources.fhir.files import MOST_MEMBERS, parts
from briefing_app.storage.practice import PracticeStore
from tests.fhir import ndjson, patient
from tests.importing import take

LINE = json.dumps(patient()).encode() + b"\n"


def member(name: str = "x.ndjson", data: bytes = LINE, **fields: object) -> bytes:
    one = tarfile.TarInfo(name)
    one.size = len(data)
    for field, value in fields.items():
        setattr(one, field, value)
    return one.tobuf(tarfile.USTAR_FORMAT) + data + b"\0" * (-len(data) % 512)


def header(data: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    return member("p", data, type=kind)


def records(**told: str) -> bytes:
    text = b""
    for key, value in told.items():
        body = f" {key}={value}\n".encode()
        size = len(body) + len(str(len(body) + 2))
        text += str(size).encode() + body
    return text


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def read(path: Path) -> tuple[list[str], str]:
    """The parts that are read, and what is said of the rest."""
    said: list[str] = []
    found = [
        part.path
        for part in parts([path], lambda shown, reason: said.append(f"{shown}: {reason}"))
        if part.stream.read() or True
    ]
    return found, "; ".join(said)


@pytest.mark.parametrize("kind", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar_of_any_usual_kind_is_read(tmp_path: Path, kind: int) -> None:
    made = io.BytesIO()
    long = "a" * 90 + "/" + "ä" * 30 + ".ndjson"
    with tarfile.open(fileobj=made, mode="w", format=kind, pax_headers={"comment": "c" * 300}) as archive:
        for name in (long, "plain.ndjson"):
            one = tarfile.TarInfo(name)
            one.size, one.mtime = len(LINE), 1.5
            archive.addfile(one, io.BytesIO(LINE))
    found, said = read(written(tmp_path / "x.tar", made.getvalue()))
    assert (found, said) == ([f"x.tar/{long}", "x.tar/plain.ndjson"], "")


def test_a_size_in_an_extended_header_counts(tmp_path: Path) -> None:
    one = header(records(size=str(len(LINE)))) + member(size=0) + member("y.ndjson")
    found, said = read(written(tmp_path / "x.tar", one + b"\0" * 1024))
    assert (found, said) == (["x.tar/x.ndjson", "x.tar/y.ndjson"], "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (header(b"1" * 500_000) + member(), "header of absurd length"),
        (header(b"1" * 60_000) + member(), "extended header that cannot be read"),
        (header(records(**{"GNU.sparse.major": "1"})) + member(), "extended header that cannot be read"),
        (header(records(size="9" * 400)) + member(), "size that is no number"),
        (header(b"x" * 500_000, tarfile.GNUTYPE_LONGNAME) + member(), "header of absurd length"),
        (header(records(path="y")) * 2000 + member(), "header of absurd length"),
        (member(type=tarfile.GNUTYPE_SPARSE), "holes"),
        (member() + b"\xff" * 512 + member("y.ndjson"), "damaged"),
        ((member() + member("y.ndjson"))[:1100], "damaged"),
        (
            b"".join(member(f"d{number}", b"", type=tarfile.DIRTYPE) for number in range(MOST_MEMBERS + 1)),
            "more than 1,000 members",
        ),
    ],
)
def test_a_tar_that_no_export_is_packed_in_is_refused_at_once(tmp_path: Path, data: bytes, words: str) -> None:
    for path in (
        written(tmp_path / "x.tar", data + b"\0" * 1024),
        written(tmp_path / "y.tgz", gzip.compress(data + b"\0" * 1024)),
    ):
        began = time.process_time()
        found, said = read(path)
        assert time.process_time() - began < 1
        assert words in said
        assert len(found) <= 1


def zip_of(count: int, stated: int) -> bytes:
    """A list of so many members of a zip, of which the end states another number."""
    listed = b"".join(
        struct.pack("<4s4B4H3L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0) + b"%07d" % number
        for number in range(count)
    )
    start = b"PK\3\4" + b"\0" * 26
    if count > 65_534:
        end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, stated, stated, len(listed), len(start))
        end += struct.pack("<4sLQL", b"PK\6\7", 0, len(start + listed), 1) + struct.pack(
            "<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0
        )
    else:
        end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, stated, stated, len(listed), len(start), 0)
    return start + listed + end


@pytest.mark.parametrize(("count", "stated"), [(1001, 1001), (30_000, 2), (300_000, 300_000), (300_000, 5)])
def test_a_zip_of_too_many_members_is_refused_before_they_are_listed(tmp_path: Path, count: int, stated: int) -> None:
    path = written(tmp_path / "x.zip", zip_of(count, stated))
    began = time.process_time()
    found, said = read(path)
    assert time.process_time() - began < 0.2
    assert (found, said) == ([], "x.zip: refused: it has more than 1,000 members; unpack it first")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_number_that_is_no_decimal_is_no_number_of_a_file(tmp_path: Path) -> None:
    for name in ("²1.ndjson", "10.ndjson", "2.ndjson", "٣.ndjson", "a.ndjson"):
        ndjson(tmp_path / "e" / name, patient())
    assert read(tmp_path / "e")[0] == [f"e/{name}" for name in ("2.ndjson", "٣.ndjson", "10.ndjson", "a.ndjson", "²1.ndjson")]


@pytest.mark.skipif(sys.platform == "win32", reason="paths of Windows are short")
def test_folders_nested_without_end_are_refused_with_a_sentence(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ndjson(tmp_path / "e" / "x.ndjson", patient())
    monkeypatch.chdir(tmp_path / "e")
    for _ in range(1500):
        os.mkdir("a")
        os.chdir("a")
    Path("y.ndjson").write_bytes(LINE)
    try:
        report = take(store, tmp_path / "e")
    finally:
        Path("y.ndjson").unlink()
        for _ in range(1500):  # its path is too long for whatever empties the folder later
            os.chdir("..")
            os.rmdir("a")
    assert report.total("kept") == 1
    assert "folders more than 50 deep; those below were not read" in report.issues[0].reason
