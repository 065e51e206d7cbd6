"""Clinical documents in the store: beside an export, in versions, and up to the brief."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from briefing_app.services.brief import brief_facts
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.unread import unread_lines
from tests.ccda import ANN, MENTAL_STATUS, PROBLEMS, document, observation, phq9, problem, section, whole
from tests.conftest import KEY
from tests.fhir import ndjson, patient, score
from tests.importing import HELD, confirm_mapping, everything, scores, shown, take

NUMBER = [{"system": "urn:oid:2.999.1", "value": "ann"}]
ALL = [2, 2, 2, 2, 1, 2, 1, 1, 0]
ONE = section(MENTAL_STATUS, phq9("q", 13, ALL))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_panel_its_total_and_its_answers_are_one_score_and_the_same_document_again_is_nothing_new(
    tmp_path: Path, store: PracticeStore
) -> None:
    file = write(tmp_path / "a.xml", document(ONE))
    assert take(store, file).changed
    before = everything(store)
    assert not take(store, file).changed
    assert everything(store) == before
    (found,) = scores(store).values()
    assert (found.score, found.computed, found.items) == (13, 13, "2,2,2,2,1,2,1,1,0")


def test_two_administrations_on_one_day_stay_two(tmp_path: Path, store: PracticeStore) -> None:
    later = phq9("r", 9, [2, 1, 2, 1, 1, 1, 1, 0, 0], "202611231700-0500")
    take(store, write(tmp_path / "a.xml", document(section(MENTAL_STATUS, phq9("q", 13, ALL, "202611230900-0500"), later))))
    assert [value for _, _, value in shown(store)] == [13, 9]


def test_a_client_of_an_export_and_of_a_document_is_one_by_the_number_in_either_order(tmp_path: Path, new_store: Path) -> None:
    export = ndjson(tmp_path / "p.ndjson", patient(identifier=NUMBER), score("s", 9, "2026-10-01"))
    file = write(tmp_path / "a.xml", document(ONE))
    for number, order in enumerate(((export, file), (file, export, file, export))):
        shutil.copy(new_store, tmp_path / f"{number}.db")
        other = PracticeStore(tmp_path / f"{number}.db", KEY)
        for one in order:
            take(other, one)
        clients = everything(other)["client"]
        assert [row[:2] for row in clients if row[1]] == [("ann", 1)]
        assert {client for client, _, _ in shown(other)} == {"ann"}
        other.close()


def test_what_an_export_says_of_a_client_stands_and_only_what_it_lacks_is_taken(tmp_path: Path, store: PracticeStore) -> None:
    bare = {key: value for key, value in patient(identifier=NUMBER).items() if key != "birthDate"}
    take(store, ndjson(tmp_path / "p.ndjson", bare))
    take(store, write(tmp_path / "a.xml", document(client=ANN.replace("Invented", "Otherwise"))))
    assert [row[3:] for row in everything(store)["client"] if row[1]] == [("Invented", "Ann", "1990-05-01")]


def test_one_name_and_birth_date_under_another_number_is_asked_not_merged(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "p.ndjson", patient()))
    report = take(store, write(tmp_path / "a.xml", document(ONE)))
    assert any("nothing was merged" in one.reason for one in report.issues)


def test_a_newer_version_of_a_document_stands_for_the_older_one_in_either_order(tmp_path: Path, store: PracticeStore) -> None:
    first = write(tmp_path / "1.xml", document(section(PROBLEMS, problem("p", "Depression", "F33.1"))))
    ended = section(PROBLEMS, problem("p", "Depression", "F33.1", concern="completed", high="20261101"))
    second = write(tmp_path / "2.xml", document(ended, version=2, time="20261130080000-0500"))
    reports = [take(store, file) for file in (second, first)]
    assert [["replaces an earlier version" in one.reason for one in report.issues] for report in reports] == [[True], []]
    assert [row[4] for row in everything(store)["clinical"]] == ["resolved"]


def test_a_version_that_is_a_digit_and_no_number_is_read(tmp_path: Path, store: PracticeStore) -> None:
    for name, icd in (("1.xml", "F33.1"), ("2.xml", "F33.2")):
        made = document(section(PROBLEMS, problem("p", "Depression", icd)), time="soon").replace(
            'versionNumber value="1"', 'versionNumber value="\xb2"'
        )
        take(store, write(tmp_path / name, made))
    assert [row[3] for row in everything(store)["clinical"]] == ["F33.2"]


def test_a_score_in_a_text_counts_once_somebody_says_what_it_is(tmp_path: Path, store: PracticeStore) -> None:
    rows = "<list><item>PHQ-9 of 2026-11-23: 12</item></list>"
    report = take(store, write(tmp_path / "a.xml", document(section(MENTAL_STATUS, text=rows))))
    assert (report.total("waiting"), shown(store)) == (1, [])
    (code,) = report.codes_to_map
    assert confirm_mapping(store, code.system, code.code, "PHQ-9") == 1
    assert [value for _, _, value in shown(store)] == [12]


def test_one_score_in_a_text_that_is_confirmed_leaves_the_words_of_another(tmp_path: Path, store: PracticeStore) -> None:
    rows = "<list><item>PHQ-9 of 2026-11-23: 12</item><item>GAD-7: 9</item></list>"
    report = take(store, write(tmp_path / "a.xml", document(section(MENTAL_STATUS, text=rows))))
    confirm_mapping(store, report.codes_to_map[0].system, report.codes_to_map[0].code, "PHQ-9")
    assert [row[2] for row in everything(store)["unread"] if row[2]] == ["found in the text, confirm: GAD-7: 9"]


def test_the_brief_says_which_words_are_to_be_confirmed(tmp_path: Path, store: PracticeStore) -> None:
    take(
        store,
        write(tmp_path / "a.xml", document(section(MENTAL_STATUS, observation("o", "44261-6", whole(9)), text="GAD-7: 12"))),
    )
    reader = PracticeReader(store)
    (history,) = reader.histories([1]).values()
    reader.close()
    (line,) = unread_lines(brief_facts(history, HELD, date(2026, 11, 30)))
    assert line.text == "Found in the text of a document, to confirm: 1 score, not counted yet: “GAD-7: 12”"
