"""Every act of a clinician is one transaction: where any step of it fails nothing is kept, and what takes it back restores what stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import event
from sqlcipher3 import dbapi2

from briefing_app.domain.act import By, Done, Stays, TakeBack
from briefing_app.domain.checkin import CheckinPage, CheckinSource, Received
from briefing_app.domain.client import Answer
from briefing_app.domain.confirmation import Confirmed
from briefing_app.domain.entry import OwnScore
from briefing_app.domain.fees import Fee
from briefing_app.domain.note import FINISHED
from briefing_app.domain.note_text import NoteSection, NoteText
from briefing_app.domain.own_client import OwnClient
from briefing_app.domain.own_fact import FactKind, OwnFact
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.own_session import ONCE, OwnSession, Repeats, Series
from briefing_app.domain.problems import Problem
from briefing_app.domain.rtm import Allowed, Episode, Payer
from briefing_app.domain.start import OwnStart
from briefing_app.domain.taken_back import standing as standing_answers
from briefing_app.domain.two_scores import RULE
from briefing_app.services.acts import ACTS, take_act_back
from briefing_app.services.entry import Correction, Filled, make_entry
from briefing_app.services.keep_checkin import ReadAs
from briefing_app.services.write_note import NoteOf
from briefing_app.storage.audit import broken_at, deeds
from briefing_app.storage.checkin import kept_checkins, pages_of
from briefing_app.storage.confirmed_number import confirmed_numbers
from briefing_app.storage.note import notes, phrases
from briefing_app.storage.own_version import own_versions
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.rtm import client_payers, fee_row, fees, kept, payer_row, payers, rtm_record
from briefing_app.storage.table_people import people, remembered_tables
from tests.fhir import appointment, ndjson, patient, score
from tests.importing import CATALOGUE, take

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
AT, BY, TODAY = NOW.timestamp(), "A. B.", date(2026, 11, 24)
SESSION = "visit"
NOTE = NoteText("soap", "SOAP", "psychotherapy", 0.0, 0.0, "", (NoteSection("Plan", "sleep diary"),))
EPISODE = Episode(0, TODAY, consent=TODAY, plan="as agreed", device="diary app", biller=BY, payer="Invented Health")
PAYER = Payer("Invented Health", Allowed.YES, Allowed.YES)
CALLED = (("Bo Ash", (("file work", "Bo Ash", ""),)), ("Cy Elm", (("file work", "Cy", "uid 4"),)))
NO_ROW = {"words typed further"}  # words are kept every few seconds: their beginning and their end are in the audit


class World(NamedTuple):
    """A store with one client, "ann", and the client's row."""

    store: PracticeStore
    client: int

    def do(self, name: str, *args: Any, **more: Any) -> Done:
        """One act, now, by A. B."""
        return ACTS[name](self.store, *args, **more)

    def entry(self, total: float, corrects: int | None = None) -> OwnScore:
        correction = Correction(corrects, "misread") if corrects is not None else None
        return make_entry(CATALOGUE("PHQ-9"), self.client, TODAY, Filled(total), By(BY, NOW), correction)

    def answer(self, rule: str = "item") -> Answer:
        return Answer(self.client, "safety", rule, "PHQ-9", "2026-11-01 s1", "PHQ-9 item 9 is 2", "talked", "asked", AT, BY)

    def received(self) -> Received:
        return Received(self.client, TODAY, "08:00", CheckinSource.DEVICE, "device:1", (self.entry(7),))

    def page(self) -> CheckinPage:
        return CheckinPage(77, self.client, b"k" * 16, (("PHQ-9", ((0, 1),)),), AT, 0.0, BY)

    @property
    def note(self) -> NoteOf:
        return NoteOf(self.client, SESSION, "ann")

    def goal(self) -> int:
        return self.do("enter_goal", "sleep through", "higher", self.entry(4)).number


@pytest.fixture
def world(store: PracticeStore, tmp_path: Path) -> World:
    visit = appointment(SESSION, "2026-11-10T15:00:00Z")
    take(store, ndjson(tmp_path / "x.ndjson", patient(), visit, score("s1", 18, "2026-11-01T09:00:00Z")))
    with store.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT id FROM client WHERE source_id = 'ann'").scalar_one()
    return World(store, int(row))


Call = tuple[Any, ...]


def again(done: Done) -> Call:
    """The arguments by which an act would be taken back."""
    assert isinstance(done.back, TakeBack)
    return done.back.arguments


