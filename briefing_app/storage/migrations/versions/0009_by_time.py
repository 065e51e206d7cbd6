"""When a record was deleted at its source, and as which version: one that was made again afterwards stands. Also every clinician of a meeting."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = [
    "ALTER TABLE deletion ADD COLUMN version TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE deletion ADD COLUMN updated FLOAT NOT NULL DEFAULT 0",
    "ALTER TABLE meeting ADD COLUMN clinicians TEXT",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
