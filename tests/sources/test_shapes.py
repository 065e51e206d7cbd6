"""Scores in every shape that exports have been seen to use, with the exact values that must come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefing_app.storage.practice import PracticeStore
from tests.fhir import LOINC, PHQ9, bundle, document, ndjson, patient, response, score
from tests.importing import confirm_mapping, scores, shown, take

CO_VALUE = "http://hl7.org/fhir/StructureDefinition/iso21090-CO-value"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueQuantity": {"value": 12, "unit": "{score}"}}, 12),
        ({"valueQuantity": {"value": "14"}}, 14),
        ({"valueInteger": 11}, 11),
        ({"valueString": "12"}, 12),
        ({"valueDecimal": 13.0}, 13),
        ({"value": {"integer": 9}}, 9),
        ({"value": {"Quantity": {"value": 8}}}, 8),
    ],
)
def test_a_total_is_read_from_every_kind_of_value(
    tmp_path: Path, store: PracticeStore, value: dict[str, Any], expected: float
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", value)))
    assert shown(store) == [("ann", "PHQ-9", expected)]
    assert scores(store)["s"].solid


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"valueBoolean": True}, "yes"),
        ({"valueString": "12 (moderate)"}, "12 (moderate)"),
        ({"valueString": "15/30"}, "15/30"),
        ({"valueCodeableConcept": {"coding": [{"code": "LA6751-7"}]}}, "LA6751-7"),
        ({"valueCodeableConcept": {"text": "Moderate; see note"}}, "Moderate, see note"),
        ({"valueQuantity": {"value": "١٢"}}, "١٢"),
        ({"valueQuantity": {"value": 15, "comparator": "<"}}, "<15"),
        ({"valueQuantity": {"value": 15, "comparator": ">=", "unit": "{score}"}}, ">=15"),
        ({"valueQuantity": {"value": 15, "unit": "%"}}, "15 %"),
        ({"valueQuantity": {"value": 55, "code": "%"}}, "55 %"),
        ({"valueRatio": {"numerator": {"value": 15}, "denominator": {"value": 30}}}, "15/30"),
        ({"value": {"Quantity": {"value": 15, "comparator": "<"}}}, "<15"),
    ],
)
def test_what_is_no_number_of_points_is_no_score_and_is_said_in_its_own_words(
    tmp_path: Path, store: PracticeStore, value: dict[str, Any], words: str
) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", value)))
    assert shown(store) == [("ann", "PHQ-9", None)]
    assert (scores(store)["s"].flags, scores(store)["s"].solid) == (f"total could not be read: {words}", False)
    assert [issue.reason for issue in report.issues if "no usable number" in issue.reason]


@pytest.mark.parametrize(
    "value",
    [
        {"valueString": "15/27"},
        {"valueString": " 15 out of 27"},
        {"valueRatio": {"numerator": {"value": 15}, "denominator": {"value": 27}}},
    ],
)
def test_points_out_of_the_measure_s_own_maximum_are_points(
    tmp_path: Path, store: PracticeStore, value: dict[str, Any]
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", value)))
    assert shown(store) == [("ann", "PHQ-9", 15)]


def test_a_total_without_any_value_is_said_and_is_no_score(tmp_path: Path, store: PracticeStore) -> None:
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", {})))
    assert shown(store) == []
    assert [issue.reason for issue in report.issues if "no usable number" in issue.reason]


@pytest.mark.parametrize(("value", "flag"), [(300, "out of range 0 to 27"), (-1, "out of range 0 to 27"), (13.5, "a fraction")])
def test_an_impossible_total_is_kept_and_marked_and_never_trended(
    tmp_path: Path, store: PracticeStore, value: float, flag: str
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", {"valueDecimal": value})))
    found = scores(store)["s"]
    assert (found.score, found.solid) == (value, False)
    assert flag in found.flags


def test_total_panel_items_and_response_of_one_administration_are_one_score(tmp_path: Path, store: PracticeStore) -> None:
    answers = [2, 2, 2, 2, 1, 1, 2, 0, 0]
    at = "2022-11-29T20:50:32.718000+00:00"
    items = [
        score(
            f"i{number}",
            {
                "valueCodeableConcept": {
                    "coding": [
                        {
                            "system": LOINC,
                            "code": f"LA{(65685, 65693, 65701, 65719)[value]}"[:-1]
                            + "-"
                            + f"{(65685, 65693, 65701, 65719)[value]}"[-1],
                        }
                    ]
                }
            },
            at,
            code=code,
        )
        for number, (code, value) in enumerate(zip(PHQ9, answers, strict=True))
    ]
    panel = score("panel", {}, at, code="44249-1", hasMember=[{"reference": "Observation/i0"}])
    total = score("total", {"valueString": "12"}, at, derivedFrom=[{"reference": "QuestionnaireResponse/r"}])
    take(
        store,
        ndjson(tmp_path / "x.ndjson", patient(), *items, panel, total, response("r", answers, "2022-11-29T20:50:32.718Z")),
    )
    found = scores(store)
    assert shown(store) == [("ann", "PHQ-9", 12)]
    assert (found["total"].computed, found["total"].items, found["total"].solid) == (12, "2,2,2,2,1,1,2,0,0", True)


def test_a_total_on_the_panels_code_counts(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("p", {"valueQuantity": {"value": 27}}, code="44249-1")))
    assert shown(store) == [("ann", "PHQ-9", 27)]


def test_items_and_total_may_be_components_of_a_panel(tmp_path: Path, store: PracticeStore) -> None:
    parts = [{"code": {"coding": [{"system": LOINC, "code": code}]}, "valueInteger": 1} for code in PHQ9]
    total = {"code": {"coding": [{"system": LOINC, "code": "44261-6"}]}, "valueQuantity": {"value": 17}}
    items_alone = score("items", {}, "2024-01-01T09:00:00Z", code="44249-1", component=parts)
    total_alone = score("total", {}, "2024-02-01T09:00:00Z", code="44249-1", component=[total])
    take(store, ndjson(tmp_path / "x.ndjson", patient(), items_alone, total_alone))
    assert [one[2] for one in shown(store)] == [9, 17]


def test_a_snomed_code_counts_and_a_severity_never_does(tmp_path: Path, store: PracticeStore) -> None:
    snomed = score("s", 15, code="x")
    snomed["code"] = {"coding": [{"system": "http://snomed.info/sct", "code": "720433000"}]}
    severity = score("v", {"valueCodeableConcept": {"coding": [{"code": "LA6751-7"}]}}, code="94023-9")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), snomed, severity))
    assert shown(store) == [("ann", "PHQ-9", 15)]


def test_a_local_code_is_offered_for_mapping_and_read_once_it_is_confirmed(tmp_path: Path, store: PracticeStore) -> None:

    local = score("s", 9)
    local["code"] = {"coding": [{"system": "urn:practice", "code": "00009", "display": "PHQ-9 Modified Score"}]}
    path = ndjson(tmp_path / "x.ndjson", patient(), local)
    report = take(store, path)
    assert [(code.system, code.code, code.count) for code in report.codes_to_map] == [("urn:practice", "00009", 1)]
    assert shown(store) == []
    confirm_mapping(store, "urn:practice", "00009", "PHQ-A")
    take(store, path)
    assert shown(store) == [("ann", "PHQ-A", 9)]


def test_the_weight_extension_beats_an_answer_code_that_lies(tmp_path: Path, store: PracticeStore) -> None:
    made = response("r", [0] * 9)
    for item, value in zip(made["item"], [3, 0, 1, 2, 0, 0, 1, 0, 3], strict=True):
        item["answer"][0]["valueCoding"]["extension"] = [{"url": CO_VALUE, "valueDecimal": value}]
        item["definition"] = f"http://loinc.orgfhir/DataElement/{item['linkId'][1:]}"
        item["linkId"] = "q" + item["linkId"][-1]
    take(store, document(tmp_path / "x.json", bundle(patient(), made)))
    found = scores(store)["r"]
    assert (found.score, found.computed) == (10, 10)
    assert "answer codes contradict their values" in found.flags


def test_a_stated_total_that_differs_from_its_items_is_shown_with_both_and_not_trended(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), response("r", [1] * 8 + [0], total=35)))
    found = scores(store)["r"]
    assert (found.score, found.computed, found.solid) == (35, 8, False)
    assert "differs from the sum of its items, 8" in found.flags


def test_a_total_under_a_mistyped_code_is_known_by_its_words(tmp_path: Path, store: PracticeStore) -> None:
    made = response("r", [1] * 9)
    made["item"].append({"linkId": "/442961-6", "text": "9 item total score", "answer": [{"valueDecimal": 6}]})
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    assert (scores(store)["r"].score, scores(store)["r"].computed) == (6, 9)


def test_four_of_nine_answers_give_no_total(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), response("r", [3, 3, 2, 2, None, None, None, None, None])))
    found = scores(store)["r"]
    assert (found.score, found.items) == (None, "3,3,2,2,,,,,")
    assert "4 of 9 items answered" in found.flags


FORM = {
    "resourceType": "Questionnaire",
    "id": "form",
    "url": "urn:form",
    "item": [
        {
            "linkId": f"q{number}",
            "code": [{"system": LOINC, "code": code}],
            "answerOption": [
                {
                    "valueCoding": {"code": f"a{value}"},
                    "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": value}],
                }
                for value in range(4)
            ],
        }
        for number, code in enumerate(PHQ9)
    ],
}


def answers(id: str = "r", authored: str = "2024-03-01") -> dict[str, Any]:
    """A response whose answers only the form gives a weight."""
    return {
        "resourceType": "QuestionnaireResponse",
        "id": id,
        "status": "completed",
        "questionnaire": "urn:form|1",
        "authored": authored,
        "subject": {"reference": "Patient/ann"},
        "item": [
            {
                "linkId": "group",
                "item": [{"linkId": f"q{number}", "answer": [{"valueCoding": {"code": "a2"}}]} for number in range(9)],
            }
        ],
    }


def test_weights_may_stand_in_a_questionnaire_that_comes_later(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), answers(), FORM))
    assert shown(store) == [("ann", "PHQ-9", 18)]


def test_all_that_wait_for_a_questionnaire_become_scores(tmp_path: Path, store: PracticeStore) -> None:
    waiting = [answers(f"r{one}", f"2024-01-{one % 28 + 1:02}T{one // 28 % 24:02}:{one // 672:02}:00Z") for one in range(6000)]
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), *waiting, FORM))
    assert (len(shown(store)), len(report.issues)) == (6000, 0)


def test_each_response_beyond_what_is_kept_for_a_questionnaire_is_refused_with_its_line(
    tmp_path: Path, store: PracticeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing_app.sources.fhir.resources.MOST_WAITING", 1500)
    waiting = [answers(f"r{one}", f"2024-01-{one + 1:02}") for one in range(9)]
    report = take(store, ndjson(tmp_path / "x.ndjson", patient(), *waiting, FORM))
    refused = [issue.line for issue in report.issues if "Questionnaire was not read before it" in issue.reason]
    assert refused == list(range(11 - len(refused), 11))
    assert 0 < len(shown(store)) == 9 - len(refused) < 9


@pytest.mark.parametrize("indent", [None, 1])
def test_a_word_in_a_tag_makes_no_bundle_of_a_client(tmp_path: Path, store: PracticeStore, indent: int | None) -> None:
    tagged = {**patient(), "meta": {"tag": [{"code": "Bundle"}]}}
    (tmp_path / "x.json").write_text(json.dumps(tagged, indent=indent), "utf-8")
    report = take(store, tmp_path / "x.json")
    assert [(count.type, count.kept) for file in report.files for count in file.types] == [("Patient", 1)]


def test_the_columbia_screener_is_never_summed(tmp_path: Path, store: PracticeStore) -> None:
    codes = ("93246-7", "93247-5", "93248-3", "93249-1", "93250-9", "93267-3", "93269-9")
    made = response("r", [])
    made["item"] = [
        {
            "linkId": f"/{code}",
            "answer": [{"valueCoding": {"system": LOINC, "code": "LA33-6" if code == "93247-5" else "LA32-8"}}],
        }
        for code in codes
    ]
    made["item"].append({"linkId": "/93374-7", "text": "Suicide risk level", "answer": [{"valueCoding": {"code": "LA9194-7"}}]})
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    found = scores(store)["r"]
    assert (found.measure, found.score, found.items) == ("C-SSRS-SCREEN", None, "0,1,0,0,0,0,0")


def test_audit_c_with_a_foreign_first_item_keeps_its_stated_total_and_says_what_is_missing(
    tmp_path: Path, store: PracticeStore
) -> None:
    made = response("r", [])
    made["item"] = [
        {"linkId": "/68517-2", "answer": [{"valueDecimal": 3}]},
        {"linkId": "/68519-8", "answer": [{"valueCoding": {"code": "LA15694-5"}}]},
        {"linkId": "/68520-6", "answer": [{"valueCoding": {"code": "LA6270-8"}}]},
        {"linkId": "/75626-2", "answer": [{"valueDecimal": 0}]},
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), made))
    found = scores(store)["r"]
    assert (found.measure, found.score, found.solid) == ("AUDIT-C", 0, False)
    assert "2 of 3 items answered" in found.flags


DAST = ("68525-5", "68526-3", "68527-1", "68528-9", "68529-7", "68530-5", "68531-3", "68532-1", "68533-9", "68534-7")


@pytest.mark.parametrize(
    ("wording", "total"), [("Are you always able to stop when you want to?", 0), ("Are you unable to stop?", 1), ("", 1)]
)
@pytest.mark.parametrize("alone", [False, True])
def test_the_wording_of_an_item_decides_which_answer_is_the_point(
    tmp_path: Path, store: PracticeStore, wording: str, total: float, *, alone: bool
) -> None:
    """DAST-10 has two wordings of item 3; only where it asks whether one can stop is a no the point. As a response, and item by item."""
    answers = {code: {"coding": [{"system": LOINC, "code": "LA33-6" if code == DAST[2] else "LA32-8"}]} for code in DAST}
    words = {code: {"text": wording} if code == DAST[2] and wording else {} for code in DAST}
    if alone:
        found = [
            score(code, {"valueCodeableConcept": answer}, code=code)
            | {"code": {"coding": [{"system": LOINC, "code": code}], **words[code]}}
            for code, answer in answers.items()
        ]
    else:
        items = [
            {"linkId": code, **words[code], "answer": [{"valueCoding": one["coding"][0]}]} for code, one in answers.items()
        ]
        found = [response("r", (), item=items)]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *found))
    assert shown(store) == [("ann", "DAST-10", total)]


def test_two_phq_items_alone_are_the_phq2(tmp_path: Path, store: PracticeStore) -> None:
    at = "2024-03-01T09:00:00Z"
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("a", 2, at, code=PHQ9[0]), score("b", 1, at, code=PHQ9[1])))
    assert shown(store) == [("ann", "PHQ-2", 3)]


def test_a_score_without_a_date_takes_its_encounters_start(tmp_path: Path, store: PracticeStore) -> None:
    encounter = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "subject": {"reference": "Patient/ann"},
        "period": {"start": "2024-03-05T14:00:00-05:00"},
    }
    stu3 = score("s", 6, None, code="70274-6", context={"reference": "Encounter/e"}, issued="2024-04-01T00:00:00Z")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), stu3, encounter))
    found = scores(store)["s"]
    assert (found.date, found.flags) == ("2024-03-05T14:00:00-05:00", "dated by its encounter")


@pytest.mark.parametrize(
    ("date", "flag"),
    [
        ("2023", "only the year"),
        ("2023-04", "only the month"),
        ("7/8/2023 5:13:51 PM", "not readable"),
        (None, "no date"),
        ("2199-01-01T10:00:00Z", "future"),
    ],
)
def test_a_doubtful_date_keeps_the_score_off_the_chart(
    tmp_path: Path, store: PracticeStore, date: str | None, flag: str
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 4, date)))
    found = scores(store)["s"]
    assert (found.score, found.solid) == (4, False)
    assert flag in found.flags
