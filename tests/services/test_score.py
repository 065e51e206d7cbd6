"""The word beside a score in `briefing scores`: by sex, and by the age on the day of the score."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.services.measure import Catalogue
from briefing_app.services.score import worded_scores
from briefing_app.storage.practice import PracticeReader, PracticeStore
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
