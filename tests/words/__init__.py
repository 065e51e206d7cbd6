"""Whole briefs of invented clients, written out by hand from the stated rules: what the program says is held against it word for word.

Nothing here is read off the program. Each file says on top what its client's numbers mean by the rules; the words follow from that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from briefing_app.domain.client import Origin
from briefing_app.services.day import open_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.day import briefs_of
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_card import ScoreCard
from tests.conftest import KEY
from tests.fhir import LOINC, Resource, appointment, ndjson
from tests.importing import HELD, NEW_YORK, confirm_mapping, take

TODAY = date(2026, 11, 24)  # a Tuesday
NHS = "cbtwatch.com (quotes the IAPT manual; secondary)"
AWELL = "github awell-health/awell-score@c37843e (MIT; tests and NOTICE)"
CAMCOPS = "github ucam-department-of-psychiatry/camcops@56a303e"


def sessions(client: str, *days: str, status: str = "fulfilled", hour: str = "15:00") -> list[Resource]:
    """Held sessions of fifty minutes; 15:00 in UTC is 10:00 in New York in winter, 11:00 in summer."""
    return [appointment(f"{client}-{day}", f"{day}T{hour}:00Z", clients=(client,), status=status) for day in days]


def today(client: str, hour: str = "15:00") -> Resource:
    return appointment(f"{client}-today", f"{TODAY}T{hour}:00Z", clients=(client,))


def episode(client: str, start: str) -> Resource:
    return {
        "resourceType": "EpisodeOfCare", "id": f"{client}-course", "status": "active", "patient": {"reference": f"Patient/{client}"},
        "period": {"start": start},
    }  # fmt: skip


def total(measure_code: str, id: str, client: str, value: float, day: str, time: str = "T15:00:00Z") -> Resource:
    """A total alone, under its LOINC code."""
    return {
        "resourceType": "Observation", "id": id, "status": "final", "code": {"coding": [{"system": LOINC, "code": measure_code}]},
        "subject": {"reference": f"Patient/{client}"}, "effectiveDateTime": f"{day}{time}", "valueQuantity": {"value": value},
    }  # fmt: skip


def local(measure: str, id: str, client: str, value: float, day: str) -> Resource:
    """A total under a code of the practice's own, which ``brief_of`` has been told the meaning of."""
    made = total("", id, client, value, day)
    made["code"] = {"coding": [{"system": "urn:practice", "code": measure, "display": f"{measure} total score"}]}
    return made


def brief_of(folder: Path, new_store: Path, *resources: Resource, mapped: Iterable[str] = ()) -> Brief:
    """The one brief of the day, after an import of one file; ``mapped`` are measures whose own codes the practice confirmed before."""
    path = folder / "practice.db"
    path.write_bytes(new_store.read_bytes())
    store = PracticeStore(path, KEY)
    for measure in mapped:
        confirm_mapping(store, "urn:practice", measure, measure)
    take(store, ndjson(folder / "x.ndjson", *resources))
    reader = PracticeReader(store)
    (found,) = briefs_of(open_day(reader, TODAY, NEW_YORK), HELD, NEW_YORK)
    reader.close()
    store.close()
    return found.brief


def texts(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]


def card(brief: Brief, measure: str) -> ScoreCard:
    (found,) = [one for one in brief.cards if one.measure == measure]
    return found


def page(brief: Brief, measure: str, heading: str = "Change") -> list[str]:
    """What stands under a heading of a measure's details."""
    return [line.text for line in card(brief, measure).changes if line.heading == heading]


def why(line: Line | ScoreCard) -> tuple[str, str, list[str], tuple[str, ...]]:
    """Rule, what went into it, the records it rests on, and where it is published."""
    return line.why.rule, line.why.inputs, [_named(one) for one in line.why.sources], line.why.cited


def _named(origin: Origin) -> str:
    return f"{origin.resource_type}/{origin.resource_id}"


def spoken(brief: Brief) -> list[str]:
    return [one.spoken for one in brief.cards]


def in_order(brief: Brief) -> list[tuple[str, str]]:
    """Heading and words of every line, in the one order of every face of a brief, with what to check first at the end."""
    return [(line.heading, line.text) for line in (*brief.in_order(), *brief.checks)]


def line_of(brief: Brief, kind: str) -> Line:
    (found,) = brief.of(kind)
    return found
