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
from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import SHOWN_LENGTH, clean, one_line

if TYPE_CHECKING:
    from briefing_app.domain.checkin_table import Mapping
    from briefing_app.services.checkin_table import Preview
    from briefing_app.services.measure import Catalogue
    from briefing_app.storage.practice import PracticeReader, PracticeStore
    from briefing_app.system.paths import Profile


# What a command leaves in the audit that only reads; what is kept has its row with it.
DEEDS = {"csv": "looked at a table of check-ins", "list": "viewed"}


def checkin_command(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    """``briefing checkin``."""
    from briefing_app.services.measure import catalogue_of
    from briefing_app.storage.audit import record
    from briefing_app.storage.practice import PracticeReader
    from briefing_app.system.settings import read_settings, who_acts

    catalogue, by = catalogue_of(profile, store), who_acts(read_settings(profile.settings))
    reader = PracticeReader(store)
    try:
        if options.kind == "page":
            _page(options, store, reader, catalogue, by, read_settings(profile.settings).crisis)
        elif options.kind == "end":
            _end(options.page, store, reader, by)
        elif options.kind == "code":
            for code in options.codes:
                print(take_code(code, store, reader, catalogue, by))
        elif options.kind == "csv":
            _table(options, store, reader, catalogue, by)
        else:
            _list(options, reader)
    finally:
        reader.close()
    if not options.demo and options.kind in DEEDS and not getattr(options, "keep", False):
        record(store, DEEDS[options.kind], time.time(), by, detail=f"briefing checkin {options.kind}")
    return 0


def _now() -> datetime:
    return datetime.now().astimezone()


def _page(
    options: argparse.Namespace, store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, by: str, crisis: str
) -> None:
    from briefing_app.documents.checkin_page import file_name, write_kept_page
    from briefing_app.services.checkin import make_page
    from briefing_app.viewmodels.checkin import HOLDS

    client = row_of(reader, options.client)
    if options.out.exists() and not options.out.is_dir():
        raise Problem(f"{options.out} exists already.", "Name a new file; nothing was written.")
    page = make_page(store, catalogue, client, options.measures, _now(), by)
    path = options.out / file_name(page) if options.out.is_dir() else options.out
    write_kept_page(store, path, page, [catalogue(name) for name, _ in page.forms], crisis)
    print(f"The page is in {path}. {HOLDS}")


def _end(word: str, store: PracticeStore, reader: PracticeReader, by: str) -> None:
    from briefing_app.domain.checkin_code import page_of, read_groups
    from briefing_app.services.keep_checkin import end_checkin_page
    from briefing_app.storage.checkin import page_with

    groups = read_groups(word)
    number = page_of(groups)
    if page_with(reader, number) is None:
        raise Problem(f"No page of this practice begins its codes with {groups[0]}.", "'briefing checkin list' names them.")
    end_checkin_page(store, number, time.time(), by)
    print("Ended: codes that were finished after today are not taken.")


def take_code(text: str, store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, by: str) -> str:
    """Keep what a code says, and say it in one line. Raises Problem."""
    from briefing_app.services.checkin import read_code
    from briefing_app.services.keep_checkin import keep_checkins
    from briefing_app.viewmodels.checkin import say_code

    now = _now()
    received = read_code(reader, catalogue, text, now, by)
    new = keep_checkins(store, [received], now.timestamp(), by).number
    said = say_code(received, catalogue, now.date(), known=not new)
    (source,) = reader.sources_of([received.client]).values()
    return " ".join(part for part in (f"{source}: {said.words}", said.safety) if part)


# -- tables


def _table(options: argparse.Namespace, store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, by: str) -> None:
    from briefing_app.services.checkin_table import keep, mapping_for, open_table, preview
    from briefing_app.viewmodels.checkin import say_kept

    table = open_table(options.file)
    found, remembered = mapping_for(reader, catalogue, table)
    mapping = _said(options, found, table.header, catalogue)
    shown = preview(reader, catalogue, table, mapping, _now(), by, remembered=remembered)
    print(_table_as_text(shown))
    if options.keep:
        print(say_kept(keep(store, shown, _now(), by)))


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


def take_files(paths: list[Path], store: PracticeStore, catalogue: Catalogue, by: str) -> Taken:
    """Keep the check-ins among these files, each code and table for itself: a table where one with its header was kept as check-ins before; any
    other is given back, to be imported."""
    from briefing_app.services.checkin import sort_files
    from briefing_app.storage.practice import PracticeReader

    kept: list[str] = []
    others: list[Path] = []
    found = sort_files(paths)
    refused = list(found.refused)
    reader = PracticeReader(store)
    try:
        for path, code in ((path, code) for path, codes in found.codes for code in codes):
            try:
                kept.append(take_code(code, store, reader, catalogue, by))
            except Problem as problem:
                refused.append(f"{one_line(path.name)}, {clean(code, SHOWN_LENGTH)}: {problem}")
        for path in found.tables:
            try:
                line = _take_table(path, store, reader, catalogue, by)
            except Problem as problem:
                refused.append(f"{one_line(path.name)}: {problem}")
                continue
            if line:
                kept.append(line)
            else:
                others.append(path)
    finally:
        reader.close()
    return Taken(tuple(kept), tuple(refused), (*found.others, *others))


def _take_table(path: Path, store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, by: str) -> str:
    """What was kept of a table of check-ins; "" where none like it was kept before."""
    from briefing_app.services.checkin_table import mapping_for, open_table

    try:
        mapping, remembered = mapping_for(reader, catalogue, open_table(path))
    except Problem:  # the import says what it is
        return ""
    return keep_table(path, mapping, store, reader, catalogue, by) if remembered else ""


def keep_table(
    path: Path, mapping: Mapping, store: PracticeStore, reader: PracticeReader, catalogue: Catalogue, by: str
) -> str:
    """Keep a table of check-ins under a mapping; what was understood, refused and kept, in words."""
    from briefing_app.services.checkin_table import keep, open_table, preview
    from briefing_app.viewmodels.checkin import say_kept

    shown = preview(reader, catalogue, open_table(path), mapping, _now(), by, remembered=True)
    return f"{one_line(path.name)}: {_table_as_text(shown)}\n{say_kept(keep(store, shown, _now(), by))}"


# -- the list


def _list(options: argparse.Namespace, reader: PracticeReader) -> None:
    from briefing_app.documents.checkin import CHECKIN_COLUMNS, checkin_row, checkins_as_json
    from briefing_app.documents.tables import write_csv, write_json
    from briefing_app.domain.checkin import checkin_days
    from briefing_app.services.checkin import checkins_of
    from briefing_app.storage.checkin import clients_with_checkins, pages_of
    from briefing_app.viewmodels.checkin import make_checkins

    rows = [row_of(reader, options.client)] if options.client else clients_with_checkins(reader)
    sources = reader.sources_of(rows)
    found = [(sources[row], checkins_of(reader, row), pages_of(reader, row)) for row in rows]
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
