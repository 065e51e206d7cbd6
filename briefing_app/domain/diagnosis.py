"""Diagnoses in the order in which a brief names them, each once: what bears on safety, mental health, the rest; social findings apart.

Product rule; codes are those of ICD-10-CM, and where a record has none its words are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from briefing_app.domain.client import ClinicalFact

_CODE = re.compile(r"[A-Z][0-9][0-9A-Z]\.?[0-9A-Z]{0,4}")
_SAFETY_CODES = (
    "T74",
    "T76",
    "T1491",
    "R4585",
    "Z915",
    "Z69",
    "Z6281",
    "Y07",
    "Z590",
    *(f"X{number}" for number in range(71, 84)),
)
_SAFETY_WORDS = re.compile(
    r"suicid|self[- ]?harm|intentional self|homicid|homeless|intimate partner|domestic violence|maltreatment|victim of|sexual assault"
    r"|(?:sexual|physical|child|adult|elder|spous\w{1,4}|emotional|psychological) abuse|abuse (?:by|in childhood)",
    re.I,
)
_NOT_THEIRS = re.compile(r"(?:family history|no history|no evidence|denies|absence)\b", re.I)
_SOCIAL_CODES = tuple(f"Z{number}" for number in range(55, 66))
_SOCIAL_KINDS = frozenset({"sdoh", "social-history"})
_SOCIAL_WORDS = re.compile(
    r"employ|labor force|labour force|education|school|housing|transport|social contact|social isolation|refugee|criminal record|income"
    r"|military service|migrant",
    re.I,
)
_KIND = re.compile(r" \((?:finding|situation|disorder)\)$")
_CERTAINTY = re.compile(r" \((?:provisional|differential|not confirmed)(?:, in remission)?\)$")


class Rank(IntEnum):
    """In which order diagnoses are named."""

    SAFETY = 0
    MENTAL = 1
    OTHER = 2
    SOCIAL = 3


class Named(NamedTuple):
    """Diagnoses and social findings, each once, in their order."""

    diagnoses: tuple[ClinicalFact, ...]
    social: tuple[ClinicalFact, ...]


def named(facts: Iterable[ClinicalFact]) -> Named:
    """One fact of each diagnosis: one that is certain before one that is not, then the newest."""
    best: dict[str, ClinicalFact] = {}
    for fact in sorted(facts, key=lambda one: (not _CERTAINTY.search(one.title), one.day), reverse=True):
        best.setdefault(_key(fact), fact)
    # of two codes for the same words the first stands
    once = {_words(fact): fact for fact in reversed(list(best.values()))}
    ordered = sorted(once.values(), key=lambda one: (rank(one), "encounter-diagnosis" in one.detail, one.day, one.title))
    return Named(
        tuple(one for one in ordered if rank(one) is not Rank.SOCIAL), tuple(one for one in ordered if rank(one) is Rank.SOCIAL)
    )


def rank(fact: ClinicalFact) -> Rank:
    """Where a diagnosis stands among others."""
    code = _code(fact)
    theirs = not _NOT_THEIRS.match(fact.title)
    if theirs and (code.startswith(_SAFETY_CODES) or (not code.startswith("F") and _SAFETY_WORDS.search(fact.title))):
        return Rank.SAFETY
    if code.startswith("F"):
        return Rank.MENTAL
    found = _KIND.search(fact.title) and _SOCIAL_WORDS.search(fact.title)
    return Rank.SOCIAL if code.startswith(_SOCIAL_CODES) or fact.detail in _SOCIAL_KINDS or (found and not code) else Rank.OTHER


def _code(fact: ClinicalFact) -> str:
    """The code without its point; "" where the record names a category alone."""
    found = fact.detail.strip().upper()
    return found.replace(".", "") if _CODE.fullmatch(found) else ""


def _key(fact: ClinicalFact) -> str:
    return _code(fact) or _words(fact)


def _words(fact: ClinicalFact) -> str:
    return _KIND.sub("", _CERTAINTY.sub("", fact.title)).casefold()
