"""Parts of one administration are one, however their times lie; two administrations stay two."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.storage.practice import PracticeStore
from tests.fhir import PHQ9, Resource, ndjson, patient, response, score
from tests.importing import shown, take

ANSWERED = (2, 3, 1, 2, 1, 2, 1, 0, 1)


def items(step: float, start: str = "2026-11-20T10:00:00", answers: tuple[int, ...] = ANSWERED) -> list[Resource]:
    begins = datetime.fromisoformat(start)
    return [
        score(f"{start}-i{number}", value, f"{(begins + timedelta(seconds=step * number)).isoformat()}Z", code=code)
        for number, (code, value) in enumerate(zip(PHQ9, answers, strict=True))
    ]


def panel(*parts: Resource, at: str = "2026-11-20T11:30:00Z") -> Resource:
    return score("p", {}, at, code="44249-1", hasMember=[{"reference": f"Observation/{one['id']}"} for one in parts])


@pytest.mark.parametrize(
    "parts",
    [
        [*items(0.001), score("t", 13, "2026-11-20T10:00:00.900Z")],
        [*items(7), score("t", 13, "2026-11-20T10:02:40Z")],
        [*items(59)],
        [*items(1200), panel(*items(1200))],
        [response("r", ANSWERED, "2026-11-20T10:00:00Z"), score("t", 13, "2026-11-20T10:00:05Z")],
        [response("r", ANSWERED, "2026-11-20T10:00:00Z"), score("t", 13, "2026-11-20")],
        [
            response("r", ANSWERED, "2026-11-20T10:00:00Z"),
            *items(3, "2026-11-20T10:00:05"),
            score("t", 13, "2026-11-20T10:04:00Z"),
        ],
        [
            response("r", ANSWERED, "2026-11-20T10:00:00Z"),
            score("t", 13, "2026-11-20T18:00:00Z", derivedFrom=[{"reference": "QuestionnaireResponse/r"}]),
        ],
        [score("t", 13, "2026-11-20T10:00:00Z"), score("u", 13, "2026-11-20T10:00:00.400Z")],
    ],
)
def test_parts_that_are_linked_or_beside_each_other_are_one(
    tmp_path: Path, store: PracticeStore, parts: list[Resource]
) -> None:
    random.Random(1).shuffle(parts)
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *parts))
    assert shown(store) == [("ann", "PHQ-9", 13)]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([response("r", ANSWERED, "2026-11-20T10:00:00Z"), response("s", ANSWERED, "2026-11-20T10:05:00Z")], [13, 13]),
        ([score("t", 13, "2026-11-20T10:00:00Z"), score("u", 14, "2026-11-20T10:00:00.400Z")], [13, 14]),
        ([*items(1), *items(1, "2026-11-20T10:03:00", (1,) * 9)], [13, 9]),
        ([response("r", ANSWERED, "2026-11-20T10:00:00Z"), score("t", 9, "2026-11-20T10:08:00Z")], [13, 9]),
        ([response("r", ANSWERED, "2026-11-20T10:00:00Z"), score("t", 9, "2026-11-20")], [9, 13]),
        ([*items(1), score("t", 13, "2026-11-20T12:00:00Z")], [13, 13]),
    ],
)
def test_two_administrations_stay_two(tmp_path: Path, store: PracticeStore, parts: list[Resource], found: list[float]) -> None:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), *parts))
    assert sorted(score or 0 for _, _, score in shown(store)) == sorted(found)
