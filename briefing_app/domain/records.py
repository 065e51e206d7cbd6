"""What an export says, record by record, as the importer hands it on. Tuples, because hundreds of thousands pass by."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from briefing_app.domain.calendar import CalendarRecord

# What a clinical document of confidentiality R or V says, in flags of scores and titles of problems and medication (HL7 Confidentiality; 42 CFR part 2).
RESTRICTED = "restricted by its source: not to be passed on without the client's consent"


class Source(NamedTuple):
    """Where a record stands: the resource, its version and age as stated, and the line (or entry) of the file. ``file`` is a number of the run."""

    resource_type: str
    resource_id: str
    version: str
    updated: float
    file: int
    line: int


class Reference(NamedTuple):
    """A resolved reference: resource type and the id under which that resource is known. Both are "" when there is none."""

    type: str
    id: str


NO_REFERENCE = Reference("", "")


class ContactKind(Enum):
    """Who stands beside a client."""

    OWN = "own"  # of the client
    CONTACT = "contact"  # whom the client's record names
    RELATED = "related"
    TEAM = "team"  # who treats the client


class Contact(NamedTuple):
    """Somebody beside a client, or the client's own numbers: a word of ``ContactKind``, name, relation or role, ``reach`` one number or address
    a line, and since when that is over as given, "" while it holds."""

    kind: str
    name: str
    relation: str
    reach: str
    ended: str


class ContactsRecord(NamedTuple):
    """All that one RelatedPerson or CareTeam says of the people beside a client."""

    client: str
    contacts: tuple[Contact, ...]
    source: Source


class Said(NamedTuple):
    """What a Patient says of a death (a day as given, or "yes"), the language to speak with them, and whether an interpreter is needed
    ("needed", "not needed"); each "" where it says nothing."""

    died: str = ""
    language: str = ""
    interpreter: str = ""


LINKS = frozenset({"replaced-by", "replaces", "refer", "seealso"})


class ClientRecord(NamedTuple):
    """A Patient. ``identifiers`` are ``system|value`` pairs; ``aliases`` further names under which references may point here.

    ``also`` are all names of theirs in use, given name first, where there are several.

    ``links`` name other records of the same person: a kind of ``LINKS`` and the name under which that one is known.
    """

    id: str
    family: str
    given: str
    birth_date: str
    gender: str
    pronouns: str
    active: bool
    identifiers: tuple[str, ...]
    aliases: tuple[str, ...]
    source: Source
    links: tuple[tuple[str, str], ...] = ()
    said: Said = Said()
    contacts: tuple[Contact, ...] = ()
    also: tuple[str, ...] = ()


class PractitionerRecord(NamedTuple):
    """A Practitioner, or with ``stands_for`` a PractitionerRole or Schedule that points at one."""

    id: str
    name: str
    stands_for: str
    source: Source


class MeetingKind(Enum):
    """The two FHIR resources that a meeting may be told as."""

    APPOINTMENT = "appointment"
    ENCOUNTER = "encounter"


class MeetingRecord(NamedTuple):
    """An Appointment or Encounter of one client. ``at`` and ``ends`` are seconds since 1970 (0 = unknown); ``day`` is set for day precision;
    ``date`` is the start as given; ``cancelled_by`` is "client", "practice" or "" where the export does not say. ``others`` are the
    practitioners who take part beside the first, each as id and name; ``called`` is what the meeting calls its client.

    ``series`` is the Appointment that tells of the series, ``place`` the number in it (0 where it is not said), and ``expanded`` marks a
    meeting that its template tells of; ``part_of`` is the Encounter of which this is a part."""

    kind: str
    client: str
    practitioner: str
    practitioner_name: str
    at: float
    ends: float
    day: str
    date: str
    status: str
    title: str
    mode: str
    appointment: str
    slot: str
    cancelled_by: str
    source: Source
    others: tuple[tuple[str, str], ...] = ()
    called: str = ""
    series: str = ""
    place: int = 0
    expanded: bool = False
    part_of: str = ""


class SlotRecord(NamedTuple):
    """A Slot with the times that an Appointment may leave out, and whose Schedule it is."""

    id: str
    at: float
    ends: float
    practitioner: str
    file: int


class ClinicalKind(Enum):
    """What a clinical record is about."""

    CONDITION = "condition"
    MEDICATION = "medication"
    GOAL = "goal"
    PLAN = "plan"
    NOTE = "note"
    MESSAGE = "message"
    TASK = "task"
    FLAG = "flag"
    EPISODE = "episode"


class Author(Enum):
    """Who wrote a message: the client, somebody close to them, the practice to the client, or another; UNSTATED where the export does not say."""

    CLIENT = "client"
    RELATED = "related"
    PRACTICE = "practice"
    OTHER = "other"
    UNSTATED = ""


class ClinicalRecord(NamedTuple):
    """A diagnosis, medication, goal, plan, note, message, task, flag or episode, with its dates as given (``at`` 0 = no instant).

    Of a message ``author`` is a word of ``Author`` and ``author_name`` what the export calls them; both are "" of everything else. Of a note
    ``lacks`` says why its words are not here, "" where they were read, and ``replaces`` the ids of notes that it replaces, with blanks between.
    """

    kind: str
    client: str
    title: str
    detail: str
    status: str
    at: float
    day: str
    end_day: str
    author: str
    author_name: str
    source: Source
    lacks: str = ""
    replaces: str = ""


class Role(Enum):
    """Which part of one administration a resource is."""

    TOTAL = "total"
    ITEM = "item"
    PANEL = "panel"
    RESPONSE = "response"


class EvidenceRecord(NamedTuple):
    """One resource that bears on a measure.

    ``items`` are answers in item order, "" where missing (``"3,0,,1"``); ``value`` the stated total or item value as text, "" where none;
    ``at`` seconds since 1970 (0 = no instant), ``day`` the day as written, ``date`` the text as given, ``precision`` as in ``Moment``.
    ``part_of`` names the responses and observations this was derived from or is made of, with blanks between; ``encounter`` dates it when
    nothing else does. ``flags`` also hold, in their words, answers and totals that could not be read (``domain/unread``).
    """

    client: str
    measure: str
    role: str
    item: int
    value: str
    items: str
    at: float
    day: str
    date: str
    precision: str
    status: str
    flags: str
    encounter: str
    part_of: str
    source: Source


class Deletion(NamedTuple):
    """A resource that the server says is gone: in which version, and since when in seconds since 1970, as far as it says ("" and 0)."""

    resource_type: str
    resource_id: str
    file: int
    line: int
    version: str = ""
    updated: float = 0.0


class UnreadRecord(NamedTuple):
    """A resource of a client that no rule understands: what it is in words, why, its day ("" where it has none), and its whole content as JSON.

    Without a reason it is understood, by what the clinician said of its codes, and kept in case they say otherwise.
    """

    client: str
    kind: str
    reason: str
    day: str
    content: bytes
    source: Source


class MappedCode(NamedTuple):
    """What the clinician said a local code means, or the question ``code`` of the form ``system``: item 0 is the total; "" is no measure."""

    system: str
    code: str
    measure: str
    item: int = 0


class KeptForm(NamedTuple):
    """A Questionnaire, ValueSet or CodeSystem, kept for responses of other imports: its name and its whole content as JSON."""

    key: str
    content: bytes
    source: Source


Record = (
    ClientRecord
    | PractitionerRecord
    | MeetingRecord
    | SlotRecord
    | ClinicalRecord
    | ContactsRecord
    | EvidenceRecord
    | Deletion
    | UnreadRecord
    | KeptForm
    | CalendarRecord
)


class Issue(NamedTuple):
    """A line of the import report: where, and why, in a sentence. ``weight`` is rejected, warning or note."""

    file: str
    line: int
    weight: str
    reason: str


class UnmappedCode(NamedTuple):
    """A local code that looks like a score of a measure; nothing is shown of it until the clinician says which."""

    system: str
    code: str
    display: str
