"""What clients send back between sessions: the pages that were written, each with its key, and one row a measure of a check-in."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = [
    """CREATE TABLE checkin_page (id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, client_id INTEGER NOT NULL REFERENCES client (id),
        key BLOB NOT NULL, forms TEXT NOT NULL, made FLOAT NOT NULL, ended FLOAT NOT NULL DEFAULT 0, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX checkin_page_client ON checkin_page (client_id)",
    """CREATE TABLE checkin (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), measure TEXT NOT NULL,
        day TEXT NOT NULL, clock TEXT NOT NULL DEFAULT '', source TEXT NOT NULL CHECK (source in ('page', 'csv', 'device')),
        page INTEGER REFERENCES checkin_page (number), reference TEXT NOT NULL, score_id INTEGER NOT NULL UNIQUE REFERENCES own_score (id),
        received FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '', UNIQUE (reference, measure))""",
    "CREATE INDEX checkin_client ON checkin (client_id)",
    """CREATE TABLE checkin_mapping (header TEXT PRIMARY KEY, mapping TEXT NOT NULL, confirmed FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')
        WITHOUT ROWID""",
    # A row may move to the client that an orphan turned out to be, and a page be ended; nothing else of them changes.
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OF {columns} ON {table} BEGIN SELECT raise(ABORT, 'rows are only appended'); END"
        for table, columns in (
            ("checkin_page", "number, key, forms, made, by"),
            ("checkin", "measure, day, clock, source, page, reference, score_id, received, by"),
        )
    ),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
