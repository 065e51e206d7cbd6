"""The clinician's own work, from the command line: the ledger, notes with those that are owed, evidence for RTM."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date

from briefing_app.commands.answers import print_json, row_of
from briefing_app.domain.note import OwedNote
from briefing_app.domain.problems import Problem
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.opening import key_of, open_private
from briefing_app.services.worktime import Work
from briefing_app.system.paths import Profile
from briefing_app.viewmodels.day import now_in


def _ledger(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """Said, written out, deleted: in this order, so that what is deleted has been copied and read back where that was asked for."""
    from briefing_app.services.deleted import forget_in_ledger

    if not (options.demo or profile.private.exists() or options.own_words):
        raise Problem(
            "There is no ledger of your own in this profile yet, and the practice's passphrase is not to open it.",
            "Begin a note timer in the window, or give a passphrase of your own as the second line.",
            exit_code=4,
        )
    key = key_of(profile, options.private_passphrase, demo=options.demo, private=True)
    with closing(open_private(profile, key, demo=options.demo)) as private:
        forget_in_ledger(private, practice.store)
        if options.delete:
            _say_what_goes(Work(private, practice.reader, now_in(None)), options)
        if options.export:
            from briefing_app.documents.own_export import write_own_export
            from briefing_app.domain.audit import EXPORTED, UnwrittenEntry
            from briefing_app.services.audit import write_row
            from briefing_app.system.settings import read_settings, who_acts

            files = write_own_export(private.everything(), options.export)
            if not options.demo:
                by = who_acts(read_settings(profile.settings))
                write_row(practice.store, UnwrittenEntry(EXPORTED, time.time(), by, 0, "own ledger with process notes"))
            print(f"{len(files)} files written to {options.export} and read back. They are not encrypted.")
        if not options.delete and not options.export:
            _print_ledger(Work(private, practice.reader, now_in(None)), practice, options)
    if options.delete:
        from briefing_app.services.erasure import erase_ledger

        print(erase_ledger(profile, key))
    return 0


def _print_ledger(work: Work, practice: OpenPractice, options: argparse.Namespace) -> None:
    from briefing_app.documents.ledger import ledger_as_json, ledger_as_text
    from briefing_app.services.ledger import ledger
    from briefing_app.services.outcome import outcome
    from briefing_app.viewmodels.ledger import make_ledger

    facts = ledger(work, options.period, options.date)
    page = make_ledger(facts, practice.reader.names(), outcome(practice.reader, practice.catalogue, work.today))
    if options.json:
        print_json(ledger_as_json(facts, page))
    else:
        print(ledger_as_text(page))


def _say_what_goes(work: Work, options: argparse.Namespace) -> None:
    """Name the process notes that would go. Raises Problem where deleting was not confirmed."""
    from briefing_app.viewmodels.deleted import say_process_notes

    notes = say_process_notes(work.private.process_notes_by_client(), work.reader.names())
    if not options.yes:
        copy = "" if options.export else ", and --export DIR to write a copy first"
        raise Problem(f"This deletes your ledger for good, and its backups with it. {notes}", f"Add --yes{copy}.")
    print(notes)


def _rtm(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    from briefing_app.documents.rtm import RTM_COLUMNS, rtm_as_json, rtm_as_text, rtm_rows
    from briefing_app.documents.tables import write_csv
    from briefing_app.services.rtm import rtm, shipped_rtm_rules
    from briefing_app.viewmodels.rtm import make_rtm

    client = row_of(practice, options.client) if options.client else 0
    facts = rtm(practice.reader, practice.catalogue, shipped_rtm_rules(), options.date or date.today(), None, client)
    page = make_rtm(facts)
    if options.json:
        print_json(rtm_as_json(facts, page))
    elif options.csv:
        write_csv(sys.stdout, RTM_COLUMNS, rtm_rows(page))
    else:
        print(rtm_as_text(page))
    return 0


def _notes(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """Notes that stand here; what is owed is known where the clinician's own ledger is."""
    from briefing_app.documents.note import notes_as_json, notes_as_text
    from briefing_app.services.note import notes

    kept = notes(practice.reader, row_of(practice, options.client) if options.client else 0)
    sources, names = practice.reader.sources_of(sorted({one.client for one in kept})), practice.reader.names()
    owed = _owed(options, profile, practice) if profile.private.exists() else None
    found = notes_as_json(kept, sources, names, owed, options.client or "")
    if options.json:
        print_json(found)
    else:
        print(notes_as_text(found))
    return 0


def _owed(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> Sequence[OwedNote]:
    from briefing_app.services.ledger import ledger

    key = key_of(profile, options.private_passphrase, demo=options.demo, private=True)
    with closing(open_private(profile, key, demo=options.demo)) as private:
        return ledger(Work(private, practice.reader, now_in(None))).notes.owed


WORK_COMMANDS = {"ledger": _ledger, "rtm": _rtm, "notes": _notes}
