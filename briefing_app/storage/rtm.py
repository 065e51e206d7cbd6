"""Episodes of RTM with what was recorded for them, and the dated payers and fees: rows are added as revisions, never rewritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from briefing_app.domain.fees import Fee
from briefing_app.domain.problems import Problem
from briefing_app.domain.rtm import Billed, Episode, OtherService, Payer, TimeSpent
from briefing_app.domain.rtm_record import BillingRow, Content, Kept, OwnDay, RtmRecord
from briefing_app.storage.act import step
from briefing_app.storage.engine import Transaction
from briefing_app.storage.practice import PracticeReader

KINDS: dict[type[Any], str] = {
    Episode: "episode", TimeSpent: "time", OtherService: "elsewhere", OwnDay: "day", Billed: "billed"
}  # fmt: skip
TYPES = {kind: of for of, kind in KINDS.items()}


def rtm_record(
    client: int,
    content: Content,
    *,
    episode: int | None = None,
    replaces: Kept | None = None,
    reason: str = "",
    withdrawn: bool = False,
) -> RtmRecord:
    """A record, or a new revision of one, as it will be kept."""
    if replaces is not None and replaces.content.__class__ is not type(content):
        raise ValueError("a revision is of the same kind")
    thing, row = (replaces.thing, replaces.row) if replaces is not None else (None, None)
    encoded = msgspec.json.encode(content).decode()
    return RtmRecord(client, KINDS[type(content)], encoded, episode, thing, row, withdrawn, reason)


@step
def add_record(transaction: Transaction, one: RtmRecord, at: float, by: str) -> int:
    """Keep a revision; returns its row. Raises Problem when what it replaces was changed meanwhile."""
    if one.replaces is not None:
        taken = transaction.exec_driver_sql("SELECT at, by FROM rtm_row WHERE replaces = ?", (one.replaces,)).first()
        if taken is not None:
            raise Problem(
                f"This entry was changed meanwhile by {taken[1] or 'somebody'}.",
                "Open it again and enter your change there; nothing was overwritten.",
            )
    found = transaction.exec_driver_sql(
        "INSERT INTO rtm_row (client_id, kind, content, episode, thing, replaces, withdrawn, reason, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*one, at, by),
    )
    return int(found.lastrowid or 0)


def record_in(transaction: Transaction, row: int) -> RtmRecord | None:
    """One revision, read within a transaction."""
    statement = "SELECT client_id, kind, content, episode, thing, replaces, withdrawn, reason FROM rtm_row WHERE id = ?"
    found = transaction.exec_driver_sql(statement, (row,)).first()
    return RtmRecord._make(found) if found is not None else None


_KEPT = (
    "SELECT id, client_id, kind, episode, thing, content, withdrawn, reason, at, by,"
    " NOT EXISTS (SELECT 1 FROM rtm_row n WHERE n.replaces = r.id) FROM rtm_row r"
)
_OF_EVERYBODY = f"{_KEPT} ORDER BY id"
_OF_A_CLIENT = f"{_KEPT} WHERE client_id = ? ORDER BY id"


def kept(reader: PracticeReader, client: int = 0) -> list[Kept]:
    """Every revision of one client's records, of everybody's for 0, oldest first. Raises Problem for a row that cannot be read."""
    rows = reader.rows(_OF_A_CLIENT, (client,)) if client else reader.rows(_OF_EVERYBODY)
    return [
        Kept(
            row, who, thing or row, episode or thing or row, _decoded(kind, content, thing or row), bool(withdrawn), reason, at, by,
            stands=bool(newest) and not withdrawn,
        )
        for row, who, kind, episode, thing, content, withdrawn, reason, at, by, newest in rows
    ]  # fmt: skip


def _decoded(kind: str, content: str, thing: int) -> Content:
    try:
        found: Content = msgspec.json.decode(content, type=TYPES[kind])
    except msgspec.MsgspecError as fault:
        raise Problem(f"Row {thing} of the RTM records cannot be read: {fault}.", "Restore a backup from before.") from fault
    return replace(found, id=thing) if isinstance(found, Episode | TimeSpent) else found


# -- payers and fees


def payer_row(payer: Payer, since: date) -> BillingRow:
    """How a payer treats RTM from a day on."""
    return BillingRow("payer", payer.name, since.isoformat(), msgspec.json.encode(payer).decode())


def fee_row(fee: Fee, *, withdrawn: bool = False) -> BillingRow:
    """A fee from its day on; the one before keeps holding until then."""
    return BillingRow("fee", f"{fee.code}|{fee.payer}", fee.since.isoformat(), msgspec.json.encode(fee).decode(), withdrawn)


@step
def add_billing_row(transaction: Transaction, one: BillingRow, at: float, by: str) -> BillingRow:
    """Keep it; returns what takes it back: the row that stood before for the same name and day, or this one, withdrawn."""
    before = transaction.exec_driver_sql(
        "SELECT kind, name, since, content, withdrawn FROM billing_row WHERE kind = ? AND name = ? AND since = ? ORDER BY id DESC LIMIT 1",
        one[:3],
    ).first()
    transaction.exec_driver_sql(
        "INSERT INTO billing_row (kind, name, since, content, withdrawn, at, by) VALUES (?, ?, ?, ?, ?, ?, ?)", (*one, at, by)
    )
    if before is None:
        return one._replace(withdrawn=True)
    kind, name, since, content, withdrawn = before
    return BillingRow(kind, name, since, content, bool(withdrawn))


def newest_payer(transaction: Transaction, client: int) -> str:
    """Who was last said to pay for a client, "" where nobody was."""
    statement = "SELECT payer FROM client_payer WHERE client_id = ? ORDER BY id DESC LIMIT 1"
    return str(transaction.exec_driver_sql(statement, (client,)).scalar() or "")


def payers(reader: PracticeReader) -> dict[str, list[tuple[date, Payer]]]:
    """What was entered for each payer, oldest day first."""
    found: dict[str, list[tuple[date, Payer]]] = {}
    for since, content in _standing(reader, "payer"):
        payer = msgspec.json.decode(content, type=Payer)
        found.setdefault(payer.name, []).append((date.fromisoformat(since), payer))
    return found


@step
def set_client_payer(transaction: Transaction, client: int, payer: str, at: float, by: str) -> None:
    """Who pays for a client from now on; "" is nobody named."""
    transaction.exec_driver_sql(
        "INSERT INTO client_payer (client_id, payer, at, by) VALUES (?, ?, ?, ?)", (client, payer, at, by)
    )


def client_payers(reader: PracticeReader) -> dict[str, str]:
    """Who pays for each client, by the export's id; where nothing was entered, the payer of their newest episode of RTM."""
    found: dict[str, str] = {}
    for source, content in reader.rows(
        "SELECT c.source_id, r.content FROM rtm_row r JOIN client c ON c.id = r.client_id WHERE r.kind = 'episode' AND r.withdrawn = 0"
        " AND NOT EXISTS (SELECT 1 FROM rtm_row n WHERE n.replaces = r.id) ORDER BY r.id"
    ):
        found[source] = msgspec.json.decode(content, type=Episode).payer
    rows = reader.rows("SELECT c.source_id, p.payer FROM client_payer p JOIN client c ON c.id = p.client_id ORDER BY p.id")
    return {source: payer for source, payer in {**found, **dict(rows)}.items() if payer}


def fees(reader: PracticeReader) -> tuple[Fee, ...]:
    """Every fee in force from its day on."""
    return tuple(msgspec.json.decode(content, type=Fee) for _, content in _standing(reader, "fee"))


def _standing(reader: PracticeReader, kind: str) -> list[tuple[str, str]]:
    rows = reader.rows(
        "SELECT since, content FROM billing_row b WHERE kind = ? AND withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM billing_row n"
        " WHERE n.kind = b.kind AND n.name = b.name AND n.since = b.since AND n.id > b.id) ORDER BY since, id",
        (kind,),
    )
    return [(since, content) for since, content in rows]
