"""The words of what waits for review: unknown, worse, review points, the alliance. Scores with their dates, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.client import ClinicalFact, Meeting, Origin, Score
from briefing_app.domain.course import Course, Point
from briefing_app.domain.measure import Measure
from briefing_app.domain.message import is_sent, sent_on
from briefing_app.domain.periods import MONTHS, dated, local_day, local_time, say_date
from briefing_app.domain.progress import Progress, is_better
from briefing_app.domain.published import Cut
from briefing_app.domain.records import Author
from briefing_app.domain.review import Fall, Signal
from briefing_app.domain.rules import Rule
from briefing_app.domain.safety import newest_positive, positive_without_day
from briefing_app.domain.taken_back import name_of_score
from briefing_app.domain.talking_therapies import GAD7_CASENESS, GAD7_RELIABLE, PairedOutcome
from briefing_app.domain.worse import ALLIANCE, Kind, Reference, Worse, start_of_course
from briefing_app.services.brief import BriefFacts, Reviewed
from briefing_app.viewmodels.attendance import noun_of, say_attendance
from briefing_app.viewmodels.attendance import why_of as attendance_why
from briefing_app.viewmodels.decision import take_back_answers
from briefing_app.viewmodels.fact import day_words
from briefing_app.viewmodels.line import About, Line, NamedScore
from briefing_app.viewmodels.safety import say_answer
from briefing_app.viewmodels.why import Why, cited

HEADING = "For review"
TOLD = "Since the start"  # of what asks nothing
CHECKED_FOR = (Rule.WORSE, Rule.NO_IMPROVEMENT)
RECENT_DAYS = 90
PAIRED_SOURCES = ("cbtwatch.com", "fingertips.phe.org.uk", "the clauses on the other measure are unverified")
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
        return _say_unknown(signal, facts)
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


# -- worse


def say_worse(found: Sequence[Worse], today: date) -> str:
    """All measures of the rule in one sentence for two scores, and one for a single score."""
    twice = [one for one in found if one.kind is not Kind.FAST]
    once = [one for one in found if one.kind is Kind.FAST]
    said = []
    if twice:
        said.append(f"Worse in the last two scores: {'; '.join(_say_two(one, twice[0], today) for one in twice)}.")
    if once:
        parts = "; ".join(
            f"{one.measure.short} {one.tested[0].value:g} on {say_date(one.tested[0].day, today)} after {_scores(one.reference.points)}"
            for one in once
        )
        said.append(f"Much worse in one score: {parts}; repeat {'it' if len(once) == 1 else 'them'}.")
    return " ".join(said)


def _say_two(one: Worse, first: Worse, today: date) -> str:
    """The dates are said of the first measure, and of another where they differ."""
    days = [point.day for point in one.tested]
    same = one is not first and days == [point.day for point in first.tested]
    on = "" if same else f" ({say_days(days, today)})"
    since = "" if same else f" {say_when([point.day for point in one.reference.points], today)}"
    return f"{one.measure.short} {_scores(one.tested)}{on} after {_scores(one.reference.points)}{since}"


def _scores(points: Sequence[Point]) -> str:
    return ", ".join(f"{point.value:g}" for point in points)


def say_days(days: Sequence[date], today: date) -> str:
    """``23 and 30 Nov``; ``26 Oct and 2 Nov``."""
    first, last = days[0], days[-1]
    if first == last:
        return say_date(last, today)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} and {say_date(last, today)}"
    return f"{say_date(first, today)} and {say_date(last, today)}"


def say_when(days: Sequence[date], today: date) -> str:
    """``in Oct`` where all are of one month, else ``on 28 Sep and 5 Oct``."""
    months = {(day.year, day.month) for day in days}
    if len(months) > 1:
        return f"on {say_days(days, today)}"
    year, month = months.pop()
    return f"in {MONTHS[month - 1]}" if year == today.year else f"in {MONTHS[month - 1]} {year}"


def say_repeat(one: Worse, facts: BriefFacts) -> str:
    point, words = one.tested[0], "today" if facts.session is not None and facts.session.happens else "again"
    return (
        f"{one.measure.short} {words}: {point.value:g} on {say_date(point.day, facts.today)} is {one.points_worse:g} worse than"
        f" {_say_reference(one.reference)} before; one score"
    )


def _say_reference(reference: Reference) -> str:
    scores = [f"{point.value:g}" for point in reference.points]
    both = " and ".join(scores)
    return f"the mean of {both}" if reference.mean and len(set(scores)) > 1 else both


def _no_longer(facts: BriefFacts) -> list[Line]:
    lines = []
    for course, before in facts.no_longer_worse:
        latest = course.latest
        if latest is None:
            continue
        text = (
            f"{course.measure.short} {latest.value:g} on {say_date(latest.day, facts.today)}; was worse on"
            f" {say_days([point.day for point in before.tested], facts.today)} ({_scores(before.tested)})"
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


# -- a review point


def say_review_point(signal: Signal, today: date, number: int | None = None) -> str:
    """``Review point, session 12: PHQ-9 16, 15 after 17, 16 at the start; 6 better would be a reliable change.``

    A review point counts from the first score: where the session has another ``number`` in the course, that is said.
    """
    stuck = signal.stuck
    session = max(one.session for one in stuck)
    weeks = max((today - one.first.day).days // 7 for one in stuck)
    since = " since the first score" if number is not None and number != session else ""
    named = f"Review point, session {session}{since}" if session else f"Review point, week {weeks}"
    if signal.moved:
        parts = [
            f"{one.course.measure.short} {'reliably better' if is_better(one) else 'better'} ({_course_words(one)})"
            for one in signal.moved
        ]
        parts += [f"{one.course.measure.short} not reliably better ({_course_words(one)})" for one in stuck]
        return f"{named}: {', '.join(parts)}."
    parts = [f"{one.course.measure.short} {_course_words(one)}" for one in stuck]
    return f"{named}: {'; '.join(parts)}; {_needed([one.course.measure for one in stuck])}."


def _course_words(one: Progress) -> str:
    start = start_of_course(one.course.measure, one.course.spaced)
    first = _scores(start.points) if start is not None else f"{one.first.value:g}"
    if one.course.baseline is not None:
        return f"{_scores(one.last)} after {first} at the start"
    return f"{_scores(one.last)} after {first} at first (session {one.course.first_session})"


def _needed(measures: Sequence[Measure]) -> str:
    points = [(one.short, one.reliable_change.value) for one in measures if one.reliable_change is not None]
    if len(points) == 1:
        return f"{points[0][1]:g} better would be a reliable change"
    return f"a reliable change would be {', '.join(f'{value:g} better on {short}' for short, value in points)}"


# -- the alliance


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


# -- unknown


def _say_unknown(signal: Signal, facts: BriefFacts) -> str:
    found, today = facts.engagement, facts.today
    heard = f"not heard from since {say_date(found.last_contact, today)}" if found.last_contact else "never heard from"
    parts = [_last_score(facts.courses, today)]
    if found.not_kept:
        days = sorted(day for day, _ in found.not_kept)
        count = len(days)
        listed = ", ".join(say_date(day, today) for day in days[:-2]) + (", " if count > 2 else "") + say_days(days[-2:], today)
        parts.append(f"{count} {'appointment' if count == 1 else 'appointments'} not kept ({listed})")
    safety = newest_positive(facts.safety)
    if safety is not None:
        parts.append(f"last positive safety answer {say_date(safety, today)}")
    if positive_without_day(facts.safety):
        parts.append("a positive safety answer on a form without a usable date")
    worse = "".join(f"; {_was_worse(one)}" for one in signal.worse)
    return f"We do not know how this client is: {heard}; {', '.join(parts)}{_not_counted(facts)}{worse}."


def _not_counted(facts: BriefFacts) -> str:
    """The newest message that may be the client's and yet is no contact: nobody recorded who wrote it, or when."""
    last = facts.engagement.last_contact
    perhaps = [
        (day, fact)
        for fact in facts.history.facts
        if is_sent(fact) and fact.author in (Author.CLIENT.value, Author.UNSTATED.value)
        if (day := sent_on(fact, facts.zone)) is None or (fact.author == Author.UNSTATED.value and day <= facts.today)
        if day is None or last is None or day > last
    ]
    shown = {fact.key for fact in facts.since.messages}
    undated = any(day is None and fact.key in shown for day, fact in perhaps)
    newest = max((day for day, _ in perhaps if day is not None), default=None)
    said = f"; a message of {say_date(newest, facts.today)}, whose author is not recorded, is not counted" if newest else ""
    return said + ("; a message without a date that can be relied on is not counted" if undated else "")


