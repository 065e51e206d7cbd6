"""One caseload told as FHIR, as a calendar with tables, as documents with a calendar and by hand: the same day, scores and briefs.

What may differ stands in ``ALLOWED``, each with its reason; any other difference is a defect of the program.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from briefing_app.services import kinds
from briefing_app.services.day import open_day
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.day import briefs_of, make_day
from tests import four_ways
from tests.conftest import KEY
from tests.four_ways import AT, CANCELLED, MISSED, NOW, TODAY, Person, people
from tests.importing import HELD, NEW_YORK

COUNT = 24
Tell = Callable[[PracticeStore, Path, tuple[Person, ...]], None]
WAYS: dict[str, Tell] = {
    "export": four_ways.tell_as_export,
    "tables": four_ways.tell_as_tables,
    "documents": four_ways.tell_as_documents,
    "hand": four_ways.tell_by_hand,
}
NOT_HELD = "calendars and tables hold neither problems nor medication, and the brief says so"
NO_MISSED = "a document has no word for a visit that was missed, so nobody knows what became of it"
NO_CANCELLER = "a document does not say who cancelled a visit"
_SESSIONS = re.compile(r"Attendance|Since last session|Since \d|Missed |Cancelled |Nothing new|, born ")


@dataclass(frozen=True, slots=True)
class Allowed:
    """A difference from the export that a source makes: of which lines, for whom, and why. ``says`` is what stands there instead."""

    way: str
    lines: re.Pattern[str]
    outcome: str
    says: re.Pattern[str]
    reason: str


ALLOWED = (
    Allowed("tables", re.compile("(Diagnoses|Medication): "), "", re.compile("(Diagnoses|Medication): not in your files"), NOT_HELD),
    Allowed("tables", re.compile("check: Medication: "), "", re.compile("check: Medication: not in your files"), NOT_HELD),
    Allowed("documents", _SESSIONS, MISSED, re.compile("outcome not recorded|or later|Nothing new|Since last|Cancelled"), NO_MISSED),
    Allowed("documents", _SESSIONS, CANCELLED, re.compile("ancelled.*by whom not recorded"), NO_CANCELLER),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the program says of one way: its week as rows, its scores, and every brief as lines by the client's name."""

    rows: list[tuple[date, str, str, str, bool]]
    scores: list[tuple[str, str, str, float | None, str]]
    briefs: dict[str, list[str]]


def lines_of(brief: Brief) -> list[str]:
    said = [brief.identity.details]
    said += [f"{line.heading}: {line.text}" for line in brief.in_order()]
    said += [f"before: {line.text}" for line in brief.safety_before]
    said += [f"change: {line.text}" for card in brief.cards for line in card.changes]
    return said + [f"check: {line.text}" for line in brief.checks] + [f"contact: {one.heading}" for one in brief.contacts]


def told(store: PracticeStore) -> Told:
    """The five days from ``TODAY`` on."""
    reader = PracticeReader(store)
    rows, scores, briefs = [], [], {}
    for day in (TODAY + timedelta(days=number) for number in range(5)):
        opened = open_day(reader, day, NEW_YORK)
        page = make_day(opened, HELD, NOW, NEW_YORK, [])
        assert (page.note, page.unsaid) == ("", 0)
        rows += [(day, row.start, row.name, row.details.split(" · ")[1], row.struck) for row in page.rows]
        for one in briefs_of(opened, HELD, NEW_YORK):
            briefs[one.brief.identity.name] = lines_of(one.brief)
            for found in one.session.history.scores.values():
                scores += [(one.brief.identity.name, each.measure, each.day, each.score, each.items) for each in found]
    reader.close()
    return Told(rows, sorted(scores), briefs)


@pytest.fixture(scope="module")
def standing_still() -> Iterator[None]:
    """The clock shows New York's time of ``NOW``."""

    class Still(date):
        @classmethod
        def today(cls) -> Still:
            return cls(TODAY.year, TODAY.month, TODAY.day)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        patch.setattr(time, "time", lambda: AT)
        patch.setattr(kinds, "date", Still)
        yield
    time.tzset()


@pytest.fixture(scope="module")
def every_way(tmp_path_factory: pytest.TempPathFactory, new_store: Path, standing_still: None) -> dict[str, Told]:
    found = {}
    for way, tell in WAYS.items():
        folder = tmp_path_factory.mktemp(way)
        shutil.copy(new_store, folder / "practice.db")
        store = PracticeStore(folder / "practice.db", KEY)
        tell(store, folder, people(COUNT))
        found[way] = told(store)
        store.close()
    return found


OTHERS = [one for one in WAYS if one != "export"]


@pytest.mark.parametrize("way", OTHERS)
def test_the_day_is_the_same(every_way: dict[str, Told], way: str) -> None:
    assert every_way[way].rows == every_way["export"].rows
    assert len(every_way[way].rows) == COUNT


@pytest.mark.parametrize("way", OTHERS)
def test_the_scores_are_the_same_with_their_answers(every_way: dict[str, Told], way: str) -> None:
    assert every_way[way].scores == every_way["export"].scores
    assert len(every_way[way].scores) == sum(len(one.scores) for one in people(COUNT))


def allowed(way: str, person: Person, line: str, *, instead: bool) -> bool:
    return any(
        one.way == way
        and (not one.outcome or one.outcome in person.outcomes)
        and (one.says if instead else one.lines).search(line)
        for one in ALLOWED
    )


@pytest.mark.parametrize("way", OTHERS)
def test_every_brief_says_the_same_but_for_what_a_source_cannot_hold(every_way: dict[str, Told], way: str) -> None:
    """Lines that one has and the other lacks, in both directions; the rest stands in one order."""
    for person in people(COUNT):
        ours, theirs = every_way[way].briefs[person.name], every_way["export"].briefs[person.name]
        lost = [line for line in theirs if line not in ours and not allowed(way, person, line, instead=False)]
        new = [line for line in ours if line not in theirs and not allowed(way, person, line, instead=True)]
        assert (person.name, lost, new) == (person.name, [], [])
        assert [line for line in ours if line in theirs] == [line for line in theirs if line in ours]


def test_every_difference_that_is_allowed_is_there(every_way: dict[str, Told]) -> None:
    """So that nothing is allowed that the program no longer does."""
    export = every_way["export"].briefs
    for one in ALLOWED:
        differing = [
            line for person in people(COUNT) for line in export[person.name]
            if line not in every_way[one.way].briefs[person.name] and one.lines.search(line)
        ]  # fmt: skip
        assert differing, one.reason


def test_what_is_typed_says_the_same_word_for_word(every_way: dict[str, Told]) -> None:
    assert every_way["hand"].briefs == every_way["export"].briefs
