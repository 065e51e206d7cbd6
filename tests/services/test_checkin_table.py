"""A CSV file of check-ins: shown before it is kept, kept once, and read the same way the next time."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing_app.domain.act import By
from briefing_app.domain.checkin import CheckinSource
from briefing_app.domain.checkin_table import Mapping, Refused
from briefing_app.domain.problems import Problem
from briefing_app.domain.table import MOST_COLUMNS
from briefing_app.domain.texts import NAME_LENGTH
from briefing_app.domain.written_day import Order
from briefing_app.services.brief import brief_facts
from briefing_app.services.checkin import checkins_of
from briefing_app.services.checkin_table import LARGEST_TABLE, MANY, Preview, keep, mapping_for, open_table, preview
from briefing_app.services.measure import Catalogue
from briefing_app.storage.checkin import remember_mapping
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.checkin import make_table
from briefing_app.viewmodels.safety import make_safety
from tests.fhir import ndjson, patient
from tests.importing import CATALOGUE, HELD, NEW_YORK, take

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
    reader: PracticeReader,
    path: Path,
    order: Order = Order.UNSTATED,
    source: CheckinSource = CheckinSource.CSV,
    catalogue: Catalogue = CATALOGUE,
) -> Preview:
    table = open_table(path)
    found, _ = mapping_for(reader, catalogue, table)
    if order is not Order.UNSTATED:
        found = Mapping(found.client, found.day, values=found.values, order=order, source=source)
    return preview(reader, catalogue, table, found, By("A. B.", NOW), NEW_YORK)


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
    assert (again.asks_order, again.mapping.source) == (False, CheckinSource.DEVICE)
    assert mapping_for(reader, CATALOGUE, again.table)[1]
    assert (again.new, again.may_be_kept) == (0, False)
    assert keep(store, again, NOW, "") == 0
    assert [(one.day.isoformat(), one.source, one.score) for one in checkins_of(reader, client)] == [
        ("2026-11-03", CheckinSource.DEVICE, 12),
        ("2026-11-14", CheckinSource.DEVICE, 11),
    ]
    (_, found) = reader.histories([client])[client].scores["PHQ-9"]
    assert found.origin.file == "device or app, by CSV, dated Saturday 14 Nov 2026"


def test_a_mapping_onto_a_measure_that_is_gone_is_proposed_anew(
    store: PracticeStore, reader: PracticeReader, client: int, file: Path
) -> None:
    mapping = Mapping("id", "date", values=(("PHQ-9", "OWN-1", 2),), order=Order.DAY_FIRST)
    remember_mapping(store, ("id", "date", "PHQ-9"), json.dumps(asdict(mapping)), NOW.timestamp(), "")
    shown = looked_at(reader, file, Order.DAY_FIRST)
    assert shown.mapping.values == (("PHQ-9", "PHQ-9", 0),)
    assert not mapping_for(reader, CATALOGUE, shown.table)[1]


def test_a_file_in_another_encoding_is_read_and_said_to_be(reader: PracticeReader, client: int, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("id,date,PHQ-9\nann,2026-11-03,12\njörg,2026-11-03,1\n".encode("cp1252"))
    shown = looked_at(reader, path)
    assert shown.notes[0] == "Its letters are read as Windows-1252, as in jörg: look whether that is right."
    assert (shown.new, shown.refused) == (1, (Refused(3, "no client has the id jörg"),))
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


def test_an_answer_or_total_of_four_hundred_digits_is_refused_with_its_line(
    reader: PracticeReader, client: int, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"id,date,phq9,phq9_1\nann,2026-11-03,,{'9' * 400}\nann,2026-11-03,{'9' * 150},\nann,0001-01-01 00:00,5,\n")
    found = looked_at(reader, path).refused
    assert [one.line for one in found] == [2, 3, 4]
    assert found[0].reason.endswith("that is not a number")
    assert "lies before 1900" in found[2].reason
    assert max(len(one.reason) for one in found) < 300


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    with pytest.raises(Problem, match="pipe or device"):
        open_table(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("client,date," + ",".join(f"c{number}" for number in range(20_000)) + "\nann,2026-01-02\n", "more than 500 columns"),
        ("client,date,phq9" + "0" * 100_000 + "x\nann,2026-01-02,5\n", ""),
        ("client,date,x\n" + "," * 2_000_000 + "\na" + "," * 2_000_000, ""),
        ("\n" * 5_000_000, "is empty"),
        ("client,date,x\n" + "\n" * 5_000_000, "more than 1,000,000 lines"),
        ("a" * (LARGEST_TABLE + 1), "larger than 20 MB"),
    ],
)
def test_a_table_of_absurd_size_is_read_or_refused_at_once(
    reader: PracticeReader, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(text.encode())
    if words:
        with pytest.raises(Problem, match=words):
            looked_at(reader, path)
    else:
        shown = looked_at(reader, path)
        assert max(len(cell) for cell in shown.table.header) <= NAME_LENGTH
        assert len(shown.table.rows[0][1]) <= MOST_COLUMNS + 1


def test_cells_are_cleaned_before_anything_shows_them(reader: PracticeReader, client: int, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"client,da\u202ete\x1b]0;x\x07,PHQ-9\nann\x1b[31m\u202e,x,5\n{'W' * 60_000},2026-11-03\x9b,5\n", "utf-8")
    table = open_table(path)
    words = "".join([*table.header, *(cell for _, cells in table.rows for cell in cells)])
    assert all(one.isprintable() for one in words)
    assert len(words) < 400
    shown = preview(reader, CATALOGUE, table, Mapping("client", table.header[1], values=(("PHQ-9", "PHQ-9", 0),)), By("", NOW))
    assert [one.reason for one in shown.refused][1].startswith("no client has the id WWW")


PARTS = st.sampled_from(
    ["client", "date", "measure", "score", "phq9", "phq9_1", "gad7", "ann", "PHQ-9", "2026-01-02", "03/04/2026", "2026-01-02 24:00", "5", "-1",
     "9999-12-31 23:59", "0001-01-01 00:00", "1e400", "9" * 400, "NaN", "٣", '"', '""', '"a\nb"', "\0", "\u202e", "\ufeff", "", "\r", "\n", ",", ";", "\t"]
)  # fmt: skip
HEADER = "client,date,phq9,phq9_1,gad7,gad7_2,measure,score\n"
TABLES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=60).map(lambda text: (HEADER + text).encode("utf-8", "surrogatepass")),
    st.lists(PARTS, max_size=20).map("".join).map(str.encode),
    st.lists(PARTS, max_size=20).map(lambda found: (HEADER + ",".join(found)).encode()),
    st.lists(st.lists(PARTS, max_size=9).map(",".join), max_size=5).map(lambda found: ("\n".join([HEADER, *found])).encode()),
)


@settings(database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=TABLES)
def test_whatever_the_bytes_only_a_problem_leaves_and_every_row_has_a_fate(
    reader: PracticeReader, client: int, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    try:
        shown = looked_at(reader, path, Order.DAY_FIRST, catalogue=HELD)
    except Problem:
        return
    fates = {row.line for row in shown.rows} | {one.line for one in shown.refused}
    assert shown.lacks or fates == {line for line, _ in shown.table.rows} | {one.line for one in shown.table.broken}
    assert make_table(shown, NOW.date()).counts


def table_of_answers(folder: Path, *last: str) -> Path:
    """PHQ-9 item by item, one row a day, everything 1 but item 9."""
    path = folder / "answers.csv"
    header = ",".join(f"PHQ-9 {item}" for item in range(1, 10))
    rows = [f"ann,2026-11-{10 + index},{'1,' * 8}{cell}" for index, cell in enumerate(last)]
    path.write_text("\n".join([f"id,date,{header}", *rows]) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("cell", ["4", "most days", "-1", "1.5", "9" * 100])
def test_a_safety_answer_that_cannot_be_read_is_kept_with_its_row(
    store: PracticeStore, reader: PracticeReader, client: int, tmp_path: Path, cell: str
) -> None:
    shown = looked_at(reader, table_of_answers(tmp_path, cell, "0"))
    assert (shown.refused, shown.new) == ((), 2)
    first, second = make_table(shown, NOW.date()).rows
    assert first[4].endswith(f"; item 9 cannot be read (“{cell}”)")
    assert "cannot be read" not in second[4]
    keep(store, shown, NOW, "A. B.")
    facts = brief_facts(reader.histories([client])[client], CATALOGUE, date(2026, 11, 10), NEW_YORK)
    assert [line.text.partition(" A safety plan")[0] for line in make_safety(facts)] == [
        f"PHQ-9 item 9 cannot be read (“{cell}”), 10 Nov: see the form."
    ]
    assert looked_at(reader, table_of_answers(tmp_path, cell, "0")).new == 0


def test_another_answer_that_cannot_be_read_still_refuses_its_row(reader: PracticeReader, client: int, tmp_path: Path) -> None:
    path = table_of_answers(tmp_path, "0")
    path.write_text(path.read_text("utf-8").replace("1,1,1", "1,often,1", 1), "utf-8")
    shown = looked_at(reader, path)
    assert (shown.rows, [one.line for one in shown.refused]) == ((), [2])


def test_a_table_of_answers_says_which_number_stands_for_an_answer(reader: PracticeReader, client: int, tmp_path: Path) -> None:
    assert looked_at(reader, table_of_answers(tmp_path, "0")).notes == (
        "Answers are read as PHQ-9: numbers as printed on the form.",
    )
