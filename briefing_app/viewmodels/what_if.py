"""The what-if of a day in words: each session with how far it moved, and the outlook beside the day as it is booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.periods import local_time
from briefing_app.domain.plan import Outlook, outlook, overlaps
from briefing_app.domain.recovery import Session, Targets
from briefing_app.viewmodels.day import DayPage


@dataclass(frozen=True, slots=True)
class WhatIf:
    """``lines`` are the sessions in order of time with their keys; ``rows`` what, as booked, proposed."""

    lines: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, str], ...]
    note: str


def sessions_of(page: DayPage, trauma: frozenset[float] = frozenset()) -> tuple[tuple[Session, ...], dict[str, str]]:
    """The day's sessions that take place, with names by key; ``trauma`` are the starts of those tagged trauma-processing."""
    sessions, names = [], {}
    for index, row in enumerate(page.rows):
        if not row.struck and row.ends > row.begins > 0:
            key = f"{page.day.isoformat()}-{index}"
            sessions.append(Session((row.begins, row.ends), trauma=row.begins in trauma, key=key))
            names[key] = row.name
    return tuple(sessions), names


def make_what_if(
    booked: Sequence[Session],
    proposed: Sequence[Session],
    names: Mapping[str, str],
    targets: Targets,
    zone: tzinfo | None = None,
) -> WhatIf:
    before = {one.key: one.planned[0] for one in booked}
    lines = []
    for one in sorted(proposed, key=lambda one: one.planned):
        moved = round((one.planned[0] - before[one.key]) / 60)
        by = f"  {moved:+d} min".replace("-", "−") if moved else ""
        begins, ends = local_time(one.planned[0], zone), local_time(one.planned[1], zone)
        tag = "  trauma-processing" if one.trauma else ""
        lines.append((one.key, f"{begins:%H:%M}–{ends:%H:%M}  {names[one.key]}{by}{tag}"))
    both = outlook(booked, targets), outlook(proposed, targets)
    clashes = [f"{names[one]} and {names[other]} overlap" for one, other in overlaps(proposed)]
    return WhatIf(tuple(lines), tuple(_rows(*both, zone)), "; ".join(clashes))


def _rows(booked: Outlook, proposed: Outlook, zone: tzinfo | None) -> list[tuple[str, str, str]]:
    def said(one: Outlook) -> tuple[str, str, str]:
        minutes = int(one.run[1])
        return (
            f"{one.run[0]} {'session' if one.run[0] == 1 else 'sessions'}, {minutes // 60} h {minutes % 60:02d}",
            f"{one.recovery:.0f} min, {one.full} of {one.gaps} gaps full",
            f"{local_time(one.ends, zone):%H:%M}" if one.ends else "–",
        )

    titles = ("Longest run without a full gap", "Recovery between sessions", "The day ends")
    return list(zip(titles, said(booked), said(proposed), strict=True))


def initials(name: str) -> str:
    """The first letter or digit of each part of a name."""
    return "".join(next((letter for letter in part if letter.isalnum()), "") for part in name.replace("-", " ").split())


def file_name(day: date) -> str:
    """What the file of a proposed day is called."""
    return f"proposed-{day.isoformat()}.ics"
