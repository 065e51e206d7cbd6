"""Who stands beside a client: as an import writes it, one resource at a time, and as it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from briefing_app.domain.client import Beside, Origin
from briefing_app.domain.records import Contact

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader

Rows = Callable[..., list[Any]]
_THEIRS = "resource_type = ? AND resource_id = ? AND ? IN (client_id, home)"


def contacts_kept(rows: Rows, resource: tuple[str, str], home: int) -> tuple[tuple[Contact, ...], float, str] | None:
    """What is kept of one resource for a record (``home``), with its age and version; None where it is not known."""
    found = rows(
        f"SELECT kind, name, relation, reach, ended, updated, version FROM contact WHERE {_THEIRS} ORDER BY place",
        (*resource, home),
    )
    return (tuple(Contact._make(row[:5]) for row in found), found[0][5], found[0][6]) if found else None


def keep_contacts(
    rows: Rows, contacts: Sequence[Contact], whose: tuple[int, int], source: tuple[str, str, str, float, int, int]
) -> None:
    """Put these in place of what the resource said before. ``whose`` is the leading record and the one that the resource names; ``source`` is
    the resource's type, id, version, age, file and line."""
    lead, home = whose
    rows(f"DELETE FROM contact WHERE {_THEIRS}", (*source[:2], home))
    for place, one in enumerate(contacts):
        rows(
            "INSERT OR REPLACE INTO contact (client_id, home, kind, place, name, relation, reach, ended, resource_type, resource_id, version,"
            " updated, file_id, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (lead, home if home != lead else None, one.kind, place, *one[1:], *source),
        )


def contacts_of(reader: PracticeReader, clients: Sequence[int]) -> dict[int, list[Beside]]:
    """Who stands beside each of these clients, as the export orders them; what is over is left out."""
    found: dict[int, list[Beside]] = defaultdict(list)
    for row in reader.rows(
        "SELECT t.client_id, t.kind, t.name, t.relation, t.reach, f.path, t.line, t.resource_type, t.resource_id, r.started FROM contact t"
        " JOIN source_file f ON f.id = t.file_id JOIN import_run r ON r.id = f.import_id"
        f" WHERE t.client_id IN ({', '.join('?' * len(clients))}) AND t.ended = '' ORDER BY t.client_id, instr('own contact related team', t.kind),"
        " t.resource_id, t.place",
        clients,
    ):
        one = Beside(row[1], row[2], row[3], tuple(row[4].split("\n")) if row[4] else (), Origin._make(row[5:]))
        if one[:4] not in [other[:4] for other in found[row[0]]]:
            found[row[0]].append(one)
    return found
