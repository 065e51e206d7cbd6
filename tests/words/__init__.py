"""Whole briefs of invented clients, written out by hand from the stated rules: what the program says is held against it word for word.

Nothing here is read off the program. Each file says on top what its client's numbers mean by the rules; the words follow from that.
Five clients and one day stand whole beside their files: ``NAME.json`` is what ``client ID --json`` gives, with every Why, and ``NAME.txt`` what
stands on paper. In them a record is named by its line in the export, ``Observation/p1 12``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from briefing_app.documents.client import client_as_json
from briefing_app.documents.printed import brief_document
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


@dataclass(frozen=True, slots=True)
class Shown:
    """One client's brief in every form. ``document`` is the JSON, its records named in short, without the moment of the import."""

    brief: Brief
    document: dict[str, Any]

    def on_paper(self) -> list[str]:
        return on_paper(self.brief)


def on_paper(brief: Brief, below: Sequence[str] = ()) -> list[str]:
    """The lines of the print that are not empty; ``below`` stands under the brief."""
    paper = brief_document(brief, "Data as of 20 Nov", "Inter", when="Tuesday 24 Nov 2026", below=below)
    return [line for line in paper.toPlainText().split("\n") if line]


def shown_of(folder: Path, new_store: Path, *resources: Resource, mapped: Iterable[str] = ()) -> Shown:
    """The one brief of the day, after an import of one file; ``mapped`` are measures whose own codes the practice confirmed before."""
    path = folder / "practice.db"
    path.write_bytes(new_store.read_bytes())
    store = PracticeStore(path, KEY)
    for measure in mapped:
        confirm_mapping(store, "urn:practice", measure, measure)
    take(store, ndjson(folder / "x.ndjson", *resources))
    reader = PracticeReader(store)
    day = open_day(reader, TODAY, NEW_YORK)
    (found,) = briefs_of(day, HELD, NEW_YORK)
    document = client_as_json(found.session.history.client, TODAY, day.last_import, found.brief)
    reader.close()
    store.close()
    return Shown(found.brief, in_short(document))


def brief_of(folder: Path, new_store: Path, *resources: Resource, mapped: Iterable[str] = ()) -> Brief:
    return shown_of(folder, new_store, *resources, mapped=mapped).brief


def written(name: str) -> Any:
    """What somebody wrote down by hand: a JSON document, or the lines of a text."""
    text = (Path(__file__).parent / name).read_text("utf-8")
    return json.loads(text) if name.endswith(".json") else text.rstrip("\n").split("\n")


def in_short(found: Any) -> Any:
    """A record as ``type/id line``; every one comes from the file that was taken."""
    if isinstance(found, list):
        return [in_short(one) for one in found]
    if not isinstance(found, dict):
        return found
    if "resource_id" in found:
        assert found["file"] == "x.ndjson"
        return f"{found['resource_type']}/{found['resource_id']} {found['line']}"
    return {name: in_short(one) for name, one in found.items()}


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
