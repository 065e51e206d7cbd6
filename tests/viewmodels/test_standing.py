"""Where somebody left off: the newest note that stands, what state it is in, and notes whose words are not here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from briefing_app.domain.client import ENTERED, ClinicalFact
from briefing_app.services.brief import brief_facts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.standing import goal_lines, left_off, medication
from tests.courses import ORIGIN, history_of
from tests.importing import CATALOGUE

TODAY = date(2026, 11, 30)


def note(id: str, day: str, detail: str = "", status: str = "current", lacks: str = "", replaces: str = "") -> ClinicalFact:
    origin = ORIGIN._replace(resource_id=id)
    return ClinicalFact("note", 1, "Note", detail, status, 0.0, day, "", origin, lacks=lacks, replaces=replaces)


def told(*facts: ClinicalFact) -> list[tuple[str, str]]:
    history = replace(history_of(), facts=facts)
    return [(line.heading, line.text) for line in left_off(brief_facts(history, CATALOGUE, TODAY))]


def test_a_note_that_is_replaced_gives_way_to_any_that_stands() -> None:
    older = note("1", "2026-11-13", "walk")
    assert told(older, note("2", "2026-11-20", "swim", "superseded")) == [("Agreed 13 Nov", "walk")]
    assert told(note("2", "2026-11-20", "swim"), note("3", "2026-11-18", "rest", replaces="2")) == [("Agreed 18 Nov", "rest")]


def test_a_note_that_is_not_final_or_stands_alone_though_replaced_says_so() -> None:
    assert told(note("1", "2026-11-20", "walk", "preliminary")) == [("Agreed 20 Nov, preliminary", "walk")]
    assert told(note("1", "2026-11-20", "walk", "superseded")) == [
        ("Agreed 20 Nov, superseded, and what replaces it is not here", "walk")
    ]


def test_notes_that_are_newer_and_not_read_are_named_once() -> None:
    read = note("1", "2026-11-13", "walk")
    older = note("0", "2026-11-06", lacks="a PDF, not read")
    newer = note("2", "2026-11-20", lacks="its text is not in the export")
    newest = note("3", "2026-11-27", lacks="a PDF, not read")
    assert told(read, older) == [("Agreed 13 Nov", "walk")]
    assert told(read, older, newer) == [
        ("Agreed 13 Nov", "walk"),
        ("Notes not read", "Note of 20 Nov: its text is not in the export."),
    ]
    assert told(newer, newest) == [("Notes not read", "Note of 27 Nov: a PDF, not read; 1 more could not be read.")]
    assert told(newest._replace(status="superseded")) == []


def behind(kind: str, *facts: ClinicalFact) -> list[Line]:
    found = brief_facts(replace(history_of(), facts=facts), CATALOGUE, TODAY)
    return {"left": left_off, "goal": goal_lines, "medication": medication}[kind](found)


def fact(kind: str, title: str, day: str, detail: str = "", resource: str = "Goal") -> ClinicalFact:
    return ClinicalFact(kind, 1, title, detail, "active", 0.0, day, "", ORIGIN._replace(resource_type=resource))


def test_where_the_words_come_from_is_said_behind_them() -> None:
    typed = note("1", "2026-11-20", "walk")._replace(title="Agreed")
    typed = typed._replace(origin=typed.origin._replace(resource_type=ENTERED))
    assert [line.why.rule for line in behind("left", typed)] == ["what was typed as agreed"]
    assert [line.why.rule for line in behind("left", note("1", "2026-11-20", "walk"))] == [
        "the words under the plan heading of the newest note"
    ]


def test_a_goal_that_was_typed_has_its_day_and_one_of_an_export_its_words() -> None:
    typed = fact("goal", "Sleep through", "2026-11-02", resource=ENTERED)
    lines = behind(
        "goal", typed, typed._replace(day=""), fact("goal", "Sleep", "2026-11-02", "half way"), fact("goal", "Walk", "")
    )
    assert [line.text for line in lines] == ["Sleep through, since 2 Nov", "Sleep through", "Sleep: half way", "Walk: active"]


def test_medication_stands_the_newest_first_each_once() -> None:
    orders = [
        fact("medication", title, day, detail)
        for title, day, detail in (
            ("Sertraline", "2026-03-01", "50 mg"), ("Zopiclone", "2026-11-01", ""), ("Mirtazapine", "2026-06-01", ""),
            ("Sertraline", "2026-09-01", "100 mg"),
        )
    ]  # fmt: skip
    (line,) = behind("medication", *orders)
    assert line.text == "Zopiclone (1 Nov); Sertraline 100 mg (1 Sep); Mirtazapine (1 Jun)"
    assert behind("medication") == []
