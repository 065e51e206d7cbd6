"""The map of the program names every module once, by its whole path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

PROGRAM = Path(__file__).parent.parent / "briefing_app"
ROWS = [line.split("|")[1] for line in (PROGRAM / "README.md").read_text("utf-8").splitlines() if line.startswith("| ")]
UNNAMED = {"sources/demo/people", "sources/demo/practice"}  # the map names their folder


def named() -> Iterator[str]:
    """Whole paths. A bare name stands in the folder of the path before it in its row, else in the folder that its part of the map is of."""
    part = ""
    for row in ROWS:
        if header := re.fullmatch(r" \*\*(\w+)\*\* ", row):
            part = header[1]
        folder = part
        for name in re.findall(r"`([\w/]+)`", row):
            folder = name.rpartition("/")[0] if "/" in name else folder
            yield f"{folder}/{name.rpartition('/')[2]}".removeprefix("/")


def modules() -> set[str]:
    paths = [path for path in PROGRAM.rglob("*.py") if path.stem != "__init__" and "versions" not in path.parts]
    return {path.relative_to(PROGRAM).with_suffix("").as_posix() for path in paths} - UNNAMED


def test_every_module_stands_in_the_map() -> None:
    assert modules() - set(named()) == set()


def test_the_map_names_nothing_that_is_not_there() -> None:
    packages = {path.relative_to(PROGRAM).as_posix() for path in PROGRAM.rglob("*") if path.is_dir()}
    assert set(named()) - modules() - packages == set()


def test_no_module_stands_in_two_rows() -> None:
    names = list(named())
    assert sorted({name for name in names if names.count(name) > 1}) == []
