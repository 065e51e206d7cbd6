"""What the clinician enters: rows are added, never rewritten, and no import touches them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from briefing_app.documents.snapshot import kept_as_lines, snapshot_of
from briefing_app.domain.act import By
from briefing_app.domain.client import Answer
from briefing_app.domain.entry import Content, Shown
from briefing_app.domain.note import FINISHED, NoteMark
from briefing_app.domain.problems import Problem
from briefing_app.domain.rules import DEFAULT_RULES
from briefing_app.services.entry import Correction, Filled, make_entry, withdrawal
from briefing_app.storage.entry import add_answer, add_goal, add_score, add_snapshot, end_goal, mark_notes, set_rules
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.client import make_client
from tests.fhir import Resource, ndjson, patient, score
from tests.importing import CATALOGUE, take

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 24)
OWN_TABLES = ("own_score", "own_goal", "line_answer", "line_shown", "snapshot", "rule_setting")


@pytest.fixture
def client(store: PracticeStore, tmp_path: Path) -> int:
    return imported(store, tmp_path, patient(), score("s1", 18, "2026-11-01T09:00:00Z"))


def imported(store: PracticeStore, folder: Path, *resources: Resource) -> int:
    take(store, ndjson(folder / "x.ndjson", *resources))
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT id FROM client WHERE source_id = 'ann'").scalar_one())


def own_rows(store: PracticeStore) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        return {name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in OWN_TABLES}


def answer(client: int, reason: str = "asked, safety plan gone through") -> Answer:
    return Answer(
        client, "safety", "item", "PHQ-9", "2026-11-01:2", "PHQ-9 item 9 is 2", "talked", reason, NOW.timestamp(), "A. B."
    )


def entered(store: PracticeStore, client: int, total: float, correction: Correction | None = None) -> int:
    one = make_entry(CATALOGUE("PHQ-9"), client, TODAY, Filled(total), By("A. B.", NOW), correction)
    return add_score(store, one)


def test_a_score_on_paper_joins_the_imported_ones(store: PracticeStore, reader: PracticeReader, client: int) -> None:
    entered(store, client, 11)
    found = reader.histories([client])[client].scores["PHQ-9"]
    assert [one.score for one in found] == [18, 11]
    assert found[-1].origin.resource_type == "entered"


def test_a_correction_keeps_the_old_value_with_who_when_and_why(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    first = entered(store, client, 11)
    second = entered(store, client, 12, Correction(first, "misread a 1"))
    assert [one.score for one in reader.histories([client])[client].scores["PHQ-9"]] == [18, 12]
    kept = {one.row: one for one in reader.own_entries(client)}
    assert (kept[first].score, kept[first].stands) == (11, False)
    assert (kept[second].replaces, kept[second].reason, kept[second].by) == (first, "misread a 1", "A. B.")
    with pytest.raises(Problem, match="corrected already"):
        entered(store, client, 13, Correction(first, "again"))


def test_a_score_taken_back_is_gone_from_the_brief_and_still_in_the_store(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    row = entered(store, client, 11)
    kept = reader.own_score(row)
    assert kept is not None
    add_score(store, withdrawal(kept, row, "other client's form", NOW.timestamp(), "A. B."))
    assert [one.score for one in reader.histories([client])[client].scores["PHQ-9"]] == [18]
    assert len(own_rows(store)["own_score"]) == 2
    with pytest.raises(Problem, match="needs a reason"):
        withdrawal(kept, row, "  ", NOW.timestamp(), "A. B.")


@pytest.mark.parametrize("table", ["line_answer", "own_score", "snapshot", "rule_setting"])
def test_the_ledger_cannot_be_rewritten(store: PracticeStore, client: int, table: str) -> None:
    entered(store, client, 11)
    add_answer(store, answer(client))
    add_snapshot(store, client, 1.0, 2.0, Content("{}", "h", []))
    set_rules(store, {"look_back_days": "120"}, 1.0, "A. B.")
    before = own_rows(store)
    column = {"line_answer": "reason", "own_score": "score", "snapshot": "content", "rule_setting": "value"}[table]
    with pytest.raises(DatabaseError, match="append"), store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = '1'")
    assert own_rows(store) == before


def test_an_import_never_touches_what_was_entered(store: PracticeStore, tmp_path: Path, client: int) -> None:
    entered(store, client, 11)
    add_answer(store, answer(client))
    goal = add_goal(store, client, "Sleep through", "higher", 1.0, "A. B.")
    add_snapshot(store, client, 1.0, 2.0, Content("{}", "h", [Shown(client, "safety", "item", "PHQ-9", "b", 2.0)]))
    set_rules(store, {"look_back_days": "120"}, 1.0, "A. B.")
    before = own_rows(store)
    assert all(before.values())
    imported(store, tmp_path, patient(name=[{"family": "Other"}]), score("s1", 17, "2026-11-01T09:00:00Z"))
    take(store, ndjson(tmp_path / "x.ndjson", patient(), score("s2", 9, "2026-11-20T09:00:00Z")))
    assert own_rows(store) == before
    end_goal(store, goal, 5.0)
    assert own_rows(store)["own_goal"] != before["own_goal"]


def test_a_snapshot_is_kept_once_and_proves_that_it_was_not_changed(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    brief = make_client(reader.histories([client])[client], CATALOGUE, TODAY, None, DEFAULT_RULES).brief
    content, digest = snapshot_of(brief, 1000.0)
    assert (content, digest) == snapshot_of(brief, 1000.0)
    assert add_snapshot(store, client, 1000.0, 1001.0, Content(content, digest, []))
    assert not add_snapshot(store, client, 1000.0, 1002.0, Content(content, digest, []))
    (kept,) = reader.snapshots(client)
    title, words, proof = kept_as_lines([kept], reader.histories([client])[client].client, TODAY)[0]
    assert digest in proof
    assert "as it was kept" in proof
    assert "PHQ-9 18" in words
    assert title
    changed = json.loads(kept.content)
    changed["scores"][0]["value"] = "3"
    who = reader.histories([client])[client].client
    assert "CHANGED" in kept_as_lines([kept._replace(content=json.dumps(changed))], who, TODAY)[0][2]


def test_rule_numbers_hold_from_the_moment_they_are_set(store: PracticeStore, reader: PracticeReader) -> None:
    assert reader.rules() == DEFAULT_RULES
    set_rules(store, {"look_back_days": "120"}, 1.0, "A. B.")
    assert reader.rules().look_back_days == 120
    set_rules(store, {"look_back_days": ""}, 2.0, "A. B.")
    assert reader.rules() == DEFAULT_RULES
    assert len(own_rows(store)["rule_setting"]) == 2


def test_the_ledger_counts_how_often_a_line_stood_and_was_answered(
    store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    add_snapshot(store, client, 1.0, 2.0, Content("{}", "h", [Shown(client, "review", "off_course", "PHQ-9", "b1", 2.0)]))
    add_snapshot(store, client, 3.0, 4.0, Content("{}", "h", [Shown(client, "review", "off_course", "PHQ-9", "b2", 4.0)]))
    add_answer(store, answer(client)._replace(kind="review", rule="off_course", basis="b2"))
    assert ("review", "off_course", 2, 1) in {tuple(row[:4]) for row in reader.line_counts()}


def test_a_note_of_a_client_who_is_gone_is_not_swallowed(store: PracticeStore) -> None:
    with pytest.raises(Problem, match="not in the practice"):
        mark_notes(store, [("nobody", "a1", NoteMark(FINISHED, 1.0))], "me")
