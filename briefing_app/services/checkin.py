"""Check-ins between sessions: pages written, codes taken back, and the days that count."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from briefing_app.domain.act import By
from briefing_app.domain.administration import FINAL
from briefing_app.domain.checkin import Checkin, CheckinDay, CheckinPage, CheckinSource, Forms, Received, checkin_days, clock_of
from briefing_app.domain.checkin_code import KEY_BYTES, PAGE_BITS, Finished, decode, page_of, read_groups
from briefing_app.domain.client import HELD
from briefing_app.domain.entry import OwnScore
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import local_day, local_instant, local_time, say_full_date
from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import one_line
from briefing_app.services.entry import Filled, make_entry
from briefing_app.services.keep_checkin import keep_page
from briefing_app.services.measure import Catalogue
from briefing_app.sources.bounded_file import open_regular, read_whole
from briefing_app.storage.checkin import ImportedScore, imported_scores, kept_checkins, page_with, pages_of, references
from briefing_app.storage.checkin import clients_with_checkins as clients_with_checkins
from briefing_app.storage.practice import PracticeReader, PracticeStore

MARK = "Briefing check-in"  # the first line of a file that a check-in page saves
LARGEST_FILE = 64_000  # bytes: a thousand codes and more
TABLES = (".csv", ".tsv", ".xlsx")
AHEAD = timedelta(days=1)  # a client's calendar may be a day ahead of the clinician's


# -- pages


def may_be_asked(measure: Measure) -> bool:
    """Whether its wording may be given to a client: the rule of the form in the app."""
    return measure.form is not None


def make_page(
    store: PracticeStore,
    catalogue: Catalogue,
    client: int,
    measures: Sequence[str],
    by: By,
    key: bytes | None = None,
) -> CheckinPage:
    """Draw a number and a key for a page of these measures, and keep them. Raises Problem where a licence does not let the wording ship."""
    if not measures:
        raise Problem("No measure was chosen.", "Choose one or more.")
    forms = forms_of([catalogue(name) for name in dict.fromkeys(measures)])
    while True:
        drawn = secrets.randbelow(1 << PAGE_BITS)
        page = CheckinPage(drawn, client, key or secrets.token_bytes(KEY_BYTES), forms, by.now.timestamp(), 0.0, by.user)
        if keep_page(store, page).number:
            return page


def forms_of(measures: Sequence[Measure]) -> Forms:
    """The questions of a page and the values of their answers. Raises Problem where a licence does not let the wording ship."""
    forms = []
    for measure in measures:
        if measure.form is None:
            raise Problem(
                f"The wording of {measure.id} may not be put on a page: {measure.licence}.", "Choose a measure that has a form."
            )
        forms.append((measure.id, tuple(tuple(value for value, _ in options) for options in measure.form.options)))
    return tuple(forms)


# -- codes


def read_code(
    reader: PracticeReader, catalogue: Catalogue, text: str, now: datetime, by: str, zone: tzinfo | None = None
) -> Received:
    """What a code says, ready to be kept. Its day and time are those of a clock in ``zone``, None for the system's.

    Raises Problem that says which group is wrong, or why the code is not taken.
    """
    groups = read_groups(text)
    page = page_with(reader, page_of(groups))
    if page is None:
        raise Problem(
            f"No page of this practice begins its codes with {groups[0]}.", "Look at the first group, and whose page it is."
        )
    finished = decode(groups, page.choices, page.key)
    if finished.day > (now + AHEAD).date():
        raise Problem(
            f"The code says that it was finished on {say_full_date(finished.day)}, which is still to come.",
            "The clock of the client's device was wrong. Nothing was kept; the answers can be entered as a score from paper.",
        )
    ended = local_time(page.ended, zone).date() if page.ended else None
    if ended is not None and finished.day > ended:
        raise Problem(
            f"This page was ended on {say_full_date(ended)}; the code was finished after that.",
            "Write a new page for the client.",
        )
    answers = iter(finished.answers)
    scores = []
    for name, questions in page.forms:
        items = [values[answer - 1] if (answer := next(answers)) else None for values in questions]
        if any(value is not None for value in items):
            scores.append(_entry(catalogue(name), page.client, finished, items, By(by, now), zone))
    return Received(
        page.client,
        finished.day,
        clock_of(finished.at),
        CheckinSource.PAGE,
        "".join(groups),
        tuple(scores),
        page.number,
    )


def _entry(measure: Measure, client: int, finished: Finished, items: list[int | None], by: By, zone: tzinfo | None) -> OwnScore:
    moment = local_instant(datetime.combine(finished.day, finished.at), zone)
    late = By(by.user, max(by.now, local_time(moment, zone)))
    made = make_entry(measure, client, finished.day, Filled(items=items, form=True), late)
    return made._replace(at=moment, entered=by.now.timestamp())


@dataclass(frozen=True, slots=True)
class Files:
    """Files among what is imported: those that a check-in page saved, with their codes; tables; all else; and what is not read, in words."""

    codes: tuple[tuple[Path, tuple[str, ...]], ...]
    tables: tuple[Path, ...]
    others: tuple[Path, ...]
    refused: tuple[str, ...]


def sort_files(paths: Sequence[Path]) -> Files:
    """A file of codes is told by its first line, a table by its name."""
    codes: list[tuple[Path, tuple[str, ...]]] = []
    tables: list[Path] = []
    others: list[Path] = []
    refused: list[str] = []
    for path in paths:
        kind = path.suffix.lower()
        try:
            found = codes_in(path) if kind in ("", ".txt") and path.is_file() else None
        except Problem as problem:
            refused.append(str(problem))
            continue
        if found is not None:
            codes.append((path, tuple(found)))
        elif kind in TABLES and path.is_file():
            tables.append(path)
        else:
            others.append(path)
    return Files(tuple(codes), tuple(tables), tuple(others), tuple(refused))


def codes_in(path: Path) -> list[str] | None:
    """The codes in a file that a check-in page saved; None when it is another kind of file. Several may stand in one file, a line each.

    Raises Problem when there are more than are read at once: none of them is left out in silence.
    """
    try:
        with open(path.resolve(), "rb", opener=open_regular) as stream:
            start = stream.read(len(MARK) + 100)
    except (OSError, RuntimeError, ValueError):
        return None
    first = start.decode("utf-8-sig", "replace").splitlines()[:1]
    if [line.strip() for line in first] != [MARK]:
        return None
    data = read_whole(path, LARGEST_FILE, "Keep its codes in several files, each with the first line of this one.")
    lines = [one_line(line) for line in data.decode("utf-8-sig", "replace").splitlines()]
    return [line for line in lines if line and line != MARK]


# -- what counts


def page_called(reader: PracticeReader, code: str) -> int:
    """The number of the page that a code, or the first word of one, is of. Raises Problem where this practice wrote no such page."""
    groups = read_groups(code)
    number = page_of(groups)
    if page_with(reader, number) is None:
        raise Problem(f"No page of this practice begins its codes with {groups[0]}.", "'briefing checkin list' names them.")
    return number


def is_known(reader: PracticeReader, received: Received) -> bool:
    """Whether all that a code holds was kept before."""
    return references(reader) >= {(received.reference, one.measure) for one in received.scores}


def pages_and_days(reader: PracticeReader, client: int) -> tuple[str, list[CheckinPage], tuple[Checkin, ...]]:
    """A client's name, the pages written for them, and what came back, by day."""
    return reader.histories([client])[client].client.name, pages_of(reader, client), checkins_of(reader, client)


