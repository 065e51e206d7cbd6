"""Notes wherever an export keeps their words: inline, in a Binary, as pages, RTF or narrative; and why the words are not here."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.client import ClinicalFact
from briefing_app.sources.fhir.attachments import content_words
from briefing_app.sources.fhir.markup import markup_words
from briefing_app.sources.fhir.rtf import MOST_GROUPS, rtf_words
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, bundle, document, ndjson, patient
from tests.importing import take

NOTE = "S: slept better.\nPlan:\nwalk each evening\n"
PAGE = "<html><head><style>p {plan: x}</style></head><body><h3>Plan</h3><p>walk each</p><p>evening</p><h3>Risk</h3><p>none</p></body></html>"
RTF_NOTE = r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\b S:\b0  ok\par Plan:\par walk each evening\par}"


def data(words: str | bytes) -> str:
    return base64.b64encode(words.encode() if isinstance(words, str) else words).decode()


def binary(words: str | bytes, kind: str = "text/plain", id: str = "b1", **more: Any) -> Resource:
    return {"resourceType": "Binary", "id": id, "contentType": kind, "data": data(words), **more}


def note(*attachments: dict[str, Any], id: str = "n1", **more: Any) -> Resource:
    return {
        "resourceType": "DocumentReference",
        "id": id,
        "status": "current",
        "type": {"text": "Progress note"},
        "subject": {"reference": "Patient/ann"},
        "date": "2024-03-02T09:00:00Z",
        "content": [{"attachment": one} for one in attachments],
        **more,
    }


def notes(store: PracticeStore) -> list[ClinicalFact]:
    reader = PracticeReader(store)
    row = reader.row_of("ann")
    assert row is not None
    found = [fact for fact in reader.histories([row])[row].facts if fact.kind == "note"]
    reader.close()
    return found


def told(store: PracticeStore) -> tuple[str, str]:
    (found,) = notes(store)
    return " ".join(found.detail.split()), found.lacks


@pytest.mark.parametrize(
    "attachment",
    [
        {"contentType": "text/plain", "data": data(NOTE)},
        {"data": data(NOTE)},
        {"contentType": "text/html; charset=utf-8", "data": data(PAGE)},
        {"contentType": "application/xhtml+xml", "data": data(f'<div xmlns="http://www.w3.org/1999/xhtml">{PAGE}</div>')},
        {"contentType": "text/rtf", "data": data(RTF_NOTE)},
        {"contentType": "application/octet-stream", "data": data(RTF_NOTE)},
        {"contentType": "text/plain; charset=utf-16", "data": data(NOTE.encode("utf-16"))},
        {"url": f"data:text/plain;base64,{data(NOTE)}"},
        {"contentType": "text/plain", "url": "Binary/b1"},
        {"contentType": "text/plain", "url": "https://ehr.example/r4/Binary/b1"},
        {"contentType": "text/plain", "url": "https://ehr.example/r4/Binary/b1/_history/2"},
        {"contentType": "text/plain", "url": "#b1"},
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_the_words_under_the_plan_are_read_wherever_they_are(
    tmp_path: Path, store: PracticeStore, attachment: dict[str, Any], later: bool
) -> None:
    more: dict[str, Any] = {"contained": [binary(NOTE)]} if attachment.get("url") == "#b1" else {}
    lines = [patient(), note(attachment, **more), binary(NOTE)]
    take(store, ndjson(tmp_path / "a.ndjson", *(lines if later else reversed(lines))))
    assert told(store) == ("walk each evening", "")


def test_a_binary_in_another_file_or_under_its_full_url_is_found(tmp_path: Path, store: PracticeStore) -> None:
    (tmp_path / "x").mkdir()
    ndjson(tmp_path / "x" / "DocumentReference.ndjson", patient(), note({"url": "Binary/b1"}))
    ndjson(tmp_path / "x" / "Zebra.ndjson", binary(NOTE))
    take(store, tmp_path / "x")
    assert told(store) == ("walk each evening", "")
    made = bundle(note({"url": "urn:uuid:7"}, id="n2"))
    made["entry"].append({"fullUrl": "urn:uuid:7", "resource": binary("Plan:\nrest")})
    take(store, document(tmp_path / "b.json", made))
    assert [one.detail for one in notes(store)] == ["walk each evening", "rest"]


@pytest.mark.parametrize(
    ("attachments", "lacks"),
    [
        ([{"contentType": "text/html", "url": "Binary/gone"}], "its text is not in the export"),
        ([{"title": "empty"}], "its text is not in the export"),
        ([], "its text is not in the export"),
        ([{"contentType": "application/pdf", "url": "Binary/gone"}], "a PDF, not read"),
        ([{"contentType": "application/pdf", "data": data("%PDF-1.7")}], "a PDF, not read"),
        ([{"data": data("%PDF-1.7")}], "a PDF, not read"),
        ([{"url": "Binary/b1"}], "a PDF, not read"),
        (
            [{"contentType": "text/html", "url": "Binary/gone"}, {"contentType": "image/jpeg", "url": "x.jpg"}],
            "an image, not read",
        ),
        ([{"contentType": "application/xml", "data": data("<ClinicalDocument/>")}], "an XML document, not read"),
        ([{"contentType": "application/octet-stream", "data": data("PK\3\4")}], "not a text, not read"),
        ([{"contentType": "text/plain", "data": data("no heading")}], ""),
    ],
)
def test_a_note_whose_words_are_not_here_says_why(
    tmp_path: Path, store: PracticeStore, attachments: list[dict[str, Any]], lacks: str
) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", patient(), note(*attachments), binary("%PDF", "application/pdf")))
    assert told(store) == ("", lacks)


def test_the_attachment_with_a_plan_is_taken_though_another_comes_first(tmp_path: Path, store: PracticeStore) -> None:
    first, second = {"contentType": "text/html", "url": "Binary/gone"}, {"contentType": "text/plain", "data": data(NOTE)}
    take(store, ndjson(tmp_path / "a.ndjson", patient(), note(first, {"data": data("no heading")}, second)))
    assert told(store) == ("walk each evening", "")


def test_a_narrative_is_read_where_nothing_else_holds_a_plan(tmp_path: Path, store: PracticeStore) -> None:
    text = {"status": "additional", "div": '<div xmlns="http://www.w3.org/1999/xhtml"><b>Plan:</b> walk each evening</div>'}
    take(store, ndjson(tmp_path / "a.ndjson", patient(), note(text=text)))
    assert told(store) == ("walk each evening", "")


def test_a_report_with_a_presented_form_is_a_note_unless_it_is_of_a_laboratory(tmp_path: Path, store: PracticeStore) -> None:
    def report(id: str, **more: Any) -> Resource:
        made = note(id=id, effectiveDateTime="2024-03-02", code={"text": "Consultation"}, presentedForm=[{"data": data(NOTE)}])
        return {**made, "resourceType": "DiagnosticReport", "status": "final", **more}

    lab = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "LAB"}]}
    lines = report("r1"), report("r2", category=[lab]), report("r3", presentedForm=[]), report("r4", status="preliminary")
    result = take(store, ndjson(tmp_path / "a.ndjson", patient(), *lines))
    assert [(one.title, one.detail, one.status) for one in notes(store)] == [
        ("Consultation", "walk each evening", "final"),
        ("Consultation", "walk each evening", "preliminary"),
    ]
    assert (result.total("kept"), result.total("passed_over")) == (3, 2)
    take(store, document(tmp_path / "b.json", bundle(report("r5"), report("r6", presentedForm=None))))
    assert len(notes(store)) == 3


def test_a_composition_is_read_at_any_depth(tmp_path: Path, store: PracticeStore) -> None:
    inner = {"title": "Plan of care", "text": {"div": "<div>walk each evening</div>"}}
    made = note(id="c1") | {
        "resourceType": "Composition",
        "status": "final",
        "section": [{"title": "Visit", "section": [inner]}],
    }
    take(store, ndjson(tmp_path / "a.ndjson", patient(), made))
    assert told(store)[0] == "walk each evening"


@pytest.mark.parametrize(
    ("kept", "of_the_text", "status"),
    [
        ("current", None, "current"),
        ("current", "final", "current"),
        ("current", "preliminary", "preliminary"),
        ("superseded", "final", "superseded"),
        ("current", "amended", "amended"),
    ],
)
def test_the_state_of_a_note_is_that_of_its_words_unless_the_record_is_replaced(
    tmp_path: Path, store: PracticeStore, kept: str, of_the_text: str | None, status: str
) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", patient(), note({"data": data(NOTE)}, status=kept, docStatus=of_the_text)))
    assert [one.status for one in notes(store)] == [status]


def test_a_note_that_replaces_another_names_it_and_one_in_error_is_gone(tmp_path: Path, store: PracticeStore) -> None:
    target = {"code": "replaces", "target": {"reference": "https://host/DocumentReference/n1"}}
    newer = note(
        {"data": data(NOTE)}, id="n2", relatesTo=[target, {"code": "signs", "target": {"reference": "DocumentReference/x"}}]
    )
    in_error = note({"data": data(NOTE)}, id="n3", docStatus="entered-in-error")
    take(store, ndjson(tmp_path / "a.ndjson", patient(), note({"data": data(NOTE)}), newer, in_error))
    assert [(one.origin.resource_id, one.replaces) for one in notes(store)] == [("n1", ""), ("n2", "n1")]


def test_a_later_import_with_the_words_gives_them_and_one_without_takes_none_away(tmp_path: Path, store: PracticeStore) -> None:
    def version(day: int) -> Resource:
        return note({"url": "Binary/b1"}, meta={"lastUpdated": f"2024-03-0{day}T00:00:00Z"})

    take(store, ndjson(tmp_path / "a.ndjson", patient(), version(2)))
    assert told(store) == ("", "its text is not in the export")
    take(store, ndjson(tmp_path / "b.ndjson", version(3), binary(NOTE)))
    assert told(store) == ("walk each evening", "")
    take(store, ndjson(tmp_path / "c.ndjson", version(4)))
    assert told(store)[0] == "walk each evening"


# -- Rich Text Format and pages


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (r"{\rtf1\ansi caf\'e9\par b}", "café\nb"),
        (r"{\rtf1\ansi\ansicpg1251 \'cf\'eb\'e0\'ed}", "План"),
        (r"{\rtf1\uc1 it\u8217\'92s \u8212?here}", "it’s —here"),
        (r"{\rtf1\uc0 a\u8364 b}", "a€b"),
        (r"{\rtf1\uc1 \u-10179?\u-8704?}", "😀"),
        (r"{\rtf1 a\{b\}\\c\~d\_e}", "a{b}\\c d-e"),
        (r"{\rtf1{\*\generator Msftedit 5.41;}{\info{\author A. B.}}{\pict 0102}words}", "words"),
        (r"{\rtf1 seen {\v hidden}again \v gone\v0 back}", "seen again back"),
        (r"{\rtf1\trowd one\cell two\cell\row three}", "one two \nthree"),
        ("{\\rtf1 a\r\nb\\bin4 {}{}c}", "abc"),
        (r"{\rtf1 {open", "open"),
        (r"{\rtf1 a}b", "a"),
        ("{\\rtf1 a\\", "a"),
    ],
)
def test_rich_text_gives_its_words(text: str, words: str) -> None:
    assert rtf_words(text).strip() == words


@given(st.text(alphabet="{}\\'*u0123456789abpr \n;é", max_size=300))
def test_no_rich_text_is_a_fault(text: str) -> None:
    assert len(rtf_words("{\\rtf1 " + text)) <= len(text) + 8


def test_rich_text_that_nests_without_end_is_read_as_far_as_a_note_goes() -> None:
    assert rtf_words("{\\rtf1 seen " + "{" * (MOST_GROUPS * 50) + "never") == "seen "


@given(
    st.binary(max_size=200), st.sampled_from(["", "text/plain", "text/html", "text/rtf", "text/plain; charset=utf-16", "x/y"])
)
def test_no_attachment_is_a_fault(content: bytes, kind: str) -> None:
    words, reason = content_words(base64.b64encode(content).decode(), kind)
    assert not (words and reason)


def test_a_page_gives_a_line_for_each_block_and_nothing_of_scripts_and_comments() -> None:
    page = "<p>one<br/>two</p><!-- no --><SCRIPT>no</SCRIPT><ul><li>three &amp; four</li></ul><!-- open"
    assert [line.strip() for line in markup_words(page).split("\n") if line.strip()] == [
        "one",
        "two",
        "three & four",
        "<!-- open",
    ]