def goal_and_score(one: World) -> Call:
    return again(one.do("enter_goal", "sleep through", "higher", one.entry(4)))


Case = Callable[[World], Call]


def entered(one: World) -> int:
    return one.do("enter_score", one.entry(11)).number


def withdrawn(one: World) -> int:
    return one.do("withdraw_score", entered(one), "another client's", AT, BY).number


def checked_in(one: World) -> tuple[int, ...]:
    (rows,) = again(one.do("keep_checkins", [one.received()], AT, BY))
    assert isinstance(rows, tuple)
    return rows


def goal_ended(one: World) -> int:
    return one.do("end_goal_of", one.goal(), AT, BY).number


def primary_set(one: World) -> int:
    one.do("set_primary", one.client, OwnPrimary("PHQ-9", "agreed", AT, BY))
    return one.client


def start_set(one: World) -> int:
    one.do("set_start", one.client, OwnStart(date(2026, 9, 1), "came back", AT, BY), TODAY)
    return one.client


def confirmed(one: World) -> str:
    one.do("keep_confirmed", Confirmed("PHQ-9", "worse", 6.0, "our manual", AT, BY))
    return "PHQ-9"


def signed(one: World) -> int:
    return one.do("keep_note", one.note, NOTE, AT, BY, sign=True).number


def recorded(one: World) -> Any:
    one.do("keep_record", rtm_record(one.client, EPISODE), AT, BY)
    reader = PracticeReader(one.store)
    found = kept(reader, one.client)[-1]
    reader.close()
    return found


def page_made(one: World) -> int:
    return one.do("keep_page", one.page()).number


def typed(one: World) -> NoteOf:
    one.do("keep_words", one.note, NOTE, AT, BY, new=True)
    return one.note


ADA = OwnClient("Ada Brown", "1984-03-09", "she/her", ("555-0100",))
NINE = OwnSession(datetime(2026, 11, 30, 9, 0), mode="video")

TEN = OwnSession(datetime(2026, 12, 7, 10, 0), minutes=30)


def added(one: World) -> int:
    return one.do("add_client", ADA, AT, BY).number


def booked(one: World) -> tuple[str, ...]:
    (sessions,) = again(one.do("add_session", (one.client,), NINE, Series(Repeats.WEEKLY, date(2026, 12, 14)), AT, BY))
    assert isinstance(sessions, tuple)
    return sessions


PROBLEM = OwnFact(FactKind.PROBLEM, "Low mood", "provisional", "F32.0", "2026-09-01")


def typed_fact(one: World) -> int:
    return one.do("enter_fact", one.client, PROBLEM, AT, BY).number


def moved(one: World) -> str:
    session = booked(one)[1]
    one.do("change_session", session, TEN, True, AT + 0.5, BY)
    return session


def columns_said(one: World) -> Call:
    one.do("say_columns", ("client", "phq9"), '{"kind": "scores"}', AT, BY)
    return (("client", "phq9"),)


def named(one: World) -> int:
    return one.do("say_who", "Ann I.", one.client, AT, BY).number


