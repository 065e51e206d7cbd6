"""A client and what is known of them: meetings, clinical facts and scores, as they come back from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def counts_visits(meetings: Sequence[Meeting]) -> bool:
    """Whether what is counted of a client are visits: other services are among them, and of some nobody says what they were for."""
    services = {one.service for one in meetings if one.is_met}
    unstated = any(one.is_met and one.kind == "encounter" and one.service is Service.UNSTATED for one in meetings)
    return unstated and Service.OTHER in services


def without_twins(meetings: list[Meeting]) -> list[Meeting]:
    """One line per meeting. An Encounter is its Appointment where it names it, overlaps it or begins beside it; a no-show stays one.

    It tells its Appointment that it was held or called off, where nobody closed that, and when it ended. An Encounter inside another of the same client is a
    part of it (``partOf``, or two people taking part). A cancelled Appointment takes up no Encounter but one that begins with it.
    """
    encounters: dict[int, list[Meeting]] = {}
    by_client: dict[int, list[Meeting]] = {}
    for one in meetings:
        if one.client != UNASSIGNED:
            (encounters if one.kind == "encounter" else by_client).setdefault(one.client, []).append(one)
    named = {one.resource_id for one in meetings if one.kind == "appointment"}
    wholes: dict[int, Meeting] = {}
    for found in encounters.values():
        known = {one.resource_id: one for one in found if one.is_met}
        visits = [one for one in found if one.is_met and one.appointment not in named]
        for other in (True, False):  # a blood test inside a session is no part of it, nor a session inside a check-up
            alike = [one for one in visits if (one.service is Service.OTHER) is other]
            wholes |= {part.row: whole for part, whole in _parts(alike, known)}
    beside: dict[int, list[Meeting]] = {}
    for one in meetings:
        if one.row in wholes:
            beside.setdefault(wholes[one.row].row, []).append(one)
    kept = []
    for one in meetings:
        if one.kind == "encounter":
            if (
                one.row in wholes
                or one.appointment in named
                or any(_together(one, other) for other in by_client.get(one.client, ()))
            ):
                continue
            kept.append(_with_clinicians(one, beside.get(one.row, ()))._replace(ended=_recorded_end(one)))
        else:
            kept.append(_told_by(one, encounters.get(one.client, ())))
    return kept


def _with_clinicians(meeting: Meeting, told_by: Sequence[Meeting]) -> Meeting:
    """The meeting with those of its other records who take part in it too."""
    known = {one.id or one.name: one for record in (meeting, *told_by) for one in record.clinicians}
    if len(known) == len(meeting.clinicians):
        return meeting
    first, *others = known.values()
    return meeting._replace(practitioner=first.name, practitioner_id=first.id, role=first.role, others=tuple(others))


def _whole(part: Meeting, known: Mapping[str, Meeting]) -> Meeting:
    """The visit that something is a part of; what begins on another day is a visit of its own, whatever it belongs to."""
    whole, seen = part, {part.resource_id}
    while (outer := known.get(whole.part_of)) is not None and abs(outer.at - part.at) <= LONGEST_SESSION:
        if outer.resource_id in seen or _differ(part, outer):
            return part
        seen.add(outer.resource_id)
        whole = outer
    return whole


def _parts(encounters: list[Meeting], known: Mapping[str, Meeting]) -> list[tuple[Meeting, Meeting]]:
    """Those that are said to be part of another one, lie inside it, or begin with it under another id; each with the other one."""
    found: list[tuple[Meeting, Meeting]] = []
    outer: Meeting | None = None
    for one in sorted(encounters, key=lambda one: (one.at, -(one.ends or one.at), one.row)):
        if one.part_of and (whole := _whole(one, known)) is not one:
            found.append((one, whole))
        elif outer is not None and (one.at == outer.at or one.at < outer.ends >= (one.ends or one.at)):
            found.append((one, outer))
        else:
            outer = one
    return found


def _differ(one: Meeting, other: Meeting) -> bool:
    """Whether one of them is said to be a session and the other another service."""
    return {one.service, other.service} == {Service.SESSION, Service.OTHER}


def _together(encounter: Meeting, appointment: Meeting) -> bool:
    if not encounter.at or not appointment.at or _differ(encounter, appointment):
        return False
    if abs(encounter.at - appointment.at) <= SAME_MEETING:
        return True
    if appointment.status == "cancelled":
        return False
    return encounter.at < (appointment.ends or appointment.at) and (encounter.ends or encounter.at) > appointment.at


def _told_by(appointment: Meeting, encounters: Sequence[Meeting]) -> Meeting:
    own = [
        one
        for one in encounters
        if (one.appointment == appointment.resource_id if one.appointment else bool(one.at) and _together(one, appointment))
    ]
    ended = max((_recorded_end(one) for one in own), default=0.0)
    held = next((one.status for one in own if one.status in HELD), "")
    called_off = any(one.status == "cancelled" for one in own)
    open_yet = appointment.status not in HELD and appointment.status not in CANCELLED and NO_SHOW not in appointment.status
    said = next((one.title for one in own if one.service is not Service.UNSTATED), "")
    if said and appointment.service is Service.UNSTATED:
        appointment = appointment._replace(title=f"{appointment.title}: {said}" if appointment.title else said)
    told = held or ("cancelled" if called_off else "") if open_yet else ""
    return _with_clinicians(appointment, own)._replace(status=told or appointment.status, ended=ended)


def _recorded_end(one: Meeting) -> float:
    return one.ends if one.kind == "encounter" and one.status in OVER else 0.0
