"""Tables on disk: every encoding, separator and kind of cell, and one sentence for what is none."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing_app.domain.problems import Problem
from briefing_app.domain.table import SERIALS_1904, SERIALS_FROM, of_serial
from briefing_app.sources.tables import workbook as workbook_module
from briefing_app.sources.tables.recognise import read_table_file
from briefing_app.sources.tables.styles import kind_of
from tests.workbooks import DAY, LENGTH, MOMENT, OWN_DAY, TIME, cell, sheet, words, workbook

TEXT = "Name,Day\nJörg Invented,2026-11-20\n"


def rows(data: bytes, name: str = "x.csv") -> list[tuple[str, ...]]:
    return [row.cells for row in read_table_file(data, name).rows]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("cp1252", b"")],
)
def test_a_table_says_the_same_in_every_encoding(encoding: str, mark: bytes) -> None:
    table = read_table_file(mark + TEXT.encode(encoding), "x.csv")
    assert [row.cells for row in table.rows] == [("Name", "Day"), ("Jörg Invented", "2026-11-20")]
    assert (table.form, bool(table.doubts)) == (encoding, encoding == "cp1252")


def test_lines_of_two_encodings_are_each_read_in_theirs_and_said() -> None:
    data = "a,b\nJörg,1\n".encode() + "Jürgen,2\n".encode("cp1252")
    table = read_table_file(data, "x.csv")
    assert [row.cells[0] for row in table.rows] == ["a", "Jörg", "Jürgen"]
    assert table.doubts == (
        "Some of its lines are UTF-8 and others are not; those are read as Windows-1252, as in Jürgen: look whether that is right.",
    )


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ('Klient;Wert\n"Invented, Ann";1,5\n"Invented, Ben";2,5\n', ";"),
        ("a\tb, c\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("sep=;\na;b,c,d\n1;2,3,4\n", ";"),
    ],
)
def test_the_separator_is_the_one_that_divides_most_lines_alike(text: str, delimiter: str) -> None:
    table = read_table_file(text.encode(), "x.csv")
    assert (table.delimiter, {len(row.cells) for row in table.rows}) == (delimiter, {2})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way_and_a_row_keeps_the_line_on_which_it_begins(end: str) -> None:
    data = end.join(("a,b", "", '"two', 'lines",2', "3,4")).encode()
    assert [(row.line, row.cells) for row in read_table_file(data, "x.csv").rows] == [
        (1, ("a", "b")),
        (3, ("two lines" if end != "\r\n" else "two  lines", "2")),
        (5, ("3", "4")),
    ]


def test_a_quotation_mark_that_never_closes_takes_no_other_row_with_it() -> None:
    data = b'a,b\n"1,2\n3,4\n"5",6\n"7,8\n'
    table = read_table_file(data, "x.csv")
    assert [(row.line, row.cells) for row in table.rows if not row.fault] == [(1, ("a", "b")), (3, ("3", "4")), (4, ("5", "6"))]
    assert [(row.line, row.fault) for row in table.rows if row.fault] == [
        (2, "a quotation mark in it is never closed"),
        (5, "a quotation mark in it is never closed"),
    ]


def test_a_workbook_gives_what_is_stored_days_as_days_and_texts_without_how_they_sound() -> None:
    data = workbook(
        sheet(
            cell("A1", 0, "s") + cell("B1", 1, "s") + words("C1", "Plain"),
            cell("A2", 46300, style=DAY) + cell("B2", 46300.5, style=MOMENT) + cell("C2", 46300),
            cell("A3", 46300, style=OWN_DAY) + cell("B3", 0.375, style=TIME) + cell("C3", "0.03472222222222222", style=LENGTH),
            cell("B4", 9.0) + '<c r="C4"><f>SUM(C2)</f></c>',
            cell("A5", 1, "b") + cell("B5", "#DIV/0!", "e") + '<c r="C5" t="str"><f>"a"</f><v>kept</v></c>',
        ),
        strings="<si><r><t>Joined </t></r><r><t>runs</t></r><rPh><t>not this</t></rPh></si><si><t>Second</t></si>",
    )
    table = read_table_file(data, "x.xlsx")
    assert [row.cells for row in table.rows] == [
        ("Joined runs", "Second", "Plain"),
        ("2026-10-05", "2026-10-05T12:00:00", "46300"),
        ("2026-10-05", "09:00", "50"),
        ("", "9"),
        ("TRUE", "#DIV/0!", "kept"),
    ]
    assert table.doubts == ("x.xlsx: 1 formula has no stored value; formulas are not computed, so nothing is read there.",)


def test_serial_days_count_from_the_day_that_the_workbook_says() -> None:
    for settings_of, serial in (("", 46300), ('<workbookPr date1904="1"/>', 44838)):
        table = read_table_file(workbook(sheet(cell("A1", serial, style=DAY)), settings=settings_of), "x.xlsx")
        assert table.rows[0].cells == ("2026-10-05",)
    days = [of_serial(number, SERIALS_FROM) for number in (0, 1, 59, 60, 61)]
    assert [day and day.date().isoformat() for day in days] == [None, "1900-01-01", "1900-02-28", None, "1900-03-01"]
    assert str(of_serial(0.5, SERIALS_1904)) == "1904-01-01 12:00:00"
    assert of_serial(2_958_466, SERIALS_FROM) is None
    assert of_serial(2_958_466 - 1462, SERIALS_1904) is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""), ("0.00", ""), ('0 "days"', ""), ("[Red]0", ""), ("yyyy-mm-dd", "day"), ("mmm", "day"), ("h:mm AM/PM", "time"),
        ("d.m.yy h:mm", "moment"), ("[h]:mm", "length"), ("[$-409]d mmm;@", "day"), ("# ##0 \\h", ""),
    ],
)  # fmt: skip
def test_a_format_says_whether_its_numbers_are_days_times_or_lengths(code: str, kind: str) -> None:
    assert kind_of(code) == kind


def test_hidden_sheets_are_not_read_and_the_others_are_named() -> None:
    data = workbook(
        sheet(words("A1", "hidden")), sheet(words("A1", "first")), sheet(words("A1", "wanted")), states=("veryHidden", "", "")
    )
    table = read_table_file(data, "x.xlsx", lambda one: one.rows[0].cells == ("wanted",))
    assert (table.sheet, table.doubts) == ("Sheet3", ("Only the sheet Sheet3 is read, not Sheet2.",))
    assert read_table_file(data, "x.xlsx", lambda _: False).sheet == "Sheet2", "none fits: the first that holds something"


def test_a_cell_stands_where_it_says_and_one_far_off_costs_nothing() -> None:
    row = words("C1", "third") + words("A1", "first")
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    text = (
        sheet(row)
        .replace("</sheetData>", f"{far}</sheetData>")
        .replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    )
    table = read_table_file(workbook(text), "x.xlsx")
    assert [(one.line, one.cells) for one in table.rows] == [(1, ("first", "", "third"))]
    assert table.doubts == ("x.xlsx: 1 cell stands beyond column 500 and is left out.",)


def test_names_of_elements_may_carry_a_prefix() -> None:
    text = sheet(words("A1", "read") + cell("B1", 7))
    for name in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
        text = (
            text.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ").replace(f"</{name}>", f"</x:{name}>")
        )
    assert read_table_file(workbook(text), "x.xlsx").rows[0].cells == ("read", "7")


def refusal(data: bytes, name: str = "x.csv") -> str:
    with pytest.raises(Problem) as found:
        read_table_file(data, name)
    return found.value.sentence


def archive(*members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for name in members:
            made.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "x is empty"),
        (b" \r\n\0", "x is empty"),
        (b"a,b\n1,\x002\n", "x holds a zero byte in line 2"),
        (b"a,b\n1,\x81\n", r"x is no text in UTF-8, UTF-16 or Windows-1252 \(line 2\)"),
        (b"\xff\xfea\0,\0b\0\n\0\0\xd8", "x is no text"),
        (b"<!DOCTYPE html><title>Sign in</title>", "x is a web page, no table"),
        (b"<?xml version='1.0'?><a/>", "x is a text with markup"),
        (b"%PDF-1.7 ...", "x is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x is an Excel or Word file of the old kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "x is protected by a pass phrase"),
        (archive("xl/workbook.bin"), "x is an Excel workbook of the binary kind"),
        (archive("mimetype", "content.xml"), "x is an OpenDocument file"),
        (archive("word/document.xml"), "x is a Word document"),
        (archive("a.csv"), "x is an archive, no table"),
        (b"PK\x03\x04 and no more", "x is a damaged archive or workbook"),
        (workbook(sheet()), "x is a spreadsheet without a table: no visible sheet"),
        (workbook(sheet(words("A1", "a")), states=("hidden",)), "x is a spreadsheet without a table: no visible sheet of it has a filled cell. Hidden sheets"),
        (workbook(sheet(words("A1", "a")) + "<broken"), "x is a damaged workbook"),
        (workbook(sheet(words("A1", "a")), head='<!DOCTYPE w [<!ENTITY e "e">]>'), "x declares a document type"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    assert refusal(data, "x").startswith(words.replace("\\", "")), refusal(data, "x")


def test_a_workbook_that_unpacks_to_more_than_may_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MOST_UNPACKED", 100_000)
    data = workbook(sheet(words("A1", "a" + " " * 200_000)))
    assert refusal(data, "x.xlsx") == "x.xlsx unpacks to more than 0 MB."


def test_a_text_that_is_named_like_a_workbook_is_read_and_said() -> None:
    table = read_table_file(b"a,b\n1,2\n", "x.xlsx")
    assert (len(table.rows), table.doubts) == (
        2,
        ("x.xlsx is named like a workbook; it is a text with columns and was read as one.",),
    )


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet='ab,;"\r\n\t|1', max_size=80).map(str.encode))
def test_whatever_the_bytes_are_there_is_a_table_or_a_sentence(data: bytes) -> None:
    said, lines = "x ", [0]
    try:
        lines = [row.line for row in read_table_file(data, "x").rows]
    except Problem as problem:
        said = problem.sentence
    assert (said[:2], lines) == ("x ", sorted(set(lines)))
