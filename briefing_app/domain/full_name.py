"""Names of people in a calendar's words: which of them are whole, so that a client may be offered under them; initials and nicknames are not."""

from __future__ import annotations

import re

from briefing_app.domain.calendar_names import GENERIC, OFFERED, normal, turned

_TAIL = re.compile(r"[(\[][^()\[\]]*+[)\]]$")
_DASH = re.compile(r"\s[-–—]\s")  # of words that stand one blank apart
_SEVERAL = re.compile(r"[:/&+@#]|\band\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.\-]*(?:['’\-][^\W\d_]+)*\.?")
_SMALL = frozenset({"al", "bin", "da", "de", "del", "der", "di", "dos", "el", "la", "le", "ter", "van", "von", "y", "zu"})
MOST_WORDS = 5
_NO_NAMES = frozenset(
    {normal(word) for one in (*OFFERED, *GENERIC) for word in one.split()}
    | {
        "birthday", "call", "check", "clinic", "consult", "consultation", "couple", "couples", "day", "dentist", "doctor", "dr", "dr.", "family",
        "group", "gym", "intake", "lunch", "mr", "mrs", "ms", "new", "office", "paperwork", "phone", "review", "school", "staff", "team", "training",
        "trip", "vacation", "video", "weekly", "work", "yoga", "zoom",
    }
)  # fmt: skip


def name_in(words: str) -> str:
    """What of a summary may be somebody's name, as it is said: without a tail in brackets or behind a dash, Last, First turned; "" for none."""
    bare = _TAIL.sub("", " ".join(words.split())).rstrip()
    name = _DASH.split(bare, maxsplit=1)[0].strip(" ,;-–—") if not _SEVERAL.search(bare) else bare
    return turned(name) or name


def is_full_name(name: str) -> bool:
    """Whether it reads as a given and a family name: two to five words of letters, none an initial or a word that names no person."""
    words = name.split()
    if not 2 <= len(words) <= MOST_WORDS or _SEVERAL.search(name):
        return False
    if any(normal(word) in _NO_NAMES or not _WORD.fullmatch(word) for word in words):
        return False
    middle = [word for word in words[1:-1] if normal(word) not in _SMALL]
    whole = [words[0], words[-1]]
    return all(_is_whole(word) for word in whole) and all(word[0].isupper() or not word[0].islower() for word in middle)


def _is_whole(word: str) -> bool:
    """Scripts without capitals write a name in one letter too; elsewhere that, two capitals, or a full stop is an initial."""
    letters = sum(one.isalpha() for one in word)
    if not word[0].isupper():
        return not word[0].islower()
    return letters > 1 and not word.endswith(".") and not (letters == 2 and word.isupper())
