"""Everything of the clinician's own ledger, for themselves: one JSON file and one CSV a table, in a folder of their choice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from briefing_app.documents.tables import write_csv
from briefing_app.domain.problems import Problem


def write_own_export(everything: dict[str, list[dict[str, Any]]], folder: Path) -> list[Path]:
    """Write ``ledger.json`` and ``TABLE.csv`` for each table that has rows; the files written. They are not encrypted.

    Raises Problem when the folder will not have them.
    """
    try:
        return _write(everything, folder)
    except OSError as fault:
        raise Problem(f"Your ledger could not be written to {folder}: {fault.strerror}.", "Choose another folder.") from fault


def _write(everything: dict[str, list[dict[str, Any]]], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / "ledger.json"
    whole.write_text(json.dumps(everything, ensure_ascii=False, indent=1) + "\n", "utf-8")
    written = [whole]
    for table, rows in everything.items():
        if rows:
            path = folder / f"{table}.csv"
            with path.open("w", encoding="utf-8", newline="") as stream:
                write_csv(stream, tuple(rows[0]), rows)
            written.append(path)
    return written
