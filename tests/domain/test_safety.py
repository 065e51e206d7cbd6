"""Safety items: what brings a line up, what keeps it, and what opens it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from briefing_app.domain.client import Answer
from briefing_app.domain.measure import Method
from briefing_app.domain.rules import Rules
from briefing_app.domain.safety import Rank, SafetyLine, item_is_positive, safety_lines
from briefing_app.domain.safety_finding import Standing
from briefing_app.domain.scoring import scored_answer
from briefing_app.services.measure import Catalogue
from briefing_app.system.resources import resources
from tests.courses import TODAY, answered_of, score

NONE = (0, 0, 0, 0, 0, 0, 0, 0, 0)


def phq9(item9: int, rest: int = 1) -> tuple[int, ...]:
    return (*([rest] * 8), item9)


def lines_of(
    catalogue: Catalogue, *answers: tuple[date, tuple[int | None, ...]], given: tuple[Answer, ...] = (), today: date = TODAY,
    measure: str = "PHQ-9", rules: Rules | None = None, imported: date = TODAY, last_session: date | None = None,
) -> list[SafetyLine]:  # fmt: skip
    scores = [score(catalogue(measure), day, items=items, imported=imported) for day, items in answers]
    return safety_lines([answered_of(catalogue(measure), scores)], today, given, rules or Rules(), last_session)


def acknowledged(line: SafetyLine, at: float = 1_000.0) -> Answer:
    return Answer(
        1, "safety", line.level, line.measure.id, line.basis, "as shown", "Asked about it", "said it has passed", at, "A."
    )


def test_item_nine_is_shown_although_the_total_is_low(catalogue: Catalogue) -> None:
    (line,) = lines_of(catalogue, (TODAY, phq9(1, rest=0)))
    assert (line.findings[0].item, line.findings[0].value, line.answer) == (9, 1, None)


def test_a_rise_under_a_falling_total_is_told(catalogue: Catalogue) -> None:
    (line,) = lines_of(catalogue, (TODAY - timedelta(days=7), phq9(1, rest=3)), (TODAY, phq9(2, rest=1)))
    finding = line.findings[0]
    assert (finding.before, finding.value, finding.total_fell) == (1, 2, True)


def test_a_safety_item_counts_when_the_total_is_missing(catalogue: Catalogue) -> None:
    partial: tuple[int | None, ...] = (None, None, None, None, None, None, None, None, 2)
    (line,) = lines_of(catalogue, (TODAY, partial))
    assert line.findings[0].value == 2


def test_a_later_zero_does_not_erase_the_positive_answer(catalogue: Catalogue) -> None:
    (line,) = lines_of(catalogue, (TODAY - timedelta(days=30), phq9(2)), (TODAY, NONE))
    finding = line.findings[0]
    assert (line.standing, line.rank, finding.value, finding.newest_value) == (Standing.SINCE, Rank.SINCE, 2, 0)


def test_a_newest_positive_answer_has_no_limit_of_time(catalogue: Catalogue) -> None:
    """Also on a first import: what nobody asked again is not past."""
    day = TODAY - timedelta(days=1200)
    (line,) = lines_of(catalogue, (day, phq9(1)))
    assert (line.rank, line.in_block) == (Rank.OLD, True)
    (closed,) = lines_of(catalogue, (day, phq9(1)), given=(acknowledged(line),))
    assert closed.answer is not None
    assert closed.in_block


@pytest.mark.parametrize(
    ("days", "block", "known"), [(0, True, True), (90, True, True), (91, False, True), (730, False, True), (731, False, False)]
)
def test_after_a_no_the_positive_answer_stands_for_ninety_days_then_for_two_years_in_the_details(
    catalogue: Catalogue, days: int, *, block: bool, known: bool
) -> None:
    """Counted from the first no, so that asking every week does not keep it for ever."""
    no = TODAY - timedelta(days=days)
    found = lines_of(catalogue, (no - timedelta(days=200), phq9(2)), (no, NONE), (TODAY, NONE))
    assert [line.in_block for line in found] == ([block] if known else [])
    longer = lines_of(catalogue, (no - timedelta(days=200), phq9(2)), (no, NONE), rules=Rules(look_back_days=1000))
    assert [line.in_block for line in longer] == [True]


def test_the_no_of_one_instrument_clears_no_other(catalogue: Catalogue) -> None:
    phq, asq = catalogue("PHQ-9"), catalogue("ASQ")
    sheets = [
        answered_of(phq, [score(phq, TODAY, items=NONE)]),
        answered_of(asq, [score(asq, TODAY - timedelta(days=200), items=(0, 0, 1, 0, 0))]),
    ]
    assert [(line.measure.id, line.standing) for line in safety_lines(sheets, TODAY)] == [("ASQ", Standing.POSITIVE)]


def test_a_new_positive_answer_opens_the_line_again(catalogue: Catalogue) -> None:
    first = (TODAY - timedelta(days=14), phq9(1))
    (line,) = lines_of(catalogue, first)
    (closed,) = lines_of(catalogue, first, given=(acknowledged(line),))
    assert closed.answer is not None
    (opened,) = lines_of(catalogue, first, (TODAY, phq9(1)), given=(acknowledged(line),))
    assert opened.answer is None


def test_a_positive_answer_that_arrives_late_opens_the_line_again(catalogue: Catalogue) -> None:
    newest = (TODAY, phq9(1))
    (line,) = lines_of(catalogue, newest)
    (opened,) = lines_of(catalogue, (TODAY - timedelta(days=20), phq9(3)), newest, given=(acknowledged(line),))
    assert opened.answer is None


def test_an_acknowledgement_covers_the_answers_that_it_names_and_no_other(catalogue: Catalogue) -> None:
    week = [TODAY - timedelta(days=days) for days in (21, 14, 7, 0)]
    (line,) = lines_of(catalogue, (week[0], phq9(1)), (week[1], phq9(2)))
    assert set(line.basis.split()) == {f"9:{week[0].isoformat()}=1", f"9:{week[1].isoformat()}=2"}
    (closed,) = lines_of(catalogue, (week[0], phq9(1)), (week[1], phq9(2)), (week[2], NONE), given=(acknowledged(line),))
    assert closed.answer is not None
    for newest in (phq9(2), phq9(1)):
        (opened,) = lines_of(catalogue, (week[0], phq9(1)), (week[1], phq9(2)), (week[2], newest), given=(acknowledged(line),))
        assert opened.answer is None


def test_an_old_acknowledgement_of_the_newest_answer_alone_still_holds(catalogue: Catalogue) -> None:
    """As an older program kept it: positive answers that were there before, and out of its view, do not open the line again."""
    first, newest = (TODAY - timedelta(days=200), phq9(2)), (TODAY - timedelta(days=5), phq9(1))
    later = datetime(2026, 11, 25, tzinfo=UTC).timestamp()
    old = Answer(
        1, "safety", "safety", "PHQ-9", f"9:{newest[0].isoformat()}=1", "as shown", "Asked about it", "passed", later, "A."
    )
    (line,) = lines_of(catalogue, first, newest, given=(old,))
    assert line.answer is old


def test_both_forms_of_one_day_count(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    sheets = [score(phq, TODAY, items=phq9(2))._replace(at=1.0), score(phq, TODAY, items=NONE)._replace(at=2.0)]
    (line,) = safety_lines([answered_of(phq, sheets)], TODAY)
    assert (line.standing, line.findings[0].value, line.findings[0].lower) == (Standing.POSITIVE, 2, 0)


@pytest.mark.parametrize(
    ("flag", "item9", "standing", "words"),
    [
        ("item 9 could not be read: 4", None, Standing.UNREAD, "4"),
        ("item 9 could not be read: most days", None, Standing.UNREAD, "most days"),
        ("item 9 could not be read: Prefer not to answer", None, Standing.SKIPPED, "Prefer not to answer"),
        ("item 9 not answered: asked-declined", None, Standing.SKIPPED, "declined"),
        ("", None, Standing.SKIPPED, ""),
    ],
)
def test_what_is_not_read_or_not_answered_has_a_line_of_its_own(
    catalogue: Catalogue, flag: str, item9: int | None, standing: Standing, words: str
) -> None:
    phq = catalogue("PHQ-9")
    form = score(phq, TODAY, items=(*([1] * 8), item9))._replace(flags=flag)
    (line,) = safety_lines([answered_of(phq, [form])], TODAY)
    assert (line.standing, line.rank, line.findings[0].words) == (standing, Rank.UNKNOWN, words)
    readable = [form, score(phq, TODAY + timedelta(days=1), items=NONE)]
    after = safety_lines([answered_of(phq, readable)], TODAY + timedelta(days=1))
    assert [line.in_block for line in after] == ([False] if standing is Standing.UNREAD else [])


def test_an_answer_that_cannot_be_read_does_not_hide_an_older_positive_one(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    older = score(phq, TODAY - timedelta(days=7), items=phq9(2))
    newest = score(phq, TODAY, items=(*([1] * 8), None))._replace(flags="item 9 could not be read: 4")
    lines = safety_lines([answered_of(phq, [older, newest])], TODAY)
    assert [(line.standing, line.rank) for line in lines] == [(Standing.POSITIVE, Rank.RECENT), (Standing.UNREAD, Rank.UNKNOWN)]


def test_a_form_of_which_only_the_total_is_known_says_nothing_about_its_items(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    assert not safety_lines([answered_of(phq, [score(phq, TODAY, 14)])], TODAY)
    sheets = [score(phq, TODAY - timedelta(days=60), items=phq9(2)), score(phq, TODAY, 14)]
    (line,) = safety_lines([answered_of(phq, sheets)], TODAY)
    assert (line.rank, line.findings[0].newer_form) == (Rank.OLD, True)


@pytest.mark.parametrize(("precision", "day", "flags"), [("none", "", ""), ("day", "2026-12-20", "date in the future")])
def test_a_positive_answer_without_a_usable_date_is_shown(catalogue: Catalogue, precision: str, day: str, flags: str) -> None:
    phq = catalogue("PHQ-9")
    form = score(phq, TODAY, items=phq9(2))._replace(precision=precision, day=day, date=day, flags=flags, solid=False)
    (line,) = safety_lines([answered_of(phq, [form])], TODAY)
    assert (line.day, line.findings[0].value, line.in_block) == (None, 2, True)


@pytest.mark.parametrize(
    ("before", "after", "fell"), [(20.0, 10.0, True), (10.0, 20.0, False), (None, 10.0, False), (20.0, None, False)]
)
def test_a_fall_is_said_of_two_known_totals_only(
    catalogue: Catalogue, before: float | None, after: float | None, *, fell: bool
) -> None:
    phq = catalogue("PHQ-9")
    sheets = [
        score(phq, TODAY - timedelta(days=7), items=phq9(1))._replace(score=before),
        score(phq, TODAY, items=phq9(2))._replace(score=after),
    ]
    (line,) = safety_lines([answered_of(phq, sheets)], TODAY)
    assert line.findings[0].total_fell is fell


@pytest.mark.parametrize(
    ("total", "found"), [(6, None), (7, Standing.POSITIVE), (18, Standing.POSITIVE), (25, Standing.UNREAD)]
)
def test_the_sbq_r_has_its_rule_on_the_total(catalogue: Catalogue, total: float, found: Standing | None) -> None:
    sbq = catalogue("SBQ-R")
    lines = safety_lines([answered_of(sbq, [score(sbq, TODAY, total)])], TODAY)
    assert [line.standing for line in lines] == ([found] if found else [])


# -- screens


CSSRS_NO = (0, 0, None, None, None, 0, None)


def screen(catalogue: Catalogue, measure: str, *forms: tuple[int, tuple[int | None, ...]], flags: str = "") -> list[SafetyLine]:
    """Lines of a screen whose forms are so many days old."""
    one = catalogue(measure)
    sheets = [score(one, TODAY - timedelta(days=days), items=items)._replace(flags=flags) for days, items in forms]
    return safety_lines([answered_of(one, sheets)], TODAY)


def test_questions_that_the_screener_skips_after_a_no_are_no_gap(catalogue: Catalogue) -> None:
    assert screen(catalogue, "C-SSRS-SCREEN", (2, CSSRS_NO)) == []
    (line,) = screen(catalogue, "C-SSRS-SCREEN", (2, (1, 0, None, None, None, 0, None)))
    assert ([one.item for one in line.findings], line.unanswered, line.rank) == ([1], (), Rank.RECENT)


def test_several_positive_items_of_one_form_make_one_line_in_the_order_of_the_form(catalogue: Catalogue) -> None:
    (line,) = screen(catalogue, "C-SSRS-SCREEN", (2, (1, 1, 0, 1, None, 0, None)))
    assert [one.item for one in line.findings] == [1, 2, 4]
    assert [one.item for one in line.unanswered] == [5]
    assert (line.rank, line.urgent) == (Rank.URGENT, True)


def test_what_was_positive_on_two_days_makes_two_lines(catalogue: Catalogue) -> None:
    lines = screen(catalogue, "C-SSRS-SCREEN", (40, (1, 1, None, 1, None, 0, None)), (2, (1, 1, None, None, 1, 0, None)))
    assert [[one.item for one in line.findings] for line in lines] == [[1, 2, 5], [4]]


@pytest.mark.parametrize(
    ("items", "rank", "only"),
    [
        ((0, 0, None, None, None, 1, 0), Rank.SINCE, True),
        ((0, 0, None, None, None, 1, None), Rank.RECENT, False),
        ((0, 0, None, None, None, 1, 1), Rank.URGENT, False),
        ((1, 0, None, None, None, 1, 0), Rank.RECENT, False),
    ],
)
def test_behaviour_long_ago_is_plain_only_where_lately_was_answered_with_no(
    catalogue: Catalogue, items: tuple[int | None, ...], rank: Rank, *, only: bool
) -> None:
    (line,) = screen(catalogue, "C-SSRS-SCREEN", (2, items))
    assert (line.rank, line.lifetime_only) == (rank, only)


@pytest.mark.parametrize(
    ("items", "positive", "unanswered", "rank"),
    [
        ((1, 0, 0, 0, 1), [1, 5], [], Rank.URGENT),
        ((1, 0, 0, 0, 0), [1], [], Rank.RECENT),
        ((1, 0, 0, 0, None), [1], [5], Rank.RECENT),
        ((0, 0, 0, 1, 0), [4], [], Rank.RECENT),
    ],
)
def test_the_asq_asks_about_right_now_after_any_yes(
    catalogue: Catalogue, items: tuple[int | None, ...], positive: list[int], unanswered: list[int], rank: Rank
) -> None:
    (line,) = screen(catalogue, "ASQ", (2, items))
    assert [one.item for one in line.findings] == positive
    assert [one.item for one in line.unanswered] == unanswered
    assert line.rank == rank


def test_an_asq_answered_with_no_throughout_has_no_line(catalogue: Catalogue) -> None:
    assert screen(catalogue, "ASQ", (2, (0, 0, 0, 0, None))) == []


def test_a_refused_answer_counts_as_a_yes_on_the_asq_alone(catalogue: Catalogue) -> None:
    flags = "item 2 not answered: asked-declined"
    (line,) = screen(catalogue, "ASQ", (2, (0, None, 0, 0, None)), flags=flags)
    assert ([one.item for one in line.findings], [one.item for one in line.unanswered]) == ([2], [5])
    (other,) = screen(catalogue, "C-SSRS-SCREEN", (2, (0, None, None, None, None, 0, None)), flags=flags)
    assert other.standing is Standing.SKIPPED


# -- the order


def test_lines_stand_in_the_order_of_what_cannot_wait(catalogue: Catalogue) -> None:
    day = {days: TODAY - timedelta(days=days) for days in (0, 3, 5, 100, 200)}
    columbia, asq, phq, epds, core = (catalogue(one) for one in ("C-SSRS-SCREEN", "ASQ", "PHQ-9", "EPDS", "CORE-10"))
    sheets = [
        answered_of(catalogue("BDI-II"), [score(catalogue("BDI-II"), day[200], items=(0,) * 8 + (1,) + (0,) * 12)]),
        answered_of(columbia, [score(columbia, day[100], items=(1, 1, 1, 1, 1, 0, None))]),
        answered_of(epds, [score(epds, day[100], items=(0,) * 9 + (2,)), score(epds, day[3], items=(0,) * 10)]),
        answered_of(catalogue("PHQ-A"), [score(catalogue("PHQ-A"), day[3], items=(*([1] * 8), None, 0, 0))]),
        answered_of(phq, [score(phq, day[0], items=phq9(1))]),
        answered_of(core, [score(core, day[5], items=(0, 0, 0, 0, 0, 4, 0, 0, 0, 0))]),
        answered_of(asq, [score(asq, day[5], items=(1, 0, 0, 0, 1))]),
    ]
    found = safety_lines(sheets, TODAY)
    assert [(line.measure.id, line.rank) for line in found] == [
        ("ASQ", Rank.URGENT),
        ("CORE-10", Rank.RECENT),
        ("PHQ-9", Rank.RECENT),
        ("PHQ-A", Rank.UNKNOWN),
        ("C-SSRS-SCREEN", Rank.OLD_URGENT),
        ("BDI-II", Rank.OLD),
        ("EPDS", Rank.SINCE),
    ]


def test_a_form_since_the_last_session_is_recent_however_long_that_was_ago(catalogue: Catalogue) -> None:
    day = TODAY - timedelta(days=50)
    (line,) = lines_of(catalogue, (day, phq9(2)))
    assert line.rank == Rank.OLD
    (line,) = lines_of(catalogue, (day, phq9(2)), last_session=day - timedelta(days=1))
    assert line.rank == Rank.RECENT


def test_what_nobody_acknowledged_comes_first(catalogue: Catalogue) -> None:
    epds, phq = catalogue("EPDS"), catalogue("PHQ-9")
    courses = [
        answered_of(phq, [score(phq, TODAY, items=phq9(1))]),
        answered_of(epds, [score(epds, TODAY, items=(0,) * 9 + (1,))]),
    ]
    first = safety_lines(courses, TODAY)
    again = safety_lines(courses, TODAY, (acknowledged(first[0]),))
    assert [line.measure.id for line in first] == ["EPDS", "PHQ-9"]
    assert [line.measure.id for line in again] == ["PHQ-9", "EPDS"]


WATCHED = sorted(path.stem for path in (resources() / "measures").glob("*.toml") if "[[safety]]" in path.read_text("utf-8"))


@pytest.mark.parametrize("name", WATCHED)
def test_the_worst_form_of_an_instrument_has_its_safety_line_and_the_best_has_none(catalogue: Catalogue, name: str) -> None:
    """Whatever counts most in the total is what a safety rule looks at: one form, read in one direction."""
    measure = catalogue(name.upper() if name.upper() != "OQ-45-2" else "OQ-45.2")
    low, high = measure.item_range or (0, 0)
    worst, best = [], []
    for item in range(1, measure.asked + 1):
        possible = sorted(
            measure.item_allowed.get(item, range(low, high + 1)), key=lambda value: scored_answer(measure, item, value)
        )
        worst.append(possible[-1])
        best.append(possible[0])
    if measure.method is Method.ENTERED:
        assert measure.total_range is not None
        forms = [[score(measure, TODAY, total)] for total in measure.total_range]
    else:
        forms = [[score(measure, TODAY, items=best)], [score(measure, TODAY, items=worst)]]
        if measure.has_total:
            assert (forms[0][0].score, forms[1][0].score) == measure.total_range
    assert not safety_lines([answered_of(measure, forms[0])], TODAY)
    assert safety_lines([answered_of(measure, forms[1])], TODAY)
    if measure.has_total and measure.total_range is not None:  # the worst total leaves no item another answer
        low_total, high_total = measure.total_range
        assert not safety_lines([answered_of(measure, [score(measure, TODAY, low_total)])], TODAY)
        alone = safety_lines([answered_of(measure, [score(measure, TODAY, high_total)])], TODAY)
        assert bool(alone) is (measure.method in (Method.SUM, Method.ENTERED))


@pytest.mark.parametrize(("total", "least"), [(24, None), (25, 1), (26, 2), (27, 3)])
def test_a_total_that_leaves_no_other_answer_is_a_safety_line(catalogue: Catalogue, total: float, least: int | None) -> None:
    """Eight items count 24 at most: what is over that is item 9."""
    phq = catalogue("PHQ-9")
    found = safety_lines([answered_of(phq, [score(phq, TODAY, total)])], TODAY)
    assert [(one.item, one.value, one.at_least) for line in found for one in line.findings] == (
        [] if least is None else [(9, least, True)]
    )


def test_beside_answers_a_total_tells_nothing_of_what_was_left_out(catalogue: Catalogue) -> None:
    """Eight answers that count 8 and a stated 9: whoever stated it may have filled the gap with the mean."""
    phq = catalogue("PHQ-9")
    kept = score(phq, TODAY, 9)._replace(items="1,1,1,1,1,1,1,1,")
    assert [one.standing for one in safety_lines([answered_of(phq, [kept])], TODAY)] == [Standing.SKIPPED]
    assert not safety_lines([answered_of(phq, [score(phq, TODAY, 40)])], TODAY)


def test_a_rule_looks_at_what_an_answer_counts_where_the_form_prints_it_the_other_way_round(catalogue: Catalogue) -> None:
    own = replace(catalogue("EPDS"), reverse=frozenset({10}))
    for answer, expected in ((0, 3), (3, None)):
        lines = safety_lines([answered_of(own, [score(own, TODAY, items=(0,) * 9 + (answer,))])], TODAY)
        assert [finding.value for line in lines for finding in line.findings] == ([expected] if expected else [])
        assert item_is_positive(own, 10, answer) is (expected is not None)


@pytest.mark.parametrize(
    ("measure", "items", "expected"),
    [
        ("C-SSRS-SCREEN", (1, 0, None, None, None, 0, None), [1]),
        ("ASQ", (0, 0, 0, 1, 0), [4]),
        ("EPDS", (0, 0, 0, 0, 0, 0, 0, 0, 0, 1), [10]),
        ("CORE-10", (0, 0, 0, 0, 0, 1, 0, 0, 0, 0), [6]),
        ("PHQ-9", (3, 3, 3, 3, 3, 3, 3, 3, 0), []),
        ("PHQ-8", (3, 3, 3, 3, 3, 3, 3, 3), []),
        ("GAD-7", (3, 3, 3, 3, 3, 3, 3), []),
    ],
)
def test_each_instrument_has_its_own_triggers(
    catalogue: Catalogue, measure: str, items: tuple[int | None, ...], expected: list[int]
) -> None:
    found = lines_of(catalogue, (TODAY, items), measure=measure)
    assert [finding.item for line in found for finding in line.findings] == expected
