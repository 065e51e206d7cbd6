"""One row of the audit, and what actions are called."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

OPENED, VIEWED, EXPORTED, PRINTED = "opened", "viewed", "exported", "printed"
SETTINGS_CHANGED = "changed settings"

IMPORTED, ANSWERED = "imported", "answered a line"
TOOK_BACK = "took back an import"

BACKED_UP, RESTORED = "began a backup", "restored"

KEY_CHANGED, WAY_REMOVED, REKEYED = "changed a key", "removed a way in", "gave a new key"
KEY_FILE_BACK = "put the key file back from its copy or a backup"


class AuditEntry(NamedTuple):
    """One row. ``client`` is the row of the client, 0 for none; ``at`` in seconds since 1970; ``device`` an opaque name of the computer."""

    id: int
    at: float
    action: str
    client: int
    detail: str
    by: str
    device: str
    previous: str
    hash: str

    @property
    def expected(self) -> str:
        """The hash that this row must have, given the row before it."""
        return chained(self.previous, self.at, self.action, self.client, self.detail, self.by, self.device)


def chained(previous: str, *values: object) -> str:
    """The hash of a row: over its values and the hash of the row before it."""
    return hashlib.blake2b(repr((previous, *values)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class UnwrittenEntry(NamedTuple):
    """A row that is not written yet: ``at`` in seconds since 1970, ``client`` a row, 0 where it is about nobody."""

    action: str
    at: float
    by: str
    client: int
    detail: str
