"""What a signal says that it carries where it is a number; Qt hands an ``int`` on as a C int, which ends at 2^31."""

from __future__ import annotations

from typing import Final

ROW: Final = object
"""A row of a store, of a client above all: those that are typed in begin at 2^40, and a C int would cut them without a word."""
PLACE: Final = int
"""A place in a list, a step, a count of days, a period beside this one, a width: nothing that a store numbers."""
