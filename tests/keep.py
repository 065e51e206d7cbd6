"""Writes what ``dev.py faults`` and ``bench`` found into the table that Help shows. Nobody types a figure there."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from datetime import date

import msgspec

from briefing_app.system.resources import resources
from briefing_app.viewmodels.gates import FILE, Case, Figure, read_gates


def keep(case: str, command: str, figures: Iterable[Figure]) -> None:
    """Put today's figures of a case in the place of what stood there."""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    found = {**read_gates(), case: Case(date.today().isoformat(), command, machine, tuple(figures))}
    written = msgspec.json.format(msgspec.json.encode(dict(sorted(found.items()))), indent=1)
    (resources() / FILE).write_bytes(written + b"\n")
