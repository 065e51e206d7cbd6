"""The audit in words: whether its chain is whole, and its rows, newest first, narrowed by kind, words and days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain.audit import AuditEntry
from briefing_app.domain.periods import dated, local_time

EVERY_KIND = ""
MOST_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class AuditLine:
    """``cells`` are number, moment, action, client, detail, by whom, and an opaque name of the computer."""

    action: str
    day: date
    cells: tuple[str, ...]
    deed: AuditEntry


@dataclass(frozen=True, slots=True)
class AuditPage:
    """``lines`` newest first; ``state`` says whether the chain holds, ``whole`` the same for the eye; ``actions`` are those there are."""

    lines: tuple[AuditLine, ...]
    state: str
    whole: bool
    actions: tuple[str, ...]

    @property
    def first_day(self) -> date | None:
        """The day of the oldest row, None where there is none."""
        return self.lines[-1].day if self.lines else None


COLUMNS = ("Row", "When", "What", "Client", "Detail", "By", "Computer")


def make_audit(chain: Sequence[AuditEntry], names: Mapping[int, str], fault: str = "", zone: tzinfo | None = None) -> AuditPage:
    """``names`` are clients by row, as they may be shown; the audit itself names nobody. ``fault`` is what is wrong with the chain."""
    whole = f"The chain is whole: each of the {len(chain)} rows follows from the one before."
    state = fault or (whole if chain else "Nothing has been written down yet.")
    return AuditPage(
        tuple(_line(one, names, zone) for one in reversed(chain)),
        state,
        not fault,
        tuple(sorted({one.action for one in chain})),
    )


def narrowed(page: AuditPage, action: str, words: str, first: date, last: date) -> list[AuditLine]:
    """Rows of one kind (or every), of the days from first to last, in which each of the words stands somewhere."""
    wanted = words.lower().split()
    return [
        line
        for line in page.lines
        if action in (EVERY_KIND, line.action)
        and first <= line.day <= last
        and all(word in " ".join(line.cells).lower() for word in wanted)
    ]


def say_shown(shown: int, of: int) -> str:
    """How many rows are shown of how many there are."""
    rows = f"{of} rows" if shown == of else f"{shown} of {of} rows"
    return rows if shown <= MOST_SHOWN else f"{rows}; the newest {MOST_SHOWN} are listed, all are saved"


def _line(one: AuditEntry, names: Mapping[int, str], zone: tzinfo | None) -> AuditLine:
    at = local_time(one.at, zone)
    who = names.get(one.client, f"client in row {one.client}, no longer there") if one.client else ""
    cells = (str(one.id), f"{dated(at.date())}, {at:%H:%M:%S}", one.action, who, one.detail, one.by, one.device)
    return AuditLine(one.action, at.date(), cells, one)
