"""The command line: ``briefing`` opens the window, its commands answer scripts. Modules are loaded only by the command that needs them."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.domain.problems import Locked, Problem
from briefing_app.system import crashes
from briefing_app.system.paths import Profile, default_profile, is_anothers, place_warning, private_files_only

if TYPE_CHECKING:
    from briefing_app.services.measure import Catalogue
    from briefing_app.storage.practice import PracticeReader, PracticeStore

EXIT_CODES = """\
exit codes: 0 done; 1 something outside the program is wrong, in a sentence; 2 wrong usage; 3 nothing to read at a path;
4 the store cannot be opened; 5 no key or a wrong passphrase; 130 cancelled. Dates are YYYY-MM-DD. JSON schemas: resources/schemas."""


def main(arguments: list[str] | None = None) -> int:
    gc.disable()  # start-up makes many objects and no garbage; the window and long commands turn it on again
    private_files_only()
    if arguments is None:
        crashes.guard()
    # The window's start need not wait for the commands' options.
    options, rest = _globals().parse_known_args(arguments, argparse.Namespace(command=None))
    if rest:
        options = _parser().parse_args(arguments)
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


def _globals() -> argparse.ArgumentParser:
    """The options that stand before a command."""
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="briefing",
        description="Today's sessions, each with a brief that takes fifteen seconds. Without a command the window opens.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_globals()],
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    one = commands.add_parser("import", help="import an export: files, folders, archives")
    one.add_argument("paths", nargs="+", type=Path)
    one.add_argument("--json", action="store_true", help="print the report as JSON")
    one.add_argument("--report", type=Path, help="save the whole report as text")

    one = commands.add_parser("day", help="the schedule and briefs of a day")
    one.add_argument("date", nargs="?", type=_date)
    one.add_argument("--practitioner", default="", help="an id or part of a name")
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--text", action="store_true")

    one = commands.add_parser("client", help="one client: brief, entries, what was done about lines, earlier briefs")
    one.add_argument("client", metavar="ID")
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--text", action="store_true")

    one = commands.add_parser("scores", help="every administration of every measure")
    one.add_argument("--client", metavar="ID")
    form = one.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true")
    form.add_argument("--json", action="store_true")

    one = commands.add_parser("schedule", help="sessions of a span of days")
    one.add_argument("--from", dest="first", type=_date, metavar="DATE")
    one.add_argument("--to", dest="last", type=_date, metavar="DATE")
    form = one.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true")
    form.add_argument("--json", action="store_true")

    one = commands.add_parser("ledger", help="the clinician's own ledger: documentation, recovery, load, support")
    one.add_argument("--period", choices=("week", "month", "quarter"), default="week")
    one.add_argument("--date", type=_date, help="a day of the period; today without")
    one.add_argument("--export", type=Path, metavar="DIR", help="write all of it for yourself, as JSON and CSV, not encrypted")
    one.add_argument(
        "--delete", action="store_true", help="delete the ledger with its key, and say what was deleted; asks for --yes"
    )
    one.add_argument("--yes", action="store_true", help=argparse.SUPPRESS)
    one.add_argument("--json", action="store_true")

    commands.add_parser("measures", help="the instruments, their licence state and sources")
    one = commands.add_parser("rules", help="every rule and number in force, each with its source")
    one.add_argument("--json", action="store_true")

    one = commands.add_parser("map", help="say that a local code is the total of a measure; it takes effect at the next import")
    one.add_argument("system")
    one.add_argument("code")
    one.add_argument("measure")

    one = commands.add_parser("demo", help="write the invented export")
    one.add_argument("folder", type=Path, metavar="DIR")

    commands.add_parser("import-worker")  # started by the window
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-03-09") from None


def _run(options: argparse.Namespace) -> int:
    profile = profile_of(options.profile, demo=options.demo)
    if options.command is None:
        from briefing_app.app import run_window

        return run_window(profile, options)
    refuse_anothers(profile)
    if options.command == "import-worker":
        from briefing_app.app import run_import_worker

        return run_import_worker(profile)
    if options.command == "measures":
        return _measures(profile)
    if options.command == "demo":
        return _demo(options, profile)
    if not options.demo and (warning := place_warning(profile.folder)):
        print(f"briefing: {warning}", file=sys.stderr)
    passphrase, options.private_passphrase = read_passphrases(options.passphrase_fd)
    store = open_store(profile, passphrase, demo=options.demo)
    try:
        return COMMANDS[options.command](options, profile, store)
    finally:
        store.close()


def profile_of(folder: Path | None, *, demo: bool) -> Profile:
    profile = Profile((folder or default_profile()).expanduser().absolute())
    return profile.demo if demo else profile


def refuse_anothers(profile: Profile) -> None:
    """Raises Problem when the data folder, or a store in it, belongs to another user."""
    for path in (profile.folder, profile.practice, profile.private):
        if is_anothers(path):
            raise Problem(
                f"{path} belongs to another user of this computer, who could read or replace what is kept there.",
                "Choose a folder of your own with --profile; nothing was changed.",
                exit_code=4,
            )


def catalogue_of(profile: Profile) -> Catalogue:
    from briefing_app.services.measure import Catalogue
    from briefing_app.system.resources import resources

    return Catalogue(profile.measures, resources() / "measures")


def read_passphrases(descriptor: int | None) -> tuple[str | None, str | None]:
    """The practice's passphrase and the private store's: the first line, and the second where there is one."""
    if descriptor is None:
        return None, None
    try:
        with os.fdopen(descriptor, "r", encoding="utf-8", closefd=False) as stream:
            lines = [stream.readline().rstrip("\r\n"), stream.readline().rstrip("\r\n")]
            return lines[0], lines[1] or lines[0]
    except OSError as fault:
        raise Problem(
            f"File descriptor {descriptor} cannot be read: {fault.strerror}.", "Redirect the passphrase into it.", exit_code=5
        ) from fault


def key_of(profile: Profile, passphrase: str | None, *, demo: bool, private: bool = False) -> bytes:
    """The practice's key, or the private store's. Raises Problem when a passphrase is needed or wrong."""
    from briefing_app.system.keys import DEMO_KEY, KeyFault, PassphraseNeeded, WrongPassphrase, unlock

    if demo:
        return DEMO_KEY
    try:
        return unlock(profile, passphrase, private=private)
    except WrongPassphrase as fault:
        raise Locked(fault.sentence, wrong=True) from fault
    except KeyFault as fault:
        raise Problem(fault.sentence, fault.remedy, exit_code=5) from fault
    except PassphraseNeeded as fault:
        sentence = (
            "There is no system keyring here to keep the key of a new store."
            if fault.new
            else "The system's keyring does not open this store."
        )
        raise Locked(sentence, new=fault.new) from fault


def open_store(profile: Profile, passphrase: str | None, *, demo: bool) -> PracticeStore:
    from briefing_app.storage.practice import PracticeStore

    key = key_of(profile, passphrase, demo=demo)
    if demo:
        prepare_demo(profile)
    return PracticeStore(profile.practice, key)


def prepare_demo(profile: Profile) -> None:
    """Make the demo practice new when the day has changed."""
    today = date.today()
    stamp = profile.folder / "made-for.txt"
    if not (stamp.is_file() and stamp.read_text("utf-8") == today.isoformat() and profile.practice.exists()):
        from briefing_app.services.demo import make_demo
        from briefing_app.system.keys import DEMO_KEY

        make_demo(profile.folder, profile.practice, profile.private, DEMO_KEY, today, catalogue_of(profile))


def _reader(store: PracticeStore) -> PracticeReader:
    from briefing_app.storage.practice import PracticeReader

    return PracticeReader(store)


def _import(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    import msgspec

    from briefing_app.documents.report import report_as_text
    from briefing_app.services.importing import Progress, run_import

    def show(progress: Progress) -> None:
        if sys.stderr.isatty() and progress.total:
            rate = progress.done / max(progress.seconds, 0.01) / 1e6
            print(
                f"\r{progress.done / progress.total:4.0%} of {progress.total / 1e6:.0f} MB, {rate:.0f} MB/s ",
                end="",
                file=sys.stderr,
            )

    report = run_import(store, catalogue_of(profile), options.paths, progress=show)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if options.report:
        options.report.write_text(report_as_text(report, whole=True) + "\n", "utf-8")
    print(msgspec.json.encode(report).decode() if options.json else report_as_text(report))
    return 0


def _day(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.day import day_as_json, day_as_text
    from briefing_app.services.day import open_day
    from briefing_app.viewmodels.day import briefs_of, make_day, now_in

    now = now_in(None)
    reader = _reader(store)
    try:
        day = open_day(reader, options.date or now.date(), None, options.practitioner)
    finally:
        reader.close()
    catalogue = catalogue_of(profile)
    if options.json:
        print(json.dumps(day_as_json(day, briefs_of(day, catalogue)), ensure_ascii=False, indent=1))
    else:
        print(day_as_text(make_day(day, catalogue, now)))
    return 0


def _client(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.documents.client import client_as_json
    from briefing_app.documents.day import brief_as_text
    from briefing_app.viewmodels.client import make_client

    reader = _reader(store)
    try:
        row = reader.row_of(options.client)
        if row is None:
            raise Problem(
                f"No client has the id {options.client}.", "Ids stand in 'briefing day --json' and on the Clients page."
            )
        today = date.today()
        history = reader.histories([row])[row]
        brief = make_client(history, catalogue_of(profile), today, None, reader.rules()).brief
        if options.json:
            kept = (reader.own_entries(row), reader.answers_of(row), reader.snapshots(row))
            found = client_as_json(history.client, today, reader.last_import(), brief, *kept)
            print(json.dumps(found, ensure_ascii=False, indent=1))
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
    from briefing_app.storage.practice import PracticeReader
    from briefing_app.viewmodels.reference import make_reference

    catalogue, reader = catalogue_of(profile), PracticeReader(store)
    try:
        measures = list(catalogue.all())
        chapters = make_reference(measures, reader.rules(), catalogue.refused.values())
    finally:
        reader.close()
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
    from briefing_app.services.ledger import ledger
    from briefing_app.services.outcome import outcome
    from briefing_app.storage.private import PrivateStore
    from briefing_app.viewmodels.day import now_in
    from briefing_app.viewmodels.ledger import make_ledger

    key = key_of(profile, options.private_passphrase, demo=options.demo, private=True)
    if options.delete:
        return _delete_ledger(profile, key, confirmed=options.yes)
    private, reader = PrivateStore(profile.private, key), _reader(store)
    try:
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
        print(json.dumps(ledger_as_json(facts, page), ensure_ascii=False, indent=1))
    else:
        print(ledger_as_text(page))
    return 0


def _delete_ledger(profile: Profile, key: bytes, *, confirmed: bool) -> int:
    """Delete the private store and its key; the right passphrase has opened it before. The proof is what is no longer there."""
    from briefing_app.storage.private import PrivateStore
    from briefing_app.system.keys import forget

    store = PrivateStore(profile.private, key)
    alone = store.alone()
    store.close()
    if not alone:
        raise Problem("Your ledger is open in a window of Briefing.", "Close it first.")
    if not confirmed:
        raise Problem(
            "This deletes your ledger for good; there is no backup of it.",
            "Add --yes, and --export DIR before it to keep a copy.",
        )
    size = profile.private.stat().st_size
    for path in sorted(profile.folder.glob(f"{profile.private.name}*")):
        path.unlink()
    forget(profile)
    left = [path.name for path in profile.folder.iterdir() if path.name.startswith(("private.db", "private-keyslots"))]
    if left:
        raise Problem(f"These files could not be deleted: {', '.join(left)}.", "Close Briefing and try again.")
    print(
        f"Deleted: {profile.private.name} ({size:,} bytes), its journal, its key file and its keyring entry. Nothing of them is left in the"
    )
    print("profile. A copy of the store elsewhere cannot be read any more, because its key is gone.")
    return 0


def _map(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    from briefing_app.storage.practice import confirm_mapping

    measure = catalogue_of(profile)(options.measure)
    confirm_mapping(store, options.system, options.code, measure.id)
    print(f"{options.code} of {options.system} is {measure.id} from the next import on.")
    return 0


def _demo(options: argparse.Namespace, profile: Profile) -> int:
    from briefing_app.services.demo import write_demo_export

    write_demo_export(options.folder, date.today(), catalogue_of(profile))
    print(f"An invented practice, as a FHIR export, is in {options.folder}.")
    return 0


COMMANDS = {
    "import": _import,
    "day": _day,
    "client": _client,
    "scores": _scores,
    "schedule": _schedule,
    "rules": _rules,
    "ledger": _ledger,
    "map": _map,
}


if __name__ == "__main__":
    sys.exit(main())
