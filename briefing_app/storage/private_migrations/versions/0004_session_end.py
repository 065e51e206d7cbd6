"""When the clinician says that a session ended, as steps that can be undone."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        """CREATE TABLE session_end (id INTEGER PRIMARY KEY, step_id INTEGER NOT NULL REFERENCES step (id), session TEXT NOT NULL,
            client TEXT NOT NULL, at FLOAT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('ended', 'at or before', '')))"""
    )
