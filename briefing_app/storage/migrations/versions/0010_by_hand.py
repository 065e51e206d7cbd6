"""Clients, sessions and what is known of a client, entered by hand; when a session was cancelled.

Calendars: the times of their events, and what the clinician said of them. What rows said before an import changed them.
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = [
    """CREATE TABLE own_client (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        family TEXT NOT NULL DEFAULT '', given TEXT NOT NULL DEFAULT '', birth_date TEXT NOT NULL DEFAULT '',
        pronouns TEXT NOT NULL DEFAULT '', reach TEXT NOT NULL DEFAULT '',
        withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn in (0, 1)), entered FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX own_client_client ON own_client (client_id)",
    """CREATE TABLE own_session (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        session TEXT NOT NULL, series TEXT NOT NULL DEFAULT '', repeats TEXT NOT NULL DEFAULT '', at FLOAT NOT NULL, ends FLOAT NOT NULL,
        title TEXT NOT NULL DEFAULT '', mode TEXT NOT NULL DEFAULT '' CHECK (mode in ('', 'in person', 'video', 'phone')),
        place TEXT NOT NULL DEFAULT '', withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn in (0, 1)),
        entered FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX own_session_at ON own_session (at)",
    "CREATE INDEX own_session_client ON own_session (client_id, session)",
    """CREATE TABLE own_fact (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        thing INTEGER REFERENCES own_fact (id), kind TEXT NOT NULL
        CHECK (kind in ('problem', 'medication', 'safety plan', 'goal', 'agreed', 'event', 'episode')),
        words TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '', code TEXT NOT NULL DEFAULT '',
        day TEXT NOT NULL DEFAULT '', end_day TEXT NOT NULL DEFAULT '', withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn in (0, 1)),
        entered FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX own_fact_client ON own_fact (client_id, kind)",
    """CREATE TABLE client_called (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), words TEXT NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn in (0, 1)), entered FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX client_called_words ON client_called (words)",
    "CREATE INDEX client_called_client ON client_called (client_id)",
    "ALTER TABLE session_outcome ADD COLUMN told TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE client_name (client_id INTEGER NOT NULL REFERENCES client (id), name TEXT NOT NULL,
        PRIMARY KEY (client_id, name)) WITHOUT ROWID""",
    "CREATE TABLE calendar (id INTEGER NOT NULL PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '')",
    """CREATE TABLE calendar_event (id INTEGER NOT NULL PRIMARY KEY, calendar_id INTEGER NOT NULL REFERENCES calendar (id), uid TEXT NOT NULL,
        original TEXT NOT NULL DEFAULT '', at FLOAT NOT NULL, ends FLOAT NOT NULL, day TEXT NOT NULL DEFAULT '', end_day TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL DEFAULT '', words TEXT NOT NULL DEFAULT '', categories TEXT NOT NULL DEFAULT '', place TEXT NOT NULL DEFAULT '',
        sequence INTEGER NOT NULL DEFAULT 0, stamp FLOAT NOT NULL DEFAULT 0, doubt TEXT NOT NULL DEFAULT '', gone FLOAT NOT NULL DEFAULT 0,
        held INTEGER NOT NULL DEFAULT 0, client_id INTEGER NOT NULL DEFAULT 0 REFERENCES client (id),
        file_id INTEGER NOT NULL REFERENCES source_file (id), line INTEGER NOT NULL, UNIQUE (calendar_id, uid, original))""",
    "CREATE INDEX calendar_event_client ON calendar_event (client_id)",
    """CREATE TABLE calendar_rule (id INTEGER NOT NULL PRIMARY KEY, calendar TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind in ('all', 'category', 'word', 'series', 'cancelled', 'last first')), value TEXT NOT NULL DEFAULT '',
        session INTEGER NOT NULL CHECK (session in (0, 1)), at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE calendar_name (id INTEGER NOT NULL PRIMARY KEY, calendar TEXT NOT NULL, words TEXT NOT NULL,
        series TEXT NOT NULL DEFAULT '', client_id INTEGER NOT NULL REFERENCES client (id), at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX calendar_name_client ON calendar_name (client_id)",
    """CREATE TABLE change_record (id INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL CHECK (kind in ('import', 'codes', 'records')),
        import_id INTEGER, at FLOAT NOT NULL, met TEXT NOT NULL DEFAULT '', taken FLOAT NOT NULL DEFAULT 0, label TEXT NOT NULL DEFAULT '',
        digests TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE row_before (change_id INTEGER NOT NULL, name TEXT NOT NULL, "row" BLOB NOT NULL,
        client INTEGER NOT NULL DEFAULT 0, before TEXT, PRIMARY KEY (change_id, name, "row")) WITHOUT ROWID""",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
