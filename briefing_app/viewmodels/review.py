"""The words of what waits for review: unknown, worse, review points, the alliance. Scores with their dates, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.client import ClinicalFact, Meeting, Origin, Score
from briefing_app.domain.message import is_sent
from briefing_app.domain.periods import dated, local_day, local_time, say_date
from briefing_app.domain.published import Cut
from briefing_app.domain.records import Author
from briefing_app.domain.review import Fall, Signal
from briefing_app.domain.rules import Rule
from briefing_app.domain.taken_back import name_of_score
from briefing_app.services.brief import BriefFacts, Reviewed
from briefing_app.viewmodels.decision import take_back_answers
from briefing_app.viewmodels.line import About, Line, NamedScore
from briefing_app.viewmodels.review_point import review_point_arithmetic, say_review_point
from briefing_app.viewmodels.safety import say_answer
from briefing_app.viewmodels.silence import say_unknown
from briefing_app.viewmodels.why import Why, cited
from briefing_app.viewmodels.worse import say_days, say_repeat, say_scores, say_worse, worse_arithmetic

HEADING = "For review"
TOLD = "Since the start"  # of what asks nothing
CHECKED_FOR = (Rule.WORSE, Rule.NO_IMPROVEMENT)
TRAUMA_SOURCES = (
    "rises are common in treatment of trauma: 67 % had one in a sample of CPT, and it did not tell the outcome (psychpd.com.au on Larsen 2020)",
    "15 to 29 % in two trials, with slightly higher scores at the end (doi 10.1016/j.brat.2015.12.009)",
)
RULE_NAMES = {
    Rule.UNKNOWN: "Not known how a client is",
    Rule.WORSE: "Worse",
    Rule.NO_IMPROVEMENT: "Review point",
    Rule.ALLIANCE: "Alliance lower",
    Rule.REPEAT: "Measure to be repeated",
}
RULE_WORDS = {
    Rule.UNKNOWN: "every measure taken at least monthly is late or has no score, appointments were not kept or nothing was heard, and no"
    " session lately; or three appointments in a row not kept, or two and nothing heard for two weeks",
    Rule.WORSE: "both of the last two scores worse than at the start, or than a level that two scores in a row kept, by the measure's own"
    " threshold; or one score by one and a half times that. Where the range ends near, less is enough",
    Rule.NO_IMPROVEMENT: "at the first review point and every eight sessions or sixteen weeks: the last two scores in the clinical range,"
    " as the start was, and their mean better by less than a reliable change; named in two briefs",
    Rule.ALLIANCE: "a score since the last session that came to the cut-off of an alliance measure, or fell again by four; its mean item"
    " lower by the set amount where there is no cut-off; named once",
    Rule.REPEAT: "one score worse by the measure's own threshold: it is due at every session until a score four days later answers it",
}


def make_review(facts: BriefFacts) -> list[Line]:
    """One line a problem that waits, then what is over, what stands aside, and a review point that is half passed."""
    shown = [one for one in facts.review if one.signal.rule is not Rule.REPEAT]
    waiting = [one for one in shown if one.waits]
    falls = next((one for one in waiting if one.signal.rule is Rule.ALLIANCE), None)
    joined = falls is not None and any(one.signal.rule in CHECKED_FOR for one in waiting)
    lines = []
    for one in waiting:
        if one is falls and joined:
            continue
        clause = (
            _falls_clause(falls.signal.falls, facts.today)
            if falls is not None and joined and one.signal.rule in CHECKED_FOR
            else ""
        )
        lines.append(_line(one, facts, clause))
    lines += [replace(_line(one, facts), kind="outcome", heading=TOLD) for one in shown if not one.signal.attention]
    return [*lines, *_no_longer(facts), *_aside(facts)]


def _line(one: Reviewed, facts: BriefFacts, clause: str = "") -> Line:
    text = say_signal(one.signal, facts)
    if clause:
        text = f"{text.rstrip('.')}{clause}."
    if one.answer is not None:
        text = f"{text} {_set_aside(one, facts)}"
    about = about_of(one, facts) if one.signal.attention else None
    why = why_of(one.signal)
    if one.signal.rule is Rule.UNKNOWN:
        why = replace(why, sources=tuple(dict.fromkeys((*_last_contact(facts), *why.sources))))
    return Line("review", text, why, "attention" if one.waits else "plain", HEADING, about)


def _last_contact(facts: BriefFacts) -> list[Origin]:
    """The records of the day on which the client was last heard from: sessions held, the client's messages, and forms."""
    day, history = facts.engagement.last_contact, facts.history
    heard: list[Meeting | ClinicalFact | Score] = [
        one for one in history.meetings if one.is_session and outcome(one) is Outcome.HELD
    ]
    heard += [one for one in history.facts if is_sent(one) and one.author == Author.CLIENT.value]
    heard += [one for found in history.scores.values() for one in found]
    return [
        one.origin
        for one in heard
        if day is not None and local_day(one.at or None, one.day if len(one.day) == 10 else "", facts.zone) == day
    ]


