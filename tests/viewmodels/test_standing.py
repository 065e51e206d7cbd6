"""Where somebody left off: the newest note that stands, what state it is in, and notes whose words are not here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from briefing_app.domain.client import ClinicalFact
from briefing_app.services.brief import brief_facts
from briefing_app.viewmodels.standing import left_off
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
    assert told(older, note("2", "2026-11-20", "swim", "superseded")) == [("Where you left off (13 Nov)", "walk")]
    assert told(note("2", "2026-11-20", "swim"), note("3", "2026-11-18", "rest", replaces="2")) == [
        ("Where you left off (18 Nov)", "rest")
    ]


def test_a_note_that_is_not_final_or_stands_alone_though_replaced_says_so() -> None:
    assert told(note("1", "2026-11-20", "walk", "preliminary")) == [("Where you left off (20 Nov, preliminary)", "walk")]
    assert told(note("1", "2026-11-20", "walk", "superseded")) == [
        ("Where you left off (20 Nov, superseded, and what replaces it is not here)", "walk")
    ]


def test_notes_that_are_newer_and_not_read_are_named_once() -> None:
    read = note("1", "2026-11-13", "walk")
    older = note("0", "2026-11-06", lacks="a PDF, not read")
    newer = note("2", "2026-11-20", lacks="its text is not in the export")
    newest = note("3", "2026-11-27", lacks="a PDF, not read")
    assert told(read, older) == [("Where you left off (13 Nov)", "walk")]
    assert told(read, older, newer) == [
        ("Where you left off (13 Nov)", "walk"),
        ("Notes not read", "Note of 20 Nov: its text is not in the export."),
    ]
    assert told(newer, newest) == [("Notes not read", "Note of 27 Nov: a PDF, not read; 1 more could not be read.")]
    assert told(newest._replace(status="superseded")) == []
