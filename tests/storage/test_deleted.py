"""A client who was deleted is nowhere in the store, does not come back by an import unless allowed, and nobody else is touched."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Float, ForeignKey, Integer, LargeBinary, MetaData, Table

from briefing_app.documents.report import report_as_text
from briefing_app.domain.client import Answer
from briefing_app.domain.entry import Content, Shown
from briefing_app.domain.note import NoteMark
from briefing_app.domain.own_client import OwnClient
from briefing_app.services.own_client import edit_client
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.deleted import (
    OF_A_CLIENT,
    allow_again,
    condition,
    counts,
    delete_client,
    tombstone_of,
    tombstones,
)
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.entry import add_answer, add_goal, add_snapshot, mark_notes
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.schema import client as client_table
from briefing_app.storage.schema import metadata, own_goal
from briefing_app.storage.schema_own import BY_HAND
from briefing_app.storage.vacuum import compact
from briefing_app.viewmodels.deleted import KINDS
from tests.conftest import KEY
from tests.fhir import appointment, bundle, document, ndjson, patient, score
from tests.importing import everything, take
from tests.pages import decrypted

CANARIES = (
    b"Canaryfamily", b"Canarygiven", b"canary-id", b"MRN-canary", b"canary-phq", b"canary-meeting", b"Canary title", b"canary words",
    b"canary reason", b"canary-report", b"1987-06-05", b"canaryfile",
)  # fmt: skip
BORN = "1987-06-05"


def canary(id: str = "canary-id", **more: Any) -> dict[str, Any]:
    return patient(
        id,
        **{
            "name": [{"family": "Canaryfamily", "given": ["Canarygiven"]}],
            "birthDate": BORN,
            "identifier": [{"system": "urn:mrn", "value": "MRN-canary"}],
            **more,
        },
    )


def export(place: Path) -> list[Path]:
    """Ann and the canary, whose Bundle is named after them, with a line that is refused and names them."""
    shared = ndjson(
        place / "export" / "all.ndjson",
        patient(),
        score("ann-phq", 12),
        appointment("ann-meeting", "2024-03-01T10:00:00Z"),
        score("canary-report", {"valueInteger": "canary-report"}, client="canary-id"),
        {"resourceType": "canary-report"},
    )
    own = document(
        place / "canaryfile_Canaryfamily.json",
        bundle(
            canary(),
            score("canary-phq", 9, client="canary-id"),
            appointment("canary-meeting", "2024-03-02T10:00:00Z", clients=("canary-id",), description="Canary title"),
        ),
    )
    return [shared.parent, own]


def enter(store: PracticeStore, row: int) -> None:
    add_goal(store, row, "canary words", "lower", 1.0, "me")
    add_answer(store, Answer(row, "safety", "", "phq-9", "b", "canary words", "called", "canary reason", 2.0, "me"))
    add_snapshot(
        store, row, 3.0, 3.0, Content(json.dumps({"name": "Canaryfamily"}), "h", [Shown(row, "review", "r", "phq-9", "b", 3.0)])
    )
    mark_notes(store, [("canary-id", "canary-meeting", NoteMark("finished", 4.0))], "me")


def row_of(store: PracticeStore, source_id: str) -> int | None:
    with closing(PracticeReader(store)) as reader:
        return reader.row_of(source_id)


@pytest.fixture
def filled(tmp_path: Path, store: PracticeStore) -> PracticeStore:
    take(store, *export(tmp_path))
    enter(store, row_of(store, "canary-id") or 0)
    return store


def forget(store: PracticeStore) -> dict[str, int]:
    row = row_of(store, "canary-id")
    assert row is not None
    gone = delete_client(store, row, 100.0, "me")
    assert compact(store.engine)
    return gone


def test_nothing_of_them_is_left_on_any_page(filled: PracticeStore, reader: PracticeReader) -> None:
    before = decrypted(filled.path, KEY)
    assert [one for one in CANARIES if one not in before] == []  # what is looked for is there to be found
    assert counts(reader, row_of(filled, "canary-id") or 0) == forget(filled)
    after = decrypted(filled.path, KEY)
    assert [one for one in CANARIES if one.lower() in after.lower()] == []
    assert b"Invented" in after


def test_nobody_else_is_touched(tmp_path: Path, filled: PracticeStore) -> None:
    before = everything(filled)
    forget(filled)
    after = everything(filled)
    assert after["client"] == [one for one in before["client"] if one[0] != "canary-id"]
    assert [one for one in before["score"] if one[0] == "ann"] == after["score"]
    with closing(PracticeReader(filled)) as reader:
        assert reader.find_clients("canary") == []
        assert [one.given for one in reader.find_clients("inv")] == ["Ann"]
        ann = reader.row_of("ann")
        assert ann is not None
        assert next(iter(reader.histories([ann])[ann].scores.values()))[0].origin.file == "export/all.ndjson"


def test_the_audit_says_that_somebody_was_deleted_and_not_who(filled: PracticeStore, reader: PracticeReader) -> None:
    row = row_of(filled, "canary-id")
    forget(filled)
    last = deeds(reader)[-1]
    assert (last.action, last.client, last.detail) == ("deleted a client", row, "")
    assert broken_at(deeds(reader)) == 0


def test_an_import_leaves_them_out_and_says_so(tmp_path: Path, filled: PracticeStore) -> None:
    forget(filled)
    before = everything(filled)
    report = take(filled, *export(tmp_path))
    assert report.total("left_out") == 4
    assert not report.changed
    assert "4 records of a deleted client were left out" in report_as_text(report)
    assert everything(filled) == before
    assert compact(filled.engine)
    assert [
        one for one in CANARIES if one not in (b"canary-report",) and one.lower() in decrypted(filled.path, KEY).lower()
    ] == []


def test_another_id_of_the_same_person_is_known_by_identifier_and_date_of_birth(tmp_path: Path, filled: PracticeStore) -> None:
    forget(filled)
    again = ndjson(tmp_path / "new.ndjson", score("s", 3, client="new-id"), canary("new-id"), score("t", 4, client="new-id"))
    report = take(filled, again)
    assert (report.total("left_out"), report.total("kept")) == (3, 0)
    assert row_of(filled, "new-id") is None
    later = take(filled, ndjson(tmp_path / "later.ndjson", score("u", 5, client="new-id")))
    assert later.total("left_out") == 1


def test_a_relative_with_the_same_identifier_is_somebody_else(tmp_path: Path, filled: PracticeStore) -> None:
    forget(filled)
    report = take(filled, ndjson(tmp_path / "x.ndjson", canary("child", birthDate="2015-01-02"), score("s", 3, client="child")))
    assert (report.total("left_out"), report.total("kept")) == (0, 2)


def test_once_allowed_the_next_import_brings_them_back_under_a_number_of_their_own(
    tmp_path: Path, filled: PracticeStore
) -> None:
    row = row_of(filled, "canary-id")
    forget(filled)
    with closing(PracticeReader(filled)) as reader:
        assert [one.client for one in tombstones(reader)] == [row]
        assert tombstone_of(reader, "ann") is None
        found = tombstone_of(reader, "canary-id")
    assert found is not None
    assert found == row
    allow_again(filled, found, 200.0, "me")
    assert take(filled, *export(tmp_path)).total("left_out") == 0
    back = row_of(filled, "canary-id")
    assert back is not None
    assert back != row  # the audit's rows of the deleted are nobody else's
    with closing(PracticeReader(filled)) as reader:
        assert tombstones(reader) == []


def test_a_number_is_not_given_again(tmp_path: Path, filled: PracticeStore) -> None:
    row = row_of(filled, "canary-id")
    forget(filled)
    take(filled, ndjson(tmp_path / "x.ndjson", patient("zoe"), score("z", 1, client="unknown")))
    assert row not in (row_of(filled, "zoe"), row_of(filled, "unknown"))


def test_every_table_that_names_a_client_is_emptied_of_them(store: PracticeStore) -> None:
    """Of any table there will be: a row for the client and one for another, made from the schema alone."""
    store.close()
    with closing(open_keyed(store.path, KEY)) as outside:
        outside.execute("PRAGMA ignore_check_constraints = ON")
        outside.execute("PRAGMA foreign_keys = OFF")
        for row in (1, 2):
            for table in metadata.sorted_tables:
                columns = [column for column in table.columns if table.name != "salt"]
                if not columns:
                    continue
                values = [
                    row
                    if column.foreign_keys or (column.primary_key and isinstance(column.type, Integer))
                    else float(row)
                    if isinstance(column.type, Float)
                    else row
                    if isinstance(column.type, Integer)
                    else bytes([row])
                    if isinstance(column.type, LargeBinary)
                    else f"{table.name}-{column.name}-{row}"
                    for column in columns
                ]
                names = ", ".join(f'"{column.name}"' for column in columns)
                outside.execute(f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(values))})", values)
        outside.execute("DELETE FROM deleted_client")
        outside.execute("DELETE FROM deleted_name")
        outside.execute("UPDATE import_run SET report = NULL")
    again = PracticeStore(store.path, KEY)
    delete_client(again, 1, 1.0, "me")
    left = {}
    with again.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                whose = column.name in ("client", "client_id") or any(
                    key.column is client_table.c.id for key in column.foreign_keys
                )
                if whose or (table is client_table and column.name == "id"):
                    found = connection.exec_driver_sql(f'SELECT count(*) FROM {table.name} WHERE "{column.name}" = 1').scalar()
                    kept = connection.exec_driver_sql(f'SELECT count(*) FROM {table.name} WHERE "{column.name}" = 2').scalar()
                    left[f"{table.name}.{column.name}"] = (found, kept)
    again.close()
    assert left.pop("audit.client") == (2, 1)  # a number; the chain stays whole
    assert {name: one for name, one in left.items() if one != (0, 1)} == {}
    assert {name for name, _ in OF_A_CLIENT} == {name.partition(".")[0] for name in left} - {
        "client",
        "row_before",
    }  # the latter by a number alone


def test_rows_that_refer_to_a_clients_row_are_theirs_too() -> None:
    table = Table(
        "step_of_a_goal", MetaData(), Column("id", Integer, primary_key=True), Column("goal_id", ForeignKey(own_goal.c.id))
    )
    theirs = "client_id IN (SELECT id FROM client WHERE ?1 IN (id, merged_into))"
    assert condition(table) == f"goal_id IN (SELECT id FROM own_goal WHERE {theirs})"


def test_records_without_a_person_are_nobodys_to_delete(store: PracticeStore) -> None:
    with pytest.raises(ValueError, match="no client"):
        delete_client(store, 0, 1.0, "me")


def test_a_name_that_was_typed_of_a_client_of_a_file_is_left_in_no_report(
    tmp_path: Path, store: PracticeStore, reader: PracticeReader
) -> None:
    take(store, ndjson(tmp_path / "Zephyrine.ndjson", patient(), patient("ben")))
    row = row_of(store, "ann")
    assert row is not None
    edit_client(store, row, OwnClient("Zephyrine Invented"), 1.0, "me")
    delete_client(store, row, 2.0, "me")
    assert "Zephyrine" not in repr(everything(store))
    assert not any("Zephyrine" in f"{run.label} {run.report}" for run in reader.imports())


def test_the_page_before_a_deletion_has_words_for_all_that_is_typed_in() -> None:
    assert {table.name for table in BY_HAND} <= {name for name, _ in OF_A_CLIENT} & KINDS.keys()
