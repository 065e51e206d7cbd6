"""The note of a session in the store and on the way out: drafts, revisions, signing, amendments, text and FHIR."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from sqlalchemy.exc import DatabaseError

from briefing_app.documents.note import note_as_fhir, note_as_html, note_as_text
from briefing_app.domain.note_text import NoteSection, NoteText, Writing, started
from briefing_app.domain.problems import Problem
from briefing_app.services.note import (
    NoteFacts,
    check_template,
    note_facts,
    read_session_rules,
    read_template,
    templates,
)
from briefing_app.storage.note import amend_note, begin_note, keep_draft, notes, phrases, save_note, set_phrase, sign_note
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.resources import resources
from briefing_app.viewmodels.note import NOT_RECORDED, code_lines, empty_parts, printed, say_session, say_times, scaffold
from tests.fhir import Resource, appointment, ndjson, patient, response
from tests.importing import CATALOGUE, take

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
SESSION = "2026-11-24T14:00:00Z"
FORMATS = {one.id: one for one in templates(resources() / "notes")[0]}
RULES = read_session_rules(resources() / "billing" / "sessions.toml")


def held(begins: str = "2026-11-24T14:02:00Z", ends: str = "2026-11-24T14:55:30Z") -> Resource:
    return {
        "resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/ann"},
        "period": {"start": begins, "end": ends}, "appointment": [{"reference": "Appointment/a"}],
    }  # fmt: skip


def imported(store: PracticeStore, folder: Path, *more: Resource) -> int:
    take(store, ndjson(folder / "x.ndjson", patient(), appointment("a", SESSION), response("r", [1] * 8 + [2], SESSION), *more))
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT id FROM client WHERE source_id = 'ann'").scalar_one())


@pytest.fixture
def client(store: PracticeStore, tmp_path: Path) -> int:
    return imported(store, tmp_path, held())


def facts(reader: PracticeReader, client: int, at: float = 0.0) -> NoteFacts:
    return note_facts(reader, CATALOGUE, client, NOW, at, UTC)


def written(text: str = "slept better", plan: str = "walk daily") -> NoteText:
    sections = (NoteSection("Data", text), NoteSection("Plan", plan, True))
    begins = datetime(2026, 11, 24, 14, 2, tzinfo=UTC).timestamp()
    return NoteText("dap", "DAP", "psychotherapy", begins, begins + 53.5 * 60, "Video", sections)


def test_a_note_begins_with_what_is_known_and_with_recorded_times_alone(reader: PracticeReader, client: int) -> None:
    found = facts(reader, client)
    assert say_session(found, UTC) == "Session of 24 Nov 2026, booked 14:00 to 14:50"
    note = started(FORMATS["soap"], scaffold(found), *found.recorded)
    assert say_times(note, UTC) == "24 Nov 2026, 14:02 to 14:55 as recorded, 53 min"
    assert "PHQ-9 10 (moderate) on 24 Nov; first score" in note.sections[1].text
    assert "PHQ-9 item 9" in note.sections[1].text
    assert code_lines(note, RULES, found.scored)[0] == "53 min recorded: 90837 (53 min and more)"
    assert any(line.startswith("96127 × 1: PHQ-9 scored") for line in code_lines(note, RULES, found.scored))


def test_what_is_empty_is_named_before_a_note_is_signed() -> None:
    assert empty_parts(written()) == ()
    assert empty_parts(replace(written(plan=" "), ends=0.0, place="")) == ("when it ended", "where", "Plan")


def test_the_booked_slot_is_never_taken_for_the_session(store: PracticeStore, reader: PracticeReader, tmp_path: Path) -> None:
    found = facts(reader, imported(store, tmp_path))
    note = started(FORMATS["soap"], scaffold(found), *found.recorded)
    assert found.recorded == (0.0, 0.0)
    assert say_times(note, UTC) == NOT_RECORDED
    assert not any("90834" in line for line in code_lines(note, RULES, found.scored))


def test_a_draft_is_overwritten_and_what_was_saved_stays(store: PracticeStore, reader: PracticeReader, client: int) -> None:
    row = begin_note(store, client, "a", written("one"), 1.0, "Robin")
    keep_draft(store, client, row, written("two"), 2.0, "Robin")
    keep_draft(store, client, row, written("three"), 3.0, "Robin")
    save_note(store, client, row, written("three, kept"), 4.0, "Robin")
    keep_draft(store, client, row, written("four"), 5.0, "Robin")
    (one,) = notes(reader, client)
    assert [(revision.state, revision.note.sections[0].text) for revision in one.revisions] == [
        (Writing.SAVED, "three, kept"),
        (Writing.DRAFT, "four"),
    ]
    assert one.current.sections[0].text == "four"
    assert one.has_draft


def test_a_signed_note_never_changes_and_takes_amendments(store: PracticeStore, reader: PracticeReader, client: int) -> None:
    row = begin_note(store, client, "a", written(), 1.0, "Robin")
    with pytest.raises(Problem, match="not signed yet"):
        amend_note(store, client, row, written("more"), 2.0, "Robin")
    sign_note(store, client, row, written(), 3.0, "Robin")
    with pytest.raises(Problem, match="does not change any more"):
        keep_draft(store, client, row, written("other"), 4.0, "Robin")
    with pytest.raises(Problem, match="does not change any more"):
        sign_note(store, client, row, written("other"), 4.0, "Robin")
    with pytest.raises(DatabaseError, match="only appended"), store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE note_revision SET content = '{}'")
    amend_note(store, client, row, written("the sister was there too", ""), 5.0, "Robin")
    (one,) = notes(reader, client)
    assert one.current.sections[0].text == "slept better"
    text = note_as_text(printed("Ann", one.current, one, 0.0, "", UTC))
    assert "Amendment of 1 Jan 1970, 00:00, by Robin\nthe sister was there too" in text


def test_one_session_has_one_note_of_a_format(store: PracticeStore, client: int) -> None:
    begin_note(store, client, "a", written(), 1.0, "Robin")
    with pytest.raises(Problem, match="has a note in this format"):
        begin_note(store, client, "a", written(), 2.0, "Robin")


def test_what_was_agreed_here_is_where_we_left_off_next_time(store: PracticeStore, reader: PracticeReader, client: int) -> None:
    row = begin_note(store, client, "a", written(plan="write three moments down"), NOW.timestamp(), "Robin")
    sign_note(store, client, row, written(plan="write three moments down"), NOW.timestamp(), "Robin")
    take_next = replace(facts(reader, client), session="other")
    assert scaffold(take_next)["left_off"] == "write three moments down"


def test_a_note_written_late_says_so_with_when(client: int) -> None:
    note = written()
    assert (
        "Late entry: written 26 Nov 2026, 09:00"
        in printed("Ann", note, None, datetime(2026, 11, 26, 9, tzinfo=UTC).timestamp(), "Robin", UTC).header
    )
    assert not any("Late" in line for line in printed("Ann", note, None, NOW.timestamp(), "Robin", UTC).header)


def test_markup_in_a_note_stays_text_everywhere() -> None:
    page = printed("<b>Ann</b>", written("<script>x</script> & more"), None, NOW.timestamp(), "Robin", UTC)
    assert "<script>" not in note_as_html(page)
    assert "&lt;script&gt;x&lt;/script&gt; &amp; more" in note_as_html(page)
    assert "<script>x</script> & more" in note_as_text(page)


@pytest.mark.parametrize("signed", [True, False])
def test_the_fhir_document_is_what_a_validator_accepts(
    store: PracticeStore, reader: PracticeReader, client: int, *, signed: bool
) -> None:
    page = printed("Ann", written("a < b & c"), None, NOW.timestamp(), "Robin", UTC)
    made = note_as_fhir(
        page, facts(reader, client).client, "Robin", signed=NOW.timestamp() if signed else 0.0, written=1.0, amended=False
    )
    bundle: Any = Bundle.model_validate(made)
    kinds = [entry.resource.get_resource_type() for entry in bundle.entry]
    assert kinds == ["Composition", "Patient", "Practitioner", "DocumentReference"]
    assert bundle.entry[0].resource.status == ("final" if signed else "preliminary")
    assert bundle.entry[0].resource.subject.reference == bundle.entry[1].fullUrl


def test_phrases_are_kept_changed_and_taken_away(store: PracticeStore, reader: PracticeReader) -> None:
    set_phrase(store, "sl", "sleep was discussed", 1.0)
    set_phrase(store, "sl", "sleep diary was gone through", 2.0)
    set_phrase(store, "ex", "exposure in session", 2.0)
    set_phrase(store, "ex", "", 3.0)
    assert phrases(reader) == {"sl": "sleep diary was gone through"}


def test_a_template_of_ones_own_stands_before_the_shipped_one_and_a_wrong_one_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "soap.toml").write_text(
        'id = "soap"\nname = "Mine"\nsession = "psychotherapy"\n[[section]]\ntitle = "All"\n', "utf-8"
    )
    (tmp_path / "bad.toml").write_text(
        'id = "x"\nname = "X"\nsession = "intake"\n[[section]]\ntitle = "A"\ntext = "{scoers}"\n', "utf-8"
    )
    found, refused = templates(tmp_path, resources() / "notes")
    assert {one.id: one.name for one in found}["soap"] == "Mine"
    assert refused[0].sentence.startswith("The note template bad.toml, line 6 is refused: '{scoers}' is no known field")
    with pytest.raises(Problem, match="The template is refused"):
        check_template("id = ")
    with pytest.raises(Problem, match="cannot be read"):
        read_template(tmp_path / "absent.toml")
