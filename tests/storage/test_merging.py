"""Records that are one person: brought together by the export's word or the clinician's, parted again, and never by a likeness alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.act import By
from briefing_app.domain.client import Answer, History
from briefing_app.domain.problems import Problem
from briefing_app.domain.same_person import Tie
from briefing_app.services.entry import Filled, make_entry
from briefing_app.services.same_person import say_of_records
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.deleted import counts, delete_client
from briefing_app.storage.entry import add_answer, add_goal, add_score
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, bundle, document, ndjson, patient, score
from tests.importing import CATALOGUE, everything, shown, take

NOW = datetime(2024, 3, 2, 9, tzinfo=UTC)


def link(kind: str, other: str) -> dict[str, Any]:
    return {"type": kind, "other": {"reference": f"Patient/{other}"}}


def old(**more: Any) -> Resource:
    return patient("old", name=[{"family": "Invented", "given": ["Ann"]}], **more)


def new(**more: Any) -> Resource:
    return patient("new", name=[{"family": "Invented", "given": ["Ann"]}], **more)


OF_BOTH = (score("first", 18, "2024-01-10T09:00:00Z", client="old"), score("second", 9, "2024-03-01T09:00:00Z", client="new"))


def rows(store: PracticeStore) -> dict[str, int]:
    with store.engine.connect() as connection:
        return {
            name: int(row) for name, row in connection.exec_driver_sql("SELECT source_id, id FROM client WHERE source_id <> ''")
        }


def history(store: PracticeStore, source: str) -> History:
    """Of the client that this record leads to."""
    reader = PracticeReader(store)
    row = reader.row_of(source)
    assert row is not None
    found = reader.histories([row])[row]
    reader.close()
    return found


def course(store: PracticeStore, source: str) -> list[float | None]:
    return [one.score for one in history(store, source).scores.get("PHQ-9", ())]


def found_by(store: PracticeStore, words: str) -> list[str]:
    reader = PracticeReader(store)
    found = [one.id for one in reader.find_clients(words)]
    reader.close()
    return found


@pytest.mark.parametrize(
    ("of_the_old", "of_the_new"),
    [
        ([link("replaced-by", "new")], [link("replaces", "old")]),
        ([link("replaced-by", "new")], []),
        ([], [link("replaces", "old")]),
        ([{"type": "replace", "other": {"reference": "Patient/new"}}], []),
        ([{"type": "REPLACED-BY", "other": {"reference": "https://host/fhir/Patient/new/_history/3"}}], []),
        ([{"type": "replaced-by", "other": {"identifier": {"system": "urn:ids", "value": "N-1"}}}], []),
    ],
    ids=["both ways", "one way", "the other way", "in DSTU2", "absolute, versioned, in capitals", "by identifier"],
)
def test_what_the_source_has_merged_is_one_client(
    tmp_path: Path, store: PracticeStore, of_the_old: list[Any], of_the_new: list[Any]
) -> None:
    people = old(link=of_the_old), new(link=of_the_new, identifier=[{"system": "urn:ids", "value": "N-1"}])
    take(
        store, ndjson(tmp_path / "a.ndjson", *people, *OF_BOTH, appointment("visit", "2024-02-01T10:00:00Z", clients=("old",)))
    )
    assert shown(store) == [("new", "PHQ-9", 18), ("new", "PHQ-9", 9)]
    assert history(store, "old").client.id == "new"
    assert [one.resource_id for one in history(store, "new").meetings] == ["visit"]
    assert found_by(store, "old") == found_by(store, "invented") == found_by(store, "") == ["new"]
    assert [(one.id, one.tie) for one in history(store, "new").others] == [("old", Tie.MERGED)]
    reader = PracticeReader(store)
    assert reader.client_count() == 1
    assert reader.names() == {"old": "Ann Invented", "new": "Ann Invented"}
    reader.close()


def test_a_reference_by_full_url_leads_to_the_record_too(tmp_path: Path, store: PracticeStore) -> None:
    made = bundle(*OF_BOTH)
    made["entry"] = [
        {"fullUrl": "urn:uuid:1", "resource": old(link=[{"type": "replaced-by", "other": {"reference": "urn:uuid:2"}}])},
        {"fullUrl": "urn:uuid:2", "resource": new()},
        *made["entry"],
    ]
    take(store, document(tmp_path / "b.json", made))
    assert course(store, "new") == [18, 9]


@pytest.mark.parametrize("kind", ["seealso", "refer", "something else"])
def test_a_link_to_a_record_that_stays_in_use_merges_nothing_and_asks(tmp_path: Path, store: PracticeStore, kind: str) -> None:
    other = patient("new", name=[{"family": "Else", "given": ["Other"]}])
    take(store, ndjson(tmp_path / "a.ndjson", old(link=[link(kind, "new")]), other, *OF_BOTH))
    assert course(store, "old") == [18]
    assert course(store, "new") == [9]
    ties = [one.tie for one in history(store, "new").others]
    assert ties == ([] if kind == "something else" else [Tie.SAID_RELATED])


def test_a_link_to_somebody_close_merges_nothing(tmp_path: Path, store: PracticeStore) -> None:
    parent = {"type": "replaced-by", "other": {"reference": "RelatedPerson/new"}}
    take(store, ndjson(tmp_path / "a.ndjson", old(link=[parent]), new(birthDate="1960-01-01"), *OF_BOTH))
    assert course(store, "new") == [9]
    assert not history(store, "new").others


def test_three_records_in_a_row_are_one_and_the_last_leads(tmp_path: Path, store: PracticeStore) -> None:
    chain = (
        patient("a", link=[link("replaced-by", "b")]), patient("b", link=[link("replaced-by", "c")]), patient("c"),
        score("1", 5, "2024-01-01", client="a"), score("2", 6, "2024-01-02", client="b"), score("3", 7, "2024-01-03", client="c"),
    )  # fmt: skip
    take(store, ndjson(tmp_path / "a.ndjson", *chain))
    assert shown(store) == [("c", "PHQ-9", 5), ("c", "PHQ-9", 6), ("c", "PHQ-9", 7)]


def test_two_records_that_replace_each_other_are_one(tmp_path: Path, store: PracticeStore) -> None:
    people = old(link=[link("replaced-by", "new")], active=False), new(link=[link("replaced-by", "old")])
    take(store, ndjson(tmp_path / "a.ndjson", *people, *OF_BOTH))
    assert course(store, "new") == [18, 9]
    assert history(store, "old").client.id == "new"


def test_nothing_is_lost_when_the_link_comes_later_and_importing_again_changes_nothing(
    tmp_path: Path, store: PracticeStore
) -> None:
    first = ndjson(
        tmp_path / "a.ndjson", old(), new(), *OF_BOTH, appointment("visit", "2024-02-01T10:00:00Z", clients=("old",))
    )
    take(store, first)
    before = rows(store)
    add_goal(store, before["old"], "walk daily", "higher", 5.0, "A. B.")
    add_score(store, make_entry(CATALOGUE("GAD-7"), before["old"], date(2024, 3, 1), Filled(6), By("A. B.", NOW)))
    add_answer(store, Answer(before["old"], "safety", "watched_item", "PHQ-9", "b", "shown", "asked", "fine", 6.0, "A. B."))
    assert course(store, "new") == [9]
    later = ndjson(tmp_path / "b.ndjson", old(link=[link("replaced-by", "new")]))
    take(store, later)
    found = history(store, "new")
    assert course(store, "new") == [18, 9]
    assert [one.score for one in found.scores["GAD-7"]] == [6]
    assert [one.words for one in found.goals] == ["walk daily"]
    assert [one.action for one in found.answers] == ["asked"]
    kept = everything(store)
    assert not take(store, later).changed
    take(store, ndjson(tmp_path / "c.ndjson", *OF_BOTH))
    assert everything(store) == kept
    assert course(store, "new") == [18, 9]
    take(store, ndjson(tmp_path / "d.ndjson", score("third", 4, "2024-04-01T09:00:00Z", client="old")))
    assert course(store, "new") == [18, 9, 4]


def test_a_link_that_is_taken_back_gives_each_record_its_own_again(tmp_path: Path, store: PracticeStore) -> None:
    def version(day: str, **more: Any) -> Resource:
        return old(meta={"lastUpdated": f"2024-03-{day}T00:00:00Z"}, **more)

    take(store, ndjson(tmp_path / "a.ndjson", old(), new(), *OF_BOTH))
    add_goal(store, rows(store)["old"], "walk daily", "higher", 5.0, "A. B.")
    take(store, ndjson(tmp_path / "b.ndjson", version("02", link=[link("replaced-by", "new")])))
    add_goal(store, rows(store)["new"], "sleep", "higher", 6.0, "A. B.")
    assert [one.words for one in history(store, "new").goals] == ["walk daily", "sleep"]
    report = take(store, ndjson(tmp_path / "c.ndjson", version("03")))
    assert any("one person no more" in one.reason for one in report.issues)
    assert course(store, "old") == [18]
    assert course(store, "new") == [9]
    assert [one.words for one in history(store, "old").goals] == ["walk daily"]
    assert [one.words for one in history(store, "new").goals] == ["sleep"]


def test_a_copy_that_says_little_takes_no_link_back(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", old(link=[link("replaced-by", "new")]), new(), *OF_BOTH))
    bare = {"resourceType": "Patient", "id": "old", "active": False, "meta": {"lastUpdated": "2024-05-01T00:00:00Z"}}
    take(store, ndjson(tmp_path / "b.ndjson", bare))
    assert course(store, "new") == [18, 9]


def test_a_resource_that_its_server_moved_to_the_other_record_stands_once(tmp_path: Path, store: PracticeStore) -> None:
    take(
        store,
        ndjson(tmp_path / "a.ndjson", old(), new(), *OF_BOTH, appointment("visit", "2024-02-01T10:00:00Z", clients=("old",))),
    )
    moved = (
        score("first", 18, "2024-01-10T09:00:00Z", client="new"),
        appointment("visit", "2024-02-01T10:00:00Z", clients=("new",)),
    )
    take(store, ndjson(tmp_path / "b.ndjson", old(link=[link("replaced-by", "new")]), *moved))
    assert course(store, "new") == [18, 9]
    assert [one.resource_id for one in history(store, "new").meetings] == ["visit"]


def test_the_name_of_a_record_leads_though_the_one_that_replaces_it_is_not_in_the_export(
    tmp_path: Path, store: PracticeStore
) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", old(link=[link("replaced-by", "new")]), *OF_BOTH))
    assert history(store, "new").client.name == "Ann Invented"
    assert course(store, "new") == [18, 9]
    take(store, ndjson(tmp_path / "b.ndjson", patient("new", name=[{"family": "Invented-Roe", "given": ["Ann"]}])))
    assert history(store, "old").client.name == "Ann Invented-Roe"
    assert course(store, "old") == [18, 9]


def test_records_of_one_name_and_birth_date_are_asked_about_and_stay_two(tmp_path: Path, store: PracticeStore) -> None:
    middle = patient("new", name=[{"family": "INVENTED", "given": ["Ánn", "M."]}])
    report = take(store, ndjson(tmp_path / "a.ndjson", old(), middle, *OF_BOTH))
    assert [one.reason for one in report.issues] == [
        "the same name and birth date: Patient old and new; their briefs ask whether they are one person, nothing was merged"
    ]
    assert course(store, "old") == [18]
    assert course(store, "new") == [9]
    (other,) = history(store, "old").others
    assert (other.id, other.tie, other.holds) == ("new", Tie.SAME_NAME, (("PHQ-9", 9.0, "2024-03-01"),))
    assert not take(store, ndjson(tmp_path / "b.ndjson", *OF_BOTH)).issues


@pytest.mark.parametrize(
    "other",
    [
        {"birthDate": "1990-05-02"},
        {"birthDate": "1990"},
        {"name": [{"family": "Invented", "given": ["Anna"]}]},
        {"name": [{"given": ["Ann"]}]},
        {"name": []},
    ],
    ids=["another day", "a year alone", "another name", "a given name alone", "no name"],
)
def test_a_likeness_that_is_less_is_not_asked_about(tmp_path: Path, store: PracticeStore, other: dict[str, Any]) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", old(), new() | other))
    assert not history(store, "old").others
    assert not history(store, "new").others


def test_the_clinician_says_that_they_are_one_or_two_and_takes_it_back(tmp_path: Path, store: PracticeStore) -> None:
    take(store, ndjson(tmp_path / "a.ndjson", old(), new(), *OF_BOTH))
    found = rows(store)

    def say(said: str) -> None:
        say_of_records(store, CATALOGUE, (found["new"], found["old"]), said, " they  told me ", By("A. B.", NOW))

    say("one")
    assert course(store, "old") == course(store, "new") == [18, 9]
    (other,) = history(store, "new").others
    assert (other.tie, other.by, other.why) == (Tie.JOINED, "A. B.", "they told me")
    say("")
    assert course(store, "old") == [18]
    assert history(store, "new").others[0].tie is Tie.SAME_NAME
    say("two")
    assert [one.tie for one in history(store, "old").others] == [Tie.APART]
    assert not take(store, ndjson(tmp_path / "b.ndjson", old(gender="female"))).issues
    say("")
    with pytest.raises(Problem, match="Nothing was said"):
        say("")
    reader = PracticeReader(store)
    chain = deeds(reader)
    reader.close()
    assert [(one.action, one.client, one.by) for one in chain] == [
        ("said that two records are one person", found["new"], "A. B."), ("took back what two records are", found["new"], "A. B."),
        ("said that two records are two people", found["new"], "A. B."), ("took back what two records are", found["new"], "A. B."),
    ]  # fmt: skip
    assert broken_at(chain) == 0


def test_the_clinicians_word_parts_what_the_export_has_merged(tmp_path: Path, store: PracticeStore) -> None:
    export = ndjson(tmp_path / "a.ndjson", old(link=[link("replaced-by", "new")]), new(), *OF_BOTH)
    take(store, export)
    found = rows(store)
    say_of_records(store, CATALOGUE, (found["new"], found["old"]), "two", "siblings", By("A. B.", NOW))
    assert course(store, "old") == [18]
    assert course(store, "new") == [9]
    take(store, export)
    assert course(store, "old") == [18]
    assert course(store, "new") == [9]


def test_deleting_a_client_takes_every_record_and_lets_none_come_back(tmp_path: Path, store: PracticeStore) -> None:
    export = ndjson(tmp_path / "a.ndjson", old(link=[link("replaced-by", "new")]), new(), patient("ben"), *OF_BOTH)
    take(store, export)
    found = rows(store)
    add_goal(store, found["new"], "walk daily", "higher", 5.0, "A. B.")
    reader = PracticeReader(store)
    assert counts(reader, found["new"])["evidence"] == 2
    reader.close()
    delete_client(store, found["old"], 7.0, "A. B.")
    assert set(rows(store)) == {"ben"}
    with store.engine.connect() as connection:
        for table in ("client_link", "client_alias", "moved", "evidence", "score", "own_goal", "same_person"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table
    take(store, export)
    assert set(rows(store)) == {"ben"}
