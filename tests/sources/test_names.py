"""The name and the pronouns in use: a former one is never shown while there is another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing_app.sources.fhir.names import name_parts
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import ndjson, patient
from tests.importing import take

TODAY = "2024-03-10"


def called(family: str, use: str | None = "official", start: str | None = None, end: str | None = None) -> dict[str, Any]:
    period = {name: day for name, day in (("start", start), ("end", end)) if day}
    return {"family": family, "given": ["Ann"], **({"use": use} if use else {}), **({"period": period} if period else {})}


@pytest.mark.parametrize(
    ("names", "family"),
    [
        ([called("Was", "usual", end="2022-06-30"), called("Is", start="2022-07-01")], "Is"),
        ([called("Was", "old"), called("Is", None)], "Is"),
        ([called("Was", "maiden"), called("Is", "temp")], "Is"),
        ([called("Was", end="2024-03-09"), called("Is", "nickname")], "Is"),
        ([called("Will", start="2024-03-11"), called("Is", start="2010")], "Is"),
        ([called("Is", end="2024-03"), called("Other", "anonymous")], "Is"),
        ([called("Official"), called("Usual", "usual")], "Usual"),
        ([called("Was", "old", end="2020")], "Was"),
    ],
    ids=["ended", "old", "maiden", "ended, and a nickname", "not begun", "ends in this month", "usual", "no other"],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_name_in_use_is_shown_whatever_comes_first(names: list[dict[str, Any]], family: str, turned: bool) -> None:
    assert name_parts(names[::-1] if turned else names, TODAY) == (family, "Ann")


def pronouns(words: str, **period: str) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"url": "value", "valueCodeableConcept": {"text": words}}]
    if period:
        parts.insert(0, {"url": "period", "valuePeriod": period})
    return {"url": "http://hl7.org/fhir/StructureDefinition/individual-pronouns", "extension": parts}


@pytest.mark.parametrize(
    ("extensions", "words"),
    [
        ([pronouns("they/them")], "they/them"),
        ([pronouns("they/them", start="2020-01-01")], "they/them"),
        ([pronouns("she/her", end="2020-01-01"), pronouns("they/them")], "they/them"),
        ([pronouns("she/her", end="2020-01-01")], ""),
        ([{"url": "urn:x:pronouns", "valueString": "xe/xem"}], "xe/xem"),
        ([{"url": "urn:x:pronouns", "valueCodeableConcept": {"text": "he/him"}}], "he/him"),
    ],
)
def test_pronouns_that_were_in_use_once_are_not_said(
    tmp_path: Path, store: PracticeStore, extensions: list[dict[str, Any]], words: str
) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", patient(extension=extensions)))
    reader = PracticeReader(store)
    (found,) = reader.find_clients("ann")
    reader.close()
    assert found.pronouns == words
