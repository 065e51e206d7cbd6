"""Files of every kind: read by content, refused alone and in a sentence, and never written anywhere."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.storage.practice import PracticeStore
from tests.fhir import bundle, document, ndjson, patient, response, score
from tests.importing import everything, shown, take

LINES = [patient(), score("a", 5, "2024-01-01T09:00:00Z"), score("b", 6, "2024-02-01T09:00:00Z")]
BOTH = [("ann", "PHQ-9", 5), ("ann", "PHQ-9", 6)]


def text() -> bytes:
    return "".join(json.dumps(one) + "\n" for one in LINES).encode()


@pytest.mark.parametrize(
    "data",
    [
        text(),
        text().rstrip(b"\n"),
        b"\xef\xbb\xbf" + text(),
        b"\r\n\n" + text().replace(b"\n", b"\r\n\r\n") + b"  \n",
        json.dumps(bundle(*LINES), indent=2).encode(),
        json.dumps(bundle(*LINES)).encode(),
        json.dumps(LINES).encode(),
        json.dumps(LINES, indent=1).encode(),
        json.dumps({"resourceType": "Parameters", "parameter": [{"name": "x", "resource": one} for one in LINES]}).encode(),
        json.dumps(bundle(bundle(*LINES))).encode(),
        json.dumps(
            {"resourceType": "Bundle", "entry": [{"resource": {"fullUrl": "x", "resource": one}} for one in LINES]}
        ).encode(),
        gzip.compress(text()),
        gzip.compress(gzip.compress(text())),
    ],
    ids=[
        "ndjson",
        "no last newline",
        "byte order mark",
        "blank lines",
        "pretty bundle",
        "bundle",
        "list",
        "pretty list",
        "parameters",
        "nested",
        "wrapped twice",
        "gzip",
        "gzip twice",
    ],
)
@pytest.mark.parametrize("name", ["export.ndjson", "export.txt", "11ef-34be"])
def test_content_decides_and_not_the_name(tmp_path: Path, store: PracticeStore, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    report = take(store, tmp_path / name)
    assert shown(store) == BOTH
    assert report.total("rejected") == 0


def test_a_zip_is_read_in_place_and_its_evil_members_refused(tmp_path: Path, store: PracticeStore) -> None:
    path = tmp_path / "in" / "export.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/1.Patient.ndjson", text())
        for name in ("../../outside.ndjson", "/absolute.ndjson", "export/..\\..\\backslash.ndjson", "C:\\drive.ndjson"):
            archive.writestr(name, json.dumps(score("evil", 27)))
    before = sorted(tmp_path.rglob("*"))
    report = take(store, path)
    assert shown(store) == BOTH
    assert sum("points outside" in issue.reason for issue in report.issues) == 4
    assert [one for one in sorted(tmp_path.rglob("*")) if "practice" not in one.name] == [
        one for one in before if "practice" not in one.name
    ]


def test_a_tar_gz_is_read_and_its_links_are_not_followed(tmp_path: Path, store: PracticeStore) -> None:
    path = tmp_path / "export.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("folder/export.ndjson")
        member.size = len(text())
        archive.addfile(member, io.BytesIO(text()))
        link = tarfile.TarInfo("folder/link.ndjson")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    report = take(store, path)
    assert shown(store) == BOTH
    assert any("link or device" in issue.reason for issue in report.issues)


def test_a_compression_bomb_is_refused_and_its_neighbours_are_read(tmp_path: Path, store: PracticeStore) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bomb.ndjson.gz").write_bytes(gzip.compress(b" " * 12_000_000))
    (tmp_path / "in" / "good.ndjson").write_bytes(text())
    report = take(store, tmp_path / "in")
    assert shown(store) == BOTH
    assert any("unpacks to more than" in issue.reason for issue in report.issues)


def test_a_gzip_cut_short_gives_its_whole_lines_and_says_so(tmp_path: Path, store: PracticeStore) -> None:
    lines = [patient(), *(score(f"s{number}", number % 27, f"2024-01-{number + 1:02}T09:00:00Z") for number in range(28))]
    data = gzip.compress("".join(json.dumps(one) + "\n" for one in lines).encode())
    (tmp_path / "cut.ndjson.gz").write_bytes(data[: len(data) * 2 // 3])
    report = take(store, tmp_path / "cut.ndjson.gz")
    assert 0 < len(shown(store)) < 28
    assert any("damaged or cut off" in issue.reason for issue in report.issues)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b'<?xml version="1.0"?><Observation xmlns="http://hl7.org/fhir"/>', "FHIR as XML is not supported"),
        (b"\x89PNG\r\n", "an image (PNG)"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b'{"resourceType":"QuestionnaireResponse",' + b'"a":{' * 6000 + b"}" * 6001, "levels deep"),
        (b'{"resourceType": "Bundle",\n "entry": [\n {"fullUrl": "x"} {"resource": 1}]}', "line 3"),
        (b"", "empty"),
    ],
)
def test_a_foreign_or_broken_file_gets_one_plain_sentence(
    tmp_path: Path, store: PracticeStore, data: bytes, sentence: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "odd.json").write_bytes(data)
    (tmp_path / "in" / "zgood.ndjson").write_bytes(text())
    report = take(store, tmp_path / "in")
    assert [issue for issue in report.issues if issue.file == "in/odd.json" and sentence in issue.reason]
    assert shown(store) == BOTH


def test_a_broken_line_is_refused_alone_with_its_number(tmp_path: Path, store: PracticeStore) -> None:
    lines = text().splitlines()
    broken = [
        lines[0],
        b'{"resourceType":"Observation","id":"x","st',
        lines[1],
        b'{"resourceType":"Observation","code":{"coding":[{"code":"44261-6"}]},"note":"caf\xe9"}',
        lines[2],
        b"null",
        b"42",
        b'{"resourceType":"Observatoin"}',
    ]
    (tmp_path / "x.ndjson").write_bytes(b"\n".join(broken))
    report = take(store, tmp_path / "x.ndjson")
    assert shown(store) == BOTH
    assert [(issue.line, issue.weight) for issue in report.issues] == [
        (2, "rejected"),
        (4, "rejected"),
        (6, "rejected"),
        (7, "rejected"),
        (8, "rejected"),
    ]


def test_nan_surrogates_and_control_characters_are_made_harmless(tmp_path: Path, store: PracticeStore) -> None:
    odd = [
        '{"resourceType":"Observation","id":"n","status":"final","code":{"coding":[{"code":"44261-6"}]},"subject":{"reference":"Patient/ann"},"effectiveDateTime":"2024-01-01","valueQuantity":{"value":NaN}}',
        '{"resourceType":"Patient","id":"ann","name":[{"family":"Tab\there\\ud83d","given":["Bell\x07"]}]}',
    ]
    (tmp_path / "x.ndjson").write_text("\n".join(odd), "utf-8")
    take(store, tmp_path / "x.ndjson")
    assert everything(store)["client"][1][3:5] == ("Tab here\ufffd", "Bell")
    assert shown(store) == []


def test_wrong_types_everywhere_cause_no_exception(tmp_path: Path, store: PracticeStore) -> None:
    odd_text = "\ud800\u202e\x00"
    values: list[object] = [
        None,
        True,
        1,
        1.5,
        "text",
        [],
        {},
        [None],
        [[]],
        {"a": 1},
        ["x"],
        odd_text,
        {"reference": f"Patient/{odd_text}"},
    ]
    values += [
        [{"system": odd_text, "value": odd_text}],
        [{"text": odd_text, "family": odd_text, "given": [odd_text]}],
        {"start": odd_text, "coding": [{"code": odd_text}]},
    ]
    fields = (
        "id",
        "meta",
        "status",
        "subject",
        "participant",
        "start",
        "period",
        "code",
        "name",
        "birthDate",
        "item",
        "authored",
        "class",
        "effectiveDateTime",
        "valueQuantity",
        "identifier",
        "questionnaire",
        "encounter",
        "derivedFrom",
        "appointment",
        "slot",
        "description",
        "authoredOn",
    )
    kinds = (
        "Patient",
        "Appointment",
        "Encounter",
        "Observation",
        "QuestionnaireResponse",
        "Condition",
        "MedicationRequest",
        "Goal",
        "CarePlan",
        "Task",
        "Flag",
        "Communication",
        "DocumentReference",
        "Composition",
        "EpisodeOfCare",
        "Slot",
        "Practitioner",
        "PractitionerRole",
        "Bundle",
        "Parameters",
    )
    base = {"code": {"coding": [{"code": "44261-6"}]}}
    odd = [{"resourceType": kind, **base, field: value} for kind in kinds for field in fields for value in values]
    report = take(store, ndjson(tmp_path / "x.ndjson", *odd, *LINES))
    assert [one for one in shown(store) if one[0] == "ann"] == BOTH
    assert report.total("read") > 3000


def test_links_and_pipes_are_not_followed(tmp_path: Path, store: PracticeStore) -> None:
    folder = tmp_path / "in"
    ndjson(folder / "good.ndjson", *LINES)
    (folder / "link.ndjson").symlink_to("/etc/passwd")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.ndjson")
    report = take(store, folder)
    assert shown(store) == BOTH
    assert sum("not followed" in issue.reason for issue in report.issues) == 2


def test_a_bulk_folder_is_recognised_and_what_is_missing_is_said(tmp_path: Path, store: PracticeStore) -> None:
    folder = tmp_path / "bulk"
    ndjson(folder / "1.Observation.ndjson", *LINES)
    ndjson(folder / "log.ndjson", {"exportId": "x", "eventId": "kickoff", "eventDetail": {}})
    ndjson(
        folder / "error" / "1.OperationOutcome.ndjson",
        {
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "diagnostics": "Failed to export 4.Condition.ndjson"}],
        },
    )
    (folder / "_SUCCESS").write_bytes(b"")
    (folder / "README.md").write_text("read me")
    output = [{"type": "Observation", "url": "x", "count": 5, "continuesInFile": "https://host/2.Observation.ndjson"}]
    document(
        folder / "manifest.json",
        {
            "transactionTime": "2026-02-01T10:00:00Z",
            "request": "x",
            "output": output,
            "error": [{"type": "OperationOutcome", "count": 337}],
        },
    )
    report = take(store, folder)
    said = " ".join(issue.reason for issue in report.issues)
    assert report.total("rejected") == 0
    assert report.as_of == 1769940000
    for words in (
        "337 resources",
        "Failed to export 4.Condition.ndjson",
        "Observation: 5 announced, 2 here",
        "2.Observation.ndjson, which is not here",
    ):
        assert words in said


def test_a_page_without_its_next_is_said(tmp_path: Path, store: PracticeStore) -> None:
    page = bundle(*LINES, kind="searchset", total=5, link=[{"relation": "next", "url": "https://host/page2"}])
    report = take(store, document(tmp_path / "page.json", page, indent=1))
    assert any("2 of 5 results are not in this folder" in issue.reason for issue in report.issues)
    assert shown(store) == BOTH


def test_a_path_that_is_not_there_is_a_problem(store: PracticeStore, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="There is nothing at"):
        take(store, tmp_path / "nowhere")


def test_a_folder_that_may_not_be_read_is_a_problem_with_a_remedy(
    store: PracticeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing_app.sources.fhir.files.os.access", lambda *_: False)
    with pytest.raises(Problem, match="cannot be read by you") as caught:
        take(store, tmp_path)
    assert "Ask for read access" in caught.value.remedy


def test_sql_in_names_is_only_a_name(tmp_path: Path, store: PracticeStore) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            patient("x'); DROP TABLE client; --"),
            response("r", [1] * 9, client="x'); DROP TABLE client; --"),
        ),
    )
    assert shown(store) == [("x'); DROP TABLE client; --", "PHQ-9", 9)]
