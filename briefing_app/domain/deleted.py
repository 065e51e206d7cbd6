"""What is left of a client who was deleted."""

from __future__ import annotations

from typing import NamedTuple


class Tombstone(NamedTuple):
    """``client`` is the row that the person had; ``at`` in seconds since 1970."""

    client: int
    at: float
