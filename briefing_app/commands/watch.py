"""``briefing watch``: what lies whole in the watched folders is read, once; what waits or is left alone is said in a line each."""

from __future__ import annotations

import argparse
import sys
import time

from briefing_app.documents.report import report_as_text
from briefing_app.domain.audit import IMPORTED, UnwrittenEntry
from briefing_app.domain.problems import Problem
from briefing_app.services.audit import write_row
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.watch import look_twice, take_watched
from briefing_app.system.paths import Profile
from briefing_app.system.settings import MOST_WATCHED, read_settings, who_acts
from briefing_app.viewmodels.watch import lines_of

NOTHING_NEW = "Nothing new in the watched folders."


def watch_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """Ends with 3 where a file was read and nothing could be made of it."""
    from briefing_app.commands.keys import end_with_code, refuse_without_code

    folders = [str(one.expanduser().absolute()) for one in options.folders] or list(
        read_settings(profile.settings).watched_folders
    )
    if len(folders) > MOST_WATCHED:
        raise Problem(f"At most {MOST_WATCHED} folders are watched.", "Name fewer.", exit_code=2)
    refuse_without_code(profile, waived=options.without_recovery_code)
    found = look_twice(folders)
    taken = take_watched(practice.store, practice.catalogue, profile, options.key, found.whole)
    for line in lines_of(found, taken.left):
        print(line, file=sys.stderr)
    if taken.report is None:
        print(NOTHING_NEW)
        return 0
    print(report_as_text(taken.report))
    if not options.demo:
        files = f"{taken.report.files_read} {'file' if taken.report.files_read == 1 else 'files'}"
        by = who_acts(read_settings(profile.settings))
        write_row(practice.store, UnwrittenEntry(IMPORTED, time.time(), by, 0, f"briefing watch, {files}"))
    code = 3 if taken.report.nothing_read else 0
    return code if code or options.without_recovery_code else end_with_code(profile, options.key, code)
