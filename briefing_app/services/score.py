"""Every administration with the word that the instrument's sourced bands give its total for this person on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from briefing_app.domain import norm
from briefing_app.domain.client import Score
from briefing_app.domain.goal import is_goal
from briefing_app.domain.measure import Measure
from briefing_app.domain.periods import age_on
from briefing_app.domain.person_numbers import for_person
from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader


def worded_scores(reader: PracticeReader, catalogue: Catalogue, client: str | None = None) -> Iterator[tuple[str, Score]]:
    """Each client's source id with a score; ``severity`` is by sex and age on the day of the score, "" where no word may be said."""
    known = reader.sex_and_birth()

    @lru_cache(maxsize=1024)
    def measure_for(name: str, gender: str, age: int | None) -> Measure:
        return for_person(catalogue(name), gender, age)

    for source_id, score in reader.scores(client):
        if score.score is None or is_goal(score.measure):
            yield source_id, score._replace(severity="")
            continue
        gender, born = known.get(source_id, ("", ""))
        age = age_on(born, date.fromisoformat(score.day)) if len(score.day) == 10 else None
        yield source_id, score._replace(severity=norm.band_word(measure_for(score.measure, gender, age), score.score))
