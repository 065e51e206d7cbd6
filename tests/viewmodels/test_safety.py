"""What safety lines say, word for word: the answer, its day, its age, and never more than was answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from briefing_app.domain.client import Answer, ClinicalFact, Score
from briefing_app.domain.measure import Measure
from briefing_app.services.brief import brief_facts
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.instrument import instrument_facts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.safety import make_before, make_safety, say_answer, say_chip, with_before
from briefing_app.viewmodels.why import Why
from tests.courses import ORIGIN, TODAY, history_of, score

NOT_FOUND = "A safety plan is not in your files."
NO = (0,) * 9


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def phq9(item9: int | None, rest: int = 1) -> tuple[int | None, ...]:
    return (*([rest] * 8), item9)


def lines(
    catalogue: Catalogue, *scores: Score, answers: tuple[Answer, ...] = (), facts: tuple[ClinicalFact, ...] = ()
) -> tuple[Line, ...]:
    return make_safety(brief_facts(replace(history_of(*scores), answers=answers, facts=facts), catalogue, TODAY))


def texts(catalogue: Catalogue, *scores: Score, answers: tuple[Answer, ...] = ()) -> list[str]:
    return [line.text.removesuffix(f" {NOT_FOUND}") for line in lines(catalogue, *scores, answers=answers)]


def acknowledged(line: Line, day: date = TODAY) -> Answer:
    assert line.about is not None
    at = datetime.combine(day, datetime.min.time(), UTC).timestamp() + 43_200
    return Answer(1, "safety", line.about.rule, line.about.measure, line.about.basis, line.text, "Asked about it with the client", "x", at, "A. B.")  # fmt: skip


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        ([(0, 2)], "PHQ-9 item 9 (thoughts of self-harm) is 2 (“more than half the days”) on 24 Nov."),
        ([(12, 2)], "PHQ-9 item 9 (thoughts of self-harm) is 2 (“more than half the days”) on 12 Nov, 12 days ago."),
        ([(19, 2), (12, 1)], "PHQ-9 item 9 (thoughts of self-harm) is 1 (“several days”) on 12 Nov, 12 days ago, 2 before."),
        ([(144, 1)], "PHQ-9 item 9 (thoughts of self-harm) was 1 (“several days”) on 3 Jul, 4 months ago, not asked since."),
        ([(82, 2), (40, 0), (12, 0)], "PHQ-9 item 9 was 2 on 3 Sep, 0 since (newest 12 Nov)."),
    ],
)
def test_one_item_is_told_with_its_number_its_day_and_its_age(
    catalogue: Catalogue, forms: list[tuple[int, int]], said: str
) -> None:
    phq = catalogue("PHQ-9")
    assert texts(catalogue, *(score(phq, ago(days), items=phq9(item)) for days, item in forms)) == [said]


def test_a_total_without_answers_says_what_it_leaves_at_the_least(catalogue: Catalogue) -> None:
    (said,) = texts(catalogue, score(catalogue("PHQ-9"), TODAY, 26))
    assert said.startswith("PHQ-9 item 9 (thoughts of self-harm) is 2 at the least, by a total of 26 without its answers, on")


def test_a_rise_is_said_and_a_fall_of_the_total_only_where_it_fell(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    rose = "PHQ-9 item 9 (thoughts of self-harm) rose from 1 to 2 (“more than half the days”) on 24 Nov"
    assert texts(catalogue, score(phq, ago(7), items=phq9(1, 2)), score(phq, TODAY, items=phq9(2, 1))) == [
        f"{rose}, while the total fell."
    ]
    assert texts(catalogue, score(phq, ago(7), items=phq9(1, 1)), score(phq, TODAY, items=phq9(2, 2))) == [f"{rose}."]


def test_a_positive_answer_after_which_only_totals_came_is_not_said_to_be_unasked(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    (said,) = texts(catalogue, score(phq, ago(144), items=phq9(1)), score(phq, TODAY, 9))
    assert said.endswith("on 3 Jul, 4 months ago, no newer answer on file.")


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("item 9 could not be read: 4", "PHQ-9 item 9 cannot be read (“4”), 12 Nov, 12 days ago: see the form."),
        ("item 9 not answered: asked-declined", "PHQ-9 item 9 (declined) was not answered on 12 Nov, 12 days ago."),
        ("", "PHQ-9 item 9 was not answered on 12 Nov, 12 days ago."),
    ],
)
def test_what_cannot_be_read_and_what_was_not_answered_are_said(catalogue: Catalogue, flags: str, said: str) -> None:
    form = score(catalogue("PHQ-9"), ago(12), items=phq9(None))._replace(flags=flags)
    assert texts(catalogue, form) == [said]


def test_two_forms_of_one_day_are_both_told(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    (said,) = texts(catalogue, score(phq, TODAY, items=phq9(2)), score(phq, TODAY, items=NO))
    assert said.endswith("is 2 (“more than half the days”) on 24 Nov; another form of that day says 0.")


def test_a_form_without_a_usable_date_says_so(catalogue: Catalogue) -> None:
    form = score(catalogue("PHQ-9"), TODAY, items=phq9(2))
    future = form._replace(day="2026-12-20", date="2026-12-20", flags="date in the future", solid=False)
    month = form._replace(day="", date="2026-03", precision="month", flags="only the month is known", solid=False)
    assert [said.partition("”) ")[2] for said in texts(catalogue, future, month)] == [
        "on a form dated 2026-12-20, in the future.",
        "on a form dated 2026-03.",
    ]
    tomorrow = form._replace(day="2026-11-25", date="2026-11-25T08:00:00Z", precision="instant")
    (said,) = texts(catalogue, tomorrow)
    assert said.endswith("is 2 (“more than half the days”) on a form dated 25 Nov 2026, after this day.")
    unread = month._replace(items="1,1,1,1,1,1,1,1,", flags="item 9 could not be read: 7")
    assert texts(catalogue, unread) == ["PHQ-9 item 9 cannot be read (“7”), on a form dated 2026-03: see the form."]


def test_a_lower_answer_names_the_higher_one_before_it(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    (said,) = texts(catalogue, *(score(phq, ago(days), items=phq9(given)) for days, given in ((30, 3), (20, 0), (10, 1))))
    assert said.endswith("rose from 0 to 1 (“several days”) on 14 Nov, 10 days ago; it was 3 on 25 Oct.")
    (since,) = texts(
        catalogue, *(score(phq, ago(days), items=phq9(given)) for days, given in ((40, 3), (30, 0), (20, 1), (10, 0)))
    )
    assert since == "PHQ-9 item 9 was 1 on 4 Nov, 0 since (newest 14 Nov); it was 3 on 15 Oct."


def test_of_a_screen_a_no_on_another_form_of_the_day_is_told(catalogue: Catalogue) -> None:
    screen = catalogue("C-SSRS-SCREEN")
    yes, no = (score(screen, TODAY, items=(one, 0, None, None, None, 0)) for one in (1, 0))
    (said,) = texts(catalogue, yes, no)
    assert said.endswith("; another form of that day says no to a wish to be dead (past month, counted from 24 Nov 2026).")


def test_what_came_in_after_an_acknowledgement_is_told_of_every_item(catalogue: Catalogue) -> None:
    """An older form with several items arrives once the newest one was acknowledged."""
    core = catalogue("CORE-OM")
    newest, late = (
        score(core, ago(days), items=tuple({6: 2, 16: 2}.get(item, 0) for item in range(1, 35)), imported=day)
        for days, day in ((5, ago(4)), (12, TODAY))
    )
    answer = acknowledged(lines(catalogue, newest)[0], ago(2))
    (said,) = texts(catalogue, late, newest, answers=(answer,))
    assert said == (
        "CORE-OM: safety items 6 (2; came in since: 2 on 12 Nov) and 16 (2; came in since: 2 on 12 Nov) on 19 Nov, 5 days ago."
    )


def test_items_of_one_form_stand_in_one_line_with_their_values(catalogue: Catalogue) -> None:
    core = catalogue("CORE-OM")
    items = tuple({6: 1, 16: 2, 24: 4}.get(item, 0) for item in range(1, 35))
    assert texts(catalogue, score(core, ago(21), items=items)) == [
        "CORE-OM: safety items 6 (1), 16 (2) and 24 (4) on 3 Nov, 21 days ago."
    ]


def test_a_total_is_called_a_total(catalogue: Catalogue) -> None:
    assert texts(catalogue, score(catalogue("SBQ-R"), ago(3), 9)) == ["SBQ-R total is 9 on 21 Nov, 3 days ago."]


@pytest.mark.parametrize(
    ("measure", "days", "items", "said"),
    [
        (
            "C-SSRS-SCREEN", 2, (1, 1, 1, 1, 1, 1, 1),
            "C-SSRS-SCREEN, 22 Nov, 2 days ago: yes to some intent and a plan with intent (past month, counted from 22 Nov 2026) and"
            " suicidal behaviour (past 3 months, counted from 22 Nov 2026), among the high-risk answers of its triage card; also yes to"
            " a wish to be dead, thoughts of killing oneself and such thoughts with a method (past month, counted from 22 Nov 2026).",
        ),
        (
            "C-SSRS-SCREEN", 2, (1, 0, None, None, None, 0, None),
            "C-SSRS-SCREEN, 22 Nov, 2 days ago: yes to a wish to be dead (past month, counted from 22 Nov 2026).",
        ),
        (
            "C-SSRS-SCREEN", 2, (1, 1, None, 1, 0, 0, None),
            "C-SSRS-SCREEN, 22 Nov, 2 days ago: yes to some intent (past month, counted from 22 Nov 2026), among the high-risk answers of"
            " its triage card; also yes to a wish to be dead and thoughts of killing oneself (past month, counted from 22 Nov 2026); not"
            " answered: such thoughts with a method (past month, counted from 22 Nov 2026).",
        ),
        (
            "C-SSRS-SCREEN", 144, (0, 0, None, None, None, 1, 1),
            "C-SSRS-SCREEN, 3 Jul, 4 months ago, not asked since: said yes to suicidal behaviour (past 3 months, counted from 3 Jul 2026),"
            " among the high-risk answers of its triage card.",
        ),
        (
            "C-SSRS-SCREEN", 2, (0, 0, None, None, None, 1, None),
            "C-SSRS-SCREEN, 22 Nov, 2 days ago: yes to suicidal behaviour (lifetime); not answered: suicidal behaviour (past 3 months,"
            " counted from 22 Nov 2026).",
        ),
        ("C-SSRS-SCREEN", 144, (0, 0, None, None, None, 1, 0), "C-SSRS-SCREEN: suicidal behaviour in the past, stated 3 Jul, 4 months ago."),
        (
            "ASQ", 2, (1, 0, 0, 0, 1),
            "ASQ, 22 Nov, 2 days ago: yes to thoughts of killing oneself (right now), an acute positive screen; also yes to a wish to be"
            " dead (past few weeks, counted from 22 Nov 2026).",
        ),
        (
            "ASQ", 2, (0, 0, 1, 0, None),
            "ASQ, 22 Nov, 2 days ago: yes to thoughts of killing oneself (past week, counted from 22 Nov 2026); not answered: thoughts of"
            " killing oneself (right now).",
        ),
        (
            "PHQ-A", 2, (1, 1, 1, 1, 1, 1, 1, 1, 2, 0, 1),
            "PHQ-A, 22 Nov, 2 days ago: yes to a suicide attempt (lifetime); item 9 is 2.",
        ),
        ("PHQ-A", 2, (1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1), "PHQ-A: a suicide attempt in the past, stated 22 Nov, 2 days ago."),
    ],
)  # fmt: skip
def test_screens_are_told_in_words_and_never_by_number(
    catalogue: Catalogue, measure: str, days: int, items: tuple[int | None, ...], said: str
) -> None:
    assert texts(catalogue, score(catalogue(measure), ago(days), items=items)) == [said]


def test_a_refusal_on_the_asq_is_told_as_what_it_counts_for(catalogue: Catalogue) -> None:
    form = score(catalogue("ASQ"), ago(2), items=(0, None, 0, 0, 0))._replace(flags="item 2 not answered: asked-declined")
    assert texts(catalogue, form) == [
        "ASQ, 22 Nov, 2 days ago: would not answer: the family better off without one (past few weeks, counted from 22 Nov"
        " 2026); this counts as a yes."
    ]


def test_a_screen_answered_with_no_since_names_both_days(catalogue: Catalogue) -> None:
    columbia = catalogue("C-SSRS-SCREEN")
    no = score(columbia, ago(24), items=(0, 0, None, None, None, 0, None))
    assert texts(catalogue, score(columbia, ago(144), items=(1, 1, 0, 1, 0, 0, None)), no) == [
        "C-SSRS-SCREEN: yes to a wish to be dead, thoughts of killing oneself and some intent (past month, counted from 3 Jul 2026)"
        " on 3 Jul, 4 months ago; no on 31 Oct."
    ]


# -- what was acknowledged


def test_acknowledged_lines_are_one_plain_line_that_names_the_newest(catalogue: Catalogue) -> None:
    forms = (
        score(catalogue("PHQ-9"), ago(12), items=phq9(1)),
        score(catalogue("EPDS"), ago(20), items=(0,) * 9 + (1,)),
        score(catalogue("CORE-10"), ago(2), items=(0, 0, 0, 0, 0, 1, 0, 0, 0, 0)),
    )
    open_lines = {line.about.measure: line for line in lines(catalogue, *forms) if line.about}
    answers = tuple(acknowledged(open_lines[measure]) for measure in ("PHQ-9", "EPDS"))
    first, last = lines(catalogue, *forms, answers=answers)
    assert (first.about and first.about.measure, first.tone) == ("CORE-10", "safety")
    assert last.tone == "plain"
    assert last.text == (
        "2 acknowledged before, the newest: PHQ-9 item 9 (thoughts of self-harm) is 1 (“several days”) on 12 Nov, 12 days ago."
        " Acknowledged 24 Nov by A. B.: asked about it with the client."
    )
    assert last.why.inputs.splitlines() == [
        "PHQ-9 item 9 (thoughts of self-harm) is 1 (“several days”) on 12 Nov, 12 days ago. Acknowledged 24 Nov by A. B.: asked about it"
        " with the client.",
        "EPDS item 10 is 1 on 4 Nov, 20 days ago. Acknowledged 24 Nov by A. B.: asked about it with the client.",
    ]
    facts = brief_facts(replace(history_of(*forms), answers=answers), catalogue, TODAY)
    assert [line.about.measure for line in make_before(facts) if line.about] == ["PHQ-9", "EPDS"]


@pytest.mark.parametrize(("days", "own"), [(89, True), (90, False)])
def test_an_urgent_answer_keeps_its_own_line_for_three_months(catalogue: Catalogue, days: int, *, own: bool) -> None:
    form = score(catalogue("ASQ"), ago(days), items=(1, 0, 0, 0, 1))
    (line,) = lines(catalogue, form)
    (after,) = lines(catalogue, form, answers=(acknowledged(line),))
    assert (after.about is not None) is own
    assert "right now" in after.text


def test_an_older_answer_leaves_the_block_for_the_details(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    facts = brief_facts(history_of(score(phq, ago(300), items=phq9(2)), score(phq, ago(120), items=NO)), catalogue, TODAY)
    assert make_safety(facts) == ()
    (line,) = make_before(facts)
    assert (line.text, line.tone) == ("PHQ-9 item 9 was 2 on 28 Jan, 0 since (newest 27 Jul).", "plain")
    card = Why("the newest score", "0 on 27 Jul 2026")
    assert with_before(card, "PHQ-9", (line,)).inputs.splitlines() == [
        "0 on 27 Jul 2026",
        "Safety answers before:",
        "PHQ-9 item 9 was 2 on 28 Jan, 0 since (newest 27 Jul).",
    ]
    assert with_before(card, "GAD-7", (line,)) == card


# -- the safety plan


@pytest.mark.parametrize(
    ("title", "day", "said"),
    [
        ("Safety plan", "2026-11-08", "Safety plan on file, 8 Nov, 16 days ago."),
        ("Crisis plan, signed", "", "Safety plan on file, its date not recorded."),
        ("Safety plan", "2026-03", "Safety plan on file, 2026-03."),
        ("Care plan for anxiety", "2026-11-08", NOT_FOUND),
    ],
)
def test_the_safety_plan_is_named_once_and_only_as_far_as_it_is_known(
    catalogue: Catalogue, title: str, day: str, said: str
) -> None:
    plan = ClinicalFact("plan", 1, title, "", "active", 0.0, day, "", ORIGIN)
    forms = (score(catalogue("PHQ-9"), ago(2), items=phq9(1)), score(catalogue("EPDS"), ago(2), items=(0,) * 9 + (1,)))
    found = lines(catalogue, *forms, facts=(plan,))
    assert [said in line.text for line in found] == [True, False]


@pytest.mark.parametrize(
    ("plans", "said"),
    [
        ([("revoked", "2026-11-08")], "Safety plan on file, revoked, 8 Nov, 16 days ago."),
        ([("draft", "")], "Safety plan on file, draft, its date not recorded."),
        ([("revoked", "2026-11-08"), ("active", "2026-10-01")], "Safety plan on file, 1 Oct, 54 days ago."),
        ([("active", "2026-10-01"), ("active", "2026-11-08"), ("active", "")], "Safety plan on file, 8 Nov, 16 days ago."),
    ],
)
def test_a_safety_plan_that_is_not_in_force_is_not_told_as_one_that_is(
    catalogue: Catalogue, plans: list[tuple[str, str]], said: str
) -> None:
    facts = tuple(ClinicalFact("plan", 1, "Safety plan", "", status, 0.0, day, "", ORIGIN) for status, day in plans)
    (line,) = lines(catalogue, score(catalogue("PHQ-9"), ago(2), items=phq9(1)), facts=facts)
    assert line.text.endswith(f" {said}")


def test_why_names_the_answers_the_rule_and_its_source(catalogue: Catalogue) -> None:
    phq: Measure = catalogue("PHQ-9")
    (line,) = lines(catalogue, score(phq, ago(19), items=phq9(2)), score(phq, ago(12), items=phq9(1)))
    assert line.why.inputs == "item 9: 1 on 12 Nov 2026; before: 2 on 5 Nov 2026"
    assert line.why.rule.startswith("PHQ-9, item 9: 1 or more, whatever the total is; a positive newest answer stays;")
    assert [origin.resource_id for origin in line.why.sources] == ["o1"]
    assert line.why.cited
    (total,) = lines(catalogue, score(catalogue("SBQ-R"), ago(3), 9))
    assert total.why.inputs == "total: 9 on 21 Nov 2026; before: no earlier answer"


def test_a_form_with_named_and_numbered_safety_items_says_each_in_its_own_way(catalogue: Catalogue) -> None:
    measure = catalogue("PHQ-A")
    before, since = score(measure, ago(30), items=[3] * 9 + [1, 1]), score(measure, ago(2), items=[0] * 11)
    assert texts(catalogue, before, since) == [
        "PHQ-A: yes to serious thoughts of suicide (past month, counted from 25 Oct 2026) and a suicide attempt (lifetime)"
        " on 25 Oct, 30 days ago; no on 22 Nov; PHQ-A item 9 was 3 on 25 Oct, 0 since (newest 22 Nov)."
    ]


def test_help_says_what_a_screen_is_told_as_and_what_comes_first(catalogue: Catalogue) -> None:
    facts = {fact.what: fact.value for fact in instrument_facts(catalogue("C-SSRS-SCREEN"))}
    assert facts["Said before every other safety line"] == "items 4, 5, 7: among the high-risk answers of its triage card"
    assert (
        facts["Asked only after others"]
        == "3 after a yes to item 2; 4 after a yes to item 2; 5 after a yes to item 2; 7 after a yes to item 6"
    )
    assert facts["Plain when it stands alone, being about any time"] == "item 6, where 7 is a no"
    assert facts["Told as"].startswith("1 a wish to be dead (past month); 2 thoughts of killing oneself (past month);")
    assert {fact.what: fact.value for fact in instrument_facts(catalogue("ASQ"))}["A refusal"] == "counts as a yes"


def test_a_form_that_is_of_tomorrow_here_is_named_by_its_day_here(catalogue: Catalogue) -> None:
    """Written in another zone: the day there is today, here it is tomorrow."""
    at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    form = score(catalogue("PHQ-9"), TODAY, items=phq9(2))._replace(
        at=at.timestamp(), date="2026-11-24T23:30:00Z", precision="instant"
    )
    facts = brief_facts(history_of(form), catalogue, TODAY, timezone(timedelta(hours=9)))
    (line,) = make_safety(facts)
    assert "on a form dated 25 Nov 2026, after this day." in line.text


def test_an_acknowledgement_is_of_the_day_it_was_given_where_the_brief_is_read() -> None:
    said = Answer(
        1,
        "safety",
        "safety",
        "PHQ-9",
        "b",
        "",
        "Reviewed the safety plan",
        "r",
        datetime(2026, 11, 23, 23, 30, tzinfo=UTC).timestamp(),
        "",
    )
    assert say_answer(said, TODAY, timezone(timedelta(hours=9))) == "Acknowledged 24 Nov: reviewed the safety plan."
    assert say_answer(said, TODAY, UTC) == "Acknowledged 23 Nov: reviewed the safety plan."


@pytest.mark.parametrize(
    ("resource", "answered", "skipped"),
    [("Observation", 1, False), ("Observation", 2, False), ("Observation", 3, True), ("QuestionnaireResponse", 1, True)],
)
def test_one_or_two_answers_sent_alone_are_no_form_on_which_the_others_were_left_out(
    catalogue: Catalogue, resource: str, answered: int, skipped: bool
) -> None:
    phq = catalogue("PHQ-9")
    one = score(phq, ago(4), items=[1] * answered + [None] * (9 - answered))
    said = texts(catalogue, one._replace(origin=ORIGIN._replace(resource_type=resource)))
    assert said == (["PHQ-9 item 9 was not answered on 20 Nov, 4 days ago."] if skipped else [])


def test_two_totals_that_leave_a_least_answer_each_are_no_rise_and_no_fall(catalogue: Catalogue) -> None:
    """Of a PHQ-9 of 25 item 9 is 1 or more, of one of 26 it is 2 or more: both may have been 3."""
    phq = catalogue("PHQ-9")
    rise = (score(phq, ago(7), 25), score(phq, TODAY, 26))
    (said,) = texts(catalogue, *rise)
    assert said.endswith("is 2 at the least, by a total of 26 without its answers, on 24 Nov, at least 1 before.")
    (fall,) = texts(catalogue, score(phq, ago(7), 26), score(phq, TODAY, 25))
    assert fall.endswith("is 1 at the least, by a total of 25 without its answers, on 24 Nov, at least 2 before.")
    assert [say_chip(line) for line in brief_facts(history_of(*rise), catalogue, TODAY).safety] == ["item 9: at least 2"]
    known = (score(phq, ago(7), items=phq9(1)), score(phq, TODAY, 26))
    assert "rose from 1 to 2 at the least" in texts(catalogue, *known)[0]
    assert [say_chip(line) for line in brief_facts(history_of(*known), catalogue, TODAY).safety] == ["item 9: 1 → at least 2"]


def test_a_higher_answer_before_that_only_a_total_tells_is_at_least_that(catalogue: Catalogue) -> None:
    phq = catalogue("PHQ-9")
    (said,) = texts(catalogue, score(phq, ago(30), 26), score(phq, ago(20), items=phq9(0)), score(phq, TODAY, items=phq9(1)))
    assert "it was at least 2 on 25 Oct" in said


@pytest.mark.parametrize(
    ("before", "now", "flags", "words"),
    [
        (None, phq9(1), "", "item 9: 1"),
        (phq9(1), phq9(2), "", "item 9: 1 → 2"),
        (phq9(2), phq9(1), "", "item 9: 2 → 1"),
        (phq9(1), phq9(1), "", "item 9: 1"),
        (phq9(1), phq9(0), "", "item 9: 1"),
        (None, phq9(None), "", "item 9: not answered"),
        (None, phq9(None), "item 9 could not be read: seldom", "item 9: cannot be read"),
    ],
)
def test_a_row_of_the_day_says_a_safety_answer_in_two_or_three_words(
    catalogue: Catalogue, before: tuple[int, ...] | None, now: tuple[int | None, ...], flags: str, words: str
) -> None:
    phq = catalogue("PHQ-9")
    forms = [score(phq, ago(7), items=before)] if before else []
    found = brief_facts(history_of(*forms, score(phq, TODAY, items=now)._replace(flags=flags)), catalogue, TODAY).safety
    assert [say_chip(line) for line in found] == [words]


def test_of_two_safety_plans_of_a_day_and_of_a_month_the_one_with_a_day_is_told(catalogue: Catalogue) -> None:
    facts = tuple(
        ClinicalFact("plan", 1, "Safety plan", "", "active", 0.0, day, "", ORIGIN) for day in ("2026-11", "2026-03-01")
    )
    (line,) = lines(catalogue, score(catalogue("PHQ-9"), ago(2), items=phq9(1)), facts=facts)
    assert "Safety plan on file, 1 Mar, " in line.text
