"""The command line: ``briefing`` opens the window, its commands answer scripts. Modules are loaded only by the command that needs them."""

from __future__ import annotations

import argparse
import gc
import getpass
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.command_line import print_json, row_of
from briefing_app.domain.problems import Problem
from briefing_app.opening import key_of, open_practice, open_private, read_passphrases, refuse_anothers
from briefing_app.system import crashes
from briefing_app.system.paths import Profile, default_profile, place_warning, private_files_only

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing_app.domain.note import OwedNote
    from briefing_app.services.importing import ImportReport, Progress
    from briefing_app.services.measure import Catalogue
    from briefing_app.storage.practice import PracticeReader, PracticeStore


def main(arguments: list[str] | None = None) -> int:
    gc.disable()  # start-up makes many objects and no garbage; the window collects on its own thread, long commands turn it on again
    private_files_only()
    if arguments is None:
        crashes.guard()
    # The window's start need not wait for the commands' options.
    options, rest = _window_options().parse_known_args(arguments, argparse.Namespace(command=None))
    if rest:
        from briefing_app.options import command_parser

        options = command_parser(_window_options()).parse_args(arguments)
    try:
        return _run(options)
    except Problem as problem:
        print(f"briefing: {problem}", file=sys.stderr)
        return problem.exit_code
    except KeyboardInterrupt:
        print("briefing: cancelled; nothing of this step was kept", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0


def _window_options() -> argparse.ArgumentParser:
    """The options that stand before a command, or without one."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the folder where everything lives")
    parser.add_argument(
        "--passphrase-fd",
        type=int,
        metavar="N",
        help="read the passphrase from file descriptor N (makes a new profile with it)",
    )
    parser.add_argument("--demo", action="store_true", help="use the invented practice")
    parser.add_argument(
        "--startup-report", action="store_true", help="print the milliseconds to first paint and first brief as JSON, and quit"
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="PNG", help="save a picture of the window once the first brief is complete, and quit"
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    profile = profile_of(options.profile, demo=options.demo)
    if options.command is None:
        from briefing_app.starting import run_window

        return run_window(profile, options)
    refuse_anothers(profile)
    if options.command == "worker":
        from briefing_app.worker import run_worker

        return run_worker(profile)
    if options.command == "measures":
        return _measures(profile)
    if options.command == "demo":
        return _demo(options, profile)
    if not options.demo and (warning := place_warning(profile.folder)):
        print(f"briefing: {warning}", file=sys.stderr)
    passphrase, options.private_passphrase = read_passphrases(options.passphrase_fd)
    if options.command == "restore":
        from briefing_app.vault import restore_command

        return restore_command(options, profile, passphrase)
    if options.command in ("keys", "backup", "check"):
        return _vault(options, profile, passphrase)
    options.key = key_of(profile, passphrase, demo=options.demo)
    store = open_practice(profile, options.key, demo=options.demo)
    try:
        code = COMMANDS[options.command](options, profile, store)
        if options.command in DEEDS and not options.demo and not getattr(options, "delete", False):
            from briefing_app.storage.audit import record

            record(store, DEEDS[options.command], time.time(), getpass.getuser(), detail=f"briefing {options.command}")
        return code
    finally:
        store.close()


def _vault(options: argparse.Namespace, profile: Profile, passphrase: str | None) -> int:
    """Keys and backups: each store by its own passphrase, never made where there is none."""
    from briefing_app.vault import backup_command, check_command
    from briefing_app.ways import keys_command

    def key(*, private: bool) -> bytes:
        if not (profile.private if private else profile.practice).exists():
            name = "ledger of your own" if private else "practice"
            raise Problem(f"There is no {name} in this profile yet.", "Open Briefing or import first.", exit_code=4)
        words = options.private_passphrase if private else passphrase
        return key_of(profile, words, demo=options.demo, private=private)

    if options.command == "keys":
        words = options.private_passphrase if options.private else passphrase
        return keys_command(options, profile, key(private=options.private), words)
    if options.command == "check":
        return check_command(options, profile, key(private=options.private))
    kinds = {} if options.list else {"private" if options.private else "practice": key(private=options.private)}
    return backup_command(options, profile, kinds)


def profile_of(folder: Path | None, *, demo: bool) -> Profile:
    profile = Profile((folder or default_profile()).expanduser().absolute())
    return profile.demo if demo else profile


def _reader(store: PracticeStore) -> PracticeReader:
    from briefing_app.storage.practice import PracticeReader

    return PracticeReader(store)


def import_into(
    store: PracticeStore,
    catalogue: Catalogue,
    profile: Profile,
    key: bytes,
    paths: list[Path],
    progress: Callable[[Progress], None],
) -> ImportReport:
    """An import, with a backup before it where there is something to lose."""
    from briefing_app.services.importing import run_import
    from briefing_app.vault import back_up_before

    reader = _reader(store)
    try:
        holds_something = reader.last_import() is not None
    finally:
        reader.close()
    if holds_something:
        back_up_before(profile, key)
    return run_import(store, catalogue, paths, progress=progress)


def _import(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    import msgspec

    from briefing_app.documents.report import report_as_text
    from briefing_app.ways import require_code

    require_code(profile, options.key, waived=options.without_recovery_code)
    from briefing_app.checkin_commands import take_files
    from briefing_app.services.measure import catalogue_of
    from briefing_app.system.settings import who_acts

    taken = take_files(options.paths, store, catalogue_of(profile), who_acts(profile.settings))
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

    report = import_into(store, catalogue_of(profile), profile, options.key, options.paths, show)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if options.report:
        options.report.write_text(report_as_text(report, whole=True) + "\n", "utf-8")
    print(msgspec.json.encode(report).decode() if options.json else report_as_text(report))
    return 0


def _day(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.day import day_as_json, day_as_text
    from briefing_app.services.day import open_day
    from briefing_app.services.measure import catalogue_of
    from briefing_app.viewmodels.day import briefs_of, make_day, now_in

    now = now_in(None)
    reader = _reader(store)
    try:
        day = open_day(reader, options.date or now.date(), None, options.practitioner)
    finally:
        reader.close()
    catalogue = catalogue_of(profile)
    if options.json:
        print_json(day_as_json(day, briefs_of(day, catalogue)))
    else:
        print(day_as_text(make_day(day, catalogue, now)))
    return 0


def _client(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    if options.delete or options.allow_again:
        from briefing_app.deletion import client_command

        return client_command(options, profile, store)
    from briefing_app.documents.client import client_as_json
    from briefing_app.documents.day import brief_as_text
    from briefing_app.services.measure import catalogue_of
    from briefing_app.viewmodels.client import make_client

    reader = _reader(store)
    try:
        row = row_of(reader, options.client)
        today = date.today()
        history = reader.histories([row])[row]
        brief = make_client(history, catalogue_of(profile), today, None, reader.rules()).brief
        if options.json:
            kept = (reader.own_entries(row), reader.answers_of(row), reader.snapshots(row))
            print_json(client_as_json(history.client, today, reader.last_import(), brief, *kept))
        else:
            print(brief_as_text(brief))
    finally:
        reader.close()
    return 0


def _scores(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.tables import SCORE_COLUMNS, score_row, write_csv, write_json

    reader = _reader(store)
    try:
        rows = (score_row(patient, score) for patient, score in reader.scores(options.client))
        if options.json:
            write_json(sys.stdout, rows)
        else:
            write_csv(sys.stdout, SCORE_COLUMNS, rows)
    finally:
        reader.close()
    return 0


def _schedule(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.tables import SCHEDULE_COLUMNS, schedule_row, write_csv, write_json
    from briefing_app.services.day import schedule

    first = options.first or date.today()
    reader = _reader(store)
    try:
        rows = [schedule_row(day.isoformat(), session) for day, session in schedule(reader, first, options.last or first)]
    finally:
        reader.close()
    if options.json:
        write_json(sys.stdout, rows)
    else:
        write_csv(sys.stdout, SCHEDULE_COLUMNS, rows)
    return 0


def _measures(profile: Profile) -> int:
    from briefing_app.services.measure import catalogue_of

    catalogue = catalogue_of(profile)
    for measure in catalogue.all():
        print(
            f"{measure.id:16} {measure.name}\n{'':16} licence: {measure.licence} ({measure.licence_source}); item text may ship: {measure.ship_text}"
        )
    for problem in catalogue.refused.values():
        print(f"briefing: {problem}", file=sys.stderr)
    return max((problem.exit_code for problem in catalogue.refused.values()), default=0)


def _rules(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from dataclasses import asdict

    from briefing_app.documents.tables import write_json
    from briefing_app.services.measure import catalogue_of
    from briefing_app.services.note import shipped_session_rules
    from briefing_app.services.rtm import shipped_rtm_rules
    from briefing_app.storage.practice import PracticeReader
    from briefing_app.viewmodels.billing import make_billing
    from briefing_app.viewmodels.reference import make_reference

    catalogue, reader = catalogue_of(profile), PracticeReader(store)
    try:
        measures = list(catalogue.all())
        chapters = make_reference(measures, reader.rules(), catalogue.refused.values())
    finally:
        reader.close()
    chapters = (*chapters, *make_billing(shipped_rtm_rules(), shipped_session_rules()))
    if options.json:
        write_json(sys.stdout, [asdict(chapter) for chapter in chapters])
        return 0
    for chapter in chapters:
        print(f"{chapter.title}")
        for fact in chapter.facts:
            print(f"  {fact.what}: {fact.value}  [{fact.source}]")
        print()
    return 0


def _ledger(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.ledger import ledger_as_json, ledger_as_text
    from briefing_app.services.deleted import forget_in_ledger
    from briefing_app.services.ledger import ledger
    from briefing_app.services.measure import catalogue_of
    from briefing_app.services.outcome import outcome
    from briefing_app.viewmodels.day import now_in
    from briefing_app.viewmodels.ledger import make_ledger

    key = key_of(profile, options.private_passphrase, demo=options.demo, private=True)
    if options.delete:
        return _delete_ledger(profile, key, confirmed=options.yes)
    private, reader = open_private(profile, key, demo=options.demo), _reader(store)
    try:
        forget_in_ledger(private, store)
        if options.export:
            from briefing_app.documents.own_export import write_own_export

            files = write_own_export(private.everything(), options.export)
            print(f"{len(files)} files written to {options.export}. They are not encrypted.")
            return 0
        now = now_in(None)
        facts = ledger(private, reader, now, options.period, options.date)
        page = make_ledger(facts, reader.names(), outcome(reader, catalogue_of(profile), now.date()))
    finally:
        reader.close()
        private.close()
    if options.json:
        print_json(ledger_as_json(facts, page))
    else:
        print(ledger_as_text(page))
    return 0


def _rtm(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.rtm import RTM_COLUMNS, rtm_as_json, rtm_as_text, rtm_rows
    from briefing_app.documents.tables import write_csv
    from briefing_app.services.measure import catalogue_of
    from briefing_app.services.rtm import rtm, shipped_rtm_rules
    from briefing_app.viewmodels.rtm import make_rtm

    reader = _reader(store)
    try:
        client = row_of(reader, options.client) if options.client else 0
        facts = rtm(reader, catalogue_of(profile), shipped_rtm_rules(), options.date or date.today(), None, client)
    finally:
        reader.close()
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

    reader = _reader(store)
    try:
        kept = notes(reader, row_of(reader, options.client) if options.client else 0)
        sources, names = reader.sources_of(sorted({one.client for one in kept})), reader.names()
        owed = _owed(options, profile, reader) if profile.private.exists() else None
    finally:
        reader.close()
    found = notes_as_json(kept, sources, names, owed, options.client or "")
    if options.json:
        print_json(found)
    else:
        print(notes_as_text(found))
    return 0


def _owed(options: argparse.Namespace, profile: Profile, reader: PracticeReader) -> Sequence[OwedNote]:
    from briefing_app.services.ledger import ledger
    from briefing_app.storage.private import PrivateStore
    from briefing_app.viewmodels.day import now_in

    private = PrivateStore(profile.private, key_of(profile, options.private_passphrase, demo=options.demo, private=True))
    try:
        return ledger(private, reader, now_in(None)).notes.owed
    finally:
        private.close()


def _delete_ledger(profile: Profile, key: bytes, *, confirmed: bool) -> int:
    if not confirmed:
        raise Problem(
            "This deletes your ledger for good, and its backups with it.",
            "Add --yes, and --export DIR before it to keep a copy.",
        )
    from briefing_app.erasure import erase_ledger

    print(erase_ledger(profile, key))
    return 0


def _checkin(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.checkin_commands import checkin_command

    return checkin_command(options, profile, store)


def _map(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.services.measure import catalogue_of
    from briefing_app.storage.practice import confirm_mapping

    measure = catalogue_of(profile)(options.measure)
    confirm_mapping(store, options.system, options.code, measure.id)
    print(f"{options.code} of {options.system} is {measure.id} from the next import on.")
    return 0


def _demo(options: argparse.Namespace, profile: Profile) -> int:
    from briefing_app.services.demo import write_demo_export
    from briefing_app.services.measure import catalogue_of

    write_demo_export(options.folder, date.today(), catalogue_of(profile))
    print(f"An invented practice, as a FHIR export, is in {options.folder}.")
    return 0


def _audit(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    """Print the chain; a row that does not follow from the one before is a Problem, after everything was printed."""
    from briefing_app.documents.tables import AUDIT_COLUMNS, audit_row, write_csv, write_json
    from briefing_app.storage.audit import broken_at, deeds

    reader = _reader(store)
    try:
        chain = deeds(reader)
    finally:
        reader.close()
    if options.json:
        write_json(sys.stdout, map(audit_row, chain))
    else:
        write_csv(sys.stdout, AUDIT_COLUMNS, map(audit_row, chain))
    broken = broken_at(chain)
    if broken:
        raise Problem(
            f"The chain of the audit is broken at row {broken}: it was changed from outside.", "Restore a backup from before."
        )
    return 0


def _outage(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.outage import outage_command

    return outage_command(options, profile, store)


COMMANDS = {
    "audit": _audit,
    "checkin": _checkin,
    "import": _import,
    "day": _day,
    "client": _client,
    "scores": _scores,
    "schedule": _schedule,
    "rules": _rules,
    "ledger": _ledger,
    "notes": _notes,
    "rtm": _rtm,
    "map": _map,
    "outage-pack": _outage,
}


# What a command leaves in the audit: whoever prints a table has exported it.
DEEDS = {
    "import": "imported", "day": "viewed", "client": "viewed", "notes": "viewed", "scores": "exported", "schedule": "exported",
    "audit": "exported", "rtm": "exported",
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
