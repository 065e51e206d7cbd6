"""Templates and notes as text: what a format begins with, what was carried forward, and when an entry is late."""

from __future__ import annotations

import tomllib

import pytest

from briefing_app.domain.note_template import FIELDS, TemplateSection, filled, template_from
from briefing_app.domain.note_text import NoteSection, is_late_entry, lines_of, started
from briefing_app.system.resources import resources

TEMPLATES = {
    path.stem: template_from(tomllib.loads(path.read_text("utf-8"))) for path in (resources() / "notes").glob("*.toml")
}


def test_the_eight_formats_ship() -> None:
    assert set(TEMPLATES) == {"soap", "dap", "birp", "girp", "intake", "crisis", "safety-plan", "plan-review"}
    assert [one.title[0] for one in TEMPLATES["soap"].sections] == list("SOAP")
    assert [one.title[0] for one in TEMPLATES["birp"].sections] == list("BIRP")
    assert len(TEMPLATES["safety-plan"].sections) == 6
    assert TEMPLATES["crisis"].crisis


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_format_fills_without_a_fact_and_with_all(name: str) -> None:
    empty = started(TEMPLATES[name], {})
    assert all("{" not in one.text for one in empty.sections)
    full = started(TEMPLATES[name], dict.fromkeys(FIELDS, "a known fact"))
    assert all("{" not in one.text for one in full.sections)
    assert full.words >= empty.words


def test_new_medication_stands_once_where_the_format_has_a_line_for_it() -> None:
    facts = {
        "since": "Message, 23 Nov: slept\nSertraline 100 mg, 20 Nov",
        "medication": "Sertraline 100 mg (20 Nov); Zopiclone (1 Nov)",
    }
    words = "\n".join(one.text for one in started(TEMPLATES["soap"], facts).sections)
    assert words.count("Sertraline") == 1
    assert "Message, 23 Nov: slept" in words
    assert "Sertraline 100 mg, 20 Nov" in started(TEMPLATES["birp"], facts).sections[0].text


def test_what_was_agreed_last_time_begins_a_soap_note() -> None:
    note = started(TEMPLATES["soap"], {"left_off": "walk daily"})
    assert note.sections[0].text == "Last time: walk daily"


def test_a_line_whose_facts_are_unknown_is_left_out_and_its_own_words_stay() -> None:
    section = TemplateSection("Data", "{session}\nScores: {scores}\nSeen together\n")
    assert filled(section, {"scores": "PHQ-9 11"}) == "Scores: PHQ-9 11\nSeen together"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"section": []}, "no section"),
        ({"section": [{"text": "x"}]}, "title"),
        ({"section": [{"title": "Data", "text": "{scoers}"}]}, r"'\{scoers\}' is no known field; known are session"),
        ({"name": None}, "needs id, name"),
    ],
)
def test_a_template_that_is_wrong_says_what_is(change: dict[str, object], words: str) -> None:
    raw: dict[str, object] = {"id": "own", "name": "Own", "session": "psychotherapy", "section": [{"title": "Data"}]}
    raw |= change
    if raw["name"] is None:
        del raw["name"]
    with pytest.raises(ValueError, match=words):
        template_from(raw)


def test_what_was_carried_forward_is_marked_line_by_line_until_it_is_changed() -> None:
    section = NoteSection(
        "Plan", "walk daily\nsleep log kept\ncall the clinic", True, "walk daily\nsleep log\ncall the clinic", "2026-11-12"
    )
    note = started(TEMPLATES["soap"], {})
    shown = list(lines_of(type(note)(note.format, note.format_name, note.session_kind, 0, 0, "", (section,))))
    assert shown == [
        ("Plan", "walk daily", "2026-11-12"),
        ("Plan", "sleep log kept", ""),
        ("Plan", "call the clinic", "2026-11-12"),
    ]


def test_the_plan_is_what_stands_in_its_sections() -> None:
    note = started(TEMPLATES["dap"], {"left_off": "breathing"})
    assert note.plan == ""
    planned = [NoteSection(one.title, "next: exposure" if one.plan else one.text, one.plan) for one in note.sections]
    assert type(note)("dap", "DAP", "psychotherapy", 0, 0, "", tuple(planned)).plan == "next: exposure"


def test_an_entry_is_late_after_a_day_and_never_without_a_recorded_end() -> None:
    assert not is_late_entry(1000.0, 1000.0 + 24 * 3600)
    assert is_late_entry(1000.0, 1001.0 + 24 * 3600)
    assert not is_late_entry(0.0, 1e9)
