"""What clients send back between sessions: the pages that were written for them, their check-ins, and how CSV files are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.domain.checkin import Checkin, CheckinPage, CheckinSource, Forms, Received
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction
from briefing_app.storage.entry import NEWEST, STANDING, insert_score

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader


class ImportedScore(NamedTuple):
    """An imported administration with what tells whether it came between sessions."""

    measure: str
    day: str
    at: float
    date: str
    precision: str
    score: float | None
    status: str
    encounter: str
    imported: float


_PAGE = "SELECT number, client_id, key, forms, made, ended, by FROM checkin_page"


@step
def add_page(transaction: Transaction, page: CheckinPage) -> bool:
    """Keep a page; False when its number is taken, and another has to be drawn."""
    statement = (
        "INSERT OR IGNORE INTO checkin_page (number, client_id, key, forms, made, ended, by) VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    kept = transaction.exec_driver_sql(statement, (*page[:3], json.dumps(page.forms), *page[4:]))
    return kept.rowcount == 1


@step
def end_page(transaction: Transaction, number: int, at: float) -> int:
    """From now on no code of this page is taken that was finished later. Returns the client's row, 0 where it was ended before."""
    return _change_page(transaction, "UPDATE checkin_page SET ended = ? WHERE number = ? AND ended = 0", (at, number))


@step
def reopen_page(transaction: Transaction, number: int) -> int:
    """Codes of an ended page are taken again. Returns the client's row, 0 where it was not ended."""
    return _change_page(transaction, "UPDATE checkin_page SET ended = 0 WHERE number = ? AND ended > 0", (number,))


def _change_page(transaction: Transaction, statement: str, values: tuple[object, ...]) -> int:
    if transaction.exec_driver_sql(statement, values).rowcount != 1:
        return 0
    return int(transaction.exec_driver_sql("SELECT client_id FROM checkin_page WHERE number = ?", (values[-1],)).scalar_one())


def page_with(reader: PracticeReader, number: int) -> CheckinPage | None:
    """The page of this number, None where the practice wrote none."""
    return next((_page(row) for row in reader.rows(f"{_PAGE} WHERE number = ?", (number,))), None)


def pages_of(reader: PracticeReader, client: int) -> list[CheckinPage]:
    """Pages written for a client, newest first."""
    return [_page(row) for row in reader.rows(f"{_PAGE} WHERE client_id = ? ORDER BY id DESC", (client,))]


def _page(row: Sequence[object]) -> CheckinPage:
    number, client, key, forms, made, ended, by = row
    read: Forms = tuple((name, tuple(tuple(values) for values in questions)) for name, questions in json.loads(str(forms)))
    return CheckinPage(number, client, key, read, made, ended, by)  # type: ignore[arg-type]


@step
def add_checkins(transaction: Transaction, received: Iterable[Received], at: float, by: str) -> tuple[int, ...]:
    """Keep check-ins with their scores, all or none; the rows of the scores that were new. What is there already changes nothing."""
    new: list[int] = []
    for one in received:
        for score in one.scores:
            known = transaction.exec_driver_sql(
                "SELECT 1 FROM checkin WHERE reference = ? AND measure = ?", (one.reference, score.measure)
            ).first()
            if known is not None:
                continue
            row = insert_score(transaction, score)
            transaction.exec_driver_sql(
                "INSERT INTO checkin (client_id, measure, day, clock, source, page, reference, score_id, received, by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    one.client, score.measure, one.day.isoformat(), one.clock, one.source.value, one.page, one.reference, row, at, by,
                ),
            )  # fmt: skip
            new.append(row)
    return tuple(new)


def references(reader: PracticeReader) -> set[tuple[str, str]]:
    """Reference and measure of every check-in there is."""
    return {(reference, measure) for reference, measure in reader.rows("SELECT reference, measure FROM checkin")}


def kept_checkins(reader: PracticeReader, client: int) -> list[Checkin]:
    """A client's check-ins in our own table, by day and clock. One whose score, corrected or not, is taken back does not count."""
    rows = reader.rows(
        "WITH RECURSIVE later (first, id, withdrawn) AS (SELECT o.id, o.id, o.withdrawn FROM own_score o JOIN checkin k ON k.score_id = o.id"
        " WHERE k.client_id = ?1 UNION ALL SELECT l.first, n.id, n.withdrawn FROM own_score n JOIN later l ON n.replaces = l.id)"
        f" SELECT k.client_id, k.measure, k.day, k.clock, k.source, {STANDING}, k.received,"
        " NOT EXISTS (SELECT 1 FROM later l WHERE l.first = k.score_id AND l.withdrawn = 1"
        " AND NOT EXISTS (SELECT 1 FROM own_score n WHERE n.replaces = l.id))"
        f" FROM checkin k JOIN own_score o ON o.id = k.score_id {NEWEST} WHERE k.client_id = ?1 ORDER BY k.day, k.clock, k.id",
        (client,),
    )
    return [
        Checkin(row[0], row[1], date.fromisoformat(row[2]), row[3], CheckinSource(row[4]), row[5], row[6], bool(row[7]))
        for row in rows
    ]


def imported_scores(reader: PracticeReader, client: int) -> list[ImportedScore]:
    """A client's imported administrations, by day."""
    rows = reader.rows(
        "SELECT s.measure, s.day, s.at, s.date, s.precision, s.score, s.status, t.encounter, r.started FROM score s"
        " JOIN evidence t ON t.id = s.evidence_id JOIN source_file f ON f.id = t.file_id JOIN import_run r ON r.id = f.import_id"
        " WHERE s.client_id = ? ORDER BY s.day, s.at, s.measure",
        (client,),
    )
    return [ImportedScore._make(row) for row in rows]


def clients_with_checkins(reader: PracticeReader) -> list[int]:
    """Rows of the clients with a page or a check-in of our own table."""
    return [row for (row,) in reader.rows("SELECT client_id FROM checkin_page UNION SELECT client_id FROM checkin ORDER BY 1")]


def remembered_mapping(reader: PracticeReader, header: Sequence[str]) -> str:
    """How files with this header were read the last time, as JSON; "" when there was none."""
    found = reader.rows("SELECT mapping FROM checkin_mapping WHERE header = ?", (json.dumps(list(header)),))
    return str(found[0][0]) if found else ""


@step
def remember_mapping(transaction: Transaction, header: Sequence[str], mapping: str, at: float, by: str) -> None:
    """Keep how a table with this header is read; what was said later stands."""
    transaction.exec_driver_sql(
        "INSERT INTO checkin_mapping (header, mapping, confirmed, by) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET mapping = excluded.mapping, confirmed = excluded.confirmed, by = excluded.by",
        (json.dumps(list(header)), mapping, at, by),
    )


def kept_mapping(transaction: Transaction, header: Sequence[str]) -> str:
    """How tables with this header are read by now, as JSON; "" where nobody said."""
    found = transaction.exec_driver_sql(
        "SELECT mapping FROM checkin_mapping WHERE header = ?", (json.dumps(list(header)),)
    ).scalar()
    return str(found or "")


def forget_mapping(transaction: Transaction, header: Sequence[str]) -> None:
    """The next table with this header is asked about."""
    transaction.exec_driver_sql("DELETE FROM checkin_mapping WHERE header = ?", (json.dumps(list(header)),))
