"""The command line: ``briefing`` opens the window, its commands answer scripts. Modules are loaded only by the command that needs them."""

from __future__ import annotations

import argparse
import gc
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.domain.problems import Locked, NotWritten, Problem
from briefing_app.services.opening import key_of, noting_refusals, read_passphrases, refuse_anothers
from briefing_app.system import crashes
from briefing_app.system.output import complain, flush, give_up, is_of_the_output, let_every_character_out
from briefing_app.system.paths import Profile, default_profile, place_warning, private_files_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing_app.services.open_practice import OpenPractice

    Command = Callable[[argparse.Namespace, Profile, OpenPractice], int]


def main(arguments: list[str] | None = None) -> int:
    gc.disable()  # start-up makes many objects and no garbage; the window collects on its own thread, long commands turn it on again
    private_files_only()
    if arguments is None:
        crashes.guard()
        let_every_character_out()
    try:
        try:
            code = _answer(arguments)
        except SystemExit:  # after --help
            flush()
            raise
        flush()
        return code
    except Problem as problem:
        from briefing_app.domain.texts import TEXT_LENGTH, clean  # it may name a file

        complain(clean(str(problem), TEXT_LENGTH))
        return problem.exit_code
    except KeyboardInterrupt:
        complain("cancelled; nothing of this step was kept")
        return 130
    except BrokenPipeError:
        give_up()
        return 0
    except OSError as fault:
        if is_of_the_output(fault):
            give_up()
            complain(f"what was to be printed could not be written: {fault.strerror}.")
            return 1
        from briefing_app.system.hindrance import words_of

        complain(str(NotWritten(*words_of(fault))))
        return 1


def _answer(arguments: list[str] | None) -> int:
    # The window's start need not wait for the commands' options.
    options, rest = _window_options().parse_known_args(arguments, argparse.Namespace(command=None))
    if rest:
        from briefing_app.commands.by_hand_options import CLIENT, SHOW, with_verbs
        from briefing_app.commands.parser import command_parser

        options = command_parser(_window_options()).parse_args(with_verbs(sys.argv[1:] if arguments is None else arguments))
        if options.command == SHOW:
            options.command = CLIENT
    if arguments is None and options.command in READ_FOREIGN_FILES:
        from briefing_app.system.limits import limit_this_process

        limit_this_process()
    return _run(options)


class _Version(argparse.Action):
    """Asks for the version only where it is asked for: reading it takes longer than the rest of the start."""

    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> None:
        from importlib.metadata import version

        print(f"Briefing {version('briefing-app')}")
        parser.exit()


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
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version, and quit")
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
        from briefing_app.app import run_window

        return run_window(profile, options)
    refuse_anothers(profile)
    if options.command == "worker":
        from briefing_app.worker import run_worker

        return run_worker(profile)
    if options.command == "measures" and options.change is None and _has_no_numbers(options, profile):
        from briefing_app.commands.measure import measures_command
        from briefing_app.services.measure import catalogue_of

        return measures_command(catalogue_of(profile))
    if options.command == "demo":
        from briefing_app.commands.measure import demo_command

        return demo_command(options, profile)
    if not options.demo and (warning := place_warning(profile.folder)):
        print(f"briefing: {warning}", file=sys.stderr)
    passphrase, options.private_passphrase = read_passphrases(options.passphrase_fd)
    options.own_words = passphrase is None or passphrase != options.private_passphrase
    if options.command == "restore":
        from briefing_app.commands.backup import restore_command

        return restore_command(options, profile, passphrase)
    if options.command in ("keys", "backup", "check"):
        return _vault(options, profile, passphrase)
    with noting_refusals(profile):
        options.key = _key(options, profile, passphrase)
    from briefing_app.services.open_practice import opened_practice

    with closing(opened_practice(profile, options.key, demo=options.demo, hide_names=False)) as practice:
        try:
            code = _command(options.command)(options, profile, practice)
        except OSError as fault:
            if isinstance(fault, BrokenPipeError) or is_of_the_output(fault):
                _audit(options, profile, practice)  # what was printed until then has been seen
            raise
        _audit(options, profile, practice)
        return code