def checkins_of(reader: PracticeReader, client: int, zone: tzinfo | None = None) -> tuple[Checkin, ...]:
    """Every check-in of a client, by day: from pages and CSV, and those among the imported scores that came between sessions.

    An imported administration is one when its status is final, its day is known and not after its import, it names no
    encounter, and no session of the client was held on that day. Its day is as written; where it was written in UTC, it is the
    practice's day.
    """
    held = {
        day
        for one in reader.histories([client])[client].meetings
        if one.is_session and one.status in HELD and (day := local_day(one.at or None, one.day, zone))
    }
    imported = [
        Checkin(client, one.measure, day, "", CheckinSource.FHIR, one.score, one.imported, True)
        for one in imported_scores(reader, client)
        if (day := _between_sessions(one, zone)) is not None and day not in held
    ]
    return tuple(sorted([*kept_checkins(reader, client), *imported], key=lambda one: (one.day, one.clock, one.measure)))


def _between_sessions(one: ImportedScore, zone: tzinfo | None) -> date | None:
    if one.status not in FINAL or one.encounter or one.precision not in ("instant", "local", "day"):
        return None
    in_utc = one.precision == "instant" and one.date.endswith(("Z", "z"))
    day = local_day(one.at if in_utc else None, one.day, zone)
    return day if day is not None and day <= local_time(one.imported, zone).date() + AHEAD else None


def checkin_days_of(reader: PracticeReader, client: int, zone: tzinfo | None = None) -> tuple[CheckinDay, ...]:
    """The days on which a client checked in, one entry a day and source (``domain.checkin.checkin_days``)."""
    return checkin_days(checkins_of(reader, client, zone))
