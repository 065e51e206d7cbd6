"""When a session ended, as the clinician said."""

from __future__ import annotations

from typing import NamedTuple

ENDED, BY_THEN, TAKEN_BACK = "ended", "at or before", ""


class SessionEnd(NamedTuple):
    """``session`` as the ledger calls it, ``client`` the export's id, ``at`` in seconds since 1970; ``kind`` ended, or at or before then."""

    session: str
    client: str
    at: float
    kind: str