LONGER = NoteText("soap", "SOAP", "psychotherapy", 0.0, 0.0, "", (NoteSection("Plan", "sleep diary, and a walk"),))
CASES: dict[str, tuple[str, Case]] = {
    "a line answered": ("acknowledge", lambda one: (one.answer(),)),
    "a choice between scores": ("acknowledge", lambda one: (one.answer(RULE),)),
    "an answer taken back": ("take_back", lambda one: (*again(one.do("acknowledge", one.answer())), AT, BY)),
    "a score": ("enter_score", lambda one: (one.entry(11),)),
    "a correction": ("enter_score", lambda one: (one.entry(12, entered(one)),)),
    "a goal": ("enter_goal", lambda one: ("sleep through", "higher", one.entry(4))),
    "a score taken back": ("withdraw_score", lambda one: (entered(one), "another client's", AT, BY)),
    "a score put back": ("put_score_back", lambda one: (withdrawn(one), AT, BY)),
    "a goal ended": ("end_goal_of", lambda one: (one.goal(), AT, BY)),
    "a goal gone on with": ("reopen_goal_of", lambda one: (goal_ended(one), AT, BY)),
    "a goal taken back": ("take_goal_back", lambda one: (*goal_and_score(one), AT, BY)),
    "a goal put back": (
        "put_goal_back", lambda one: (*again(one.do("take_goal_back", *goal_and_score(one), AT, BY)), AT, BY)
    ),
    "rules": ("change_rules", lambda one: ({"silent_days": "30", "look_back_days": "120"}, AT, BY)),
    "a primary measure": ("set_primary", lambda one: (primary_set(one), OwnPrimary("GAD-7", "worry", AT, BY))),
    "no primary measure": ("unset_primary", lambda one: (primary_set(one), AT, BY)),
    "a primary measure put back": ("put_primary_back", lambda one: (one.client, "GAD-7", "worry", AT, BY)),
    "a start": ("set_start", lambda one: (start_set(one), OwnStart(date(2026, 10, 1), "again", AT, BY), TODAY)),
    "no start": ("unset_start", lambda one: (start_set(one), AT, BY)),
    "a start put back": ("put_start_back", lambda one: (one.client, "2026-10-01", "again", AT, BY)),
    "a number confirmed": ("keep_confirmed", lambda one: (Confirmed("PHQ-9", "worse", 5.0, "our manual", AT, BY),)),
    "a number confirmed anew": (
        "keep_confirmed", lambda one: (Confirmed(confirmed(one), "worse", 5.0, "newer manual", AT, BY),)
    ),
    "a number put back": ("put_number_back", lambda one: (("PHQ-9", "worse", 5.0, "our manual"), AT, BY)),
    "a number taken back": ("take_back_number", lambda one: (confirmed(one), "worse", AT, BY)),
    "an own file": ("change_own_file", lambda one: ("PHQ-9", "d" * 64, "counts", AT, BY)),
    "a note marked": ("mark_note", lambda one: ("ann", SESSION, FINISHED, AT, BY)),
    "an outcome": ("record_outcome", lambda one: (one.client, SESSION, "missed", AT, BY)),
    "words typed": ("keep_words", lambda one: (one.note, NOTE, AT, BY, {"new": True})),
    "words typed further": ("keep_words", lambda one: (typed(one), LONGER, AT, BY, {"new": False})),
    "a version": ("keep_note", lambda one: (one.note, NOTE, AT, BY, {"sign": False})),
    "a signature": ("keep_note", lambda one: (typed(one), NOTE, AT, BY, {"sign": True})),
    "an amendment": ("add_amendment", lambda one: (one.client, signed(one), NOTE, AT, BY)),
    "a phrase": ("change_phrase", lambda one: ("sd", "sleep diary", AT, BY)),
    "an RTM record": ("keep_record", lambda one: (rtm_record(one.client, EPISODE), AT, BY)),
    "an RTM record changed": (
        "keep_record", lambda one: (rtm_record(one.client, EPISODE, replaces=recorded(one), reason="moved"), AT, BY)
    ),
    "an RTM record taken back": (
        "keep_record",
        lambda one: (rtm_record(one.client, EPISODE, replaces=recorded(one), reason="never began", withdrawn=True), AT, BY),
    ),
    "a payer": ("keep_billing", lambda one: (payer_row(PAYER, TODAY), AT, BY)),
    "a fee": ("keep_billing", lambda one: (fee_row(Fee("98980", "", TODAY, 5400)), AT, BY)),
    "a client's payer": ("name_payer", lambda one: (one.client, "Invented Health", AT, BY)),
    "a check-in": ("keep_checkins", lambda one: ([one.received()], AT, BY)),
    "a table of check-ins": (
        "keep_checkins", lambda one: ([one.received()], AT, BY, {"table": ReadAs(("Client", "Day"), "{}")})
    ),
    "check-ins taken back": ("withdraw_checkins", lambda one: (checked_in(one), AT, BY)),
    "check-ins put back": (
        "put_checkins_back",
        lambda one: (tuple(one.do("withdraw_score", row, "no", AT, BY).number for row in checked_in(one)), AT, BY),
    ),
    "a page": ("keep_page", lambda one: (one.page(),)),
    "a page ended": ("end_checkin_page", lambda one: (page_made(one), AT, BY)),
    "a page gone on with": (
        "reopen_checkin_page", lambda one: (one.do("end_checkin_page", page_made(one), AT, BY).number, AT, BY)
    ),
    "a client added": ("add_client", lambda one: (ADA, AT, BY)),
    "a client's details": ("edit_client", lambda one: (one.client, ADA, AT, BY)),
    "details put back": ("put_details_back", lambda one: (*again(one.do("edit_client", one.client, ADA, AT, BY)), AT, BY)),
    "a client taken back": ("take_client_back", lambda one: (added(one), AT, BY)),
    "a client put back": ("put_client_back", lambda one: (*again(one.do("take_client_back", added(one), AT, BY)), AT, BY)),
    "a session": ("add_session", lambda one: ((one.client, added(one)), NINE, ONCE, AT, BY)),
    "a series": ("add_session", lambda one: ((one.client,), NINE, Series(Repeats.WEEKLY, date(2027, 1, 4)), AT, BY)),
    "columns": ("say_columns", lambda _: (("client", "phq9"), '{"kind": "scores"}', AT, BY)),
    "columns forgotten": ("say_columns", lambda one: (*columns_said(one), "", AT, BY)),
    "who a name means": ("say_who", lambda one: ("Ann I.", one.client, AT, BY)),
    "who a name means taken back": ("forget_who", lambda one: (*again(one.do("say_who", "Ann I.", one.client, AT, BY)), AT, BY)),
    "who a name means put back": ("know_who_again", lambda one: (*again(one.do("forget_who", named(one), AT, BY)), AT, BY)),
    "sessions taken back": ("take_sessions_back", lambda one: (booked(one), AT, BY)),
    "a problem": ("enter_fact", lambda one: (one.client, PROBLEM, AT, BY)),
    "a problem changed": ("change_fact", lambda one: (typed_fact(one), replace(PROBLEM, detail="confirmed"), AT, BY)),
    "a problem taken back": ("withdraw_fact", lambda one: (typed_fact(one), AT, BY)),
    "a problem put back": (
        "put_fact_back", lambda one: (*again(one.do("withdraw_fact", typed_fact(one), AT, BY)), AT, BY)
    ),
    "a session moved": ("change_session", lambda one: (booked(one)[1], TEN, False, AT, BY)),
    "a series moved": ("change_session", lambda one: (booked(one)[1], TEN, True, AT, BY)),
    "a series undone": ("undo_session", lambda one: (booked(one)[1], AT, BY)),
    "a move undone": ("undo_session", lambda one: (moved(one), AT + 1, BY)),
    "a series that goes on": (
        "repeat_session", lambda one: (booked(one)[1], Series(Repeats.WEEKLY, date(2027, 3, 1)), AT, BY)
    ),
    "a series ended": ("end_series", lambda one: (booked(one)[1], AT, BY)),
    "a session called off": (
        "say_of_session", lambda one: (booked(one)[0], (one.client,), ("cancelled by the client", "2026-11-23"), AT, BY)
    ),
    "a session no longer called off": (
        "put_said_back",
        lambda one: (
            *again(one.do("say_of_session", booked(one)[0], (one.client,), ("cancelled by the client", ""), AT, BY)), AT, BY
        ),
    ),
    "words of a calendar": ("name_words", lambda one: (("file work", "Annie", ""), (one.client,), AT, BY)),
    "words that were named": (
        "name_words", lambda one: (*again(one.do("name_words", ("file work", "Annie", ""), (one.client,), AT, BY)), AT, BY)
    ),
    "clients of a calendar": ("add_called", lambda _: (CALLED, AT, BY)),
    "clients of a calendar taken back": ("take_called_back", lambda one: (*again(one.do("add_called", CALLED, AT, BY)), AT, BY)),
    "clients of a calendar put back": (
        "put_called_back",
        lambda one: (*again(one.do("take_called_back", *again(one.do("add_called", CALLED, AT, BY)), AT, BY)), AT, BY),
    ),
    "a calendar's rule": ("rule_events", lambda one: (("file work", "word", "Lunch"), 0, AT, BY)),
    "sessions put back": (
        "put_sessions_back", lambda one: (*again(one.do("take_sessions_back", booked(one), AT, BY)), AT, BY)
    ),
}  # fmt: skip


