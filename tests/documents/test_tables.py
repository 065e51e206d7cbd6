"""Tables that leave the program: no cell of them is a formula, whoever wrote it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import briefing_app
from briefing_app.documents.tables import RUN_AS_FORMULA, write_csv


def written(*cells: object) -> list[str]:
    stream = io.StringIO()
    columns = [f"c{number}" for number in range(len(cells))]
    write_csv(stream, columns, [dict(zip(columns, cells, strict=True))])
    return list(csv.reader(io.StringIO(stream.getvalue())))[1]


def test_a_formula_is_a_text_and_a_negative_number_a_number() -> None:
    assert written("=1+1", "+4", "-1+1", "@sum", "\t=1", "\r=1", "-", "--1") == [
        "'=1+1", "'+4", "'-1+1", "'@sum", "'\t=1", "'\n=1", "'-", "'--1"
    ]  # fmt: skip
    assert written(-1, -2.5, "-1", "-2.5", 4, None, "a=b", "") == ["-1", "-2.5", "-1", "-2.5", "4", "", "a=b", ""]


def test_the_name_of_a_column_is_no_formula_either() -> None:
    stream = io.StringIO()
    write_csv(stream, ["=a"], [{"=a": 1}])
    assert stream.getvalue() == "'=a\n1\n"


@given(st.text(max_size=30))
def test_no_text_begins_as_a_formula_and_none_is_lost(text: str) -> None:
    (cell,) = written(text) or [""]
    assert not cell.startswith(RUN_AS_FORMULA) or float(cell) < 1
    assert cell.removeprefix("'").replace("\n", "") == text.removeprefix("'").replace("\r", "").replace("\n", "")


def test_one_function_writes_every_table() -> None:
    program = Path(briefing_app.__file__).parent
    writers = {
        path.relative_to(program).as_posix()
        for path in program.rglob("*.py")
        if any(word in path.read_text("utf-8") for word in ("csv.writer", "DictWriter", "to_csv"))
    }
    assert writers == {"documents/tables.py"}
