"""Who cancelled a meeting, who wrote a message, what has been on screen; own versions, numbers, outcomes and starts; totals read anew.

Also what was not understood, and the forms that may explain it.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

STATEMENTS = [
    "ALTER TABLE meeting ADD COLUMN cancelled_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE clinical ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE clinical ADD COLUMN author_name TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE seen (client_id INTEGER NOT NULL REFERENCES client (id), what TEXT NOT NULL, at FLOAT NOT NULL,
        since FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '', whose TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (client_id, what, whose)) WITHOUT ROWID""",
    """CREATE TABLE own_version (id INTEGER NOT NULL PRIMARY KEY, measure TEXT NOT NULL, digest TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state in ('met', 'counts', 'ended')), at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE reread (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), measure TEXT NOT NULL,
        day TEXT NOT NULL, was FLOAT, score FLOAT, own INTEGER REFERENCES own_score (id), severity TEXT NOT NULL DEFAULT '',
        flags TEXT NOT NULL DEFAULT '', solid INTEGER NOT NULL CHECK (solid in (0, 1)), prorated INTEGER NOT NULL CHECK (prorated in (0, 1)),
        at FLOAT NOT NULL)""",
    "CREATE INDEX reread_client ON reread (client_id)",
    "CREATE INDEX reread_own ON reread (own)",
    """CREATE TABLE reading (id INTEGER NOT NULL PRIMARY KEY, digest TEXT NOT NULL, at FLOAT NOT NULL)""",
    "ALTER TABLE line_answer ADD COLUMN until TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE course_start (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        day TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '', at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX course_start_client ON course_start (client_id)",
    """CREATE TABLE confirmed_number (id INTEGER NOT NULL PRIMARY KEY, measure TEXT NOT NULL, name TEXT NOT NULL,
        value FLOAT, source TEXT NOT NULL DEFAULT '', at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE session_outcome (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), session TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome in ('held', 'missed', 'cancelled by the client', 'cancelled by the practice', '')),
        at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX session_outcome_client ON session_outcome (client_id, session)",
    """CREATE TABLE unread (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), kind TEXT NOT NULL,
        reason TEXT NOT NULL, day TEXT NOT NULL DEFAULT '', content BLOB NOT NULL, resource_type TEXT NOT NULL, resource_id TEXT NOT NULL,
        version TEXT NOT NULL, updated FLOAT NOT NULL, file_id INTEGER NOT NULL REFERENCES source_file (id), line INTEGER NOT NULL,
        UNIQUE (resource_type, resource_id, client_id))""",
    "CREATE INDEX unread_client ON unread (client_id)",
    "CREATE TABLE form (name TEXT PRIMARY KEY NOT NULL, content BLOB NOT NULL) WITHOUT ROWID",
    "ALTER TABLE code_mapping ADD COLUMN item INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE primary_measure (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        measure TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '', at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX primary_measure_client ON primary_measure (client_id)",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
