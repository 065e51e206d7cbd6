"""The map of the program names every module once."""

from __future__ import annotations

import re
from pathlib import Path

PROGRAM = Path(__file__).parent.parent / "briefing_app"
MAP = (PROGRAM / "README.md").read_text("utf-8")
UNNAMED = {"sources/demo/people", "sources/demo/practice"}  # the map names their folder


def test_every_module_stands_in_the_map() -> None:
    named = set(re.findall(r"`([\w/]+)`", MAP))
    modules = [path for path in PROGRAM.rglob("*.py") if path.stem != "__init__" and "versions" not in path.parts]
    missing = {path.relative_to(PROGRAM).with_suffix("").as_posix() for path in modules if path.stem not in named}
    assert {name for name in missing if name not in named} - UNNAMED == set()


def test_no_row_of_the_map_stands_twice() -> None:
    cells = [line.split("|")[1] for line in MAP.splitlines() if line.startswith("| ")]
    assert len(cells) == len(set(cells))
