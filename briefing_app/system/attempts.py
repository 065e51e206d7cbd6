"""A slip costs nothing; guesses do: after three different wrong words in a row, each further one waits, twice as long as the one before."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from briefing_app.system.key_slots import WrongPassphrase

FREE = 3
LONGEST_SECONDS = 30
_SALT = secrets.token_bytes(16)
_wrong: dict[str, set[bytes]] = {}


def seconds_to_wait(db_id: str) -> int:
    """Before words that were not tried yet are looked at, for as long as this process runs."""
    tries = len(_wrong.get(db_id, ()))
    return min(LONGEST_SECONDS, 2 ** min(tries - FREE, 10)) if tries >= FREE else 0


@contextmanager
def patiently(db_id: str, words: str) -> Iterator[None]:
    """Around one try of words at a store's slots; it sleeps, and so stays away from the window's thread. What is typed is not kept."""
    tried, one = _wrong.setdefault(db_id, set()), blake2b(words.encode("utf-8", "surrogatepass"), key=_SALT).digest()
    if one not in tried:
        time.sleep(seconds_to_wait(db_id))
    try:
        yield
    except WrongPassphrase as fault:
        tried.add(one)
        if wait := seconds_to_wait(db_id):
            said = f"{fault.sentence} The next one is looked at after {wait} {'second' if wait == 1 else 'seconds'}."
            raise WrongPassphrase(said, fault.remedy) from fault
        raise
    tried.clear()
