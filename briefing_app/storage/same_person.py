"""Whether two records are one person: what is asked, what the clinician said, and its one place of writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing_app.domain.problems import Problem
from briefing_app.domain.same_person import ONE, TWO, Named, OtherRecord, Tie, look_alikes, may_be_typed
from briefing_app.storage.audit import append
from briefing_app.storage.merging import members

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from briefing_app.storage.practice import PracticeReader

Rows = Callable[..., list[Any]]
NEWEST = (
    "SELECT s.client_id, s.other_id, s.said, s.why, s.at, s.by FROM same_person s WHERE s.id = (SELECT max(n.id) FROM same_person n"
    " WHERE (n.client_id, n.other_id) IN ((s.client_id, s.other_id), (s.other_id, s.client_id)))"
)
_LED = "SELECT id, source_id, coalesce(merged_into, id) FROM client"
_ASKED = "known = 1 AND hidden = 0 AND merged_into IS NULL"
_PEOPLE = f"SELECT id, family, given, birth_date FROM client WHERE {_ASKED}"
_TYPED = "source_id LIKE 'own:%'"
_NAMED = "SELECT rowid FROM client_search WHERE client_search MATCH ?"


def pairs_to_ask(rows: Rows, came: set[int]) -> list[tuple[int, int]]:
    """The rows of every two records of one name and birth date of which one is among ``came``, unless the clinician said what they are."""
    days = f"SELECT birth_date FROM client WHERE {_ASKED} AND birth_date <> '' GROUP BY birth_date HAVING count(*) > 1"
    people = rows(f"SELECT id, family, given, birth_date FROM client WHERE {_ASKED} AND birth_date IN ({days}) ORDER BY id")
    answered = {frozenset(row[:2]) for row in rows(NEWEST) if row[2]}
    pairs = [*look_alikes(map(Named._make, people)), *_typed_pairs(rows, came)]
    return [pair for pair in pairs if not came.isdisjoint(pair) and frozenset(pair) not in answered]


def _typed_pairs(rows: Rows, came: Iterable[int]) -> list[tuple[int, int]]:
    """The rows of every record of a file and client who was typed in that may be one person, one of them among ``came``."""
    typed = [Named._make(row) for row in rows(f"{_PEOPLE} AND {_TYPED} ORDER BY id")]
    if not typed:
        return []
    wanted, found = set(came), set[tuple[int, int]]()
    for one in typed:
        if one.row in wanted and (words := _searched(one)):
            rest = rows(f"{_PEOPLE} AND NOT {_TYPED} AND id IN ({_NAMED})", (words,))
            found |= {(other.row, one.row) for other in map(Named._make, rest) if may_be_typed(one, other)}
    for row in wanted - {one.row for one in typed}:
        for other in map(Named._make, rows(f"{_PEOPLE} AND id = ?", (row,))):
            found |= {(other.row, one.row) for one in typed if may_be_typed(one, other)}
    return sorted(found)


def _searched(one: Named) -> str:
    """The longest word of a name, as the search of clients takes it."""
    word = max(f"{one.given} {one.family}".replace('"', " ").split(), key=len, default="")
    return f'"{word}"' if word else ""


def others_of(reader: PracticeReader, clients: Sequence[int]) -> dict[int, list[OtherRecord]]:
    """The other records of these clients, and those that may be theirs, each once."""
    found: dict[int, dict[int, OtherRecord]] = defaultdict(dict)
    marks = ", ".join("?" * len(clients))
    for lead, row, source in reader.rows(
        f"SELECT merged_into, id, source_id FROM client WHERE merged_into IN ({marks}) ORDER BY id", clients
    ):
        found[lead][row] = OtherRecord(row, source, Tie.MERGED)
    _add_said(reader, clients, found)
    asked = [*_linked(reader, clients, marks), *_alike(reader, clients, marks), *_typed(reader, clients)]
    new = {other.row for client, other in asked if other.row not in found[client]}
    holds = _newest_scores(reader, sorted(new))
    for client, other in asked:
        found[client].setdefault(other.row, other._replace(holds=holds.get(other.row, ())))
    return {client: list(others.values()) for client, others in found.items() if others}


def record_row(reader: PracticeReader, source: str) -> int | None:
    """The row of a record by the id of the export, whether or not it is merged into another one."""
    found = reader.rows("SELECT id FROM client WHERE source_id = ? AND id > 0", (source,))
    return int(found[0][0]) if found else None


class Word(NamedTuple):
    """What stands of what the clinician said of two records (rows), and when (seconds since 1970)."""

    client: int
    other: int
    at: float


def newest_word(reader: PracticeReader, client: int) -> Word | None:
    """What the clinician said last of a client's record, or of one merged into it, and still stands."""
    group = {client, *members(reader.rows, client)}
    said = [row for row in reader.rows(NEWEST) if row[2] and not group.isdisjoint(row[:2])]
    newest = max(said, key=lambda row: row[4], default=None)
    return Word(newest[0], newest[1], newest[4]) if newest is not None else None


