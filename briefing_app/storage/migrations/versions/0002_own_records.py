"""What the clinician enters: scores, goals, what was done about a line, what was shown, and the numbers of the rules."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_CLIENT = "client_id INTEGER NOT NULL REFERENCES client (id)"

STATEMENTS = [
    f"""CREATE TABLE own_score (id INTEGER PRIMARY KEY, {_CLIENT}, measure TEXT NOT NULL, day TEXT NOT NULL, at FLOAT NOT NULL,
        score FLOAT, computed FLOAT, items TEXT NOT NULL DEFAULT '', severity TEXT NOT NULL DEFAULT '', flags TEXT NOT NULL DEFAULT '',
        solid INTEGER NOT NULL CHECK (solid in (0, 1)), prorated INTEGER NOT NULL CHECK (prorated in (0, 1)),
        mode TEXT NOT NULL CHECK (mode in ('score', 'items', 'form')), replaces INTEGER UNIQUE REFERENCES own_score (id),
        withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn in (0, 1)), reason TEXT NOT NULL DEFAULT '', entered FLOAT NOT NULL,
        by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX own_score_client ON own_score (client_id)",
    f"""CREATE TABLE own_goal (id INTEGER PRIMARY KEY, {_CLIENT}, words TEXT NOT NULL,
        better TEXT NOT NULL CHECK (better in ('higher', 'lower')), since FLOAT NOT NULL, ended FLOAT NOT NULL DEFAULT 0,
        by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX own_goal_client ON own_goal (client_id)",
    f"""CREATE TABLE line_answer (id INTEGER PRIMARY KEY, {_CLIENT}, kind TEXT NOT NULL CHECK (kind in ('safety', 'review')),
        rule TEXT NOT NULL DEFAULT '', measure TEXT NOT NULL, basis TEXT NOT NULL, shown TEXT NOT NULL,
        action TEXT NOT NULL CHECK (action <> ''), reason TEXT NOT NULL CHECK (reason <> ''), at FLOAT NOT NULL,
        by TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX line_answer_client ON line_answer (client_id)",
    f"""CREATE TABLE line_shown ({_CLIENT}, kind TEXT NOT NULL, rule TEXT NOT NULL, measure TEXT NOT NULL, basis TEXT NOT NULL,
        at FLOAT NOT NULL, PRIMARY KEY (client_id, kind, rule, measure, basis)) WITHOUT ROWID""",
    f"""CREATE TABLE snapshot (id INTEGER PRIMARY KEY, {_CLIENT}, starts FLOAT NOT NULL, taken FLOAT NOT NULL, content TEXT NOT NULL,
        hash TEXT NOT NULL, UNIQUE (client_id, starts))""",
    """CREATE TABLE rule_setting (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, at FLOAT NOT NULL,
        by TEXT NOT NULL DEFAULT '')""",
    # What was entered, shown and done is only ever appended to; a row may move to the client that an orphan turned out to be.
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OF {columns} ON {table} BEGIN SELECT raise(ABORT, 'rows are only appended'); END"
        for table, columns in (
            ("own_score", "measure, day, at, score, items, mode, replaces, withdrawn, reason, entered, by"),
            ("line_answer", "kind, rule, measure, basis, shown, action, reason, at, by"),
            ("snapshot", "starts, taken, content, hash"),
            ("rule_setting", "name, value, at, by"),
        )
    ),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
