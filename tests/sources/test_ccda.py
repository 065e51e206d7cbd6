"""Clinical documents (C-CDA): what they say becomes the records of an export, and what is no document is refused in a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from briefing_app.domain.records import (
    ClientRecord,
    ClinicalRecord,
    EvidenceRecord,
    MeetingRecord,
    Record,
    UnreadRecord,
)
from briefing_app.sources.ccda import tree
from briefing_app.sources.ccda.document import CLINICAL_DOCUMENT, is_document
from briefing_app.sources.ccda.values import written_time
from briefing_app.sources.fhir.completeness import Reading
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.export import ExportReader
from briefing_app.sources.kinds import Look
from tests.ccda import (
    ANN,
    ENCOUNTERS,
    MEDICATIONS,
    MENTAL_STATUS,
    PLANS,
    PROBLEMS,
    V3,
    document,
    drug,
    observation,
    phq9,
    problem,
    section,
    visit,
    whole,
)
from tests.importing import HELD, NEW_YORK

CODES = CodeIndex.of(HELD.all())


def read(path: Path, data: str | bytes) -> tuple[list[Record], Context, Reading]:
    file = path / "a.xml"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_files(file)


def read_files(*paths: Path) -> tuple[list[Record], Context, Reading]:
    kept: list[Record] = []
    context = Context(CODES, {}, NEW_YORK)
    reader = ExportReader(context, kept.append, lambda *_: None, lambda _: None, (CLINICAL_DOCUMENT,))
    return kept, context, reader.read(list(paths))


def refusals(path: Path, data: str | bytes) -> list[str]:
    kept, context, _ = read(path, data)
    assert kept == []
    return [one.reason for one in context.issues]


def clinical(kept: list[Record]) -> list[tuple[str, str, str, str, str]]:
    return [(one.title, one.detail, one.status, one.day, one.end_day) for one in kept if isinstance(one, ClinicalRecord)]


@pytest.mark.parametrize(
    ("hl7", "written"),
    [
        ("2026", "2026"),
        ("202611", "2026-11"),
        ("20261123", "2026-11-23"),
        ("2026112309", "2026-11-23"),
        ("202611230905-0500", "2026-11-23T09:05-05:00"),
        ("20261123090512.25+0130", "2026-11-23T09:05:12.25+01:30"),
        ("last spring", "last spring"),
    ],
)
def test_a_time_is_no_more_precise_than_it_was_written(hl7: str, written: str) -> None:
    assert written_time(hl7) == written


def test_the_client_is_known_by_number_by_the_name_they_go_by_and_by_telephone(tmp_path: Path) -> None:
    (client,) = [one for one in read(tmp_path, document())[0] if isinstance(one, ClientRecord)]
    assert (client.id, client.given, client.family) == ("urn:oid:2.999.1|ann", "Ann", "Invented")
    assert (client.birth_date, client.gender) == ("1990-05-01", "female")
    assert "+1(555)555-0100" in client.contacts[0].reach


def test_a_problem_keeps_its_state_its_certainty_and_above_all_its_negation(tmp_path: Path) -> None:
    suspected = '<qualifier><value code="415684004" codeSystem="2.16.840.1.113883.6.96"/></qualifier></value>'
    kept, context, _ = read(
        tmp_path,
        document(
            section(
                PROBLEMS,
                problem("p1", "Depression", "F33.1"),
                problem("p2", "Alcohol dependence", "F10.20", more='negationInd="true"'),
                problem("p3", "Panic disorder", "F41.0", high="20210630", concern="active", low="2019"),
                problem("p4", "Bipolar disorder", "F31.9").replace("</value>", suspected),
                problem("p6", "Grief", "F43.2", low="someday"),
                problem("p5", "Pneumonia", "J18.9", low="20130703", high="20080814"),
            )
        ),
    )
    assert clinical(kept) == [
        ("Depression", "F33.1", "active", "2024-03-11", ""),
        ("Alcohol dependence", "F10.20", "refuted", "2024-03-11", ""),
        ("Panic disorder", "F41.0", "resolved", "2019", "2021-06-30"),
        ("Bipolar disorder (provisional)", "F31.9", "active", "2024-03-11", ""),
        ("Grief", "F43.2", "active", "someday", ""),
        ("Pneumonia", "J18.9", "active", "2013-07-03", ""),
    ]
    said = [one.reason for one in context.issues]
    assert said == ["a problem that ends before it begins (from 2013-07-03 to 2008-08-14): its end was not taken"]


def test_medication_keeps_dose_and_timing_and_what_is_not_taken_is_said_so(tmp_path: Path) -> None:
    kept, _, _ = read(
        tmp_path,
        document(
            section(MEDICATIONS, drug("m1", "sertraline"), drug("m2", "lithium", more='negationInd="true"')),
            section("10183-2", drug("m3", "of a discharge", status="completed"), title="Discharge"),
        ),
    )
    assert clinical(kept) == [
        ("sertraline", "50 mg every 12 hours", "active", "2024-04-01", ""),
        ("lithium", "50 mg every 12 hours", "not-taken", "2024-04-01", ""),
    ]


def test_past_visits_and_planned_ones_are_told_apart_by_their_mood(tmp_path: Path) -> None:
    kept, _, reading = read(
        tmp_path,
        document(
            section(
                ENCOUNTERS,
                visit("e1", "202611160900-0500", "202611160950-0500"),
                visit("e2", "202610190900-0400", "202610190950-0400", status="cancelled"),
            ),
            section(
                PLANS,
                visit("e3", "202611300900-0500", "202611300950-0500", mood="APT", status="active"),
                visit("e4", "20261207", "20261207", mood="INT", status="active"),
                visit("e5", "202612140900-0500", "202612140950-0500", mood="PRP", status="active"),
                visit("e6", "202611090900-0500", "202611090950-0500"),
                '<act moodCode="INT"><code code="1"/></act>',
                title="Plan",
            ),
        ),
    )
    meetings = [one for one in kept if isinstance(one, MeetingRecord)]
    assert [(one.kind, one.date, one.day, one.status) for one in meetings] == [
        ("encounter", "2026-11-16T09:00-05:00", "", "finished"),
        ("encounter", "2026-10-19T09:00-04:00", "", "cancelled"),
        ("appointment", "2026-11-30T09:00-05:00", "", "booked"),
        ("appointment", "2026-12-07", "2026-12-07", "booked"),
        ("appointment", "2026-12-14T09:00-05:00", "", "proposed"),
        ("encounter", "2026-11-09T09:00-05:00", "", "finished"),
    ]
    assert (meetings[0].ends - meetings[0].at, meetings[0].title, meetings[0].client) == (
        3000, "Psychotherapy", "urn:oid:2.999.1|ann",
    )  # fmt: skip
    assert (reading.read[0, "entry of Plan"], reading.passed_over[0, "entry of Plan"]) == (1, 1)


def test_a_scale_is_read_wherever_it_stands_with_its_line_and_its_answers_linked(tmp_path: Path) -> None:
    kept, _, _ = read(tmp_path, document(section("75310-3", phq9("q", 12, [0, 1, 2, 0, 1, 3, 2, 3, 0]))))
    parts = [one for one in kept if isinstance(one, EvidenceRecord)]
    assert [(one.role, one.value, one.day) for one in parts[:3]] == [
        ("panel", "", "2026-11-23"),
        ("total", "12", "2026-11-23"),
        ("item", "0", "2026-11-23"),
    ]
    assert parts[0].part_of.split() == [one.source.resource_id for one in parts[1:]]
    assert {one.source.line for one in parts} == {4}


@pytest.mark.parametrize(
    ("value", "read_as", "flags"),
    [
        (whole(2), "2", ""),
        ('<value xsi:type="CO" code="LA6570-1" displayName="More than half the days"/>', "2", ""),
        ('<value xsi:type="ST">Several days</value>', "1", ""),
        ('<value xsi:type="PQ" value="3" unit="{score}"/>', "3", ""),
        (whole(1) + '<value xsi:type="CO" code="LA6571-9"/>', "1", "answer codes contradict their values"),
        ('<value xsi:type="ST">now and then</value>', "", "item 9 could not be read: now and then"),
        ('<value xsi:type="INT" nullFlavor="NASK"/>', "", ""),
    ],
)
def test_an_answer_is_one_number_in_any_type_or_its_words(tmp_path: Path, value: str, read_as: str, flags: str) -> None:
    kept, _, _ = read(tmp_path, document(section(MENTAL_STATUS, observation("o", "44260-8", value))))
    (answer,) = [one for one in kept if isinstance(one, EvidenceRecord)]
    assert (answer.value, answer.flags) == (read_as, flags)


def test_a_scale_that_was_not_done_or_not_completed_says_so(tmp_path: Path) -> None:
    done = [
        observation("a", "44261-6", whole(8), more='negationInd="true"'),
        observation("b", "44261-6", whole(8), status="aborted", time="202611"),
    ]
    kept, _, _ = read(tmp_path, document(section(MENTAL_STATUS, *done)))
    assert [(one.status, one.precision) for one in kept if isinstance(one, EvidenceRecord)] == [
        ("not-done", "day"),
        ("aborted", "month"),
    ]


def test_two_statements_under_one_id_both_stay(tmp_path: Path) -> None:
    twice = [observation("same", "44261-6", whole(8)), observation("same", "70274-6", whole(9))]
    kept, _, _ = read(tmp_path, document(section(MENTAL_STATUS, *twice)))
    assert [(one.measure, one.source.resource_id) for one in kept if isinstance(one, EvidenceRecord)] == [
        ("PHQ-9", "2.999.1^same"),
        ("GAD-7", "2.999.1^same~2"),
    ]


def test_a_score_in_the_text_waits_to_be_confirmed_and_one_that_is_coded_too_does_not(tmp_path: Path) -> None:
    table = (
        "<table><tbody><tr><td>11/23/2026</td><td>PHQ-9</td><td>12</td></tr>"
        "<tr><td>11/23/2026</td><td>AUDIT-C</td><td>4 (of 12)</td></tr><tr><td>GAD-7</td><td>9</td></tr></tbody></table>"
    )
    coded = observation("g", "70274-6", whole(9))
    kept, context, _ = read(tmp_path, document(section(MENTAL_STATUS, coded, text=table)))
    waiting = [(one.reason, one.day, one.kind) for one in kept if isinstance(one, UnreadRecord)]
    assert waiting == [
        ("found in the text, confirm: 11/23/2026 | PHQ-9 | 12", "2026-11-23", "score"),
        ("found in the text, confirm: 11/23/2026 | AUDIT-C | 4 (of 12)", "2026-11-23", "score"),
    ]
    assert [(one.measure, one.value) for one in kept if isinstance(one, EvidenceRecord)] == [("GAD-7", "9")]
    assert len(context.unmapped) == 2


def test_what_may_not_be_passed_on_is_marked(tmp_path: Path) -> None:
    more = '<confidentialityCode code="R"/>'
    made = document(
        section(MENTAL_STATUS, observation("a", "75626-2", whole(7))), section(PROBLEMS, problem("p", "X", "F1")), more=more
    )
    kept, context, _ = read(tmp_path, made)
    assert all("restricted by its source" in one.flags for one in kept if isinstance(one, EvidenceRecord))
    assert all("restricted by its source" in one.title for one in kept if isinstance(one, ClinicalRecord))
    assert "restricted by its source" in context.issues[0].reason


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (document(client=ANN + ANN), "a document about more than one person"),
        (document(client=""), "a clinical document that does not say about whom it is"),
        (document()[:-40], "broken XML (unclosed token, line 3"),
        (
            document().replace("?>\n", '?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd">\n'),
            "refused: it declares a document type (DTD)",
        ),
        (document().replace(V3, "urn:hl7-org:v2"), "its ClinicalDocument is not of HL7 version 3 (namespace urn:hl7-org:v2)"),
        (f'<section xmlns="{V3}"/>', "no whole clinical document: it begins with <section> alone"),
        (document().replace("Annabel", "Ren\xe9e").encode("cp1252"), "broken XML (not well-formed (invalid token), line 3"),
    ],
)
def test_what_is_no_document_is_refused_in_a_sentence(tmp_path: Path, data: str | bytes, said: str) -> None:
    (reason,) = refusals(tmp_path, data)
    assert reason.startswith(said)


def test_a_document_that_is_too_deep_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (reason,) = refusals(tmp_path, document("<list>" * 300 + "</list>" * 300))
    assert "more than 200 levels" in reason
    monkeypatch.setattr(tree, "MOST_ELEMENTS", 10)
    (reason,) = refusals(tmp_path, document())
    assert "more than 10 elements" in reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_document_is_read_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    data = document().replace("UTF-8", encoding).replace("qualifier='CL'>Ann", "qualifier='CL'>Ren\xe9e").encode(encoding)
    (client,) = [one for one in read(tmp_path, data)[0] if isinstance(one, ClientRecord)]
    assert client.given == "Ren\xe9e"


def test_a_prefix_changes_nothing_and_a_file_inside_is_said(tmp_path: Path) -> None:
    made = document()
    prefixed = made.replace("<", "<h:").replace("<h:?", "<?").replace("<h:/", "</h:").replace("xmlns=", "xmlns:h=")
    assert is_document(Look(prefixed.encode()))
    inside = prefixed.replace(
        "<h:structuredBody></h:structuredBody>", '<h:nonXMLBody><h:text mediaType="application/pdf"/></h:nonXMLBody>'
    )
    kept, context, _ = read(tmp_path, inside)
    assert [type(one) for one in kept] == [ClientRecord]
    assert [one.reason for one in context.issues] == [
        "it holds its content as a file inside (application/pdf): of it nothing was read but the client"
    ]


def test_a_package_of_documents_is_read_and_what_only_describes_it_is_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "xdm.zip", "w") as made:
        made.writestr("INDEX.HTM", "<html/>")
        made.writestr("IHE_XDM/SUBSET01/METADATA.XML", "<x/>")
        made.writestr("IHE_XDM/SUBSET01/CCD.XSL", "<x/>")
        made.writestr("IHE_XDM/SUBSET01/DOC1.XML", document())
        made.writestr("IHE_XDM/SUBSET02/DOC1.XML", document(client=ANN.replace("ann", "ben").replace("Annabel", "Ben")))
        made.writestr("notes/~$draft.xml", "x")
        made.writestr("../evil.xml", "x")
    kept, context, _ = read_files(tmp_path / "xdm.zip")
    assert [one.id for one in kept if isinstance(one, ClientRecord)] == ["urn:oid:2.999.1|ann", "urn:oid:2.999.1|ben"]
    assert [one.reason for one in context.issues] == ["the member's name points outside the archive"]
