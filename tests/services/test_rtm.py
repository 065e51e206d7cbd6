"""Episodes of RTM in the store: revisions, what a data day rests on, what was billed, payers and fees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from briefing_app.documents.rtm import rtm_as_text, rtm_rows
from briefing_app.domain.act import By
from briefing_app.domain.fees import Fee, pay_per_hour, sessions_for_the_same
from briefing_app.domain.problems import Problem
from briefing_app.domain.rtm import Allowed, Episode, Group, Line, Modality, Payer, State, TimeSpent, bill
from briefing_app.domain.rtm_record import OwnDay, Revision
from briefing_app.services.entry import Filled, make_entry
from briefing_app.services.rtm import RtmFacts, read_rtm_rules, rtm, shipped_rtm_rules
from briefing_app.services.rtm_record import add, set_fee, set_payer
from briefing_app.storage.entry import add_score
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.rtm import client_payers, kept, set_client_payer
from briefing_app.viewmodels.rtm import make_rtm
from tests.fhir import ndjson, patient, response, score
from tests.importing import CATALOGUE, take

START, LATE = date(2026, 1, 12), date(2026, 4, 1)
EPISODE = Episode(
    0, START, consent=START, plan="Plan", setup_done=START, device="An app", attested=True, biller="Robin", payer="Medicare"
)
PAYER = Payer("Medicare", Allowed.YES, Allowed.YES)


@pytest.fixture
def client(store: PracticeStore, tmp_path: Path) -> int:
    take(
        store,
        ndjson(tmp_path / "x.ndjson", patient(), response("r", [1] * 9, "2026-01-14T22:30:00-05:00"), score("s", 3, "2026-01")),
    )
    set_payer(store, PAYER, date(2026, 1, 1), 0.0, "Robin")
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT id FROM client WHERE source_id = 'ann'").scalar_one())


@pytest.fixture
def episode(store: PracticeStore, client: int) -> int:
    return add(store, Revision(client, EPISODE), 0.0, "Robin")


def facts(reader: PracticeReader, as_of: date = LATE) -> RtmFacts:
    return rtm(reader, CATALOGUE, shipped_rtm_rules(), as_of, UTC)


def line(reader: PracticeReader, group: Group, first: date) -> Line:
    return next(one for one in facts(reader).episodes[0].lines if (one.group, one.first) == (group, first))


def call(day: date, minutes: int, modality: Modality = Modality.PHONE) -> TimeSpent:
    begins = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    return TimeSpent(0, day, begins, begins + minutes * 60, "Robin", modality)


def test_data_days_come_from_imported_answers_and_from_the_form_on_the_clients_own_date(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    at = datetime(2026, 1, 20, 9, tzinfo=UTC)
    phq9 = CATALOGUE("PHQ-9")
    add_score(store, make_entry(phq9, client, at.date(), Filled(items=[0] * 9, form=True), By("", at)))
    add_score(store, make_entry(phq9, client, date(2026, 1, 16), Filled(4), By("", at)))  # from paper: typed by the clinician
    found = facts(reader).episodes[0].day_words
    assert found == {date(2026, 1, 14): "PHQ-9: FHIR export", date(2026, 1, 20): "PHQ-9: the form here"}


def test_a_day_may_be_stated_or_struck_with_what_it_rests_on(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    add(store, Revision(client, OwnDay(date(2026, 1, 15), True, "diary"), episode=episode), 1.0, "Robin")
    add(store, Revision(client, OwnDay(date(2026, 1, 14), False, "answered by a relative"), episode=episode), 1.0, "Robin")
    assert facts(reader).episodes[0].day_words == {date(2026, 1, 15): "stated: diary"}
    supply = next(one for one in make_rtm(facts(reader), UTC).cards[0].stretches if one.line.group is Group.SUPPLY)
    assert supply.evidence[-1] == "14 Jan 2026: struck, answered by a relative"


def test_an_edit_is_a_revision_and_the_older_one_stays(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    add(store, Revision(client, call(date(2026, 2, 3), 8), episode=episode), 1.0, "Robin")
    before = kept(reader, client)[-1]
    add(store, Revision(client, call(date(2026, 2, 3), 12), episode=episode, replaces=before, reason="misread"), 2.0, "Robin")
    assert line(reader, Group.MANAGEMENT, date(2026, 2, 1)).evidence.minutes == 12
    assert [(one.thing, one.stands) for one in kept(reader, client)[-2:]] == [(before.thing, False), (before.thing, True)]


def test_two_months_edited_at_once_are_two_revisions_and_the_same_entry_twice_is_refused(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    for day in (date(2026, 2, 3), date(2026, 3, 3)):
        add(store, Revision(client, call(day, 8), episode=episode), 1.0, "Robin")
    february, march = kept(reader, client)[-2:]
    add(store, Revision(client, call(date(2026, 2, 3), 20), episode=episode, replaces=february), 2.0, "Robin")
    add(store, Revision(client, call(date(2026, 3, 3), 21), episode=episode, replaces=march), 2.0, "Robin")
    with pytest.raises(Problem, match="changed meanwhile by Robin"):
        add(store, Revision(client, call(date(2026, 2, 3), 99), episode=episode, replaces=february), 3.0, "Robin")
    assert line(reader, Group.MANAGEMENT, date(2026, 2, 1)).evidence.minutes == 20
    assert line(reader, Group.MANAGEMENT, date(2026, 3, 1)).evidence.minutes == 21


def test_no_row_is_ever_rewritten(store: PracticeStore, episode: int) -> None:
    with pytest.raises(DatabaseError, match="only appended"), store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE rtm_row SET content = '{}'")


def test_an_edit_after_billing_is_an_amendment_beside_the_frozen_line(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    add(store, Revision(client, call(date(2026, 2, 3), 12), episode=episode), 1.0, "Robin")
    frozen = bill(line(reader, Group.MANAGEMENT, date(2026, 2, 1)), episode, 10.0, "Robin")
    add(store, Revision(client, frozen, episode=episode), 10.0, "Robin")
    entry = next(one for one in kept(reader, client) if isinstance(one.content, TimeSpent))
    add(
        store,
        Revision(client, call(date(2026, 2, 3), 25), episode=episode, replaces=entry, reason="log of the phone"),
        86400.0,
        "Robin",
    )
    shown = line(reader, Group.MANAGEMENT, date(2026, 2, 1))
    assert (shown.state, shown.code) == (State.BILLED, "98979")
    assert shown.changed == ("minutes 12 when billed, 25 now", "the count now gives 98980 × 1")
    card = make_rtm(facts(reader), UTC).cards[0]
    assert card.amendments == ("2 Jan 1970, Robin: 3 Feb 2026, 12:00 to 12:25, 25 min, Robin, phone (log of the phone)",)


def test_without_a_fee_there_are_units_and_no_money(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    add(store, Revision(client, call(date(2026, 2, 3), 25), episode=episode), 1.0, "Robin")
    found = line(reader, Group.MANAGEMENT, date(2026, 2, 1))
    assert facts(reader).amount(found, "Medicare") is None
    set_fee(store, Fee("98980", "", date(2026, 3, 1), 5000), 2.0, "Robin")
    assert facts(reader).amount(found, "Medicare") is None
    set_fee(store, Fee("98980", "", date(2026, 2, 1), 4000), 3.0, "Robin")
    set_fee(store, Fee("98980", "Medicare", date(2026, 1, 1), 4500), 4.0, "Robin")
    assert facts(reader).amount(found, "Medicare") == 4500
    set_fee(store, Fee("98980", "Medicare", date(2026, 1, 1), 4500), 5.0, "Robin", withdrawn=True)
    assert facts(reader).amount(found, "Medicare") == 4000


def test_the_worksheet_says_on_every_row_that_it_is_no_eligibility(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    page = make_rtm(facts(reader), UTC)
    rows = list(rtm_rows(page))
    assert rows
    assert all("not eligibility" in row["note"] and row["client"] == "ann" for row in rows)
    assert "not eligibility" in rtm_as_text(page).splitlines()[1]


def test_billing_rules_that_contradict_themselves_are_named_with_their_file(tmp_path: Path) -> None:
    path = tmp_path / "rtm.toml"
    path.write_text("[[ruleset]]\nsince = 2026-01-01\n", "utf-8")
    with pytest.raises(Problem, match=r"rtm\.toml are refused"):
        read_rtm_rules(path)


def test_effective_pay_and_the_sessions_that_bring_the_same() -> None:
    assert pay_per_hour(120_000, 16.0) == 7500
    assert pay_per_hour(120_000, 0) is None
    assert sessions_for_the_same(20 * 11_000, 23_000, 11_000) == 18
    assert sessions_for_the_same(20 * 11_000, 0, 0) is None


def test_an_episode_that_was_taken_back_is_not_counted(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    only = kept(reader, client)[0]
    add(
        store, Revision(client, replace(EPISODE, id=episode), replaces=only, withdrawn=True, reason="never begun"), 9.0, "Robin"
    )
    assert facts(reader).episodes == ()


def test_who_pays_is_the_newest_word_and_else_the_payer_of_the_newest_episode(
    store: PracticeStore, reader: PracticeReader, client: int, episode: int
) -> None:
    assert client_payers(reader) == {"ann": "Medicare"}
    set_client_payer(store, client, "Own means", 1.0, "Robin")
    set_client_payer(store, client, "Mutual", 2.0, "Robin")
    assert client_payers(reader) == {"ann": "Mutual"}
    set_client_payer(store, client, "", 3.0, "Robin")
    assert client_payers(reader) == {}
