"""A file that is no FHIR export is called what it is, and an import of nothing but such files was no import."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from briefing_app.documents.report import report_as_text
from briefing_app.services.importing import ImportReport
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import document, ndjson, patient, score
from tests.importing import shown, take


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b'<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>',
            "a clinical document that does not say about whom it is",
        ),
        (
            b'<?xml version="1.0"?>\n<cda:ClinicalDocument xmlns:cda="urn:hl7-org:v3"/>',
            "a clinical document that does not say about whom it is",
        ),
        (b'\xef\xbb\xbf<Bundle xmlns="http://hl7.org/fhir"/>', "FHIR as XML"),
        (b"<!DOCTYPE HealthData [<!ELEMENT x>]><HealthData/>", "an Apple Health export"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "an Excel spreadsheet"),
        (b"<html><head><title>Sign in</title>", "a web page, perhaps a login page"),
        (b"<note/>", "XML or a web page"),
        (b"MSH|^~\\&|EHR|CLINIC|||20261130||SIU^S12|1|P|2.5\rPID|1", "HL7 v2"),
        (b'<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"/>', "a calendar as XML"),
        (b"BEGIN:VCARD\r\n", "contacts"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "an image (PNG)"),
        (b"\xff\xd8\xff\xe0", "an image (JPEG)"),
        (b"\0\0\0\x18ftypheic", "an image (HEIC)"),
        (b"\0" * 128 + b"DICM", "a DICOM image"),
        (b"{\\rtf1\\ansi Dear Ann}", "a word processor's document (RTF)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel or Word file of the old kind"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"SQLite format 3\0", "a database"),
        (b"ISA*00*          *", "an insurance file"),
        (b"-----BEGIN PGP MESSAGE-----", "encrypted (PGP)"),
        (b"From: a\nMIME-Version: 1.0\n", "so no FHIR export"),
        (b"MIME-Version: 1.0\nFrom: a\n", "an e-mail"),
        (b'Client,Date,Score\n"Vale, Orla",2026-11-30,7\nNed,2026-11-29,3\n', "no table with these columns was read before"),
        (b"Client;Score\nOrla;7\n", "no table with these columns was read before"),
        (b"\0" * 4096, "nothing but zero bytes"),
        (b"\x01\x02\x03\x04\x05\x06\x07", "nor any text"),
        (b"Dear Ann,\nhere is your report.\n", "neither JSON nor NDJSON, so no FHIR export"),
        ("Client,Score".encode("utf-16"), "no row stands below its header"),
        ("Dear Ann".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_foreign_file_is_called_what_it_is(tmp_path: Path, store: PracticeStore, data: bytes, said: str) -> None:
    (tmp_path / "odd.ndjson").write_bytes(data)
    report = take(store, tmp_path / "odd.ndjson")
    assert [said in one.reason for one in report.issues] == [True], report.issues
    assert (report.all_refused, report.as_of) == (True, None)


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "/"), text)
    return path


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {"[Content_Types].xml": "<x/>", "xl__workbook.xml": "<x/>", "xl__worksheets__sheet1.xml": "<x/>"},
            "is a spreadsheet without a table: no visible sheet",
        ),
        ({"[Content_Types].xml": "<x/>", "word__document.xml": "<x/>"}, "a Word document, which cannot be read"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"},
            "a spreadsheet (OpenDocument): save",
        ),
        ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}, "a document (OpenDocument), which"),
    ],
)
def test_an_office_document_is_one_file(tmp_path: Path, store: PracticeStore, members: dict[str, str], said: str) -> None:
    report = take(store, archive(tmp_path / "book.xlsx", **members))
    assert [(one.file, said in one.reason) for one in report.issues] == [("book.xlsx", True)]
    assert report.files_read == 1


def test_a_zip_that_holds_an_office_document_beside_an_export_is_still_read(tmp_path: Path, store: PracticeStore) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as made:
        made.writestr("xl/workbook.xml", "<x/>")
    lines = ndjson(tmp_path / "x.ndjson", patient(), score("s", 7)).read_text("utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("x.ndjson", lines)
        made.writestr("book.xlsx", book.getvalue())
    report = take(store, tmp_path / "all.zip")
    assert shown(store) == [("ann", "PHQ-9", 7)]
    assert [("all.zip/book.xlsx", "an archive inside another" in one.reason) for one in report.issues] == [
        ("all.zip/book.xlsx", True)
    ]


def last_label(store: PracticeStore) -> str:
    reader = PracticeReader(store)
    run = reader.last_import()
    reader.close()
    return run.label if run else ""


def test_what_holds_no_record_is_said_and_is_no_source(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "1.ndjson", patient(), score("s", 7)))
    (tmp_path / "empty").mkdir()
    (tmp_path / "blank.json").write_bytes(b"")
    manifest = {"transactionTime": "2026-11-30T00:00:00Z", "request": "x", "output": []}
    for path in (tmp_path / "empty", tmp_path / "blank.json", document(tmp_path / "manifest.json", manifest)):
        report = take(store, path)
        assert (report.nothing_read, report.all_refused, report.as_of) == (True, False, None)
        assert "no record to read was found" in report_as_text(report)
        assert "here already" not in report_as_text(report)
        assert last_label(store) == "1.ndjson"


def test_an_import_of_nothing_that_is_shown_does_not_claim_to_know_it(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "1.ndjson", patient(), score("s", 7)))
    report = take(store, ndjson(tmp_path / "2.ndjson", {"resourceType": "Claim", "id": "c"}))
    assert "it holds nothing new that is shown" in report_as_text(report)
    assert (report.nothing_read, report.as_of, last_label(store)) == (False, None, "1.ndjson")


def many(folder: Path, count: int) -> Path:
    for number in range(count):
        document(
            folder / "Observation" / f"{number}.json", score(f"s{number}", number % 20, f"2024-03-01T09:{number % 60:02}:00Z")
        )
    ndjson(folder / "people.ndjson", patient(), patient("ben"))
    return folder


def test_an_export_of_one_record_a_file_is_one_entry_a_folder(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, many(tmp_path / "export", 30))
    assert [(one.path, [(kind.type, kind.read, kind.kept) for kind in one.types]) for one in report.files] == [
        ("export/people.ndjson", [("Patient", 2, 2)]),
        ("export/Observation/… (30 files of one record or none)", [("Observation", 30, 30)]),
    ]
    assert (report.files_read, report.total("read")) == (31, 32)
    assert "32 records read from 31 files" in report_as_text(report)


def test_few_files_are_listed_each(tmp_path: Path, store: PracticeStore) -> None:
    assert len(take(store, many(tmp_path / "export", 20)).files) == 21


def test_files_that_are_refused_alike_are_named_three_times_and_counted(tmp_path: Path, store: PracticeStore) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(25):
        (folder / f"{number}.pdf").write_bytes(b"%PDF-1.7")
    (folder / "x.png").write_bytes(b"\x89PNG")
    report = take(store, folder)
    assert [(one.file, one.reason.partition(",")[0]) for one in report.issues] == [
        ("letters/0.pdf", "a PDF"), ("letters/1.pdf", "a PDF"), ("letters/2.pdf", "a PDF"), ("letters/x.png", "an image (PNG)"),
        ("letters", "22 more files like that: a PDF"),
    ]  # fmt: skip
    assert (report.total("rejected"), report.files_read) == (26, 26)


def test_one_line_that_cannot_be_read_does_not_make_all_of_it_known(tmp_path: Path, store: PracticeStore) -> None:
    path = ndjson(tmp_path / "1.ndjson", patient())
    path.write_text(path.read_text("utf-8") + '{"resourceType": "Obs\n', "utf-8")
    take(store, path)
    assert "what could be read of it was here already" in report_as_text(take(store, path))


def test_the_counts_of_a_report_are_those_of_its_files(tmp_path: Path, store: PracticeStore) -> None:
    report: ImportReport = take(store, many(tmp_path / "export", 40))
    assert report.total("read") == report.total("kept") == 42
