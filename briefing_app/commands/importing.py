"""``briefing import``: a backup comes before it where there is something to lose."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

import msgspec

from briefing_app.commands.checkin import take_files
from briefing_app.commands.table import say_tables
from briefing_app.documents.report import report_as_text
from briefing_app.domain.problems import Problem
from briefing_app.services.importing import Progress, import_into
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.take_back import past_imports, take_back_import
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.take_back import say_past, say_taken_back


def import_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing import``: a store that has no recovery code yet gets one at the end, where somebody can write it down."""
    if options.list or options.take_back is not None:
        return _past_imports(options, profile, practice)
    if not options.paths and not (options.table or options.columns):
        raise Problem("Nothing to import was named.", "Name files, folders or archives.", exit_code=2)
    from briefing_app.commands.keys import end_with_code, refuse_without_code

    refuse_without_code(profile, waived=options.without_recovery_code)
    code = _take_in(options, profile, practice)
    return code if code == 3 or options.without_recovery_code else end_with_code(profile, options.key, code)


def _past_imports(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """The list of what can be taken back, and the taking back."""
    now = datetime.now().astimezone()
    if options.take_back is not None:
        by = who_acts(read_settings(profile.settings))
        for line in say_taken_back(take_back_import(practice.store, practice.catalogue, options.take_back, now, by)):
            print(line)
    if options.list:
        print("\n".join(say_past(past_imports(practice.reader, now))))
    return 0


def _take_in(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    by = who_acts(read_settings(profile.settings))
    if options.table or options.columns:
        said = say_tables(options, practice, by)
        for line in said:
            print(line, file=sys.stderr if options.json else sys.stdout)
        if not options.paths:
            return 0
    taken = take_files(options.paths, practice, by)
    for line in (*taken.kept, *taken.refused):
        print(line, file=sys.stderr if options.json or line in taken.refused else sys.stdout)
    if not taken.others:
        return (1 if taken.kept else 3) if taken.refused else 0
    options.paths = list(taken.others)

    def show(progress: Progress) -> None:
        if sys.stderr.isatty() and progress.total:
            rate = progress.done / max(progress.seconds, 0.01) / 1e6
            print(
                f"\r{progress.done / progress.total:4.0%} of {progress.total / 1e6:.0f} MB, {rate:.0f} MB/s ",
                end="",
                file=sys.stderr,
            )

    report = import_into(practice.store, practice.catalogue, profile, options.key, options.paths, show)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if options.report:
        options.report.write_text(report_as_text(report, whole=True) + "\n", "utf-8")
    print(msgspec.json.encode(report).decode() if options.json else report_as_text(report))
    return 3 if report.nothing_read and not taken.kept else 0
