"""One invented caseload told in four ways: as FHIR, as a calendar with tables, as clinical documents with a calendar, and typed by hand.

Every person meets the clinician once a week at one hour; what became of each past session, scores with answers, totals alone, problems and
medication are drawn from a seed. The clock stands still on ``NOW``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from briefing_app.domain.act import By
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_fact import FactKind, OwnFact
from briefing_app.domain.own_session import OwnSession, Repeats, Series
from briefing_app.domain.table_mapping import TableKind
from briefing_app.services.calendar_names import rule_events
from briefing_app.services.enter import enter_score
from briefing_app.services.entry import Filled, make_entry
from briefing_app.services.own_client import add_client
from briefing_app.services.own_fact import enter_fact
from briefing_app.services.own_session import add_session
from briefing_app.services.session_word import say_of_session
from briefing_app.services.table import as_json, choose, open_bytes
from briefing_app.services.table_said import say_columns
from briefing_app.storage.practice import PracticeStore
from tests import calendars, ccda
from tests.fhir import Resource, appointment, ndjson, patient, response, score
from tests.importing import HELD, NEW_YORK, take

TODAY = date(2026, 11, 30)  # a Monday
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=NEW_YORK)
AT, BY = NOW.timestamp(), "A. B."
WEEKS = 8
LAST = TODAY + timedelta(weeks=3)
GAD7 = "70274-6"
HELD_STATUS, MISSED, CANCELLED = "fulfilled", "noshow", "cancelled"
_TYPED = {HELD_STATUS: "held", MISSED: "missed", CANCELLED: "cancelled by the client"}
_NAMES = """Orla Vale; Noor Haldane; Ned Lowe; Ida Marsh; Omar Pike; Vera Quill; Kofi Rusk; Lena Stone;
Tess Thorn; Sami Upton; Rosa Varga; Nora Wren; Bram Yost; Cleo Zeller; Dara Abel; Emil Boone;
Faye Crane; Gus Dove; Hana Eden; Ivo Frost; Jude Gale; Kaya Hart; Liam Irons; Mina Joyce"""
_PROBLEMS = (
    ("Major depression", "F33.1"),
    ("Generalized anxiety", "F41.1"),
    ("Insomnia", "G47.00"),
    ("Panic disorder", "F41.0"),
)
_DRUGS = ("Sertraline", "Escitalopram", "Mirtazapine")


@dataclass(frozen=True, slots=True)
class Score:
    """An administration on a day: answers with their total, or a total alone."""

    measure: str
    day: date
    total: int
    answers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the caseload. ``first`` is their first session on the wall; ``outcomes`` what became of each past one, week by week."""

    number: int
    given: str
    family: str
    born: date
    first: datetime
    outcomes: tuple[str, ...]
    scores: tuple[Score, ...]
    problems: tuple[tuple[str, str, date], ...]
    drugs: tuple[tuple[str, date], ...]

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def past(self) -> list[tuple[datetime, str]]:
        """Begin and outcome of each session before today."""
        return [(self.first + timedelta(weeks=week), one) for week, one in enumerate(self.outcomes)]

    @property
    def ahead(self) -> list[datetime]:
        begins = [self.first + timedelta(weeks=week) for week in range(len(self.outcomes), WEEKS + 6)]
        return [one for one in begins if one.date() <= LAST]


def people(count: int, seed: int = 16) -> tuple[Person, ...]:
    """So many people, the same for the same seed. They come from Monday to Friday, four or five of them a day."""
    draw = random.Random(seed)
    return tuple(_person(number, draw) for number in range(count))


def _person(number: int, draw: random.Random) -> Person:
    weekday, place = number % 5, number // 5
    starts = datetime.combine(TODAY - timedelta(weeks=WEEKS) + timedelta(days=weekday), time(9 + place, 10 * draw.randrange(2)))
    outcomes = tuple(draw.choices((HELD_STATUS, MISSED, CANCELLED), (8, 1, 1))[0] for _ in range(WEEKS))
    days = [(starts + timedelta(weeks=week)).date() for week in range(0, WEEKS, 2)]
    scores = [_answered(day, draw) for day in days]
    scores += [Score("GAD-7", day, draw.randrange(22)) for day in days if draw.random() < 0.7]
    since = TODAY - timedelta(days=draw.randrange(90, 400))
    drugs = tuple((one, since) for one in draw.sample(_DRUGS, draw.randrange(2)))
    problems = tuple((words, code, since) for words, code in draw.sample(_PROBLEMS, draw.randrange(1, 3)))
    born = date(draw.randrange(1955, 2004), draw.randrange(1, 13), draw.randrange(1, 29))
    given, family = _NAMES.split(";")[number].split()
    return Person(number, given, family, born, starts, outcomes, tuple(scores), problems, drugs)


