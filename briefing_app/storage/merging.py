"""Records of one person: which of them leads, and what hangs on the others moved there, and back where they part again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from briefing_app.domain.own_client import FIRST_ROW
from briefing_app.domain.same_person import ONE, TWO
from briefing_app.storage.schema import OWN_OF_A_CLIENT, same_person

Rows = Callable[..., list[Any]]
MERGED, PARTED = "merged two records", "parted two records"
# What an import wrote, with the columns beside the client by which a resource is one row.
IMPORTED_KEYS = {
    "meeting": ("resource_id", "kind"),
    "clinical": ("resource_type", "resource_id"),
    "evidence": ("resource_id", "measure", "at", "day", "resource_type"),
    "unread": ("resource_type", "resource_id"),
    "contact": ("resource_type", "resource_id", "place"),
}
FOLLOWING = tuple(table for table in OWN_OF_A_CLIENT if table is not same_person)


class Change(NamedTuple):
    """A record (the row of a client) that belonged to the record ``before`` and belongs to ``after`` now; 0 is to none but itself."""

    client: int
    before: int
    after: int


def settle(rows: Rows) -> list[Change]:
    """Bring the store in line with what exports and the clinician say of records; ``rows(statement, parameters)`` runs one statement."""
    before = dict(rows("SELECT id, merged_into FROM client WHERE merged_into IS NOT NULL"))
    after = _wanted(rows)
    changed = [Change(one, before.get(one, 0), after.get(one, 0)) for one in sorted(before.keys() | after.keys())]
    changed = [one for one in changed if one.before != one.after]
    for one in changed:
        if one.before:
            part(rows, one.client)
    for one in changed:
        if one.after:
            _join(rows, one.client, one.after)
    return changed


def members(rows: Rows, client: int) -> list[int]:
    """The rows of all records of this person, the leading one first; ``client`` may be any of them."""
    found = rows("SELECT merged_into FROM client WHERE id = ?", (client,))
    lead = found[0][0] if found and found[0][0] else client
    return [lead, *(row for (row,) in rows("SELECT id FROM client WHERE merged_into = ? ORDER BY id", (lead,)))]


# -- which records are one


def _wanted(rows: Rows) -> dict[int, int]:
    """Every record that belongs to another one, with that one. The clinician's word goes before the export's, and parts what it joins."""
    said = {tuple(sorted(one[:2])): one for one in rows("SELECT client_id, other_id, said FROM same_person ORDER BY id")}
    groups = _Groups(pair for pair, (_, _, word) in said.items() if word == TWO)
    away = set()
    edges = [(other, client) for client, other, word in said.values() if word == ONE]
    for one, lead in (*edges, *_linked(rows)):
        if groups.join(one, lead):
            away.add(one)
    found = {}
    for group in groups.all():
        lead = min(group, key=_standing(rows, group, away))
        found.update({one: lead for one in group if one != lead})
    return found


def _linked(rows: Rows) -> list[tuple[int, int]]:
    """Records that the export has merged: the one no longer used, and the one that stands for it."""
    found = rows(
        "SELECT l.client_id, l.kind, c.id FROM client_link l JOIN client c ON c.source_id = l.other WHERE l.kind LIKE 'replace%'"
        " UNION SELECT l.client_id, l.kind, a.client_id FROM client_link l JOIN client_alias a ON a.alias = l.other"
        " WHERE l.kind LIKE 'replace%' ORDER BY 1, 3"
    )
    return [(client, other) if kind == "replaced-by" else (other, client) for client, kind, other in found if client != other]


def _standing(rows: Rows, group: Iterable[int], away: set[int]) -> Callable[[int], tuple[Any, ...]]:
    """How a record ranks: one that is known, not withdrawn, of a file, not replaced, in use, and the newest."""
    wanted = tuple(group)
    marks = ", ".join("?" * len(wanted))
    told = {
        row: (not known, hidden, row >= FIRST_ROW, row in away, not active, -updated, row)
        for row, known, hidden, active, updated in rows(
            f"SELECT id, known, hidden, active, updated FROM client WHERE id IN ({marks})", wanted
        )
    }
    return lambda row: told[row]


class _Groups:
    """Records joined to groups, but never two that ``apart`` names."""

    def __init__(self, apart: Iterable[tuple[int, ...]]) -> None:
        self._apart = [frozenset(pair) for pair in apart]
        self._group: dict[int, set[int]] = {}

    def join(self, one: int, other: int) -> bool:
        first, second = self._group.get(one, {one}), self._group.get(other, {other})
        both = first | second
        if any(pair <= both for pair in self._apart):
            return False
        for row in both:
            self._group[row] = both
        return True

    def all(self) -> list[set[int]]:
        return list({id(group): group for group in self._group.values()}.values())


# -- moving what hangs on them


def _join(rows: Rows, client: int, lead: int) -> None:
    """What hangs on ``client`` belongs to ``lead`` from now on, and knows where it came from."""
    for name, key in IMPORTED_KEYS.items():
        same = " AND ".join(f"o.{column} = {name}.{column}" for column in key)
        # One resource under both, as its server moved it: the newer copy stands, and where none is newer the leading record's.
        rows(
            f"DELETE FROM {name} WHERE client_id = ?1 AND EXISTS"
            f" (SELECT 1 FROM {name} o WHERE o.client_id = ?2 AND {same} AND o.updated >= {name}.updated)",
            (client, lead),
        )
        rows(
            f"DELETE FROM {name} WHERE client_id = ?2 AND EXISTS (SELECT 1 FROM {name} o WHERE o.client_id = ?1 AND {same})",
            (client, lead),
        )
        rows(f"UPDATE {name} SET home = client_id, client_id = ?2 WHERE client_id = ?1", (client, lead))
    for table in FOLLOWING:
        if "id" not in table.c:  # what was shown, of which each record keeps its own
            others = ", ".join(column.name for column in table.c if column.name != "client_id")
            rows(
                f"INSERT OR IGNORE INTO {table.name} (client_id, {others}) SELECT ?2, {others} FROM {table.name}"
                " WHERE client_id = ?1",
                (client, lead),
            )
            continue
        own = f"SELECT ?1, id, client_id FROM {table.name} WHERE client_id = ?2"
        rows(f"INSERT INTO moved (name, row, client_id) {own}", (table.name, client))
        rows(f"UPDATE OR IGNORE {table.name} SET client_id = ?2 WHERE client_id = ?1", (client, lead))
        stayed = f"SELECT id FROM {table.name} WHERE client_id = ?2"
        rows(f"DELETE FROM moved WHERE name = ?1 AND client_id = ?2 AND row IN ({stayed})", (table.name, client))
    rows("DELETE FROM score WHERE client_id = ?", (client,))
    rows("UPDATE client SET merged_into = ? WHERE id = ?", (lead, client))


def part(rows: Rows, client: int) -> None:
    """What came from ``client`` is its own again; what was entered since stays with the record it was entered for."""
    for name in IMPORTED_KEYS:
        rows(f"UPDATE {name} SET client_id = home, home = NULL WHERE home = ?", (client,))
    for table in FOLLOWING:
        if "id" in table.c:
            theirs = "SELECT row FROM moved WHERE name = ?2 AND client_id = ?1"
            rows(f"UPDATE {table.name} SET client_id = ?1 WHERE id IN ({theirs})", (client, table.name))
    rows("DELETE FROM moved WHERE client_id = ?", (client,))
    rows("UPDATE client SET merged_into = NULL WHERE id = ?", (client,))
