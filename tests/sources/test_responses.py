"""One response by itself: which measures its questions make, what each gives, and when it waits for its form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from briefing_app.domain.records import EvidenceRecord, MappedCode, Record, UnreadRecord
from briefing_app.domain.unread import QUESTIONNAIRE
from briefing_app.sources.fhir.answers import BY_LOCAL_CODE
from briefing_app.sources.fhir.context import CodeIndex, Context
from briefing_app.sources.fhir.forms import remember_questionnaire
from briefing_app.sources.fhir.responses import questionnaire_response
from tests.fhir import LOINC, PHQ9, response
from tests.importing import HELD, NEW_YORK

INDEX = CodeIndex.of(HELD.all())
ONES = (1,) * 9
GAD7 = HELD("GAD-7").codes.items


def context(*mapped: MappedCode) -> Context:
    return Context(INDEX, {(one.system, one.code): one for one in mapped}, NEW_YORK)


def read(resource: dict[str, Any], place: Context | None = None, *, last_call: bool = True) -> list[Record] | None:
    found = questionnaire_response(resource, place or context(), last_call=last_call)
    return None if found is None else list(found)


def parts(resource: dict[str, Any], place: Context | None = None) -> dict[str, EvidenceRecord]:
    return {one.measure: one for one in read(resource, place) or [] if isinstance(one, EvidenceRecord)}


def part(resource: dict[str, Any], place: Context | None = None) -> EvidenceRecord:
    (found,) = parts(resource, place).values()
    return found


def question(link: str, *answers: Any, **more: Any) -> dict[str, Any]:
    return {"linkId": link, **({"answer": list(answers)} if answers else {}), **more}


def number(value: Any) -> dict[str, Any]:
    return {"valueInteger": value}


# -- what it gives


def test_a_response_is_its_answers_in_the_order_of_the_form() -> None:
    found = part(response("r", (2, 3, 1, 2, 1, 2, 1, 0, 1), encounter={"reference": "Encounter/e"}))
    assert (found.measure, found.role, found.item, found.value, found.items) == (
        "PHQ-9",
        "response",
        0,
        "",
        "2,3,1,2,1,2,1,0,1",
    )
    assert (found.client, found.status, found.flags, found.encounter, found.part_of) == ("ann", "completed", "", "e", "")
    assert (found.date, found.day, found.precision) == ("2024-03-01T09:00:00Z", "2024-03-01", "instant")
    assert (found.source.resource_type, found.source.resource_id) == ("QuestionnaireResponse", "r")
    backwards = response("r", ONES)
    backwards["item"] = [question(f"/{code}", number(place % 4)) for place, code in reversed(list(enumerate(PHQ9)))]
    assert part(backwards).items == "0,1,2,3,0,1,2,3,0"


def test_a_response_without_a_date_or_of_another_encounter_says_none() -> None:
    found = part(response("r", ONES, None, context={"reference": "EpisodeOfCare/x"}))
    assert (found.at, found.day, found.date, found.precision, found.encounter) == (0.0, "", "", "none", "")
    assert part(response("r", ONES, context={"reference": "Encounter/e"})).encounter == "e"
    assert part(response("r", ONES, "2024-03-01T00:00:00-05:00")).precision == "day"


def test_a_question_that_stands_twice_counts_by_its_first_answer() -> None:
    twice = response("r", ONES)
    twice["item"].append(question(f"/{PHQ9[0]}", number(3)))
    assert part(twice).items == "1,1,1,1,1,1,1,1,1"
    empty_first = response("r", ONES)
    empty_first["item"].insert(0, question(f"/{PHQ9[0]}"))
    assert part(empty_first).items == "1,1,1,1,1,1,1,1,1"


def test_what_could_not_be_read_is_said_by_item_and_so_is_why_an_item_was_left_out() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    one = response("r", ONES)
    one["item"][1] = question(f"/{PHQ9[1]}", {"valueString": "now and then"})
    one["item"][8] = question(f"/{PHQ9[8]}", {"extension": [{"url": url, "valueCode": "asked-declined"}]})
    found = part(one)
    assert (found.items, found.flags) == (
        "1,,1,1,1,1,1,1,",
        "item 9 not answered: asked-declined; item 2 could not be read: now and then",
    )


def test_local_numbers_count_when_every_one_of_the_form_is_possible() -> None:
    def coded(*values: int) -> EvidenceRecord:
        items = [question(f"/{code}", {"valueCoding": {"code": str(value)}}) for code, value in zip(PHQ9, values, strict=False)]
        return part(response("r", (), item=items))

    assert (coded(0, 1, 2, 3).items, coded(0, 1, 2, 3).flags) == ("0,1,2,3,,,,,", BY_LOCAL_CODE)
    refused = coded(1, 2, 4)
    assert refused.items == ""
    assert refused.flags == "item 1 could not be read: 1; item 2 could not be read: 2; item 3 could not be read: 4"


# -- its total


def test_a_total_is_by_its_code_then_by_its_words_then_by_an_extension() -> None:
    by_code = response("r", ONES, total=9)
    worded = response("r", ONES)
    worded["item"].append(question("sum", number(8), text="Total score"))
    extended = response(
        "r",
        ONES,
        extension=[{"url": "urn:x", "valueInteger": 1}, {"url": "http://x/questionnaireresponse-score", "valueDecimal": 7}],
    )
    assert [part(one).value for one in (by_code, worded, extended)] == ["9", "8", "7"]
    by_code["item"].append(question("sum", number(8), text="Total score"))
    by_code["extension"] = extended["extension"]
    assert part(by_code).value == "9"
    worded["extension"] = extended["extension"]
    assert part(worded).value == "8"


@pytest.mark.parametrize(
    ("url", "counts"),
    [
        ("http://x/total", True), ("http://x/total-score", True), ("urn:sum-score", True), ("urn:score", True), ("Score", True),
        ("http://x/TotalScore", True), ("http://x/underscore", False), ("http://x/score-of-something", False), ("", False),
    ],
)  # fmt: skip
def test_an_extension_is_a_total_only_by_its_own_name(url: str, counts: bool) -> None:
    one = {"url": url, "valueInteger": 7}
    assert part(response("r", ONES, extension=[one])).value == ("7" if counts else "")
    group = response("r", ONES)
    assert part({**group, "item": [{"linkId": "g", "extension": [one], "item": group["item"]}]}).value == (
        "7" if counts else ""
    )
    assert part({**group, "item": [{**group["item"][0], "extension": [one]}, *group["item"][1:]]}).value == ""


def test_a_total_in_words_is_said_and_one_of_a_severity_is_none() -> None:
    one = response("r", ONES)
    one["item"].append(question("/44261-6", {"valueString": "moderate"}))
    assert (part(one).value, part(one).flags) == ("", "total could not be read: moderate")
    two = response("r", ONES)
    two["item"].append(question("/44261-6", {"valueString": "moderate"}, number(9)))
    assert (part(two).value, part(two).flags) == ("9", "")


def test_a_screen_that_is_never_summed_takes_no_total_of_words_or_extensions() -> None:
    codes = HELD("C-SSRS-SCREEN").codes.items
    items = [question(f"/{code}", {"valueBoolean": place < 2}) for place, code in enumerate(codes)]
    items.append(question("sum", number(2), text="Total score"))
    found = part(response("r", (), item=items, extension=[{"url": "urn:score", "valueInteger": 2}]))
    assert (found.measure, found.value) == ("C-SSRS-SCREEN", "")


# -- which measures


def test_several_measures_of_one_form_stand_apart_each_with_the_total_that_names_it() -> None:
    items = [question(f"/{code}", number(1)) for code in (*PHQ9, *GAD7)]
    items += [
        question("a", number(9), text="PHQ-9 total"),
        question("b", number(7), text="GAD 7 score"),
        question("c", number(16), text="Total"),
    ]
    found = parts(response("r", (), item=items))
    assert {name: (one.items, one.value) for name, one in found.items()} == {
        "PHQ-9": ("1,1,1,1,1,1,1,1,1", "9"), "GAD-7": ("1,1,1,1,1,1,1", "7"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "measure"),
    [
        (PHQ9[:3], "PHQ-9"), (PHQ9, "PHQ-9"), (PHQ9[:2], "PHQ-2"), (PHQ9[8:], "PHQ-9"), (("44261-6",), "PHQ-9"),
        (PHQ9[2:4], None), (GAD7[:2], "GAD-2"), (GAD7[2:5], "GAD-7"),
    ],
)  # fmt: skip
def test_a_form_is_the_smallest_measure_that_holds_its_questions(codes: tuple[str, ...], measure: str | None) -> None:
    found = parts(response("r", (), item=[question(f"/{code}", number(1)) for code in codes]))
    assert list(found) == ([measure] if measure else [])


def test_a_code_stands_in_the_link_the_definition_or_the_form() -> None:
    by_definition = [
        question(str(place), number(1), definition=f"http://loinc.org/q/{code}") for place, code in enumerate(PHQ9)
    ]
    assert part(response("r", (), item=by_definition)).items == "1,1,1,1,1,1,1,1,1"
    place = context()
    asked = [{"linkId": str(number), "code": [{"system": LOINC, "code": code}]} for number, code in enumerate(PHQ9)]
    list(remember_questionnaire({"url": "urn:phq", "item": asked}, place))
    by_form = [question(str(number), {"valueInteger": 2}) for number in range(9)]
    assert part(response("r", (), item=by_form, questionnaire="urn:phq"), place).items == "2,2,2,2,2,2,2,2,2"


def test_the_wording_of_the_form_turns_an_item_that_the_response_does_not_word() -> None:
    """DAST-10, item 3: able to stop is the point where it asks so, unable where it asks that."""
    codes = HELD("DAST-10").codes.items
    place = context()
    asked = [
        {"linkId": f"/{code}", "text": "Are you always able to stop?" if number == 3 else ""}
        for number, code in enumerate(codes, 1)
    ]
    list(remember_questionnaire({"url": "urn:dast", "item": asked}, place))
    items = [question(f"/{code}", {"valueBoolean": number == 3}) for number, code in enumerate(codes, 1)]
    assert part(response("r", (), item=items, questionnaire="urn:dast"), place).items.split(",")[2] == "0"
    assert part(response("r", (), item=items)).items.split(",")[2] == "1"
    worded = [question(one["linkId"], *one["answer"], text="Are you unable to stop?") for one in items]
    assert part(response("r", (), item=worded, questionnaire="urn:dast"), place).items.split(",")[2] == "1"


# -- what waits, and what is not understood


def test_a_response_waits_for_its_form_only_where_that_would_help() -> None:
    whole = response("r", ONES, questionnaire="urn:phq")
    assert read(whole, last_call=False) is not None
    worded = response("r", ONES, questionnaire="urn:phq")
    worded["item"][0] = question(f"/{PHQ9[0]}", {"valueString": "now and then"})
    assert read(worded, last_call=False) is None
    assert read(worded) is not None
    assert read({**worded, "questionnaire": None}, last_call=False) is not None
    place = context()
    list(remember_questionnaire({"url": "urn:phq", "item": []}, place))
    assert read(worded, place, last_call=False) is not None
    list(remember_questionnaire({"url": "urn:phq", "item": [{"linkId": "x", "answerValueSet": "urn:set"}]}, place))
    assert read(worded, place, last_call=False) is None


def test_a_response_in_which_nothing_was_answered_says_nothing_and_waits_for_nothing() -> None:
    assert read(response("r", (), item=[question("a")], questionnaire="urn:own"), last_call=False) == []
    found = part(response("r", (None,) * 9, questionnaire="urn:phq"))
    assert (found.items, found.value) == ("", "")


@pytest.mark.parametrize(
    ("named", "known", "reason", "issue"),
    [
        ("urn:own|2", False, "its Questionnaire is not in the export: urn:own",
         "a response to urn:own was not understood: its Questionnaire is not in the export; export Questionnaires too"),
        ("urn:own", True, "its questions are those of no measure that is known: urn:own",
         "a response to urn:own was not understood: its questions are those of no measure that is known"),
        (None, False, "its questions are those of no measure that is known",
         "a response to a form without a name was not understood: its questions are those of no measure that is known; export Questionnaires too"),
    ],
)  # fmt: skip
def test_a_response_of_no_known_measure_is_kept_whole_and_said(named: str | None, known: bool, reason: str, issue: str) -> None:
    place = context()
    if known:
        list(remember_questionnaire({"url": "urn:own", "item": [{"linkId": "a"}]}, place))
    (whole,) = read(response("r", (), item=[question("a", number(1))], questionnaire=named), place) or []
    assert isinstance(whole, UnreadRecord)
    assert (whole.client, whole.kind, whole.reason, whole.day) == ("ann", QUESTIONNAIRE, reason, "2024-03-01")
    assert json.loads(whole.content)["item"][0]["linkId"] == "a"
    assert [(one.reason, one.weight) for one in place.issues] == [(issue, "warning")]


# -- what the clinician said of its questions


def test_questions_are_what_the_clinician_said_and_those_of_no_item_are_named() -> None:
    place = context(*[MappedCode("urn:own", str(number), "GAD-2", number) for number in (1, 2)])
    items = [question("1", number(3)), question("2", number(1)), question("3", number(2))]
    found = read(response("r", (), item=items, questionnaire="urn:own"), place) or []
    assert [type(one) for one in found] == [EvidenceRecord, UnreadRecord]
    evidence, whole = found
    assert isinstance(evidence, EvidenceRecord)
    assert isinstance(whole, UnreadRecord)
    assert (evidence.measure, evidence.items, evidence.flags, whole.reason) == ("GAD-2", "3,1", "", "")
    one_alone = part(response("r", (), item=items, questionnaire="urn:own"), context(MappedCode("urn:own", "1", "GAD-2", 1)))
    assert (one_alone.items, one_alone.flags) == ("3,", "item 2 could not be read: no question of this form is said to be it")


def test_what_was_said_of_a_question_goes_before_its_code() -> None:
    """The first question carries the code of PHQ-9's first; the clinician said that it is the second, and another one the first."""
    place = context(MappedCode("urn:own", f"/{PHQ9[0]}", "PHQ-9", 2), MappedCode("urn:own", "extra", "PHQ-9", 1))
    one = response("r", (3, 2, 1, 1, 1, 1, 1, 1, 1), questionnaire="urn:own")
    one["item"].append(question("extra", number(0)))
    assert part(one, place).items == "0,3,1,1,1,1,1,1,1"
    other = context(MappedCode("urn:own", f"/{PHQ9[0]}", "GAD-7", 1))
    assert {name: found.items for name, found in parts(one, other).items()} == {"PHQ-9": ",2,1,1,1,1,1,1,1", "GAD-7": "3,,,,,,"}


