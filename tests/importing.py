"""Importing for tests: from files to what was stored, in a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from briefing_app.domain.client import Score
from briefing_app.domain.measure import Measure
from briefing_app.domain.records import MappedCode
from briefing_app.services.importing import ImportReport, map_codes, run_import
from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.resources import resources

NEW_YORK = ZoneInfo("America/New_York")
CATALOGUE = Catalogue(resources() / "measures")


class Held(Catalogue):
    """The catalogue, read once: for what asks for all of it a thousand times."""

    def all(self) -> Iterator[Measure]:
        yield from _MEASURES


_MEASURES = tuple(CATALOGUE.all())
HELD = Held(resources() / "measures")


def take(store: PracticeStore, *paths: Path) -> ImportReport:
    return run_import(store, CATALOGUE, list(paths), zone=NEW_YORK)


def scores(store: PracticeStore) -> dict[str, Score]:
    """Every score by the id of its resource."""
    reader = PracticeReader(store)
    found = {score.origin.resource_id: score for _, score in reader.scores()}
    reader.close()
    return found


def shown(store: PracticeStore) -> list[tuple[str, str, float | None]]:
    """Client, measure and score of every administration, in order."""
    reader = PracticeReader(store)
    found = [(client, score.measure, score.score) for client, score in reader.scores()]
    reader.close()
    return found


def everything(store: PracticeStore) -> dict[str, list[tuple[object, ...]]]:
    """The content of the imported tables without row numbers and provenance, to compare stores."""
    questions = {
        "client": "SELECT source_id, known, hidden, family, given, birth_date FROM client",
        "meeting": "SELECT kind, c.source_id, at, ends, day, status, title FROM meeting m JOIN client c ON c.id = m.client_id",
        "clinical": "SELECT kind, c.source_id, title, detail, status, day FROM clinical m JOIN client c ON c.id = m.client_id",
        "score": "SELECT c.source_id, measure, day, at, score, computed, items, flags, solid FROM score s JOIN client c ON c.id = s.client_id",
        "unread": "SELECT c.source_id, kind, reason, m.day FROM unread m JOIN client c ON c.id = m.client_id",
    }
    with store.engine.connect() as connection:
        return {
            name: sorted(map(tuple, connection.exec_driver_sql(question)), key=repr) for name, question in questions.items()
        }


def confirm_mapping(store: PracticeStore, system: str, code: str, measure: str, item: int = 0) -> int:
    """Say what one local code is; how many kept records are understood by it."""
    return map_codes(store, HELD, [MappedCode(system, code, measure, item)], "me", zone=NEW_YORK)