def _add_said(reader: PracticeReader, clients: Sequence[int], found: dict[int, dict[int, OtherRecord]]) -> None:
    """What the clinician said stands before what the export says."""
    said = [row for row in reader.rows(NEWEST) if row[2]]
    people = sorted({row for one in said for row in one[:2]})
    marks = ", ".join("?" * len(people))
    told = {row: (source, lead) for row, source, lead in reader.rows(f"{_LED} WHERE id IN ({marks})", people)}
    for client, other, word, why, at, by in said:
        for one, another in ((client, other), (other, client)):
            (source, lead), tie = told[another], Tie.APART
            if word == ONE and lead == told[one][1]:
                tie = Tie.JOINED
            elif word == TWO:
                lead = told[one][1]
            if lead in clients and another != lead:
                found[lead][another] = OtherRecord(another, source, tie, (), by, at, why)


def _linked(reader: PracticeReader, clients: Sequence[int], marks: str) -> list[tuple[int, OtherRecord]]:
    """Records that the export names beside these, or beside which it names these, and goes on using; or merges, where the clinician parted them."""
    both = (
        "SELECT l.client_id AS one, c.id AS other FROM client_link l JOIN client c ON c.source_id = l.other"
        " UNION SELECT l.client_id, a.client_id FROM client_link l JOIN client_alias a ON a.alias = l.other"
    )
    rows = reader.rows(
        f"SELECT p.one, p.other, c.source_id FROM (SELECT one, other FROM ({both}) UNION SELECT other, one FROM ({both})) p"
        f" JOIN client c ON c.id = p.other WHERE p.one IN ({marks}) AND p.one <> p.other AND c.{_ASKED.replace('AND ', 'AND c.')}",
        clients,
    )
    return [(one, OtherRecord(other, source, Tie.SAID_RELATED)) for one, other, source in rows]


def _alike(reader: PracticeReader, clients: Sequence[int], marks: str) -> list[tuple[int, OtherRecord]]:
    """Records with the name and the birth date of one of these."""
    days = f"SELECT birth_date FROM client WHERE id IN ({marks}) AND length(birth_date) = 10 AND {_ASKED}"
    people = reader.rows(
        f"SELECT id, family, given, birth_date, source_id FROM client WHERE birth_date IN ({days}) AND {_ASKED} ORDER BY id",
        clients,
    )
    sources, wanted, found = {row[0]: row[4] for row in people}, set(clients), []
    for one, other in look_alikes(Named._make(row[:4]) for row in people):
        for client, twin in ((one, other), (other, one)):
            if client in wanted:
                found.append((client, OtherRecord(twin, sources[twin], Tie.SAME_NAME)))
    return found


def _typed(reader: PracticeReader, clients: Sequence[int]) -> list[tuple[int, OtherRecord]]:
    """Records of files that may be one of these who was typed in, and the other way round."""
    wanted = set(clients)
    pairs = _typed_pairs(reader.rows, clients)
    sources = reader.sources_of(sorted({row for pair in pairs for row in pair})) if pairs else {}
    return [
        (client, OtherRecord(other, sources[other], Tie.TYPED_NAME))
        for pair in pairs
        for client, other in (pair, pair[::-1])
        if client in wanted
    ]


def _newest_scores(reader: PracticeReader, clients: Sequence[int]) -> dict[int, tuple[tuple[str, float, str], ...]]:
    """The newest total of each measure on its day, newest first."""
    found: dict[int, dict[str, tuple[str, float, str]]] = defaultdict(dict)
    for client, measure, score, day in reader.rows(
        f"SELECT client_id, measure, score, day FROM score WHERE client_id IN ({', '.join('?' * len(clients))}) AND score IS NOT NULL"
        " AND solid = 1 AND length(day) = 10 ORDER BY day, at",
        clients,
    ):
        found[client][measure] = (measure, score, day)
    return {client: tuple(sorted(totals.values(), key=lambda one: one[2], reverse=True)) for client, totals in found.items()}


# -- the one place of writing

SAID = {
    ONE: "said that two records are one person",
    TWO: "said that two records are two people",
    "": "took back what two records are",
}


def keep_said(connection: Connection, pair: tuple[int, int], said: str, why: str, at: float, by: str) -> None:
    """Keep the clinician's word of two records (``ONE``, ``TWO``, or "" to take it back) with its row of the audit. The first leads where
    they are one. Raises Problem where there is nothing to take back, or the two are one record."""
    sql, (client, other) = connection.exec_driver_sql, pair

    def rows(statement: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        return list(sql(statement, parameters))

    pairs = [pair]
    if client == other:
        raise Problem("A record is itself.", "Name the other record.", exit_code=2)
    if not said:
        group = {client, *members(rows, client)}
        pairs = [row[:2] for row in rows(NEWEST) if row[2] and other in row[:2] and not group.isdisjoint(row[:2])]
        if not pairs:
            raise Problem("Nothing was said of these two records.", "There is nothing to take back.", exit_code=2)
    for one in pairs:
        values = (*one, said, why, at, by)
        sql("INSERT INTO same_person (client_id, other_id, said, why, at, by) VALUES (?, ?, ?, ?, ?, ?)", values)
    append(connection, SAID[said], at, by, client=client, detail=f"record {other}")
