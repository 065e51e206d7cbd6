"""From parts to one score: which part leads, what is said of it, and what makes it no solid one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import pytest

from briefing_app.domain.administration import Administration, Doubts, Evidence, administrations, items_of
from briefing_app.domain.grouping import grouped
from briefing_app.domain.scale import RAW
from briefing_app.services.measure import Catalogue

TEN = datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp()
THIRTEEN = "2,3,1,2,1,2,1,0,1"


class Made(Protocol):
    """Makes scores of parts, with what is known from outside."""

    def __call__(self, *parts: Evidence, born: str = "", now: float = 0.0) -> list[Administration]: ...


def part(row: int = 1, after: float = 0.0, **more: Any) -> Evidence:
    """A final PHQ-9 total of 13, so many seconds after ten."""
    plain = Evidence(
        row, "PHQ-9", "total", 0, "13", "", TEN + after, "2026-11-20", "2026-11-20T10:00:00Z", "instant", "final", "", "", "Observation",
        f"o{row}", "", 0.0,
    )  # fmt: skip
    return plain._replace(**more)


def form(row: int = 1, after: float = 0.0, items: str = THIRTEEN, **more: Any) -> Evidence:
    """A response with its answers and no total."""
    given = {"role": "response", "value": "", "resource_type": "QuestionnaireResponse", "status": "completed", **more}
    return part(row, after, items=items, **given)


def item(row: int, number: int, value: float, after: float = 0.0, **more: Any) -> Evidence:
    return part(row, after, role="item", item=number, value=str(value), **more)


@pytest.fixture
def made(catalogue: Catalogue) -> Made:
    def of(*parts: Evidence, born: str = "", now: float = 0.0) -> list[Administration]:
        return administrations(parts, catalogue, Doubts(born, now))

    return of


def flags_of(found: list[Administration]) -> list[str]:
    (one,) = found
    return one.flags.split("; ") if one.flags else []


def test_a_total_with_its_answers_is_one_score_led_by_the_total(made: Made) -> None:
    (one,) = made(form(1, day="2026-11-19"), part(2, 5.0))
    assert (one.evidence, one.day, one.score, one.computed, one.items) == (2, "2026-11-20", 13, 13, THIRTEEN)
    assert (one.flags, one.solid, one.prorated, one.severity, one.status) == ("", True, False, "moderate", "final")
    (other,) = made(part(1, role="panel", value=""), form(2, part_of="o1"))
    assert other.evidence == 2


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "not-done", "stopped"])
def test_what_was_withdrawn_is_no_score_also_as_the_newest_version(made: Made, status: str) -> None:
    assert made(part(status=status)) == []
    assert made(part(1, resource_id="a", version="1"), part(2, resource_id="a", version="2", status=status)) == []
    (one,) = made(part(1, resource_id="a", version="1", status=status), part(2, resource_id="a", version="2"))
    assert one.score == 13


@pytest.mark.parametrize(
    ("status", "flags"),
    [
        ("final", []), ("amended", []), ("corrected", []), ("completed", []), ("preliminary", ["not final: preliminary"]),
        ("in-progress", ["not final: in-progress"]), ("", ["status not stated"]),
    ],
)  # fmt: skip
def test_a_score_that_is_not_final_is_told_and_not_solid(made: Made, status: str, flags: list[str]) -> None:
    found = made(part(status=status))
    assert flags_of(found) == flags
    assert found[0].solid is not bool(flags)
    assert found[0].status == (status or "not stated")


@pytest.mark.parametrize(
    ("more", "flags"),
    [
        ({}, []),
        ({"precision": "year"}, ["only the year is known"]),
        ({"precision": "month"}, ["only the month is known"]),
        ({"precision": "none", "day": "", "at": 0.0, "date": "last week"}, ["date not readable"]),
        ({"precision": "none", "day": "", "at": 0.0, "date": ""}, ["no date"]),
        ({"at": TEN + 2 * 86_400}, ["date in the future"]),
        ({"precision": "day", "at": 0.0, "day": "2026-11-22"}, ["date in the future"]),
        ({"precision": "day", "at": 0.0, "day": "2026-11-21"}, []),
        ({"precision": "day", "at": 0.0, "day": "1990-04-30"}, ["date before birth"]),
        ({"precision": "day", "at": 0.0, "day": "1990-05-01"}, []),
    ],
)
def test_an_impossible_date_is_told_and_makes_the_score_doubtful(made: Made, more: dict[str, Any], flags: list[str]) -> None:
    found = made(part(**more), born="1990-05-01", now=TEN)
    assert flags_of(found) == flags
    assert found[0].solid is not bool(flags)


def test_without_an_import_time_or_a_birth_no_date_is_impossible(made: Made) -> None:
    assert flags_of(made(part(at=0.0, precision="day", day="2099-01-01"))) == []
    assert flags_of(made(part(at=0.0, precision="day", day="1900-01-01"), now=TEN)) == []


@pytest.mark.parametrize(
    ("value", "flags"),
    [
        ("27", []), ("28", ["out of range 0 to 27"]), ("-1", ["out of range 0 to 27"]),
        ("12.5", ["a fraction, where the measure has whole points"]),
    ],
)  # fmt: skip
def test_an_impossible_total_is_shown_with_what_is_wrong(made: Made, value: str, flags: list[str]) -> None:
    found = made(part(value=value))
    assert (found[0].score, flags_of(found), found[0].solid) == (float(value), flags, not flags)


def test_a_measure_with_decimals_may_have_a_fraction(made: Made) -> None:
    assert flags_of(made(part(measure="ORS", value="24.5"))) == []


def test_a_total_that_is_not_the_sum_of_its_answers_is_told(made: Made) -> None:
    found = made(form(1), part(2, 5.0, value="14"))
    assert (found[0].score, flags_of(found), found[0].solid) == (14, ["differs from the sum of its items, 13"], False)


def test_a_half_filled_form_says_how_much_of_it_there_is_and_a_whole_one_does_not(made: Made) -> None:
    assert flags_of(made(form(items="2,3,1,2,1,2,1,0,"))) == ["8 of 9 items answered, prorated"]
    half = made(form(items="2,3,1,,,,,,1"))
    assert (flags_of(half), half[0].score, half[0].solid, half[0].items) == (
        ["4 of 9 items answered"],
        None,
        False,
        "2,3,1,,,,,,1",
    )
    assert flags_of(made(form())) == []


def test_a_screen_without_a_total_is_not_counted_out(made: Made) -> None:
    """Questions 3 to 5 of the C-SSRS screener are not asked after a no to the second."""
    (one,) = made(form(measure="C-SSRS-SCREEN", items="0,0,,,,0", value="2"))
    assert (one.flags, one.score, one.severity, one.items) == ("", None, "", "0,0,,,,0,")


def test_which_scale_a_total_stands_on_is_no_doubt_of_its_own(made: Made) -> None:
    (one,) = made(part(measure="WHO-5", value="13", flags=f"{RAW}; typed twice"))
    assert (one.score, one.flags.split("; ")) == (52, ["13 of 25 raw points", "typed twice"])


def test_an_answer_that_one_part_could_not_read_is_no_gap_where_another_part_answers_it(made: Made) -> None:
    unread = "item 9 could not be read: now and then"
    answered = made(form(1, items="2,3,1,2,1,2,1,0,", flags=unread), item(2, 9, 1, 5.0))
    assert (flags_of(answered), answered[0].items) == ([], THIRTEEN)
    assert unread in flags_of(made(form(1, items="2,3,1,2,1,2,1,0,", flags=unread)))


def test_answers_that_do_not_agree_or_are_impossible_are_said_and_are_no_answer(made: Made) -> None:
    found = made(form(1), item(2, 9, 3, part_of="o1"))
    assert "item 9 could not be read: 1 and 3" in flags_of(found)
    assert found[0].items == "2,3,1,2,1,2,1,0,"
    assert "item 1 could not be read: 5" in flags_of(made(form(items="5,3,1,2,1,2,1,0,1")))
    assert "item 3 could not be read: 1.5" in flags_of(made(item(1, 1, 2), item(2, 3, 1.5, 5.0)))


def test_the_first_items_alone_are_the_short_form(made: Made) -> None:
    (short,) = made(item(1, 1, 2), item(2, 2, 1, 5.0))
    assert (short.measure, short.score) == ("PHQ-2", 3)
    (longer,) = made(item(1, 1, 2), item(2, 3, 1, 5.0))
    assert longer.measure == "PHQ-9"
    told = made(item(1, 1, 2), item(2, 2, 1, 5.0), part(3, measure="PHQ-2", value="3"))
    assert [(one.measure, one.evidence) for one in told] == [("PHQ-2", 3)]


def test_the_same_score_under_two_ids_is_one_and_with_other_answers_two(made: Made) -> None:
    same = made(form(1), form(2))
    assert [one.score for one in same] == [13]
    other = made(form(1), form(2, items="3,2,1,2,1,2,1,0,1"))
    assert [one.items for one in other] == [THIRTEEN, "3,2,1,2,1,2,1,0,1"]


def test_of_two_forms_of_one_moment_and_total_the_fuller_one_stays_unless_the_other_says_something_else(made: Made) -> None:
    fuller, gap = form(2, value="13"), "2,3,1,2,1,2,1,0,"
    for copy in (form(1, items=gap, value="13"), form(1, items="", value="13")):
        (one,) = made(copy, fuller)
        assert (one.items, one.evidence, one.score) == (THIRTEEN, 2, 13)
    other = made(form(1, items="3,3,1,2,1,2,1,0,", value="13"), fuller)
    assert [one.items for one in other] == ["3,3,1,2,1,2,1,0,", THIRTEEN]
    unread = made(form(1, items=gap, value="13", flags="item 9 could not be read: seldom"), fuller)
    assert len(unread) == 2
    assert len(made(form(1, items=gap, value="12"), fuller)) == 2


def test_words_about_an_item_that_the_measure_does_not_have_stay_as_they_are(made: Made) -> None:
    assert flags_of(made(form(flags="item 12 could not be read: seldom"))) == ["item 12 could not be read: seldom"]


def test_undated_scores_are_never_taken_for_copies_of_each_other(made: Made) -> None:
    undated: dict[str, Any] = {"at": 0.0, "day": "", "precision": "none"}
    assert len(made(part(1, **undated, date="spring"), part(2, **undated, date="autumn"))) == 2


def test_an_earlier_version_of_another_day_stays_as_a_doubt_unless_it_was_corrected(made: Made) -> None:
    earlier = part(1, -86_400.0, resource_id="a", version="1", day="2026-11-19", value="9")
    both = made(earlier, part(2, resource_id="a", version="2"))
    assert [(one.score, one.solid) for one in both] == [(9, False), (13, True)]
    (corrected,) = made(earlier, part(2, resource_id="a", version="2", status="corrected"))
    assert corrected.score == 13
    assert [one.score for one in made(earlier._replace(status="preliminary"), part(2, resource_id="a", version="2"))] == [13]


def test_one_id_and_version_with_two_dates_names_both(made: Made) -> None:
    both = made(part(1, -86_400.0, resource_id="a", day="2026-11-19"), part(2, resource_id="a"))
    assert [one.flags for one in both] == ["same id and version, another date"] * 2


def test_answers_are_read_back_from_their_stored_form() -> None:
    assert items_of("3,0,,1") == [3, 0, None, 1]
    assert items_of("") == []


# -- which parts are one


def sizes(*parts: Evidence) -> list[int]:
    """How many parts each administration has, where nothing gives a total of its own."""
    return [len(one) for one in grouped(parts, lambda _: None)]


def summed(given: Sequence[Evidence]) -> float | None:
    """A stated total, else the sum of the answers."""
    stated = [float(one.value) for one in given if one.role != "item" and one.value]
    answers = [value for one in given for value in items_of(one.items) if value is not None]
    return stated[0] if stated else float(sum(answers)) if answers else None


def test_nothing_makes_nothing() -> None:
    assert grouped([], lambda _: None) == []


@pytest.mark.parametrize(("apart", "found"), [(600, [2]), (601, [1, 1])])
def test_a_form_and_its_total_lie_at_most_ten_minutes_apart(apart: float, found: list[int]) -> None:
    assert sizes(form(1), part(2, apart)) == found


@pytest.mark.parametrize(("apart", "found"), [(60, [2]), (61, [1, 1])])
def test_a_total_that_is_not_the_sum_belongs_to_its_answers_for_one_minute(apart: float, found: list[int]) -> None:
    assert [len(one) for one in grouped([form(1), part(2, apart, value="14")], summed)] == found


@pytest.mark.parametrize(("apart", "found"), [(300, [2]), (301, [1, 1])])
def test_two_single_answers_lie_at_most_five_minutes_apart(apart: float, found: list[int]) -> None:
    assert sizes(item(1, 1, 2), item(2, 2, 1, apart)) == found


def test_an_answer_belongs_to_a_total_of_up_to_ten_minutes_before() -> None:
    assert sizes(part(1), item(2, 1, 2, 400)) == [2]


def test_a_second_total_is_a_second_administration_also_where_answers_stand_beside_the_first() -> None:
    assert sizes(part(1), item(2, 1, 2, 5), part(3, 120)) == [2, 1]
    assert sizes(part(1), part(2, 1)) == [2]
    assert sizes(form(1), form(2, 120)) == [1, 1]


def test_a_second_total_with_an_answer_that_it_names_is_a_second_administration() -> None:
    assert sizes(part(1), part(3, 120, part_of="o4"), item(4, 1, 2, 121)) == [1, 2]


def test_a_single_answer_that_contradicts_a_form_beside_it_is_none_of_its() -> None:
    assert sizes(form(1), item(2, 9, 1, 5)) == [2]
    assert sizes(form(1), item(2, 9, 3, 5)) == [1, 1]


def test_answers_without_a_total_that_have_only_a_day_are_no_copy_of_others() -> None:
    assert sizes(item(1, 1, 2), item(2, 1, 2, at=0.0, precision="day")) == [1, 1]


def test_two_forms_of_one_moment_with_other_answers_are_two() -> None:
    assert sizes(form(1), form(2, items="3,2,1,2,1,2,1,0,1")) == [1, 1]
    assert sizes(form(1, value="13"), form(2, value="14")) == [1, 1]


def test_a_total_that_has_only_a_day_joins_the_one_administration_of_that_day_that_says_the_same() -> None:
    dated = part(3, at=0.0, precision="day")
    assert [[one.row for one in group] for group in grouped([form(1), dated], summed)] == [[1, 3]]
    twice = grouped([form(1), form(2, 7200), dated], summed)
    assert [[one.row for one in group] for group in twice] == [[1], [2], [3]]
    other = grouped([form(1), dated._replace(value="9")], summed)
    assert [[one.row for one in group] for group in other] == [[1], [3]]
    apart = grouped([form(1), dated._replace(day="2026-11-21")], summed)
    assert [[one.row for one in group] for group in apart] == [[1], [3]]


def test_a_half_answer_is_looked_at_as_it_is_and_never_rounded_to_another_numbering(made: Made) -> None:
    """K10 answers of 0.5 are no answers numbered from nought by a whole step, and none of 1.5 breaks the reading of the form."""
    (one,) = made(form(1, measure="K10", items="1.5,1,2,1,1,1,1,1,1,1"))
    assert "item 1 could not be read: 1.5" in one.flags
    assert "numbered" not in one.flags
    (other,) = made(*(item(number, number, 4.5 if number == 1 else 0, measure="K10") for number in range(1, 11)))
    assert "numbered" not in other.flags
    (whole,) = made(*(item(number, number, 4 if number == 1 else 0, measure="K10") for number in range(1, 11)))
    assert "its answers look numbered 0 to 4" in whole.flags
