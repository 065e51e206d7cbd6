"""Check-ins from the command line: pages, codes, tables, and the list of what came back."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.commands.answers import row_of
from briefing_app.domain.act import By
from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import SHOWN_LENGTH, clean, one_line

if TYPE_CHECKING:
    from briefing_app.domain.checkin_table import Mapping
    from briefing_app.services.checkin_table import Preview
    from briefing_app.services.measure import Catalogue
    from briefing_app.services.open_practice import OpenPractice
    from briefing_app.system.paths import Profile


# What a command leaves in the audit that only reads; what is kept has its row with it.
AUDITED = {"csv": "looked at a table of check-ins", "list": "viewed"}


def checkin_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing checkin``."""
    from briefing_app.domain.audit import UnwrittenEntry
    from briefing_app.services.audit import write_row
    from briefing_app.system.settings import read_settings, who_acts

    by = who_acts(read_settings(profile.settings))
    if options.kind == "page":
        _page(options, practice, by, read_settings(profile.settings).crisis)
    elif options.kind == "end":
        _end(options.page, practice, by)
    elif options.kind == "code":
        for code in options.codes:
            print(take_code(code, practice, by))
    elif options.kind == "csv":
        _table(options, practice, by)
    else:
        _list(options, practice)
    if not options.demo and options.kind in AUDITED and not getattr(options, "keep", False):
        write_row(practice.store, UnwrittenEntry(AUDITED[options.kind], time.time(), by, 0, f"briefing checkin {options.kind}"))
    return 0


def _now() -> datetime:
    return datetime.now().astimezone()


def _page(options: argparse.Namespace, practice: OpenPractice, by: str, crisis: str) -> None:
    from briefing_app.documents.checkin_page import file_name, write_kept_page
    from briefing_app.services.checkin import make_page
    from briefing_app.viewmodels.checkin import HOLDS

    client = row_of(practice, options.client)
    if options.out.exists() and not options.out.is_dir():
        raise Problem(f"{options.out} exists already.", "Name a new file; nothing was written.")
    catalogue = practice.catalogue
    page = make_page(practice.store, catalogue, client, options.measures, By(by, _now()))
    path = options.out / file_name(page) if options.out.is_dir() else options.out
    write_kept_page(practice.store, path, page, [catalogue(name) for name, _ in page.forms], crisis)
    print(f"The page is in {path}. {HOLDS}")


def _end(word: str, practice: OpenPractice, by: str) -> None:
    from briefing_app.services.checkin import page_called
    from briefing_app.services.keep_checkin import end_checkin_page

    end_checkin_page(practice.store, page_called(practice.reader, word), time.time(), by)
    print("Ended: codes that were finished after today are not taken.")


def take_code(text: str, practice: OpenPractice, by: str) -> str:
    """Keep what a code says, and say it in one line. Raises Problem."""
    from briefing_app.services.checkin import read_code
    from briefing_app.services.keep_checkin import keep_checkins
    from briefing_app.viewmodels.checkin import say_code

    now, catalogue = _now(), practice.catalogue
    received = read_code(practice.reader, catalogue, text, now, by)
    new = keep_checkins(practice.store, [received], now.timestamp(), by).number
    said = say_code(received, catalogue, now.date(), known=not new)
    (source,) = practice.reader.sources_of([received.client]).values()
    return " ".join(part for part in (f"{source}: {said.words}", said.safety) if part)


# -- tables


def _table(options: argparse.Namespace, practice: OpenPractice, by: str) -> None:
    from briefing_app.services.checkin_table import keep, mapping_for, open_table, preview
    from briefing_app.viewmodels.checkin import say_kept

    table, catalogue = open_table(options.file), practice.catalogue
    found, _ = mapping_for(practice.reader, catalogue, table)
    mapping = _said(options, found, table.header, catalogue)
    shown = preview(practice.reader, catalogue, table, mapping, By(by, _now()))
    print(_table_as_text(shown))
    if options.keep:
        print(say_kept(keep(practice.store, shown, _now(), by)))


