"""The first practice store."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_SOURCE = """
    resource_type TEXT NOT NULL, resource_id TEXT NOT NULL, version TEXT NOT NULL, updated FLOAT NOT NULL,
    file_id INTEGER NOT NULL REFERENCES source_file (id), line INTEGER NOT NULL
"""


def _texts(*names: str) -> str:
    return ", ".join(f"{name} TEXT NOT NULL DEFAULT ''" for name in names)


STATEMENTS = [
    f"""CREATE TABLE import_run (id INTEGER PRIMARY KEY, started FLOAT NOT NULL, finished FLOAT, as_of FLOAT,
        {_texts("as_of_source", "label")}, report TEXT)""",
    "CREATE TABLE source_file (id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL REFERENCES import_run (id), path TEXT NOT NULL)",
    f"""CREATE TABLE client (id INTEGER PRIMARY KEY, source_id TEXT NOT NULL UNIQUE,
        known INTEGER NOT NULL CHECK (known in (0, 1)), hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden in (0, 1)),
        {_texts("family", "given", "birth_date", "gender", "pronouns")}, active INTEGER NOT NULL DEFAULT 1,
        {_texts("identifiers")}, updated FLOAT NOT NULL DEFAULT 0, file_id INTEGER REFERENCES source_file (id), line INTEGER, digest BLOB)""",
    "INSERT INTO client (id, source_id, known, family) VALUES (0, '', 0, 'Unassigned records')",
    "CREATE TABLE client_alias (alias TEXT PRIMARY KEY NOT NULL, client_id INTEGER NOT NULL REFERENCES client (id))",
    f"""CREATE TABLE practitioner (id INTEGER PRIMARY KEY, source_id TEXT NOT NULL UNIQUE, {_texts("name", "stands_for")})""",
    f"""CREATE TABLE meeting (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind in ('appointment', 'encounter')),
        client_id INTEGER NOT NULL REFERENCES client (id), practitioner_id INTEGER REFERENCES practitioner (id),
        at FLOAT NOT NULL, ends FLOAT NOT NULL, {_texts("day", "date", "status", "title", "mode", "appointment", "slot")}, {_SOURCE},
        UNIQUE (resource_id, client_id, kind))""",
    "CREATE INDEX meeting_at ON meeting (at, kind)",
    "CREATE INDEX meeting_day ON meeting (day) WHERE day <> ''",
    "CREATE INDEX meeting_client ON meeting (client_id, at)",
    f"CREATE TABLE slot (source_id TEXT PRIMARY KEY NOT NULL, at FLOAT NOT NULL, ends FLOAT NOT NULL, {_texts('practitioner')})",
    f"""CREATE TABLE clinical (id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind in ('condition','medication','goal','plan','note','message','task','flag','episode')),
        client_id INTEGER NOT NULL REFERENCES client (id), {_texts("title", "detail", "status")}, at FLOAT NOT NULL,
        {_texts("day", "end_day")}, {_SOURCE}, UNIQUE (resource_type, resource_id, client_id))""",
    "CREATE INDEX clinical_client ON clinical (client_id, kind, day)",
    f"""CREATE TABLE evidence (id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES client (id), measure TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role in ('total','item','panel','response')), item INTEGER NOT NULL, {_texts("value", "items")},
        at FLOAT NOT NULL, {_texts("day", "date", "precision", "status", "flags", "encounter", "part_of")}, {_SOURCE},
        UNIQUE (resource_id, client_id, measure, at, day, resource_type))""",
    "CREATE INDEX evidence_client ON evidence (client_id)",
    f"""CREATE TABLE score (client_id INTEGER NOT NULL REFERENCES client (id), measure TEXT NOT NULL, day TEXT NOT NULL, at FLOAT NOT NULL,
        evidence_id INTEGER NOT NULL, {_texts("date", "precision")}, score FLOAT, computed FLOAT,
        {_texts("items", "severity", "status", "flags")}, solid INTEGER NOT NULL CHECK (solid in (0, 1)),
        prorated INTEGER NOT NULL CHECK (prorated in (0, 1)), PRIMARY KEY (client_id, measure, day, at, evidence_id)) WITHOUT ROWID""",
    """CREATE TABLE deletion (resource_type TEXT NOT NULL, resource_id TEXT NOT NULL,
        file_id INTEGER NOT NULL REFERENCES source_file (id), line INTEGER NOT NULL, PRIMARY KEY (resource_type, resource_id)) WITHOUT ROWID""",
    """CREATE TABLE superseded (resource_type TEXT NOT NULL, resource_id TEXT NOT NULL, digest BLOB NOT NULL,
        PRIMARY KEY (resource_type, resource_id, digest)) WITHOUT ROWID""",
    f"""CREATE TABLE unmapped_code (system TEXT NOT NULL, code TEXT NOT NULL, {_texts("display")}, seen INTEGER NOT NULL,
        PRIMARY KEY (system, code)) WITHOUT ROWID""",
    """CREATE TABLE code_mapping (system TEXT NOT NULL, code TEXT NOT NULL, measure TEXT NOT NULL, confirmed FLOAT NOT NULL,
        PRIMARY KEY (system, code)) WITHOUT ROWID""",
    "CREATE VIRTUAL TABLE client_search USING fts5(words, tokenize = \"unicode61 remove_diacritics 2\", prefix = '1 2 3')",
    "INSERT INTO client_search (rowid, words) VALUES (0, 'unassigned records')",
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
