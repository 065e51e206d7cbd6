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
from briefing_app.services.measure import Catalogue, catalogue_of
from briefing_app.services.opening import key_of, open_private
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system.paths import Profile
from briefing_app.viewmodels.day import now_in


def _ledger(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    """Said, written out, deleted: in this order, so that what is deleted has been copied and read back where that was asked for."""
    from briefing_app.services.deleted import forget_in_ledger

    if not (options.demo or profile.private.exists() or options.own_words):
        raise Problem(
            "There is no ledger of your own in this profile yet, and the practice's passphrase is not to open it.",
            "Begin a note timer in the window, or give a passphrase of your own as the second line.",
            exit_code=4,
        )
    key = key_of(profile, options.private_passphrase, demo=options.demo, private=True)
    private, reader = open_private(profile, key, demo=options.demo), PracticeReader(store)
    try:
        forget_in_ledger(private, store)
        if options.delete:
            _say_what_goes(private, reader, options)
        if options.export:
            from briefing_app.documents.own_export import write_own_export
            from briefing_app.domain.audit import EXPORTED
            from briefing_app.storage.audit import record
            from briefing_app.system.settings import read_settings, who_acts

            files = write_own_export(private.everything(), options.export)
            if not options.demo:
                by = who_acts(read_settings(profile.settings))
                record(store, EXPORTED, time.time(), by, detail="own ledger with process notes")
            print(f"{len(files)} files written to {options.export} and read back. They are not encrypted.")
        if not options.delete and not options.export:
            _print_ledger(private, reader, catalogue_of(profile, store), options)
    finally:
        reader.close()
        private.close()
    if options.delete:
        from briefing_app.services.erasure import erase_ledger

        print(erase_ledger(profile, key))
    return 0


def _print_ledger(private: PrivateStore, reader: PracticeReader, catalogue: Catalogue, options: argparse.Namespace) -> None:
    from briefing_app.documents.ledger import ledger_as_json, ledger_as_text
    from briefing_app.services.ledger import ledger
    from briefing_app.services.outcome import outcome
    from briefing_app.services.worktime import Work
    from briefing_app.viewmodels.ledger import make_ledger

    now = now_in(None)
    facts = ledger(Work(private, reader, now), options.period, options.date)
    page = make_ledger(facts, reader.names(), outcome(reader, catalogue, now.date()))
    if options.json:
        print_json(ledger_as_json(facts, page))
    else:
        print(ledger_as_text(page))


def _say_what_goes(private: PrivateStore, reader: PracticeReader, options: argparse.Namespace) -> None:
    """Name the process notes that would go. Raises Problem where deleting was not confirmed."""
    from briefing_app.viewmodels.deleted import say_process_notes

    notes = say_process_notes(private.process_notes_by_client(), reader.names())
    if not options.yes:
        copy = "" if options.export else ", and --export DIR to write a copy first"
        raise Problem(f"This deletes your ledger for good, and its backups with it. {notes}", f"Add --yes{copy}.")
    print(notes)


def _rtm(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.rtm import RTM_COLUMNS, rtm_as_json, rtm_as_text, rtm_rows
    from briefing_app.documents.tables import write_csv
    from briefing_app.services.rtm import rtm, shipped_rtm_rules
    from briefing_app.viewmodels.rtm import make_rtm

    with closing(PracticeReader(store)) as reader:
        client = row_of(reader, options.client) if options.client else 0
        facts = rtm(reader, catalogue_of(profile, store), shipped_rtm_rules(), options.date or date.today(), None, client)
    page = make_rtm(facts)
    if options.json:
        print_json(rtm_as_json(facts, page))
    elif options.csv:
        write_csv(sys.stdout, RTM_COLUMNS, rtm_rows(page))
    else:
        print(rtm_as_text(page))
    return 0


def _notes(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    """Notes that stand here; what is owed is known where the clinician's own ledger is."""
    from briefing_app.documents.note import notes_as_json, notes_as_text
    from briefing_app.storage.note import notes

    with closing(PracticeReader(store)) as reader:
        kept = notes(reader, row_of(reader, options.client) if options.client else 0)
        sources, names = reader.sources_of(sorted({one.client for one in kept})), reader.names()
        owed = _owed(options, profile, reader) if profile.private.exists() else None
    found = notes_as_json(kept, sources, names, owed, options.client or "")
    if options.json:
        print_json(found)
    else:
        print(notes_as_text(found))
    return 0


def _owed(options: argparse.Namespace, profile: Profile, reader: PracticeReader) -> Sequence[OwedNote]:
    from briefing_app.services.ledger import ledger
    from briefing_app.services.worktime import Work

    key = key_of(profile, options.private_passphrase, demo=options.demo, private=True)
    with closing(open_private(profile, key, demo=options.demo)) as private:
        return ledger(Work(private, reader, now_in(None))).notes.owed


WORK_COMMANDS = {"ledger": _ledger, "rtm": _rtm, "notes": _notes}
