"""Check-ins as JSON and CSV rows (resources/schemas/checkins.schema.json)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from briefing_app.domain.checkin import Checkin, CheckinDay, CheckinPage
from briefing_app.domain.checkin_code import page_words

CHECKIN_COLUMNS = ("client", "date", "clock", "measure", "score", "source", "received", "counts")


def checkin_row(client: str, one: Checkin) -> dict[str, Any]:
    """One measure of one check-in; ``client`` is the export's id, ``received`` in UTC."""
    score = int(one.score) if one.score is not None and one.score == int(one.score) else one.score
    received = _moment(one.received)
    return dict(
        zip(
            CHECKIN_COLUMNS,
            (client, one.day.isoformat(), one.clock, one.measure, score, one.source.value, received, one.counts),
            strict=True,
        )
    )


def checkins_as_json(
    client: str, checkins: Iterable[Checkin], days: Sequence[CheckinDay], pages: Iterable[CheckinPage]
) -> dict[str, Any]:
    """One client of ``briefing checkin list --json``. A page's key is never in it."""
    return {
        "client": client,
        "checkins": [checkin_row(client, one) for one in checkins],
        "days": [{"date": one.day.isoformat(), "measures": list(one.measures), "source": one.source.value} for one in days],
        "pages": [
            {
                "page": page_words(one.number),
                "measures": [name for name, _ in one.forms],
                "made": _moment(one.made),
                "ended": _moment(one.ended) if one.ended else None,
                "by": one.by,
            }
            for one in pages
        ],
    }


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
