"""What the clinician says of local codes and of their own questionnaires: from the import to the score and the safety line, at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.domain.records import MappedCode
from briefing_app.services.brief import brief_facts
from briefing_app.services.importing import map_codes
from briefing_app.services.mapping import asked_forms, preview
from briefing_app.storage.audit import deeds
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.mapping import left_words, make_form, said_twice, seen_words, unnamed_words
from briefing_app.viewmodels.safety import make_safety
from briefing_app.viewmodels.unread import unread_lines
from tests.fhir import Resource, ndjson, patient, response, score
from tests.importing import HELD, NEW_YORK, confirm_mapping, scores, shown, take

OWN, FORM = "urn:clinic", "https://clinic.example/Questionnaire/mood"
Shape = Callable[[str, Sequence[int]], list[Resource]]


def one_by_one(measure: str, answers: Sequence[int]) -> list[Resource]:
    """An Observation a question, under codes of the clinic's own."""
    return [
        score(f"o{item}", answer)
        | {"code": {"coding": [{"system": OWN, "code": f"m{item}", "display": f"{measure} question {item}"}]}}
        for item, answer in enumerate(answers, start=1)
    ]


def as_panel(measure: str, answers: Sequence[int]) -> list[Resource]:
    """One Observation, each answer a component of it."""
    parts = [
        {"code": {"coding": [{"system": OWN, "code": f"m{item}"}]}, "valueInteger": answer}
        for item, answer in enumerate(answers, start=1)
    ]
    return [score("panel", {}) | {"code": {"text": f"{measure} asked here"}, "component": parts}]


def as_form(measure: str, answers: Sequence[int]) -> list[Resource]:
    """A questionnaire of the clinic's own, whose Questionnaire the export does not hold."""
    items = [{"linkId": f"m{item}", "answer": [{"valueInteger": answer}]} for item, answer in enumerate(answers, start=1)]
    return [response("r", (), item=items, questionnaire=f"{FORM}|3")]


SHAPES: list[tuple[Shape, str]] = [(one_by_one, OWN), (as_panel, OWN), (as_form, FORM)]


def said_of(system: str, measure: str, count: int) -> list[MappedCode]:
    return [MappedCode(system, f"m{item}", measure, item) for item in range(1, count + 1)]


def lines(store: PracticeStore) -> tuple[list[str], list[str]]:
    """The safety lines of the client, and what could not be read, on the day after."""
    reader = PracticeReader(store)
    facts = brief_facts(reader.histories([1])[1], HELD, date(2024, 3, 2), ZoneInfo("UTC"))
    reader.close()
    return [line.text for line in make_safety(facts)], [line.text for line in unread_lines(facts)]


@pytest.mark.parametrize(("shape", "system"), SHAPES)
@pytest.mark.parametrize(
    ("measure", "answers", "total", "line"),
    [("PHQ-9", [0] * 8 + [1], 1, "PHQ-9 item 9"), ("EPDS", [0] * 9 + [2], 2, "EPDS item 10")],
)
def test_a_question_said_to_be_a_safety_item_is_read_at_once_from_what_was_kept(
    tmp_path: Path, store: PracticeStore, shape: Shape, system: str, measure: str, answers: list[int], total: int, line: str
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *shape(measure, answers)))
    safety, unread = lines(store)
    assert (shown(store), safety, len(unread)) == ([], [], 1)
    understood = map_codes(store, HELD, said_of(system, measure, len(answers)), "me", zone=NEW_YORK)
    assert understood == (len(answers) if shape is one_by_one else 1)
    assert shown(store) == [("ann", measure, total)]
    safety, unread = lines(store)
    assert [line in text for text in safety] == [True]
    assert unread == []


@pytest.mark.parametrize(("shape", "system"), SHAPES)
def test_what_comes_later_is_read_by_it_and_the_same_again_changes_nothing(
    tmp_path: Path, store: PracticeStore, shape: Shape, system: str
) -> None:
    map_codes(store, HELD, said_of(system, "PHQ-9", 9), "me")
    export = ndjson(tmp_path / "x.ndjson", patient(), *shape("PHQ-9", [1] * 9))
    first = take(store, export)
    assert (shown(store), first.total("kept")) == ([("ann", "PHQ-9", 9)], 1 + len(shape("PHQ-9", [1] * 9)))
    assert not take(store, export).changed


