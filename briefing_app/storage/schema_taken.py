"""The tables by which an import can be taken back: which changes there were, and what each row said before."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, Integer, LargeBinary, Table, Text

from briefing_app.storage.schema_columns import metadata, text_column

# One change of the imported tables: by an import, by what was said of local codes, by records that became one person. ``import_id`` is NULL where
# no run is kept. ``met`` are rows of source_file, and kinds of records, whose content it found already there (JSON). ``taken`` is when it was taken
# back (0 = it stands); then ``label`` and ``digests`` are what its run had.
change_record = Table(
    "change_record",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, CheckConstraint("kind in ('import', 'codes', 'records')"), nullable=False),
    Column("import_id", Integer),
    Column("at", Float, nullable=False),
    text_column("met"),
    Column("taken", Float, nullable=False, server_default="0"),
    text_column("label"),
    text_column("digests"),
)

# What one row said before a change, its columns as JSON; NULL where the change made it. ``row`` is its number, or else its key as JSON; ``client``
# whose it was. It refers to nothing by a constraint: SQLite would write a journal for every single row that is written down.
row_before = Table(
    "row_before",
    metadata,
    Column("change_id", Integer, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("row", LargeBinary, primary_key=True),
    Column("client", Integer, nullable=False, server_default="0"),
    Column("before", Text),
    sqlite_with_rowid=False,
)

OF_CHANGES = (change_record, row_before)
