"""Why a stretch of time is what it is: the clock was set while it ran, the machine slept, nobody was there."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

MARK = "mark TEXT NOT NULL DEFAULT '' CHECK (mark IN ('', 'away', 'sleep', 'clock'))"
COLUMNS = "step_id, entry_id, start, end, zone, category, client, state, mark"


def upgrade() -> None:
    op.execute("ALTER TABLE revision ADD COLUMN " + MARK)
    op.execute("ALTER TABLE running ADD COLUMN " + MARK)
    op.execute("DROP TRIGGER revision_stays")
    op.execute(
        "CREATE TRIGGER revision_stays BEFORE UPDATE OF " + COLUMNS + " ON revision"
        " BEGIN SELECT raise(ABORT, 'rows are only appended'); END"
    )
