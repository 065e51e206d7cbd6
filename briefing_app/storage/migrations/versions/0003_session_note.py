"""Whether the note of a session is finished, wherever it was written."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = [
    """CREATE TABLE session_note (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), session TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('finished', 'not needed', 'open')), at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX session_note_client ON session_note (client_id)",
    "CREATE INDEX session_note_at ON session_note (at)",
    """CREATE TRIGGER session_note_stays BEFORE UPDATE OF session, state, at, by ON session_note
        BEGIN SELECT raise(ABORT, 'rows are only appended'); END""",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
