"""Session notes with their revisions, phrases, episodes of RTM, payers and fees."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = [
    """CREATE TABLE rtm_row (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        kind TEXT NOT NULL CHECK (kind in ('episode', 'time', 'elsewhere', 'day', 'billed')), episode INTEGER REFERENCES rtm_row (id),
        thing INTEGER REFERENCES rtm_row (id), replaces INTEGER UNIQUE REFERENCES rtm_row (id),
        withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn in (0, 1)), content TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
        at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX rtm_row_client ON rtm_row (client_id)",
    """CREATE TRIGGER rtm_row_stays BEFORE UPDATE OF kind, episode, thing, replaces, withdrawn, content, reason, at, by ON rtm_row
        BEGIN SELECT raise(ABORT, 'rows are only appended'); END""",
    """CREATE TABLE billing_row (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind in ('payer', 'fee')), name TEXT NOT NULL,
        since TEXT NOT NULL, content TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn in (0, 1)),
        at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE client_payer (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), payer TEXT NOT NULL,
        at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX client_payer_client ON client_payer (client_id)",
    """CREATE TRIGGER client_payer_stays BEFORE UPDATE OF payer, at, by ON client_payer
        BEGIN SELECT raise(ABORT, 'rows are only appended'); END""",
    """CREATE TABLE note (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), session TEXT NOT NULL,
        format TEXT NOT NULL, created FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX note_client ON note (client_id)",
    """CREATE TABLE note_revision (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        note_id INTEGER NOT NULL REFERENCES note (id),
        state TEXT NOT NULL CHECK (state in ('draft', 'saved', 'signed', 'amendment')), content TEXT NOT NULL, at FLOAT NOT NULL,
        by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX note_revision_note ON note_revision (note_id)",
    """CREATE TRIGGER note_stays BEFORE UPDATE OF state, content, at, by ON note_revision WHEN old.state <> 'draft'
        BEGIN SELECT raise(ABORT, 'rows are only appended'); END""",
    "CREATE TABLE phrase (abbreviation TEXT PRIMARY KEY NOT NULL, words TEXT NOT NULL, at FLOAT NOT NULL) WITHOUT ROWID",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
