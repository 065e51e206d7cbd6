"""An import from the command line, and in the window's worker; a backup comes before it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from briefing_app.checkin_commands import take_files
from briefing_app.documents.report import report_as_text
from briefing_app.services.importing import ImportReport, Progress, run_import
from briefing_app.services.measure import Catalogue, catalogue_of
from briefing_app.storage.audit import IMPORTED, record
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.keys import ways_in
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.vault import back_up_before


def import_command(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    """``briefing import``."""
    from briefing_app.ways import require_code

    require_code(profile, options.key, waived=options.without_recovery_code)
    taken = take_files(options.paths, store, catalogue_of(profile, store), who_acts(read_settings(profile.settings)))
    for line in (*taken.kept, *taken.refused):
        print(line, file=sys.stderr if options.json or line in taken.refused else sys.stdout)
    if not taken.others:
        return 1 if taken.refused else 0
    options.paths = list(taken.others)

    def show(progress: Progress) -> None:
        if sys.stderr.isatty() and progress.total:
            rate = progress.done / max(progress.seconds, 0.01) / 1e6
            print(
                f"\r{progress.done / progress.total:4.0%} of {progress.total / 1e6:.0f} MB, {rate:.0f} MB/s ",
                end="",
                file=sys.stderr,
            )

    report = _import_into(store, catalogue_of(profile, store), profile, options.key, options.paths, show)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if options.report:
        options.report.write_text(report_as_text(report, whole=True) + "\n", "utf-8")
    print(msgspec.json.encode(report).decode() if options.json else report_as_text(report))
    return 3 if report.all_refused else 0


def import_for(order: dict[str, Any], profile: Profile, tell: Callable[[dict[str, Any]], None]) -> None:
    """In the window's worker: progress, and one message when it is done."""
    key = bytes.fromhex(order["key"])
    paths = [Path(path) for path in order["paths"]]
    with closing(PracticeStore(profile.practice, key, make=False)) as store:
        report = _import_into(
            store, catalogue_of(profile, store), profile, key, paths, lambda progress: tell({"progress": asdict(progress)})
        )
        if ways_in(profile):  # the demo keeps no audit
            files = f"{len(report.files)} {'file' if len(report.files) == 1 else 'files'}"
            record(store, IMPORTED, time.time(), who_acts(read_settings(profile.settings)), detail=files)
    tell({"report": report_as_text(report)})


def _import_into(
    store: PracticeStore,
    catalogue: Catalogue,
    profile: Profile,
    key: bytes,
    paths: list[Path],
    progress: Callable[[Progress], None],
) -> ImportReport:
    """An import, with a backup before it where there is something to lose."""
    with closing(PracticeReader(store)) as reader:
        holds_something = reader.last_import() is not None
    if holds_something:
        back_up_before(profile, key)
    return run_import(store, catalogue, paths, progress=progress)
