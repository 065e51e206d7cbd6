"""What is left of an act when it is kept: what takes it back, or why nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


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
