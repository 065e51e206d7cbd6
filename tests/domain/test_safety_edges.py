"""Where safety lines begin, end and fall together: each edge with the case on its other side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing_app.domain.client import Answer, Score
from briefing_app.domain.safety import Rank, SafetyLine, item_is_positive, newest_positive, positive_without_day, safety_lines
from briefing_app.domain.safety_finding import Standing
from briefing_app.domain.unread import unread_item
from briefing_app.services.measure import Catalogue
from tests.courses import TODAY, answered_of, score

WEEK = timedelta(days=7)


def lines_of(catalogue: Catalogue, measure: str, *scores: Score, given: tuple[Answer, ...] = ()) -> list[SafetyLine]:
    return safety_lines([answered_of(catalogue(measure), scores)], TODAY, given)


@pytest.mark.parametrize(
    ("rest", "solid", "fell"),
    [
        ((3, 1), (True, True), True), ((1, 3), (True, True), False), ((1, 1), (True, True), False), ((3, 1), (False, True), False),
        ((3, 1), (True, False), False),
    ],
)  # fmt: skip
def test_that_the_total_fell_is_said_only_of_two_totals_that_nothing_speaks_against(
    catalogue: Catalogue, rest: tuple[int, int], solid: tuple[bool, bool], fell: bool
) -> None:
    """Item 9 rises from 0 to 1; with equal other answers the total rises by just that."""
    phq9 = catalogue("PHQ-9")
    before = score(phq9, TODAY - WEEK, items=(*([rest[0]] * 8), 0))._replace(solid=solid[0])
    after = score(phq9, TODAY, items=(*([rest[1]] * 8), 1))._replace(solid=solid[1])
    (line,) = lines_of(catalogue, "PHQ-9", before, after)
    assert (line.findings[0].before, line.findings[0].value, line.findings[0].total_fell) == (0, 1, fell)


def test_a_question_left_out_stands_in_the_line_of_its_own_form_and_not_of_another_day(catalogue: Catalogue) -> None:
    """Question 1 is always asked; 6 too. Here 1 is left out on the same day, or on a newer form, as the yes to 2."""
    screen = catalogue("C-SSRS-SCREEN")
    same = lines_of(catalogue, "C-SSRS-SCREEN", score(screen, TODAY, items=(None, 1, 0, 0, 0, 0)))
    assert [[(one.item, one.standing) for one in (*line.findings, *line.unanswered)] for line in same] == [
        [(2, Standing.POSITIVE), (1, Standing.SKIPPED)]
    ]
    apart = lines_of(
        catalogue, "C-SSRS-SCREEN", score(screen, TODAY - WEEK, items=(0, 1, 0, 0, 0, 0)), score(screen, TODAY, items=(None, 1, 0, 0, 0, 0))
    )  # fmt: skip
    assert len(apart) == len(same) == 1
    assert [one.item for one in apart[0].unanswered] == [1]
    older = lines_of(
        catalogue, "C-SSRS-SCREEN", score(screen, TODAY - WEEK, items=(0, 1, 0, 0, 0, 0)), score(screen, TODAY, items=(None, None, 0, 0, 0, 0))
    )  # fmt: skip
    assert {(line.standing, tuple(one.item for one in line.findings), line.day) for line in older} == {
        (Standing.POSITIVE, (2,), TODAY - WEEK), (Standing.SKIPPED, (1, 2), TODAY),
    }  # fmt: skip


@pytest.mark.parametrize(("age", "value", "lines"), [(0, 3, 1), (90, 3, 1), (91, 3, 0), (0, 2, 0)])
def test_what_is_only_for_review_is_named_for_ninety_days_from_its_own_threshold(
    catalogue: Catalogue, age: int, value: int, lines: int
) -> None:
    """PCL-5 item 16, risk-taking, from 3 on."""
    items = (*([1] * 15), value, *([1] * 4))
    assert len(lines_of(catalogue, "PCL-5", score(catalogue("PCL-5"), TODAY - timedelta(days=age), items=items))) == lines


def test_an_answer_that_cannot_be_read_can_be_acknowledged_though_its_words_hold_blanks(catalogue: Catalogue) -> None:
    one = score(catalogue("PHQ-9"), TODAY, items=(*([1] * 8), None))._replace(
        flags="item 9 could not be read: most of the days"
    )
    (line,) = lines_of(catalogue, "PHQ-9", one)
    assert (line.standing, line.answer, line.basis) == (Standing.UNREAD, None, "9:2026-11-24=unread:most_of_the_days")
    given = Answer(1, "safety", line.level, "PHQ-9", line.basis, "as shown", "Asked about it", "by phone", 1_000.0, "A.")
    (after,) = lines_of(catalogue, "PHQ-9", one, given=(given,))
    assert after.answer == given


def test_of_two_forms_of_one_day_the_higher_answer_counts_and_an_acknowledgement_names_the_positive_one(
    catalogue: Catalogue,
) -> None:
    phq9 = catalogue("PHQ-9")
    forms = (score(phq9, TODAY, items=(*([1] * 8), 0)), score(phq9, TODAY, items=(*([1] * 8), 2)))
    (line,) = lines_of(catalogue, "PHQ-9", *forms)
    finding = line.findings[0]
    assert (finding.value, finding.lower) == (2, 0)
    assert [key.rpartition("=")[2] for key in finding.keys] == ["2"]


def item9(catalogue: Catalogue, *given: tuple[int, int | None]) -> SafetyLine:
    """The one line of PHQ-9 forms with so many days ago and this answer to item 9."""
    phq9 = catalogue("PHQ-9")
    scores = [score(phq9, TODAY - timedelta(days=ago), items=(*([1] * 8), value)) for ago, value in given]
    (line,) = lines_of(catalogue, "PHQ-9", *scores)
    return line


def test_a_higher_answer_is_told_only_where_the_line_does_not_tell_it_anyway(catalogue: Catalogue) -> None:
    """3 and then 1: the 3 is the one before. 2, 3, 1: the 2 is under it. 3, 2, 1: the 3 stands neither here nor before."""
    assert item9(catalogue, (14, 3), (0, 1)).findings[0].higher is None
    assert item9(catalogue, (14, 2), (7, 3), (0, 1)).findings[0].higher is None
    assert item9(catalogue, (14, 3), (7, 2), (0, 1)).findings[0].higher == (3, TODAY - 2 * WEEK, False)
    assert item9(catalogue, (21, 3), (14, 3), (7, 2), (0, 1)).findings[0].higher == (3, TODAY - 2 * WEEK, False)


def test_an_acknowledgement_names_each_answer_by_item_day_and_value(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    same = [score(phq9, TODAY, items=(*([1] * 8), 2))._replace(at=at) for at in (1_000.0, 40_000.0, 50_000.0)]
    (line,) = lines_of(catalogue, "PHQ-9", *same)
    assert line.basis == "9:2026-11-24=2 9:2026-11-24=2#2 9:2026-11-24=2#3"


def test_an_answer_of_the_same_day_that_cannot_be_read_waits_and_one_left_out_does_not(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    no = score(phq9, TODAY, items=(*([1] * 8), 0))._replace(at=1_000.0)
    left_out = score(phq9, TODAY, items=(*([1] * 8), None))._replace(at=2_000.0)
    (line,) = lines_of(catalogue, "PHQ-9", no, left_out._replace(flags="item 9 could not be read: 7"))
    assert (line.standing, line.in_block, line.waits, line.findings[0].answered_since) == (Standing.UNREAD, True, True, False)
    assert lines_of(catalogue, "PHQ-9", no, left_out) == []


def test_the_newest_positive_answer_is_of_a_safety_item_whatever_came_after(catalogue: Catalogue) -> None:
    pcl5 = catalogue("PCL-5")
    review = lines_of(catalogue, "PCL-5", score(pcl5, TODAY, items=(*([1] * 15), 3, *([1] * 4))))
    assert [line.level for line in review] == ["review"]
    assert newest_positive(review) is None
    since = item9(catalogue, (14, 2), (0, 0))
    assert since.standing is Standing.SINCE
    left_out = item9(catalogue, (0, None))
    undated = replace(since, findings=(replace(since.findings[0], day=None),))
    assert newest_positive([*review, since, left_out, undated]) == TODAY - 2 * WEEK
    assert newest_positive([left_out, undated]) is None
    assert newest_positive([since, item9(catalogue, (7, 1))]) == TODAY - WEEK


def test_how_high_an_answer_is_on_its_own_scale(catalogue: Catalogue) -> None:
    finding = item9(catalogue, (0, 2)).findings[0]
    assert finding.share == 2 / 3
    screen = replace(finding, measure=replace(finding.measure, item_range=None), value=1)
    assert screen.share == 1
    total = replace(finding, item=0, measure=catalogue("SBQ-R"), value=12)
    assert total.share == 0.6
    assert replace(total, measure=replace(total.measure, total_range=(7, 7))).share == 1


def test_the_words_of_how_an_item_stands() -> None:
    assert [one.value for one in Standing] == ["positive", "cannot be read", "not answered", "negative since"]


@pytest.mark.parametrize(("days", "rank"), [(0, Rank.RECENT), (1, Rank.OLD)])
def test_a_form_of_the_very_day_of_the_last_session_is_recent_and_one_of_the_day_before_is_not(
    catalogue: Catalogue, days: int, rank: Rank
) -> None:
    phq9, session = catalogue("PHQ-9"), TODAY - timedelta(days=60)
    form = score(phq9, session - timedelta(days=days), items=(*([1] * 8), 1))
    (line,) = safety_lines([answered_of(phq9, [form])], TODAY, last_session=session)
    assert line.rank is rank


def test_of_forms_that_cannot_be_read_before_one_that_leaves_the_item_out_the_newest_is_told(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")

    def unread(weeks: int, words: str) -> Score:
        one = score(phq9, TODAY - weeks * WEEK, items=(*([1] * 8), None))
        return one._replace(flags=unread_item(9, words))

    blank = score(phq9, TODAY, items=(*([1] * 8), None))
    lines = lines_of(catalogue, "PHQ-9", unread(3, "seldom"), unread(2, "now and then"), blank)
    assert [(line.standing, line.day, line.findings[0].words) for line in lines if line.standing is Standing.UNREAD] == [
        (Standing.UNREAD, TODAY - 2 * WEEK, "now and then")
    ]
    assert [line.day for line in lines if line.standing is Standing.SKIPPED] == [TODAY]


def test_an_item_is_positive_by_any_of_two_safety_rules_and_by_none_that_is_only_for_review(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    (ninth,) = phq9.safety
    first = replace(ninth, items=(1,), min=3)
    both = replace(phq9, safety=(ninth, first))
    assert [item_is_positive(both, item, value) for item, value in ((9, 1), (9, 0), (1, 3), (1, 2), (2, 3))] == [
        True, False, True, False, False,
    ]  # fmt: skip
    assert not item_is_positive(replace(phq9, safety=(replace(ninth, level="review"),)), 9, 3)


@pytest.mark.parametrize(
    ("value", "before", "at_least", "rose"),
    [(2, 1, False, True), (2, 2, False, False), (1, 2, False, False), (2, 1, True, False), (2, None, False, False)],
)
def test_an_answer_rose_only_above_one_that_is_known(
    catalogue: Catalogue, value: int, before: int | None, at_least: bool, rose: bool
) -> None:
    (line,) = lines_of(catalogue, "PHQ-9", score(catalogue("PHQ-9"), TODAY, items=(*([1] * 8), 2)))
    finding = replace(line.findings[0], value=value, before=before, before_at_least=at_least)
    assert finding.rose is rose


def test_two_answers_of_one_form_that_stand_otherwise_are_two_lines(catalogue: Catalogue) -> None:
    """CORE-OM: item 6 is answered, item 9 cannot be read; nothing says what these ask, so neither speaks for the other."""
    core = catalogue("CORE-OM")
    form = score(core, TODAY, items=[2 if item == 6 else None if item == 9 else 0 for item in range(1, 35)])
    lines = lines_of(catalogue, "CORE-OM", form._replace(flags=unread_item(9, "seldom")))
    assert [(line.standing, [one.item for one in line.findings], line.unanswered) for line in lines] == [
        (Standing.POSITIVE, [6], ()),
        (Standing.UNREAD, [9], ()),
    ]


def test_what_a_screen_leaves_open_in_two_ways_stands_in_the_line_of_its_yes(catalogue: Catalogue) -> None:
    screen = catalogue("C-SSRS-SCREEN")
    form = score(screen, TODAY, items=(None, 1, 0, 0, 0, None))._replace(flags=unread_item(6, "seldom"))
    (line,) = lines_of(catalogue, "C-SSRS-SCREEN", form)
    assert [one.item for one in line.findings] == [2]
    assert {(one.item, one.standing) for one in line.unanswered} == {(1, Standing.SKIPPED), (6, Standing.UNREAD)}


def test_of_two_acknowledgements_that_cover_a_line_the_later_one_stands(catalogue: Catalogue) -> None:
    screen = catalogue("C-SSRS-SCREEN")
    form = score(screen, TODAY, items=(1, 1, 0, 0, 0, 0))
    (line,) = lines_of(catalogue, "C-SSRS-SCREEN", form)
    first, second = sorted(line.basis.split())
    later = Answer(1, "safety", line.level, screen.id, first, "as shown", "Asked about it", "by phone", 2_000.0, "A.")
    earlier = later._replace(basis=second, at=1_000.0)
    (covered,) = lines_of(catalogue, "C-SSRS-SCREEN", form, given=(later, earlier))
    assert covered.answer == later
    (half,) = lines_of(catalogue, "C-SSRS-SCREEN", form, given=(later,))
    assert half.answer is None


def test_only_a_yes_on_a_form_without_a_day_is_a_positive_answer_without_one(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")

    def undated(value: int | None, flags: str = "") -> Score:
        one = score(phq9, TODAY, items=(*([1] * 8), value))
        return one._replace(day="2026", date="2026", precision="year", flags=flags)

    assert positive_without_day(lines_of(catalogue, "PHQ-9", undated(1)))
    unread = lines_of(catalogue, "PHQ-9", undated(None, unread_item(9, "seldom")))
    assert [(line.standing, line.day) for line in unread] == [(Standing.UNREAD, None)]
    assert not positive_without_day(unread)
    assert not positive_without_day(lines_of(catalogue, "PHQ-9", score(phq9, TODAY, items=(*([1] * 8), 1))))
