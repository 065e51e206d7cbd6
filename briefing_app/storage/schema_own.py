"""The tables of what the clinician enters by hand: clients, sessions, and what is known of a client. No import touches them, and no row is rewritten."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, Table, Text

from briefing_app.storage.schema_columns import entered_columns, metadata, text_column

# What the clinician says of a client: the newest row stands, before what files say. ``reach`` are numbers and addresses, one a line.
own_client = Table(
    "own_client",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    text_column("family"),
    text_column("given"),
    text_column("birth_date"),
    text_column("pronouns"),
    text_column("reach"),
    *entered_columns(),
    Index("own_client_client", "client_id"),
)

# Sessions, one row for each client of a session: the newest row of a session and client stands. A series shares its name and how it repeats.
own_session = Table(
    "own_session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("session", Text, nullable=False),
    text_column("series"),
    text_column("repeats"),
    Column("at", Float, nullable=False),
    Column("ends", Float, nullable=False),
    text_column("title"),
    Column("mode", Text, CheckConstraint("mode in ('', 'in person', 'video', 'phone')"), nullable=False, server_default=""),
    text_column("place"),
    *entered_columns(),
    Index("own_session_at", "at"),
    Index("own_session_client", "client_id", "session"),
)

# What else is known of a client, as revisions: ``thing`` is the first row of its chain (NULL in that row), whose newest row stands.
own_fact = Table(
    "own_fact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("thing", Integer, ForeignKey("own_fact.id")),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('problem', 'medication', 'safety plan', 'goal', 'agreed', 'event', 'episode')"),
        nullable=False,
    ),
    text_column("words"),
    text_column("detail"),
    text_column("code"),
    text_column("day"),
    text_column("end_day"),
    *entered_columns(),
    Index("own_fact_client", "client_id", "kind"),
)

# Whom a table means by a name, in its words as they are compared: the newest row of the words stands.
client_called = Table(
    "client_called",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("words", Text, nullable=False),
    *entered_columns(),
    Index("client_called_words", "words"),
    Index("client_called_client", "client_id"),
)

BY_HAND = (own_client, own_session, own_fact, client_called)
