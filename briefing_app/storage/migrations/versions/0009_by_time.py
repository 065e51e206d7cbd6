"""When a record was deleted at its source, and as which version: one that was made again afterwards stands. Also every clinician of a meeting.

Also records that are one person, what an export says of a person beside their name, and who stands beside them.
And which acts that waited beside the store were kept.
Series of appointments, and visits that are parts of others.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = [
    "ALTER TABLE deletion ADD COLUMN version TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE deletion ADD COLUMN updated FLOAT NOT NULL DEFAULT 0",
    "ALTER TABLE meeting ADD COLUMN clinicians TEXT",
    "ALTER TABLE meeting ADD COLUMN series TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE meeting ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE meeting ADD COLUMN expanded INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE meeting ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE meeting ADD COLUMN part_of TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX meeting_series ON meeting (series) WHERE series <> ''",
    "ALTER TABLE client ADD COLUMN merged_into INTEGER",
    "ALTER TABLE client ADD COLUMN died TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE client ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE client ADD COLUMN interpreter TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX client_born ON client (birth_date) WHERE birth_date <> ''",
    "ALTER TABLE meeting ADD COLUMN home INTEGER",
    "ALTER TABLE clinical ADD COLUMN home INTEGER",
    "ALTER TABLE evidence ADD COLUMN home INTEGER",
    "ALTER TABLE unread ADD COLUMN home INTEGER",
    """CREATE TABLE client_link (client_id INTEGER NOT NULL REFERENCES client (id), kind TEXT NOT NULL
        CHECK (kind in ('replaced-by', 'replaces', 'refer', 'seealso')), other TEXT NOT NULL,
        PRIMARY KEY (client_id, kind, other)) WITHOUT ROWID""",
    """CREATE TABLE moved (name TEXT NOT NULL, row INTEGER NOT NULL, client_id INTEGER NOT NULL REFERENCES client (id),
        PRIMARY KEY (name, row)) WITHOUT ROWID""",
    """CREATE TABLE contact (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        home INTEGER, kind TEXT NOT NULL CHECK (kind in ('own', 'contact', 'related', 'team')),
        place INTEGER NOT NULL, name TEXT NOT NULL DEFAULT '', relation TEXT NOT NULL DEFAULT '', reach TEXT NOT NULL DEFAULT '',
        ended TEXT NOT NULL DEFAULT '', resource_type TEXT NOT NULL, resource_id TEXT NOT NULL, version TEXT NOT NULL, updated FLOAT NOT NULL,
        file_id INTEGER NOT NULL REFERENCES source_file (id), line INTEGER NOT NULL,
        UNIQUE (resource_type, resource_id, client_id, place))""",
    "CREATE INDEX contact_client ON contact (client_id)",
    """CREATE TABLE same_person (id INTEGER NOT NULL PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id),
        other_id INTEGER NOT NULL REFERENCES client (id), said TEXT NOT NULL CHECK (said in ('one', 'two', '')),
        why TEXT NOT NULL DEFAULT '', at FLOAT NOT NULL, by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX same_person_client ON same_person (client_id)",
    "ALTER TABLE clinical ADD COLUMN lacks TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE clinical ADD COLUMN replaces TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX same_person_other ON same_person (other_id)",
    "CREATE TABLE waited (token TEXT NOT NULL PRIMARY KEY, at FLOAT NOT NULL) WITHOUT ROWID",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
