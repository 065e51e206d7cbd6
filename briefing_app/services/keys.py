"""What a key could not do, in words; and whether a store has a recovery code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from briefing_app.domain.problems import Locked, Problem
from briefing_app.system.key_slots import KeyFault, WrongPassphrase
from briefing_app.system.keys import RECOVERY, PassphraseNeeded, ways_in
from briefing_app.system.paths import Profile


@contextmanager
def keys_in_words() -> Iterator[None]:
    """What a key could not do, as a sentence with exit code 5."""
    try:
        yield
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


def lacks_code(profile: Profile, *, private: bool = False) -> bool:
    """Whether a store has slots but no recovery code; the demo's stores have no slots."""
    ways = ways_in(profile, private=private)
    return bool(ways) and RECOVERY not in ways
