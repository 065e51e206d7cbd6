"""A client and what is known of them: meetings, clinical facts and scores, as they come back from the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.same_person import OtherRecord
from briefing_app.domain.service import Service, service_of
from briefing_app.domain.start import OwnStart

CANCELLED = frozenset({"cancelled", "noshow"})
NO_SHOW = "no-show"  # in the words of a status that its reason contradicts
NEVER_SHOWN = frozenset({"entered-in-error", "proposed", "waitlist"})
HELD = frozenset(
    {
        "fulfilled",
        "arrived",
        "checked-in",
        "finished",
        "completed",
        "discharged",
        "in-progress",
        "onleave",
        "on-hold",
        "triaged",
    }
)
OVER = frozenset({"finished", "completed", "discharged"})  # of an Encounter: its end is one that was recorded
INPATIENT = frozenset({"imp", "acute", "nonac", "obsenc", "emer", "ss", "inpatient", "emergency", "prenc"})
LONGEST_SESSION = 8 * 3600
SAME_MEETING = 15 * 60
UNASSIGNED = 0  # the row under which records that name nobody stand: they are not one person's
CALENDAR_WORDS = "not-linked:calendar-"  # begins the id of somebody whom a calendar names in words alone
NOT_LINKED = "not-linked:"  # begins the id of somebody whom one meeting alone names, in words
DIED = "yes"  # a death without a day
ENTERED = "entered"  # the resource type and status of what was typed in here; its origin's file is who, its line the row


class Origin(NamedTuple):
    """The record a statement rests on: file, line (or entry of a Bundle), resource, and when it was imported (seconds since 1970)."""

    file: str
    line: int
    resource_type: str
    resource_id: str
    imported: float


class Client(NamedTuple):
    """``died`` is a day as given or ``DIED``; ``language`` and ``interpreter`` are as in ``Said``."""

    row: int
    id: str
    known: bool
    family: str
    given: str
    birth_date: str
    gender: str
    pronouns: str
    hidden: bool = False
    died: str = ""
    language: str = ""
    interpreter: str = ""

    def filled(self, birth_date: str, gender: str, pronouns: str, died: str, language: str, interpreter: str) -> Client:
        """With what is not known of the person from another record of theirs."""
        return self._replace(
            birth_date=self.birth_date or birth_date, gender=self.gender or gender, pronouns=self.pronouns or pronouns,
            died=self.died or died, language=self.language or language, interpreter=self.interpreter or interpreter,
        )  # fmt: skip

    def is_dead(self, today: date) -> bool:
        """Whether a death is recorded; one of a day that has not come is a mistake, and none."""
        return bool(self.died) and (self.died == DIED or self.died <= today.isoformat())

    @property
    def name(self) -> str:
        """As it stands on screen: initials while names are hidden. An id may be made of a name."""
        if self.hidden:
            initials = " ".join(f"{part[0].upper()}." for part in (self.given, self.family) if part) or "A client"
            return initials if self.known or self.row == UNASSIGNED else f"{initials} (not linked)"
        if self.in_a_calendar:
            return f"“{self.family}”"
        words = f"{self.given} {self.family}".strip()
        if self.known or self.row == UNASSIGNED:
            return words or f"Client {self.id}"
        return f"{words or self.id.rpartition('|')[2]} (not linked)"

    @property
    def in_a_calendar(self) -> bool:
        """Whether a calendar's own words (``family``) are all that is known of somebody."""
        return not self.known and self.id.startswith(CALENDAR_WORDS)

    @property
    def of_one_meeting(self) -> bool:
        """Known by the words of one meeting alone: whether anything else is theirs cannot be told."""
        return not self.known and self.id.startswith(NOT_LINKED)

    @property
    def called(self) -> str:
        """How the client is spoken to."""
        return self.given if self.given and not self.hidden else self.name


class Clinician(NamedTuple):
    """Who meets a client: the export's id, or one made of the name; the name ("" where none is known); and the id as the meeting gives it, which
    may be a role's."""

    id: str
    name: str
    role: str = ""


