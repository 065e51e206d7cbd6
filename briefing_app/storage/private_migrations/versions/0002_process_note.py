"""Process notes: the clinician's own notes on the conversation, kept apart from the record."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """CREATE TABLE process_note (id INTEGER PRIMARY KEY, client TEXT NOT NULL, session TEXT NOT NULL, words TEXT NOT NULL,
            at FLOAT NOT NULL, UNIQUE (client, session))"""
    )
