"""What Help says of tables: what is read of them, whom they mean, what is asked, and which programs' columns are known."""

from __future__ import annotations

from briefing_app.domain.table import MOST_COLUMNS, MOST_ROWS
from briefing_app.services.table import LARGEST
from briefing_app.services.table_headers import known_headers
from briefing_app.viewmodels.instrument import Fact

TITLE = "Tables"
_PRODUCT = "product rule"
TABLES = (
    Fact(
        "What is read",
        "CSV and its kin (commas, semicolons, tabs or bars; UTF-8, UTF-16 or, said so, Windows-1252) and Excel workbooks (.xlsx): the first visible"
        " sheet whose columns say something, the stored value of each cell, never a formula. Titles above the header are passed over, totals and"
        f" notes below are left out and listed. At most {LARGEST // 1_000_000} MB, {MOST_ROWS:,} rows and {MOST_COLUMNS} columns",
        _PRODUCT,
    ),
    Fact(
        "What is never kept",
        "columns that are left out: money, insurance, addresses, e-mail, remarks and notes among them. A notes report is refused as a whole",
        _PRODUCT,
    ),
    Fact(
        "Which column is what",
        "is said once, in the panel or with 'briefing import FILE --table KIND --columns FILE'; the next table with the same columns, in any order, is"
        " read so without asking, and the report says so. Up to three columns more are left out and named; a wanted one less is asked about",
        _PRODUCT,
    ),
    Fact(
        "Whom a row means",
        "the client of that id, unless another name stands beside it; else of that name and birth date; else of a name that you confirmed. A name"
        " alone, a short form and initials are asked about, each once. Of two clients of one name none is taken. Only a table of clients adds people",
        _PRODUCT,
    ),
    Fact(
        "Days",
        "03/04/2026 is read one way only where another date of the table can be read in no other; else it is asked. Two digits up to 68 are of this"
        " century, a birth is never in the future. A zone in words that is not known leaves the time as written, and is said",
        _PRODUCT,
    ),
    Fact(
        "Scores and answers",
        "whole points within the measure's range. 12/27, 27 (severe), PHQ9: 14 and 9,0 are read and said; ranges, bounds, words and formulas refuse"
        " that measure of that row and nothing else. NULL, N/A, a dash or a blank is not given, never 0. Answers in words are those of the form. Where"
        " no answer of a table is 0 it is asked from which number they count. A safety item that cannot be read is kept as written",
        _PRODUCT,
    ),
    Fact(
        "Sessions",
        "what a status in a known word says; any other is kept as written and says nothing of what became of the session. Without a status it is"
        " booked, and once it is past its outcome is not recorded. A time that is not there is not made up: the session has its day",
        _PRODUCT,
    ),
)


def facts() -> tuple[Fact, ...]:
    """The rules, and the known tables with their mark and where they were found."""
    known = tuple(
        Fact(
            one.name,
            f"not read: {one.refused}"
            if one.refused
            else f"{one.kind.value}; its columns were {'seen in real files' if one.seen else 'not verified'}",
            one.source,
        )
        for one in known_headers()
    )
    return (*TABLES, *known)