@pytest.mark.parametrize(("shape", "system"), SHAPES)
def test_what_was_said_wrongly_is_said_anew_and_nothing_of_the_first_word_stays(
    tmp_path: Path, store: PracticeStore, shape: Shape, system: str
) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *shape("PHQ-9", [0] * 8 + [1])))
    map_codes(store, HELD, said_of(system, "PHQ-A", 9), "me", zone=NEW_YORK)
    assert shown(store) == [("ann", "PHQ-A", 1)]
    map_codes(store, HELD, said_of(system, "PHQ-9", 9), "me", zone=NEW_YORK)
    assert shown(store) == [("ann", "PHQ-9", 1)]
    none = [one._replace(measure="", item=0) for one in said_of(system, "", 9)]
    assert map_codes(store, HELD, none, "me", zone=NEW_YORK) < 0
    assert (shown(store), len(lines(store)[1])) == ([], 1)


def test_a_total_is_a_total_as_before(tmp_path: Path, store: PracticeStore) -> None:
    local = {"code": {"coding": [{"system": OWN, "code": "t", "display": "PHQ-9 total"}]}}
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s", 14) | local))
    assert confirm_mapping(store, OWN, "t", "PHQ-9") == 1
    assert (shown(store), lines(store)[0]) == ([("ann", "PHQ-9", 14)], [])


def test_questions_of_a_form_that_nobody_named_are_unread_and_not_unanswered(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *as_form("PHQ-9", [1] * 9)))
    map_codes(store, HELD, said_of(FORM, "PHQ-9", 8), "me", zone=NEW_YORK)
    assert "item 9 could not be read: no question of this form is said to be it" in scores(store)["r"].flags
    assert "not answered" not in " ".join(lines(store)[0])
    map_codes(store, HELD, [MappedCode(FORM, "m9", "PHQ-9", 9)], "me", zone=NEW_YORK)
    assert scores(store)["r"].flags == ""


def test_the_word_on_a_question_goes_before_its_code_and_counts_for_its_own_form_alone(
    tmp_path: Path, store: PracticeStore
) -> None:
    first = response("r", [0] * 8 + [3], questionnaire=FORM)
    other = response("s", [0] * 8 + [3], "2024-04-01T09:00:00Z", questionnaire="https://clinic.example/Questionnaire/other")
    map_codes(store, HELD, [MappedCode(FORM, "/44260-8", "PHQ-9", 1), MappedCode(FORM, "/44250-9", "PHQ-9", 9)], "me")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), first, other))
    found = scores(store)
    assert (found["r"].items, found["s"].items) == ("3,0,0,0,0,0,0,0,0", "0,0,0,0,0,0,0,0,3")


def test_a_form_without_a_name_is_never_read_by_what_was_said_of_another(tmp_path: Path, store: PracticeStore) -> None:
    map_codes(store, HELD, said_of("", "PHQ-9", 9), "me")
    (unnamed,) = as_form("PHQ-9", [1] * 9)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), {**unnamed, "questionnaire": ""}))
    assert shown(store) == []


def test_what_was_said_and_its_row_of_the_audit_are_kept_together_or_not_at_all(store: PracticeStore) -> None:
    def rows() -> tuple[list[str], int]:
        reader = PracticeReader(store)
        found = [one.detail for one in deeds(reader) if one.action == "said what local codes mean"]
        mapped = len(reader.rows("SELECT 1 FROM code_mapping"))
        reader.close()
        return found, mapped

    confirm_mapping(store, OWN, "m3", "PHQ-9", 3)
    (detail,), mapped = rows()
    assert (detail.partition(";")[0], mapped) == ("PHQ-9 item 3", 1)
    assert "m3" not in detail
    for wrong in (MappedCode(OWN, "x", "PHQ-9", 11), MappedCode(OWN, "x", "PHQ-99")):
        with pytest.raises(Problem):
            map_codes(store, HELD, [MappedCode(OWN, "y", "PHQ-9", 1), wrong], "me")
    assert rows() == ([detail], 1)


def worded(id: str, first: str, second: str) -> Resource:
    """A response of the clinic's form in words, with a heading that nobody answers."""
    asked = [
        {"linkId": "a", "text": "Feeling down?", "answer": [{"valueString": first}]},
        {"linkId": "b", "answer": [{"valueString": second}]},
    ]
    return response(id, (), item=[{"linkId": "h", "text": "About you", "item": asked}], questionnaire=FORM)


