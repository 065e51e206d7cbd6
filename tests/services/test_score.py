"""The word beside a score in `briefing scores`: by sex, and by the age on the day of the score."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing_app.domain.client import Score
from briefing_app.domain.goal import goal_id
from briefing_app.services.measure import Catalogue
from briefing_app.services.score import worded_scores
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.courses import TODAY
from tests.courses import score as made
from tests.fhir import ndjson, patient, score
from tests.importing import take


@pytest.mark.parametrize(
    ("gender", "born", "code", "total", "word"),
    [
        ("female", "1984-03-07", "75626-2", 3, "at the cut-off for women"),
        ("male", "1984-03-07", "75626-2", 3, "low"),
        ("unknown", "1984-03-07", "75626-2", 3, "at the cut-off where the sex is not known"),
        ("female", "1984-03-07", "44261-6", 12, "moderate"),
        ("female", "2018-01-01", "44261-6", 12, ""),  # eight years old on the day of the score
        ("female", "2006-03-02", "44261-6", 12, ""),  # eighteen tomorrow
        ("female", "2006-03-01", "44261-6", 12, "moderate"),
        ("female", "", "44261-6", 12, "moderate"),
        ("female", "1984-03-07", "101698-9", 31, "in the published cut range 31 to 33, to be clarified"),
    ],
)
def test_the_word_of_a_score_holds_for_the_person_on_its_day(
    tmp_path: Path, store: PracticeStore, catalogue: Catalogue, gender: str, born: str, code: str, total: int, word: str
) -> None:
    ann = {**patient(), "gender": gender, **({"birthDate": born} if born else {})}
    if not born:
        ann.pop("birthDate", None)
    one = score("s", total, "2024-03-01T09:00:00Z")
    one["code"]["coding"][0]["code"] = code
    take(store, ndjson(tmp_path / "x.ndjson", ann, one))
    reader = PracticeReader(store)
    said = [(patient_id, found.score, found.severity) for patient_id, found in worded_scores(reader, catalogue)]
    reader.close()
    assert said == [("ann", total, word)]


class Kept(PracticeReader):
    """Scores as a store would give them, of a client of whom nothing else is known."""

    def __init__(self, *found: Score) -> None:
        self._found = found

    def sex_and_birth(self) -> dict[str, tuple[str, str]]:
        return {}

    def scores(self, client: str | None = None) -> Iterator[tuple[str, Score]]:
        return (("ann", one) for one in self._found)


def test_without_a_total_for_an_own_item_and_of_somebody_unknown_no_word_is_said_that_may_be_untrue(
    catalogue: Catalogue,
) -> None:
    phq9, audit_c = catalogue("PHQ-9"), catalogue("AUDIT-C")
    none = made(phq9, TODAY)._replace(severity="moderate")
    own = made(phq9, TODAY, 4)._replace(measure=goal_id(7), severity="mild")
    known = (made(phq9, TODAY, 12), made(audit_c, TODAY, 3))
    said = [one.severity for _, one in worded_scores(Kept(none, own, *known), catalogue)]
    assert said == ["", "", "moderate", "at the cut-off where the sex is not known"]