class Meeting(NamedTuple):
    """``at`` and ``ends`` in seconds since 1970, 0 when unknown; ``day`` set for day precision; ``cancelled_by`` as in ``MeetingRecord``;
    ``ended`` is the end that somebody recorded, 0 where only the planned one is known. ``practitioner`` is the one named first and ``others``
    take part too; ``all_named`` is False where only the first was read, by an older program. ``part_of`` is the id of the Encounter of which this is a part;
    ``told`` the ISO day on which the clinician was told that it is cancelled; ``place`` a room."""

    row: int
    kind: str
    client: int
    practitioner: str
    practitioner_id: str
    at: float
    ends: float
    day: str
    status: str
    title: str
    mode: str
    appointment: str
    resource_id: str
    origin: Origin
    cancelled_by: str = ""
    ended: float = 0.0
    others: tuple[Clinician, ...] = ()
    all_named: bool = True
    role: str = ""
    part_of: str = ""
    told: str = ""
    place: str = ""

    @property
    def clinicians(self) -> tuple[Clinician, ...]:
        """Everybody who meets the client, the first one first."""
        first = Clinician(self.practitioner_id, self.practitioner, self.role)
        return (first, *self.others) if first.id or first.name else self.others

    @property
    def led_by(self) -> str:
        """Their names, or ids where no name is known."""
        return " and ".join(one.name or one.id for one in self.clinicians)

    def clinician(self, wanted: str) -> Clinician | None:
        """The one whose id ``wanted`` is, or part of whose name it is; None where nobody is."""
        plain = wanted.strip().lower()
        by_id = next((one for one in self.clinicians if plain and plain in (one.id.lower(), one.role.lower())), None)
        return by_id or next((one for one in self.clinicians if plain and plain in one.name.lower()), None)

    def is_of(self, wanted: str) -> bool:
        """Whether this may stand on a clinician's day: one of theirs, one that names nobody, or any where nobody is asked for."""
        return not wanted.strip() or not self.clinicians or self.clinician(wanted) is not None

    @property
    def key(self) -> str:
        """What a session is called in the ledger and in notes: its appointment, or its start."""
        return self.resource_id or f"at-{self.at:.0f}"

    @property
    def is_session(self) -> bool:
        """Whether a client is met for what counts as a session: no vaccination, no blood test."""
        return self.is_met and self.service is not Service.OTHER

    @property
    def service(self) -> Service:
        """What the meeting was for; a session that was typed in is a session, whatever its title."""
        if self.origin.resource_type == ENTERED:
            return Service.SESSION
        return service_of(self.title, booked=self.kind == "appointment")

    @property
    def is_met(self) -> bool:
        """Whether a client is met: what names nobody is a block of the schedule."""
        return self.client != UNASSIGNED and self.is_placed

    @property
    def is_placed(self) -> bool:
        """Whether this may stand in a schedule: on a day, not an admission, not years long, not merely proposed; an Encounter needs a real time."""
        if self.status in NEVER_SHOWN:
            return False
        if self.kind == "appointment":
            return bool(self.at or self.day)
        if not self.at:
            return False
        return (
            self.mode not in INPATIENT
            and self.status != "cancelled"
            and (not self.ends or self.ends - self.at <= LONGEST_SESSION)
        )


class ClinicalFact(NamedTuple):
    """What a record says beside scores; ``author`` and ``author_name`` of a message as in ``ClinicalRecord``;
    ``lacks`` and ``replaces`` of a note are as there.

    ``key`` is what a message is called among what was shown: another one as soon as a word of it changes.
    """

    kind: str
    client: int
    title: str
    detail: str
    status: str
    at: float
    day: str
    end_day: str
    origin: Origin
    author: str = ""
    author_name: str = ""
    key: str = ""
    lacks: str = ""
    replaces: str = ""


class Score(NamedTuple):
    """One administration as stored. ``score`` None means that no rule gives a total; ``items`` as in ``administration``."""

    client: int
    measure: str
    day: str
    at: float
    date: str
    precision: str
    score: float | None
    computed: float | None
    items: str
    severity: str
    status: str
    flags: str
    solid: bool
    prorated: bool
    origin: Origin


class Answer(NamedTuple):
    """What a person did about a line: ``kind`` safety or review, ``basis`` what the line rested on, ``at`` in seconds since 1970.

    ``measure`` holds the ids of all measures of a review line; ``until`` is the ISO day on which to look again, or "".
    """

    client: int
    kind: str
    rule: str
    measure: str
    basis: str
    shown: str
    action: str
    reason: str
    at: float
    by: str
    until: str = ""


class Seen(NamedTuple):
    """Something of a client's brief that has been on screen or was printed: the key of a message, or "" for the brief itself.

    ``at`` is when, ``since`` when the last session before that had begun (0 = none); both in seconds since 1970. ``whose`` is the clinician
    to whom it was shown, as the export calls them, "" where nobody was named.
    """

    client: int
    what: str
    at: float
    since: float
    by: str
    whose: str = ""


class Goal(NamedTuple):
    """A client's own item, answered 0 to 10; ``better`` is "higher" or "lower". ``ended`` 0 while in use."""

    row: int
    client: int
    words: str
    better: str
    since: float
    ended: float


class Beside(NamedTuple):
    """Somebody beside a client, or the client's own numbers: kind, name and relation as in ``Contact``, each number or address of its own."""

    kind: str
    name: str
    relation: str
    reach: tuple[str, ...]
    origin: Origin


class Reread(NamedTuple):
    """A total that was ``was`` before its answers were read by another convention, ``at`` seconds since 1970."""

    client: int
    measure: str
    day: str
    was: float | None
    score: float | None
    at: float


class UnreadThing(NamedTuple):
    """A record of the export that no rule understands: its kind, why, and its ISO day ("" where it has none)."""

    kind: str
    reason: str
    day: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class History:
    """Everything known of one client, oldest first; ``answers``, ``goals``, ``seen``, ``starts`` and ``primary`` are the clinician's own.

    ``briefed`` are the moments at which sessions began whose brief was kept as shown (seconds since 1970).
    """

    client: Client
    meetings: tuple[Meeting, ...] = ()
    facts: tuple[ClinicalFact, ...] = ()
    scores: dict[str, tuple[Score, ...]] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    goals: tuple[Goal, ...] = ()
    seen: tuple[Seen, ...] = ()
    reread: tuple[Reread, ...] = ()
    starts: tuple[OwnStart, ...] = ()
    briefed: tuple[float, ...] = ()
    unread: tuple[UnreadThing, ...] = ()
    primary: OwnPrimary | None = None
    others: tuple[OtherRecord, ...] = ()
    contacts: tuple[Beside, ...] = ()
