"""RTM lines by rule: the ten worked examples first, then the flags, what is frozen, and what holds whatever is entered."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.domain.rtm import (
    EVIDENCE_NOT_ELIGIBILITY,
    Allowed,
    Billed,
    Elsewhere,
    Episode,
    Group,
    Line,
    Modality,
    OtherService,
    Payer,
    Recorded,
    State,
    TimeSpent,
    bill,
)
from briefing_app.domain.rtm_count import lines_of, months, periods
from briefing_app.domain.rtm_rules import Band, RtmRules, rtm_rules_from
from briefing_app.system.resources import resources

FILE: Path = resources() / "billing" / "rtm.toml"
RULES: RtmRules = rtm_rules_from(tomllib.loads(FILE.read_text("utf-8")))
START = date(2026, 1, 12)
LATE = date(2026, 6, 1)
EPISODE = Episode(
    1, START, consent=date(2026, 1, 5), plan="Plan of 5 Jan", setup_done=START, device="An app", attested=True, biller="Robin"
)
PAYER = Payer("Medicare", Allowed.YES, Allowed.YES)


def days(first: date, count: int) -> frozenset[date]:
    return frozenset(first + timedelta(days=number) for number in range(count))


def spent(
    day: date,
    minutes: float,
    modality: Modality = Modality.NONE,
    *,
    id: int = 0,
    actor: str = "Robin",
    linked: str = "",
    hour: int = 9,
) -> TimeSpent:
    begins = datetime(day.year, day.month, day.day, hour).timestamp()
    return TimeSpent(id, day, begins, begins + minutes * 60, actor, modality, linked)


def recorded(
    day: frozenset[date] = frozenset(), time: tuple[TimeSpent, ...] = (), episode: Episode = EPISODE, payer: Payer = PAYER
) -> Recorded:
    return Recorded(episode, ((date(2020, 1, 1), payer),), day, time)


def found(what: Recorded, as_of: date = LATE) -> dict[tuple[Group, date], Line]:
    return {(line.group, line.first): line for line in lines_of(what, as_of, RULES)}


def ready(what: Recorded, as_of: date = LATE) -> dict[str, int]:
    """Units by code of what is ready or for review."""
    return {line.code: line.units for line in lines_of(what, as_of, RULES) if line.state in (State.READY, State.REVIEW)}


# -- the worked examples of the reference


def test_example_a_fifteen_data_days_and_ten_minutes_in_february() -> None:
    facts = recorded(days(START, 15), (spent(date(2026, 1, 20), 8), spent(date(2026, 2, 3), 10, Modality.PHONE, id=1)))
    assert ready(facts) == {"98975": 1, "98986": 1, "98979": 1}
    assert found(facts)[Group.MANAGEMENT, date(2026, 1, 1)].state is State.NOT_MET
    on_the_last_day = found(facts, date(2026, 2, 10))[Group.SUPPLY, START]
    assert (on_the_last_day.state, on_the_last_day.last) == (State.NOT_MET, date(2026, 2, 10))
    assert found(facts, date(2026, 2, 11))[Group.SUPPLY, START].state is State.READY


def test_example_b_sixteen_days_and_forty_minutes_with_one_call() -> None:
    facts = recorded(days(date(2026, 2, 11), 16), (spent(date(2026, 3, 3), 40, Modality.VIDEO),))
    lines = found(facts)
    assert lines[Group.SUPPLY, date(2026, 2, 11)].code == "98978"
    assert lines[Group.MANAGEMENT, date(2026, 3, 1)].code == "98980"
    further = lines[Group.FURTHER, date(2026, 3, 1)]
    assert (further.code, further.units, further.state) == ("98981", 1, State.REVIEW)
    assert "contact-per-unit" in further.conflicts


def test_example_c_thirty_nine_minutes_hold_no_further_unit() -> None:
    assert ready(recorded(time=(spent(date(2026, 3, 3), 39, Modality.PHONE),))) == {"98980": 1}


def test_example_d_messages_alone_are_no_live_contact() -> None:
    facts = recorded(time=(spent(date(2026, 3, 3), 25, Modality.MESSAGE),))
    assert ready(facts) == {}
    line = found(facts)[Group.MANAGEMENT, date(2026, 3, 1)]
    assert line.missing == ("no live contact by phone or video is logged",)
    assert "messages" in line.conflicts


def test_example_e_sixty_minutes_and_three_calls_are_two_further_units_without_a_warning() -> None:
    calls = tuple(spent(date(2026, 3, 3 + number), 20, Modality.PHONE, id=number) for number in range(3))
    further = found(recorded(time=calls))[Group.FURTHER, date(2026, 3, 1)]
    assert (further.units, further.state, further.notes) == (2, State.READY, ())


def test_example_f_one_data_day_is_nothing() -> None:
    facts = recorded(days(START, 1))
    assert ready(facts) == {}
    assert found(facts)[Group.SETUP, START].missing == ("1 data day in the first period, 2 needed",)


def test_example_g_two_devices_count_as_one_supply() -> None:
    first, second = days(START, 10), days(START + timedelta(days=8), 10)
    lines = found(recorded(first | second))
    supply = lines[Group.SUPPLY, START]
    assert (len(supply.evidence.days), supply.code, supply.units) == (18, "98978", 1)


def test_example_h_before_2026_fifteen_days_and_nineteen_minutes_are_nothing() -> None:
    start = date(2025, 12, 1)
    episode = replace(EPISODE, starts=start, setup_done=start, consent=start)
    facts = recorded(days(start, 15), (spent(date(2025, 12, 9), 19, Modality.PHONE),), episode)
    assert ready(facts, date(2025, 12, 31)) == {}


def test_example_i_minutes_inside_a_billed_session_do_not_count() -> None:
    facts = recorded(
        time=(spent(date(2026, 3, 3), 12, linked="90834 of 3 Mar"), spent(date(2026, 3, 4), 13, Modality.PHONE, id=1))
    )
    assert ready(facts) == {"98979": 1}
    assert found(facts)[Group.MANAGEMENT, date(2026, 3, 1)].evidence.minutes == 13


def test_example_j_another_clinic_bills_rpm_in_the_same_weeks() -> None:
    other = OtherService(Elsewhere.RPM, date(2026, 1, 10), date(2026, 2, 20))
    facts = replace(recorded(days(START, 20)), others=(other,))
    line = found(facts)[Group.SUPPLY, START]
    assert (line.state, line.conflicts) == (State.BLOCKED, ("price", "rpm"))
    noted = found(replace(facts, others=(replace(other, note="heart failure, other team"),)))[Group.SUPPLY, START]
    assert noted.state is State.REVIEW
    assert noted.notes == ("RPM in the same stretch; your note: heart failure, other team",)


# -- what blocks, and what is to be looked at


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"consent": None}, "no consent is recorded"),
        ({"consent": START + timedelta(days=1)}, "consent is dated 13 Jan 2026, after the first data day"),
        ({"plan": ""}, "no treatment plan is named"),
        ({"attested": False}, "the device is not attested"),
        ({"device": ""}, "the device is not attested"),
    ],
)
def test_each_condition_of_an_episode_blocks_every_line(change: dict[str, object], words: str) -> None:
    facts = recorded(days(START, 20), (spent(date(2026, 3, 3), 30, Modality.PHONE),), replace(EPISODE, **change))  # type: ignore[arg-type]
    lines = lines_of(facts, LATE, RULES)
    assert lines
    assert all(line.state is State.BLOCKED and line.blocked == (words,) for line in lines)


@pytest.mark.parametrize("place", [1, 2])
def test_a_payer_that_says_no_blocks_and_one_that_was_not_asked_is_for_review(place: int) -> None:
    def with_answer(answer: Allowed) -> Payer:
        return Payer("Medicare", answer, Allowed.YES) if place == 1 else Payer("Medicare", Allowed.YES, answer)

    says_no = recorded(days(START, 20), payer=with_answer(Allowed.NO))
    assert all(line.state is State.BLOCKED for line in lines_of(says_no, LATE, RULES))
    not_asked = found(recorded(days(START, 20), payer=with_answer(Allowed.CONFIRM)))[Group.SUPPLY, START]
    assert not_asked.state is State.REVIEW


def test_another_practitioner_in_the_period_blocks_that_period_alone() -> None:
    other = OtherService(Elsewhere.RTM, date(2026, 1, 1), date(2026, 1, 31))
    lines = found(replace(recorded(days(START, 60)), others=(other,)))
    assert lines[Group.SUPPLY, START].state is State.BLOCKED
    assert lines[Group.SUPPLY, date(2026, 2, 11)].state is State.READY


def test_a_payer_may_ask_for_sixteen_days_of_set_up() -> None:
    facts = recorded(days(START, 10), payer=replace(PAYER, setup_days=16))
    assert found(facts)[Group.SETUP, START].missing == ("10 data days in the first period, 16 needed",)


def test_what_a_payer_says_holds_from_its_day_on() -> None:
    entered = ((date(2026, 1, 1), PAYER), (date(2026, 3, 1), replace(PAYER, rtm=Allowed.NO)))
    lines = found(replace(recorded(days(START, 60)), payers=entered))
    assert lines[Group.SUPPLY, START].state is State.READY
    assert lines[Group.SUPPLY, date(2026, 2, 11)].state is State.BLOCKED


def test_staff_minutes_count_only_with_incident_to() -> None:
    entries = (spent(date(2026, 3, 3), 15, Modality.PHONE), spent(date(2026, 3, 4), 15, actor="Assistant", id=1))
    assert ready(recorded(time=entries)) == {"98979": 1}
    assert ready(recorded(time=entries, episode=replace(EPISODE, incident_to=True))) == {"98980": 1}


def test_a_minute_counts_once_and_is_never_rounded_up() -> None:
    both = (spent(date(2026, 3, 3), 19.99, Modality.PHONE), spent(date(2026, 3, 3), 19.5, actor="Assistant", id=1))
    line = found(recorded(time=both, episode=replace(EPISODE, incident_to=True)))[Group.MANAGEMENT, date(2026, 3, 1)]
    assert (line.evidence.minutes, line.code) == (19, "98979")


def test_a_period_across_the_new_year_takes_the_rules_of_its_last_day_and_is_for_review() -> None:
    start = date(2025, 12, 20)
    episode = replace(EPISODE, starts=start, setup_done=start, consent=start)
    line = found(recorded(days(start, 5), episode=episode))[Group.SUPPLY, start]
    assert (line.code, line.state) == ("98986", State.REVIEW)


def test_sixteen_days_are_ready_while_the_period_is_open() -> None:
    assert found(recorded(days(START, 16)), START + timedelta(days=15))[Group.SUPPLY, START].state is State.READY


def test_a_month_that_is_open_is_for_review() -> None:
    facts = recorded(time=(spent(date(2026, 3, 3), 12, Modality.PHONE),))
    assert found(facts, date(2026, 3, 10))[Group.MANAGEMENT, date(2026, 3, 1)].state is State.REVIEW


def test_a_data_day_that_holds_a_unit_of_96127_is_for_review() -> None:
    line = found(replace(recorded(days(START, 16)), assessed=frozenset({START})))[Group.SUPPLY, START]
    assert line.state is State.REVIEW
    assert line.conflicts == ("assessment", "price")
    assert line.notes == ("a data day is the day of a session too, whose forms may count as 96127",)


def test_an_episode_that_ended_counts_nothing_after_its_end() -> None:
    episode = replace(EPISODE, ends=START + timedelta(days=4))
    lines = found(recorded(days(START, 20), episode=episode))
    assert len(lines[Group.SUPPLY, START].evidence.days) == 5
    assert [line for line in lines.values() if line.group is Group.SUPPLY] == [lines[Group.SUPPLY, START]]


def test_every_conflict_of_the_file_can_be_raised_by_a_line() -> None:
    message, call = spent(date(2026, 3, 3), 25, Modality.MESSAGE), spent(date(2026, 4, 3), 45, Modality.PHONE, id=1)
    rpm = OtherService(Elsewhere.RPM, date(2026, 5, 1), date(2026, 5, 2), "noted")
    facts = replace(
        recorded(days(START, 3), (message, call), replace(EPISODE, attested=False), Payer()),
        others=(rpm,),
        assessed=frozenset({START}),
    )
    raised = {flag for line in lines_of(facts, LATE, RULES) for flag in line.conflicts}
    assert raised == {one.id for one in RULES.conflicts}


# -- what was billed


def _billed(line: Line) -> Billed:
    return bill(line, 1, 0.0, "Robin")


def test_a_billed_line_stays_as_it_was_and_says_what_changed_since() -> None:
    before = recorded(days(START, 12))
    one = _billed(found(before)[Group.SUPPLY, START])
    same = found(replace(before, billed=(one,)))[Group.SUPPLY, START]
    assert (same.state, same.code, same.changed) == (State.BILLED, "98986", ())
    later = found(replace(before, days=days(START, 16), billed=(one,)))[Group.SUPPLY, START]
    assert (later.code, later.units) == ("98986", 1)
    assert later.changed == (
        "a data day since: 2026-01-24, 2026-01-25, 2026-01-26, 2026-01-27",
        "the count now gives 98978 × 1",
    )


def test_a_month_billed_as_98979_never_shows_98981_beside_it() -> None:
    short = recorded(time=(spent(date(2026, 3, 3), 12, Modality.PHONE),))
    one = _billed(found(short)[Group.MANAGEMENT, date(2026, 3, 1)])
    longer = replace(short, spent=(spent(date(2026, 3, 3), 60, Modality.PHONE),), billed=(one,))
    codes = [line.code for line in lines_of(longer, LATE, RULES) if line.first == date(2026, 3, 1)]
    assert codes == ["98979"]


def test_an_edited_stretch_of_the_same_length_is_said() -> None:
    before = recorded(time=(spent(date(2026, 3, 3), 12, Modality.PHONE),))
    one = _billed(found(before)[Group.MANAGEMENT, date(2026, 3, 1)])
    moved = replace(before, spent=(spent(date(2026, 3, 3), 12, Modality.PHONE, hour=15),), billed=(one,))
    assert found(moved)[Group.MANAGEMENT, date(2026, 3, 1)].changed == ("the stretches of time were edited",)


def test_frozen_evidence_that_was_changed_does_not_agree_with_its_hash() -> None:
    one = _billed(found(recorded(days(START, 12)))[Group.SUPPLY, START])
    forged = replace(one, units=2)
    line = found(replace(recorded(days(START, 12)), billed=(forged,)))[Group.SUPPLY, START]
    assert "the frozen evidence does not agree with its hash" in line.changed


def test_what_was_billed_for_a_period_that_moved_away_is_still_shown() -> None:
    one = _billed(found(recorded(days(START, 12)))[Group.SUPPLY, START])
    moved = replace(recorded(days(START, 12), episode=replace(EPISODE, starts=date(2026, 1, 10))), billed=(one,))
    assert found(moved)[Group.SUPPLY, START].state is State.BILLED


def test_only_a_ready_line_can_be_billed() -> None:
    line = found(recorded(days(START, 1)))[Group.SUPPLY, START]
    with pytest.raises(ValueError, match="not met"):
        _billed(line)


# -- what holds whatever is entered

DAYS = st.dates(date(2025, 10, 1), date(2026, 7, 1))
TIMES = st.builds(
    spent,
    DAYS,
    st.floats(0, 90),
    st.sampled_from(list(Modality)),
    id=st.integers(0, 99),
    actor=st.sampled_from(["Robin", "Assistant"]),
    linked=st.sampled_from(["", "", "90834"]),
    hour=st.integers(0, 20),
)
PAYERS = st.builds(
    Payer, st.just(""), st.sampled_from(list(Allowed)), st.sampled_from(list(Allowed)), st.none() | st.integers(1, 30)
)
ANY = st.builds(
    Recorded,
    st.builds(
        Episode, st.just(1), DAYS, st.none() | DAYS, st.none() | DAYS, st.sampled_from(["", "Plan"]), st.none() | DAYS,
        st.just("An app"), st.booleans(), st.just("Robin"), st.booleans(),
    ),
    st.lists(st.tuples(DAYS, PAYERS), max_size=2).map(lambda found: tuple(sorted(found, key=lambda one: one[0]))),
    st.frozensets(DAYS, max_size=120),
    st.lists(TIMES, max_size=12).map(tuple),
)  # fmt: skip


@given(ANY, DAYS)
def test_no_two_codes_that_exclude_each_other_ever_stand_together(facts: Recorded, as_of: date) -> None:
    lines = [line for line in lines_of(facts, as_of, RULES) if line.units]
    assert len({(line.group, line.first) for line in lines}) == len(lines)
    by_month = {line.first: line.code for line in lines if line.group is Group.MANAGEMENT}
    assert all(by_month[line.first] == "98980" for line in lines if line.group is Group.FURTHER)
    assert len([line for line in lines if line.group is Group.SETUP]) <= 1


@given(ANY, DAYS)
def test_before_2026_the_new_codes_do_not_exist(facts: Recorded, as_of: date) -> None:
    for line in lines_of(facts, as_of, RULES):
        assert line.last >= date(2026, 1, 1) or line.code not in ("98979", "98986")


@given(ANY, DAYS, st.randoms())
def test_the_order_of_entry_does_not_matter(facts: Recorded, as_of: date, chance: object) -> None:
    turned = list(facts.spent)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    before, after = lines_of(facts, as_of, RULES), lines_of(replace(facts, spent=tuple(turned)), as_of, RULES)
    assert [(one.code, one.state, one.evidence.as_json()) for one in before] == [
        (one.code, one.state, one.evidence.as_json()) for one in after
    ]


# -- words, numbers and flags of a line

MARCH = date(2026, 3, 1)


def test_without_a_live_contact_there_is_no_further_unit_either() -> None:
    lines = found(recorded(time=(spent(date(2026, 3, 3), 65, Modality.MESSAGE),)))
    assert (Group.FURTHER, MARCH) not in lines
    line = lines[Group.MANAGEMENT, MARCH]
    assert (line.code, line.units, line.evidence.minutes, line.evidence.contacts) == ("98980", 0, 65, 0)


def test_missing_minutes_are_said_with_what_each_code_takes() -> None:
    line = found(recorded(time=(spent(date(2026, 3, 3), 9, Modality.PHONE),)))[Group.MANAGEMENT, MARCH]
    assert line.missing == ("9 minutes counted; 10 for 98979, 20 for 98980",)
    assert (line.code, line.label, line.units) == ("98979", "management, first 10 minutes", 0)
    one = found(recorded(time=(spent(date(2026, 3, 3), 1, Modality.PHONE),)))[Group.MANAGEMENT, MARCH]
    assert one.missing == ("1 minute counted; 10 for 98979, 20 for 98980",)


def test_missing_data_days_are_said_and_a_short_period_waits_for_its_end() -> None:
    assert found(recorded(days(START, 1)))[Group.SUPPLY, START].missing == ("1 data day recorded; 2 for 98986, 16 for 98978",)
    waiting = found(recorded(days(START, 12)), date(2026, 2, 10))[Group.SUPPLY, START]
    assert waiting.missing == ("the period is open until 10 Feb 2026; 12 data days so far",)
    no_setup = found(recorded(days(START, 16), episode=replace(EPISODE, setup_done=None)))[Group.SETUP, START]
    assert (no_setup.missing, no_setup.units) == (("no set-up is recorded",), 0)


def test_notes_of_a_further_unit_say_how_many_contacts_stand_for_how_many_units() -> None:
    further = found(recorded(time=(spent(date(2026, 3, 3), 40, Modality.PHONE),)))[Group.FURTHER, MARCH]
    assert further.notes == ("1 live contact for 1 further unit: some payers ask for one more each",)
    two = (spent(date(2026, 3, 3), 40, Modality.PHONE), spent(date(2026, 3, 5), 25, Modality.VIDEO, id=1))
    further = found(recorded(time=two))[Group.FURTHER, MARCH]
    assert (further.units, further.notes) == (2, ("2 live contacts for 2 further units: some payers ask for one more each",))
    assert (further.label, further.evidence.minutes, further.evidence.contacts) == (
        "management, each further 20 minutes",
        65,
        2,
    )


def test_which_conflicts_of_the_sources_stand_behind_which_line() -> None:
    facts = recorded(
        days(START, 16), (spent(date(2026, 3, 3), 40, Modality.PHONE), spent(date(2026, 3, 4), 1, Modality.MESSAGE, id=1))
    )
    lines = found(facts)
    assert lines[Group.SETUP, START].conflicts == ()
    assert lines[Group.SUPPLY, START].conflicts == ("price",)
    assert lines[Group.MANAGEMENT, MARCH].conflicts == ()
    assert lines[Group.FURTHER, MARCH].conflicts == ("further-step", "contact-per-unit")
    assert found(recorded(days(START, 15)))[Group.SETUP, START].conflicts == ("setup-days",)
    unknown = found(recorded(days(START, 16), payer=Payer("", Allowed.YES, Allowed.CONFIRM)))[Group.SUPPLY, START]
    assert (unknown.conflicts, unknown.notes) == (("price", "licence"), ("confirm that the payer lets your licence bill it",))


def test_what_a_payer_refuses_or_was_not_asked_is_said_with_its_name() -> None:
    refused = found(recorded(days(START, 16), payer=Payer("Medicare", Allowed.NO, Allowed.YES)))[Group.SUPPLY, START]
    assert refused.blocked == ("by your entry it is not true that Medicare covers RTM",)
    asked = found(recorded(days(START, 16), payer=Payer("Medicare", Allowed.CONFIRM, Allowed.CONFIRM)))[Group.SUPPLY, START]
    assert asked.notes == ("confirm that Medicare covers RTM", "confirm that Medicare lets your licence bill it")


@pytest.mark.parametrize(
    ("first", "last", "blocks"),
    [
        (date(2025, 12, 1), date(2026, 1, 11), False), (date(2025, 12, 1), date(2026, 1, 12), True),
        (date(2026, 2, 10), date(2026, 3, 1), True), (date(2026, 2, 11), date(2026, 3, 1), False),
    ],
)  # fmt: skip
def test_what_somebody_else_bills_blocks_a_period_it_touches_by_one_day(first: date, last: date, blocks: bool) -> None:
    other = OtherService(Elsewhere.RTM, first, last)
    line = found(replace(recorded(days(START, 16)), others=(other,)))[Group.SUPPLY, START]
    assert (line.state is State.BLOCKED) is blocks


def test_another_practitioner_blocks_though_a_note_stands_beside_it() -> None:
    other = OtherService(Elsewhere.RTM, START, START, "same team")
    line = found(replace(recorded(days(START, 16)), others=(other,)))[Group.SUPPLY, START]
    assert (line.state, line.blocked) == (State.BLOCKED, ("RTM by another practitioner from 12 Jan 2026 to 12 Jan 2026",))
    assert "rpm" not in line.conflicts


def test_a_line_across_the_new_year_says_that_the_rules_changed_inside_it() -> None:
    start = date(2025, 12, 20)
    line = found(recorded(days(start, 5), episode=replace(EPISODE, starts=start, setup_done=start, consent=start)))[
        Group.SUPPLY, start
    ]
    assert line.notes == ("the rules changed on 1 Jan 2026, inside this stretch; those of its last day are used",)
    within = found(recorded(days(START, 16)))[Group.SUPPLY, START]
    assert within.notes == ()


def test_the_last_day_of_a_month_still_leaves_it_open() -> None:
    facts = recorded(time=(spent(date(2026, 3, 3), 12, Modality.PHONE),))
    on_the_last = found(facts, date(2026, 3, 31))[Group.MANAGEMENT, MARCH]
    assert on_the_last.notes == ("the month is open until 31 Mar 2026 and its count may change",)
    assert found(facts, date(2026, 4, 1))[Group.MANAGEMENT, MARCH].notes == ()


def test_what_lies_on_the_first_and_the_last_day_of_an_episode_counts() -> None:
    ends = date(2026, 3, 20)
    time = (
        spent(START, 10, Modality.PHONE),
        spent(ends, 20, Modality.PHONE, id=1),
        spent(date(2026, 3, 21), 20, Modality.PHONE, id=2),
    )
    lines = found(
        recorded(
            frozenset({START - timedelta(days=1), START, ends, ends + timedelta(days=1)}), time, replace(EPISODE, ends=ends)
        )
    )
    assert lines[Group.SUPPLY, START].evidence.days == (START,)
    assert lines[Group.MANAGEMENT, date(2026, 1, 1)].evidence.minutes == 10
    assert lines[Group.MANAGEMENT, MARCH].evidence.minutes == 20
    assert max(first for _, first in lines) == date(2026, 3, 13)


def test_periods_and_months_follow_one_another_without_a_gap() -> None:
    assert list(periods(START, date(2026, 2, 11), 30)) == [(START, date(2026, 2, 10)), (date(2026, 2, 11), date(2026, 3, 12))]
    assert list(periods(START, START - timedelta(days=1), 30)) == []
    assert list(months(date(2026, 1, 31), date(2026, 3, 1))) == [
        (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), date(2026, 3, 31)),
    ]  # fmt: skip


def test_nothing_is_counted_of_an_episode_that_has_not_begun() -> None:
    assert lines_of(recorded(days(START, 16)), START - timedelta(days=1), RULES) == ()


def test_the_evidence_of_data_days_is_these_very_letters_and_its_hash_is_of_them() -> None:
    line = found(recorded(days(START, 2)))[Group.SUPPLY, START]
    assert line.evidence.as_json() == '{"contacts":0,"days":["2026-01-12","2026-01-13"],"minutes":0,"spent":[]}'
    one = _billed(line)
    letters = f"98986|1|2026-01-12|2026-02-10|{line.evidence.as_json()}"
    assert (one.evidence, one.hash) == (line.evidence.as_json(), sha256(letters.encode()).hexdigest())
    assert (one.episode, one.group, one.code, one.units, one.by) == (1, Group.SUPPLY, "98986", 1, "Robin")


def test_the_evidence_of_time_names_who_spent_it_when_and_how() -> None:
    one = spent(date(2026, 3, 3), 12, Modality.PHONE, id=7)
    line = found(recorded(time=(one,)))[Group.MANAGEMENT, MARCH]
    assert line.evidence.as_json() == (
        f'{{"contacts":1,"days":[],"minutes":12,"spent":[[7,"2026-03-03",{one.begins},{one.ends},"Robin","phone"]]}}'
    )


def test_a_message_of_another_month_raises_no_question_in_this_one() -> None:
    time = (
        spent(date(2026, 3, 3), 12),
        spent(date(2026, 4, 3), 12, Modality.MESSAGE, id=1),
        spent(date(2026, 2, 3), 1, Modality.MESSAGE, id=2),
    )
    lines = found(recorded(time=time))
    assert lines[Group.MANAGEMENT, MARCH].conflicts == ()
    assert lines[Group.MANAGEMENT, date(2026, 4, 1)].conflicts == ("messages",)


def test_what_is_entered_for_a_payer_on_the_last_day_of_a_period_holds_for_it() -> None:
    last = date(2026, 2, 10)
    for since, state in ((last, State.BLOCKED), (last + timedelta(days=1), State.READY)):
        entered = ((date(2020, 1, 1), PAYER), (since, replace(PAYER, rtm=Allowed.NO)))
        assert found(replace(recorded(days(START, 20)), payers=entered))[Group.SUPPLY, START].state is state
    nobody = found(replace(recorded(days(START, 20)), payers=()))[Group.SUPPLY, START]
    assert nobody.notes == ("confirm that the payer covers RTM", "confirm that the payer lets your licence bill it")


def test_an_episode_from_before_the_oldest_rules_is_counted_from_their_first_day() -> None:
    start = date(2022, 12, 20)
    episode = replace(EPISODE, starts=start, setup_done=start, consent=start)
    lines = found(recorded(days(start, 16), episode=episode), date(2023, 2, 1))
    assert (lines[Group.SUPPLY, start].code, lines[Group.SUPPLY, start].last) == ("98978", date(2023, 1, 18))
    assert (Group.MANAGEMENT, date(2022, 12, 1)) not in lines


def test_the_lines_say_that_they_are_evidence_and_not_eligibility() -> None:
    assert EVIDENCE_NOT_ELIGIBILITY == (
        "This counts what was recorded against a published rule. It is evidence, not eligibility: whether a payer pays is not said here."
    )


def test_after_billing_one_further_unit_a_count_of_two_is_said() -> None:
    once = recorded(time=(spent(date(2026, 3, 3), 40, Modality.PHONE),))
    one = _billed(found(once)[Group.FURTHER, MARCH])
    longer = replace(once, spent=(spent(date(2026, 3, 3), 60, Modality.PHONE),), billed=(one,))
    line = found(longer)[Group.FURTHER, MARCH]
    assert (line.state, line.units) == (State.BILLED, 1)
    assert line.changed == ("minutes 40 when billed, 60 now", "the count now gives 98981 × 2")
    called = replace(once, spent=(*once.spent, spent(date(2026, 3, 4), 0.5, Modality.VIDEO, id=1)), billed=(one,))
    assert found(called)[Group.FURTHER, MARCH].changed == (
        "live contacts 1 when billed, 2 now",
        "the stretches of time were edited",
    )


def test_what_was_billed_and_counts_nothing_now_says_so() -> None:
    before = recorded(days(START, 12))
    one = _billed(found(before)[Group.SUPPLY, START])
    line = found(replace(before, days=days(START, 1), billed=(one,)))[Group.SUPPLY, START]
    gone = ", ".join(f"2026-01-{number}" for number in range(13, 24))
    assert line.changed == (f"no longer a data day: {gone}", "the count now gives nothing")
    moved = found(replace(before, episode=replace(EPISODE, starts=date(2026, 1, 10)), billed=(one,)))[Group.SUPPLY, START]
    assert (moved.label, moved.changed[-1]) == ("CBT device supply, short period", "the count now gives nothing")


def test_a_billed_line_keeps_the_label_of_its_own_code() -> None:
    one = _billed(found(recorded(days(START, 12)))[Group.SUPPLY, START])
    later = found(replace(recorded(days(START, 20)), billed=(one,)))[Group.SUPPLY, START]
    assert (later.code, later.label) == ("98986", "CBT device supply, short period")


def test_of_a_line_that_was_billed_twice_the_later_counts() -> None:
    one = _billed(found(recorded(days(START, 12)))[Group.SUPPLY, START])
    again = replace(_billed(found(recorded(days(START, 14)))[Group.SUPPLY, START]), at=5.0)
    line = found(replace(recorded(days(START, 14)), billed=(again, one)))[Group.SUPPLY, START]
    assert (line.billed, line.changed) == (again, ())


@pytest.mark.parametrize("state", [State.NOT_MET, State.BLOCKED, State.BILLED])
def test_a_line_in_any_other_state_cannot_be_billed(state: State) -> None:
    line = replace(found(recorded(days(START, 16)))[Group.SUPPLY, START], state=state)
    with pytest.raises(ValueError, match=f"A line that is {state} cannot be marked as billed"):
        _billed(line)
    assert _billed(replace(line, state=State.REVIEW)).code == "98978"


# -- the file


def test_on_the_first_of_january_the_new_rules_hold_and_the_day_before_the_old() -> None:
    old, new = RULES.on(date(2025, 12, 31)), RULES.on(date(2026, 1, 1))
    assert old is not None
    assert new is not None
    assert [one.code for one in old.supply] == ["98978"]
    assert [one.code for one in new.supply] == ["98986", "98978"]
    assert (old.setup.least, new.setup.least) == (16, 2)
    assert new.codes() == {
        "98975": "set-up and teaching", "98986": "CBT device supply, short period", "98978": "CBT device supply, long period",
        "98979": "management, first 10 minutes", "98980": "management, first 20 minutes",
        "98981": "management, each further 20 minutes",
    }  # fmt: skip


def test_further_units_after_a_code_that_is_none_of_the_set_are_refused() -> None:
    raw = tomllib.loads(FILE.read_text("utf-8"))
    raw["ruleset"][1]["further"]["after"] = "98970"
    with pytest.raises(ValueError, match="further of 2026-01-01: 98970 is no management code of it"):
        rtm_rules_from(raw)


def test_bands_in_any_order_are_read_and_an_open_one_under_another_is_refused() -> None:
    raw = tomllib.loads(FILE.read_text("utf-8"))
    raw["ruleset"].reverse()
    for one in raw["ruleset"]:
        one["supply"].reverse()
        one["management"].reverse()
    assert rtm_rules_from(raw) == RULES
    raw["ruleset"][0]["management"].append({"code": "x", "label": "x", "least": 5})
    with pytest.raises(ValueError, match="management of 2026-01-01: x and 98979 overlap"):
        rtm_rules_from(raw)
    del raw["ruleset"][0]["management"]
    with pytest.raises(ValueError, match="a rule set or conflict is not complete: 'management'"):
        rtm_rules_from(raw)


def test_a_band_holds_its_first_and_its_last_number() -> None:
    assert [Band("x", "", 2, 15).holds(number) for number in (1, 2, 15, 16)] == [False, True, True, False]
    assert [Band("x", "", 16).holds(number) for number in (15, 16, 10_000)] == [False, True, True]
    assert (Band("x", "", 16, 37).reach("min"), Band("x", "", 53).reach("min")) == ("16 to 37 min", "53 min and more")


def test_rules_whose_bands_overlap_are_refused() -> None:
    raw = tomllib.loads(FILE.read_text("utf-8"))
    raw["ruleset"][1]["supply"][0]["most"] = 16
    with pytest.raises(ValueError, match="98986 and 98978 overlap"):
        rtm_rules_from(raw)


def test_no_rules_hold_before_the_oldest_set() -> None:
    assert RULES.on(date(2022, 12, 31)) is None


def test_where_new_rules_give_the_same_days_another_code_that_is_said() -> None:
    before = recorded(days(START, 12))
    one = _billed(found(before)[Group.SUPPLY, START])
    (supply,) = [
        line
        for line in lines_of(replace(before, billed=(replace(one, code="98985"),)), LATE, RULES)
        if line.group is Group.SUPPLY and line.first == START
    ]
    assert supply.changed[-1] == "the count now gives 98986 × 1"
