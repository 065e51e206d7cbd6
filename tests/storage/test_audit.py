"""The audit is a chain: rows are appended, none can be changed or taken away unseen, and none names anybody."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy.exc import DatabaseError

from briefing_app.storage.audit import broken_at, deeds, record
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.conftest import KEY


@pytest.fixture
def chain(store: PracticeStore) -> PracticeStore:
    for number in range(5):
        record(store, "viewed", 1000.0 + number, "R. V.", client=number, detail="brief")
    return store


def test_rows_are_bound_to_the_one_before(chain: PracticeStore, reader: PracticeReader) -> None:
    found = deeds(reader)
    assert [one.client for one in found] == [0, 1, 2, 3, 4]
    assert found[0].previous == ""
    assert found[1].previous == found[0].hash
    assert broken_at(found) == 0
    assert broken_at([]) == 0


@pytest.mark.parametrize("statement", ["UPDATE audit SET by = 'X'", "DELETE FROM audit WHERE id = 3"])
def test_the_program_itself_cannot_change_a_row(chain: PracticeStore, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only appended"), chain.engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE audit SET by = 'X' WHERE id = 3", 3),
        ("UPDATE audit SET at = 1 WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 3", 4),
        ("DELETE FROM audit WHERE id = 1", 2),
        ("UPDATE audit SET id = 9 WHERE id = 5", 9),
    ],
)
def test_whoever_has_the_key_and_no_trigger_is_found_out(chain: PracticeStore, statement: str, first: int) -> None:
    chain.close()
    with closing(open_keyed(chain.path, KEY)) as outside:
        outside.execute("DROP TRIGGER audit_stays")
        outside.execute("DROP TRIGGER audit_kept")
        outside.execute(statement)
    again = PracticeStore(chain.path, KEY)
    reader = PracticeReader(again)
    assert broken_at(deeds(reader)) == first
    reader.close()
    again.close()
