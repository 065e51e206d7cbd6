"""A store that an earlier version wrote is read anew at its opening: totals change where the convention says so, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.services.brief import brief_facts
from briefing_app.services.opening import open_practice
from briefing_app.services.rereading import read_anew
from briefing_app.storage.audit import deeds
from briefing_app.storage.engine import create_private_file, keyed_engine
from briefing_app.storage.migrate import SCRIPTS, _upgrade
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.rereading import Rereading, is_read, mark_read
from briefing_app.system.paths import Profile
from briefing_app.viewmodels.brief import make_brief
from tests.conftest import KEY
from tests.importing import CATALOGUE

WORST, BEST = ",".join("3" * 10), ",".join("0" * 10)
AT = 1_793_700_000.0  # 3 Nov 2026
SNAPSHOT = "EPDS 9, low"

ROWS = [
    ("INSERT INTO import_run (id, started, finished, label) VALUES (1, ?, ?, 'export')", (AT, AT)),
    ("INSERT INTO source_file (id, import_id, path) VALUES (1, 1, 'export.ndjson')", ()),
    ("INSERT INTO client (id, source_id, known, family, given) VALUES (1, 'orla', 1, 'Pennant', 'Orla')", ()),
    (
        "INSERT INTO evidence (id, client_id, measure, role, item, value, items, at, day, date, precision, status, resource_type, resource_id,"
        " version, updated, file_id, line) VALUES (1, 1, 'EPDS', 'response', 0, '', ?, 0, '2026-11-03', '2026-11-03', 'day', 'completed',"
        " 'QuestionnaireResponse', 'q1', '', 0, 1, 1)",
        (WORST,),
    ),
    (
        "INSERT INTO score (client_id, measure, day, at, evidence_id, date, precision, score, computed, items, severity, status, solid, prorated)"
        " VALUES (1, 'EPDS', '2026-11-03', 0, 1, '2026-11-03', 'day', 9, 9, ?, 'low', 'completed', 1, 0)",
        (WORST,),
    ),
    (
        "INSERT INTO own_score (id, client_id, measure, day, at, score, computed, items, severity, flags, solid, prorated, mode, entered, by)"
        " VALUES (1, 1, 'EPDS', '2026-11-10', 0, 21, 21, ?, 'probable depression', '', 1, 0, 'items', ?, 'A. B.')",
        (BEST, AT),
    ),
    (
        "INSERT INTO own_score (id, client_id, measure, day, at, score, computed, items, severity, flags, solid, prorated, mode, entered, by)"
        " VALUES (2, 1, 'PHQ-9', '2026-11-10', 0, 9, 9, '1,1,1,1,1,1,1,1,1', 'mild', '', 1, 0, 'items', ?, 'A. B.')",
        (AT,),
    ),
    (
        "INSERT INTO line_answer (client_id, kind, rule, measure, basis, shown, action, reason, at, by) VALUES (1, 'safety', 'safety', 'PHQ-9',"
        " '9:2026-11-10=1', 'PHQ-9 item 9 is 1', 'Asked about it with the client', 'said it has passed', ?, 'A. B.')",
        (AT,),
    ),
    ("INSERT INTO snapshot (client_id, starts, taken, content, hash) VALUES (1, ?, ?, ?, 'h')", (AT, AT, SNAPSHOT)),
]  # fmt: skip


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A practice as the program of schema 0007 left it, with its own rows."""
    made = Profile(tmp_path)
    create_private_file(made.practice)
    engine = keyed_engine(made.practice, KEY)
    _upgrade(engine, "0007", SCRIPTS["practice"])
    with engine.begin() as connection:
        for statement, values in ROWS:
            connection.exec_driver_sql(statement, values)
    engine.dispose()
    return made


@pytest.fixture
def opened(profile: Profile) -> Iterator[PracticeStore]:
    store = PracticeStore(profile.practice, KEY)
    yield store
    store.close()


def rows(store: PracticeStore, statement: str) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def test_totals_are_computed_from_the_kept_answers_and_each_change_is_listed_once(opened: PracticeStore) -> None:
    changed = read_anew(opened, CATALOGUE, AT + 60, "A. B.")
    assert [(*one[:4], one.now.score) for one in changed] == [
        (1, "EPDS", "2026-11-03", 9, 30),
        (1, "EPDS", "2026-11-10", 21, 0),
    ]
    assert rows(opened, "SELECT score, computed, severity FROM score") == [(30, 30, "at the higher screening cut-off")]
    assert rows(opened, "SELECT score, severity, by FROM own_score ORDER BY id") == [
        (21, "probable depression", "A. B."),
        (9, "mild", "A. B."),
    ]
    reader = PracticeReader(opened)
    entered = [score for _, score in reader.scores() if score.origin.resource_type == "entered"]
    assert [(one.measure, one.score, one.computed, one.severity, one.solid, one.origin.file) for one in entered] == [
        ("EPDS", 0, 0, "low", True, "A. B."),
        ("PHQ-9", 9, 9, "mild", True, "A. B."),
    ]
    assert [(one.measure, one.score) for one in reader.own_entries(1)] == [("PHQ-9", 9), ("EPDS", 0)]
    assert [(one.action, one.client, one.detail) for one in deeds(reader)] == [
        ("read a total anew", 1, "EPDS 2026-11-03"),
        ("read a total anew", 1, "EPDS 2026-11-10"),
    ]
    reader.close()
    assert read_anew(opened, CATALOGUE, AT + 120, "A. B.") == []
    assert len(rows(opened, "SELECT 1 FROM reread")) == 2
    assert len(rows(opened, "SELECT 1 FROM import_run")) == 1


