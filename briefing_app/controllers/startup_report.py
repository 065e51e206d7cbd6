"""How long the window's start took, and the pictures and reports that are made of a first page; then the program ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtWidgets import QWidget

HEAVY = ("sqlalchemy", "pyqtgraph", "pandas", "keyring")


def print_report(first_paint_ms: float, first_brief_ms: float) -> None:
    """One line of JSON: when the first frame and the first brief stood on screen, and which heavy modules were loaded by then."""
    report = {
        "first_paint_ms": round(first_paint_ms, 1),
        "first_brief_ms": round(first_brief_ms, 1),
        "loaded": [name for name in HEAVY if name in sys.modules],
    }
    print(json.dumps(report), flush=True)


def take_picture(window: QWidget, path: Path) -> int:
    """An exit code: 1 when the picture could not be saved."""
    if window.grab().save(str(path)):
        return 0
    print(f"briefing: the picture could not be saved at {path}", file=sys.stderr)
    return 1
