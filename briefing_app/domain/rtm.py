"""What is recorded of remote therapeutic monitoring (RTM), and the lines that are counted from it. Evidence, not eligibility."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

EVIDENCE_NOT_ELIGIBILITY = "This counts what was recorded against a published rule. It is evidence, not eligibility: whether a payer pays is not said here."


class State(StrEnum):
    """How a line of evidence stands."""

    READY = "ready"
    NOT_MET = "not met"
    BLOCKED = "blocked"
    REVIEW = "review"
    BILLED = "billed"


class Group(StrEnum):
    """What a line is about. One clock holds at most one line of a group, so that codes of one group never stand together."""

    SETUP = "set-up"
    SUPPLY = "supply"
    MANAGEMENT = "management"
    FURTHER = "further"


class Allowed(StrEnum):
    """What a payer's rule says; CONFIRM where it has to be asked."""

    YES = "yes"
    NO = "no"
    CONFIRM = "confirm with the payer"


class Modality(StrEnum):
    """How a contact with the client took place; only phone and video are live."""

    NONE = "no contact"
    PHONE = "phone"
    VIDEO = "video"
    MESSAGE = "message"


LIVE = (Modality.PHONE, Modality.VIDEO)


class Elsewhere(StrEnum):
    """What somebody else bills for the same client."""

    RPM = "remote physiologic monitoring (RPM)"
    RTM = "RTM by another practitioner"


@dataclass(frozen=True, slots=True)
class Payer:
    """How a payer treats RTM and notes, as the clinician entered it; None takes the rule's own number. Hours count from the session's end."""

    name: str = ""
    rtm: Allowed = Allowed.CONFIRM
    licence: Allowed = Allowed.CONFIRM
    setup_days: int | None = None
    note_due_hours: int | None = None
    note_late_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """One course of monitoring. ``starts`` is the first day of the first 30-day period: set-up or the first data day."""

    id: int
    starts: date
    ends: date | None = None
    consent: date | None = None
    plan: str = ""
    setup_done: date | None = None
    device: str = ""
    attested: bool = False
    biller: str = ""
    incident_to: bool = False
    payer: str = ""


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """A stretch of management, [begins, ends) in seconds since 1970, on a calendar day. ``linked`` names the service it is already part of."""

    id: int
    day: date
    begins: float
    ends: float
    actor: str
    modality: Modality = Modality.NONE
    linked: str = ""


@dataclass(frozen=True, slots=True)
class OtherService:
    """What somebody else bills for the client in these days."""

    kind: Elsewhere
    first: date
    last: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a line was counted from: data days, or stretches of time with whole minutes and live contacts."""

    days: tuple[date, ...] = ()
    spent: tuple[TimeSpent, ...] = ()
    minutes: int = 0
    contacts: int = 0

    def as_json(self) -> str:
        """The same text for the same evidence, whatever the order of entry."""
        spent = [[one.id, one.day.isoformat(), one.begins, one.ends, one.actor, str(one.modality)] for one in self.spent]
        content = {
            "days": [day.isoformat() for day in self.days],
            "spent": sorted(spent),
            "minutes": self.minutes,
            "contacts": self.contacts,
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Billed:
    """A line that the clinician marked as billed, with its evidence frozen then. ``at`` in seconds since 1970."""

    episode: int
    group: Group
    code: str
    units: int
    first: date
    last: date
    at: float
    by: str
    evidence: str
    hash: str


@dataclass(frozen=True, slots=True)
class Line:
    """One code on one clock: ``first`` to ``last`` is its period, month or (for set-up) the first period."""

    group: Group
    code: str
    label: str
    units: int
    first: date
    last: date
    state: State
    missing: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    billed: Billed | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that was recorded for one episode. ``payers`` is what was entered for its payer, valid from a day on, oldest first.

    ``assessed`` are days on which a form may count as a unit of 96127.
    """

    episode: Episode
    payers: tuple[tuple[date, Payer], ...] = ()
    days: frozenset[date] = frozenset()
    spent: tuple[TimeSpent, ...] = ()
    others: tuple[OtherService, ...] = ()
    billed: tuple[Billed, ...] = ()
    assessed: frozenset[date] = frozenset()

    def payer_on(self, service: date) -> Payer:
        """What was entered for the payer by a day of service; nobody asked before the first entry."""
        return next((one for since, one in reversed(self.payers) if since <= service), Payer(self.episode.payer))


def hash_of(code: str, units: int, first: date, last: date, evidence: str) -> str:
    """SHA-256 over a billed line and its evidence."""
    return sha256(f"{code}|{units}|{first}|{last}|{evidence}".encode()).hexdigest()


def bill(line: Line, episode: int, at: float, by: str) -> Billed:
    """Freeze a line. Raises ValueError unless it is ready or for review."""
    if line.state not in (State.READY, State.REVIEW):
        raise ValueError(f"A line that is {line.state} cannot be marked as billed.")
    evidence = line.evidence.as_json()
    digest = hash_of(line.code, line.units, line.first, line.last, evidence)
    return Billed(episode, line.group, line.code, line.units, line.first, line.last, at, by, evidence, digest)
