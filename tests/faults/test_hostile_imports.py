"""Hostile exports: what is harmful is refused alone and said, the rest is read, and nothing but a Problem leaves the importer."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing_app.domain.problems import Problem
from briefing_app.services.importing import ImportReport
from briefing_app.storage.importing import ImportTransaction
from briefing_app.storage.practice import PracticeStore
from briefing_app.system.limits import MEMORY_BYTES, OPEN_FILES, PROCESSOR_SECONDS
from briefing_app.system.paths import Profile
from tests import hostile
from tests.conftest import KEY
from tests.fhir import bundle, ndjson, patient, score
from tests.importing import everything, scores, shown, take

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes and resource limits are POSIX")
GOOD = [patient(), score("good", 5)]
READ = [("ann", "PHQ-9", 5)]
PLAIN = "".join(json.dumps(one) + "\n" for one in GOOD).encode()


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def reasons(report: ImportReport) -> str:
    return "; ".join(issue.reason for issue in report.issues)


def test_a_short_line_nested_too_deep_is_refused_and_the_rest_is_read(tmp_path: Path, store: PracticeStore) -> None:
    deep = b'{"resourceType":"Patient","id":"deep","a":' + b"[" * 64 + b"]" * 64 + b"}\n"
    report = take(store, written(tmp_path / "x.ndjson", deep + PLAIN))
    assert shown(store) == READ
    assert [(issue.line, issue.weight) for issue in report.issues] == [(1, "rejected")]
    assert "64 levels" in reasons(report)


@pytest.mark.parametrize(
    ("start", "end"),
    [(b"[", b"{}]"), (b'{"resourceType":"Bundle","entry":[', b"{}]}"), (b'{"resourceType":"Patient","x":[', b"{}]}\n" + PLAIN)],
    ids=["list", "bundle", "line"],
)
def test_a_million_empty_objects_are_refused_as_bytes(tmp_path: Path, store: PracticeStore, start: bytes, end: bytes) -> None:
    report = take(store, written(tmp_path / "x.json", start + b"{}," * 1_000_000 + end))
    assert "little more than brackets" in reasons(report)
    assert report.total("kept") == (2 if end.endswith(PLAIN) else 0)


def test_a_report_keeps_a_thousand_issues_and_counts_the_rest(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, written(tmp_path / "x.ndjson", b"{}\n" * 1500))
    assert (len(report.issues), report.issues_left_out, report.total("rejected")) == (1000, 500, 1500)


def test_a_line_too_long_is_one_rejection_and_the_next_keeps_its_number(tmp_path: Path, store: PracticeStore) -> None:
    long = b'{"resourceType":"Observation","code":{"coding":[{"code":"44261-6"}]},"x":"' + b"x" * (17 << 20) + b'"}\n'
    report = take(store, written(tmp_path / "x.ndjson", PLAIN + long + b"null\n"))
    assert [issue.line for issue in report.issues] == [3, 4]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("size", [9 << 20, 30 << 20])
def test_a_first_line_too_long_costs_none_of_those_behind_it(
    tmp_path: Path, store: PracticeStore, size: int, packed: bool
) -> None:
    text = b"".join(b"%08d" % number for number in range(size // 8))
    data = b'\n{"resourceType":"DocumentReference","x":"' + text + b'"}\n' + PLAIN
    report = take(store, written(tmp_path / "x.ndjson", gzip.compress(data, 1) if packed else data))
    assert [(issue.line, issue.reason) for issue in report.issues] == [(2, "a line of more than 8 MB")]
    assert shown(store) == READ


def test_a_list_of_long_lines_is_still_a_document(tmp_path: Path, store: PracticeStore) -> None:
    data = (
        b'[{"resourceType":"DocumentReference","x":"' + b"x" * (9 << 20) + b'"},\n' + b",\n".join(PLAIN.splitlines()) + b"\n]\n"
    )
    report = take(store, written(tmp_path / "x.json", data))
    assert [issue.line for issue in report.issues] == [1]
    assert shown(store) == READ


def test_a_bomb_of_line_ends_is_refused_after_a_thousand(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, written(tmp_path / "x.ndjson.gz", gzip.compress(PLAIN + b"\n" * 20_000_000)))
    assert shown(store) == READ
    assert "empty lines in a row" in reasons(report)


def test_a_bomb_of_valid_lines_is_refused_by_its_ratio(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, written(tmp_path / "x.ndjson.gz", gzip.compress(PLAIN + b" " * 40_000_000 + b"\n")))
    assert "more than 200 times" in reasons(report)
    assert shown(store) == READ


def test_a_member_that_states_too_much_is_refused_unread_and_its_neighbour_read(tmp_path: Path, store: PracticeStore) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ndjson", b" " * 5_000_000)
        archive.writestr("b.ndjson", PLAIN)
    report = take(store, tmp_path / "x.zip")
    assert shown(store) == READ
    assert "more than 200 times" in reasons(report)


def test_a_header_that_lies_about_the_size_is_said(tmp_path: Path, store: PracticeStore) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ndjson", PLAIN)
    data = made.getvalue().replace(len(PLAIN).to_bytes(4, "little"), (len(PLAIN) // 4).to_bytes(4, "little"))
    report = take(store, written(tmp_path / "x.zip", data))
    assert "damaged" in reasons(report)
    assert shown(store) == []


def test_members_that_share_their_bytes_are_refused(tmp_path: Path, store: PracticeStore) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.ndjson", PLAIN)
        archive.filelist.append(archive.filelist[0])
    report = take(store, written(tmp_path / "x.zip", made.getvalue()))
    assert "overlap" in reasons(report)
    assert shown(store) == []


def test_names_in_archives_are_labels_and_make_no_file(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("x.zip", "w") as archive:
        for name in (
            "CON",
            "a" * 301,
            "../up",
            "C:\\drive",
            "/root",
            "..\\back",
            "tab\there\u202e",
            "Robert'); DROP TABLE client",
        ):
            archive.writestr(name, PLAIN)
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    before = {one.name for one in tmp_path.rglob("*")}
    report = take(store, Path("x.zip"))
    assert {one.name for one in tmp_path.rglob("*")} - before <= {"practice.db-wal", "practice.db-shm"}
    assert [one.path for one in report.files] == [
        "x.zip/CON", "x.zip/tab here\ufffd", "x.zip/Robert'); DROP TABLE client"
    ]  # fmt: skip
    assert report.total("rejected") == 0
    assert len(report.issues) == 6


@POSIX
def test_a_name_that_is_no_utf8_is_shown_with_a_mark(tmp_path: Path, store: PracticeStore) -> None:
    named = os.fsdecode(b"caf\xe9.ndjson")
    try:
        (tmp_path / named).write_bytes(PLAIN)
    except OSError:
        pytest.skip("this file system takes no such name")
    report = take(store, tmp_path / named)
    assert report.files[0].path == "caf\ufffd.ndjson"
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT, encoding="latin-1") as archive:
        member = tarfile.TarInfo("caf\xe9")
        member.size = len(PLAIN)
        archive.addfile(member, io.BytesIO(PLAIN))
    assert "\ufffd" in take(store, written(tmp_path / "x.tar", made.getvalue())).files[0].path


@POSIX
def test_a_pipe_a_device_and_a_link_to_a_pipe_are_refused_at_once(tmp_path: Path, store: PracticeStore) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    report = take(store, tmp_path / "pipe", tmp_path / "link", Path("/dev/zero"))
    assert [issue.file for issue in report.issues] == ["pipe", "link", "zero"]
    assert reasons(report).count("not followed") == 3


@POSIX
def test_a_pipe_put_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    from briefing_app.sources.bounded_file import open_regular

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not followed"):
        open_regular(str(tmp_path / "pipe"), os.O_RDONLY)
    (tmp_path / "link").symlink_to(written(tmp_path / "file", PLAIN))
    with pytest.raises(OSError, match="symbolic"):
        open_regular(str(tmp_path / "link"), os.O_RDONLY)


@POSIX
def test_a_link_that_the_user_names_leads_to_its_file(tmp_path: Path, store: PracticeStore) -> None:
    (tmp_path / "link.ndjson").symlink_to(written(tmp_path / "file", PLAIN))
    take(store, tmp_path / "link.ndjson")
    assert shown(store) == READ


@pytest.mark.parametrize("harm", ["cut", "checksum", "garbage"])
def test_a_damaged_gzip_is_said_with_the_line_and_its_whole_lines_are_counted(
    tmp_path: Path, store: PracticeStore, harm: str
) -> None:
    packed = gzip.compress(PLAIN)
    data = {"cut": packed[:-9], "checksum": packed[:-8] + b"\0" * 8, "garbage": packed + b"garbage"}[harm]
    report = take(store, written(tmp_path / "x.ndjson.gz", data))
    assert "damaged or cut off" in reasons(report)
    assert report.total("read") == report.total("kept")
    assert report.issues[-1].line == report.total("read")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_with_the_reason(tmp_path: Path, store: PracticeStore, encoding: str) -> None:
    report = take(store, written(tmp_path / "x.ndjson", PLAIN.decode().encode(encoding)))
    assert [issue.reason for issue in report.issues] == ["the text is UTF-16; FHIR files are UTF-8"]


TWICE = [
    '{"resourceType":"Observation","id":"x","status":"final","code":{"coding":[{"code":"44261-6"}]},"valueInteger":1,"valueInteger":27}',
    '{"resourceType":"Patient","id":"x","id":"y"}',
    '{"resourceType":"Patient","id":"x","name":[{"family":"A","family":"B"}]}',
    '{"resourceType":"Patient","id":"x","\\u0069d":"y"}',
    '{"resourceType":"Patient","id":"x","id":"y","name":[{"family":"\\u0022\\u0022 \\\\"}]}',
    '{ "resourceType" : "Patient", "id" : "x", "id" : "x" }',
    '{"resourceType":"Patient","id":"x","id":"y","n":NaN}',
]


@pytest.mark.parametrize("line", TWICE)
def test_a_key_that_stands_twice_refuses_its_resource_with_line_and_reason(
    tmp_path: Path, store: PracticeStore, line: str
) -> None:
    report = take(store, written(tmp_path / "x.ndjson", PLAIN + line.encode() + b"\n"))
    assert shown(store) == READ
    assert [(issue.line, issue.weight) for issue in report.issues] == [(3, "rejected")]
    assert "stands twice" in reasons(report)
    inside = json.dumps(bundle(*GOOD))[:-2] + ',{"resource":' + line + "}]}"
    assert "stands twice" in reasons(take(store, written(tmp_path / "x.json", inside.encode())))


@pytest.mark.parametrize(
    "text",
    [
        '{"resourceType":"Bundle","entry":[{"resource":GOOD}],"entry":[]}',
        '{"resourceType":"Bundle","entry":[{"resource":GOOD}],"\\u0065ntry":[]}',
        '{"resourceType":"Bundle",\n "entry": [ {"resource": GOOD, "resource": {"resourceType":"Patient"}} ]}',
        '{"resourceType":"Bundle","total":12,"total":1,"entry":[{"resource":GOOD}],"entry":[{"resource":GOOD}]}',
    ],
)
def test_a_bundle_with_two_lists_of_entries_is_refused(tmp_path: Path, store: PracticeStore, text: str) -> None:
    report = take(store, written(tmp_path / "x.json", text.replace("GOOD", json.dumps(GOOD[0])).encode()))
    assert "stands twice" in reasons(report)
    assert everything(store)["client"] == [("", 0, 0, "Unassigned records", "", "")]


def test_words_that_look_like_keys_refuse_nothing(tmp_path: Path, store: PracticeStore) -> None:
    odd = patient("odd", text={"div": 'a "resource" and "entry": \\" \\\\'}, entry=[{"resource": "\u0001"}], resource=1)
    report = take(store, written(tmp_path / "x.json", json.dumps(bundle(odd, *GOOD)).encode()))
    assert report.issues == ()
    assert report.total("kept") == 3


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "9" * 5000, str(2**70), '"1_000"', '"٣"', '"１２"', "-1e300"])
def test_what_is_no_finite_number_is_no_score(tmp_path: Path, store: PracticeStore, number: str) -> None:
    line = json.dumps(score("x", 0)).replace('"valueInteger": 0', f'"valueDecimal": {number}')
    report = take(store, written(tmp_path / "x.ndjson", PLAIN + line.encode() + b"\n"))
    assert [found.score for name, found in scores(store).items() if name == "x"] in ([], [None])
    assert [issue.line for issue in report.issues] == [3]


@pytest.mark.parametrize(
    "date",
    [
        "0000-01-01",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2024-01-0٣",
        "２０２４-01-01",
    ],
)
def test_a_date_that_no_clock_knows_is_no_date(tmp_path: Path, store: PracticeStore, date: str) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), score("x", 5, date)))
    assert report.total("kept") == 2
    assert not any(found.solid for found in scores(store).values())


def test_no_control_character_or_direction_control_is_stored(tmp_path: Path, store: PracticeStore) -> None:
    evil = "a\x00b\x1b\u202ec"
    meta = {"lastUpdated": evil, "versionId": evil}
    subject = {"reference": f"Patient/{evil}"}
    odd = [
        patient(evil, meta=meta, gender=evil, name=[{"text": evil}], identifier=[{"system": evil, "value": evil}]),
        score("x", 5, evil, subject=subject, encounter={"reference": f"Encounter/{evil}"}, meta=meta),
        {"resourceType": "Condition", "id": evil, "subject": subject, "code": {"text": evil}, "onsetDateTime": evil},
        {
            "resourceType": "PractitionerRole",
            "id": evil,
            "practitioner": {"reference": f"Practitioner/{evil}", "display": evil},
        },
        {"resourceType": evil},
        {"transactionTime": evil, "output": [{"type": evil, "count": 3, "continuesInFile": evil}]},
        {**bundle(patient("one")), "entry": [{"fullUrl": f"urn:{evil}", "resource": {"resourceType": "Patient"}}]},
    ]
    take(store, ndjson(tmp_path / "x.ndjson", *odd))
    for table in ("client", "client_alias", "practitioner", "meeting", "clinical", "evidence", "source_file", "import_run"):
        with store.engine.connect() as connection:
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):
                texts = "".join(value for value in row if isinstance(value, str)).replace("\n", "")
                assert not {one for one in texts if one in "\u202e" or ord(one) < 32}, (table, texts)
                assert "\\u0000" not in texts


def test_sql_in_a_file_name_and_in_a_name_comes_back_as_it_was(tmp_path: Path, store: PracticeStore) -> None:
    name = "Robert'); DROP TABLE client;--"
    report = take(store, ndjson(tmp_path / f"{name}.ndjson", patient("rob", name=[{"family": name}])))
    assert report.files[0].path == f"{name}.ndjson"
    assert [row[3] for row in everything(store)["client"] if row[0] == "rob"] == [name]


# Without the limit on lines, the next one behind it is tried: what a process may take.
CHILD = (
    "import sys; from briefing_app.sources.fhir import recognise; recognise.LONGEST_LINE = 1 << 40\n"
    "from briefing_app.cli import main; sys.exit(main(['--profile', sys.argv[1], 'worker']))"
)


@POSIX
def test_the_importing_process_is_bounded_and_says_when_its_memory_ran_out(tmp_path: Path, new_store: Path) -> None:
    profile = Profile(tmp_path / "profile")
    profile.make()
    profile.practice.write_bytes(new_store.read_bytes())
    with (tmp_path / "huge.json").open("wb") as file:
        file.write(b'{"resourceType":"Bundle","entry":[')
        file.truncate(3 << 30)  # sparse: nothing of it is on the disk
    order = json.dumps({"task": "import", "key": KEY.hex(), "paths": [str(tmp_path / "huge.json")]})
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(profile.folder)],
        input=order + "\n", capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    assert "more memory than an import may take" in json.loads(done.stdout.splitlines()[-1])["report"]


@POSIX
def test_the_command_line_imports_within_the_same_limits_and_goes_on_with_the_next_file(tmp_path: Path) -> None:
    with (tmp_path / "huge.json").open("wb") as file:
        file.write(b'{"resourceType":"Bundle","entry":[')
        file.truncate(3 << 30)
    read, write = os.pipe()
    os.write(write, b"words\n")
    os.close(write)
    done = subprocess.run(
        [sys.executable, "-c", CHILD.partition("from briefing_app.cli")[0] + "import resource as r; from briefing_app.cli import main; code = main();"
         "print(*(r.getrlimit(one)[0] for one in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_NOFILE)), file=sys.stderr); sys.exit(code)",
         "--profile", str(tmp_path / "p"), "--passphrase-fd", str(read), "import", "--without-recovery-code", "--json",
         str(tmp_path / "huge.json"), str(written(tmp_path / "x.ndjson", PLAIN))],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60, pass_fds=(read,),
    )  # fmt: skip
    os.close(read)
    assert [int(one) for one in done.stderr.split()[-3:]] == [MEMORY_BYTES, PROCESSOR_SECONDS, OPEN_FILES], done.stderr
    report = json.loads(done.stdout)
    assert [(issue["file"], "more memory than an import" in issue["reason"]) for issue in report["issues"]] == [
        ("huge.json", True)
    ]
    assert [one["kept"] for one in report["files"][1]["types"]] == [1, 1]


def test_no_half_of_a_write_is_gone_on_with(tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ImportTransaction, "add", fails)
    with pytest.raises(Problem, match="everything is as it was before"):
        take(store, written(tmp_path / "x.ndjson", PLAIN))
    assert shown(store) == []


# As long as a line or an entry may be: a client's picture or a letter in PDF may stand in it, and no record should be lost for that.
# The longest line of real exports that we have is 0.2 MB; a limit of 1 MB would not need less memory than the 300 MB that are allowed.
DENSE = 8_388_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the most memory that a process took is read as Linux says it")
@pytest.mark.parametrize(
    ("start", "unit", "end"),
    [
        (b'{"resourceType":"Patient","x":[', b'{"a":12},', b"1]}\n"),
        (b'{"resourceType":"Patient","x":[NaN,', b'{"a":12},', b"1]}\n"),
        (b'{"resourceType":"Patient","x":"' + b"[" * 100, b'\\"', b"\n"),
        (b'{"resourceType":"Patient","x":"' + b"[" * 100, b"x", b'"}\n'),
        (b'{"resourceType":"Bundle","entry":[{"x":"' + b"[" * 100, b"x" * 8, b'"}]}'),
        (b"", b'{"a":', b""),
        (b'{"resourceType":"Bundle","entry":[', b'{"a":1},', b"{}]}"),
    ],
    ids=["objects", "lenient", "quotes", "text", "document", "deep", "bundle"],
)
def test_the_densest_of_lines_and_documents_takes_less_than_300_mb(
    tmp_path: Path, start: bytes, unit: bytes, end: bytes
) -> None:
    size = DENSE - len(start) - len(end) if end.endswith(b"\n") else 3 * DENSE
    path = written(tmp_path / "x.ndjson", start + unit * (size // len(unit)) + end)
    code = (
        "import sys; from pathlib import Path; from tests.importing import CATALOGUE, NEW_YORK;"
        "from briefing_app.sources.fhir.context import CodeIndex, Context; from briefing_app.sources.fhir.export import ExportReader;"
        "context = Context(CodeIndex.of(CATALOGUE.all()), {}, NEW_YORK);"
        "ExportReader(context, lambda _: None, lambda *_: None, lambda _: None).read([Path(sys.argv[1])]);"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])"  # getrusage begins with what the parent took
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert int(done.stdout) // 1024 < 300, done.stderr


@POSIX
def test_the_limits_leave_no_core_file_and_let_files_grow() -> None:
    code = (
        "import resource as r; from briefing_app.system.limits import limit_this_process; before = r.getrlimit(r.RLIMIT_FSIZE);"
        "limit_this_process(); print(r.getrlimit(r.RLIMIT_CORE)[1], r.getrlimit(r.RLIMIT_NOFILE)[1] <= 256, r.getrlimit(r.RLIMIT_FSIZE) == before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.stdout.split() == ["0", "True", "True"], done.stderr


# -- whatever the bytes, each line has one fate

ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["0000-00-00", "9999-12-31T23:59:59-14:00", "\ud800", "a\x00b", "1_000", "٣", 2**70, "Patient/", "?a=b"]),
)  # fmt: skip
ANY = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6
)
SHAPED = st.sampled_from(["subject", "code", "valueInteger", "valueQuantity", "effectiveDateTime", "status", "name", "birthDate", "meta", "identifier", "id"])  # fmt: skip


@st.composite
def odd_resource(draw: st.DrawFn) -> dict[str, Any]:
    base = draw(st.sampled_from(GOOD))
    return {**base, "id": draw(st.sampled_from(["a", "b", "c"])), draw(SHAPED): draw(ANY)}


@st.composite
def flipped(draw: st.DrawFn) -> bytes:
    line = bytearray(json.dumps(draw(st.sampled_from(GOOD))).encode())
    for place in draw(st.lists(st.integers(0, len(line) - 1), min_size=1, max_size=3)):
        line[place] ^= 1 << draw(st.integers(0, 7))
    return bytes(line)


def holds_one(value: object) -> bool:
    """A list on a line is as many values as it holds."""
    return not isinstance(value, list) or (len(value) < 2 and not any(isinstance(one, (list, dict)) for one in value))


def as_line(value: object) -> bytes:
    return json.dumps(value).encode()


LINES = st.lists(st.one_of(ANY.filter(holds_one).map(as_line), odd_resource().map(as_line), flipped()), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def kept_open(tmp_path_factory: pytest.TempPathFactory, new_store: Path) -> Iterator[PracticeStore]:
    path = tmp_path_factory.mktemp("fates") / "practice.db"
    path.write_bytes(new_store.read_bytes())
    store = PracticeStore(path, KEY)
    yield store
    store.close()


@settings(derandomize=True, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES)
def test_every_line_is_stored_or_unchanged_or_not_needed_or_refused_once(lines: list[bytes], kept_open: PracticeStore) -> None:
    path = kept_open.path.with_name("x.ndjson")
    path.write_bytes(PLAIN + b"\n".join(lines) + b"\n")
    try:
        report = take(kept_open, path)
    except Problem:
        return
    given_lines = [line for line in path.read_bytes().split(b"\n") if line.strip()]
    counts = [count for file in report.files for count in file.types]
    # A line that is no resource is refused without being counted as read; a resource is counted as read, whatever became of it.
    unread = sum(count.rejected for count in counts if not count.read)
    assert sum(count.read for count in counts) + unread == len(given_lines)
    refused = [issue.line for issue in report.issues if issue.weight == "rejected"]
    assert len(refused) == len(set(refused)) == report.total("rejected")
    for count in counts:
        used = count.kept + count.unchanged + count.updated + count.older + count.deleted + count.left_out
        assert used + count.rejected <= max(count.read, count.rejected)
        if count.type == "Patient":
            assert used + count.rejected == count.read


def test_clinical_documents_that_attack_are_refused_in_a_sentence_each_and_their_neighbours_are_read(
    tmp_path: Path, store: PracticeStore
) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    for name, (data, words) in hostile.documents().items():
        (issue,) = take(store, written(folder / name, data)).issues
        assert words in issue.reason, f"{name}: {issue.reason}"
        assert "/etc/passwd" not in issue.reason
        assert len(issue.reason) < 300
    assert [row for row in everything(store)["client"] if row[1]] == []
    take(store, folder, written(folder / "y.ndjson", PLAIN))
    assert shown(store) == READ