def _said(options: argparse.Namespace, found: Mapping, header: tuple[str, ...], catalogue: Catalogue) -> Mapping:
    """The mapping with what was said on the command line. Raises Problem for a column that the file does not have."""
    from briefing_app.domain.checkin import CheckinSource
    from briefing_app.domain.written_day import Order

    values = []
    for text in options.value or ():
        column, _, meaning = text.rpartition("=")
        name, _, item = meaning.partition(":")
        measure = catalogue(name)
        if not (item or "0").isdecimal() or int(item or 0) > measure.asked:
            raise Problem(f"{measure.id} has no item {item}.", f"It has {measure.asked}.")
        values.append((column, measure.id, int(item or 0)))
    if options.measure or options.score:
        found = replace(found, measure=options.measure or found.measure, score=options.score or found.score, values=())
    found = replace(
        found,
        client=options.client or found.client,
        day=options.date or found.day,
        values=tuple(values) or found.values,
        order={"day": Order.DAY_FIRST, "month": Order.MONTH_FIRST, None: found.order}[options.order],
        source=CheckinSource.DEVICE if options.device else found.source,
    )
    for column in (found.client, found.day, found.measure, found.score, *(one[0] for one in found.values)):
        if column and column not in header:
            raise Problem(f"The file has no column {clean(column)}.", one_line(f"It has: {', '.join(header)}."))
    return found


def _table_as_text(shown: Preview) -> str:
    from briefing_app.viewmodels.checkin import ROW_TITLES, make_table

    page = make_table(shown, _now().date())
    lines = [page.counts, *page.notes]
    if page.rows:
        lines += ["  ".join(part for part in row if part) for row in (ROW_TITLES, *page.rows)]
    return "\n".join([*lines, *page.refused, *([page.asks] if page.asks else [])])


# -- files among what is imported


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of files: a line for all that was kept, a line for each that was not, and the paths that hold something else."""

    kept: tuple[str, ...]
    refused: tuple[str, ...]
    others: tuple[Path, ...]


def take_files(paths: list[Path], practice: OpenPractice, by: str) -> Taken:
    """Keep the check-ins among these files, each code and table for itself: a table where one with its header was kept as check-ins before; any
    other is given back, to be imported."""
    from briefing_app.services.checkin import sort_files

    kept: list[str] = []
    others: list[Path] = []
    found = sort_files(paths)
    refused = list(found.refused)
    for path, code in ((path, code) for path, codes in found.codes for code in codes):
        try:
            kept.append(take_code(code, practice, by))
        except Problem as problem:
            refused.append(f"{one_line(path.name)}, {clean(code, SHOWN_LENGTH)}: {problem}")
    for path in found.tables:
        try:
            line = _take_table(path, practice, by)
        except Problem as problem:
            refused.append(f"{one_line(path.name)}: {problem}")
            continue
        if line:
            kept.append(line)
        else:
            others.append(path)
    return Taken(tuple(kept), tuple(refused), (*found.others, *others))


def _take_table(path: Path, practice: OpenPractice, by: str) -> str:
    """What was kept of a table of check-ins; "" where none like it was kept before."""
    from briefing_app.services.checkin_table import mapping_for, open_table

    try:
        mapping, remembered = mapping_for(practice.reader, practice.catalogue, open_table(path))
    except Problem:  # the import says what it is
        return ""
    return keep_table(path, mapping, practice, by) if remembered else ""


def keep_table(path: Path, mapping: Mapping, practice: OpenPractice, by: str) -> str:
    """Keep a table of check-ins under a mapping; what was understood, refused and kept, in words."""
    from briefing_app.services.checkin_table import keep, open_table, preview
    from briefing_app.viewmodels.checkin import say_kept

    shown = preview(practice.reader, practice.catalogue, open_table(path), mapping, By(by, _now()))
    return f"{one_line(path.name)}: {_table_as_text(shown)}\n{say_kept(keep(practice.store, shown, _now(), by))}"


# -- the list


def _list(options: argparse.Namespace, practice: OpenPractice) -> None:
    from briefing_app.documents.checkin import CHECKIN_COLUMNS, checkin_row, checkins_as_json
    from briefing_app.documents.tables import write_csv, write_json
    from briefing_app.domain.checkin import checkin_days
    from briefing_app.services.checkin import clients_with_checkins, pages_and_days
    from briefing_app.viewmodels.checkin import make_checkins

    rows = [row_of(practice, options.client)] if options.client else clients_with_checkins(practice.reader)
    sources = practice.reader.sources_of(rows)
    each_of = [(sources[row], pages_and_days(practice.reader, row)) for row in rows]
    found = [(name, one, pages) for name, (_, pages, one) in each_of]
    if options.json:
        write_json(sys.stdout, [checkins_as_json(name, one, checkin_days(one), pages) for name, one, pages in found])
    elif options.csv:
        write_csv(sys.stdout, CHECKIN_COLUMNS, [checkin_row(name, each) for name, one, _ in found for each in one])
    else:
        for name, one, pages in found:
            shown = make_checkins(name, (), pages, one, _now().date())
            print(
                "\n".join(
                    [
                        f"{name}: {shown.summary}",
                        *(f"  page {row.words}" for row in shown.pages),
                        *(f"  {day}" for day in shown.days),
                    ]
                )
            )