def test_a_questionnaire_is_offered_question_by_question_with_the_answers_that_were_given(
    tmp_path: Path, store: PracticeStore
) -> None:
    known = {
        "resourceType": "Questionnaire", "id": "q", "url": FORM, "title": "Mood here",
        "item": [{"linkId": "b", "text": "LITTLE interest or pleasure in doing things."}, {"linkId": "a", "text": "Feeling down?"}],
    }  # fmt: skip
    named = [
        worded("1", "Several days", "Not at all"),
        worded("2", "Several days", "now and then"),
        worded("3", "2", "now and then"),
    ]
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *named, {**worded("4", "x", "y"), "questionnaire": ""}, known))
    reader = PracticeReader(store)
    (form,), unnamed = asked_forms(reader, HELD)
    words = make_form(form, HELD.all())
    said = [MappedCode(FORM, "a", "PHQ-9", 2), MappedCode(FORM, "b", "PHQ-9", 1)]
    found = preview(reader, HELD, FORM, said)
    reader.close()
    assert (words.words, unnamed) == (f"Mood here ({FORM}): 3 kept, 3 not understood", 1)
    assert [(one.words, one.seen) for one in words.questions] == [
        ("1. LITTLE interest or pleasure in doing things. (b)", 'Answered: "now and then", 2 times; "Not at all", once'),
        ("2. Feeling down? (a)", 'Answered: "Several days", 2 times; "2", once'),
    ]
    assert [one.proposed.get("PHQ-9", 0) for one in words.questions] == [1, 0]
    assert seen_words(found["a"], said=True) == '"Several days" counts 1, 2 times; "2" counts 2, once'
    assert seen_words(found["b"], said=True) == '"now and then" cannot be read, 2 times; "Not at all" counts 0, once'
    assert shown(store) == []
    map_codes(store, HELD, said, "me", zone=NEW_YORK)
    assert {id: one.items.split(",")[:2] for id, one in scores(store).items()} == {
        "1": ["0", "1"],
        "2": ["", "1"],
        "3": ["", "2"],
    }
    assert "item 1 could not be read: now and then" in scores(store)["2"].flags


def test_a_questionnaire_that_was_gone_through_stays_in_reach(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *as_form("PHQ-9", [1] * 9)))
    map_codes(store, HELD, said_of(FORM, "PHQ-9", 9), "me", zone=NEW_YORK)
    reader = PracticeReader(store)
    (form,), _ = asked_forms(reader, HELD)
    reader.close()
    words = make_form(form, ())
    newest = make_form(replace(form, looked=500), ()).words
    assert newest == f"{FORM}: 1 of the newest 500 questionnaires that are kept, all of them read by what you said"
    assert words.words == f"{FORM}: 1 kept, all of them read by what you said"
    assert sorted(words.said) == said_of(FORM, "PHQ-9", 9)


def test_what_is_said_twice_or_of_no_question_is_named() -> None:
    said = [MappedCode(FORM, "a", "PHQ-2", 1), MappedCode(FORM, "b", "PHQ-2", 1)]
    measures = {one.id: one for one in HELD.all()}
    assert said_twice(said) == "Two questions are said to be PHQ-2 question 1."
    assert left_words(said, measures) == "PHQ-2: no question is said to be 2; what was answered there counts as unread."
    assert (said_twice(said[:1]), left_words([MappedCode(FORM, "a", "PHQ-2", 0)], measures)) == ("", "")
    assert (unnamed_words(0), unnamed_words(2).partition(":")[0]) == ("", "2 questionnaires name no form")


@pytest.mark.parametrize(("shape", "system"), SHAPES)
def test_what_is_read_by_it_is_counted_once_also_where_it_is_left_out(
    tmp_path: Path, store: PracticeStore, shape: Shape, system: str
) -> None:
    made = shape("PHQ-9", [1] * 9)
    export = ndjson(tmp_path / "x.ndjson", patient(), *made)
    map_codes(store, HELD, said_of(system, "PHQ-9", 9), "me")
    take(store, export)
    delete_client(store, 1, 0.0, "me")
    again = take(store, export)
    assert (again.total("left_out"), again.total("read")) == (1 + len(made), 1 + len(made))
    assert lines_kept(store) == 0


def lines_kept(store: PracticeStore) -> int:
    reader = PracticeReader(store)
    found = len(reader.rows("SELECT 1 FROM unread"))
    reader.close()
    return found
