"""The words of safety lines: the answer with its date, never a level made up here, never a directive."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.client import Answer, Origin
from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.periods import dated, local_time, say_age, say_date
from briefing_app.domain.safety import SAFETY, SafetyFinding, SafetyLine
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.line import About, Line
from briefing_app.viewmodels.why import Why, cited

PLAN_WORDS = ("safety plan", "crisis plan")


def make_safety(facts: BriefFacts) -> tuple[Line, ...]:
    """One line for each measure with a positive safety item in view; the safety plan is named once."""
    lines = [_line(line, facts) for line in facts.safety]
    for index, line in enumerate(lines):
        if line.open:
            lines[index] = Line(line.kind, f"{line.text} {_safety_plan(facts)}", line.why, line.tone, line.heading, line.about)
            break
    return tuple(lines)


def _line(line: SafetyLine, facts: BriefFacts) -> Line:
    first = line.findings[0]
    answered = say_answer(line.answer, facts.today) if line.answer else ""
    text = _one(first, facts.today) if len(line.findings) == 1 else _several(line.findings, facts.today)
    tone = "plain" if answered else "safety" if line.level == SAFETY else "attention"
    return Line(
        "safety" if line.level == SAFETY else "review",
        f"{text} {answered}" if answered else text,
        Why(
            _rule(line, facts),
            "; ".join(_inputs(one) for one in line.findings),
            _sources(line),
            cited(line.findings[0].rule.source),
        ),
        tone,
        about=About("safety", line.level, line.measure.id, line.basis, answered),
    )


def _sources(line: SafetyLine) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(one.record.origin for one in line.findings))


def say_answer(answer: Answer, today: date) -> str:
    """``Acknowledged 12 Nov by A. Clinician: asked about it, plan reviewed.``"""
    day = local_time(answer.at, None).date()
    by = f" by {answer.by}" if answer.by else ""
    return f"Acknowledged {say_date(day, today)}{by}: {answer.action.lower()}."


def _one(finding: SafetyFinding, today: date) -> str:
    measure = finding.measure
    on = say_date(finding.day, today)
    what = f"{item_words(measure, finding.item)}{_named(measure, finding.item)}"
    value = f"{finding.value}{_answer_words(measure, finding.value)}"
    if finding.newest_day > finding.day:
        return f"{what} was {value} on {on}; {finding.newest_value} on {say_date(finding.newest_day, today)}."
    if finding.before is None:
        return f"{what} is {value} on {on}."
    if finding.value > finding.before:
        fell = ", while the total fell" if finding.total_fell else ""
        return f"{what} rose from {finding.before} to {value} on {on}{fell}."
    return f"{what} is {value} on {on}, {finding.before} before."


def _several(findings: tuple[SafetyFinding, ...], today: date) -> str:
    """Items of one form together: ``C-SSRS-SCREEN: yes to items 1, 2 and 4 on 3 Nov.``"""
    measure = findings[0].measure
    days = {finding.day for finding in findings}
    yes_no = measure.item_range == (0, 1)
    parts = [
        f"{finding.item}" + ("" if yes_no else f" ({finding.value})") + ("" if len(days) == 1 else f" on {say_date(finding.day, today)}")
        for finding in sorted(findings, key=lambda finding: finding.item)
    ]  # fmt: skip
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    verb = "yes to items" if yes_no else "safety items"
    on = f" on {say_date(findings[0].day, today)}" if len(days) == 1 else ""
    return f"{measure.short}: {verb} {listed}{on}."


def item_words(measure: Measure, item: int) -> str:
    return f"{measure.short} item {item}" if item else f"{measure.short} total"


def _named(measure: Measure, item: int) -> str:
    return f" ({measure.item_label(item).lower()})" if measure.item_labels and item else ""


def _answer_words(measure: Measure, value: int) -> str:
    words = next((words for words, number in measure.answers.get("words", {}).items() if number == value), "")
    if not words and measure.method is Method.NONE and measure.item_range == (0, 1):
        return " (yes)" if value else " (no)"
    return f" (“{words}”)" if words and measure.ship_text == "yes" else ""


def _rule(line: SafetyLine, facts: BriefFacts) -> str:
    rule = line.findings[0].rule
    items = ", ".join(str(one.item) for one in line.findings if one.item) or "total"
    stays = "it stays until somebody acknowledges it with an action and a reason"
    return (
        f"{line.measure.id} item {items} at {rule.min} or more in the last {facts.rules.look_back_days} days,"
        f" whatever the total is; {stays}"
    )


def _inputs(finding: SafetyFinding) -> str:
    before = (
        "no earlier answer"
        if finding.before is None
        else f"{finding.before} on {dated(finding.before_day)}"
        if finding.before_day
        else str(finding.before)
    )
    return f"item {finding.item}: {finding.value} on {dated(finding.day)}; before: {before}"


def _safety_plan(facts: BriefFacts) -> str:
    plans = [fact for fact in facts.facts("plan", "note") if any(words in fact.title.lower() for words in PLAN_WORDS)]
    dated = [fact for fact in plans if len(fact.day) == 10]
    if not plans:
        return "No safety plan in the export."
    if not dated:
        return "Safety plan on file, its date not recorded."
    day = date.fromisoformat(max(fact.day for fact in dated))
    return f"Safety plan on file, {say_date(day, facts.today)}, {say_age((facts.today - day).days)}."