def _answered(day: date, draw: random.Random) -> Score:
    answers = (*(draw.randrange(4) for _ in range(8)), draw.choices((0, 1), (9, 1))[0])
    return Score("PHQ-9", day, sum(answers), answers)


def utc(begins: datetime) -> str:
    """A moment on the wall, as an export writes it."""
    return f"{begins.replace(tzinfo=NEW_YORK).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# -- as an export


def tell_as_export(store: PracticeStore, folder: Path, caseload: tuple[Person, ...]) -> None:
    take(store, ndjson(folder / "export.ndjson", *(one for person in caseload for one in _resources(person))))


def _resources(person: Person) -> Iterator[Resource]:
    id = f"c{person.number}"
    subject = {"subject": {"reference": f"Patient/{id}"}}
    yield patient(id, name=[{"family": person.family, "given": [person.given]}], birthDate=person.born.isoformat())
    for begins, status in [*person.past, *((begins, "booked") for begins in person.ahead)]:
        made = appointment(f"{id}-{begins:%m%d}", utc(begins), clients=(id,), status=status)
        yield {**made, "cancelationReason": {"coding": [{"code": "pat"}]}} if status == CANCELLED else made
    for at, one in enumerate(person.scores):
        if one.answers:
            yield response(f"{id}-s{at}", one.answers, one.day.isoformat(), client=id, total=one.total)
        else:
            yield score(f"{id}-s{at}", one.total, one.day.isoformat(), client=id, code=GAD7)
    for words, code, since in person.problems:
        coding = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code, "display": words}]
        yield {"resourceType": "Condition", "id": f"{id}-{code}", **subject, "code": {"coding": coding, "text": words},
               "clinicalStatus": {"coding": [{"code": "active"}]}, "onsetDateTime": since.isoformat()}  # fmt: skip
    for words, since in person.drugs:
        yield {"resourceType": "MedicationStatement", "id": f"{id}-{words}", **subject, "status": "active",
               "medicationCodeableConcept": {"text": words}, "dosage": [{"text": "50 mg"}],
               "effectivePeriod": {"start": since.isoformat()}}  # fmt: skip


# -- as a calendar and tables


def tell_as_tables(store: PracticeStore, folder: Path, caseload: tuple[Person, ...]) -> None:
    clients = [f'{1000 + one.number},"{one.family}, {one.given}",{one.born}' for one in caseload]
    sessions = [
        f"{1000 + person.number},{begins:%Y-%m-%d},{begins:%H:%M},{_TABLE[status]}"
        for person in caseload for begins, status in person.past
    ]  # fmt: skip
    items = ",".join(f"phq9_{item}" for item in range(1, 10))
    scores = [
        f"{1000 + person.number},{one.day},{','.join(map(str, one.answers or [''] * 9))},"
        + (f"{one.total}," if one.answers else f",{one.total}")
        for person in caseload for one in person.scores
    ]  # fmt: skip
    calendar_of(store, folder, caseload, take_now=False)
    tables = (
        _table(store, folder / "clients.csv", "Client no,Client,Birth date", clients),
        _table(store, folder / "sessions.csv", "Client no,Date,Start,Status", sessions),
        _table(store, folder / "scores.csv", f"Client no,Date,{items},PHQ-9,GAD-7", scores),
    )
    for path in (*tables, folder / "work.ics"):
        take(store, path)
    all_are_sessions(store)


_TABLE = {HELD_STATUS: "Arrived", MISSED: "No Show", CANCELLED: "Client Canceled"}


def _table(store: PracticeStore, path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows, ""]), "utf-8")
    opened = open_bytes(path.read_bytes(), path.name, HELD)
    mapping = choose(opened, HELD, {}).mapping
    assert mapping.kind in TableKind
    say_columns(store, opened.signature, as_json(mapping), AT, BY)
    return path


