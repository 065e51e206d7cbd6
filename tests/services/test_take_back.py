"""An import that was wrong is taken back: the store is as if it had never been, but for what the clinician entered since."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing_app.domain.act import By
from briefing_app.domain.calendar import OF_A_CALENDAR
from briefing_app.domain.client import Answer
from briefing_app.domain.problems import Problem
from briefing_app.services.same_person import say_of_records
from briefing_app.services.take_back import past_imports, take_back_import
from briefing_app.storage.audit import deeds
from briefing_app.storage.change_record import forget_what_is_old
from briefing_app.storage.deleted import delete_client
from briefing_app.storage.entry import add_answer, add_goal
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.schema import metadata
from briefing_app.storage.take_back import TakeBack
from briefing_app.viewmodels.take_back import say_taken_back
from tests.fhir import LOINC, PHQ9, appointment, ndjson, patient, response, score
from tests.importing import HELD, NEW_YORK, take

LEFT = {"audit", "change_record", "row_before", "reading", "waited"}  # the audit, the record itself, and the store's own notes
MOMENTS = {"started", "finished", "report"}


def whole(store: PracticeStore) -> dict[str, list[tuple[object, ...]]]:
    """Every table of a store, but for moments of the clock of the day."""
    found = {}
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            columns = [f'"{one}"' for one in table.c.keys() if one not in MOMENTS]  # noqa: SIM118
            if table.name not in LEFT:
                rows = connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM {table.name}").all()
                made_anew = {row[1:] for row in rows if table.name == "meeting" and OF_A_CALENDAR in row}  # under other numbers
                found[table.name] = sorted({tuple(row) for row in rows if row[1:] not in made_anew} | made_anew, key=repr)
        found["client_search"] = sorted(
            map(tuple, connection.exec_driver_sql("SELECT rowid, words FROM client_search")), key=repr
        )
    return found


def take_back(store: PracticeStore, number: int | None = None) -> None:
    """That import, or else the newest one."""
    with closing(PracticeReader(store)) as reader:
        newest = past_imports(reader, now(), NEW_YORK)[0].number
    take_back_import(store, HELD, number or newest, now(), "A. B.", zone=NEW_YORK)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


A = (
    patient("ann"), patient("ben"), score("s1", 12), score("s2", 9, client="ben"),
    appointment("m1", "2024-03-08T09:00:00Z"), appointment("m2", "2024-03-09T09:00:00Z", clients=("ben",)),
    response("r1", (1, 1, 1, 1, 1, 1, 1, 1, 0), client="ben"), score("x1", 3, client="cy"),
)  # fmt: skip
B = (
    patient("ann", name=[{"family": "Other", "given": ["Ann"]}], gender="female"),
    patient("dee"),
    score("s1", 21, meta={"versionId": "2", "lastUpdated": "2024-04-01T00:00:00Z"}),
    score("s3", 4, client="dee", date="2024-04-01T09:00:00Z"),
    appointment("m1", "2024-03-08T10:00:00Z", status="cancelled"),
    appointment("m3", "2024-04-08T09:00:00Z", clients=("dee",)),
    patient(
        "cyrus",
        identifier=[{"system": "urn:x", "value": "cy"}],
        link=[{"type": "replaces", "other": {"reference": "Patient/ben"}}],
    ),
)


def test_a_store_is_as_if_an_import_had_never_been(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    before = whole(store)
    take(store, ndjson(folder / "b.ndjson", *B))
    assert whole(store) != before
    take_back(store)
    assert whole(store) == before


def number_of(store: PracticeStore, label: str) -> int:
    with closing(PracticeReader(store)) as reader:
        return next(one.number for one in past_imports(reader, now(), NEW_YORK) if one.label == label)


def refusal(store: PracticeStore, number: int) -> str:
    stood = whole(store)
    with pytest.raises(Problem) as refused:
        take_back_import(store, HELD, number, now(), "A. B.", zone=NEW_YORK)
    assert whole(store) == stood
    return str(refused.value)


def test_a_later_import_that_found_the_same_records_is_named_and_nothing_is_done(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    first = number_of(store, "a.ndjson")
    take(store, ndjson(folder / "all.ndjson", patient("ann"), score("new", 3)))  # ann is not told anew
    assert "all.ndjson, imported" in refusal(store, first)
    take_back(store, number_of(store, "all.ndjson"))
    take_back(store, first)
    assert whole(store)["evidence"] == []


def test_a_later_import_about_a_client_whom_only_this_one_told_stands_in_the_way(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    take(store, ndjson(folder / "later.ndjson", score("s9", 3, client="ben")))
    assert "later.ndjson, imported" in refusal(store, number_of(store, "a.ndjson"))


def test_an_import_that_has_nothing_to_do_with_it_does_not(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "c.ndjson", patient("eve"), score("s7", 3, client="eve")))
    alone = whole(store)["score"]
    take(store, ndjson(folder / "a.ndjson", *A))
    take(store, ndjson(folder / "later.ndjson", score("s9", 3, "2024-06-01T09:00:00Z", client="eve")))
    take_back(store, number_of(store, "a.ndjson"))
    assert len(whole(store)["score"]) == len(alone) + 1


def test_an_import_is_taken_back_once(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    number = number_of(store, "a.ndjson")
    take_back(store, number)
    assert "taken back already" in refusal(store, number)
    assert "has the number 99" in refusal(store, 99)


def test_after_thirty_days_nothing_of_it_is_kept(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    take(store, ndjson(folder / "b.ndjson", *B))
    number = number_of(store, "b.ndjson")
    later = now() + timedelta(days=31)
    with pytest.raises(Problem, match="Nothing of the last 30 days"):
        take_back_import(store, HELD, number, later, "A. B.")
    forget_what_is_old(store, now().timestamp())
    forget_what_is_old(store, later.timestamp())
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM change_record").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM row_before").scalar() == 0


def test_what_the_clinician_entered_stays_with_its_client_and_is_counted(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    take(store, ndjson(folder / "b.ndjson", *B))
    with closing(PracticeReader(store)) as reader:
        dee, ann = reader.row_of("dee"), reader.row_of("ann")
    assert dee is not None
    assert ann is not None
    at = now().timestamp()
    add_goal(store, dee, "to sleep", "higher", at, "me")
    add_answer(store, Answer(ann, "safety", "", "phq-9", "b", "shown", "called", "reason", at, "me"))
    found = take_back_import(store, HELD, number_of(store, "b.ndjson"), now(), "A. B.", zone=NEW_YORK)
    assert found.clients == ("Dee Invented",)
    assert say_taken_back(found)[1:] == [
        "What you entered since stays: 1 goal, 1 answer to a line.",
        "What was entered for them stays, and so does Dee Invented.",
    ]
    with closing(PracticeReader(store)) as reader:
        histories = reader.histories([dee, ann])
        assert histories[dee].scores == {}
        assert histories[dee].client.given == "Dee"
    take(store, ndjson(folder / "b.ndjson", *B))  # and they are found again
    with closing(PracticeReader(store)) as reader:
        assert reader.row_of("dee") == dee


def test_the_audit_says_who_took_what_back_without_a_name(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "ann.ndjson", *A))
    take_back(store)
    with closing(PracticeReader(store)) as reader:
        last = deeds(reader)[-1]
    assert (last.action, last.by) == ("took back an import", "A. B.")
    assert "ann" not in last.detail


def test_a_form_that_made_earlier_answers_understood_is_taken_back_with_what_was_read_by_it(
    store: PracticeStore, folder: Path
) -> None:
    asked = questionnaire("own-form")
    answers = {
        "resourceType": "QuestionnaireResponse",
        "id": "r9",
        "status": "completed",
        "questionnaire": "Questionnaire/own-form",
        "subject": {"reference": "Patient/ann"},
        "authored": "2024-03-01T09:00:00Z",
        "item": [{"linkId": str(number), "answer": [{"valueInteger": 1}]} for number in range(1, 10)],
    }
    take(store, ndjson(folder / "a.ndjson", *A, answers))
    before = whole(store)
    take(store, ndjson(folder / "form.ndjson", asked))
    assert whole(store)["score"] != before["score"]
    take_back(store)
    assert whole(store) == before


def questionnaire(id: str) -> dict[str, object]:
    items = [
        {"linkId": str(number), "type": "integer", "code": [{"system": LOINC, "code": code}]}
        for number, code in enumerate(PHQ9, 1)
    ]
    return {"resourceType": "Questionnaire", "id": id, "status": "active", "item": items}


def test_taking_back_that_fails_halfway_leaves_all_as_it_was(
    store: PracticeStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    take(store, ndjson(folder / "b.ndjson", *B))
    stood = whole(store)

    def fail(*_: object) -> None:
        raise OSError("invented")

    monkeypatch.setattr(TakeBack, "note", fail)
    with pytest.raises(OSError, match="invented"):
        take_back(store)
    assert whole(store) == stood
    monkeypatch.undo()
    take_back(store)


def test_a_deleted_client_is_in_no_row_that_was_kept(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    take(store, ndjson(folder / "b.ndjson", *B))
    with closing(PracticeReader(store)) as reader:
        ann = reader.row_of("ann")
    assert ann is not None
    delete_client(store, ann, now().timestamp(), "me")
    with store.engine.connect() as connection:
        kept = connection.exec_driver_sql('SELECT "row", before FROM row_before').all()
    assert not any("Ann" in str(row) or "m1" in str(row) for row in kept)
    take_back(store)
    with closing(PracticeReader(store)) as reader:
        assert reader.row_of("ann") is None
        assert reader.row_of("dee") is None


def test_records_that_were_said_to_be_one_person_part_again_with_all_that_was_theirs(
    store: PracticeStore, folder: Path
) -> None:
    twice = score("same", 7, client="ben"), score("same", 7)  # one resource under both
    take(store, ndjson(folder / "a.ndjson", *A, *twice))
    before = whole(store)
    with closing(PracticeReader(store)) as reader:
        ann, ben = reader.row_of("ann"), reader.row_of("ben")
    assert ann is not None
    assert ben is not None
    say_of_records(store, HELD, (ann, ben), "one", "the same", By("A. B.", now()))
    assert len(whole(store)["evidence"]) < len(before["evidence"])
    with closing(PracticeReader(store)) as reader:
        newest = past_imports(reader, now(), NEW_YORK)[0]
    assert (newest.joined, newest.label) == (True, "Ann Invented (ann) and Ben Invented (ben)")
    add_goal(store, ann, "to sleep", "higher", now().timestamp(), "me")
    found = take_back_import(store, HELD, newest.number, now(), "A. B.", zone=NEW_YORK)
    assert say_taken_back(found)[1:] == ["What you entered since stays: 1 goal."]
    after = whole(store)
    assert {name for name in before if after[name] != before[name]} == {"own_goal", "same_person"}
    with closing(PracticeReader(store)) as reader:
        assert deeds(reader)[-1].action == "took back what two records are"
        assert past_imports(reader, now(), NEW_YORK)[0].taken is not None


def test_records_that_were_made_one_stand_in_the_way_of_their_import(store: PracticeStore, folder: Path) -> None:
    take(store, ndjson(folder / "a.ndjson", *A))
    number = number_of(store, "a.ndjson")
    with closing(PracticeReader(store)) as reader:
        ann, ben = reader.row_of("ann"), reader.row_of("ben")
    assert ann is not None
    assert ben is not None
    say_of_records(store, HELD, (ann, ben), "one", "the same", By("A. B.", now()))
    assert "Whether two records are one person was said on" in refusal(store, number)
    take_back(store)
    found = take_back_import(store, HELD, number, now(), "A. B.", zone=NEW_YORK)
    assert found.clients == ("Ann Invented", "Ben Invented")  # something was said of both
