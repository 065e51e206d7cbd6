"""What the clinician says of a client's data: scores, goals, answers to lines, decisions, numbers, and what was on screen."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from briefing_app.storage.schema_columns import metadata, text_column

own_score = Table(
    "own_score",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("measure", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("score", Float),
    Column("computed", Float),
    text_column("items"),
    text_column("severity"),
    text_column("flags"),
    Column("solid", Integer, CheckConstraint("solid in (0, 1)"), nullable=False),
    Column("prorated", Integer, CheckConstraint("prorated in (0, 1)"), nullable=False),
    Column("mode", Text, CheckConstraint("mode in ('score', 'items', 'form')"), nullable=False),
    Column("replaces", Integer, ForeignKey("own_score.id"), unique=True),
    Column("withdrawn", Integer, CheckConstraint("withdrawn in (0, 1)"), nullable=False, server_default="0"),
    text_column("reason"),
    Column("entered", Float, nullable=False),
    text_column("by"),
    Index("own_score_client", "client_id"),
)

own_goal = Table(
    "own_goal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("words", Text, nullable=False),
    Column("better", Text, CheckConstraint("better in ('higher', 'lower')"), nullable=False),
    Column("since", Float, nullable=False),
    Column("ended", Float, nullable=False, server_default="0"),
    text_column("by"),
    Index("own_goal_client", "client_id"),
)

line_answer = Table(
    "line_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("kind", Text, CheckConstraint("kind in ('safety', 'review')"), nullable=False),
    text_column("rule"),
    Column("measure", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("action", Text, CheckConstraint("action <> ''"), nullable=False),
    Column("reason", Text, CheckConstraint("reason <> ''"), nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
    text_column("until"),
    Index("line_answer_client", "client_id"),
)

# A start of a client's course that the clinician set; the newest stands; an empty day takes back the row before.
course_start = Table(
    "course_start",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    text_column("day"),
    text_column("why"),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("course_start_client", "client_id"),
)

# A primary measure that the clinician set for a client; the newest stands, one without a measure is none.
primary_measure = Table(
    "primary_measure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    text_column("measure"),
    text_column("why"),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("primary_measure_client", "client_id"),
)

# Whether two records are one person, as the clinician said; the newest row of a pair stands, an empty one takes it back.
same_person = Table(
    "same_person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("other_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("said", Text, CheckConstraint("said in ('one', 'two', '')"), nullable=False),
    text_column("why"),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("same_person_client", "client_id"),
    Index("same_person_other", "other_id"),
)

# A number of a measure that the practice confirmed; the newest row of a name stands, and no value takes it back.
confirmed_number = Table(
    "confirmed_number",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measure", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Float),
    text_column("source"),
    Column("at", Float, nullable=False),
    text_column("by"),
)

line_shown = Table(
    "line_shown",
    metadata,
    Column("client_id", Integer, ForeignKey("client.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("basis", Text, primary_key=True),
    Column("at", Float, nullable=False),
    sqlite_with_rowid=False,
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("starts", Float, nullable=False),
    Column("taken", Float, nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("client_id", "starts"),
)

# What of a client's brief has been on screen or was printed, each thing once; ``what`` is "" for the brief itself.
seen = Table(
    "seen",
    metadata,
    Column("client_id", Integer, ForeignKey("client.id"), primary_key=True),
    Column("what", Text, primary_key=True),
    Column("at", Float, nullable=False),
    Column("since", Float, nullable=False),
    text_column("by"),
    Column("whose", Text, primary_key=True, server_default=""),
    sqlite_with_rowid=False,
)

# Files of the clinician's own for instruments that ship, by their digest: the newest row of a digest stands.
own_version = Table(
    "own_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measure", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, CheckConstraint("state in ('met', 'counts', 'ended')"), nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
)

# Totals that were other ones before the answers were read by another convention: each once. Of what was entered (``own``) the row stays as it
# is, and this is what it gives now.
reread = Table(
    "reread",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("measure", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("was", Float),
    Column("score", Float),
    Column("own", Integer, ForeignKey("own_score.id")),
    text_column("severity"),
    text_column("flags"),
    Column("solid", Integer, CheckConstraint("solid in (0, 1)"), nullable=False),
    Column("prorated", Integer, CheckConstraint("prorated in (0, 1)"), nullable=False),
    Column("at", Float, nullable=False),
    Index("reread_client", "client_id"),
    Index("reread_own", "own"),
)

# By which scoring the kept totals were computed: the newest row stands.
reading = Table(
    "reading",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("at", Float, nullable=False),
)

rule_setting = Table(
    "rule_setting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
)
