"""What commands have in common: a client named by id, an answer as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from briefing_app.domain.problems import Problem

if TYPE_CHECKING:
    from briefing_app.services.open_practice import OpenPractice


def row_of(practice: OpenPractice, client: str) -> int:
    """The row of a client by the id of the export. Raises Problem when there is none; row 0, of records that are nobody's, is no client."""
    row = practice.reader.row_of(client)
    if not row:
        raise Problem(f"No client has the id {client}.", "Ids stand in 'briefing day --json' and on the Clients page.")
    return row


def print_json(found: object) -> None:
    """The answer as JSON, with the letters as they are."""
    print(json.dumps(found, ensure_ascii=False, indent=1))
