"""Documents of any size: cut while they stream by, wherever the chunks end, and read to the place where they are broken."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.domain.records import Record
from briefing_app.sources.fhir import document as cutting
from briefing_app.sources.fhir import recognise, survey
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.decode import Unreadable, decode, decode_entry
from briefing_app.sources.fhir.document import Broken, Document, slices
from briefing_app.sources.fhir.export import ExportReader
from briefing_app.storage.practice import PracticeStore
from tests.fhir import bundle, document, patient, score
from tests.importing import CATALOGUE, NEW_YORK, shown, take

MOST = 60
READ = [("ann", "PHQ-9", 5)]


def chunked(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """Chunks of these sizes in turn."""
    at = number = 0
    while at < len(data):
        size = sizes[number % len(sizes)]
        yield data[at : at + size]
        at, number = at + size, number + 1


def put_together(data: bytes, sizes: list[int], most: int = 1 << 20) -> Any:
    """What the pieces of a document make, decoded."""
    members: dict[str, Any] = {}
    elements: dict[str, list[Any]] = {"": []}
    for key, number, text in Document(chunked(data, sizes), most).pieces():
        assert text is not None
        if number:
            elements.setdefault(key, []).append(decode(text))
            assert len(elements[key]) == number
        else:
            members[key] = decode(text)
    if data.lstrip(b"\xef\xbb\xbf \n\r\t")[:1] == b"[":
        return elements[""]
    del elements[""]
    return members | elements


def without_empty_lists(value: Any) -> Any:
    """An empty list of entries is none."""
    return {k: v for k, v in value.items() if v != [] or k not in cutting.LISTS} if isinstance(value, dict) else value


TEXT = st.one_of(
    st.text(max_size=8), st.sampled_from(['"', "\\", '\\"', "[{", "}]", '","', "\\u0022", "\U0001f600", "e\u0301"])
)
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), TEXT),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
KEY = st.one_of(st.sampled_from(["resourceType", "entry", "parameter", "link", "total"]), TEXT)
DOCUMENT = st.one_of(
    st.lists(VALUE, max_size=6),
    st.dictionaries(KEY, VALUE, max_size=6),
    st.builds(
        lambda entries, more: {**more, "entry": entries, "after": 1}, st.lists(VALUE), st.dictionaries(KEY, VALUE, max_size=3)
    ),
)
SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=5)


@settings(derandomize=True, database=None)
@given(made=DOCUMENT, sizes=SIZES, indent=st.sampled_from([None, 0, 2]), ascii_only=st.booleans(), mark=st.booleans())
def test_what_is_cut_out_is_what_the_whole_holds(
    made: Any, sizes: list[int], indent: int | None, ascii_only: bool, mark: bool
) -> None:
    data = b"\xef\xbb\xbf" * mark + json.dumps(made, indent=indent, ensure_ascii=ascii_only).encode()
    assert without_empty_lists(put_together(data, sizes)) == without_empty_lists(json.loads(data))


@settings(derandomize=True, database=None)
@given(data=st.binary(max_size=60) | st.text('{}[]":,\\ e1\n', max_size=60).map(str.encode), sizes=SIZES)
def test_whatever_the_bytes_the_chunks_make_no_difference(data: bytes, sizes: list[int]) -> None:
    def found(sizes: list[int]) -> list[object]:
        made: list[object] = []
        try:
            made.extend(Document(chunked(data, sizes), 12).pieces())
        except Unreadable as fault:
            made.append(str(fault))
        return made

    assert found(sizes) == found([1000])


def test_it_is_cut_alike_without_the_help_of_the_fast_decoder(monkeypatch: pytest.MonkeyPatch) -> None:
    made = json.dumps(bundle(patient(text='"]}\\'), score("a", 5), total=3.5), indent=1).encode()
    quick = list(Document([made], MOST * 100).pieces())
    monkeypatch.setattr(cutting, "_quick_end", lambda _: 0)
    for size in range(1, 50):
        assert list(Document(chunked(made, [size]), MOST * 100).pieces()) == quick


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
def test_what_is_too_long_is_passed_over_and_the_places_of_the_rest_are_known(size: int) -> None:
    long = ['"' + '\\"[{' * 40 + '"', "[" * 50 + "]" * 50, "9" * 100, '{"a":"' + "\\\\" * 60 + '"}']
    parts = ["1", *long, '{"b": 2}']
    data = f'{{"x": {long[0]}, "entry": [ {" , ".join(parts)} ], "y": 3}}'.encode()
    cut = Document(chunked(data, [size]), MOST)
    places, texts = [], []
    for _, number, text in cut.pieces():
        if number:
            places += [cut.start, cut.end]
            texts.append(text)
    assert texts == [b"1", None, None, None, None, b'{"b": 2}']
    assert list(slices(chunked(data, [size]), places)) == texts
    with pytest.raises(Unreadable, match="changed while"):
        list(slices([data[:-30]], places))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a":1', "the text ends here"),
        ('{"a":1]', "expecting , or }"),
        ('{"a" 1}', "expecting :"),
        ("{1:2}", "expecting a key in quotes"),
        ('{"a":}', "expecting a value"),
        ("[1,]", "after entry 1: expecting a value"),
        ("[1\n,2\n  3]", "after entry 2: expecting , or ] (line 3, column 3)"),
        ("[1]\n[2]", "after entry 1: expecting nothing more (line 2, column 1)"),
        ('["', "the text ends here"),
        ('"a"', "expecting an object or a list"),
    ],
)
def test_the_place_of_a_fault_is_named(text: str, reason: str) -> None:
    for size in (1, 3, 100):
        with pytest.raises(Broken) as caught:
            put_together(text.encode(), [size])
        assert reason in str(caught.value)


@pytest.mark.parametrize("text", ['{"entry":[],"a":1,"entry":[]}', '{"entry":[1],"\\u0065ntry":2}', '{"a":1,"a":1}'])
def test_a_key_that_stands_twice_is_said(text: str) -> None:
    with pytest.raises(Unreadable, match="stands twice"):
        put_together(text.encode(), [2])


def test_an_object_of_a_thousand_keys_is_enough() -> None:
    with pytest.raises(Unreadable, match="keys"):
        put_together(json.dumps({str(number): 1 for number in range(1001)}).encode(), [100])


# -- in an import


@pytest.fixture(params=[1, 100], ids=["tiny chunks", "chunks"])
def never_held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every document is read twice, in small chunks."""
    monkeypatch.setattr(survey, "SMALL_DOCUMENT", 1)
    monkeypatch.setattr(survey, "CHUNK", request.param)


