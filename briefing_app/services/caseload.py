"""The caseload: everybody seen or measured in the last half year, with the facts of each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from briefing_app.services.brief import BriefFacts, brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader

IN_CARE_DAYS = 182
MOST = 600


def caseload_facts(
    reader: PracticeReader,
    catalogue: Catalogue,
    today: date,
    zone: tzinfo | None = None,
    most: int = MOST,
    *,
    ever: bool = False,
) -> tuple[list[BriefFacts], int]:
    """Facts of at most ``most`` clients by name, and how many more there are; ``ever``: however long ago they were seen or measured."""
    shown, left_out = caseload_rows(reader, today, zone, most, ever=ever)
    rules = reader.rules()
    histories = reader.histories(shown)
    return [brief_facts(histories[row], catalogue, today, zone, None, rules) for row in shown], left_out


def caseload_rows(
    reader: PracticeReader, today: date, zone: tzinfo | None = None, most: int = MOST, *, ever: bool = False
) -> tuple[list[int], int]:
    """Rows of at most ``most`` clients by name, and how many more there are."""
    since = datetime.combine(today - timedelta(days=IN_CARE_DAYS), time(), zone).timestamp()
    rows = reader.caseload(0.0 if ever else since)
    return rows[:most], max(len(rows) - most, 0)
