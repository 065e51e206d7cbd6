"""The clinician's private store: documentation time with its revisions, and the conditions of the work. Rows are appended."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

APPENDED = (
    ("step", "at, kind, of, words"),
    ("revision", "step_id, entry_id, start, end, zone, category, client, state"),
    ("working_hours", "since, week, at"),
    ("choice", "name, value, at"),
    ("weight", "client, base, coordination, safety_plan, at"),
    ("session_tag", "session, trauma, at"),
    ("override", "cap, value, reason, at"),
    ("support", "kind, day, minutes, with_whom, cancelled_by, at"),
    ("self_check", "instrument, day, answers, scores, at"),
    ("dated_change", "day, words, at"),
)

STATEMENTS = [
    """CREATE TABLE step (id INTEGER PRIMARY KEY, at FLOAT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
        of INTEGER REFERENCES step (id), words TEXT NOT NULL)""",
    """CREATE TABLE revision (id INTEGER PRIMARY KEY, step_id INTEGER NOT NULL REFERENCES step (id), entry_id INTEGER NOT NULL,
        start FLOAT NOT NULL, end FLOAT NOT NULL CHECK (end >= start), zone TEXT NOT NULL, category TEXT NOT NULL,
        client TEXT NOT NULL DEFAULT '', state TEXT NOT NULL CHECK (state IN ('confirmed', 'unconfirmed', 'deleted')))""",
    "CREATE INDEX revision_entry ON revision (entry_id, id)",
    "CREATE INDEX revision_start ON revision (start)",
    # What is being timed now: working state, not a record. It becomes an entry when it stops.
    """CREATE TABLE running (id INTEGER PRIMARY KEY CHECK (id = 1), start FLOAT NOT NULL, seen FLOAT NOT NULL, zone TEXT NOT NULL,
        category TEXT NOT NULL, client TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE working_hours (id INTEGER PRIMARY KEY, since TEXT NOT NULL, week TEXT NOT NULL, at FLOAT NOT NULL)""",
    """CREATE TABLE day_off (day TEXT PRIMARY KEY, words TEXT NOT NULL DEFAULT '') WITHOUT ROWID""",
    """CREATE TABLE choice (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, at FLOAT NOT NULL)""",
    """CREATE TABLE weight (id INTEGER PRIMARY KEY, client TEXT NOT NULL, base INTEGER NOT NULL CHECK (base IN (1, 2, 3)),
        coordination INTEGER NOT NULL CHECK (coordination IN (0, 1)), safety_plan INTEGER NOT NULL CHECK (safety_plan IN (0, 1)),
        at FLOAT NOT NULL)""",
    """CREATE TABLE session_tag (id INTEGER PRIMARY KEY, session TEXT NOT NULL, trauma INTEGER NOT NULL CHECK (trauma IN (0, 1)),
        at FLOAT NOT NULL)""",
    """CREATE TABLE override (id INTEGER PRIMARY KEY, cap TEXT NOT NULL, value FLOAT NOT NULL, reason TEXT NOT NULL CHECK (reason <> ''),
        at FLOAT NOT NULL)""",
    """CREATE TABLE support (id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('administrative', 'clinical', 'reflective', 'peer')), day TEXT NOT NULL,
        minutes FLOAT NOT NULL CHECK (minutes >= 0), with_whom TEXT NOT NULL DEFAULT '', cancelled_by TEXT NOT NULL DEFAULT '',
        at FLOAT NOT NULL)""",
    """CREATE TABLE self_check (id INTEGER PRIMARY KEY, instrument TEXT NOT NULL, day TEXT NOT NULL, answers TEXT NOT NULL DEFAULT '',
        scores TEXT NOT NULL, at FLOAT NOT NULL)""",
    """CREATE TABLE dated_change (id INTEGER PRIMARY KEY, day TEXT NOT NULL, words TEXT NOT NULL, at FLOAT NOT NULL)""",
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OF {columns} ON {table} BEGIN SELECT raise(ABORT, 'rows are only appended'); END"
        for table, columns in APPENDED
    ),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
