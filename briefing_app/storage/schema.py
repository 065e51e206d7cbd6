"""The tables of the practice store. Imported tables are written only by the importer; ``OWN`` are the clinician's and no import touches them."""

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

from briefing_app.domain.client import UNASSIGNED as UNASSIGNED
from briefing_app.storage.schema_calendar import OF_CALENDARS, SAID_OF_CALENDARS
from briefing_app.storage.schema_own import BY_HAND
from briefing_app.storage.schema_own import metadata as metadata
from briefing_app.storage.schema_taken import OF_CHANGES


def _source() -> list[Column[object]]:
    """Where a row came from: stated version and age, file and line."""
    return [
        Column("resource_type", Text, nullable=False),
        Column("resource_id", Text, nullable=False),
        Column("version", Text, nullable=False),
        Column("updated", Float, nullable=False),
        Column("file_id", Integer, ForeignKey("source_file.id"), nullable=False),
        Column("line", Integer, nullable=False),
    ]


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _home() -> Column[int]:
    """The client whose own row it is, where that was merged into another one; NULL where ``client_id`` says it."""
    return Column("home", Integer)


import_run = Table(
    "import_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Float, nullable=False),
    Column("finished", Float),
    Column("as_of", Float),
    _text("as_of_source"),
    _text("label"),
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
    _text("family"),
    _text("given"),
    _text("birth_date"),
    _text("gender"),
    _text("pronouns"),
    Column("active", Integer, nullable=False, server_default="1"),
    _text("identifiers"),
    Column("updated", Float, nullable=False, server_default="0"),
    Column("file_id", Integer, ForeignKey("source_file.id")),
    Column("line", Integer),
    Column("digest", LargeBinary),
    Column("merged_into", Integer),
    _text("died"),
    _text("language"),
    _text("interpreter"),
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
    _home(),
    Column("kind", Text, CheckConstraint("kind in ('own', 'contact', 'related', 'team')"), nullable=False),
    Column("place", Integer, nullable=False),
    _text("name"),
    _text("relation"),
    _text("reach"),
    _text("ended"),
    *_source(),
    UniqueConstraint("resource_type", "resource_id", "client_id", "place"),
    Index("contact_client", "client_id"),
)

practitioner = Table(
    "practitioner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False, unique=True),
    _text("name"),
    _text("stands_for"),
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
    _text("day"),
    _text("date"),
    _text("status"),
    _text("title"),
    _text("mode"),
    _text("appointment"),
    _text("slot"),
    *_source(),
    _text("cancelled_by"),
    Column("clinicians", Text),  # rows of practitioner with blanks between; NULL where an older program read the first alone
    _home(),
    _text("series"),
    Column("place", Integer, nullable=False, server_default="0"),
    Column("expanded", Integer, nullable=False, server_default="0"),
    Column("replaced", Integer, nullable=False, server_default="0"),
    _text("part_of"),
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
    _text("practitioner"),
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
    _text("title"),
    _text("detail"),
    _text("status"),
    Column("at", Float, nullable=False),
    _text("day"),
    _text("end_day"),
    *_source(),
    _text("author"),
    _text("author_name"),
    _home(),
    _text("lacks"),
    _text("replaces"),
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
    _text("value"),
    _text("items"),
    Column("at", Float, nullable=False),
    _text("day"),
    _text("date"),
    _text("precision"),
    _text("status"),
    _text("flags"),
    _text("encounter"),
    _text("part_of"),
    *_source(),
    _home(),
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
    _text("date"),
    _text("precision"),
    Column("score", Float),
    Column("computed", Float),
    _text("items"),
    _text("severity"),
    _text("status"),
    _text("flags"),
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
    _text("version"),
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
    _text("day"),
    Column("content", LargeBinary, nullable=False),
    *_source(),
    _home(),
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
    _text("display"),
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
    _text("items"),
    _text("severity"),
    _text("flags"),
    Column("solid", Integer, CheckConstraint("solid in (0, 1)"), nullable=False),
    Column("prorated", Integer, CheckConstraint("prorated in (0, 1)"), nullable=False),
    Column("mode", Text, CheckConstraint("mode in ('score', 'items', 'form')"), nullable=False),
    Column("replaces", Integer, ForeignKey("own_score.id"), unique=True),
    Column("withdrawn", Integer, CheckConstraint("withdrawn in (0, 1)"), nullable=False, server_default="0"),
    _text("reason"),
    Column("entered", Float, nullable=False),
    _text("by"),
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
    _text("by"),
    Index("own_goal_client", "client_id"),
)