def _audit(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> None:
    """The row that a command leaves which has written none itself."""
    if options.command in AUDITED and not options.demo and not _has_own_row(options):
        from briefing_app.domain.audit import UnwrittenEntry
        from briefing_app.services.audit import write_row
        from briefing_app.system.settings import read_settings, who_acts

        by, client = who_acts(read_settings(profile.settings)), getattr(options, "client", None)
        row = practice.reader.row_of(client) or 0 if client else 0
        entry = UnwrittenEntry(AUDITED[options.command], time.time(), by, row, f"briefing {options.command}")
        try:
            write_row(practice.store, entry)
        except NotWritten as problem:  # what was asked has been answered
            complain(f"No audit row could be kept of this. {problem.sentence}")


def _key(options: argparse.Namespace, profile: Profile, passphrase: str | None) -> bytes:
    """The practice's key; in a terminal its passphrase is asked for, and where a practice begins a new one is chosen."""
    try:
        return key_of(profile, passphrase, demo=options.demo)
    except Locked as asked:
        if options.passphrase_fd is not None or (asked.new and options.command not in BEGIN):
            raise
        from briefing_app.commands.terminal import key_typed

        key, words = key_typed(profile, asked)
        options.private_passphrase, options.own_words = words, False
        return key


def _has_no_numbers(options: argparse.Namespace, profile: Profile) -> bool:
    """Whether no practice is there or opens without a passphrase, and none was given: what it confirmed is not shown, and that is said."""
    if not profile.practice.exists():
        return True
    if options.demo or options.passphrase_fd is not None:
        return False
    try:
        key_of(profile, None, demo=False)
    except Problem:
        print("briefing: what this practice confirmed is not shown; give its passphrase to see it", file=sys.stderr)
        return True
    return False


def _has_own_row(options: argparse.Namespace) -> bool:
    """Whether what was done has written its row of the audit itself, with the act."""
    if options.command == "import" and options.list:
        return True  # nothing was done
    return bool(getattr(options, "delete", False)) or any(
        getattr(options, name, None) is not None
        for name in ("start", "primary", "same_person", "ask_again", "end_goal", "act", "take_back")
    )


def _vault(options: argparse.Namespace, profile: Profile, passphrase: str | None) -> int:
    """Keys and backups: each store by its own passphrase, never made where there is none."""
    from briefing_app.commands.backup import backup_command, check_command
    from briefing_app.commands.keys import keys_command

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


def _command(name: str) -> Command:
    """What answers a command; only its own subject is loaded."""
    if name == "import":
        from briefing_app.commands.importing import import_command

        return import_command
    if name == "watch":
        from briefing_app.commands.watch import watch_command

        return watch_command
    if name.partition(" ")[0] in ("client", "session") and name != "client":
        from briefing_app.commands.by_hand import by_hand_command

        return by_hand_command
    if name == "checkin":
        from briefing_app.commands.checkin import checkin_command

        return checkin_command
    if name == "names":
        from briefing_app.commands.names import names_command

        return names_command
    if name == "waiting":
        from briefing_app.commands.waiting import waiting_command

        return waiting_command
    if name == "outage-pack":
        from briefing_app.commands.outage import outage_command

        return outage_command
    if name in ("ledger", "rtm", "notes"):
        from briefing_app.commands.work import WORK_COMMANDS

        return WORK_COMMANDS[name]
    if name in ("measures", "rules", "map", "own-version"):
        from briefing_app.commands.measure import MEASURE_COMMANDS

        return MEASURE_COMMANDS[name]
    from briefing_app.commands.practice import PRACTICE_COMMANDS

    return PRACTICE_COMMANDS[name]


BEGIN = ("import", "watch", "client add")  # what a practice can begin with
READ_FOREIGN_FILES = ("import", "watch", "checkin")

# What a command leaves in the audit: whoever prints a table has exported it.
AUDITED = {
    "import": "imported", "day": "viewed", "client": "viewed", "notes": "viewed", "scores": "exported", "schedule": "exported",
    "audit": "exported", "rtm": "exported", "names": "viewed", "waiting": "viewed",
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
