"""What the columns of a table mean: as the clinician says, as a known program writes them, or as their names propose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from briefing_app.domain.measure import Measure
from briefing_app.domain.table_items import find_items
from briefing_app.domain.written_day import Order
from briefing_app.domain.written_score import plain

ITEM_MARK = ":"


class TableKind(StrEnum):
    """What a table is about; answers are scores of which single answers are told."""

    SESSIONS = "sessions"
    CLIENTS = "clients"
    SCORES = "scores"
    ANSWERS = "answers"
    CHECKINS = "checkins"

    @property
    def has_scores(self) -> bool:
        """Whether rows of this kind hold results of instruments."""
        return self in (TableKind.SCORES, TableKind.ANSWERS, TableKind.CHECKINS)


class Field(StrEnum):
    """What one column is, in the words of a file of columns. A measure's total is its id, an item of it ``PHQ-9:9``."""

    CLIENT_ID = "client id"
    CLIENT = "client"
    FIRST = "first name"
    LAST = "last name"
    PREFERRED = "preferred name"
    BIRTH = "birth date"
    SEX = "sex"
    PRONOUNS = "pronouns"
    DATE = "date"
    START = "start"
    END = "end"
    LENGTH = "length"
    STATUS = "status"
    SERVICE = "service"
    PLACE = "place"
    CLINICIAN = "clinician"
    MEASURE = "measure"
    SCORE = "score"
    ROW_ID = "row id"
    BREAK = "break"
    ARCHIVED = "archived"
    TEST = "test"


# Column names as people write them, in plain letters (product rule); German ones as practice programs there do.
_NAMES_OF = {
    Field.CLIENT_ID: "clientid clientno clientnumber clientcode patientid patientno patientnumber id mrn chart chartno chartnumber recordid"
    " caseref caseid participantid userid studyid clientinitialsorcode externalreference klientennummer patientennummer medicalrecordnumber",
    Field.CLIENT: "client clientname patient patientname name fullname yourname whatisyourname participant klientin klient klientenname patientin",
    Field.FIRST: "firstname givenname fname vorname clientfirstname patientfirstname",
    Field.LAST: "lastname familyname surname lname nachname clientlastname patientlastname",
    Field.PREFERRED: "preferred preferredname nickname goesby rufname",
    Field.BIRTH: "dob birthdate dateofbirth birthday born geburtsdatum geboren",
    Field.SEX: "sex gender geschlecht",
    Field.PRONOUNS: "pronouns",
    Field.DATE: "date day when timestamp datetime completed completedat completedon datecompleted completiontime submitted submittedat testdate"
    " dateofservice appointmentdate assessmentdate startdate datum erhebungsdatum termin tag enddate recordeddate",
    Field.START: "start starttime time from begin startat beginn uhrzeit von",
    Field.END: "end endtime to until endat ende bis",
    Field.LENGTH: "duration length minutes durationmin durationminutes dauer dauermin dauerminuten",
    Field.STATUS: "status state attendance outcome appointmentstatus",
    Field.SERVICE: "service type appointmenttype treatment servicetype leistung",
    Field.PLACE: "location place office room ort",
    Field.CLINICIAN: "clinician therapist practitioner provider behandler",
    Field.MEASURE: "measure instrument questionnaire assessment scale test fragebogen",
    Field.SCORE: "score total totalscore value result summenwert summe wert",
}
NAMES: dict[str, Field] = {name: field for field, names in _NAMES_OF.items() for name in names.split()}
# The first one that a table has is taken where several columns would do: when it was filled in before when it was begun.
_FIRST_OF = {Field.DATE: ("completiontime", "completed", "datecompleted", "enddate", "date")}
_ID = re.compile(r"[A-Za-z]{0,4}[-#]?\d[\dA-Za-z-]*", re.ASCII)
_TAIL = re.compile(r"(?:item|question|q|i)?0*+([1-9]\d?)", re.ASCII)
TOTAL_TAILS = ("", "score", "total", "totalscore", "sum", "value", "result")


@dataclass(frozen=True, slots=True)
class KnownHeader:
    """The columns of a known program's table. ``needs`` are plain names that tell it, ``columns`` what they mean; ``seen`` says whether a real
    file was seen, else its columns are not verified. ``header_rows`` name the columns together. ``refused`` says why nothing of it is read."""

    name: str
    kind: TableKind
    needs: tuple[str, ...]
    columns: Mapping[str, str]
    seen: bool
    source: str
    header_rows: int = 1
    system: str = ""
    refused: str = ""
    tests: tuple[str, ...] = ()
    by_text: bool = False


