"""Records of remote therapeutic monitoring, as they are kept: revisions of an episode and of what belongs to it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from briefing_app.domain.rtm import Billed, Episode, OtherService, TimeSpent


class OwnDay(NamedTuple):
    """A data day that the clinician states or strikes, with what it rests on."""

    day: date
    counts: bool
    words: str


Content = Episode | TimeSpent | OtherService | OwnDay | Billed


class Kept(NamedTuple):
    """One revision. ``thing`` is the same for all revisions of a record, ``episode`` that of its episode (its own for an episode)."""

    row: int
    client: int
    thing: int
    episode: int
    content: Any
    withdrawn: bool
    reason: str
    at: float
    by: str
    stands: bool


class Revision(NamedTuple):
    """What is to be kept: something new, or, with a reason, what takes the place of ``replaces`` or takes it back (``withdrawn``)."""

    client: int
    content: Content
    episode: int | None = None
    replaces: Kept | None = None
    reason: str = ""
    withdrawn: bool = False


class RtmRecord(NamedTuple):
    """What a revision of a record holds: ``kind`` and ``content`` (JSON) as they are kept, ``replaces`` the row that it takes the place of."""

    client: int
    kind: str
    content: str
    episode: int | None
    thing: int | None
    replaces: int | None
    withdrawn: bool
    reason: str


class BillingRow(NamedTuple):
    """A payer's or a fee's row: ``name`` is the payer, or code and payer of a fee; ``content`` as JSON, ``since`` as an ISO day."""

    kind: str
    name: str
    since: str
    content: str
    withdrawn: bool = False
