"""A CSV file of check-ins: shown before it is kept, kept once, and read the same way the next time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.checkin import CheckinSource
from briefing_app.domain.checkin_table import Mapping, Refused
from briefing_app.domain.problems import Problem
from briefing_app.domain.written_day import Order
from briefing_app.services.checkin import checkins_of
from briefing_app.services.checkin_table import MANY, Preview, keep, mapping_for, open_table, preview
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import ndjson, patient
from tests.importing import CATALOGUE, NEW_YORK, take

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=NEW_YORK)
ROWS = "id,date,PHQ-9\nann,03/11/2026,12\nann,2026-11-14,11\nben,2026-11-15,10\nann,2026-11-16,28\nann,2026-12-24,5\nann,2026-11-14,11\n"


@pytest.fixture
def client(store: PracticeStore, reader: PracticeReader, tmp_path: Path) -> int:
    take(store, ndjson(tmp_path / "x.ndjson", patient()))
    found = reader.row_of("ann")
    assert found is not None
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "checkins.csv"
    path.write_text(ROWS, "utf-8")
    return path


def looked_at(
    reader: PracticeReader, path: Path, order: Order = Order.UNSTATED, source: CheckinSource = CheckinSource.CSV
) -> Preview:
    table = open_table(path)
    found, remembered = mapping_for(reader, CATALOGUE, table)
    if order is not Order.UNSTATED:
        found = Mapping(found.client, found.day, values=found.values, order=order, source=source)
    return preview(reader, CATALOGUE, table, found, NOW, "A. B.", remembered=remembered, zone=NEW_YORK)


def test_the_preview_says_what_is_understood_what_is_refused_and_why(reader: PracticeReader, client: int, file: Path) -> None:
    shown = looked_at(reader, file, Order.DAY_FIRST)
    assert [(row.line, row.name, row.received.scores[0].score, row.new) for row in shown.rows] == [
        (2, "Ann Invented", 12, True),
        (3, "Ann Invented", 11, True),
        (7, "Ann Invented", 11, False),
    ]
    assert shown.refused == (
        Refused(4, "no client has the id ben"),
        Refused(5, "PHQ-9: 28 is not a possible score: PHQ-9 goes from 0 to 27"),
        Refused(6, "PHQ-9: The day lies in the future"),
    )
    assert (shown.new, shown.may_be_kept) == (2, True)


def test_an_order_that_nobody_stated_is_asked_for_and_nothing_is_kept(
    store: PracticeStore, reader: PracticeReader, client: int, file: Path
) -> None:
    shown = looked_at(reader, file)
    assert (shown.asks_order, shown.may_be_kept) == (True, False)
    with pytest.raises(Problem, match="order of day and month is not said"):
        keep(store, shown, NOW, "")
    assert checkins_of(reader, client) == ()


def test_what_was_confirmed_is_remembered_and_the_same_file_changes_nothing(
    store: PracticeStore, reader: PracticeReader, client: int, file: Path
) -> None:
    assert keep(store, looked_at(reader, file, Order.DAY_FIRST, CheckinSource.DEVICE), NOW, "A. B.") == 2
    again = looked_at(reader, file)
    assert (again.remembered, again.asks_order, again.mapping.source) == (True, False, CheckinSource.DEVICE)
    assert (again.new, again.may_be_kept) == (0, False)
    assert keep(store, again, NOW, "") == 0
    assert [(one.day.isoformat(), one.source, one.score) for one in checkins_of(reader, client)] == [
        ("2026-11-03", CheckinSource.DEVICE, 12),
        ("2026-11-14", CheckinSource.DEVICE, 11),
    ]
    (_, found) = reader.histories([client])[client].scores["PHQ-9"]
    assert found.origin.file == "device or app, by CSV, dated Saturday 14 Nov 2026"


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"id,date,PHQ-9\nann,2026-11-03,12\nj\xf6rg,2026-11-03,1\n")
    with pytest.raises(Problem, match=r"not UTF-8 text \(line 3\)"):
        open_table(path)
    with pytest.raises(Problem, match="cannot be read"):
        open_table(tmp_path / "nothing.csv")


def test_a_backup_comes_before_a_table_of_many_scores_and_before_no_other(
    store: PracticeStore, reader: PracticeReader, client: int, tmp_path: Path
) -> None:
    counted: list[int] = []
    store.back_up = lambda: counted.append(reader.rows("SELECT count(*) FROM checkin")[0][0])
    days = [(NOW - timedelta(days=number)).date() for number in range(1, MANY + 2)]
    for name, some in (("few", days[:-1]), ("many", days)):
        path = tmp_path / f"{name}.csv"
        path.write_text("id,date,PHQ-9\n" + "".join(f"ann,{day},7\n" for day in some), "utf-8")
        if name == "many":
            with store.engine.begin() as connection:
                connection.exec_driver_sql("DELETE FROM checkin")
        assert keep(store, looked_at(reader, path), NOW, "") == len(some)
    assert counted == [0]