line_answer = Table(
    "line_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("kind", Text, CheckConstraint("kind in ('safety', 'review')"), nullable=False),
    _text("rule"),
    Column("measure", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("action", Text, CheckConstraint("action <> ''"), nullable=False),
    Column("reason", Text, CheckConstraint("reason <> ''"), nullable=False),
    Column("at", Float, nullable=False),
    _text("by"),
    _text("until"),
    Index("line_answer_client", "client_id"),
)

# A start of a client's course that the clinician set; the newest stands; an empty day takes back the row before.
course_start = Table(
    "course_start",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    _text("day"),
    _text("why"),
    Column("at", Float, nullable=False),
    _text("by"),
    Index("course_start_client", "client_id"),
)

# A primary measure that the clinician set for a client; the newest stands, one without a measure is none.
primary_measure = Table(
    "primary_measure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    _text("measure"),
    _text("why"),
    Column("at", Float, nullable=False),
    _text("by"),
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
    _text("why"),
    Column("at", Float, nullable=False),
    _text("by"),
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
    _text("source"),
    Column("at", Float, nullable=False),
    _text("by"),
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
    _text("by"),
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
    _text("by"),
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
    _text("severity"),
    _text("flags"),
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
    _text("by"),
)

session_note = Table(
    "session_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("session", Text, nullable=False),
    Column("state", Text, CheckConstraint("state in ('finished', 'not needed', 'open')"), nullable=False),
    Column("at", Float, nullable=False),
    _text("by"),
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
    _text("by"),
    _text("told"),  # the day on which a session was cancelled
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
    _text("reason"),
    Column("at", Float, nullable=False),
    _text("by"),
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
    _text("by"),
)

# Who pays for a client; the newest row stands.
client_payer = Table(
    "client_payer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("payer", Text, nullable=False),
    Column("at", Float, nullable=False),
    _text("by"),
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
    _text("by"),
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
    _text("by"),
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
    _text("by"),
    Index("checkin_page_client", "client_id"),
)

checkin = Table(
    "checkin",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, ForeignKey("client.id"), nullable=False),
    Column("measure", Text, nullable=False),
    Column("day", Text, nullable=False),
    _text("clock"),
    Column("source", Text, CheckConstraint("source in ('page', 'csv', 'device')"), nullable=False),
    Column("page", Integer, ForeignKey("checkin_page.number")),
    Column("reference", Text, nullable=False),
    Column("score_id", Integer, ForeignKey("own_score.id"), nullable=False, unique=True),
    Column("received", Float, nullable=False),
    _text("by"),
    UniqueConstraint("reference", "measure"),
    Index("checkin_client", "client_id"),
)

checkin_mapping = Table(
    "checkin_mapping",
    metadata,
    Column("header", Text, primary_key=True),
    Column("mapping", Text, nullable=False),
    Column("confirmed", Float, nullable=False),
    _text("by"),
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("action", Text, nullable=False),
    Column("client", Integer, nullable=False, server_default="0"),
    _text("detail"),
    _text("by"),
    _text("device"),
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

IMPORTED = (
    import_run,
    source_file,
    client,
    client_alias,
    client_link,
    moved,
    contact,
    practitioner,
    meeting,
    slot,
    clinical,
    evidence,
    score,
    deletion,
    superseded,
    unmapped_code,
    unread,
    form,
    *OF_CALENDARS,
    *OF_CHANGES,
)
OWN = (
    code_mapping, own_score, own_goal, line_answer, line_shown, course_start, primary_measure, same_person, confirmed_number, seen, snapshot, session_note,
    session_outcome, checkin_page, checkin, rtm_row, client_payer, note, note_revision,
    rule_setting, own_version, reread, reading, checkin_mapping, billing_row, phrase, audit, deleted_client, deleted_name, salt, waited,
    *BY_HAND, *SAID_OF_CALENDARS,
)  # fmt: skip


def _names_client(table: Table) -> bool:
    return any(key.column is client.c.id for key in table.foreign_keys)


OWN_OF_A_CLIENT = tuple(table for table in OWN if _names_client(table))
