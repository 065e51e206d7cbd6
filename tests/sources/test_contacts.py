"""What an export says of a person beside their name: death, language, how to reach them, and who stands beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.client import Client, History
from briefing_app.storage.deleted import counts, delete_client
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, bundle, document, ndjson, patient
from tests.importing import take

TODAY = date(2024, 3, 10)
INTERPRETER = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-interpreter-needed"


def history(store: PracticeStore, hide: bool = False) -> History:
    reader = PracticeReader(store, hide_names=hide)
    row = reader.row_of("ann")
    assert row is not None
    found = reader.histories([row])[row]
    reader.close()
    return found


def client(tmp_path: Path, store: PracticeStore, **more: Any) -> Client:
    take(store, ndjson(tmp_path / "a.ndjson", patient(**more)))
    return history(store).client


def beside(store: PracticeStore) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [one[:4] for one in history(store).contacts]


@pytest.mark.parametrize(
    ("said", "died", "is_dead"),
    [
        ({"deceasedBoolean": True}, "yes", True),
        ({"deceasedBoolean": False}, "", False),
        ({"deceasedDateTime": "2024-02-01"}, "2024-02-01", True),
        ({"deceasedDateTime": "2024-02-01T23:10:00-05:00"}, "2024-02-01", True),
        ({"deceasedDateTime": "2023"}, "2023", True),
        ({"deceasedDateTime": "2024-04-01"}, "2024-04-01", False),
        ({"deceasedDateTime": "on a day"}, "yes", True),
        ({}, "", False),
    ],
)
def test_a_death_is_kept_as_given_and_none_where_its_day_has_not_come(
    tmp_path: Path, store: PracticeStore, said: dict[str, Any], died: str, is_dead: bool
) -> None:
    found = client(tmp_path, store, **said)
    assert (found.died, found.is_dead(TODAY)) == (died, is_dead)


def test_a_death_that_was_recorded_by_mistake_is_taken_back_by_a_newer_whole_copy_alone(
    tmp_path: Path, store: PracticeStore
) -> None:
    assert client(tmp_path, store, deceasedBoolean=True).died == "yes"
    bare = {"resourceType": "Patient", "id": "ann", "meta": {"lastUpdated": "2024-03-02T00:00:00Z"}}
    take(store, ndjson(tmp_path / "b.ndjson", bare))
    assert history(store).client.died == "yes"
    take(store, ndjson(tmp_path / "c.ndjson", patient(meta={"lastUpdated": "2024-03-03T00:00:00Z"}, deceasedBoolean=False)))
    assert history(store).client.died == ""


def spoken(code: str, display: str = "", **more: Any) -> Resource:
    return {
        "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": code, **({"display": display} if display else {})}]},
        **more,
    }


@pytest.mark.parametrize(
    ("communication", "extension", "language", "interpreter"),
    [
        ([spoken("es", "Spanish")], [], "Spanish", ""),
        ([spoken("en"), spoken("es-MX", preferred=True)], [], "Spanish", ""),
        ([spoken("en"), spoken("vi")], [], "English or Vietnamese", ""),
        ([{"language": {"text": "Q'eqchi'"}}], [], "Q'eqchi'", ""),
        ([spoken("xx-YY")], [], "xx-YY", ""),
        (
            [],
            [{"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": True}],
            "",
            "needed",
        ),
        ([], [{"url": INTERPRETER, "valueCoding": {"system": "http://snomed.info/sct", "code": "373066001"}}], "", "needed"),
        ([], [{"url": INTERPRETER, "valueCoding": {"code": "373067005"}}], "", "not needed"),
        ([], [{"url": INTERPRETER, "valueCoding": {"code": "asked-unknown"}}], "", ""),
    ],
)
def test_the_preferred_language_and_the_interpreter_are_kept(
    tmp_path: Path, store: PracticeStore, communication: list[Any], extension: list[Any], language: str, interpreter: str
) -> None:
    found = client(tmp_path, store, communication=communication, extension=extension)
    assert (found.language, found.interpreter) == (language, interpreter)


def phone(value: str, **more: Any) -> dict[str, Any]:
    return {"system": "phone", "value": value, **more}


def test_whom_a_record_names_is_kept_in_its_order_and_what_is_over_is_not_shown(tmp_path: Path, store: PracticeStore) -> None:
    mother = {"relationship": [{"text": "Mother"}, {"text": "Emergency contact"}], "name": {"given": ["Rosa"], "family": "Vale"},
              "telecom": [phone("555-0102", use="mobile", rank=2), phone("555-0101", rank=1), phone("555-0199", use="old"),
                          {"system": "fax", "value": "555-0000"}]}  # fmt: skip
    former = {"relationship": [{"text": "Spouse"}], "name": {"text": "Former One"}, "period": {"end": "2020-01-01"}}
    office = {"organization": {"display": "County office"}}
    take(
        store,
        ndjson(
            tmp_path / "a.ndjson",
            patient(
                telecom=[phone("555-0100", use="home")],
                contact=[mother, former, office, {}],
                generalPractitioner=[{"display": "Dr. Roe"}],
            ),
        ),
    )
    assert beside(store) == [
        ("own", "", "", ("555-0100 (home)",)),
        ("contact", "Rosa Vale", "mother, emergency contact", ("555-0101", "555-0102 (mobile)")),
        ("contact", "County office", "", ()),
        ("team", "Dr. Roe", "general practitioner", ()),
    ]


def related(id: str = "r1", **more: Any) -> Resource:
    made = {"resourceType": "RelatedPerson", "id": id, "patient": {"reference": "Patient/ann"}, "relationship": [{"text": "Mother"}],
            "name": [{"family": "Vale", "given": ["Rosa"]}], "telecom": [phone("555-0101")]}  # fmt: skip
    return {**made, **more}


def team(*participants: dict[str, Any], **more: Any) -> Resource:
    made = {
        "resourceType": "CareTeam",
        "id": "t1",
        "status": "active",
        "subject": {"reference": "Patient/ann"},
        "participant": [*participants],
    }
    return {**made, **more}


def member(reference: str, role: str = "", **more: Any) -> dict[str, Any]:
    return {"member": {"reference": reference, **more}, **({"role": [{"text": role}]} if role else {})}


def test_relatives_and_the_team_are_kept_whatever_comes_first(tmp_path: Path, store: PracticeStore) -> None:
    roe = {"resourceType": "Practitioner", "id": "p1", "name": [{"family": "Roe", "given": ["Jo"]}]}
    members = (
        member("Practitioner/p1", "Psychiatrist"),
        member("Practitioner/p2", display="A. Lee"),
        member("Patient/ann"),
        member("Practitioner/p3"),
    )
    report = take(store, ndjson(tmp_path / "a.ndjson", team(*members), related(), roe, patient()))
    assert beside(store) == [
        ("related", "Rosa Vale", "mother", ("555-0101",)),
        ("team", "Jo Roe", "Psychiatrist", ()),
        ("team", "A. Lee", "", ()),
    ]
    assert report.total("kept") == report.total("read") == 4
    again = take(store, ndjson(tmp_path / "b.ndjson", team(*members), related(), roe, patient()))
    assert (again.total("unchanged"), again.changed) == (4, False)


@pytest.mark.parametrize("over", [{"active": False}, {"period": {"end": "2020-01-01"}}])
def test_a_relative_who_is_none_any_more_is_not_shown(tmp_path: Path, store: PracticeStore, over: dict[str, Any]) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", patient(), related(), team(member("Practitioner/p2", display="A. Lee"))))
    take(
        store,
        ndjson(tmp_path / "b.ndjson", related(**over), team(member("Practitioner/p2", display="A. Lee"), status="inactive")),
    )
    assert beside(store) == []


def test_an_older_copy_changes_nothing_and_a_deletion_takes_it(tmp_path: Path, store: PracticeStore) -> None:
    def version(day: str, number: str) -> Resource:
        return related(meta={"lastUpdated": f"2024-03-{day}T00:00:00Z"}, telecom=[phone(number)])

    take(store, ndjson(tmp_path / "a.ndjson", patient(), version("05", "555-0105")))
    report = take(store, ndjson(tmp_path / "b.ndjson", version("04", "555-0104")))
    assert report.total("older") == 1
    assert beside(store)[0][3] == ("555-0105",)
    gone = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"request": {"method": "DELETE", "url": "RelatedPerson/r1"}}],
    }
    take(store, document(tmp_path / "c.json", gone))
    assert beside(store) == []


def message(**sender: Any) -> Resource:
    return {"resourceType": "Communication", "id": "m1", "status": "completed", "subject": {"reference": "Patient/ann"},
            "sent": "2024-03-02T09:00:00Z", "sender": sender, "payload": [{"contentString": "She is better."}]}  # fmt: skip


@pytest.mark.parametrize("later", [False, True])
def test_a_message_of_a_relative_says_what_they_are_to_the_client(tmp_path: Path, store: PracticeStore, later: bool) -> None:
    lines = [patient(), related(), message(reference="RelatedPerson/r1", display="Rosa Vale")]
    take(store, ndjson(tmp_path / "a.ndjson", *(reversed(lines) if later else lines)))
    (found,) = history(store).facts
    assert (found.author, found.author_name) == ("related", "mother")
    (hidden,) = history(store, hide=True).facts
    assert hidden.author_name == ""


def test_a_message_of_a_relative_who_is_not_in_the_export_has_the_name_it_gives(tmp_path: Path, store: PracticeStore) -> None:
    made = bundle(patient(), message(reference="RelatedPerson/gone", display="Rosa Vale"))
    take(store, document(tmp_path / "a.json", made))
    assert [one.author_name for one in history(store).facts] == ["Rosa Vale"]


def test_hidden_names_hide_the_people_beside_the_client_and_deleting_takes_them(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", patient(telecom=[phone("555-0100")]), related()))
    assert [one[:4] for one in history(store, hide=True).contacts] == [("own", "", "", ()), ("related", "", "mother", ())]
    row = history(store).client.row
    reader = PracticeReader(store)
    assert counts(reader, row)["contact"] == 2
    reader.close()
    delete_client(store, row, 7.0, "A. B.")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contact").scalar() == 0
    take(store, ndjson(tmp_path / "b.ndjson", patient(), related()))
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contact").scalar() == 0


def test_what_a_merged_record_knows_of_the_person_fills_what_the_other_does_not_say(
    tmp_path: Path, store: PracticeStore
) -> None:
    old = patient("old", communication=[spoken("es")], telecom=[phone("555-0100")])
    link = [{"type": "replaces", "other": {"reference": "Patient/old"}}]
    take(store, ndjson(tmp_path / "a.ndjson", old, patient(link=link)))
    assert history(store).client.language == "Spanish"
    assert beside(store) == [("own", "", "", ("555-0100",))]
