"""What is left of a client who was deleted: a row number that is not given again, and salted hashes of names."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = [
    "CREATE TABLE deleted_client (id INTEGER PRIMARY KEY, at FLOAT NOT NULL, allowed FLOAT NOT NULL DEFAULT 0)",
    """CREATE TABLE deleted_name (hash BLOB PRIMARY KEY, deleted_id INTEGER NOT NULL REFERENCES deleted_client (id))
        WITHOUT ROWID""",
    "CREATE TABLE salt (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL)",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
