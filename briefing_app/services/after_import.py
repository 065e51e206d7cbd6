"""What stands in the practice after an import: the few counts that say whether it brought what was hoped for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from briefing_app.domain.client import CANCELLED
from briefing_app.domain.periods import local_time
from briefing_app.domain.twins import without_twins
from briefing_app.services.calendar_names import asked_for
from briefing_app.services.importing import report_from
from briefing_app.storage.practice import PracticeReader

END = datetime(9999, 1, 1).timestamp()


@dataclass(frozen=True, slots=True)
class Arrived:
    """``sessions`` are those that take place, with the days of the first and the last; ``scores`` all administrations of all measures.

    Of the import itself: ``refused`` and ``not_understood`` records, those ``waiting`` for a measure, None where its report is not shown because names
    are hidden; ``whose`` series of calendars ask whose they are. ``run`` is the import's row.
    """

    run: int
    label: str
    sessions: int
    first: date | None
    last: date | None
    clients: int
    scores: int
    whose: int
    refused: int | None
    not_understood: int | None
    waiting: int | None
    nothing_read: bool


def arrived(reader: PracticeReader, now: datetime, zone: tzinfo | None = None) -> Arrived | None:
    """After the newest import; None before the first."""
    run = reader.last_import()
    if run is None:
        return None
    meetings = without_twins(reader.meetings_between(0.0, END))
    held = [one for one in meetings if one.is_session and one.status not in CANCELLED]
    report = report_from(run.report) if run.report else None
    return Arrived(
        run=run.id,
        label=run.label,
        sessions=len(held),
        first=local_time(held[0].at, zone).date() if held else None,
        last=local_time(held[-1].at, zone).date() if held else None,
        clients=reader.client_count(),
        scores=sum(1 for _ in reader.scores()),
        whose=len(asked_for(reader, now, zone)),
        refused=report.total("rejected") if report else None,
        not_understood=report.total("not_understood") if report else None,
        waiting=report.total("waiting") if report else None,
        nothing_read=report is not None and report.nothing_read,
    )
