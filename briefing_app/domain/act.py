"""What is left of an act when it is kept: what takes it back, or why nothing does. And what became of acts that waited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class By(NamedTuple):
    """Who acts, by the name that the audit gets ("" where nobody is named), and when, on the practice's clock."""

    user: str
    now: datetime


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The act that takes another back (a name in ``services.acts.ACTS``) with its arguments, but for the moment and the hand, which come last."""

    act: str
    arguments: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Stays:
    """This act is not taken back; ``why`` says it in a sentence, with what is done instead."""

    why: str


class Done(NamedTuple):
    """An act that was kept. ``number`` is the row that it made, or how many it made; 0 where neither means anything."""

    back: TakeBack | Stays
    number: int = 0


class Refused(NamedTuple):
    """An act that waited beside the store and was refused when it came to be written; ``words`` are what the clinician wrote."""

    sentence: str
    remedy: str
    words: str


class Ran(NamedTuple):
    """What became of acts that waited: how many were kept, and those that were refused, which stay beside the store."""

    kept: int = 0
    refused: tuple[Refused, ...] = ()
