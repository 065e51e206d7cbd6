"""What the tables of the practice store have in common: where a row came from, who wrote it, and columns of text."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Integer, MetaData, Text

metadata = MetaData()


def source_columns() -> list[Column[object]]:
    """Where a row came from: stated version and age, file and line."""
    return [
        Column("resource_type", Text, nullable=False),
        Column("resource_id", Text, nullable=False),
        Column("version", Text, nullable=False),
        Column("updated", Float, nullable=False),
        Column("file_id", Integer, ForeignKey("source_file.id"), nullable=False),
        Column("line", Integer, nullable=False),
    ]


def text_column(name: str) -> Column[str]:
    """A text that is never NULL: "" says that nothing is known."""
    return Column(name, Text, nullable=False, server_default="")


def home_column() -> Column[int]:
    """The client whose own row it is, where that was merged into another one; NULL where ``client_id`` says it."""
    return Column("home", Integer)


def entered_columns() -> list[Column[object]]:
    """Whether the row takes back what stood before it, when it was entered (seconds since 1970), and by whom."""
    return [
        Column("withdrawn", Integer, CheckConstraint("withdrawn in (0, 1)"), nullable=False, server_default="0"),
        Column("entered", Float, nullable=False),
        text_column("by"),
    ]
