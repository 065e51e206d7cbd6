"""My load in words: documentation time, notes owed and conditions; "not known" and "at least" wherever that is so."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from briefing_app.documents.ledger import ledger_as_json
from briefing_app.domain.comparison import Comparison, Sample, Trend
from briefing_app.domain.documentation import RULE, Documented
from briefing_app.domain.group import GroupReport
from briefing_app.domain.load import Cap, TraumaTags
from briefing_app.domain.note import FINISHED, HeldSession, NoteMark, Notes, NoteState, OwedNote
from briefing_app.domain.note import RULE as NOTE_RULE
from briefing_app.domain.recovery import Recovery, Targets
from briefing_app.domain.self_check import PROQOL
from briefing_app.domain.support import Agreed, SupportState
from briefing_app.domain.time_entry import SelfCheck
from briefing_app.services.hour_grid import GridCell
from briefing_app.services.ledger import LedgerFacts, Week
from briefing_app.services.worktime import LongBlocks
from briefing_app.viewmodels.conditions import make_over_time
from briefing_app.viewmodels.documented import documentation_figure, hour_cells, invisible_figure, say_hours, week_bar
from briefing_app.viewmodels.ledger import make_ledger
from briefing_app.viewmodels.ledger_parts import Cell, Figure, NoteLine
from briefing_app.viewmodels.load_statement import load_conditions, say_cap, say_trauma
from briefing_app.viewmodels.owed_notes import note_lines, notes_figure

TODAY = date(2026, 11, 24)
MONDAY = date(2026, 11, 23)
NOTHING = Documented(0, 0, 0, 0, entries=0)
WHOLE = Documented(960, 90, 60, 30)
PARTLY = replace(WHOLE, untimed=1)
SHORT = Documented(420, 50, 50, 20)


def week(back: int, invisible: float = 0.0, *, untimed: int = 0, sessions: int = 5, owing: tuple[str, ...] = ()) -> Week:
    time = Documented(480, 200, 200, invisible, untimed=untimed)
    return Week(MONDAY - timedelta(weeks=back), time, Recovery(), sessions, 0, TraumaTags(), 0, frozenset(owing))


def weeks(*invisible: float | None) -> tuple[Week, ...]:
    """Oldest first, the present one last; None: timed in part."""
    length = len(invisible)
    return tuple(week(length - 1 - n, hours or 0.0, untimed=hours is None) for n, hours in enumerate(invisible))


def facts(**more: Any) -> LedgerFacts:
    """A week in which everything is known, and nothing is remarkable."""
    usual: dict[str, Any] = {
        "period": "week", "first": MONDAY, "last": MONDAY + timedelta(days=6), "today": TODAY, "time": WHOLE, "declared": True,
        "baseline": None, "baseline_weeks": (), "returned": None, "weeks": weeks(0.0), "grid": (), "gaps": (), "targets": Targets(),
        "run": (0, 0.0), "long_blocks": LongBlocks(0, 0, 0), "days_since_off": None, "active": (), "points": 0, "held": (),
        "week_sessions": 0, "week_open": 0, "projected_sessions": 0, "open": 0, "taken_share": 0.8, "trauma": TraumaTags(), "caps": (),
        "taken_target": None, "notes": Notes((), (), None, None), "notes_open": 0, "note_hours": (48.0, 72.0), "timed_since": MONDAY,
        "support": (), "checks": (), "comparisons": (), "days_off": (), "overrides": (), "entries": (), "unconfirmed": (),
        "overlapping": 0.0,
    }  # fmt: skip
    return LedgerFacts(**usual | more)


# -- documentation time


@pytest.mark.parametrize(
    ("given", "title", "value", "words", "tone"),
    [
        ({"time": NOTHING}, "Documentation", "not known", "not timed; N times it", "muted"),
        ({"time": replace(NOTHING, untimed=1)}, "Documentation", "not known", "not timed; nothing timed after 1 session; N times it", "muted"),
        ({"time": replace(NOTHING, untimed=2)}, "Documentation", "not known", "not timed; nothing timed after 2 sessions; N times it", "muted"),
        ({"time": SHORT}, "Documentation", "50 min", "beside 7 h 00 of sessions; set against them from 8 h of sessions on", "plain"),
        ({}, "Documentation for 8 h of sessions", "45 min", "compared with your first four weeks, later", "plain"),
        (
            {"time": PARTLY},
            "Documentation for 8 h of sessions",
            "at least 45 min",
            "compared with your first four weeks, later; nothing timed after 1 session",
            "plain",
        ),
        (
            {"baseline_weeks": (MONDAY,) * 4, "baseline": SHORT},
            "Documentation for 8 h of sessions",
            "45 min",
            "your first four weeks had too few sessions to compare with",
            "plain",
        ),
        (
            {"baseline_weeks": (MONDAY,) * 4, "baseline": PARTLY},
            "Documentation for 8 h of sessions",
            "45 min",
            "not compared with your first four weeks: one or the other was timed in part",
            "plain",
        ),
        (
            {"baseline_weeks": (MONDAY,) * 4, "baseline": WHOLE, "returned": 90.0},
            "Documentation for 8 h of sessions",
            "45 min",
            "1 h 30 less than at the rate of your first four weeks",
            "plain",
        ),
        (
            {"baseline_weeks": (MONDAY,) * 4, "baseline": WHOLE, "returned": 0.0},
            "Documentation for 8 h of sessions",
            "45 min",
            "as much as at the rate of your first four weeks",
            "plain",
        ),
        (
            {"baseline_weeks": (MONDAY,) * 4, "baseline": WHOLE, "returned": 1.0},
            "Documentation for 8 h of sessions",
            "45 min",
            "1 min less than at the rate of your first four weeks",
            "plain",
        ),
        (
            {"baseline_weeks": (MONDAY,) * 4, "baseline": WHOLE, "returned": -30.0},
            "Documentation for 8 h of sessions",
            "45 min",
            "30 min more than at the rate of your first four weeks",
            "plain",
        ),
    ],
)  # fmt: skip
def test_documentation_is_said_as_far_as_it_was_timed(
    given: dict[str, Any], title: str, value: str, words: str, tone: str
) -> None:
    found = documentation_figure(facts(**given))
    assert (found.key, found.title, found.value, found.words, found.tone) == ("documentation", title, value, words, tone)


def test_the_published_ratios_stand_in_the_rule_and_without_working_hours_no_invisible_one() -> None:
    assert documentation_figure(facts()).rule == f"{RULE} Here: Doc8 0.75, WOW8 0.50, V8 0.25."
    assert documentation_figure(facts(returned=90.0)).rule.endswith("V8 0.25. Hours returned: 1.5.")
    assert documentation_figure(facts(time=PARTLY)).rule == f"{RULE} Here at least: Doc8 0.75, WOW8 0.50, V8 0.25."
    assert documentation_figure(facts(declared=False)).rule == f"{RULE} Here: Doc8 0.75, WOW8 0.50, V8 not known."
    assert documentation_figure(facts(time=SHORT)).rule == documentation_figure(facts(time=NOTHING)).rule == RULE


@pytest.mark.parametrize(
    ("given", "value", "words", "tone"),
    [
        ({"declared": False}, "–", "known once you declare your working hours", "muted"),
        ({"time": replace(NOTHING, untimed=1)}, "not known", "not timed; nothing timed after 1 session", "muted"),
        ({}, "30 min", "of 1 h 30 timed", "plain"),
        ({"time": PARTLY}, "at least 30 min", "of 1 h 30 timed; nothing timed after 1 session", "plain"),
    ],
)
def test_what_lay_outside_working_time_is_said_where_that_is_declared(
    given: dict[str, Any], value: str, words: str, tone: str
) -> None:
    found = invisible_figure(facts(**given))
    assert (found.key, found.title, found.value, found.words, found.tone) == (
        "invisible", "Outside working time", value, words, tone,
    )  # fmt: skip
    assert found.rule.startswith(RULE)
    assert ("V8 0.25" in found.rule) is (tone == "plain")


GRID = (
    GridCell(0, 20, 30.0, 30.0),
    GridCell(1, 9, 60.0, 30.0),
    GridCell(2, 9, 0.5, 0.5),
    GridCell(3, 9, 0.6, 0.5),
    GridCell(4, 10, 0.0, 0.0, unknown=True),
)


def test_an_hour_says_what_was_timed_in_it_and_a_session_without_any_is_not_known() -> None:
    assert hour_cells(facts(grid=GRID)) == (
        Cell(0, 20, 0.5, True, "Mon 20:00: 30 min timed, 30 outside working hours"),
        Cell(1, 9, 1.0, False, "Tue 9:00: 60 min timed, 30 outside working hours"),
        Cell(3, 9, 0.6 / 60, True, "Thu 9:00: 1 min timed"),
        Cell(4, 10, 0.0, False, "Fri 10:00: a session, nothing timed: not known", unknown=True),
    )
    assert hour_cells(facts()) == ()


def test_without_working_hours_nothing_is_outside_them() -> None:
    undeclared = facts(grid=GRID[:2], declared=False, baseline=WHOLE)
    assert [(one.invisible, one.words) for one in hour_cells(undeclared)] == [
        (False, "Mon 20:00: 30 min timed"),
        (False, "Tue 9:00: 60 min timed"),
    ]
    assert say_hours(undeclared) == "When documentation happened: 1 h 30 timed; most on Tuesday at 9:00."
    printed = ledger_as_json(undeclared, make_ledger(undeclared, {}))
    for one in (printed["time"], printed["baseline"], printed["weeks"][0]):
        assert (one["invisible"], one["v8"], one["share_invisible"]) == (None, None, None)
        assert one["outside_sessions"] is not None
    printed = ledger_as_json(facts(baseline=WHOLE), make_ledger(facts(), {}))
    assert [printed[one]["invisible"] for one in ("time", "baseline")] == [30, 30]
    assert (printed["time"]["v8"], printed["time"]["share_invisible"], printed["weeks"][0]["invisible"]) == (0.25, 0.3333, 0)


def test_when_documentation_happened_names_the_hour_with_the_most() -> None:
    assert say_hours(facts()) == "Nothing was timed in this time: when documentation happened is not known."
    assert say_hours(facts(grid=GRID[4:])) == "Nothing was timed in this time: when documentation happened is not known."
    assert say_hours(facts(grid=(GRID[1], GRID[0], GRID[4]))) == (
        "When documentation happened: 1 h 30 timed, of it 1 h 00 outside working hours; most on Tuesday at 9:00."
        " Dashed: a session, nothing timed."
    )


def test_a_week_without_anything_timed_has_no_bar() -> None:
    nothing, some, part = (replace(week(1), time=one) for one in (NOTHING, replace(WHOLE, invisible=90), PARTLY))
    bars = [week_bar(one, TODAY) for one in (nothing, some, part)]
    assert [(one.label, one.hours, one.words, one.at_least) for one in bars] == [
        ("16 Nov", None, "Week of 16 Nov: not timed", False),
        ("16 Nov", 1.5, "Week of 16 Nov: 1.5 h outside working time", False),
        ("16 Nov", 0.5, "Week of 16 Nov: at least 0.5 h outside working time", True),
    ]


# -- notes


def at(day: int, hour: int) -> float:
    return datetime(2026, 11, day, hour, 30, tzinfo=UTC).timestamp()


def owed(state: NoteState, client: str = "ann", day: int = 20) -> OwedNote:
    session = HeldSession(f"a{day}", client, at(day, 9), at(day, 10))
    return OwedNote(session, at(day + 2, 10), at(day + 3, 10), state)


def notes(*open_: OwedNote, lag: float | None = None, each: float | None = None, done: int = 0) -> Notes:
    finished = tuple(
        (HeldSession(f"f{n}", "ben", at(10, 9), at(10, 10)), NoteMark(FINISHED, at(10, 10) + n * 1800)) for n in range(done)
    )
    return Notes(tuple(open_), finished, lag, each)


def test_before_the_first_timed_note_none_are_counted() -> None:
    rule = NOTE_RULE.format(due=24.0, late=48.0)
    assert notes_figure(facts(timed_since=None, note_hours=(24.0, 48.0)), UTC) == Figure(
        "notes", "Notes owed", "–", "counted from your first timed note on", "muted", rule
    )
    assert "Due after 24 h and late after 48 h" in rule


@pytest.mark.parametrize(
    ("found", "open_", "value", "words", "tone"),
    [
        (notes(), 0, "0", "no held session owes a note", "plain"),
        (notes(), 1, "0", "1 past session without an outcome may owe one", "plain"),
        (notes(), 2, "0", "2 past sessions without an outcome may owe one", "plain"),
        (notes(owed(NoteState.LATE), owed(NoteState.LATE)), 0, "2", "2 late", "attention"),
        (notes(owed(NoteState.DUE)), 0, "1", "1 due", "plain"),
        (notes(owed(NoteState.DUE), owed(NoteState.NOT_YET_DUE, day=22)), 0, "2", "1 due, next due today 10:30", "plain"),
        (notes(owed(NoteState.NOT_YET_DUE, day=23)), 0, "1", "next due 25 Nov 10:30", "plain"),
        (notes(lag=0.5, each=11.4), 0, "0", "done 30 min after the session, 11 min each", "plain"),
        (notes(lag=0.99), 0, "0", "done 59 min after the session", "plain"),
        (notes(lag=1.0), 0, "0", "done 1 h after the session", "plain"),
        (notes(lag=47.4), 0, "0", "done 47 h after the session", "plain"),
        (notes(lag=48.0), 0, "0", "done 2 days after the session", "plain"),
    ],
)
def test_notes_owed_are_counted_by_how_they_stand(found: Notes, open_: int, value: str, words: str, tone: str) -> None:
    figure = notes_figure(facts(notes=found, notes_open=open_), UTC)
    assert (figure.value, figure.words, figure.tone) == (value, words, tone)
    assert (figure.key, figure.title) == ("notes", "Notes owed")


def test_each_owed_note_says_when_it_is_due_and_then_the_newest_finished_ones() -> None:
    found = notes(owed(NoteState.LATE), owed(NoteState.DUE, day=22), owed(NoteState.NOT_YET_DUE, "eve", 23), done=11)
    lines = note_lines(facts(notes=found), {"ann": "Ann Invented", "ben": "Ben Invented"}, UTC)
    assert lines[:5] == [
        NoteLine("ann", "a20", "Ann Invented, 20 Nov 09:30: late since 23 Nov 10:30", "attention", "owed"),
        NoteLine("ann", "a22", "Ann Invented, 22 Nov 09:30: due since today 10:30", "attention", "owed"),
        NoteLine("eve", "a23", "eve, 23 Nov 09:30: due by 25 Nov 10:30", "plain", "owed"),
        NoteLine("ben", "f0", "Ben Invented, 10 Nov 09:30: finished after 0 min", "muted", "finished"),
        NoteLine("ben", "f1", "Ben Invented, 10 Nov 09:30: finished after 30 min", "muted", "finished"),
    ]
    assert len(lines) == 3 + 10
    early = Notes((), ((HeldSession("g", "ben", at(10, 9), at(10, 10)), NoteMark(FINISHED, at(10, 9))),), None, None)
    assert note_lines(facts(notes=early), {}, UTC)[0].words == "ben, 10 Nov 09:30: finished after 0 min"


# -- conditions


def conditions(outcome: tuple[str, GroupReport] | None = None, **more: Any) -> tuple[str, ...]:
    return load_conditions(facts(**more), outcome)


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert conditions() == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (weeks(5, 4, 3, 9), "Hours outside working time have fallen 2 weeks in a row."),
        (weeks(3, 4, 5, 0), "Hours outside working time have risen 2 weeks in a row."),
        (weeks(5, 3, 4, 5, 0), "Hours outside working time have risen 2 weeks in a row."),
        (weeks(1, 5, 4, 3, 0), "Hours outside working time have fallen 2 weeks in a row."),
        (weeks(2, 3, 4, 5, 0), "Hours outside working time have risen 3 weeks in a row."),
        (weeks(4, 3, 0), None),
        (weeks(3, 4, 0), None),
        (weeks(4, 4, 4, 0), None),
        (weeks(5, 4, 4, 0), None),
        (weeks(3, 4, 4, 0), None),
        (weeks(5, None, 3, 0), None),
        (weeks(3, 4, None, 0), None),
    ],
)
def test_a_row_of_weeks_is_said_from_two_on_and_ends_with_a_week_timed_in_part(
    given: tuple[Week, ...], words: str | None
) -> None:
    assert conditions(weeks=given) == (() if words is None else (words,))
    assert conditions(weeks=given, declared=False) == ()


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        (TraumaTags(), ""),
        (TraumaTags(9, 0, 0), "Trauma sessions 100 % of the last 28 days (9 of 9), by your own tags."),
        (TraumaTags(2, 6, 0), "Trauma sessions 25 % of the last 28 days (2 of 8), by your own tags."),
        (TraumaTags(0, 0, 3), "Trauma sessions: not known; none of 3 sessions of the last 28 days carries a tag."),
        (
            TraumaTags(1, 2, 5),
            "Trauma sessions: 1 of 8 sessions of the last 28 days are tagged so, 5 carry no tag; the share is not known.",
        ),
    ],
)
def test_the_share_of_trauma_sessions_is_said_where_every_session_carries_a_tag(tags: TraumaTags, words: str) -> None:
    assert say_trauma(tags) == words
    assert conditions(trauma=tags) == ((words,) if words else ())


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        (Cap("points", 40, None), "Load points: not known; your cap is 40."),
        (Cap("trauma_percent", 40, None), "Trauma sessions, % of 28 days: not known; your cap is 40 %."),
        (Cap("points", 40, 38), "38 load points; your cap is 40."),
        (Cap("points", 40, 40), "40 load points; your cap is 40."),
        (Cap("week_sessions", 24, 26), "26 sessions this week with those booked; your cap is 24."),
        (
            Cap("trauma_percent", 40, 10, at_least=True),
            "Trauma sessions at least 10 % of the last 28 days; your cap is 40 %; whether it is over is not known.",
        ),
        (Cap("invisible_hours", 2, 2.25, at_least=True), "At least 2.2 h outside working time this week; your cap is 2."),
    ],
)
def test_a_cap_is_said_with_its_number_and_what_is_not_known_of_it(cap: Cap, words: str) -> None:
    assert say_cap(cap) == words


def test_caps_that_are_near_are_said_among_the_conditions_and_others_are_not() -> None:
    assert conditions(caps=(Cap("points", 40, 20),)) == ()
    assert conditions(caps=(Cap("points", 40, 36), Cap("week_sessions", 20, 20), Cap("trauma_percent", 40, None))) == (
        "36 load points; your cap is 40.",
        "20 sessions this week with those booked; your cap is 20.",
        "Trauma sessions, % of 28 days: not known; your cap is 40 %.",
    )
    (over,) = conditions(caps=(Cap("points", 40, 41),))
    assert over.startswith("These conditions are outside the limits you set: 41 load points, your cap 40.")


def test_going_over_a_cap_is_said_with_how_often_and_the_last_reason() -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
    one = ("points", 41.0, "a crisis", noon)
    assert conditions(overrides=(one,)) == ("Going over a cap was chosen 1 time, last on 20 Nov (load points: a crisis).",)
    assert conditions(overrides=(("week_sessions", 25.0, "holidays", 0.0), one)) == (
        "Going over a cap was chosen 2 times, last on 20 Nov (load points: a crisis).",
    )


def test_supervision_that_is_owed_is_outside_what_was_agreed() -> None:
    state = SupportState("clinical", Agreed(60, "month"), 0.0, None, (), None, 1)
    (words,) = conditions(support=(state,), weeks=(week(0, owing=("clinical",)),))
    assert "clinical supervision 1 day over" in words
    (words,) = conditions(support=(replace(state, days_over=3),), weeks=(week(0, owing=("clinical",)),))
    assert "clinical supervision 3 days over" in words


def compared(trend: Trend | None, n: int) -> Comparison:
    return Comparison(date(2026, 10, 1), "a scribe", Sample(1.5, 1.0, 2.0, n), Sample(0.75, 0.5, 1.25, 3), trend)


@pytest.mark.parametrize(
    ("trend", "n", "words"),
    [
        (None, 4, "Before it there was no clear trend."),
        (None, 3, "The weeks before are too few for a trend."),
        (
            Trend(-0.1, 0.5),
            4,
            "Before it was already falling, by 6 min a week; had that gone on, it would have come to 30 min.",
        ),
        (Trend(0.1, 1.6), 4, "Before it was already rising, by 6 min a week; had that gone on, it would have come to 1 h 36."),
    ],
)
def test_before_and_after_a_change_names_the_trend_that_was_there_before(trend: Trend | None, n: int, words: str) -> None:
    assert conditions(comparisons=(compared(trend, n),)) == (
        "Since “a scribe” (1 Oct) documentation for 8 h of sessions was 45 min (30 min–1 h 15, 3 weeks);"
        f" before 1 h 30 (1 h 00–2 h 00, {n} weeks). {words}",
    )


def test_a_run_of_sessions_is_said_from_two_on_as_booked() -> None:
    assert conditions(run=(1, 50.0)) == ()
    assert conditions(run=(2, 100.0)) == ("Today's longest run without a full gap, as booked: 2 sessions, 1 h 40.",)


def test_the_last_day_off_is_said_once_there_was_a_session_or_an_entry() -> None:
    said = "Last full day without a booked session and with nothing timed: {}."
    bare: dict[str, Any] = {"timed_since": None, "weeks": (week(1, sessions=0), week(0, sessions=0))}
    assert conditions(days_since_off=2, **bare) == ()
    assert conditions(days_since_off=2) == (said.format("2 days ago"),)
    assert conditions(days_since_off=1) == (said.format("1 day ago"),)
    assert conditions(days_since_off=2, timed_since=None, weeks=(week(1), week(0, sessions=0))) == (said.format("2 days ago"),)


def test_the_caseload_is_counted_with_everybody_in_it() -> None:
    report = GroupReport(5, 4, 3, 1.0, 1, 1, 1)
    assert conditions(("PHQ-9", report)) == (
        "PHQ-9, start to last score, 5 clients: 1 reliably improved, 1 reliably worse, 1 unchanged, 2 unmeasured.",
    )
    assert conditions(("PHQ-9", replace(report, clients=1, deteriorated=0, unchanged=0)))[0].startswith(
        "PHQ-9, start to last score, 1 client: 1 reliably improved"
    )


def check(day: str, band: str, instrument: str = PROQOL) -> SelfCheck:
    return SelfCheck(instrument, day, "", json.dumps({"compassion satisfaction": (20, band)}))


def test_low_satisfaction_is_named_with_since_when_the_conditions_are_inside() -> None:
    inside: dict[str, Any] = {"caps": (Cap("points", 40, 10),), "weeks": weeks(*[0.0] * 12)}
    low = (check("2026-10-01", "low"), check("2026-11-20", "low"))
    assert conditions(checks=low, **inside)[0] == (
        "Conditions have been inside your limits since 7 Sep; compassion satisfaction is still low."
    )
    assert conditions(checks=(low[0], check("2026-11-20", "average")), **inside) == ()
    assert conditions(checks=(low[0], replace_instrument(low[1])), **inside) == ()


def replace_instrument(one: SelfCheck) -> SelfCheck:
    return one._replace(instrument="Mini-Z")


def test_what_stands_under_the_numbers_is_said_in_the_singular_too() -> None:
    page = make_ledger(facts(active=(("ann", None),), unconfirmed=(), open=1), {})
    assert page.figures[-1].words == "1 client, 0 with a weight of their own"
    assert page.note.startswith("1 past session has no recorded outcome")


def test_a_condition_that_is_known_to_be_nought_is_told_from_one_that_nobody_knows() -> None:
    none_taken = replace(week(0), recovery=Recovery(4, short=4))
    some_known = replace(week(1), recovery=Recovery(4, short=3, not_known=1))

    def titles(*given: Week, **more: Any) -> list[str]:
        return [one.title for one in make_over_time(facts(weeks=given, timed_since=None, declared=False, **more)).series]

    assert "Breaks taken, % of planned ones" in titles(some_known, none_taken)
    assert "Breaks taken, % of planned ones" not in titles(some_known, week(0))
    assert "Load points" not in titles(week(0))
    assert "Load points" in titles(week(0), caps=(Cap("points", 40, 0),))
    (taken,) = [one for one in make_over_time(facts(weeks=(some_known, none_taken))).series if one.title.startswith("Breaks")]
    assert taken.words == "Breaks taken, % of planned ones: 0 on 23 Nov; 1 week not known."