def test_a_form_that_was_not_filled_in_whole_is_prorated_says_so_and_stands_on_no_line(opened: PracticeStore) -> None:
    with opened.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO own_score (id, client_id, measure, day, at, score, computed, items, severity, flags, solid, prorated, mode, entered,"
            " by) VALUES (3, 1, 'PHQ-9', '2026-11-12', 0, 7, 7, '1,1,1,1,1,1,1,,', 'mild', '', 1, 0, 'items', 1, 'A. B.')"
        )
    changed = read_anew(opened, CATALOGUE, AT + 60, "A. B.")
    (one,) = [each.now for each in changed if each.measure == "PHQ-9"]
    assert (one.score, one.flags, one.solid, one.prorated) == (9, "7 of 9 items answered, prorated", False, True)


def test_what_was_shown_and_what_was_answered_stay(opened: PracticeStore) -> None:
    before = rows(opened, "SELECT * FROM snapshot") + rows(opened, "SELECT * FROM line_answer")
    read_anew(opened, CATALOGUE, AT + 60, "A. B.")
    assert rows(opened, "SELECT * FROM snapshot") + rows(opened, "SELECT * FROM line_answer") == before


def test_the_brief_lists_the_changes_and_has_the_safety_line_that_was_missing(opened: PracticeStore) -> None:
    read_anew(opened, CATALOGUE, AT + 60, "A. B.")
    reader = PracticeReader(opened)
    brief = make_brief(brief_facts(reader.histories([1])[1], CATALOGUE, date(2026, 11, 20)), 1000)
    later = make_brief(brief_facts(reader.histories([1])[1], CATALOGUE, date(2026, 12, 20)), 1000)
    reader.close()
    told = [line.text for line in brief.lines if line.heading == "Totals read anew"]
    assert told == ["EPDS of 3 Nov: 9 was 30; EPDS of 10 Nov: 21 was 0. The second number is what the answers add up to."]
    assert not [line for line in later.lines if line.heading == "Totals read anew"]
    assert any(line.text.startswith("EPDS item 10 was 3 on 3 Nov, 0 since") for line in brief.safety)
    assert any("Acknowledged" in line.text and "A. B." in line.text for line in brief.safety)


def test_an_instrument_whose_file_is_gone_keeps_its_scores(opened: PracticeStore) -> None:
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE evidence SET measure = 'GONE-1'")
        connection.exec_driver_sql("UPDATE score SET measure = 'GONE-1'")
        connection.exec_driver_sql(
            "INSERT INTO own_score (id, client_id, measure, day, at, score, computed, items, severity, flags, solid, prorated, mode, entered,"
            " by) VALUES (3, 1, 'GONE-1', '2026-11-12', 0, 7, 7, '1,1,1,1,1,1,1', '', '', 1, 0, 'items', 1, 'A. B.')"
        )
    assert [one.measure for one in read_anew(opened, CATALOGUE, AT + 60, "")] == ["EPDS"], "what was entered as EPDS"
    assert rows(opened, "SELECT measure, score FROM score") == [("GONE-1", 9)]
    assert rows(opened, "SELECT measure, score FROM own_score WHERE id = 3") == [("GONE-1", 7)]


def test_answers_that_had_no_total_yet_are_no_change(opened: PracticeStore) -> None:
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM score")
    assert [one.day for one in read_anew(opened, CATALOGUE, AT + 60, "")] == ["2026-11-10"]
    assert rows(opened, "SELECT score FROM score") == [(30,)]


def test_a_store_is_read_once_for_each_way_of_scoring(store: PracticeStore) -> None:
    assert not is_read(store, "an older way")
    mark_read(store, "an older way", AT)
    assert is_read(store, "an older way")
    assert not is_read(store, "another way")
    mark_read(store, "another way", AT + 1)
    assert is_read(store, "another way")
    assert not is_read(store, "an older way"), "the newest counts"


def last_import(store: PracticeStore) -> float:
    transaction = Rereading(store)
    began = transaction.last_import()
    transaction.rollback()
    return began


def test_when_the_newest_import_began_is_known(opened: PracticeStore) -> None:
    with opened.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO import_run (id, started, label) VALUES (2, ?, 'newer')", (AT + 60,))
    assert last_import(opened) == AT + 60


def test_where_nothing_was_imported_no_date_lies_ahead_of_an_import(store: PracticeStore) -> None:
    assert last_import(store) == 0.0


def test_a_reading_that_fails_leaves_the_store_as_it_was(opened: PracticeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Problem("The disk is full.")

    monkeypatch.setattr("briefing_app.storage.rereading.append", broken)
    before = rows(opened, "SELECT * FROM score") + rows(opened, "SELECT * FROM own_score")
    with pytest.raises(Problem):
        read_anew(opened, CATALOGUE, AT + 60, "")
    assert rows(opened, "SELECT * FROM score") + rows(opened, "SELECT * FROM own_score") == before
    assert not rows(opened, "SELECT 1 FROM reading")


def test_opening_reads_anew_once_and_a_new_store_has_nothing_to_read(profile: Profile, tmp_path: Path) -> None:
    for _ in range(2):
        store = open_practice(profile, KEY, demo=False)
        assert rows(store, "SELECT score FROM score") == [(30,)]
        assert len(rows(store, "SELECT 1 FROM reading")) == 1
        store.close()
    (tmp_path / "other").mkdir()
    store = open_practice(Profile(tmp_path / "other"), KEY, demo=False)
    assert rows(store, "SELECT digest FROM reading") == [("answers carry their severity",)]
    store.close()
