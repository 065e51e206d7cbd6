"""The options of the commands, and what their help says."""

from __future__ import annotations

import argparse
import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app.commands.by_hand_options import (
    CLIENT,
    SHOW,
    VERBS,
    add_client_verbs,
    add_fact_verbs,
    add_merge_verbs,
    add_session_verbs,
)
from briefing_app.viewmodels.order import say_order

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

ORDER = f"Every brief has one order, in the window, as text, on paper and as JSON: {say_order()}."
EXIT_CODES = """\
exit codes: 0 done; 1 something outside the program is wrong, in a sentence; 2 wrong usage; 3 nothing was read, or there is nothing at a path;
4 the store cannot be opened; 5 no key or a wrong passphrase; 130 cancelled. Dates are YYYY-MM-DD. JSON schemas: resources/schemas."""


def command_parser(window: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of ``window``, which stand before a command, and every command."""
    parser = argparse.ArgumentParser(
        prog="briefing",
        description="Today's sessions, each with a brief that takes fifteen seconds. Without a command the window opens.",
        epilog=f"{textwrap.fill(ORDER, 120, break_on_hyphens=False)}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[window],
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_practice(commands)
    _add_work(commands)
    _add_safety(commands)
    _add_measures(commands)
    commands.add_parser("worker")  # started by the window
    return parser


def _add_practice(commands: Commands) -> None:
    """What is read in, and what is asked of it."""
    one = commands.add_parser("import", help="import an export: files, folders, archives")
    one.add_argument("paths", nargs="*", type=Path)
    one.add_argument("--list", action="store_true", help="the imports of the last 30 days, and which can be taken back")
    one.add_argument(
        "--take-back", type=int, metavar="N", help="take back the import of that number; what was entered since stays"
    )
    one.add_argument("--json", action="store_true", help="print the report as JSON")
    one.add_argument("--report", type=Path, help="save the whole report as text")
    one.add_argument("--without-recovery-code", action="store_true", help="import into a store that no recovery code opens")
    kinds = ("sessions", "clients", "scores", "answers", "checkins")
    one.add_argument("--table", choices=kinds, help="what a table is about, where none with its columns was read before")
    one.add_argument("--columns", type=Path, metavar="FILE", help="what its columns are, and whom names in it mean, as TOML")

    one = commands.add_parser("watch", help="read what lies whole in the watched folders, once")
    one.add_argument(
        "folders", nargs="*", type=Path, metavar="FOLDER", help="these instead of those of the settings, at most three"
    )
    one.add_argument("--without-recovery-code", action="store_true", help="read into a store that no recovery code opens")

    one = commands.add_parser("day", help="the schedule and briefs of a day", description=ORDER)
    one.add_argument("date", nargs="?", type=_date)
    one.add_argument("--practitioner", default="", help="an id or part of a name")
    _form(one, "--json", "--text")

    one = commands.add_parser(
        CLIENT,
        help=f"one client: brief, entries, what was done about lines, earlier briefs; or {', '.join(VERBS[:-1])} and what follows",
    )
    _client(one)
    _client(commands.add_parser(SHOW, help="the same, for an id that is one of these words"))
    add_client_verbs(commands)
    add_merge_verbs(commands)
    add_fact_verbs(commands)
    add_session_verbs(commands, _date)

    _add_names(commands)

    one = commands.add_parser("scores", help="every administration of every measure")
    one.add_argument("--client", metavar="ID")
    _form(one, "--csv", "--json")

    one = commands.add_parser("schedule", help="sessions of a span of days")
    one.add_argument(
        "--ics", type=Path, metavar="FILE", help="write those that no calendar brought as a calendar with initials"
    )
    one.add_argument("--from", dest="first", type=_date, metavar="DATE")
    one.add_argument("--to", dest="last", type=_date, metavar="DATE")
    one.add_argument("--practitioner", default="", help="an id or part of a name")
    _form(one, "--csv", "--json")


def _client(one: argparse.ArgumentParser) -> None:
    """The page of one client, and what is decided of them."""
    one.add_argument("client", metavar="ID")
    one.add_argument(
        "--delete", action="store_true", help="delete this client, after a backup; shows what would go, and asks for --yes"
    )
    one.add_argument(
        "--ask-again",
        nargs=2,
        metavar=("WHAT", "DATE"),
        help="take back what was said: of a measure's scores of that day (which counts, or which is wrong), or with worse, no-improvement,"
        " unknown, alliance, repeat or safety the answers given on that day",
    )
    one.add_argument("--allow-again", action="store_true", help="let the next import bring a client back who was deleted")
    one.add_argument("--yes", action="store_true", help=argparse.SUPPRESS)
    one.add_argument(
        "--start", metavar="DATE", help="set the day on which the course began, with --why; none takes back what was set"
    )
    one.add_argument("--end-goal", metavar="WORDS", help="end a goal of the client's own: it is not asked for any more")
    one.add_argument("--primary", metavar="MEASURE", help="set the primary measure; none takes back what was set")
    one.add_argument(
        "--same-person",
        nargs=2,
        metavar=("ID", "yes|no|none"),
        help="say whether another record is this person; none takes it back",
    )
    one.add_argument("--why", default="", metavar="TEXT", help="the reason for what is set, in your own words")
    _form(one, "--json", "--text")


def _add_names(commands: Commands) -> None:
    """Whose the events of calendars are."""
    one = commands.add_parser(
        "names", help="who is asked for in calendars; whom their words mean; which of their events are sessions"
    )
    one.add_argument("act", nargs="?", choices=("set", "unset", "rule", "add"))
    one.add_argument(
        "rest",
        nargs="*",
        metavar="WORDS",
        help="set WORDS CLIENT [CLIENT ...], unset WORDS, add WORDS, or rule all | category NAME | word WORD | series NAME | cancelled WORDS | 'last first'",
    )
    one.add_argument(
        "--series", default="", metavar="UID", help="only in this series, where words alone do not say whose it is"
    )
    one.add_argument("--calendar", default="", metavar="NAME", help="in this calendar, where several were read")
    one.add_argument("--all", action="store_true", help="with add: everybody whose whole name the calendar says; no initials")
    one.add_argument("--no-session", action="store_true", help="with rule: these are no sessions")
    one.add_argument("--forget", action="store_true", help="with rule: take it back")
    one.add_argument("--json", action="store_true")


def _add_work(commands: Commands) -> None:
    """The clinician's own work, and what is seen between sessions."""
    one = commands.add_parser("ledger", help="the clinician's own ledger: documentation, recovery, load, support")
    one.add_argument("--period", choices=("week", "month", "quarter"), default="week")
    one.add_argument("--date", type=_date, help="a day of the period; today without")
    one.add_argument(
        "--export",
        type=Path,
        metavar="DIR",
        help="write all of it for yourself, as JSON and CSV, not encrypted, and read it back",
    )
    one.add_argument(
        "--delete",
        action="store_true",
        help="delete the ledger with its key, after --export where both are given; names the process notes in it; asks for --yes",
    )
    one.add_argument("--yes", action="store_true", help=argparse.SUPPRESS)
    one.add_argument("--json", action="store_true")

    one = commands.add_parser("rtm", help="evidence for remote therapeutic monitoring, by client, period and month")
    one.add_argument("--client", metavar="ID")
    one.add_argument("--date", type=_date, help="counted up to this day; today without")
    _form(one, "--csv", "--json")

    one = commands.add_parser("notes", help="session notes with their state, and the notes that are owed")
    one.add_argument("--client", metavar="ID")
    one.add_argument("--json", action="store_true")

    _add_checkin(commands.add_parser("checkin", help="check-ins between sessions: pages, codes, tables"))


def _add_safety(commands: Commands) -> None:
    """Keys, backups, and whether everything is still there."""
    one = commands.add_parser("keys", help="what opens a store; a recovery code, another passphrase, the keyring, another key")
    one.add_argument("change", nargs="?", choices=("recovery", "passphrase", "keyring", "rekey", "remove"))
    one.add_argument(
        "way", nargs="?", choices=("passphrase", "keyring", "recovery"), help="with remove: which way in to remove"
    )
    one.add_argument("--private", action="store_true", help="of your own ledger instead of the practice")
    one.add_argument("--beside", action="store_true", help="add the passphrase or keyring, and keep the other")
    one.add_argument("--new-passphrase-fd", type=int, metavar="N", help="read the new passphrase from file descriptor N")

    one = commands.add_parser("backup", help="back up the practice, or your own ledger, and read the backup back")
    one.add_argument("--private", action="store_true", help="your own ledger instead of the practice")
    one.add_argument("--list", action="store_true", help="list the backups there are")
    one.add_argument("--rehearse", action="store_true", help="also restore it for a trial")

    one = commands.add_parser(
        "outage-pack", help="the practice as an encrypted pack for another computer, and pages to read without one"
    )
    one.add_argument("folder", type=Path, metavar="DIR")
    one.add_argument("--days", type=int, default=3, help="how many days from today the pages cover; 3 without")
    one.add_argument("--prints", action="store_true", help="also one PDF a session, readable by anybody")
    one.add_argument("--initials", action="store_true", help="initials instead of names on those pages, no date of birth")

    one = commands.add_parser("check", help="whether the store is whole, and what backups there are")
    one.add_argument("--private", action="store_true", help="your own ledger instead of the practice")

    one = commands.add_parser(
        "audit", help="who opened, viewed, exported, printed, imported, answered: a chain of rows, checked"
    )
    _form(one, "--csv", "--json")

    one = commands.add_parser(
        "waiting", help="what was done while the store was busy and could not be kept: read again, or tried again"
    )
    one.add_argument("--again", type=int, metavar="NUMBER", help="try this one once more")

    one = commands.add_parser("restore", help="put a backup in place of its store, which is kept under another name")
    one.add_argument("file", type=Path, metavar="FILE")


def _add_measures(commands: Commands) -> None:
    """Instruments, rules, and the invented practice."""
    one = commands.add_parser("measures", help="the instruments, their licence state and sources")
    kinds = one.add_subparsers(dest="change", metavar="CHANGE")
    one = kinds.add_parser("confirm", help="let a number without a source count, with the practice's own source; audited")
    one.add_argument("measure", metavar="MEASURE")
    one.add_argument("field", metavar="FIELD", help="reliable_change, caseness, monitor and others; a wrong one names them all")
    one.add_argument("value", metavar="VALUE", nargs="?", type=float)
    one.add_argument("--source", default="", metavar="TEXT", help="where the number stands, in your own words")
    one.add_argument("--take-back", action="store_true", help="let it count no more")
    one = commands.add_parser("rules", help="every rule and number in force, each with its source")
    one.add_argument("--json", action="store_true")

    one = commands.add_parser("map", help="say which measure, or which of its items, a local code or a question of a form is")
    one.add_argument(
        "system", metavar="SYSTEM", nargs="?", help="of the code; or the address of the form; without it, what waits"
    )
    one.add_argument("code", metavar="CODE", nargs="?", help="or the linkId of the question")
    one.add_argument("measure", metavar="MEASURE[:ITEM]", nargs="?", help="PHQ-9 is its total, PHQ-9:3 its third question")
    one.add_argument("--end", action="store_true", help="the code means no measure any more")

    one = commands.add_parser(
        "own-version", help="let your own file for an instrument that ships count, or count no more; audited"
    )
    one.add_argument("measure", metavar="MEASURE")
    one.add_argument("--confirm", action="store_true", help="let the file count from now on")
    one.add_argument("--end", action="store_true", help="let the instrument that ships count again")

    one = commands.add_parser("demo", help="write the invented export")
    one.add_argument("folder", type=Path, metavar="DIR")


def _add_checkin(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", metavar="WHAT", required=True)
    one = kinds.add_parser("page", help="write a check-in page for a client: one HTML file")
    one.add_argument("client", metavar="CLIENT")
    one.add_argument("measures", metavar="MEASURE", nargs="+")
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file, or a folder")
    one = kinds.add_parser("end", help="end a page: no code is taken that was finished later")
    one.add_argument("page", metavar="PAGE", help="the first group of its codes")
    one = kinds.add_parser("code", help="keep what a code says")
    one.add_argument("codes", metavar="CODE", nargs="+", help="a code in one argument, its groups apart by hyphens or blanks")
    one = kinds.add_parser(
        "csv", help="show what a table says; with --keep keep it, and read such files the same way from then on"
    )
    one.add_argument("file", type=Path, metavar="FILE")
    one.add_argument("--client", metavar="COLUMN", help="holds the client's id")
    one.add_argument("--date", metavar="COLUMN")
    one.add_argument("--measure", metavar="COLUMN", help="holds a measure's name; its score stands in --score")
    one.add_argument("--score", metavar="COLUMN")
    one.add_argument("--value", metavar="COLUMN=MEASURE[:ITEM]", action="append", help="a column with a total, or with an item")
    one.add_argument("--order", choices=("day", "month"), help="what comes first in dates like 03/04/2026")
    one.add_argument("--device", action="store_true", help="the rows come from a device or an app of the client's")
    one.add_argument("--keep", action="store_true")
    one = kinds.add_parser("list", help="check-ins, pages and the days that count")
    one.add_argument("client", metavar="CLIENT", nargs="?")
    _form(one, "--json", "--csv")


def _form(one: argparse.ArgumentParser, *names: str) -> None:
    """At most one of these says in which form a command answers."""
    form = one.add_mutually_exclusive_group()
    for name in names:
        form.add_argument(name, action="store_true")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-03-09") from None
