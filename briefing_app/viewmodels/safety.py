"""The words of safety lines: the answer with its date, never a level made up here, never a directive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, tzinfo

from briefing_app.domain.client import ENTERED, Answer, Origin
from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.periods import dated, local_time, say_age, say_date
from briefing_app.domain.safety import URGENT_DAYS, SafetyLine
from briefing_app.domain.safety_finding import SAFETY, Earlier, SafetyFinding, Standing
from briefing_app.services.brief import ENDED, BriefFacts
from briefing_app.viewmodels.decision import take_back_answers
from briefing_app.viewmodels.line import About, Line
from briefing_app.viewmodels.why import Why, cited

PLAN_WORDS = ("safety plan", "crisis plan")
BEFORE = "Safety answers before"
IN_MONTHS = ("past few weeks", "past week", "past month", "past 3 months")


def make_safety(facts: BriefFacts) -> tuple[Line, ...]:
    """All that nobody has acknowledged, each in a line; the rest in one line. The safety plan is named once."""
    shown = [line for line in facts.safety if line.in_block]
    apart = [line for line in shown if line.answer is None or _stands_apart(line, facts.today)]
    together = [line for line in shown if line not in apart]
    lines = [_line(line, facts) for line in apart]
    for index, line in enumerate(lines):
        if line.open:
            lines[index] = replace(line, text=f"{line.text} {_safety_plan(facts)}")
            break
    return (*lines, *([_acknowledged(together, facts)] if together else []))


def make_before(facts: BriefFacts) -> tuple[Line, ...]:
    """What the block names in one line or not any more: acknowledged lines one by one, and older answers."""
    rest = [line for line in facts.safety if not (line.in_block and (line.answer is None or _stands_apart(line, facts.today)))]
    return tuple(replace(_line(line, facts), tone="plain", heading=BEFORE) for line in rest)


def with_before(why: Why, measure: str, before: Sequence[Line]) -> Why:
    """What stands behind a score, with what was answered to safety items of its instrument before."""
    told = [line for line in before if line.about is not None and line.about.measure == measure]
    if not told:
        return why
    inputs = "\n".join(part for part in (why.inputs, f"{BEFORE}:", *(line.text for line in told)) if part)
    sources = (*why.sources, *(source for line in told for source in line.why.sources))
    return replace(why, inputs=inputs, sources=tuple(dict.fromkeys(sources)))


def _stands_apart(line: SafetyLine, today: date) -> bool:
    """An urgent answer keeps its own line for three months, acknowledged or not."""
    return line.urgent and line.day is not None and (today - line.day).days < URGENT_DAYS


def _acknowledged(lines: list[SafetyLine], facts: BriefFacts) -> Line:
    """Those that were acknowledged, in one plain line: how many, and the newest by name."""
    newest = max(lines, key=lambda line: line.day or date.min)
    said = say_answer(newest.answer, facts.today, facts.zone) if newest.answer else ""
    first = f"Acknowledged before: {say_line(newest, facts.today)} {said}"
    if len(lines) > 1:
        first = f"{len(lines)} acknowledged before, the newest: {say_line(newest, facts.today)} {said}"
    why = Why(
        "answers that somebody acknowledged with an action and a reason; each stands in the details",
        "\n".join(line.text for line in (_line(one, facts) for one in lines)),
        tuple(dict.fromkeys(origin for line in lines for origin in _sources(line))),
        decisions=take_back_answers(*dict.fromkeys(line.answer for line in lines if line.answer)),
    )
    return Line("safety", first, why, "plain")


def _line(line: SafetyLine, facts: BriefFacts) -> Line:
    answered = say_answer(line.answer, facts.today, facts.zone) if line.answer else ""
    text = say_line(line, facts.today)
    plain = answered or line.standing is Standing.SINCE or line.lifetime_only
    return Line(
        "safety",
        f"{text} {answered}" if answered else text,
        Why(
            _rule(line, facts),
            "; ".join(_inputs(one) for one in (*line.findings, *line.unanswered)),
            _sources(line),
            _cited(line),
            take_back_answers(*([line.answer] if line.answer else [])),
        ),
        "plain" if plain else "safety" if line.level == SAFETY else "attention",
        about=About("safety", line.level, line.measure.id, line.basis, answered),
    )


def _cited(line: SafetyLine) -> tuple[str, ...]:
    return cited(*dict.fromkeys(one.rule.source for one in line.findings))


def _sources(line: SafetyLine) -> tuple[Origin, ...]:
    told = (*line.findings, *line.unanswered)
    return tuple(dict.fromkeys((*(one.record.origin for one in told), *(origin for one in told for origin in one.beside))))


def say_answer(answer: Answer, today: date, zone: tzinfo | None = None) -> str:
    """``Acknowledged 12 Nov by A. Clinician: asked about it, plan reviewed.``"""
    day = local_time(answer.at, zone).date()
    by = f" by {answer.by}" if answer.by else ""
    return f"Acknowledged {say_date(day, today)}{by}: {answer.action.lower()}."


def say_line(line: SafetyLine, today: date) -> str:
    """A safety line without what was done about it."""
    if line.standing is Standing.UNREAD:
        return _unread(line, today)
    if line.standing is Standing.SKIPPED:
        return _skipped(line, today)
    if line.standing is Standing.SINCE:
        return _since(line, today)
    if any(one.rule.names for one in line.findings):
        return _named(line, today)
    return _one(line.findings[0], today) if len(line.findings) == 1 else _several(line, today)


def say_chip(line: SafetyLine) -> str:
    """A safety line in the two or three words that a row of the day has room for."""
    first = line.findings[0]
    what = f"item {first.item}" if first.item else line.measure.short
    if line.standing in (Standing.UNREAD, Standing.SKIPPED):
        return f"{what}: {line.standing.value}"
    if first.item in first.rule.names:
        chosen = next((one for one in line.findings if one.urgent), first)
        return f"{line.measure.short}: {chosen.rule.names[chosen.item].removeprefix('a ')}"
    exact = not first.at_least and not first.before_at_least
    moved = first.rose or (exact and first.before is not None and first.before != first.value)
    arrow = f"{first.before} → " if moved and line.standing is Standing.POSITIVE else ""
    return f"{what}: {arrow}{'at least ' if first.at_least else ''}{first.value}"


# -- where there is no answer


def _unread(line: SafetyLine, today: date) -> str:
    parts = [f"{_what(one)} cannot be read (“{one.words}”)" for one in line.findings]
    return (
        f"{line.measure.short} {_listed(parts)}, {_on(line, today) if line.day else _undated(line.findings[0])}: see the form."
    )


def _skipped(line: SafetyLine, today: date) -> str:
    what = _listed([_what(one) + (f" ({one.words})" if one.words else "") for one in line.findings])
    verb = "was" if len(line.findings) == 1 else "were"
    return f"{line.measure.short} {what} {verb} not answered on {_on(line, today)}."


def _what(finding: SafetyFinding) -> str:
    """What an item is called: by name where it has one, else by number."""
    name = finding.rule.names.get(finding.item)
    if name is None:
        return f"item {finding.item}" if finding.item else "total"
    window = _window(finding)
    return f"{name} ({window})" if window else name


# -- one item by its number


def _one(finding: SafetyFinding, today: date) -> str:
    measure = finding.measure
    what = f"{item_words(measure, finding.item)}{_label(measure, finding.item)}"
    value = _value(finding)
    if finding.day is None:
        return f"{what} is {value} {_undated(finding)}."
    on, age = say_date(finding.day, today), (today - finding.day).days
    tail = _also(finding, today)
    if age > LONG_AGO:
        return f"{what} was {value} on {on}, {say_age(age)}, {_not_since(finding)}{tail}."
    if finding.before is None:
        return f"{what} is {value} on {on}{_aged(age)}{tail}."
    if finding.rose:
        fell = ", while the total fell" if finding.total_fell else ""
        return f"{what} rose from {finding.before} to {value} on {on}{_aged(age)}{fell}{tail}."
    return f"{what} is {value} on {on}{_aged(age)}, {_before(finding)} before{tail}."


def _before(finding: SafetyFinding) -> str:
    return f"{'at least ' if finding.before_at_least else ''}{finding.before}"


def _value(finding: SafetyFinding) -> str:
    """The answer with its words; where the total alone is known, the least that it leaves."""
    if finding.at_least:
        return f"{finding.value} at the least, by a total of {finding.record.score:g} without its answers,"
    return f"{finding.value}{_answer_words(finding.measure, finding.value)}"


LONG_AGO = 30  # days after which an answer is told in the past tense


def _aged(age: int) -> str:
    return f", {say_age(age)}" if age > 1 else ""


def _undated(finding: SafetyFinding) -> str:
    date_words = finding.record.date
    if finding.record.day and "future" in finding.record.flags:
        return f"on a form dated {date_words[:10]}, in the future"
    if finding.ahead is not None:
        return f"on a form dated {dated(finding.ahead)}, after this day"
    return f"on a form dated {date_words}" if date_words else "on a form without a date"


def _not_since(finding: SafetyFinding) -> str:
    return "no newer answer on file" if finding.newer_form else "not asked since"


def _also(finding: SafetyFinding, today: date) -> str:
    """What another form of the same day says, what was answered higher before, and positive answers that came in late."""
    parts = [f"another form of that day says {finding.lower}"] if finding.lower is not None else []
    parts += [f"it was {_earlier(finding.higher, today)}"] if finding.higher is not None else []
    parts += [f"came in since: {_earlier(one, today)}" for one in finding.late]
    return "".join(f"; {part}" for part in parts)


def _earlier(one: Earlier, today: date) -> str:
    return f"{'at least ' if one.at_least else ''}{one.value} on {say_date(one.day, today)}"


def _since(line: SafetyLine, today: date) -> str:
    """``was 2 on 3 Sep, 0 since``; of a screen what was answered yes, and no since."""
    first = line.findings[0]
    parts = []
    if named := [one for one in line.findings if one.item in one.rule.names]:
        parts.append(f"{line.measure.short}: yes to {_listed(_names(named))} on {_on(line, today)}; no {_newest(line, today)}")
    for one in (one for one in line.findings if one not in named):
        after = f"{one.newest_value} since" if one.all_same else f"{one.newest_value} on {_day(one.newest_day, today)}"
        was = f"{item_words(line.measure, one.item)} was {'at least ' if one.at_least else ''}{one.value} on {_day(one.day, today)}"
        parts.append(f"{was}, {after}{_also(one, today) if len(line.findings) > 1 else ''}")
    newest = f" (newest {_day(first.newest_day, today)})" if first.all_same and len(named) < len(line.findings) else ""
    tail = _also(first, today) if len(line.findings) == 1 and not named else _also_named(named, today)
    return f"{'; '.join(parts)}{newest}{tail}."


def _newest(line: SafetyLine, today: date) -> str:
    newest = max((one.newest_day for one in line.findings if one.newest_day), default=None)
    return f"on {_day(newest, today)}"


def _several(line: SafetyLine, today: date) -> str:
    """Items of one form together: ``CORE-OM: safety items 6 (1) and 16 (2) on 3 Nov.``"""
    parts = [
        f"{one.item or 'total'} ({'at least ' if one.at_least else ''}{one.value}{_also(one, today)})" for one in line.findings
    ]
    age = (today - line.day).days if line.day else 0
    old = f", {_not_since(line.findings[0])}" if age > LONG_AGO else ""
    return f"{line.measure.short}: safety items {_listed(parts)} on {_on(line, today)}{old}."


# -- by name


def _named(line: SafetyLine, today: date) -> str:
    """A screen in words: what was answered yes and about which time, what was not answered, nothing that was not said."""
    if line.lifetime_only:
        names = _listed([one.rule.names.get(one.item, f"item {one.item}") for one in line.findings])
        return f"{line.measure.short}: {names} in the past, stated {_on(line, today)}."
    old = line.day is not None and (today - line.day).days > LONG_AGO
    when = f"{_on(line, today)}, {_not_since(line.findings[0])}" if old else _on(line, today)
    told = [one for one in line.findings if not _told_by_another(one, line.findings)]
    urgent = [one for one in told if one.urgent and not _refused(one)]
    others = [one for one in told if not one.urgent and not _refused(one) and one.rule.names]
    yes = "said yes to" if old else "yes to"
    parts = [f"{yes} {_listed(_names(urgent))}, {urgent[0].rule.urgent_words}"] if urgent else []
    parts += [f"{'also ' if urgent else ''}{yes} {_listed(_names(others))}"] if others else []
    parts += [f"item {one.item} is {one.value}" for one in told if not one.rule.names]
    refused = [_what(one) for one in told if _refused(one)]
    parts += [f"would not answer: {_listed(refused)}; this counts as a yes"] if refused else []
    skipped = [_what(one) for one in line.unanswered if one.standing is Standing.SKIPPED]
    parts += [f"not answered: {_listed(skipped)}"] if skipped else []
    parts += [f"{_what(one)} cannot be read (“{one.words}”)" for one in line.unanswered if one.standing is Standing.UNREAD]
    return f"{line.measure.short}, {when}: {'; '.join(parts)}{_also_named(line.findings, today)}."


def _also_named(findings: Sequence[SafetyFinding], today: date) -> str:
    """Of questions with a name: a no on another form of the same day, and a yes that came in after the acknowledgement."""
    named = [one for one in findings if one.item in one.rule.names]
    apart = [_what(one) for one in named if one.lower is not None]
    parts = [f"another form of that day says no to {_listed(apart)}"] if apart else []
    parts += [f"came in since: yes to {_what(one)} on {say_date(late.day, today)}" for one in named for late in one.late]
    return "".join(f"; {part}" for part in parts)


def _told_by_another(finding: SafetyFinding, findings: Sequence[SafetyFinding]) -> bool:
    """Something at any time, where the same is answered with yes for lately."""
    return finding.rule.lifetime.get(finding.item, 0) in {one.item for one in findings}


def _refused(finding: SafetyFinding) -> bool:
    return finding.rule.refusal and bool(finding.words)


def _names(findings: Sequence[SafetyFinding]) -> list[str]:
    """Names by the time that they are about; a time before today counts from the day of the form, which is named."""
    by_window: dict[str, list[str]] = {}
    for one in findings:
        by_window.setdefault(_window(one), []).append(one.rule.names.get(one.item, f"item {one.item}"))
    return [f"{_listed(list(dict.fromkeys(names)))}{f' ({window})' if window else ''}" for window, names in by_window.items()]


def _window(finding: SafetyFinding) -> str:
    words = next((words for words, items in finding.rule.windows.items() if finding.item in items), "")
    if words in IN_MONTHS and finding.day is not None:
        return f"{words}, counted from {dated(finding.day)}"
    return words


def _on(line: SafetyLine, today: date) -> str:
    if line.day is None:
        return _undated(line.findings[0]).removeprefix("on ")
    age = (today - line.day).days
    return f"{say_date(line.day, today)}{_aged(age)}"


def _day(day: date | None, today: date) -> str:
    return say_date(day, today) if day is not None else "an unknown day"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def item_words(measure: Measure, item: int) -> str:
    """An item of a measure, or its total for item 0."""
    return f"{measure.short} item {item}" if item else f"{measure.short} total"


def _label(measure: Measure, item: int) -> str:
    return f" ({measure.item_label(item).lower()})" if measure.item_labels and item else ""


def _answer_words(measure: Measure, value: int) -> str:
    words = next((words for words, number in measure.answers.get("words", {}).items() if number == value), "")
    if not words and measure.method is Method.NONE and measure.item_range == (0, 1):
        return " (yes)" if value else " (no)"
    return f" (“{words}”)" if words and measure.ship_text == "yes" else ""


# -- why


def _rule(line: SafetyLine, facts: BriefFacts) -> str:
    rule = line.findings[0].rule
    items = ", ".join(line.measure.item_name(one.item) for one in line.findings if one.item) or "total"
    if line.standing in (Standing.UNREAD, Standing.SKIPPED):
        return f"{line.measure.id}, {items}: what was not read or not answered is not a no"
    stays = f"a positive newest answer stays; after a no it stays for {facts.rules.look_back_days} days, then in the details for 2 years"
    return f"{line.measure.id}, {items}: {rule.min} or more, whatever the total is; {stays}; another instrument's no does not clear it"


def _inputs(finding: SafetyFinding) -> str:
    if finding.standing in (Standing.UNREAD, Standing.SKIPPED):
        return f"{finding.measure.item_name(finding.item)}: {finding.words or 'no answer'}" + (
            f" on {dated(finding.day)}" if finding.day else ""
        )
    before = f"{_before(finding)} on {dated(finding.before_day)}" if finding.before_day else "no earlier answer"
    what = finding.measure.item_name(finding.item) if finding.item else "total"
    when = f" on {dated(finding.day)}" if finding.day else ""
    value = f"at least {finding.value} by the total" if finding.at_least else finding.words or finding.value
    return f"{what}: {value}{when}; before: {before}"


def _safety_plan(facts: BriefFacts) -> str:
    """Whether one is on file, the newest in force first, with its day as far as that is known; of one that ended that it did."""
    plans = [fact for fact in facts.facts("plan", "note") if any(words in fact.title.lower() for words in PLAN_WORDS)]
    if not plans:
        return "A safety plan is not in your files."
    newest = max(plans, key=lambda fact: (fact.status not in ENDED and not facts.is_over(fact), len(fact.day) == 10, fact.day))
    ended = newest.status if newest.status in ENDED else "ended" if facts.is_over(newest) else ""
    # one that was typed is said to lie where the clinician has it
    place = f" ({newest.detail})" if newest.origin.resource_type == ENTERED and newest.detail else ""
    named = f"Safety plan on file{place}{f', {ended}' if ended else ''}"
    if len(newest.day) != 10:
        return f"{named}, {newest.day or 'its date not recorded'}."
    day = date.fromisoformat(newest.day)
    return f"{named}, {say_date(day, facts.today)}, {say_age((facts.today - day).days)}."
