"""The ways into a store from the command line: codes, passphrases, the keyring, another key."""

from __future__ import annotations

import argparse
import sys
from typing import TextIO

from briefing_app.commands.terminal import can_type
from briefing_app.domain.audit import KEY_CHANGED, REKEYED, WAY_REMOVED
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import PRACTICE, PRIVATE, back_up_before, note, now, vault_of
from briefing_app.services.keys import keys_in_words, lacks_code
from briefing_app.services.opening import lines_of
from briefing_app.services.rekeying import change_key
from briefing_app.system.key_change import opens
from briefing_app.system.keys import (
    KEYRING,
    PASSPHRASE,
    RECOVERY,
    new_code,
    normal_code,
    remove_way,
    set_passphrase,
    set_recovery_code,
    use_keyring,
    ways_in,
)
from briefing_app.system.paths import Profile
from briefing_app.viewmodels.backup import REKEYED_WORDS

WAY_WORDS = {KEYRING: "the system's keyring", PASSPHRASE: "a passphrase", RECOVERY: "a recovery code"}
NO_CODE = "This store has no recovery code: without one, a lost passphrase or keyring is a lost store."
WRITE_DOWN = (
    "Write it down or print it, and keep it where you keep keys. It is shown this once, and only a restore ever asks for it."
)


def keys_command(options: argparse.Namespace, profile: Profile, key: bytes, words: str | None) -> int:
    """``briefing keys``: what opens a store, and changing it. ``words`` are the passphrase or code that opened it, None for the keyring."""
    private, action, detail = options.private, KEY_CHANGED, options.change
    with keys_in_words():
        if options.change == RECOVERY:
            make_code(profile, key, private=private)
        elif options.change == PASSPHRASE:
            _choose_passphrase(options, profile, key)
        elif options.change == KEYRING:
            use_keyring(profile, key, private=private, beside=options.beside)
            print(f"The system's keyring opens the store from now on{'.' if options.beside else ', and a passphrase no more.'}")
        elif options.change == "rekey":
            key, action, detail = _rekey(profile, key, words or "", private=private), REKEYED, ""
        elif options.change == "remove":
            if options.way is None:
                raise Problem("Which way in is to be removed?", "Name it: passphrase, keyring or recovery.", exit_code=2)
            remove_way(profile, key, options.way, private=private)
            print(f"Removed: {WAY_WORDS[options.way]} opens this store no more.")
            action, detail = WAY_REMOVED, options.way
    if options.change is not None and not private:
        note(profile, key, action, detail)
    if options.change is not None and action != REKEYED:
        back_up_before(profile, key, PRIVATE if private else PRACTICE)  # so that the newest opens by what is in force now
    for way in ways_in(profile, private=private):
        print(f"opened by {WAY_WORDS[way]}")
    if lacks_code(profile, private=private):
        print(f"{NO_CODE} Make one with 'briefing keys recovery'.")
    return 0


def _choose_passphrase(options: argparse.Namespace, profile: Profile, key: bytes) -> None:
    if options.new_passphrase_fd is None:
        raise Problem("A new passphrase is read from a file descriptor.", "Give it with --new-passphrase-fd N.", exit_code=2)
    (passphrase,) = lines_of(options.new_passphrase_fd, 1)
    set_passphrase(profile, key, passphrase, private=options.private, beside=options.beside)
    when = "after each lock" if KEYRING in ways_in(profile, private=options.private) else "at every start"
    print(
        f"The passphrase is changed; it is asked for {when}. Here it opens earlier backups too; on another computer they open with the one"
        " they were made with."
    )


def _rekey(profile: Profile, key: bytes, words: str, *, private: bool) -> bytes:
    """A new key for a closed store: the recovery code is typed to keep it, or a new one is made and typed back."""
    ways = ways_in(profile, private=private)
    if not ways:
        raise Problem("The demo practice has a published key, because nobody in it exists.", "There is nothing to change.")
    if PASSPHRASE in ways and not opens(profile, PASSPHRASE, words, private=private):
        raise Problem("The new key is sealed by the passphrase too.", "Give it with --passphrase-fd N.", exit_code=5)
    code = ""
    if RECOVERY in ways:
        print("Type the recovery code to keep it, or nothing for a new one: ", end="", flush=True)
        code = sys.stdin.readline().strip()
        if code and not opens(profile, RECOVERY, code, private=private):
            raise Problem("That is not the recovery code.", "Nothing was changed; try again.", exit_code=5)
    code = code or shown_and_typed_back()
    following = change_key(vault_of(profile, PRIVATE if private else PRACTICE), key, words, code, now())
    print(REKEYED_WORDS)
    return following


def make_code(profile: Profile, key: bytes, *, private: bool = False) -> None:
    """Show a new recovery code, and put it in force once it has been typed back."""
    set_recovery_code(profile, key, shown_and_typed_back(), private=private)
    print("The recovery code is in force.", file=_seen())


def _seen() -> TextIO:
    """Where somebody reads what is asked: standard output may go into a file or a pipe, where a recovery code has no place."""
    return sys.stdout if sys.stdout.isatty() or not sys.stderr.isatty() else sys.stderr


def shown_and_typed_back() -> str:
    """A new recovery code that somebody has written down. Raises Problem when it is not typed back."""
    code, out = new_code(), _seen()
    print(f"The recovery code of this store:\n\n    {code}\n\n{WRITE_DOWN}", file=out)
    print("Type it back, to be sure that it is written down: ", end="", flush=True, file=out)
    if normal_code(sys.stdin.readline().strip()) != normal_code(code):
        raise Problem("That is not the code; it is not in force.", "Try again: there will be another code.")
    return code


def refuse_without_code(profile: Profile, *, waived: bool) -> None:
    """Before an import: raises Problem for a store without a recovery code where nobody can type, unless that is knowingly done without."""
    if not waived and lacks_code(profile) and not can_type():
        raise Problem(NO_CODE, "Make one with 'briefing keys recovery', or import with --without-recovery-code.", exit_code=5)


def end_with_code(profile: Profile, key: bytes, done: int) -> int:
    """After an import: a recovery code for a store that has none. The exit code, which is 1 where it was not typed back; the import stays."""
    if not lacks_code(profile):
        return done
    try:
        with keys_in_words():
            make_code(profile, key)
    except (Problem, KeyboardInterrupt) as fault:
        why = fault.sentence if isinstance(fault, Problem) else "No code was typed back; it is not in force."
        print(f"\nbriefing: {why} The import is kept. Make a code with 'briefing keys recovery'.", file=sys.stderr)
        return 1
    return done