def _set_aside(one: Reviewed, facts: BriefFacts) -> str:
    if one.answer is None:
        return ""
    on = say_date(local_time(one.answer.at, facts.zone).date(), facts.today)
    return f"Set aside {on}: {one.answer.action[0].lower()}{one.answer.action[1:]}."


def say_signal(signal: Signal, facts: BriefFacts) -> str:
    """A signal as its line says it, with the scores it rests on."""
    if signal.rule is Rule.UNKNOWN:
        return say_unknown(signal, facts)
    if signal.rule is Rule.WORSE:
        return say_worse(signal.worse, facts.today)
    if signal.rule is Rule.NO_IMPROVEMENT:
        return say_review_point(signal, facts.today, facts.session.number if facts.session is not None else None)
    if signal.rule is Rule.ALLIANCE:
        return f"{'; '.join(_say_fall(fall, facts.today) for fall in signal.falls)}."
    return say_repeat(signal.worse[0], facts)


def review_chip(signal: Signal, facts: BriefFacts) -> str:
    """A signal in a few words, for a rail or a tile."""
    if signal.rule is Rule.UNKNOWN:
        days = facts.engagement.days_since_contact(facts.today)
        return "never heard from" if days is None else f"not heard from for {days} days"
    if signal.rule is Rule.NO_IMPROVEMENT:
        return "review point"
    return f"{', '.join(signal.measures)} {'worse' if signal.rule is Rule.WORSE else 'lower'}"


def _no_longer(facts: BriefFacts) -> list[Line]:
    lines = []
    for course, before in facts.no_longer_worse:
        latest = course.latest
        if latest is None:
            continue
        text = (
            f"{course.measure.short} {latest.value:g} on {say_date(latest.day, facts.today)}; was worse on"
            f" {say_days([point.day for point in before.tested], facts.today)} ({say_scores(before.tested)})"
        )
        sources = tuple(point.record.origin for point in (latest, *before.tested))
        lines.append(
            Line(
                "outcome",
                text,
                Why(f"{RULE_NAMES[Rule.WORSE]}: it held at the last session and does not any more", "", sources),
                "plain",
                TOLD,
            )
        )
    return lines


def _aside(facts: BriefFacts) -> list[Line]:
    """How many lines an answer keeps aside; each with its answer and until when stands behind it."""
    aside = [one for one in facts.review if one.until is not None and one.answer is not None and one.signal.attention]
    if not aside:
        return []
    each = "; ".join(
        f"{say_signal(one.signal, facts)} {say_answer(one.answer, facts.today, facts.zone)}{_until(one.until)}"
        for one in aside
        if one.answer
    )
    origins = tuple(dict.fromkeys(point.record.origin for one in aside for point in one.signal.points))
    offered = take_back_answers(*(one.answer for one in aside if one.answer))
    why = Why("what was answered stands aside for a time, or until it is another problem", each, origins, decisions=offered)
    return [Line("review", f"{len(aside)} set aside", why, "plain", HEADING)]


