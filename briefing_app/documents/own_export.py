"""Everything of the clinician's own ledger, for themselves: one JSON file, one CSV a table and what they hold, in a folder of their choice."""

from __future__ import annotations

import io
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from briefing_app.documents.tables import write_csv
from briefing_app.domain.problems import Problem


def write_own_export(everything: dict[str, list[dict[str, Any]]], folder: Path) -> list[Path]:
    """Write ``ledger.json``, ``TABLE.csv`` for each table that has rows, and ``contents.csv``; read them back. They are not encrypted.

    ``contents.csv`` has each file's rows and SHA-256. Returns the files written.
    Raises Problem when the folder will not have them, or when what is read back is not what was written.
    """
    try:
        return _write(everything, folder)
    except OSError as fault:
        raise Problem(f"Your ledger could not be written to {folder}: {fault.strerror}.", "Choose another folder.") from fault


def _write(everything: dict[str, list[dict[str, Any]]], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(everything, ensure_ascii=False, indent=1) + "\n"
    if json.loads(text) != everything:
        raise _differs(folder)
    whole = _put(folder / "ledger.json", text)
    tables = [_put(folder / f"{table}.csv", _table(rows)) for table, rows in everything.items() if rows]
    held = [(whole, sum(map(len, everything.values()))), *((path, len(everything[path.stem])) for path in tables)]
    contents = [{"file": path.name, "rows": rows, "sha256": sha256(path.read_bytes()).hexdigest()} for path, rows in held]
    return [whole, *tables, _put(folder / "contents.csv", _table(contents))]


def _table(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO(newline="")
    write_csv(stream, tuple(rows[0]), rows)
    return stream.getvalue()


def _put(path: Path, text: str) -> Path:
    """On the disk, and the same when it is read again."""
    data = text.encode("utf-8")
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if path.read_bytes() != data:
        raise _differs(path.parent)
    return path


def _differs(folder: Path) -> Problem:
    return Problem(f"What was written to {folder} does not read back as your ledger.", "Choose another folder.")
