"""What was tried on this program and what came out, as ``build/dev.py faults --keep`` and ``bench --keep`` wrote it down."""

from __future__ import annotations

from pathlib import Path

import msgspec

from briefing_app.domain.periods import say_date
from briefing_app.system.resources import resources

FILE = "help/gates.json"


class Figure(msgspec.Struct, frozen=True):
    """One gate: what was counted, what may be, and whether it held."""

    name: str
    figure: str
    limit: str
    holds: bool


class Case(msgspec.Struct, frozen=True):
    """The gates of one case, the day they were tried, by which command, and where."""

    day: str
    command: str
    machine: str
    figures: tuple[Figure, ...]


def read_gates(path: Path | None = None) -> dict[str, Case]:
    """By case, in the order they were written; empty where there is no such file."""
    place = path or resources() / FILE
    return msgspec.json.decode(place.read_bytes(), type=dict[str, Case]) if place.is_file() else {}


def gate_lines(cases: dict[str, Case]) -> list[tuple[str, str, str]]:
    """For each gate its name, the figure with its limit, and where and when that was counted."""
    from datetime import date

    lines, above = [], ""
    for case in cases.values():
        for one in case.figures:
            inner = one.name.startswith("    ")
            above = above if inner else one.name
            name = f"{above}: {one.name.strip()}" if inner else one.name
            limit = f" (limit: {one.limit})" if one.limit else ""
            verdict = "" if one.holds else " DOES NOT HOLD."
            day = say_date(date.fromisoformat(case.day), date.min)
            lines.append((name, f"{one.figure}{limit}{verdict}", f"{case.command}, {day}, {case.machine}"))
    return lines
