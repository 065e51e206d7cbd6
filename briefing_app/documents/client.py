"""One client as JSON: the brief, what was typed in, what was done about lines, and what was shown when (resources/schemas/client.schema.json)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from briefing_app.documents.day import brief_as_json
from briefing_app.documents.snapshot import digest_of
from briefing_app.domain.client import Answer, Client
from briefing_app.domain.entry import OwnEntry, Snapshot
from briefing_app.domain.imports import ImportRun
from briefing_app.viewmodels.brief import Brief


class Kept(NamedTuple):
    """What the clinician entered of a client: scores, answers to lines, briefs as they stood at the start of a session."""

    entered: Sequence[OwnEntry] = ()
    answers: Sequence[Answer] = ()
    snapshots: Sequence[Snapshot] = ()


NOTHING_KEPT = Kept()


def client_as_json(
    client: Client,
    day: date,
    run: ImportRun | None,
    brief: Brief,
    kept: Kept = NOTHING_KEPT,
) -> dict[str, Any]:
    """The document of ``briefing client ID --json``."""
    return {
        "client": {"id": client.id, "name": client.name, "birth_date": client.birth_date or None},
        "date": day.isoformat(),
        "as_of": _moment(run.known_as_of) if run and run.known_as_of is not None else None,
        "brief": brief_as_json(brief),
        "entered": [
            {
                "row": one.row,
                "measure": one.measure,
                "date": one.day,
                "score": one.score,
                "items": one.items,
                "mode": one.mode,
                "replaces": one.replaces,
                "withdrawn": one.withdrawn,
                "reason": one.reason,
                "entered": _moment(one.entered),
                "by": one.by,
                "stands": one.stands,
            }
            for one in kept.entered
        ],
        "ledger": [
            {
                "kind": one.kind,
                "rule": one.rule,
                "measure": one.measure,
                "basis": one.basis,
                "shown": one.shown,
                "action": one.action,
                "reason": one.reason,
                "at": _moment(one.at),
                "by": one.by,
            }
            for one in kept.answers
        ],
        "snapshots": [
            {
                "starts": _moment(one.starts),
                "taken": _moment(one.taken),
                "sha256": one.hash,
                "intact": digest_of(one.content) == one.hash,
            }
            for one in kept.snapshots
        ],
    }


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
