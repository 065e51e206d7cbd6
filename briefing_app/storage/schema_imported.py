"""The imported tables of the practice store, which only the importer writes, and what local codes mean."""

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
    text,
)

from briefing_app.storage.schema_columns import home_column, metadata, source_columns, text_column

import_run = Table(
    "import_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Float, nullable=False),
    Column("finished", Float),
    Column("as_of", Float),
    text_column("as_of_source"),
    text_column("label"),
    Column("report", Text),
)

source_file = Table(
    "source_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("import_id", Integer, ForeignKey("import_run.id"), nullable=False),
    Column("path", Text, nullable=False),
)

client = Table(
    "client",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False, unique=True),
    Column("known", Integer, CheckConstraint("known in (0, 1)"), nullable=False),
    Column("hidden", Integer, CheckConstraint("hidden in (0, 1)"), nullable=False, server_default="0"),
    text_column("family"),
    text_column("given"),
    text_column("birth_date"),
    text_column("gender"),
    text_column("pronouns"),
    Column("active", Integer, nullable=False, server_default="1"),
    text_column("identifiers"),
    Column("updated", Float, nullable=False, server_default="0"),
    Column("file_id", Integer, ForeignKey("source_file.id")),
    Column("line", Integer),
    Column("digest", LargeBinary),
    Column("merged_into", Integer),
    text_column("died"),
    text_column("language"),
    text_column("interpreter"),
    Index("client_born", "birth_date", sqlite_where=text("birth_date <> ''")),
)

client_alias = Table(
    "client_alias",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
)

# What a Patient says of other records of the same person: ``other`` is an id or another name under which that one is known.
client_link = Table(
    "client_link",
    metadata,
    Column("client_id", Integer, ForeignKey("client.id"), primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('replaced-by', 'replaces', 'refer', 'seealso')"), primary_key=True),
    Column("other", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# Rows of the clinician's own that follow a record which was merged into another: where they go back to when that is taken back.
moved = Table(
    "moved",
    metadata,
    Column("name", Text, primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    sqlite_with_rowid=False,
)

# How to reach a client, and who stands beside them: ``reach`` are telephone numbers and addresses, one a line.
contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    home_column(),
    Column("kind", Text, CheckConstraint("kind in ('own', 'contact', 'related', 'team')"), nullable=False),
    Column("place", Integer, nullable=False),
    text_column("name"),
    text_column("relation"),
    text_column("reach"),
    text_column("ended"),
    *source_columns(),
    UniqueConstraint("resource_type", "resource_id", "client_id", "place"),
    Index("contact_client", "client_id"),
)

practitioner = Table(
    "practitioner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False, unique=True),
    text_column("name"),
    text_column("stands_for"),
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('appointment', 'encounter')"), nullable=False),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("practitioner_id", Integer, ForeignKey("practitioner.id")),
    Column("at", Float, nullable=False),
    Column("ends", Float, nullable=False),
    text_column("day"),
    text_column("date"),
    text_column("status"),
    text_column("title"),
    text_column("mode"),
    text_column("appointment"),
    text_column("slot"),
    *source_columns(),
    text_column("cancelled_by"),
    Column("clinicians", Text),  # rows of practitioner with blanks between; NULL where an older program read the first alone
    home_column(),
    text_column("series"),
    Column("place", Integer, nullable=False, server_default="0"),
    Column("expanded", Integer, nullable=False, server_default="0"),
    Column("replaced", Integer, nullable=False, server_default="0"),
    text_column("part_of"),
    UniqueConstraint("resource_id", "client_id", "kind"),
    Index("meeting_series", "series", sqlite_where=text("series <> ''")),
    Index("meeting_at", "at", "kind"),
    Index("meeting_day", "day", sqlite_where=text("day <> ''")),
    Index("meeting_client", "client_id", "at"),
)

slot = Table(
    "slot",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("at", Float, nullable=False),
    Column("ends", Float, nullable=False),
    text_column("practitioner"),
)

clinical = Table(
    "clinical",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('condition','medication','goal','plan','note','message','task','flag','episode')"),
        nullable=False,
    ),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    text_column("title"),
    text_column("detail"),
    text_column("status"),
    Column("at", Float, nullable=False),
    text_column("day"),
    text_column("end_day"),
    *source_columns(),
    text_column("author"),
    text_column("author_name"),
    home_column(),
    text_column("lacks"),
    text_column("replaces"),
    UniqueConstraint("resource_type", "resource_id", "client_id"),
    Index("clinical_client", "client_id", "kind", "day"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("measure", Text, nullable=False),
    Column("role", Text, CheckConstraint("role in ('total','item','panel','response')"), nullable=False),
    Column("item", Integer, nullable=False),
    text_column("value"),
    text_column("items"),
    Column("at", Float, nullable=False),
    text_column("day"),
    text_column("date"),
    text_column("precision"),
    text_column("status"),
    text_column("flags"),
    text_column("encounter"),
    text_column("part_of"),
    *source_columns(),
    home_column(),
    UniqueConstraint("resource_id", "client_id", "measure", "at", "day", "resource_type"),
    Index("evidence_client", "client_id"),
)

score = Table(
    "score",
    metadata,
    Column("client_id", Integer, ForeignKey("client.id"), primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("at", Float, primary_key=True),
    Column("evidence_id", Integer, primary_key=True),
    text_column("date"),
    text_column("precision"),
    Column("score", Float),
    Column("computed", Float),
    text_column("items"),
    text_column("severity"),
    text_column("status"),
    text_column("flags"),
    Column("solid", Integer, CheckConstraint("solid in (0, 1)"), nullable=False),
    Column("prorated", Integer, CheckConstraint("prorated in (0, 1)"), nullable=False),
    sqlite_with_rowid=False,
)

deletion = Table(
    "deletion",
    metadata,
    Column("resource_type", Text, primary_key=True),
    Column("resource_id", Text, primary_key=True),
    Column("file_id", Integer, ForeignKey("source_file.id"), nullable=False),
    Column("line", Integer, nullable=False),
    text_column("version"),
    Column("updated", Float, nullable=False, server_default=text("0")),
    sqlite_with_rowid=False,
)

# What no rule understood, whole (packed JSON), for forms and mappings that come later; the oldest goes when there is too much of it.
unread = Table(
    "unread",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    text_column("day"),
    Column("content", LargeBinary, nullable=False),
    *source_columns(),
    home_column(),
    UniqueConstraint("resource_type", "resource_id", "client_id"),
    Index("unread_client", "client_id"),
)

# Questionnaires, and the value sets and code systems that weigh their answers: each export may hold them, or none after the first.
form = Table(
    "form",
    metadata,
    Column("name", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

superseded = Table(
    "superseded",
    metadata,
    Column("resource_type", Text, primary_key=True),
    Column("resource_id", Text, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)

unmapped_code = Table(
    "unmapped_code",
    metadata,
    Column("system", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    text_column("display"),
    Column("seen", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# The clinician's own.
code_mapping = Table(
    "code_mapping",
    metadata,
    Column("system", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("measure", Text, nullable=False),
    Column("confirmed", Float, nullable=False),
    Column("item", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
