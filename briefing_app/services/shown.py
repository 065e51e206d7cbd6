"""What was shown of a brief, kept: as it stood at the start of its session, and what has been on screen or was printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from briefing_app.domain.client import Seen
from briefing_app.domain.entry import Content
from briefing_app.storage.entry import add_seen, add_snapshot
from briefing_app.storage.practice import PracticeStore


class BriefOf(NamedTuple):
    """Whose brief: the client's row, the start of their last session (seconds since 1970), the clinician it is written for, by id."""

    client: int
    since: float
    whose: str


def keep_seen(store: PracticeStore, brief: BriefOf, keys: Iterable[str], at: float, by: str) -> None:
    """Keep which keys of a brief ("" is the brief itself) were seen. Raises Problem."""
    add_seen(store, [Seen(brief.client, key, at, brief.since, by, brief.whose) for key in keys])


def keep_snapshot(store: PracticeStore, client: int, starts: float, taken: float, content: Content) -> bool:
    """Keep a brief at the start of its session, once; False when it was kept before. Raises Problem."""
    return add_snapshot(store, client, starts, taken, content)