def call_of(world: World, name: str) -> Callable[[], Done]:
    """What came before an act is done; the act itself is given back."""
    act, case = CASES[name]
    args = case(world)
    more = args[-1] if isinstance(args[-1], dict) and act != "change_rules" else {}
    given = args[: len(args) - 1] if more else args
    return lambda: world.do(act, *given, **more)


def everything(store: PracticeStore) -> dict[str, list[Any]]:
    with store.engine.connect() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")] for name in names}


def refused(call: Callable[[], Done]) -> Problem | None:
    try:
        call()
    except Problem as problem:
        return problem
    return None


@contextmanager
def failing_at(store: PracticeStore, step: int) -> Iterator[list[int]]:
    """The disk fails at the given writing statement (1 is the first), or at the end for the one after the last; what was counted."""
    count = [0]

    def fail() -> None:
        count[0] += 1
        if count[0] == step:
            raise dbapi2.OperationalError("disk I/O error")

    def statement(_c: Any, _k: Any, text: str, *_: Any) -> None:
        if text.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")):
            fail()

    def end(_: Any) -> None:
        fail()

    event.listen(store.engine, "before_cursor_execute", statement)
    event.listen(store.engine, "commit", end)
    try:
        yield count
    finally:
        event.remove(store.engine, "before_cursor_execute", statement)
        event.remove(store.engine, "commit", end)


