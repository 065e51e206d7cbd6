"""Which kinds of files an import reads beside FHIR, in the order in which they are asked."""

from __future__ import annotations

from datetime import date

from briefing_app.services.measure import Catalogue
from briefing_app.services.table_import import table_kind
from briefing_app.sources.calendar.reader import calendars
from briefing_app.sources.ccda.document import CLINICAL_DOCUMENT
from briefing_app.sources.kinds import Kind
from briefing_app.storage.importing import ImportTransaction


def kinds_of(transaction: ImportTransaction, catalogue: Catalogue, started: float) -> tuple[Kind, ...]:
    """Made for one import that ``started`` then (seconds since 1970): ``transaction`` tells what the clinician has said of earlier files."""
    return (calendars(date.today), CLINICAL_DOCUMENT, table_kind(transaction, catalogue, started))
