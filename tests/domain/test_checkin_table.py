"""Check-ins from a CSV file: columns as a person said, every doubt with its line, nothing guessed."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.checkin_table import (
    CheckinTable,
    Mapping,
    Refused,
    Understood,
    missing_columns,
    propose,
    take_apart,
    understand,
)
from briefing_app.domain.problems import Problem
from briefing_app.domain.written_day import Order, read_day
from briefing_app.domain.written_score import read_number
from briefing_app.sources.tables.recognise import read_table_file
from tests.importing import CATALOGUE

MEASURES = {one.id: one for one in CATALOGUE.all()}
LONG = Mapping("patient", "date", "measure", "score")


def read_table(text: str) -> CheckinTable:
    return take_apart(read_table_file(text.encode(), "x.csv"))


def long(*rows: str, order: Order = Order.UNSTATED) -> Understood:
    text = "patient,date,measure,score\n" + "\n".join(rows) + "\n"
    return understand(read_table(text), Mapping("patient", "date", "measure", "score", order=order), MEASURES)


def test_a_long_file_says_client_day_measure_and_score() -> None:
    found = long("ann,2026-11-20,PHQ-9,12", "ben,20 Nov 2026 21:10,gad7,8.0")
    assert [(one.line, one.client, one.day, one.clock, one.measure, one.total) for one in found.said] == [
        (2, "ann", date(2026, 11, 20), "", "PHQ-9", 12),
        (3, "ben", date(2026, 11, 20), "21:10", "GAD-7", 8),
    ]
    assert found.refused == ()


def test_a_wide_file_holds_totals_and_items_beside_each_other() -> None:
    text = "id;date;PHQ9 total;GAD7_1;GAD7_2;GAD7_3;GAD7_4;GAD7_5;GAD7_6;GAD7_7;mood\nann;2026-11-20;9;1;1;0;;2;0;1;good\n"
    table = read_table(text)
    mapping = propose(table.header, MEASURES.values())
    assert (mapping.client, mapping.day, missing_columns(mapping)) == ("id", "date", "")
    phq9, gad7 = understand(table, mapping, MEASURES).said
    assert (phq9.measure, phq9.total, phq9.items) == ("PHQ-9", 9, ())
    assert (gad7.measure, gad7.total, gad7.items) == ("GAD-7", None, (1, 1, 0, None, 2, 0, 1))


@pytest.mark.parametrize(
    ("column", "meaning"),
    [
        ("PHQ-9", ("PHQ-9", 0)),
        ("phq9_score", ("PHQ-9", 0)),
        ("phq9_09", ("PHQ-9", 9)),
        ("PHQ-9 item 3", ("PHQ-9", 3)),
        ("gad7 q7", ("GAD-7", 7)),
        ("gad7_8", None),
        ("phq", None),
        ("phq91", ("PHQ-9", 1)),
    ],
)
def test_a_column_is_proposed_by_its_name_alone(column: str, meaning: tuple[str, int] | None) -> None:
    found = propose(["id", "date", column], MEASURES.values()).values
    assert found == (((column, *meaning),) if meaning else ())


def test_a_date_that_can_be_read_in_two_ways_is_asked_about_once_and_never_guessed() -> None:
    rows = ("ann,03/04/2026,PHQ-9,12", "ann,25/04/2026,PHQ-9,11")
    asked = long(*rows)
    assert asked.asks_order
    assert asked.refused == (Refused(2, "03/04/2026 can be read day first or month first"),)
    assert "1 date can be read day first or month first, such as 03/04/2026 on line 2." in asked.notes
    assert "1 can only be read day first, such as 25/04/2026 on line 3." in asked.notes
    answered = long(*rows, order=Order.DAY_FIRST)
    assert not answered.asks_order
    assert [one.day for one in answered.said] == [date(2026, 4, 3), date(2026, 4, 25)]
    other = long(*rows, order=Order.MONTH_FIRST)
    assert [one.day for one in other.said] == [date(2026, 3, 4)]
    assert other.refused == (Refused(3, "25/04/2026 can only be read day first, and this file is read month first"),)


def test_mixed_forms_of_dates_are_said_with_their_lines() -> None:
    found = long("ann,2026-04-03,PHQ-9,12", "ann,13/04/2026,PHQ-9,11", "ann,04/14/2026,PHQ-9,10", "ann,1 May 2026,PHQ-9,9")
    assert found.asks_order, "two rows contradict each other"
    assert found.notes[0] == (
        "Dates are written in 3 ways. Year first: 1, first on line 2 (2026-04-03); in numbers: 2, first on line 3 (13/04/2026);"
        " with the month as a word: 1, first on line 5 (1 May 2026)."
    )


def test_a_date_that_is_the_same_either_way_needs_no_question() -> None:
    found = long("ann,04/04/2026,PHQ-9,12")
    assert not found.asks_order
    assert found.said[0].day == date(2026, 4, 4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/04/26", "has a year of two digits"),
        ("2026-02-30", "is no day of the calendar"),
        ("31/31/2026", "is no day of the calendar"),
        ("soon", "is not a date"),
        ("", "the date is empty"),
        ("2026-11-20T02:10:00Z", "is in UTC"),
        ("2026-11-20 25:00", "ends in no time of day"),
        ("2026-11-20 13:00 pm", "ends in no time of day"),
        ("12 Foo 2026", "is no day of the calendar"),
        ("2026-11", "is not a date"),
    ],
)
def test_what_is_no_clear_day_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_day(text, Order.DAY_FIRST)


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("2026-11-20T21:10:33-05:00", "2026-11-20", "21:10"),
        ("2026/11/20", "2026-11-20", ""),
        ("20.11.2026 9:05 PM", "2026-11-20", "21:05"),
        ("Nov 20, 2026, 12:01 AM", "2026-11-20", "00:01"),
        ("20-Nov-2026", "2026-11-20", ""),
        ("20 Sept 2026", "2026-09-20", ""),
    ],
)
def test_a_clear_day_is_read_as_written(text: str, day: str, clock: str) -> None:
    assert read_day(text, Order.UNSTATED) == (date.fromisoformat(day), clock)


def test_a_decimal_comma_is_a_sentence_not_a_number() -> None:
    with pytest.raises(ValueError, match=r"score is 12,5: a comma may divide thousands or decimals; write 12\.5"):
        read_number("12,5", "score")
    for wrong in ("1.234,5", "12 points", "=1+1", "١٢", "1e3", "+4"):
        with pytest.raises(ValueError, match="not a number"):
            read_number(wrong, "score")
    found = long("ann,2026-11-20,PHQ-9,12,5")
    assert "the row has 5 cells, the header 4; a decimal comma" in found.refused[0].reason


def test_each_bad_row_is_refused_alone_with_the_line_on_which_it_begins() -> None:
    text = (
        "patient;date;measure;score\n"
        '"ann";2026-11-20;PHQ-9;12\n\n'
        '"an\nn";2026-11-21;PHQ-9;11\n'
        ";2026-11-22;PHQ-9;10\n"
        "ann;2026-11-23;PHQ-99;10\n"
        "ann;2026-11-24;PHQ-9;\n"
        "ann;2026-11-25;PHQ-9;12,5\n"
    )
    found = understand(read_table(text), LONG, MEASURES)
    assert [one.line for one in found.said] == [2, 4]
    assert [one.line for one in found.refused] == [6, 7, 8, 9]
    assert "PHQ-99 is not a measure" in found.refused[1].reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "x.csv is empty"),
        ("a,b\n", "nothing stands below its header"),
        ("just words\nmore\n", "no comma, semicolon, tab or bar"),
        ("ann,2026-11-20,12\nben,2026-11-21,9\n", "x.csv has no header"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(text: str, words: str) -> None:
    with pytest.raises(Problem, match=words):
        read_table(text)


def test_the_header_may_stand_below_titles_and_the_lines_above_it_are_said() -> None:
    table = read_table("Scores of autumn\nGenerated 30/11/2026\n\nClient,Date,PHQ-9\nann,2026-11-20,12\n")
    found = understand(table, propose(table.header, MEASURES.values()), MEASURES)
    assert [(one.line, one.total) for one in found.said] == [(5, 12)]
    assert found.notes == ("The header is line 4; 2 lines above it are passed over.",)


def test_a_cell_without_a_value_spoils_nothing_else_of_its_row() -> None:
    for empty in ("NULL", "N/A", "na", "-", ".", "", "–"):
        table = read_table(f"Client,Date,PHQ-9,GAD-7\nann,2026-11-20,12,{empty}\n")
        found = understand(table, propose(table.header, MEASURES.values()), MEASURES)
        assert ([(one.measure, one.total) for one in found.said], found.refused) == ([("PHQ-9", 12)], ()), empty


def test_a_cell_that_is_no_score_refuses_its_measure_alone() -> None:
    table = read_table("Client,Date,PHQ-9,GAD-7\nann,2026-11-20,high,9\n")
    found = understand(table, propose(table.header, MEASURES.values()), MEASURES)
    assert [(one.measure, one.total) for one in found.said] == [("GAD-7", 9)]
    assert found.refused == (Refused(2, "PHQ-9 is high: that is not a number"),)


def test_a_score_with_its_maximum_its_name_or_its_word_is_read_and_said() -> None:
    found = long(
        "ann,2026-11-20,PHQ-9,17/27", 'ann,2026-11-21,"PHQ-9 (depression)",PHQ9: 14', "ann,2026-11-22,PHQ-9,27 (severe)"
    )
    assert [one.total for one in found.said] == [17, 14, 27]
    assert found.notes == ("3 scores are no plain numbers: 17/27 is read as 17 of 27 (line 2).",)
    other = long("ann,2026-11-20,PHQ-9,17/21", "ann,2026-11-21,PHQ-9,GAD: 14", "ann,2026-11-22,PHQ-9,10-12")
    assert [one.line for one in other.refused] == [2, 3, 4], "21 is no maximum of it, GAD another measure, and a range no score"


def test_a_row_whose_quotes_never_close_is_refused_alone() -> None:
    found = understand(
        read_table('patient,date,measure,score\n"ann,2026-11-20,PHQ-9,12\nben,2026-11-21,PHQ-9,9\n'), LONG, MEASURES
    )
    assert [one.client for one in found.said] == ["ben"]
    assert found.refused == (Refused(2, "a quotation mark in it is never closed"),)


def test_of_two_columns_of_one_name_none_is_proposed() -> None:
    table = read_table("client,date,PHQ-9,PHQ-9\nann,2026-11-20,7,12\n")
    assert table.header == ("client", "date", "PHQ-9", "PHQ-9 (2)")
    assert propose(table.header, MEASURES.values(), table.doubled).values == ()


def test_a_mapping_says_what_it_lacks() -> None:
    table = read_table("who,when,PHQ-9\nann,2026-11-20,12\n")
    mapping = propose(table.header, MEASURES.values())
    assert "client's id" in missing_columns(mapping)
    assert "the date" in missing_columns(Mapping("who", ""))
    assert "hold a measure" in missing_columns(Mapping("who", "when"))


@given(
    st.lists(
        st.lists(
            st.text(max_size=12) | st.sampled_from(["ann", "03/04/2026", "2026-02-30", "12,5", "PHQ-9", "=1"]),
            min_size=1,
            max_size=6,
        ),
        max_size=6,
    )
)
def test_whatever_a_cell_holds_a_row_is_understood_or_refused_with_its_line(rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([["patient", "date", "measure", "score"], *rows])
    try:
        table = read_table(stream.getvalue())
    except Problem:
        return
    if table.delimiter != ",":  # another one divides its lines alike
        return
    found = understand(table, LONG, MEASURES)
    assert len(found.said) + len(found.refused) == len(table.rows)
    assert {one.line for one in found.said} | {one.line for one in found.refused} == {line for line, _ in table.rows}
