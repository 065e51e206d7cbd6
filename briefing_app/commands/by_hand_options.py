"""The options of what is entered by hand: clients and sessions."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing_app.domain.own_fact import CERTAINTIES, FactKind
from briefing_app.domain.own_session import MODES, USUAL_MINUTES

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

CLIENT = "client"
KINDS = tuple(one.replace(" ", "-") for one in FactKind)
VERBS = (
    "add",
    "edit",
    "merge",
    "undo",
    "enter",
    "change",
    "withdraw",
    "facts",
    "show",
)  # after ``client``; an id that is one of these is asked for by ``client show ID``
SHOW = f"{CLIENT} show"


def with_verbs(arguments: Sequence[str]) -> list[str]:
    """``client`` and a verb behind it are one command."""
    words = list(arguments)
    for place, pair in enumerate(pairwise(words)):
        if pair[0] == CLIENT and pair[1] in VERBS:
            return [*words[:place], " ".join(pair), *words[place + 2 :]]
    return words


def add_client_verbs(commands: Commands) -> None:
    one = commands.add_parser("client add", help="enter a client: the name as it is said, and what else is known")
    one.add_argument("name", metavar="NAME", help='"First Last" or "Last, First"')
    _details(one)
    one.add_argument("--anyway", action="store_true", help="also where somebody of this name is in the practice")
    one = commands.add_parser("client edit", help="change what is said of a client, before what files say; none empties a part")
    one.add_argument("client", metavar="ID")
    one.add_argument("--name", metavar="NAME")
    _details(one)


def add_fact_verbs(commands: Commands) -> None:
    """What is known of a client beside scores."""
    one = commands.add_parser("client enter", help=f"enter what is known of a client: {', '.join(KINDS)}")
    one.add_argument("client", metavar="ID")
    one.add_argument("kind", choices=KINDS)
    one.add_argument("words", metavar="WORDS", nargs="?", default="", help="in your own words")
    _parts(one)
    one = commands.add_parser("client change", help="change or end what was entered, by its number; none empties a part")
    one.add_argument("client", metavar="ID")
    one.add_argument("number", type=int, metavar="NUMBER")
    one.add_argument("--words", metavar="TEXT")
    _parts(one)
    one = commands.add_parser("client withdraw", help="take back what was entered by mistake, by its number")
    one.add_argument("client", metavar="ID")
    one.add_argument("number", type=int, metavar="NUMBER")
    one = commands.add_parser("client facts", help="what was entered of a client, each with its number")
    one.add_argument("client", metavar="ID")


def _parts(one: argparse.ArgumentParser) -> None:
    one.add_argument("--code", metavar="CODE", help="of a problem: its ICD-10 code")
    one.add_argument("--certainty", choices=CERTAINTIES[1:], help="of a problem")
    one.add_argument("--dose", metavar="TEXT", help="of medication")
    one.add_argument("--where", metavar="TEXT", help="where a safety plan lies")
    one.add_argument("--from", dest="since", metavar="DATE", help="the day, or the first day")
    one.add_argument("--to", dest="until", metavar="DATE", help="the last day")


def add_merge_verbs(commands: Commands) -> None:
    one = commands.add_parser(
        "client merge", help="say that another record is this person, such as one that a file brought later"
    )
    one.add_argument("client", metavar="ID")
    one.add_argument("other", metavar="OTHER", help="the id of the other record")
    one.add_argument("--why", default="", metavar="TEXT", help="the reason, in your own words")
    one = commands.add_parser("client undo", help="take back what was added, changed or merged last of a client's record")
    one.add_argument("client", metavar="ID")


def _details(one: argparse.ArgumentParser) -> None:
    one.add_argument("--born", metavar="DATE", help="the birth date, as 1984-03-09")
    one.add_argument("--pronouns", metavar="TEXT")
    one.add_argument("--contact", action="append", metavar="TEXT", help="a number or an address; may be given again")


def add_session_verbs(commands: Commands, day: Callable[[str], date]) -> None:
    """``day`` reads a date of the command line."""
    session = commands.add_parser("session", help="sessions entered by hand")
    verbs = session.add_subparsers(dest="verb", metavar="VERB", required=True)
    one = verbs.add_parser("add", help="enter a session, once or as a series")
    one.add_argument("client", metavar="CLIENT", help="the client's id")
    one.add_argument("day", type=day, metavar="DATE")
    one.add_argument("time", metavar="TIME", help="as the clock on the wall shows it: 09:30")
    one.add_argument("--also", action="append", default=[], metavar="CLIENT", help="another client of the same session")
    one.add_argument("--minutes", type=int, default=USUAL_MINUTES, help=f"its length; {USUAL_MINUTES} without")
    one.add_argument("--repeats", choices=("weekly", "two-weekly"), help="on the same weekday at the same time, with --until")
    one.add_argument("--until", type=day, metavar="DATE", help="the last day of a series")
    one.add_argument("--mode", choices=MODES[1:], default="", help="how it is held")
    one.add_argument("--place", default="", metavar="TEXT", help="a room")
    one.add_argument("--group", default="", metavar="NAME", help="what a group is called")
    one = verbs.add_parser("list", help="a client's sessions with the names by which they are changed")
    one.add_argument("client", metavar="CLIENT")
    one.add_argument("--all", action="store_true", help="also what is over")
    _add_changes(verbs, day)
    one = verbs.add_parser("cancelled", help="a session was called off: by whom, and when that was said")
    _whose(one)
    one.add_argument("--by", dest="who", choices=("client", "practice"), required=True)
    one.add_argument("--on", type=day, metavar="DATE", help="the day on which that was said, where it is known")
    for verb, what in (
        ("attended", "took place"),
        ("missed", "was missed by the client"),
        ("open", "is as if nothing had been said of it"),
    ):
        _whose(verbs.add_parser(verb, help=f"a session {what}"))


def _add_changes(verbs: Commands, day: Callable[[str], date]) -> None:
    one = verbs.add_parser("move", help="hold a session at another time, elsewhere or in another way")
    one.add_argument("session", metavar="SESSION")
    one.add_argument("day", type=day, metavar="DATE")
    one.add_argument("time", metavar="TIME")
    one.add_argument("--minutes", type=int, help="its length, where that changes")
    one.add_argument("--mode", choices=MODES[1:], help="how it is held, where that changes")
    one.add_argument("--place", metavar="TEXT", help="a room, where that changes")
    one.add_argument("--from-here-on", action="store_true", help="also those of the series that come after it, by as much")
    one = verbs.add_parser(
        "repeat", help="go on with a session, or with its series after the last: on the same weekday, same time"
    )
    one.add_argument("session", metavar="SESSION")
    one.add_argument("--repeats", choices=("weekly", "two-weekly"), required=True)
    one.add_argument("--until", type=day, required=True, metavar="DATE", help="the last day")
    one = verbs.add_parser("end", help="end a series: this session and those after it do not take place")
    one.add_argument("session", metavar="SESSION")
    one = verbs.add_parser(
        "undo", help="take back what was entered, moved or ended last with a session; once more puts it back"
    )
    one.add_argument("session", metavar="SESSION")


def _whose(one: argparse.ArgumentParser) -> None:
    one.add_argument("session", metavar="SESSION", help="its name, as 'briefing session list' has it")
    one.add_argument("--client", metavar="ID", help="of a group, for one client alone")
