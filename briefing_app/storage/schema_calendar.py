"""The tables of calendars: what files told of events, and what the clinician said of them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from briefing_app.storage.schema_columns import metadata, text_column

# Other names of a client that are in use, such as the one on papers: a calendar may call them by any.
client_name = Table(
    "client_name",
    metadata,
    Column("client_id", Integer, ForeignKey("client.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    sqlite_with_rowid=False,
)

calendar = Table(
    "calendar",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    text_column("name"),
)

# Each time of an event within the days that are read. ``client_id`` is whose it is by what is known now; ``held`` whose it was under other words;
# ``gone`` since when its file does not list it any more (0 = it does).
calendar_event = Table(
    "calendar_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("calendar_id", Integer, ForeignKey("calendar.id"), nullable=False),
    Column("uid", Text, nullable=False),
    text_column("original"),
    Column("at", Float, nullable=False),
    Column("ends", Float, nullable=False),
    text_column("day"),
    text_column("end_day"),
    text_column("status"),
    text_column("words"),
    text_column("categories"),
    text_column("place"),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("stamp", Float, nullable=False, server_default="0"),
    text_column("doubt"),
    Column("gone", Float, nullable=False, server_default="0"),
    Column("held", Integer, nullable=False, server_default="0"),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False, server_default="0"),
    Column("file_id", Integer, ForeignKey("source_file.id"), nullable=False),
    Column("line", Integer, nullable=False),
    UniqueConstraint("calendar_id", "uid", "original"),
    Index("calendar_event_client", "client_id"),
)

# What the clinician said of the events of a calendar: which are sessions, which words cancel, how names stand.
calendar_rule = Table(
    "calendar_rule",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("calendar", Text, nullable=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('all', 'category', 'word', 'series', 'cancelled', 'last first')"),
        nullable=False,
    ),
    text_column("value"),
    Column("session", Integer, CheckConstraint("session in (0, 1)"), nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
)

# Who the words of a calendar mean: in one series, or wherever they stand.
calendar_name = Table(
    "calendar_name",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("calendar", Text, nullable=False),
    Column("words", Text, nullable=False),
    text_column("series"),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("at", Float, nullable=False),
    text_column("by"),
    Index("calendar_name_client", "client_id"),
)

OF_CALENDARS = (client_name, calendar, calendar_event)
SAID_OF_CALENDARS = (calendar_rule, calendar_name)
