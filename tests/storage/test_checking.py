"""Whether a store is whole: said in a sentence, with the file left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.domain.problems import Problem
from briefing_app.storage.engine import open_keyed
from briefing_app.storage.integrity import damage
from briefing_app.storage.practice import PracticeStore
from tests.conftest import KEY
from tests.fhir import ndjson, patient
from tests.importing import take


def test_a_store_in_good_order_has_no_damage(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient()))
    store.close()
    assert damage(store.path, KEY) == ""


def test_a_page_that_was_changed_is_damage_and_the_file_stays_as_it_is(store: PracticeStore) -> None:
    store.close()
    data = bytearray(store.path.read_bytes())
    data[20_000] ^= 1
    store.path.write_bytes(data)
    assert damage(store.path, KEY) == "The store practice.db is damaged in 1 place."
    assert store.path.read_bytes() == data


@pytest.mark.parametrize(("size", "words"), [(0, "is empty"), (700, "cannot be read"), (12_288, "damaged")])
def test_a_store_cut_short_is_damage(store: PracticeStore, size: int, words: str) -> None:
    store.close()
    store.path.write_bytes(store.path.read_bytes()[:size])
    assert words in damage(store.path, KEY)


def test_tables_that_do_not_fit_together_are_damage_though_every_page_is_signed(store: PracticeStore) -> None:
    store.close()
    connection = open_keyed(store.path, KEY)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = 'meeting_client'")
    connection.close()
    assert damage(store.path, KEY) == "The store practice.db is damaged: its tables do not fit together."


def test_another_key_is_said_as_such(store: PracticeStore) -> None:
    store.close()
    assert "another key" in damage(store.path, bytes(32))


def test_a_store_in_use_is_not_called_damaged(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient()))
    with store.engine.connect() as reading:
        reading.info["begin"] = "BEGIN"
        reading.exec_driver_sql("SELECT count(*) FROM client").all()
        take_more = open_keyed(store.path, KEY)
        take_more.execute("UPDATE client SET gender = 'x'")
        take_more.close()
        with pytest.raises(Problem, match="busy"):
            damage(store.path, KEY)
