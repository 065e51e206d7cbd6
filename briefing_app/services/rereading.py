"""What a store of an earlier program needs at its opening: totals by the stated convention of answers, and a look at measure files."""

from __future__ import annotations

from briefing_app.domain.administration import Administration, Doubts, Evidence, administrations, items_of
from briefing_app.domain.goal import is_goal
from briefing_app.domain.measure import Measure
from briefing_app.domain.own_version import OwnVersion, State
from briefing_app.domain.problems import Problem
from briefing_app.domain.scoring import READING
from briefing_app.services.entry import score_answers
from briefing_app.services.importing import without_collection
from briefing_app.services.measure import Catalogue
from briefing_app.storage.engine import translated_errors
from briefing_app.storage.own_version import add_own_version, own_versions
from briefing_app.storage.practice import PracticeStore
from briefing_app.storage.rereading import Changed, Rereading, Total, is_read


def read_anew(store: PracticeStore, catalogue: Catalogue, now: float, by: str) -> list[Changed]:
    """Compute every total that rests on kept answers by the convention in force, where that was not done yet; those that changed.

    Snapshots of what was shown, and what was answered to lines, stay as they are. Raises Problem; then nothing has changed.
    """
    if is_read(store, READING):
        return []
    with translated_errors(), without_collection():
        transaction = Rereading(store)
        try:
            imported = transaction.last_import()

            def derive(parts: list[Evidence], born: str) -> list[Administration]:
                known = [part for part in parts if _measure(catalogue, part.measure) is not None]
                return administrations(known, catalogue, Doubts(born, imported))

            def score(measure_id: str, items: str) -> Total | None:
                measure = None if is_goal(measure_id) else _measure(catalogue, measure_id)
                return None if measure is None else _kept(measure, items)

            unknown = [measure for measure in transaction.measures() if _measure(catalogue, measure) is None]
            changed = [*transaction.imported(derive, unknown), *transaction.entered(score)]
            transaction.finish_reading(READING, changed, now, by)
        except BaseException:
            transaction.rollback()
            raise
    return changed


def _measure(catalogue: Catalogue, measure_id: str) -> Measure | None:
    """None for an instrument of the clinician's own whose file is gone: its scores stay as they are known."""
    try:
        return catalogue(measure_id)
    except Problem:
        return None


def _kept(measure: Measure, items: str) -> Total | None:
    try:
        total, flags, complete, prorated = score_answers(measure, items_of(items))
    except Problem:
        return None  # an answer that the instrument does not have any more
    band = measure.band(total) if total is not None and measure.has_total else None
    return Total(total, band.label if band else "", "; ".join(flags), total is not None and complete, prorated)


def note_own_files(store: PracticeStore, catalogue: Catalogue, now: float, by: str) -> None:
    """Audit each file of the profile for an instrument that ships, once for each content: until it is confirmed it does not count."""
    for one in catalogue.own_files():
        if one.digest not in own_versions(store):
            add_own_version(store, OwnVersion(one.measure, one.digest, State.MET, now, by))
