"""Who opened, viewed, exported, printed, imported, changed a key: a chain of rows, each with the hash of the one before."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = [
    """CREATE TABLE audit (id INTEGER PRIMARY KEY, at FLOAT NOT NULL, action TEXT NOT NULL, client INTEGER NOT NULL DEFAULT 0,
        detail TEXT NOT NULL DEFAULT '', by TEXT NOT NULL DEFAULT '', device TEXT NOT NULL DEFAULT '', previous TEXT NOT NULL,
        hash TEXT NOT NULL)""",
    """CREATE TRIGGER audit_stays BEFORE UPDATE OF id, at, action, client, detail, by, device, previous, hash ON audit
        BEGIN SELECT raise(ABORT, 'rows are only appended'); END""",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'rows are only appended'); END",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
