"""The words of the not-on-track rules, of silence, and of what to check first. Rules and arithmetic, never a verdict."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.client import Origin
from briefing_app.domain.course import Point
from briefing_app.domain.periods import dated, say_date
from briefing_app.domain.published import Cut
from briefing_app.domain.review import ALLIANCE, Signal
from briefing_app.domain.rules import Rule
from briefing_app.domain.safety import newest_positive
from briefing_app.domain.talking_therapies import PairedOutcome
from briefing_app.services.brief import BriefFacts, Reviewed
from briefing_app.viewmodels.line import About, Line
from briefing_app.viewmodels.safety import say_answer
from briefing_app.viewmodels.why import Why, cited

HEADING = "For review"
CHECKED_FOR = (Rule.WORSE_THAN_START, Rule.WORSE_THAN_BEST, Rule.NO_IMPROVEMENT)
RECENT_DAYS = 90
PAIRED_SOURCES = ("cbtwatch.com", "fingertips.phe.org.uk", "the clauses on the other measure are unverified")
RULE_NAMES = {
    Rule.WORSE_THAN_START: "Reliably worse than at the start",
    Rule.WORSE_THAN_BEST: "Reliably worse than the best so far",
    Rule.CROSSED_UPWARD: "Crossed the cut-off",
    Rule.NO_IMPROVEMENT: "No reliable improvement",
    Rule.ALLIANCE_DROP: "Alliance lower",
    Rule.NOT_MEASURED: "Not measured",
}
RULE_WORDS = {
    Rule.WORSE_THAN_START: "latest worse than the baseline by the reliable change or more",
    Rule.WORSE_THAN_BEST: "latest worse than the best score so far by the reliable change or more",
    Rule.CROSSED_UPWARD: "the score before was below the cut-off, the latest is at or beyond it",
    Rule.NO_IMPROVEMENT: "from the set session on, better than the baseline by less than the reliable change; for review, not failing",
    Rule.ALLIANCE_DROP: "an alliance score at its cut-off, or its mean item lower by the set amount",
    Rule.NOT_MEASURED: "no score for longer than the set number of cadences, or in the last attended sessions",
}


def make_review(facts: BriefFacts) -> list[Line]:
    """One line a rule and measure; what is late stands with what is due."""
    return [_line(one, facts) for one in facts.review if one.signal.rule is not Rule.NOT_MEASURED]


def _line(one: Reviewed, facts: BriefFacts) -> Line:
    signal = one.signal
    answered = say_answer(one.answer, facts.today) if one.answer else ""
    text = f"{signal.measure.short}, {RULE_NAMES[signal.rule].lower()}: {say_signal(signal)}"
    return Line(
        "review",
        f"{text}. {answered}" if answered else text,
        why_of(signal),
        "plain" if answered else "attention",
        HEADING,
        about_of(one, facts.today),
    )


def say_signal(signal: Signal) -> str:
    """The scores that a rule rests on and what it takes, in words: ``52 at the start, 41 now; 15 lower would be reliable``."""
    measure, scores = signal.measure, [f"{point.score:g}" for point in signal.points if point.score is not None]
    first, last = scores[0], scores[-1]
    change = measure.reliable_change
    needed = f"{change.value:g}" if change is not None else ""
    if signal.rule is Rule.NO_IMPROVEMENT:
        return (
            f"{first} at the start, {last} now; {needed} {'higher' if measure.higher_is_better else 'lower'} would be reliable"
        )
    if signal.rule in (Rule.WORSE_THAN_START, Rule.WORSE_THAN_BEST):
        return f"{first} then, {last} now; a change of {needed} is reliable"
    if signal.rule is Rule.CROSSED_UPWARD and measure.outcome_caseness is not None:
        return f"{first} before, {last} now; the cut-off is {_say_cut(measure.outcome_caseness)}"
    if measure.caseness is not None:
        return f"{last} now; the cut-off is {_say_cut(measure.caseness)}"
    return f"{first} before, {last} now, over {measure.items} items"


def _say_cut(cut: Cut) -> str:
    return f"{cut.min:g} or more" if cut.min is not None else f"{cut.max:g} or less"


def why_of(signal: Signal) -> Why:
    inputs = "; ".join(f"{point.score:g} on {dated(point.day)}" for point in signal.points if point.score is not None)
    return Why(
        f"{RULE_NAMES[signal.rule]}: {RULE_WORDS[signal.rule]}",
        f"{inputs}: {signal.arithmetic}",
        tuple(dict.fromkeys(point.record.origin for point in signal.points)),
        cited(_source(signal)),
    )


def _source(signal: Signal) -> str:
    measure = signal.measure
    if signal.rule in (Rule.WORSE_THAN_START, Rule.WORSE_THAN_BEST, Rule.NO_IMPROVEMENT) and measure.reliable_change:
        return measure.reliable_change.source
    if signal.rule is Rule.CROSSED_UPWARD and measure.outcome_caseness:
        return measure.outcome_caseness.source
    if signal.rule is Rule.ALLIANCE_DROP and measure.caseness:
        return measure.caseness.source
    return measure.cadence_source


def about_of(one: Reviewed, today: date) -> About:
    signal = one.signal
    answered = say_answer(one.answer, today) if one.answer else ""
    return About("review", signal.rule.value, signal.measure.id, signal.basis, answered)


def make_silence(facts: BriefFacts) -> list[Line]:
    """What is late, missed and unheard of, in one line, when together it means that nobody knows."""
    found = facts.engagement
    if not found.unknown:
        return []
    gone = found.missed_check_ins
    parts = [f"no score for {found.days_since_score} days ({gone} {'check-in' if gone == 1 else 'check-ins'} missed)"]
    missed = len(found.missed_in_a_row)
    if missed:
        parts.append("the last appointment not kept" if missed == 1 else f"the last {missed} appointments not kept")
    if found.days_since_contact is not None:
        parts.append(f"last contact {found.days_since_contact} days ago")
    safety = newest_positive(facts.safety)
    parts.append(f"last positive safety item {say_date(safety, facts.today)}" if safety else "no positive safety item in view")
    sources = [one.points[-1].record.origin for one in found.late]
    sources += [meeting.origin for _, meeting in found.missed_in_a_row]
    rule = (
        "every measure in use is late, and the newest appointment did not take place or there was no contact"
        f" for more than {facts.rules.silent_days} days (product rule)"
    )
    text = f"We do not know how this client is: {', '.join(parts)}."
    return [Line("silence", text, Why(rule, found.arithmetic, tuple(sources)), "attention", "Silence")]


def make_paired(facts: BriefFacts) -> list[Line]:
    """PHQ-9 and GAD-7 together, by the rules of NHS Talking Therapies."""
    if facts.paired is None:
        return []
    chosen = [one for one in facts.courses if one.measure.id in ("PHQ-9", "GAD-7")]
    inputs = "; ".join(
        f"{one.measure.id} {one.from_baseline.first:g} to {one.from_baseline.last:g}" for one in chosen if one.from_baseline
    )
    rule = (
        "caseness is PHQ-9 ≥ 10 or GAD-7 ≥ 8 at the start; recovery is both below at the end; reliable is 6 and 4 points, the other"
        " measure not reliably the other way"
    )
    sources = tuple(point.record.origin for one in chosen for point in (one.baseline, one.latest) if point)
    text = f"PHQ-9 and GAD-7 together: {say_paired(facts.paired)}."
    return [Line("change", text, Why(rule, inputs, sources, PAIRED_SOURCES), "plain", "Since the start")]


def say_paired(outcome: PairedOutcome) -> str:
    if outcome.reliable_recovery:
        return "reliable recovery"
    if outcome.recovery:
        return "recovery, the change not reliable"
    if outcome.reliable_deterioration:
        return "reliable deterioration"
    started = "" if outcome.caseness else "; below both cut-offs at the start"
    return ("reliable improvement" if outcome.reliable_improvement else "no reliable change") + started


def make_checks(facts: BriefFacts) -> tuple[Line, ...]:
    """What to check first when a measure does not improve: each topic with what is known of it, and "not recorded" where nothing is."""
    if not any(one.signal.rule in CHECKED_FOR and one.answer is None for one in facts.review):
        return ()
    return (
        _alliance(facts),
        _fact_check("Motivation", facts, ("motivation", "readiness", "stage of change")),
        _fact_check("Support", facts, ("support", "isolation", "lives alone", "family", "housing")),
        _fact_check(
            "Life events", facts, ("bereavement", "divorce", "separation", "unemploy", "job loss", "death of", "event")
        ),
        _medication(facts),
        _attendance(facts),
    )


def _check(topic: str, words: str, rule: str, points: tuple[Point, ...] = (), sources: tuple[Origin, ...] = ()) -> Line:
    origins = tuple(point.record.origin for point in points) + sources
    return Line("check", f"{topic}: {words}", Why(rule, "", origins), "plain", "What to check first")


def _alliance(facts: BriefFacts) -> Line:
    courses = [one for one in facts.courses if one.measure.domain == ALLIANCE and one.latest and one.latest.score is not None]
    rule = "the newest score of an alliance measure"
    if not courses:
        return _check("Alliance", "no alliance measure on file", rule)
    one = max(courses, key=lambda one: one.latest.day if one.latest else date.min)
    latest = one.latest
    if latest is None or latest.score is None:
        return _check("Alliance", "no alliance measure on file", rule)
    before = f", {one.previous.score:g} before" if one.previous and one.previous.score is not None else ""
    return _check(
        "Alliance", f"{one.measure.short} {latest.score:g} on {say_date(latest.day, facts.today)}{before}", rule, (latest,)
    )


def _fact_check(topic: str, facts: BriefFacts, words: tuple[str, ...]) -> Line:
    oldest = date.fromordinal(facts.today.toordinal() - RECENT_DAYS).isoformat()
    found = [
        fact
        for fact in facts.facts("condition", "flag", "task")
        if oldest <= fact.day <= facts.today.isoformat() and any(word in fact.title.lower() for word in words)
    ]
    rule = f"conditions, flags and tasks of the last {RECENT_DAYS} days with words such as {', '.join(words[:3])}"
    if not found:
        return _check(topic, "not recorded", rule)
    newest = max(found, key=lambda fact: fact.day)
    return _check(topic, f"{newest.title}, {say_date(date.fromisoformat(newest.day), facts.today)}", rule, (), (newest.origin,))


def _medication(facts: BriefFacts) -> Line:
    oldest = date.fromordinal(facts.today.toordinal() - RECENT_DAYS).isoformat()
    recent = [fact for fact in facts.facts("medication") if oldest <= fact.day <= facts.today.isoformat()]
    rule = f"medication records of the last {RECENT_DAYS} days"
    if not recent:
        known = "no change recorded" if facts.facts("medication") else "none recorded"
        return _check("Medication", f"{known} in {RECENT_DAYS} days", rule)
    newest = max(recent, key=lambda fact: fact.day)
    words = f"{newest.title} {newest.status}, {say_date(date.fromisoformat(newest.day), facts.today)}"
    return _check("Medication", " ".join(words.split()), rule, (), (newest.origin,))


def _attendance(facts: BriefFacts) -> Line:
    held = facts.attended + facts.missed
    words = f"{facts.attended} of {held} sessions attended" if held else "no earlier session"
    return _check("Attendance", words, "appointments of this episode before today")
