"""What the clinician entered, and what stood in a brief when a session began, as it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class OwnScore(NamedTuple):
    """One administration that was typed in or answered on the form. ``replaces`` is the row it corrects; ``withdrawn`` takes that one back."""

    client: int
    measure: str
    day: str
    at: float
    score: float | None
    computed: float | None
    items: str
    severity: str
    flags: str
    solid: bool
    prorated: bool
    mode: str
    replaces: int | None
    withdrawn: bool
    reason: str
    entered: float
    by: str


class Shown(NamedTuple):
    """A safety or review line that stood in a brief at the start of a session."""

    client: int
    kind: str
    rule: str
    measure: str
    basis: str
    at: float


class Content(NamedTuple):
    """A brief as it stood on screen: its text, the text's hash, and each line of it."""

    text: str
    digest: str
    lines: Iterable[Shown]


class Snapshot(NamedTuple):
    """What was shown at the start of a session; moments in seconds since 1970."""

    id: int
    client: int
    starts: float
    taken: float
    content: str
    hash: str


class OwnEntry(NamedTuple):
    """One row of what was typed in, with what became of it: the newest of a chain of corrections stands."""

    row: int
    measure: str
    day: str
    score: float | None
    items: str
    mode: str
    replaces: int | None
    withdrawn: bool
    reason: str
    entered: float
    by: str
    stands: bool