def _last_score(courses: Sequence[Course], today: date) -> str:
    known = [one for one in courses if one.latest is not None and one.measure.domain not in ("alliance", "goal")]
    if not known:
        return "no score in this course"
    newest = max(known, key=lambda one: one.latest.day if one.latest else date.min)
    latest = newest.latest
    return f"last score {say_date(latest.day, today)} ({newest.measure.short} {latest.value:g})" if latest else ""


def _was_worse(one: Worse) -> str:
    if one.kind is Kind.FAST:
        return f"the last score was much worse: {one.measure.short} {_scores(one.tested)} after {_scores(one.reference.points)}"
    return f"the last two scores were worse: {one.measure.short} {_scores(one.tested)} after {_scores(one.reference.points)}"


# -- why


def why_of(signal: Signal) -> Why:
    inputs = [_arithmetic(one) for one in signal.worse] + [_sum(one) for one in (*signal.stuck, *signal.moved)]
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


def _arithmetic(one: Worse) -> str:
    sign = -1 if one.measure.higher_is_better else 1
    against = f"{sign * one.reference.level:g}"
    scores = "; ".join(
        f"{point.value:g} on {dated(point.day)}: {_difference(one.measure, one.reference.level, point)} ≥ {one.needed:g}"
        for point in one.tested
    )
    named = "the mean of " if one.reference.mean else ""
    days = " and ".join(f"{point.value:g} on {dated(point.day)}" for point in one.reference.points)
    return f"{one.measure.short} against {against} ({named}{days}): {scores}"