def calendar_of(store: PracticeStore, folder: Path, caseload: tuple[Person, ...], *, take_now: bool = True) -> None:
    """The weekly series of everybody under their names, up to ``LAST``."""
    until = f"RRULE:FREQ=WEEKLY;UNTIL={LAST + timedelta(days=1):%Y%m%d}T045959Z"
    events = [calendars.event(f"s{one.number}", f"{one.first:%Y%m%dT%H%M%S}", one.name, until) for one in caseload]
    path = calendars.written(folder / "work.ics", *events)
    if take_now:
        take(store, path)
        all_are_sessions(store)


def all_are_sessions(store: PracticeStore) -> None:
    rule_events(store, ("name Work by Google Inc", "all", ""), 1, AT, BY)


# -- as clinical documents and a calendar


def tell_as_documents(store: PracticeStore, folder: Path, caseload: tuple[Person, ...]) -> None:
    for person in caseload:
        (folder / f"{person.number:02}.xml").write_text(_document(person), "utf-8")
    take(store, *sorted(folder.glob("*.xml")))
    calendar_of(store, folder, caseload)


def _document(person: Person) -> str:
    id = f"c{person.number}"
    header = (
        f'<recordTarget><patientRole><id root="2.999.1" extension="{id}"/><patient><name><given>{person.given}</given>'
        f'<family>{person.family}</family></name><birthTime value="{person.born:%Y%m%d}"/></patient></patientRole></recordTarget>'
    )
    scored = [
        ccda.phq9(f"{id}-s{at}", one.total, list(one.answers), f"{one.day:%Y%m%d}") if one.answers
        else ccda.observation(f"{id}-s{at}", GAD7, ccda.whole(one.total), time=f"{one.day:%Y%m%d}")
        for at, one in enumerate(person.scores)
    ]  # fmt: skip
    visits = [
        ccda.visit(f"{id}-{begins:%m%d}", _ts(begins), _ts(begins + timedelta(minutes=50)), status=_VISIT[status])
        for begins, status in person.past if status in _VISIT
    ]  # fmt: skip
    made = ccda.document(
        ccda.section(ccda.PROBLEMS, *(ccda.problem(f"{id}-{code}", words, code, low=f"{since:%Y%m%d}") for words, code, since in person.problems)),
        ccda.section(ccda.MEDICATIONS, *(_drug(f"{id}-{words}", words, since) for words, since in person.drugs)),
        ccda.section(ccda.ENCOUNTERS, *visits),
        ccda.section(ccda.MENTAL_STATUS, *scored),
        client=header, time="20261128101500-0500",
    )  # fmt: skip
    return made.replace('extension="d1"', f'extension="{id}"').replace('extension="s"', f'extension="set-{id}"')


_VISIT = {HELD_STATUS: "completed", CANCELLED: "aborted"}  # a visit that was missed has no status of its own there


def _ts(begins: datetime) -> str:
    return begins.replace(tzinfo=NEW_YORK).strftime("%Y%m%d%H%M%S%z")


def _drug(id: str, words: str, since: date) -> str:
    return (
        f'<substanceAdministration moodCode="EVN"><id root="{ccda.ROOT}" extension="{id}"/><statusCode code="active"/>'
        f'<effectiveTime xsi:type="IVL_TS"><low value="{since:%Y%m%d}"/></effectiveTime><doseQuantity value="50" unit="mg"/>'
        f'<consumable><manufacturedProduct><manufacturedMaterial><code code="9" codeSystem="2.16.840.1.113883.6.88" displayName="{words}"/>'
        "</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>"
    )


# -- by hand


def tell_by_hand(store: PracticeStore, folder: Path, caseload: tuple[Person, ...]) -> None:
    for person in caseload:
        row = add_client(store, OwnClient(person.name, person.born.isoformat()), AT, BY).number
        number = add_session(store, (row,), OwnSession(person.first), Series(Repeats.WEEKLY, LAST), AT, BY).number
        for week, (_, status) in enumerate(person.past):
            say_of_session(store, f"session:{number + week}", (row,), (_TYPED[status], ""), AT, BY)
        for one in person.scores:
            total = None if one.answers else float(one.total)
            enter_score(store, make_entry(HELD(one.measure), row, one.day, Filled(total, one.answers), By(BY, NOW)))
        for words, code, since in person.problems:
            enter_fact(store, row, OwnFact(FactKind.PROBLEM, words, code=code, since=since.isoformat()), AT, BY)
        for words, since in person.drugs:
            enter_fact(store, row, OwnFact(FactKind.MEDICATION, words, "50 mg", since=since.isoformat()), AT, BY)
