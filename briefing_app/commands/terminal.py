"""What a person types into a terminal: passphrases that are not shown, and the key that they open."""

from __future__ import annotations

import sys
import warnings

from briefing_app.domain.problems import Locked, Problem
from briefing_app.services.opening import key_of
from briefing_app.system.paths import Profile

TRIES = 3
CHOOSE = "Choose a passphrase of several words; it is asked for at every start, and without it or the recovery code nothing opens the store."


def can_type() -> bool:
    """Whether somebody sits in front of what is asked."""
    return (
        sys.stdin is not None
        and sys.stdin.isatty()
        and any(one is not None and one.isatty() for one in (sys.stdout, sys.stderr))
    )


def key_typed(profile: Profile, asked: Locked) -> tuple[bytes, str]:
    """The practice's key and the passphrase that opens it, as somebody types it: one that is wrong may be tried again.

    Raises Problem, and ``asked`` itself where nobody can type.
    """
    if not can_type():
        raise asked
    if asked.new:
        print(f"{asked.sentence} {CHOOSE}", file=sys.stderr)
    for left in reversed(range(TRIES)):
        words = _chosen() if asked.new else _typed("Passphrase: ")
        try:
            return key_of(profile, words, demo=False), words
        except Locked as refused:
            if not refused.wrong or not left:
                raise
            print(refused.sentence, file=sys.stderr)
    raise asked


def _chosen() -> str:
    """A new passphrase, typed twice."""
    for _ in range(TRIES):
        words = _typed("New passphrase: ")
        if not words:
            print("An empty passphrase protects nothing.", file=sys.stderr)
        elif words == _typed("The same again: "):
            return words
        else:
            print("These two are not the same.", file=sys.stderr)
    raise Problem("No passphrase was chosen.", "Nothing was made; try again.", exit_code=5)


def _typed(prompt: str) -> str:
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(prompt)
        except EOFError as fault:
            raise Problem("Nothing was typed.", "Nothing was made or opened; try again.", exit_code=5) from fault
        except GetPassWarning as fault:
            raise Problem(
                "This terminal would show the passphrase.", "Give it with --passphrase-fd N, or in the window.", exit_code=5
            ) from fault
