"""Whatever was read in, an import that is taken back leaves the store as if it had never been: exports, calendars, tables, documents."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from briefing_app.domain.own_client import OwnClient
from briefing_app.services.calendar_names import name_words
from briefing_app.services.own_client import add_client
from briefing_app.storage.practice import PracticeStore
from tests.calendars import event, written
from tests.ccda import MENTAL_STATUS, document, phq9, section
from tests.conftest import KEY
from tests.fhir import Resource, appointment, bundle, ndjson, patient, response, score
from tests.importing import take
from tests.services.test_tables import CLIENTS, WIDE, file, said
from tests.services.test_take_back import number_of, refusal, take_back, whole

WORK = "name Work by Google Inc"
SOON = datetime.now(UTC) + timedelta(days=9)


def day(number: int) -> str:
    return f"{SOON + timedelta(days=number):%Y%m%dT100000}"


def first_calendar(folder: Path) -> Path:
    return written(
        folder / "work.ics", event("one", day(0), "Orla"), event("two", day(1), "Noor"), event("lunch", day(2), "Lunch")
    )


def later_calendar(folder: Path) -> Path:
    (folder / "later").mkdir(exist_ok=True)
    moved = event("two", day(3), "Noor and Ben", "SEQUENCE:2")
    return written(folder / "later" / "work.ics", event("new", day(1), "Iris"), moved, event("last", day(20), "Lunch"))


def clients_table(folder: Path) -> Path:
    return file(folder, "people.csv", CLIENTS)


def scores_table(folder: Path) -> Path:
    return file(folder, "wide.csv", WIDE)


def more_clients(folder: Path) -> Path:
    return file(folder, "more.csv", CLIENTS.replace("Vale, Orla", "Vale, Orla Rose") + '"Ives, Ada",,01/02/1990,F,1003\n')


def first_document(folder: Path) -> Path:
    path = folder / "a.xml"
    path.write_text(document(section(MENTAL_STATUS, phq9("q", 13, [2, 2, 2, 2, 1, 2, 1, 1, 0]))), "utf-8")
    return path


def newer_document(folder: Path) -> Path:
    path = folder / "b.xml"
    one = phq9("q", 9, [2, 1, 2, 1, 1, 1, 1, 0, 0], "202611231700-0500")
    path.write_text(document(section(MENTAL_STATUS, one), version=2, time="20261129101500-0500"), "utf-8")
    return path


def export_of_the_same(folder: Path) -> Path:
    number = [{"system": "urn:oid:2.999.1", "value": "ann"}]
    return ndjson(folder / "p.ndjson", patient(identifier=number), score("s", 9, "2026-10-01"))


@pytest.mark.parametrize(
    ("first", "wrong"),
    [
        (first_calendar, later_calendar),
        (clients_table, scores_table),
        (clients_table, more_clients),
        (first_document, newer_document),
        (export_of_the_same, first_document),
        (first_document, export_of_the_same),
        (export_of_the_same, first_calendar),
        (first_calendar, clients_table),
    ],
)
def test_a_store_is_as_if_a_file_of_any_kind_had_never_been_read(
    store: PracticeStore, tmp_path: Path, first: Callable[[Path], Path], wrong: Callable[[Path], Path]
) -> None:
    for path in (first(tmp_path), wrong(tmp_path)):
        if path.suffix == ".csv":
            said(store, path)
    take(store, first(tmp_path))
    before = whole(store)
    take(store, wrong(tmp_path))
    assert whole(store) != before
    take_back(store)
    assert whole(store) == before


def test_whom_the_words_of_a_calendar_mean_stays_said(store: PracticeStore, tmp_path: Path) -> None:
    client = add_client(store, OwnClient("Orla"), 1.0, "A. B.").number
    take(store, first_calendar(tmp_path))
    take(store, later_calendar(tmp_path))
    name_words(store, (WORK, "Iris", ""), (client,), 2.0, "A. B.")
    take_back(store)
    name_words(store, (WORK, "Iris", ""), (client,), 3.0, "A. B.")  # still known, and no session is left of it
    after = whole(store)
    assert len(after["calendar_name"]) == 1
    assert not any("Iris" in str(row) for row in (*after["meeting"], *after["calendar_event"]))


def test_a_calendar_that_was_read_again_since_stands_in_the_way(store: PracticeStore, tmp_path: Path) -> None:
    take(store, first_calendar(tmp_path))
    number = number_of(store, "work.ics")
    take(store, later_calendar(tmp_path))
    assert "work.ics, imported" in refusal(store, number)


# -- drawn exports

NAMES = st.sampled_from(["ann", "ben", "cy"])
AGE = st.sampled_from([None, "1", "2", "3"])


def aged(made: Resource, version: str | None) -> Resource:
    return made if version is None else {**made, "meta": {"versionId": version, "lastUpdated": f"2024-05-0{version}T00:00:00Z"}}


def a_score(id: int, value: int, client: str, days: int, version: str | None) -> Resource:
    return aged(score(f"s{id}", value, f"2024-03-{days:02}T09:00:00Z", client=client), version)


def a_meeting(id: int, value: int, client: str, days: int, version: str | None) -> Resource:
    status = "cancelled" if value % 2 else "booked"
    return aged(appointment(f"m{id}", f"2024-03-{days:02}T10:00:00Z", clients=(client,), status=status), version)


def a_response(id: int, value: int, client: str, days: int, version: str | None) -> Resource:
    return aged(response(f"r{id}", [value % 4] * 9, f"2024-03-{days:02}T09:00:00Z", client=client), version)


def a_person(id: int, value: int, client: str, _days: int, version: str | None) -> Resource:
    link = [{"type": "replaced-by", "other": {"reference": "Patient/ben"}}] if id == 1 and client != "ben" else []
    return aged(patient(client, gender=("female", "male")[value % 2], link=link), version)


def a_deletion(id: int, value: int, _client: str, _days: int, _version: str | None) -> Resource:
    kind = ("Observation/s", "Appointment/m", "QuestionnaireResponse/r")[value % 3]
    return {"resourceType": "Bundle", "entry": [{"request": {"method": "DELETE", "url": f"{kind}{id}"}}]}


def a_bundle(id: int, value: int, client: str, days: int, version: str | None) -> Resource:
    return bundle(a_score(id, value, client, days, version), a_meeting(id, value, client, days, version))


KINDS: tuple[Callable[..., Any], ...] = (a_score, a_meeting, a_response, a_person, a_person, a_deletion, a_bundle)
RESOURCE = st.builds(
    lambda kind, *rest: kind(*rest),
    st.sampled_from(KINDS),
    st.integers(1, 3),
    st.integers(0, 20),
    NAMES,
    st.integers(1, 4),
    AGE,
)
EXPORT = st.lists(RESOURCE, min_size=1, max_size=10)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(  # two records that were one are two by the wrong one, and one again
    first=[a_score(1, 0, "ann", 1, None), a_score(2, 0, "ben", 1, None), a_person(1, 0, "ann", 1, None)],
    wrong=[a_person(3, 0, "ann", 1, None)],
)
@given(first=EXPORT, wrong=EXPORT)
def test_a_store_is_as_if_any_export_had_never_been(
    tmp_path: Path, new_store: Path, first: list[Resource], wrong: list[Resource]
) -> None:
    shutil.copy(new_store, tmp_path / "drawn.db")
    store = PracticeStore(tmp_path / "drawn.db", KEY)
    try:
        take(store, ndjson(tmp_path / "a.ndjson", *first))
        before = whole(store)
        take(store, ndjson(tmp_path / "b.ndjson", *wrong))
        take_back(store)
        assert whole(store) == before
    finally:
        store.close()
        for path in tmp_path.glob("drawn.db*"):
            path.unlink()
