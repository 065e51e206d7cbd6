"""One import, as it is kept."""

from __future__ import annotations

from typing import NamedTuple


class ImportRun(NamedTuple):
    """Moments in seconds since 1970; ``as_of`` is None where the export does not say its age; ``report`` as JSON."""

    id: int
    started: float
    finished: float
    as_of: float | None
    as_of_source: str
    label: str
    report: str
