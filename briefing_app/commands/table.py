"""``briefing import --table KIND --columns FILE``: what a table is, said before it is read."""

from __future__ import annotations

import argparse
import time
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

from briefing_app.commands.checkin import keep_table
from briefing_app.domain.problems import Problem
from briefing_app.domain.table_mapping import TableKind, TableMapping
from briefing_app.domain.table_people import Directory
from briefing_app.domain.texts import one_line
from briefing_app.domain.written_day import Order
from briefing_app.services.checkin_table import as_checkins
from briefing_app.services.measure import Catalogue
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.table import (
    LARGEST,
    Opened,
    as_json,
    choose,
    everybody,
    look,
    open_bytes,
    read_before,
    said_of_columns,
)
from briefing_app.services.table_said import say_columns, say_who
from briefing_app.sources.bounded_file import read_whole

KEYS = frozenset(("order", "lowest", "exact_names", "columns", "clients"))
NAME_ALONE = "the name alone: is it this client?"
ORDERS = {"day first": Order.DAY_FIRST, "month first": Order.MONTH_FIRST}


def say_tables(options: argparse.Namespace, practice: OpenPractice, by: str) -> list[str]:
    """Keep what the options say of each file's columns and of names in it; tables of check-ins are kept at once, and leave ``options.paths``. What
    became of those, a line each. Raises Problem for what is not whole."""
    said, catalogue = _said_in(options.columns), practice.catalogue
    kept: list[str] = []
    for path in options.paths:
        if not path.is_file():
            raise Problem(
                f"{one_line(path.name)} is not a file.", "--table and --columns are said of single files.", exit_code=2
            )
        opened = open_bytes(read_whole(path, LARGEST, "Split it, and import the parts."), one_line(path.name), catalogue)
        mapping = _mapping(opened, options.table, said, catalogue, read_before(practice.reader))
        if mapping.lacks:
            raise Problem(f"{one_line(path.name)}: {mapping.lacks}", _columns_of(opened), exit_code=2)
        if mapping.kind is TableKind.CHECKINS:
            kept.append(keep_table(path, as_checkins(mapping), practice, by))
            options.paths = [one for one in options.paths if one != path]
            continue
        names = _names(practice, opened, mapping, said)
        say_columns(practice.store, opened.signature, as_json(mapping), time.time(), by)
        for words, client in names.items():
            say_who(practice.store, words, client, time.time(), by)
    return kept


def _said_in(path: Path | None) -> Mapping[str, object]:
    if path is None:
        return {}
    data = read_whole(path, 1_000_000, "A file of columns is a few lines.")
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Problem(
            f"{one_line(path.name)} is no TOML: {one_line(str(fault))}.", "The README says what it holds.", exit_code=2
        ) from fault
    if unknown := sorted(found.keys() - KEYS):
        raise Problem(
            f"{one_line(path.name)} says {unknown[0]}, which nothing reads.",
            f"It may say: {', '.join(sorted(KEYS))}.",
            exit_code=2,
        )
    for key in ("columns", "clients"):
        if not isinstance(found.get(key, {}), dict) or not all(isinstance(one, str) for one in found.get(key, {}).values()):
            raise Problem(
                f"{one_line(path.name)}: [{key}] holds names and texts alone.", 'Write each as "name" = "text".', exit_code=2
            )
    return found


def _mapping(
    opened: Opened,
    kind: str | None,
    said: Mapping[str, object],
    catalogue: Catalogue,
    remembered: Mapping[tuple[str, ...], str],
) -> TableMapping:
    mapping = choose(opened, catalogue, remembered).mapping
    if kind is not None:
        mapping = replace(mapping, kind=TableKind(kind))
    mapping = said_of_columns(mapping, opened.names, cast("Mapping[str, str]", said.get("columns", {})), catalogue)
    if "order" in said:
        order = ORDERS.get(str(said["order"]))
        if order is None:
            raise Problem(
                f"{one_line(str(said['order']))} is no order of day and month.", "Say: day first, or month first.", exit_code=2
            )
        mapping = replace(mapping, order=order)
    if "lowest" in said:
        if said["lowest"] not in (0, 1):
            raise Problem("Answers count from 0 or from 1.", "Say lowest = 0, or lowest = 1.", exit_code=2)
        mapping = replace(mapping, lowest=int(str(said["lowest"])))
    return mapping


def _names(practice: OpenPractice, opened: Opened, mapping: TableMapping, said: Mapping[str, object]) -> dict[str, int]:
    """The rows of clients whom names mean, as the file of columns says."""
    known = everybody(practice.reader)
    found: dict[str, int] = {}
    for words, number in cast("Mapping[str, str]", said.get("clients", {})).items():
        (person, *more) = [one.id for one in known if number == one.id or number in one.ids] or [""]
        row = practice.reader.row_of(person) if person and not more else None
        if row is None:
            raise Problem(
                f"No client, or more than one, has the id {one_line(number)}.", "'briefing clients' lists them.", exit_code=2
            )
        found[words] = row
    if said.get("exact_names") is True:
        shown = look(opened, mapping, practice.catalogue, Directory(known), datetime.now().astimezone().date())
        for one in shown.waiting:
            if one.found.reason == NAME_ALONE and len(one.found.candidates) == 1:
                row = practice.reader.row_of(one.found.candidates[0])
                if row is not None:
                    found.setdefault(one.row.who.text, row)
    return found


def _columns_of(opened: Opened) -> str:
    return one_line(f"Say it in a file for --columns. The columns are: {', '.join(opened.names)}.")