def test_every_act_stands_in_the_table() -> None:
    assert {act for act, _ in CASES.values()} == set(ACTS)


@pytest.mark.parametrize("name", CASES)
def test_an_act_that_fails_at_any_step_leaves_store_and_audit_as_they_were(world: World, name: str) -> None:
    call = call_of(world, name)
    before = everything(world.store)
    for step in range(1, 40):
        with failing_at(world.store, step) as count:
            problem = refused(call)
        if problem is None:
            break
        assert "nothing of this step was kept" in problem.sentence
        assert everything(world.store) == before, f"after step {step}"
    assert count[0] == step - 1  # it went through once nothing failed
    assert step - 1 >= (2 if name in NO_ROW else 3), "its own row, the audit's, and the end"
    reader = PracticeReader(world.store)
    chain = deeds(reader)
    reader.close()
    assert (len(chain) > len(before["audit"])) == (name not in NO_ROW)
    assert broken_at(chain) == 0
    assert all(one.by == BY for one in chain[len(before["audit"]) :])


def standing(one: World) -> dict[str, Any]:
    """What counts now, without who, when and which row."""
    reader = PracticeReader(one.store)
    try:
        history = reader.histories([one.client])[one.client]
        return {
            "scores": sorted((name, s.score, s.items) for name, found in history.scores.items() for s in found),
            "answers": [(a.rule, a.basis, a.action) for a in standing_answers(history.answers)],
            "goals": [(goal.words, goal.better) for goal in history.goals if not goal.ended],
            "facts": sorted((fact.kind, fact.title, fact.detail, fact.day, fact.end_day) for fact in history.facts),
            "starts": [(start.day, start.why) for start in history.starts],
            "primary": history.primary and history.primary[:2],
            "rules": reader.rules(),
            "marks": {place: mark.state for place, mark in reader.note_marks().items() if mark.state != "open"},
            "outcomes": [(meeting.at, meeting.ends, meeting.status, meeting.told) for meeting in history.meetings],
            "people": [one[3:8] for one in reader.find_clients("")],
            "called": history.client[3:8],
            "reach": [one.reach for one in history.contacts],
            "phrases": phrases(reader),
            "tables": remembered_tables(reader.rows),
            "called in tables": [(person.id, person.called) for person in people(reader.rows)],
            "rtm": [(row.thing, row.content) for row in kept(reader) if row.stands],
            "payers": {name: [row[1] for row in rows] for name, rows in payers(reader).items()},
            "fees": fees(reader),
            "client's payer": client_payers(reader),
            "checkins": [(row.measure, row.score) for row in kept_checkins(reader, one.client) if row.counts],
            "pages": [page.number for page in pages_of(reader, one.client) if not page.ended],
            "numbers": {name: [row[:4] for row in rows] for name, rows in confirmed_numbers(one.store).items()},
            "files": {digest for digest, row in own_versions(one.store).items() if row.state == "counts"},
            "notes": [(note.session, note.current) for note in notes(reader)],
        }
    finally:
        reader.close()


@pytest.mark.parametrize("name", CASES)
def test_what_an_act_gives_back_takes_it_back_or_says_why_nothing_does(world: World, name: str) -> None:
    call = call_of(world, name)
    before = standing(world)
    done = call()
    after = standing(world)
    if isinstance(done.back, Stays):
        with pytest.raises(Problem, match="cannot be taken back") as told:
            take_act_back(world.store, done, AT + 60, BY)
        assert told.value.remedy == done.back.why
        return
    again = take_act_back(world.store, done, AT + 60, BY)
    assert standing(world) == before
    if isinstance(again.back, TakeBack):  # and what took it back is taken back like any act
        take_act_back(world.store, again, AT + 120, BY)
        assert standing(world) == after