def _until(until: date | None) -> str:
    return "" if until is None or until == date.max else f", until {dated(until)}"


def _say_fall(fall: Fall, today: date) -> str:
    before = f", {fall.before.value:g} before" if fall.before is not None else ""
    cut = (
        f"; the cut-off is {_say_cut(fall.measure.caseness)}"
        if fall.measure.caseness is not None
        else f", over {fall.measure.items} items"
    )
    newest = f"; {fall.newest.value:g} on {say_date(fall.newest.day, today)}" if fall.newest is not fall.low else ""
    return f"{fall.measure.short} {fall.low.value:g} on {say_date(fall.low.day, today)}{before}{cut}{newest}"


def _falls_clause(falls: Sequence[Fall], today: date) -> str:
    return "".join(f"; {fall.measure.short} {fall.newest.value:g} on {say_date(fall.newest.day, today)}" for fall in falls)


def _say_cut(cut: Cut) -> str:
    return f"{cut.min:g} or more" if cut.min is not None else f"{cut.max:g} or less"


def why_of(signal: Signal) -> Why:
    """The rule in words, its arithmetic, the records it rests on and the sources of its numbers."""
    inputs = [worse_arithmetic(one) for one in signal.worse] + [
        review_point_arithmetic(one) for one in (*signal.stuck, *signal.moved)
    ]
    if signal.silence is not None:
        inputs.append(signal.silence.arithmetic)
    inputs += [f"{fall.measure.short} {fall.low.value:g} on {dated(fall.low.day)}" for fall in signal.falls]
    sources = tuple(dict.fromkeys(point.record.origin for point in signal.points))
    if signal.silence is not None:
        sources += tuple(one.points[-1].record.origin for one in signal.silence.late)
        sources += tuple(meeting.origin for _, meeting in signal.silence.not_kept)
    return Why(
        f"{RULE_NAMES[signal.rule]}: {RULE_WORDS[signal.rule]}",
        "; ".join(inputs),
        tuple(dict.fromkeys(sources)),
        _cited(signal),
    )


def _cited(signal: Signal) -> tuple[str, ...]:
    sources = [one.measure.monitor.source for one in signal.worse if one.measure.monitor is not None]
    sources += [
        one.course.measure.reliable_change.source for one in signal.stuck if one.course.measure.reliable_change is not None
    ]
    sources += [fall.measure.caseness.source for fall in signal.falls if fall.measure.caseness is not None]
    found = tuple(dict.fromkeys(part for source in sources for part in cited(source)))
    trauma = signal.rule is Rule.WORSE and any(one.measure.domain == "ptsd" for one in signal.worse)
    return (*found, *TRAUMA_SOURCES) if trauma else found


def about_of(one: Reviewed, facts: BriefFacts) -> About:
    signal = one.signal
    answered = say_answer(one.answer, facts.today, facts.zone) if one.answer is not None and one.until is not None else ""
    return About(
        "review",
        signal.rule.value,
        " ".join(signal.measures),
        signal.basis,
        answered,
        scores=_named_scores(signal, facts.today),
    )


def _named_scores(signal: Signal, today: date) -> tuple[NamedScore, ...]:
    """The scores of a line that somebody may say are wrong, newest first; of silence there are none to name."""
    if signal.rule is Rule.UNKNOWN:
        return ()
    found = sorted(signal.points, key=lambda point: (point.day, point.record.at), reverse=True)
    return tuple(
        NamedScore(
            point.record.measure,
            name_of_score(point.record),
            f"{point.record.measure} {point.value:g} on {say_date(point.day, today)}",
        )
        for point in found
    )


def with_take_back(why: Why, one: Reviewed) -> Why:
    """What stands behind a line, with the offer to take its answer back while that holds."""
    return replace(why, decisions=take_back_answers(one.answer)) if one.answer is not None and one.until is not None else why
