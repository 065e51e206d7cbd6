"""What SQLite counts of the writing of others."""

from __future__ import annotations

from sqlalchemy import Engine

from briefing_app.storage.vacuum import driver_of


def change_counter(engine: Engine) -> int:
    """PRAGMA data_version: it changes when another connection has committed, and means nothing in itself (SQLite's documentation of PRAGMA)."""
    return int(driver_of(engine).execute("PRAGMA data_version").fetchone()[0])
