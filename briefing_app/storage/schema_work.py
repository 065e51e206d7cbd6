"""The clinician's own work with a client: notes, sessions' outcomes, RTM, check-ins; and the audit with what is left of whom was deleted."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from briefing_app.storage.schema_columns import metadata, text_column

session_note = Table(
    "session_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("session", Text, nullable=False),
    Column("state", Text, CheckConstraint("state in ('finished', 'not needed', 'open')"), nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("session_note_client", "client_id"),
    Index("session_note_at", "at"),
)

session_outcome = Table(
    "session_outcome",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("session", Text, nullable=False),
    Column(
        "outcome",
        Text,
        CheckConstraint("outcome in ('held', 'missed', 'cancelled by the client', 'cancelled by the practice', '')"),
        nullable=False,
    ),
    Column("at", Float, nullable=False),
    text_column("by"),
    text_column("told"),  # the day on which a session was cancelled
    Index("session_outcome_client", "client_id", "session"),
)

# What is known of an episode of RTM, as revisions: ``content`` is the record as JSON, ``thing`` the first row of its chain (NULL in that row).
rtm_row = Table(
    "rtm_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("kind", Text, CheckConstraint("kind in ('episode', 'time', 'elsewhere', 'day', 'billed')"), nullable=False),
    Column("episode", Integer, ForeignKey("rtm_row.id")),
    Column("thing", Integer, ForeignKey("rtm_row.id")),
    Column("replaces", Integer, ForeignKey("rtm_row.id"), unique=True),
    Column("withdrawn", Integer, CheckConstraint("withdrawn in (0, 1)"), nullable=False, server_default="0"),
    Column("content", Text, nullable=False),
    text_column("reason"),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("rtm_row_client", "client_id"),
)

# Payers and fees, valid from a day on; the newest row of a name and day stands.
billing_row = Table(
    "billing_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('payer', 'fee')"), nullable=False),
    Column("name", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("withdrawn", Integer, CheckConstraint("withdrawn in (0, 1)"), nullable=False, server_default="0"),
    Column("at", Float, nullable=False),
    text_column("by"),
)

# Who pays for a client; the newest row stands.
client_payer = Table(
    "client_payer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("payer", Text, nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("client_payer_client", "client_id"),
)

note = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("session", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("created", Float, nullable=False),
    text_column("by"),
    Index("note_client", "client_id"),
)

# A draft is overwritten while it is typed; what was saved, signed or amended stays as it was.
note_revision = Table(
    "note_revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("note_id", Integer, ForeignKey("note.id"), nullable=False),
    Column("state", Text, CheckConstraint("state in ('draft', 'saved', 'signed', 'amendment')"), nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("note_revision_note", "note_id"),
)

phrase = Table(
    "phrase",
    metadata,
    Column("abbreviation", Text, primary_key=True),
    Column("words", Text, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_with_rowid=False,
)

# What clients send back between sessions. A page's key lies in the page too: it tells a changed code, not who answered.
checkin_page = Table(
    "checkin_page",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("forms", Text, nullable=False),
    Column("made", Float, nullable=False),
    Column("ended", Float, nullable=False, server_default="0"),
    text_column("by"),
    Index("checkin_page_client", "client_id"),
)

checkin = Table(
    "checkin",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("measure", Text, nullable=False),
    Column("day", Text, nullable=False),
    text_column("clock"),
    Column("source", Text, CheckConstraint("source in ('page', 'csv', 'device')"), nullable=False),
    Column("page", Integer, ForeignKey("checkin_page.number")),
    Column("reference", Text, nullable=False),
    Column("score_id", Integer, ForeignKey("own_score.id"), nullable=False, unique=True),
    Column("received", Float, nullable=False),
    text_column("by"),
    UniqueConstraint("reference", "measure"),
    Index("checkin_client", "client_id"),
)

checkin_mapping = Table(
    "checkin_mapping",
    metadata,
    Column("header", Text, primary_key=True),
    Column("mapping", Text, nullable=False),
    Column("confirmed", Float, nullable=False),
    text_column("by"),
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("action", Text, nullable=False),
    Column("client", Integer, nullable=False, server_default="0"),
    text_column("detail"),
    text_column("by"),
    text_column("device"),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

# What is left of a client who was deleted: the number of their row and hashes of their names, salted; nobody can be read from it.
deleted_client = Table(
    "deleted_client",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("allowed", Float, nullable=False, server_default="0"),
)

deleted_name = Table(
    "deleted_name",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("deleted_id", Integer, ForeignKey("deleted_client.id"), nullable=False),
    sqlite_with_rowid=False,
)

salt = Table(
    "salt",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1"), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Acts that waited beside the store while it was held, and were kept: none is kept twice.
waited = Table(
    "waited",
    metadata,
    Column("token", Text, primary_key=True),
    Column("at", Float, nullable=False),
    sqlite_with_rowid=False,
)
