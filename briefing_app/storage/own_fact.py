"""What the clinician typed of a client beside scores, as revisions: the newest row of a thing stands, unless it was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing_app.domain.client import ENTERED, ClinicalFact, Origin
from briefing_app.domain.own_fact import FactKind, OwnFact
from briefing_app.domain.problems import Problem
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeReader

# How a brief calls what is typed: the kinds of ``clinical``, and ``event``, which no file holds.
READ_AS = {
    FactKind.PROBLEM: "condition", FactKind.MEDICATION: "medication", FactKind.SAFETY_PLAN: "plan", FactKind.GOAL: "goal",
    FactKind.AGREED: "note", FactKind.EVENT: "event", FactKind.EPISODE: "episode",
}  # fmt: skip
NOT_THERE = Problem(
    "Nothing of this number was entered for this client.", "'briefing client facts ID' lists what was.", exit_code=2
)
_SAID = "kind, words, detail, code, day, end_day"
_NEWEST = "f.id = (SELECT max(id) FROM own_fact WHERE coalesce(thing, id) = coalesce(f.thing, f.id))"
_OF_ONE = f"SELECT client_id, withdrawn, {_SAID} FROM own_fact f WHERE coalesce(thing, id) = ? ORDER BY id DESC LIMIT 1"


class Kept(NamedTuple):
    """A thing by the number of its first row: whose it is, whether it was taken back, and what is said of it."""

    thing: int
    client: int
    withdrawn: bool
    fact: OwnFact


@step
def keep_fact(transaction: Transaction, of: tuple[int, int], fact: OwnFact, withdrawn: bool, at: float, by: str) -> int:
    """Add a row; returns the number of the thing. ``of`` is the client and the thing, 0 for a new one."""
    client, thing = of
    row = transaction.exec_driver_sql(
        "INSERT INTO own_fact (client_id, thing, kind, words, detail, code, day, end_day, withdrawn, entered, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            client,
            thing or None,
            fact.kind.value,
            fact.words,
            fact.detail,
            fact.code,
            fact.since,
            fact.until,
            int(withdrawn),
            at,
            by,
        ),
    ).lastrowid
    return thing or int(row or 0)


def fact_in(transaction: Transaction, thing: int) -> Kept:
    """A thing as it stands. Raises Problem where there is none of this number."""
    found = transaction.exec_driver_sql(_OF_ONE, (thing,)).first()
    if found is None:
        raise NOT_THERE
    return Kept(thing, found[0], bool(found[1]), _fact(found[2:]))


def own_facts(reader: PracticeReader, client: int) -> list[Kept]:
    """What stands of what was typed of a client, oldest first."""
    rows = reader.rows(
        f"SELECT coalesce(f.thing, f.id), f.client_id, {_SAID} FROM own_fact f WHERE f.client_id = ? AND f.withdrawn = 0 AND {_NEWEST} ORDER BY 1",
        (client,),
    )
    return [Kept(row[0], row[1], False, _fact(row[2:])) for row in rows]


def typed_facts(reader: PracticeReader, clients: Sequence[int]) -> list[ClinicalFact]:
    """What was typed of these clients, as a brief reads the facts of a file."""
    rows = reader.rows(
        f"SELECT coalesce(f.thing, f.id), f.client_id, f.entered, f.by, {_SAID} FROM own_fact f WHERE f.client_id IN"
        f" ({', '.join('?' * len(clients))}) AND f.withdrawn = 0 AND {_NEWEST} ORDER BY f.client_id, f.day, 1",
        clients,
    )
    return [_as_read(thing, client, entered, by, _fact(said)) for thing, client, entered, by, *said in rows]


def _as_read(thing: int, client: int, entered: float, by: str, one: OwnFact) -> ClinicalFact:
    detail = {FactKind.PROBLEM: one.code, FactKind.AGREED: one.words}.get(one.kind, one.detail)
    origin = Origin(by, thing, ENTERED, f"fact:{thing}", entered)
    return ClinicalFact(READ_AS[one.kind], client, one.title, detail, "", 0.0, one.since, one.until, origin)


def _fact(row: Sequence[Any]) -> OwnFact:
    kind, *said = row
    return OwnFact(FactKind(kind), *said)