@dataclass(frozen=True, slots=True)
class TableMapping:
    """``columns`` say of a column's name what it means, a ``Field`` or a measure; those left out are not named. ``lowest`` is the number of the
    least answer in the file, None until it is said. ``system`` names whose ids they are where a program numbers its own; ``program`` the known
    table that was recognised. With ``once`` the next table is asked about anew."""

    kind: TableKind
    columns: tuple[tuple[str, str], ...]
    order: Order = Order.UNSTATED
    lowest: int | None = None
    system: str = ""
    program: str = ""
    tests: tuple[str, ...] = ()
    once: bool = False

    def column(self, field: Field) -> str:
        """The column of a field, "" where there is none."""
        return next((name for name, meaning in self.columns if meaning == field.value), "")

    @property
    def values(self) -> tuple[tuple[str, str, int], ...]:
        """Column, measure and item (0 = total) of every column that holds one."""
        fields = {one.value for one in Field}
        found = ((name, *meaning.partition(ITEM_MARK)) for name, meaning in self.columns if meaning not in fields)
        return tuple((name, measure, int(item or 0)) for name, measure, _, item in found)

    @property
    def lacks(self) -> str:
        """What is still to be said of the columns, in words; "" when nothing is."""
        if not any(self.column(one) for one in (Field.CLIENT_ID, Field.CLIENT, Field.LAST, Field.FIRST)):
            return "Say which column names the client."
        if self.kind is not TableKind.CLIENTS and not (self.column(Field.DATE) or self.column(Field.START)):
            return "Say which column holds the date."
        if self.kind is TableKind.CLIENTS and not any(self.column(one) for one in (Field.CLIENT, Field.LAST, Field.FIRST)):
            return "Say which column holds the name."
        if self.kind.has_scores and not self.values and not (self.column(Field.MEASURE) and self.column(Field.SCORE)):
            return "Say which columns hold scores: a total, an item, or one column with the measure and one with the score."
        return ""


def signature(names: Sequence[str]) -> tuple[str, ...]:
    """The same for every table of these columns, in whatever order and spelling of capitals and blanks."""
    return tuple(sorted(plain(name) or name for name in names))


def recognise(names: Sequence[str], known: Iterable[KnownHeader]) -> KnownHeader | None:
    """The known table that needs most of these columns, None where none fits."""
    found = set(map(plain, names))
    fitting = [one for one in known if found.issuperset(one.needs)]
    return max(fitting, key=lambda one: len(one.needs), default=None)


def of_known(names: Sequence[str], header: KnownHeader, measures: Iterable[Measure]) -> TableMapping:
    """The mapping that a known table brings along; questions of a form are found by their words."""
    columns = [(name, meaning) for name in names if (meaning := header.columns.get(plain(name)))]
    if header.by_text:
        taken = {name for name, _ in columns}
        columns += _score_columns([name for name in names if name not in taken], measures)
    return TableMapping(header.kind, tuple(columns), system=header.system, program=header.name, tests=header.tests)


def propose(
    names: Sequence[str], cells: Sequence[Sequence[str]], measures: Iterable[Measure], doubled: Iterable[str] = ()
) -> TableMapping:
    """A mapping by the columns' names and, of clients, by whether their cells are ids; of a ``doubled`` name none is proposed."""
    unclear = set(doubled)
    usable = [name for name in names if name not in unclear and name.rpartition(" (")[0] not in unclear]
    columns = _score_columns(usable, measures)
    taken = {name for name, _ in columns}
    by_field: dict[Field, list[str]] = {}
    for name in usable:
        field = NAMES.get(plain(name))
        if field is not None and name not in taken:
            if field is Field.CLIENT and _are_ids([row[names.index(name)] for row in cells if names.index(name) < len(row)]):
                field = Field.CLIENT_ID
            by_field.setdefault(field, []).append(name)
    if columns:
        by_field.pop(Field.MEASURE, None)
        by_field.pop(Field.SCORE, None)
    for field, found in by_field.items():
        wanted = [name for one in _FIRST_OF.get(field, ()) for name in found if plain(name) == one]
        columns.append(((wanted or found)[0], field.value))
    return TableMapping(_kind_of(by_field, columns), tuple(columns))


def _kind_of(by_field: Mapping[Field, object], columns: Sequence[tuple[str, str]]) -> TableKind:
    fields = {one.value for one in Field}
    values = [meaning for _, meaning in columns if meaning not in fields]
    if values and all(ITEM_MARK in one for one in values):
        return TableKind.ANSWERS
    if values or (Field.MEASURE in by_field and Field.SCORE in by_field):
        return TableKind.SCORES
    if Field.BIRTH in by_field and not (Field.START in by_field or Field.DATE in by_field):
        return TableKind.CLIENTS
    return TableKind.SESSIONS if Field.DATE in by_field or Field.START in by_field else TableKind.CLIENTS


def _are_ids(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and 2 * sum(bool(_ID.fullmatch(cell)) for cell in filled) > len(filled)


def _score_columns(names: Sequence[str], measures: Iterable[Measure]) -> list[tuple[str, str]]:
    """Totals and items by the measure's name, then items by the words of their questions."""
    every = list(measures)
    by_name = {plain(one.id): one for one in every}
    found: list[tuple[str, str]] = []
    for name in names:
        if meaning := _by_name(plain(name), by_name):
            found.append((name, meaning))
    taken = {name for name, _ in found}
    found += [
        (name, f"{measure}{ITEM_MARK}{item}")
        for name, measure, item in find_items([one for one in names if one not in taken], every)
    ]
    return found


def _by_name(column: str, by_name: Mapping[str, Measure]) -> str:
    for tail in TOTAL_TAILS:
        if column.endswith(tail) and column.removesuffix(tail) in by_name:
            return by_name[column.removesuffix(tail)].id
    for name, one in by_name.items():
        found = _TAIL.fullmatch(column, len(name)) if column.startswith(name) else None
        if found is not None and int(found.group(1)) <= one.asked:
            return f"{one.id}{ITEM_MARK}{int(found.group(1))}"
    return ""
