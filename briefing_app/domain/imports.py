"""One import, as it is kept."""

from __future__ import annotations

from typing import NamedTuple

AHEAD_SECONDS = 86_400


class ImportRun(NamedTuple):
    """Moments in seconds since 1970; ``as_of`` is None where the export does not say its age; ``report`` as JSON.

    An earlier version could keep an ``as_of`` from a record dated ahead: ``known_as_of`` is what may be said.
    """

    id: int
    started: float
    finished: float
    as_of: float | None
    as_of_source: str
    label: str
    report: str

    @property
    def known_as_of(self) -> float | None:
        """When the data are from; None where nobody knows, or where the date that was kept lies more than a day after the import."""
        if self.as_of is None or self.as_of > (self.finished or self.started) + AHEAD_SECONDS:
            return None
        return self.as_of
