"""Work that is visibly working: how the caseload did on the measure that most of them have."""

from __future__ import annotations

from collections import Counter
from datetime import date, tzinfo

from briefing_app.domain.group import GroupReport, group_report
from briefing_app.services.caseload import caseload_facts
from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader


def outcome(
    reader: PracticeReader, catalogue: Catalogue, today: date, zone: tzinfo | None = None
) -> tuple[str, GroupReport] | None:
    """The measure and its report over everybody in care; None where nobody has a score."""
    facts, _ = caseload_facts(reader, catalogue, today, zone)
    counted = Counter(one.measure.id for found in facts for one in found.courses if one.latest and one.measure.domain != "goal")
    if not counted:
        return None
    measure = min(counted, key=lambda name: (-counted[name], name))
    return measure, group_report((one for found in facts for one in found.courses if one.measure.id == measure), len(facts))