def test_what_was_said_of_the_questions_of_one_form_is_not_so_of_another() -> None:
    place = context(*[MappedCode("urn:own", str(number), "GAD-2", number) for number in (1, 2)])
    items = [question("1", number(3)), question("2", number(1))]
    (other,) = read(response("r", (), item=items, questionnaire="urn:another"), place) or []
    assert isinstance(other, UnreadRecord)
    (nameless,) = read(response("r", (), item=items), place) or []
    assert isinstance(nameless, UnreadRecord)


def test_two_forms_of_one_look_that_define_their_questions_otherwise_are_two_measures() -> None:
    place = context()

    def asked(codes: tuple[str, ...]) -> dict[str, Any]:
        items = [question(str(row), number(1), definition=f"http://loinc.org/q/{code}") for row, code in enumerate(codes)]
        return response("r", (), item=items)

    assert [list(parts(asked(codes), place)) for codes in (tuple(PHQ9[:7]), tuple(GAD7))] == [["PHQ-9"], ["GAD-7"]]


def test_a_panel_named_on_the_form_hides_no_other_measure_of_it() -> None:
    panel = HELD("GAD-7").codes.panel
    items = [question(f"/{code}", number(1)) for code in GAD7]
    items += [question(f"/{panel}", {"valueString": "done"}), question("/44261-6", number(9))]
    assert {name: (one.items, one.value) for name, one in parts(response("r", (), item=items)).items()} == {
        "GAD-7": ("1,1,1,1,1,1,1", ""), "PHQ-9": ("", "9"),
    }  # fmt: skip


def test_a_question_about_trouble_that_calls_itself_a_score_is_no_total() -> None:
    (difficulty, *_) = HELD("PHQ-9").codes.unsummed
    one = response("r", ONES)
    one["item"].append(question(f"/{difficulty}", number(2), text="Difficulty score"))
    assert part(one).value == ""
