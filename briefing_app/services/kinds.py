"""Which kinds of files an import reads beside FHIR, in the order in which they are asked."""

from __future__ import annotations

from datetime import date

from briefing_app.sources.calendar.reader import calendars
from briefing_app.sources.ccda.document import CLINICAL_DOCUMENT
from briefing_app.sources.kinds import Kind
from briefing_app.storage.importing import ImportTransaction


def kinds_of(transaction: ImportTransaction) -> tuple[Kind, ...]:
    """Made for one import: ``transaction`` tells what the clinician has said of earlier files."""
    return (calendars(date.today), CLINICAL_DOCUMENT)
