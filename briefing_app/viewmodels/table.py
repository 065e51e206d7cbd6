"""A table before it is kept, in words: its columns, the first rows as they are understood, and every row that is not kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from briefing_app.domain.periods import age_on, say_date
from briefing_app.domain.table_mapping import Field, TableKind, TableMapping
from briefing_app.domain.table_people import Person, same_name
from briefing_app.domain.table_rows import ClientRow, ScoreRow, SessionRow
from briefing_app.domain.table_scores import Given
from briefing_app.services.table import Look, Opened, Resolved
from briefing_app.services.table_records import score_name, session_name

FIRST_ROWS = 10
MOST_CANDIDATES = 3
SEGMENTS = (
    (TableKind.SCORES, "Scores"),
    (TableKind.SESSIONS, "Sessions"),
    (TableKind.CLIENTS, "Clients"),
    (TableKind.CHECKINS, "Check-ins"),
)
NOUNS = {
    TableKind.SCORES: ("score", "scores"),
    TableKind.ANSWERS: ("score", "scores"),
    TableKind.CHECKINS: ("score", "scores"),
    TableKind.SESSIONS: ("session", "sessions"),
    TableKind.CLIENTS: ("client", "clients"),
}
LEAVE_OUT = "leave out"
# What a column may be, by what the table is about.
_WHO = (Field.CLIENT, Field.CLIENT_ID, Field.FIRST, Field.LAST, Field.BIRTH)
CHOICES = {
    TableKind.CLIENTS: (*_WHO, Field.PREFERRED, Field.SEX, Field.PRONOUNS, Field.STATUS),
    TableKind.SESSIONS: (
        *_WHO, Field.DATE, Field.START, Field.END, Field.LENGTH, Field.STATUS, Field.SERVICE, Field.PLACE, Field.CLINICIAN, Field.ROW_ID, Field.BREAK,
        Field.ARCHIVED,
    ),
    TableKind.SCORES: (*_WHO, Field.DATE, Field.MEASURE, Field.SCORE),
}  # fmt: skip
SAID = {
    Field.CLIENT: "client's name",
    Field.CLIENT_ID: "client's id",
    Field.DATE: "date",
    Field.MEASURE: "a measure's name",
    Field.SCORE: "that measure's score",
    Field.LENGTH: "length in minutes",
    Field.BREAK: "whether it is a break",
    Field.ARCHIVED: "whether it is archived",
    Field.ROW_ID: "the session's number",
}


@dataclass(frozen=True, slots=True)
class RestWords:
    """A row that is not kept as it is, or rows of one name that wait: ``choices`` are clients to say, by id and words; ``name`` what is asked."""

    line: str
    cell: str
    reason: str
    name: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TableWords:
    """What the panel says. ``keep`` is the words of its button, and ``may_be_kept`` whether anything would come of it."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rest_title: str
    rest: tuple[RestWords, ...]
    notes: tuple[str, ...]
    asks: str
    counts: str
    keep: str
    may_be_kept: bool
    exact: int


def choices_of(kind: TableKind) -> tuple[tuple[str, str], ...]:
    """The meanings that a column may have beside a measure: as kept, and in words."""
    fields = CHOICES[TableKind.SCORES if kind.has_scores else kind]
    return (("", LEAVE_OUT), *((one.value, SAID.get(one, one.value)) for one in fields))


def make_head(opened: Opened) -> str:
    """The line below the file's name."""
    sheet = f"Sheet “{opened.table.sheet}”, " if opened.table.sheet else ""
    count = len(opened.rows)
    rows = "1 row" if count == 1 else f"{count:,} rows"
    header = f"header in line {opened.line}"
    return f"{sheet}{header if sheet else header.capitalize()}, {rows} below it. Nothing is kept yet."


def make_table(
    mapping: TableMapping, look: Look, people: Mapping[str, Person], known: Collection[str], today: date
) -> TableWords:
    """``known`` are the names of scores and sessions that are kept already."""
    new, here = _counted(look, mapping, people, known)
    waiting = len(look.waiting)
    refused = [one for one in look.not_kept if not one.left_out]
    left_out = len(look.not_kept) - len(refused)
    rest = (
        *_waits(look, people, today),
        *(RestWords(f"Line {one.line}", one.cell, _sentence(one.reason)) for one in look.not_kept),
    )
    noun = NOUNS[mapping.kind][new != 1]
    parts = [f"{new:,} {noun} new", *_some(here, "here already"), *_some(len(refused), "refused"), *_some(left_out, "left out")]
    if waiting:
        parts.append(f"{waiting:,} {'waits' if waiting == 1 else 'wait'} for you")
    may = not look.asks and (new > 0 or here > 0)
    return TableWords(
        _titles(mapping),
        _first_rows(look, mapping, people, known, today) if not look.asks else (),
        _rest_title(len({one.line for one in refused} | {one.row.line for one in look.waiting}), left_out),
        rest,
        look.notes,
        look.asks,
        " · ".join(parts) if not look.asks else "",
        f"Keep {new:,} {noun}" if may else "Keep",
        may,
        sum(len(one.choices) == 1 and one.reason == EXACT for one in rest),
    )


EXACT = "The name alone: is it this client?"


