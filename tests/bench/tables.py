"""Reading tables beside ``csv.reader`` and beside zip and expat alone, over the same rows."""

from __future__ import annotations

import csv
import gc
import io
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.parsers import expat

from briefing_app.sources.tables.recognise import read_table_file
from tests.bench.gates import Figure, print_figures
from tests.workbooks import DAY, cell, workbook

ROWS, RUNS = 100_000, 5
MOST_OF_CSV, MOST_OF_XLSX = 3.0, 1.3
HEADER = ("Client no", "Client", "DOB", "Date", "PHQ-9", "GAD-7", "Comment")


def rows() -> Iterator[tuple[str, ...]]:
    """Scores of an invented caseload of 400."""
    for number in range(ROWS):
        day = f"2026-{1 + number % 12:02}-{1 + number % 28:02}"
        yield (
            str(1000 + number % 400),
            f"Client {number % 400}",
            "1988-03-14",
            day,
            str(number % 28),
            str(number % 22),
            "a word",
        )


def as_csv() -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([HEADER, *rows()])
    return made.getvalue().encode()


def as_workbook() -> bytes:
    """The same with shared texts, and days as serial numbers with a style."""
    texts = sorted({text for row in rows() for text in (row[1], row[6])})
    places = {text: number for number, text in enumerate(texts)}

    def line(number: int, row: tuple[str, ...]) -> str:
        made = [
            cell(f"A{number}", row[0]), cell(f"B{number}", places[row[1]], "s"), cell(f"C{number}", 32216, style=DAY),
            cell(f"D{number}", 46000 + number % 300, style=DAY), cell(f"E{number}", row[4]), cell(f"F{number}", row[5]),
            cell(f"G{number}", places[row[6]], "s"),
        ]  # fmt: skip
        return f'<row r="{number}">{"".join(made)}</row>'

    data = "".join(line(number, row) for number, row in enumerate(rows(), start=1))
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return workbook(f"<worksheet><sheetData>{data}</sheetData></worksheet>", strings=strings)


def plain_cells(data: bytes) -> int:
    """Place, kind and text of every cell, by zip and expat alone."""
    found: list[tuple[str | None, str | None, str]] = []
    parts: list[str] = []
    now: dict[str, str] = {}
    inside = False

    def start(name: str, told: dict[str, str]) -> None:
        nonlocal now, inside
        if name == "v":
            inside = True
        elif name == "c":
            now = told

    def end(name: str) -> None:
        nonlocal inside
        if name == "v":
            inside = False
            found.append((now.get("r"), now.get("t"), "".join(parts)))
            parts.clear()

    def text(words: str) -> None:
        if inside:
            parts.append(words)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("xl/worksheets/s0.xml") as stream:
        while piece := stream.read(1 << 16):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return len(found)


@contextmanager
def as_an_import() -> Iterator[None]:
    """Without collection of garbage, as an import runs."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def ratio(ours: Callable[[], object], plain: Callable[[], object]) -> float:
    """The median of several runs of each, in turn."""
    spent: dict[Callable[[], object], list[float]] = {ours: [], plain: []}
    with as_an_import():
        for _ in range(RUNS):
            for work, found in spent.items():
                began = time.process_time()
                work()
                found.append(time.process_time() - began)
    return statistics.median(spent[ours]) / statistics.median(spent[plain])


def tables() -> list[Figure]:
    """What reading a table costs, as ratios."""
    text, book = as_csv(), as_workbook()
    of_csv = ratio(lambda: read_table_file(text, "x.csv"), lambda: list(csv.reader(io.StringIO(text.decode(), newline=""))))
    of_book = ratio(lambda: read_table_file(book, "x.xlsx"), lambda: plain_cells(book))
    found = [
        Figure("CSV of 100,000 rows / csv.reader", f"{of_csv:.2f}", f"at most {MOST_OF_CSV:g}", of_csv <= MOST_OF_CSV),
        Figure("XLSX of 100,000 rows / zip and expat", f"{of_book:.2f}", f"at most {MOST_OF_XLSX:g}", of_book <= MOST_OF_XLSX),
    ]
    print_figures(found)
    return found
