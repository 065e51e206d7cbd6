"""Tables in an import: sessions, clients, scores and answers of the practice's own files, each row kept, refused or waiting with its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.periods import local_time
from briefing_app.domain.problems import Problem
from briefing_app.domain.table_mapping import TableKind, TableMapping
from briefing_app.domain.table_people import Directory
from briefing_app.domain.written_day import Order
from briefing_app.services.deleted import DeletionOrder, delete
from briefing_app.services.importing import ImportReport
from briefing_app.services.table import as_json, choose, look, open_bytes, said_of_columns
from briefing_app.services.table_headers import known_headers
from briefing_app.services.table_said import say_columns, say_who
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.calendars import event, written
from tests.fhir import ndjson, patient
from tests.importing import HELD, NEW_YORK, everything, shown, take
from tests.workbooks import sheet, words, workbook

CLIENTS = 'Name,Preferred,Date of Birth,Sex,Chart #\n"Vale, Orla",,03/14/1988,F,1001\n"Haldane, Noor",Nori,11/02/1975,M,1002\n'
WIDE = "Client,DOB,Date,PHQ-9,PHQ9 item 9,GAD-7\nOrla Vale,1988-03-14,2026-11-03,16,1,NULL\nNori Haldane,1975-11-02,2026-11-04,9,0,31\n"
AT = 1_764_500_000.0


def said(store: PracticeStore, path: Path, **more: Any) -> TableMapping:
    """The columns of a table are what they look like, but for what is said beside."""
    opened = open_bytes(path.read_bytes(), path.name, HELD)
    mapping = replace(choose(opened, HELD, {}).mapping, **more)
    say_columns(store, opened.signature, as_json(mapping), AT, "A. B.")
    return mapping


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def taken(store: PracticeStore, path: Path, **more: Any) -> ImportReport:
    said(store, path, **more)
    return take(store, path)


def words_of(report: ImportReport) -> list[str]:
    return [f"{one.line}: {one.reason}" for one in report.issues]


def test_a_table_of_clients_then_one_of_their_scores(store: PracticeStore, tmp_path: Path) -> None:
    report = taken(store, file(tmp_path, "people.csv", CLIENTS))
    assert [(row[0], row[3], row[4], row[5]) for row in everything(store)["client"] if row[1]] == [
        ("table-1001", "Vale", "Orla", "1988-03-14"),
        ("table-1002", "Haldane", "Nori", "1975-11-02"),
    ]
    assert any(
        "Dates are read month first: 1 date can be read in no other way, such as 03/14/1988 on line 2." in one
        for one in words_of(report)
    )
    report = taken(store, file(tmp_path, "scores.csv", WIDE))
    assert shown(store) == [("table-1001", "PHQ-9", 16), ("table-1002", "PHQ-9", 9)]
    assert "3: GAD-7 is 31: GAD-7 goes from 0 to 21" in words_of(report)
    reader = PracticeReader(store)
    (score,) = [one for client, one in reader.scores() if client == "table-1001"]
    assert (score.items, score.solid, score.origin.line) == (",,,,,,,,1", True, 2), (
        "one answer beside a total makes no doubt of it"
    )
    reader.close()


def test_reading_again_and_in_another_order_adds_nothing(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    taken(store, file(tmp_path, "scores.csv", WIDE))
    before = everything(store)
    assert not take(store, tmp_path / "people.csv").changed
    lines = WIDE.splitlines()
    other = "\n".join([lines[0], lines[2], lines[1]])
    assert not take(store, file(tmp_path, "other.csv", other)).changed, "known by its columns, under any name"
    columns = [",".join(reversed(line.split(","))) for line in lines]
    assert not take(store, file(tmp_path, "turned.csv", "\n".join(columns))).changed
    assert everything(store) == before


def test_columns_that_nobody_said_are_asked_about_and_nothing_is_kept(store: PracticeStore, tmp_path: Path) -> None:
    report = take(store, file(tmp_path, "scores.csv", WIDE))
    assert report.nothing_read
    assert [one.partition(". ")[0] for one in words_of(report)] == ["0: no table with these columns was read before"]
    assert shown(store) == []


def test_days_that_can_be_read_in_two_ways_are_asked_about(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    path = file(tmp_path, "s.csv", "Client no,Date,PHQ-9\n1001,03/11/2026,7\n1001,04/11/2026,8\n")
    report = taken(store, path)
    assert (report.nothing_read, "day first or month first: say which" in words_of(report)[0]) == (True, True)
    taken(store, path, order=Order.DAY_FIRST)
    reader = PracticeReader(store)
    assert sorted(one.day for _, one in reader.scores()) == ["2026-11-03", "2026-11-04"]
    reader.close()


def test_answers_that_never_are_nought_are_asked_about(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    names = ",".join(f"gad7_{item}" for item in range(1, 8))
    path = file(tmp_path, "s.csv", f"id,date,{names}\n1001,2026-11-03,1,2,3,4,1,1,2\n1002,2026-11-03,2,2,3,1,1,1,2\n")
    report = taken(store, path)
    assert "No answer in it is 0: say whether answers count from 0 or from 1." in words_of(report)[0]
    report = taken(store, path, lowest=1)
    assert "0: Answers to GAD-7 count from 1 in this file, where the form counts from 0." in words_of(report)
    assert shown(store) == [("table-1001", "GAD-7", 7), ("table-1002", "GAD-7", 5)]


def test_answers_in_words_are_those_of_the_form_and_an_odd_one_to_item_9_is_kept(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    form = HELD("PHQ-9").form
    assert form is not None
    header = "\t".join(
        ["Timestamp", "Email Address", "Client ID", *(f"Over the last 2 weeks? [{item}]" for item in form.items)]
    )
    answers = [
        "Not at all",
        "Several days",
        "Over half the days",
        "Nearly everyday",
        "0",
        "1 - Several days",
        "",
        "Not at all",
        "I'd rather talk",
    ]
    row = "\t".join(["2026/11/03 8:02:11 AM EST", "", "1001", *answers])
    report = take(store, file(tmp_path, "form.tsv", f"{header}\n{row}\n"))
    assert any("Read as Google Forms responses" in one for one in words_of(report))
    reader = PracticeReader(store)
    ((_, score),) = reader.scores()
    reader.close()
    assert score.items == "0,1,2,3,0,1,,0,"
    assert "item 9 could not be read: I'd rather talk" in score.flags
    assert any("1 answer to a safety item is not understood and kept as written" in one for one in words_of(report))


def test_sessions_of_a_known_program_are_read_without_a_word(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    header = "client_name,clinician_name,date_of_service,office_name,status\n2 clients,1 clinicians,4 appointments,1 office,3 statuses\n"
    rows = "Orla Vale,R. E.,2026-10-12,Video,Show\nOrla Vale,R. E.,2026-10-19,Video,No Show\nNori Haldane,R. E.,2026-10-12,Video,Clinician Canceled\n"
    path = file(tmp_path, "attendance.csv", header + rows + "Nori Haldane,R. E.,2026-10-19,Video,Rescheduled\n")
    report = take(store, path)
    assert "3: 2 rows wait for an answer whom the name there means: perhaps table-1001" in words_of(report)
    reader = PracticeReader(store)
    orla, nori = (reader.row_of(one) for one in ("table-1001", "table-1002"))
    reader.close()
    assert orla is not None
    assert nori is not None
    say_who(store, "Orla Vale", orla, AT, "A. B.")
    say_who(store, "Nori Haldane", nori, AT, "A. B.")
    report = take(store, path)
    assert sorted((row[1], row[4], row[5]) for row in everything(store)["meeting"]) == [
        ("table-1001", "2026-10-12", "fulfilled"), ("table-1001", "2026-10-19", "noshow"),
        ("table-1002", "2026-10-12", "cancelled"), ("table-1002", "2026-10-19", "rescheduled"),
    ]  # fmt: skip
    told = {one.type: (one.read, one.kept, one.passed_over) for one in report.files[0].types}
    assert told == {"Session": (4, 4, 0), "row": (1, 0, 1)}
    assert any("1 session has the status rescheduled, which is not known" in one for one in words_of(report))


def test_a_session_has_the_times_of_its_row(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    text = "Date;Start;Dauer (min);Client no;Bemerkung\n30.11.2026;09:00 Uhr;50;1001;PRIVATE-WORDS\n30.11.2026;;;1002;PRIVATE-WORDS\n"
    report = taken(store, file(tmp_path, "s.csv", text))
    reader = PracticeReader(store)
    first, second = (
        meeting
        for one in ("table-1001", "table-1002")
        for meeting in reader.histories([reader.row_of(one) or 0])[reader.row_of(one) or 0].meetings
    )
    reader.close()
    assert (first.ends - first.at, first.day, second.at, second.day) == (3000, "", 0, "2026-11-30")
    assert "PRIVATE-WORDS" not in "\n".join([*words_of(report), repr(everything(store))])


def test_a_client_of_another_file_is_found_under_the_number_of_the_table(store: PracticeStore, tmp_path: Path) -> None:
    take(
        store,
        ndjson(
            tmp_path / "x.ndjson",
            {**patient("orla"), "name": [{"family": "Vale", "given": ["Orla"]}], "birthDate": "1988-03-14"},
        ),
    )
    report = taken(store, file(tmp_path, "people.csv", CLIENTS))
    assert [row[0] for row in everything(store)["client"] if row[1]] == ["orla", "table-1002"]
    assert {one.type: (one.read, one.kept, one.updated) for one in report.files[0].types} == {"Patient": (2, 1, 1)}
    taken(store, file(tmp_path, "s.csv", "id,date,PHQ-9\n1001,2026-11-03,7\n"))
    assert shown(store) == [("orla", "PHQ-9", 7)]


def test_nobody_is_made_up_and_the_report_names_nobody(store: PracticeStore, tmp_path: Path) -> None:
    report = taken(
        store, file(tmp_path, "s.csv", "Client,Birthday,Date,PHQ-9\nSome Stranger,1980-01-01,2026-11-03,7\nTotal,,,7\n")
    )
    assert words_of(report)[-2:] == ["2: no client has this name and birth date", "3: left out: a row of totals, no client"]
    assert "Stranger" not in "\n".join(words_of(report))
    assert [row for row in everything(store)["client"] if row[1]] == []


def test_a_client_who_was_deleted_does_not_come_back_with_a_table(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    reader = PracticeReader(store)
    row = reader.row_of("table-1001")
    reader.close()
    assert row is not None
    say_who(store, "O. V.", row, AT, "A. B.")
    delete(store, DeletionOrder(row, AT, "A. B.", audited=True), lambda: None, None)
    with store.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM client_called").scalar_one() == 0
    take(store, tmp_path / "people.csv")
    assert [row[0] for row in everything(store)["client"] if row[1]] == ["table-1002"]


def test_a_table_that_was_read_before_and_has_one_column_more_is_read_and_said(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    taken(store, file(tmp_path, "s.csv", "id,date,PHQ-9\n1001,2026-11-03,7\n"))
    report = take(store, file(tmp_path, "t.csv", "id,date,PHQ-9,Mood\n1001,2026-11-10,6,fine\n"))
    assert "0: Read as an earlier table was, which did not have Mood: that is left out." in words_of(report)
    report = take(store, file(tmp_path, "u.csv", "id,PHQ-9\n1001,6\n"))
    assert report.nothing_read, "a column that is wanted is missing: asked"


def test_a_reading_that_was_said_for_once_is_asked_about_the_next_time(store: PracticeStore, tmp_path: Path) -> None:
    path = file(tmp_path, "people.csv", CLIENTS)
    assert not taken(store, path, once=True).nothing_read
    assert take(store, path).nothing_read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", ""),
        ("client,date,phq9\n", "holds nothing to read: no row stands below its header"),
        ("Orla Vale,2026-11-23,7\nNori Haldane,2026-11-23,9\n", "has no header: none of its first lines names the columns"),
        ("client,date,phq9\n1042,2026-11-23,\x007\n", ""),
        ("patient_guid,author,text\n7,R. E.,She said\n", "is not read: it holds clinical notes"),
    ],
)
def test_a_table_of_which_nothing_is_read_says_why(store: PracticeStore, tmp_path: Path, text: str, reason: str) -> None:
    report = take(store, file(tmp_path, "x.csv", text))
    assert report.nothing_read
    assert reason in "\n".join(words_of(report))


def test_of_two_columns_of_one_name_it_is_asked_which_one_counts() -> None:
    opened = open_bytes(b"client,date,score,score\n1042,2026-11-23,7,12\n", "x.csv", HELD)
    assert opened.notes == ("More than one column is called score: say which one counts.",)
    assert "score" not in dict(choose(opened, HELD, {}).mapping.columns)
    mapping = said_of_columns(choose(opened, HELD, {}).mapping, opened.names, {"score (2)": "PHQ-9"}, HELD)
    assert mapping.values == (("score (2)", "PHQ-9", 0),)


def test_known_tables_say_where_they_were_found_and_mean_what_there_is() -> None:
    known = known_headers()
    assert len({one.name for one in known}) == len(known)
    for one in known:
        names = tuple({**dict.fromkeys(one.needs), **dict.fromkeys(one.columns)})
        assert one.source, one.name
        mapping = said_of_columns(TableMapping(one.kind, ()), names, one.columns, HELD)
        assert one.refused or one.by_text or not mapping.lacks, f"{one.name}: {mapping.lacks}"
    assert {one.kind for one in known} >= {TableKind.SESSIONS, TableKind.CLIENTS, TableKind.ANSWERS}


def test_what_a_table_says_does_not_depend_on_the_order_of_its_rows() -> None:
    opened = open_bytes(CLIENTS.encode(), "x.csv", HELD)
    found = look(opened, choose(opened, HELD, {}).mapping, HELD, Directory([]), date(2026, 11, 30))
    turned = replace(opened, rows=tuple(reversed(opened.rows)))
    other = look(turned, choose(turned, HELD, {}).mapping, HELD, Directory([]), date(2026, 11, 30))
    assert {one.row.who for one in found.ready} == {one.row.who for one in other.ready}


def test_a_session_that_two_tables_tell_of_is_one_with_the_outcome_that_one_of_them_knows(
    store: PracticeStore, tmp_path: Path
) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    taken(
        store,
        file(
            tmp_path,
            "planned.csv",
            "Client no,Date,Start\n1001,2026-11-16,09:05\n1001,2026-11-23,09:00\n1002,2026-11-23,10:00\n",
        ),
    )
    taken(
        store,
        file(
            tmp_path,
            "held.csv",
            "Chart,Date,Start,End,Status\n1001,2026-11-16,09:00,09:50,Arrived\n1001,2026-11-23,14:00,14:50,Arrived\n",
        ),
    )
    taken(
        store,
        file(tmp_path, "days.csv", "MRN,Day,Outcome\n1002,2026-11-23,No Show\n1001,2026-11-23,Show\n1002,2026-11-24,Show\n"),
    )
    reader = PracticeReader(store)
    found = {
        name: [
            (one.status, f"{local_time(one.at, NEW_YORK):%d %H:%M}" if one.at else one.day, one.ends > 0)
            for one in history.meetings
        ]
        for row, history in reader.histories([reader.row_of(one) or 0 for one in ("table-1001", "table-1002")]).items()
        for name in [history.client.id]
    }
    reader.close()
    assert found["table-1001"] == [
        ("fulfilled", "2026-11-23", False), ("fulfilled", "16 09:00", True), ("booked", "23 09:00", False), ("fulfilled", "23 14:00", True),
    ], "two sessions on the 23rd: the day alone is neither of them"  # fmt: skip
    assert found["table-1002"] == [("fulfilled", "2026-11-24", False), ("noshow", "23 10:00", False)]


def book(*rows: tuple[str, ...], merged: str) -> bytes:
    lines = [
        "".join(words(f"{chr(65 + place)}{number}", text) for place, text in enumerate(row) if text)
        for number, row in enumerate(rows, start=1)
    ]
    return workbook(sheet(*lines, more=f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>'))


GROUPS, BELOW = ("Client no", "Date", "Intake", "", "Comment"), ("", "", "PHQ-9", "GAD-7", "")
SCORED = ("1001", "2026-11-03", "16", "9", "none")


@pytest.mark.parametrize("title", [(), (("Scores of November",),)])
def test_a_header_of_two_lines_with_merged_cells_calls_its_columns_by_both(title: tuple[tuple[str, ...], ...]) -> None:
    number = len(title) + 1
    data = book(*title, GROUPS, BELOW, SCORED, merged=f"C{number}:D{number}")
    opened = open_bytes(data, "x.xlsx", HELD)
    assert opened.names == ("Client no", "Date", "Intake / PHQ-9", "Intake / GAD-7", "Comment")
    assert [row.cells for row in opened.rows] == [SCORED]
    assert (
        "Its header stands in two lines with merged cells: columns are called by both, such as Intake / PHQ-9." in opened.notes
    )
    assert "Intake / PHQ-9" not in dict(choose(opened, HELD, {}).mapping.columns), "what they are is asked"


def test_a_title_over_merged_cells_is_no_part_of_the_header() -> None:
    header = ("Client no", "Date", "PHQ-9")
    opened = open_bytes(book(("Scores",), header, SCORED[:3], merged="A1:C1"), "x.xlsx", HELD)
    assert (opened.names, opened.line, len(opened.rows)) == (header, 2, 1)


def test_a_header_of_merged_cells_alone_is_refused() -> None:
    for below in (SCORED, ("Orla", "Monday", "well", "worse", "none")):
        with pytest.raises(Problem, match="no line below that names each column"):
            open_bytes(book(GROUPS, below, merged="C1:D1"), "x.xlsx", HELD)


def test_of_two_columns_that_hold_one_total_neither_is_lost_silently(store: PracticeStore, tmp_path: Path) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    path = file(tmp_path, "s.csv", "Client no,Date,PHQ-9,Later\n1001,2026-11-03,16,9\n1002,2026-11-03,7,7\n")
    columns = (("Client no", "client id"), ("Date", "date"), ("PHQ-9", "PHQ-9"), ("Later", "PHQ-9"))
    report = taken(store, path, columns=columns)
    assert "2: Later is 9: another column of PHQ-9 is 16" in words_of(report)
    assert shown(store) == [("table-1002", "PHQ-9", 7)]


def test_a_calendar_may_call_a_client_of_a_table_by_the_name_on_papers_or_the_one_in_use(
    store: PracticeStore, tmp_path: Path
) -> None:
    taken(store, file(tmp_path, "people.csv", CLIENTS))
    events = [
        event(str(at), f"{date.today() + timedelta(days=at + 2):%Y%m%d}T090000", name)
        for at, name in enumerate(("Noor Haldane", "Nori Haldane"))
    ]
    take(store, written(tmp_path / "a.ics", *events))
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT c.source_id FROM calendar_event e JOIN client c ON c.id = e.client_id ORDER BY e.at"
        ).scalars()
        assert [*found] == ["table-1002", "table-1002"]