def packings(data: bytes) -> dict[str, bytes]:
    """The same document in every packing that is read, beside others."""
    tar, zipped, both = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, content in (("a.json", data), ("b.json.gz", gzip.compress(data)), ("c.json", data)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    for made, members in ((zipped, (data, gzip.compress(data), data)), (both, (tar.getvalue(),))):
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for number, content in enumerate(members):
                packed.writestr(f"{number}.json", content)
    return {
        "plain": data,
        "gz": gzip.compress(data),
        "gz twice": gzip.compress(gzip.compress(data)),
        "tar": tar.getvalue(),
        "tar.gz": gzip.compress(tar.getvalue()),
        "zip": zipped.getvalue(),
        "tar in zip": both.getvalue(),
    }


@pytest.mark.usefixtures("never_held")
@pytest.mark.parametrize("packing", list(packings(b"")))
def test_a_document_is_read_twice_from_every_packing(tmp_path: Path, store: PracticeStore, packing: str) -> None:
    made = bundle(score("a", 5, subject={"reference": "urn:uuid:1111"}))
    made["entry"] += [{"fullUrl": "urn:uuid:1111", "resource": patient()}] + made["entry"] * 20
    path = tmp_path / "x"
    path.write_bytes(packings(json.dumps(made, indent=1).encode())[packing])
    report = take(store, path)
    documents = 3 if "tar" in packing or packing == "zip" else 1
    assert report.issues == ()
    assert report.total("read") == documents * 23
    assert (len(report.files), shown(store)) == (documents, READ)


def test_going_back_to_the_start_of_an_archive_makes_no_bomb_of_it(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "SMALL_DOCUMENT", 2 << 20)
    chance = Random(7)
    people = [patient(f"p{number}", text=chance.randbytes(20_000).hex()) for number in range(100)]
    (tmp_path / "x.json.gz").write_bytes(gzip.compress(json.dumps(bundle(*people)).encode(), 1))
    report = take(store, tmp_path / "x.json.gz")
    assert (report.issues, report.total("kept")) == ((), 100)


@pytest.mark.usefixtures("never_held")
def test_what_a_bundle_says_after_its_entries_counts(tmp_path: Path, store: PracticeStore) -> None:
    page = bundle(patient(), score("a", 5))
    late = {
        "entry": page["entry"],
        "total": 5,
        "link": [{"relation": "next", "url": "x"}],
        "type": "searchset",
        "resourceType": "Bundle",
    }
    report = take(store, document(tmp_path / "x.json", late))
    assert shown(store) == READ
    assert [issue.reason for issue in report.issues] == [
        "3 of 5 results are not in this folder: the next page was not saved with it"
    ]


@pytest.mark.parametrize("small", [1, 16 << 20])
def test_a_bundle_cut_anywhere_gives_its_whole_entries_and_one_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(survey, "SMALL_DOCUMENT", small)
    data = json.dumps(bundle(patient(), score("a", 5), patient("ben"))).encode()
    ends = [data.index(json.dumps(one).encode()) + len(json.dumps(one)) for one in json.loads(data)["entry"]]
    codes = CodeIndex.of(CATALOGUE.all())
    for cut in range(1, len(data)):
        (tmp_path / "x.json").write_bytes(data[:cut])
        records: list[Record] = []
        context = Context(codes, {}, NEW_YORK)
        ExportReader(context, records.append, lambda *_: None, lambda _: None).read([tmp_path / "x.json"])
        assert len(records) == sum(end <= cut for end in ends), cut
        assert len(context.issues) == 1, cut
        assert "cut off" in context.issues[0].reason
        assert context.issues[0].line in (len(records), 1), cut


@pytest.mark.usefixtures("never_held")
def test_an_entry_that_cannot_be_read_is_refused_alone_with_its_number(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise, "LONGEST_LINE", 1000)
    person = json.dumps({"resource": patient()})
    bad = {
        "of more than 0 MB": json.dumps({"resource": patient("long", text="x" * 1000)}),
        "levels deep": '{"resource":{"resourceType":"Patient","a":' + "[" * 64 + "]" * 64 + "}}",
        "not JSON": '{"resource":{"resourceType":"Patient","id":nonsense}}',
        "stands twice": '{"resource":{"resourceType":"Patient","id":"x","id":"y"}}',
        "the key of an entry stands twice": person[:-1] + "," + person[1:],
        "a number where an entry": "5",
        "null where an entry": "null",
        "a number where a resource": '{"resource":[1]}',
        "not valid UTF-8": '{"resource":{"resourceType":"Patient","id":"\udcff"}}',
    }
    text = (
        '{"resourceType":"Bundle","entry":[\n'
        + ",\n".join([person, *bad.values(), json.dumps({"resource": score("a", 5)})])
        + "]}"
    )
    (tmp_path / "x.json").write_bytes(text.encode(errors="surrogateescape"))
    report = take(store, tmp_path / "x.json")
    assert [issue.line for issue in report.issues] == list(range(2, 2 + len(bad)))
    for issue, reason in zip(report.issues, bad, strict=True):
        assert reason in issue.reason
    assert report.total("rejected") == len(bad)
    assert shown(store) == READ


def test_a_list_is_numbered_and_read_to_its_fault(tmp_path: Path, store: PracticeStore) -> None:
    (tmp_path / "x.json").write_text("[" + ",".join([json.dumps(patient()), "5", "[]", json.dumps(score("a", 5))]) + ", oh")
    report = take(store, tmp_path / "x.json")
    assert shown(store) == READ
    assert [issue.line for issue in report.issues] == [2, 3, 4]


def test_a_damaged_gzip_of_a_bundle_gives_its_whole_entries(tmp_path: Path, store: PracticeStore) -> None:
    packed = gzip.compress(json.dumps(bundle(patient(), score("a", 5)), indent=1).encode())
    (tmp_path / "x.json.gz").write_bytes(packed[:-8] + b"\0" * 8)
    report = take(store, tmp_path / "x.json.gz")
    assert shown(store) == READ
    assert ["damaged or cut off" in issue.reason for issue in report.issues] == [True]


def test_a_bundle_that_names_too_many_is_refused_before_any_is_read(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "MOST_NAMED", 900)
    report = take(store, document(tmp_path / "x.json", bundle(*(patient(f"p{number}") for number in range(1100)))))
    assert ["more entries than" in issue.reason for issue in report.issues] == [True]
    assert report.total("kept") == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_ten_million_empty_entries_are_refused_in_bounded_memory_and_time(tmp_path: Path) -> None:
    code = (
        "import re, sys; from tests.importing import CATALOGUE, NEW_YORK; from pathlib import Path\n"
        "from briefing_app.sources.fhir.context import CodeIndex, Context; from briefing_app.sources.fhir.export import ExportReader\n"
        "context = Context(CodeIndex.of(CATALOGUE.all()), {}, NEW_YORK)\n"
        "ExportReader(context, print, lambda *_: None, lambda _: None).read([Path(sys.argv[1])])\n"
        "print([one.reason for one in context.issues], re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    for entry in ("{}", '{"resource":{}}'):
        with (tmp_path / "x.json").open("w") as file:
            file.write('{"resourceType":"Bundle","entry":[')
            for _ in range(100):
                file.write(f"{entry}," * 100_000)
            file.write(f"{entry}]}}")
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "x.json")], capture_output=True, text=True, timeout=20, check=True
        )
        assert done.stdout.startswith("['little more than brackets, millions of them'] ")
        assert int(done.stdout.split()[-1]) < 150 << 10  # kB


@pytest.mark.parametrize("key", [b"\xeaullUrl", b"\xff", b"\xc3 x"])
def test_an_entry_with_a_key_that_is_no_utf_8_is_refused_alone(key: bytes) -> None:
    """Such a key stands where nobody asks for it, beside two that are called resource."""
    with pytest.raises(Unreadable, match="not valid UTF-8 at byte 3"):
        decode_entry(b'{"' + key + b'": 1, "resource": {"resource": "ann"}}')
