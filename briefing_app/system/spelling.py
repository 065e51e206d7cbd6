"""Whether a word is in the dictionary, and what it may have been; English, from a library, offline. Loaded when a note is first opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from briefing_app.system.resources import resources

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
MOST = 5


@lru_cache(maxsize=1)
def _library() -> object:
    from spellchecker import SpellChecker

    made = SpellChecker(language="en", distance=1)
    made.word_frequency.load_text_file(str(resources() / "words.txt"))  # the field's own words, which general dictionaries lack
    return made


class Spelling:
    """``known`` are words that the clinician taught, and names of the people in the note."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = {part.lower() for words in known for part in WORD.findall(words)}
        self._library = _library()

    def learn(self, word: str) -> None:
        """Take a word as known from now on, in this run of the program."""
        self._known.add(word.lower())

    def wrong(self, text: str) -> list[tuple[int, int]]:
        """Begin and length of each word that is in no dictionary; words in capitals and with figures are left alone."""
        return [(found.start(), len(found.group())) for found in WORD.finditer(text) if not self.knows(found.group())]

    def knows(self, word: str) -> bool:
        """Whether a word needs no underline: known, short, or in capitals."""
        plain = word.replace("’", "'").removesuffix("'s")
        if len(plain) < 3 or plain.isupper() or plain.lower() in self._known:
            return True
        return bool(self._library.known([plain.lower()]))  # type: ignore[attr-defined]

    def suggestions(self, word: str) -> list[str]:
        """The likeliest words that are one letter away, as the word was written."""
        ranked: Callable[[str], float] = self._library.word_usage_frequency  # type: ignore[attr-defined]
        found = sorted(self._library.candidates(word.lower()) or (), key=lambda one: (-ranked(one), one))[:MOST]  # type: ignore[attr-defined]
        return [one.capitalize() if word[0].isupper() else one for one in found if one != word.lower()]