def _counted(look: Look, mapping: TableMapping, people: Mapping[str, Person], known: Collection[str]) -> tuple[int, int]:
    names: set[str] = set()
    here = 0
    for one in look.ready:
        name = _name_of(one, mapping)
        is_here = name in known or name in names or (isinstance(one.row, ClientRow) and one.found.person in people)
        names.add(name)
        here += is_here
    return len(look.ready) - here, here


def _name_of(one: Resolved, mapping: TableMapping) -> str:
    row = one.row
    if isinstance(row, ScoreRow):
        return score_name(row, one.found.person)
    if isinstance(row, SessionRow):
        return session_name(row, one.found.person, mapping.system)
    return f"client in line {row.line}"


def _some(count: int, words: str) -> list[str]:
    return [f"{count:,} {words}"] if count else []


def _rest_title(count: int, left_out: int) -> str:
    if count:
        return "One row is not kept as it is" if count == 1 else f"{count:,} rows are not kept as they are"
    return "Every row is kept" if not left_out else "Every row that holds something is kept"


def _sentence(reason: str) -> str:
    return (
        f"{reason[:1].upper()}{reason[1:]}."
        if reason and not reason.endswith((".", "?"))
        else f"{reason[:1].upper()}{reason[1:]}"
    )


def _waits(look: Look, people: Mapping[str, Person], today: date) -> list[RestWords]:
    """One entry for each name that is asked about."""
    by_name: dict[str, list[Resolved]] = {}
    for one in look.waiting:
        by_name.setdefault(same_name(one.row.who.text) or one.row.who.id, []).append(one)
    found = []
    for waiting in by_name.values():
        first = waiting[0]
        numbers = list(dict.fromkeys(one.row.line for one in waiting))
        lines = ", ".join(map(str, numbers[:MOST_CANDIDATES]))
        more = f" and {len(numbers) - MOST_CANDIDATES} more" if len(numbers) > MOST_CANDIDATES else ""
        choices = tuple((one, _called(people[one], today)) for one in first.found.candidates[:MOST_CANDIDATES] if one in people)
        who = first.row.who.text or first.row.who.id
        where = "Line" if len(numbers) == 1 else "Lines"
        found.append(RestWords(f"{where} {lines}{more}", f"Client is “{who}”", _sentence(first.found.reason), who, choices))
    return found


def _called(person: Person, today: date) -> str:
    age = age_on(person.birth, today) if len(person.birth) == 10 else None
    return f"{person.name}, {age}" if age is not None else person.name


# -- the first rows


def _titles(mapping: TableMapping) -> tuple[str, ...]:
    if mapping.kind is TableKind.CLIENTS:
        return ("Line", "Client", "Birth date", "Id", "")
    if mapping.kind is TableKind.SESSIONS:
        return ("Line", "Client", "Day", "Time", "Status", "")
    return ("Line", "Client", "Date", *(_measures(mapping) or ("Measure", "Score")), "")


def _measures(mapping: TableMapping) -> tuple[str, ...]:
    return tuple(dict.fromkeys(measure for _, measure, _ in mapping.values))


def _first_rows(
    look: Look, mapping: TableMapping, people: Mapping[str, Person], known: Collection[str], today: date
) -> tuple[tuple[str, ...], ...]:
    by_line: dict[int, list[Resolved]] = {}
    for one in look.ready:
        if one.row.line not in by_line and len(by_line) == FIRST_ROWS:
            break
        by_line.setdefault(one.row.line, []).append(one)
    return tuple(_row(found, mapping, people, known, today) for found in by_line.values())


def _row(
    found: list[Resolved], mapping: TableMapping, people: Mapping[str, Person], known: Collection[str], today: date
) -> tuple[str, ...]:
    first = found[0]
    row, person = first.row, people.get(first.found.person)
    if isinstance(row, ClientRow):
        shown = f"{row.preferred or row.who.name.first} {row.who.name.last}".strip()
        return (
            str(row.line),
            shown,
            row.who.birth or "not given",
            row.who.id or "not given",
            "here already" if person else "new",
        )
    name = person.name if person else row.who.text
    when = say_date(row.when.day, today)
    if isinstance(row, SessionRow):
        state = "here already" if _name_of(first, mapping) in known else "new"
        ends = f" to {row.ends}" if row.ends else f", {row.minutes} min" if row.minutes else ""
        return str(row.line), name, when, f"{row.when.clock}{ends}" if row.when.clock else "not given", row.status, state
    state = "here already" if all(_name_of(one, mapping) in known for one in found) else "new"
    given = {one.row.given.measure: one.row.given for one in found if isinstance(one.row, ScoreRow)}
    measures = _measures(mapping)
    said = tuple(_say(given.get(measure)) for measure in measures) if measures else (row.given.measure, _say(row.given))
    return str(row.line), name, f"{when}, {row.when.clock}" if row.when.clock else when, *said, state


def _say(given: Given | None) -> str:
    """A total and the answers beside it; an answer that is no number stands as written."""
    if given is None:
        return "not given"
    parts = [f"{given.total:g}"] if given.total is not None else []
    answered = [(item, value) for item, value in enumerate(given.items, start=1) if value is not None]
    if len(answered) > MOST_CANDIDATES:
        parts.append(" ".join("–" if value is None else str(value) for value in given.items))
    else:
        parts += [f"item {item}: {value}" for item, value in answered]
    parts += [f"item {item}: “{words}”" for item, words in given.unread]
    return "; ".join(parts)