def _difference(measure: Measure, level: float, point: Point) -> str:
    if measure.higher_is_better:
        return f"{-level:g} − {point.value:g} = {-level - point.value:g}"
    return f"{point.value:g} − {level:g} = {point.value - level:g}"


def _sum(one: Progress) -> str:
    points = [one.first, *one.last]
    listed = ", ".join(f"{point.value:g} on {dated(point.day)}" for point in points)
    return f"{one.course.measure.short} {listed}; review point {one.point}, session {one.session}"


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


def make_paired(facts: BriefFacts) -> list[Line]:
    """PHQ-9 with the anxiety measure of the problem, by the rules of NHS Talking Therapies, where these are on."""
    pair = facts.paired
    if pair is None:
        return []
    both = [pair.phq9, pair.anxiety]
    said = [f"{one.measure.id} {one.from_baseline.first:g} to {one.from_baseline.last:g}" for one in both if one.from_baseline]
    name, case, reliable = pair.anxiety.measure.id, pair.case, pair.reliable
    if pair.outcome is None:
        name, case, reliable = "GAD-7", GAD7_CASENESS, GAD7_RELIABLE
    rule = (
        f"in the clinical range is PHQ-9 10 or more, or {name} {case:g} or more, at the start; recovery is both out of it at the end; reliable"
        f" is 6 and {reliable:g} points, the other measure not reliably the other way; a measure made for the problem replaces GAD-7"
    )
    sources = tuple(point.record.origin for one in both for point in (one.baseline, one.latest) if point)
    if pair.outcome is None:
        anxiety = pair.anxiety.from_baseline
        scores = f" ({anxiety.first:g} to {anxiety.last:g})" if anxiety else ""
        text = (
            f"{pair.problem}: the pair is PHQ-9 with {pair.anxiety.measure.id}{scores}; its thresholds are not confirmed here."
        )
    else:
        text = f"If the course ended today: {say_paired(pair.outcome)} ({', '.join(said)}; NHS Talking Therapies)."
    return [Line("change", text, Why(rule, "; ".join(said), sources, (*PAIRED_SOURCES, *pair.confirmed)), "plain", TOLD)]


def say_paired(outcome: PairedOutcome) -> str:
    """The outcome of a pair in words."""
    if outcome.reliable_recovery:
        return "reliable recovery"
    if outcome.recovery and outcome.reliable_deterioration:
        return "recovery by the clinical ranges, one measure reliably worse"
    if outcome.recovery:
        return f"recovery, the change {'reliable in opposite directions' if outcome.opposite else 'not reliable'}"
    if outcome.reliable_deterioration:
        return "reliably worse"
    if outcome.opposite:
        return "one measure reliably better, the other reliably worse"
    started = "" if outcome.caseness else "; out of the clinical range at the start"
    return ("reliable improvement" if outcome.reliable_improvement else "no reliable change") + started


def make_checks(facts: BriefFacts) -> tuple[Line, ...]:
    """What to check first when a measure does not improve: each topic with what is known of it, and "not recorded" where nothing is."""
    if not any(one.signal.rule in CHECKED_FOR and one.waits for one in facts.review):
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
    about = [fact for fact in facts.facts("condition", "flag", "task") if any(word in fact.title.lower() for word in words)]
    found = [fact for fact in about if _lately(fact.day, facts.today)]
    rule = f"conditions, flags and tasks of the last {RECENT_DAYS} days with words such as {', '.join(words[:3])}"
    if not found:
        return _check(topic, f"not recorded in {RECENT_DAYS} days" if about else "not recorded", rule)
    newest = _newest(found)
    return _check(topic, f"{newest.title}, {day_words(newest.day, facts.today)}", rule, (), (newest.origin,))


def _medication(facts: BriefFacts) -> Line:
    recent = [fact for fact in facts.facts("medication") if _lately(fact.day, facts.today)]
    rule = f"medication records of the last {RECENT_DAYS} days"
    if not recent:
        known = "no change recorded" if facts.facts("medication") else "none recorded"
        return _check("Medication", f"{known} in {RECENT_DAYS} days", rule)
    newest = _newest(recent)
    words = f"{newest.title} {newest.status}, {day_words(newest.day, facts.today)}"
    return _check("Medication", " ".join(words.split()), rule, (), (newest.origin,))


def _lately(day: str, today: date) -> bool:
    """Whether a record is of the last days, or may be: of one without a day nobody knows."""
    oldest = date.fromordinal(today.toordinal() - RECENT_DAYS).isoformat()
    return not day or oldest[: len(day)] <= day <= today.isoformat()[: len(day)]


def _newest(found: Sequence[ClinicalFact]) -> ClinicalFact:
    """The newest of those with a day; where none has one, the newest by what is known of it."""
    return max(found, key=lambda fact: (len(fact.day) == 10, fact.day))


def _attendance(facts: BriefFacts) -> Line:
    words = say_attendance(facts.attendance, noun_of(facts.history)) or "no earlier session"
    why = attendance_why(facts)
    return Line("check", f"Attendance: {words}", why, "plain", "What to check first")
