"""Who cancelled a meeting, who wrote a message, and what of a brief has been on screen."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

STATEMENTS = [
    "ALTER TABLE meeting ADD COLUMN cancelled_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE clinical ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE clinical ADD COLUMN author_name TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE seen (client_id INTEGER NOT NULL REFERENCES client (id), what TEXT NOT NULL, at FLOAT NOT NULL,
        since FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '', PRIMARY KEY (client_id, what)) WITHOUT ROWID""",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
