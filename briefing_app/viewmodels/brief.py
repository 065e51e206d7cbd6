"""The words of a brief. The same data give the same brief, line for line, and every line can say why it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from briefing_app.domain.administration import items_of
from briefing_app.domain.change import Change, Reliable
from briefing_app.domain.client import ClinicalFact, Meeting, Origin
from briefing_app.domain.course import LOOK_BACK_DAYS, Course, Due, SafetyFinding
from briefing_app.domain.measure import UNVERIFIED, Measure, Method
from briefing_app.domain.periods import local_day, say_age, say_date, years_between
from briefing_app.services.brief import BriefFacts

WORD_BUDGET = 150
MOST_SINCE = 5
MOST_LISTED = 3


@dataclass(frozen=True, slots=True)
class Why:
    """The rule behind a line, what went into it, and the records it rests on."""

    rule: str
    inputs: str = ""
    sources: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a brief. ``tone`` is plain, good, attention or safety, and only repeats what the words say."""

    kind: str
    text: str
    why: Why
    tone: str = "plain"
    heading: str = ""


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """One measure at a glance: latest score and the one before it, in numbers and in words."""

    measure: str
    name: str
    value: str
    date: str
    was: str
    words: str
    tone: str
    values: tuple[tuple[int, float], ...]
    full_range: tuple[float, float] | None
    lower_is_better: bool
    spoken: str
    why: Why


@dataclass(frozen=True, slots=True)
class ItemMove:
    label: str
    before: int
    after: int
    tone: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this is; never shortened."""

    name: str
    details: str
    client_id: str
    similar: str


@dataclass(frozen=True, slots=True)
class Brief:
    identity: Identity
    safety: tuple[Line, ...]
    cards: tuple[ScoreCard, ...]
    lines: tuple[Line, ...]
    moves_title: str
    moves: tuple[ItemMove, ...]

    def of(self, *kinds: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind in kinds)

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for line in (*self.safety, *self.lines))


def make_brief(facts: BriefFacts) -> Brief:
    """Put the facts into at most 150 words; what does not fit is left to its own page, the least urgent first."""
    safety = tuple(_safety_line(finding, facts) for finding in facts.safety)
    cards = tuple(_card(one, facts) for one in facts.courses if one.points)
    lines = [
        *_mixed(facts),
        *_since_lines(facts),
        *_left_off(facts),
        *_due_lines(facts),
        *_goal_lines(facts),
        *_attendance(facts),
        *_diagnoses(facts),
        *_medication(facts),
        *_doubts(facts),
    ]
    title, moves = _moves(facts)
    return Brief(_identity(facts), safety, cards, tuple(_within_budget(safety, lines)), title, moves)


def _within_budget(safety: tuple[Line, ...], lines: list[Line]) -> list[Line]:
    left = WORD_BUDGET - sum(len(line.text.split()) for line in safety)
    kept = []
    for line in lines:
        words = line.text.split()
        if len(words) > left:
            if left < 8:
                break
            line = Line(line.kind, " ".join(words[: left - 1]) + " …", line.why, line.tone, line.heading)
        left -= len(line.text.split())
        kept.append(line)
    return kept


# -- who


def _identity(facts: BriefFacts) -> Identity:
    client, session = facts.history.client, facts.session
    parts = [client.pronouns] if client.pronouns else []
    parts.append(say_birth(client.birth_date, facts.today))
    if session is not None:
        if session.number is not None:
            since = f" since {say_date(session.since, facts.today)}" if session.since and session.number > 1 else ""
            parts.append(f"session {session.number}{since}")
        mode = {"video": "video", "phone": "phone"}.get(session.meeting.mode, "")
        times = (
            say_times(f"{session.starts:%H:%M}", f"{session.ends:%H:%M}" if session.ends else "")
            if session.timed
            else "time not recorded"
        )
        parts.append(times + (f", {mode}" if mode else ""))
    similar = "similar name today" if session is not None and session.similar_name else ""
    return Identity(client.name, " · ".join(parts), client.id, similar)


def say_birth(birth_date: str, today: date) -> str:
    """Age with date of birth; a birth year alone gives no age."""
    if len(birth_date) == 10:
        born = date.fromisoformat(birth_date)
        return f"{years_between(born, today)}, born {say_date(born, date.min)}"
    return f"born {birth_date}" if birth_date else "date of birth not recorded"


def say_times(start: str, end: str) -> str:
    return f"{start}–{end}" if end else start


# -- safety


def _safety_line(finding: SafetyFinding, facts: BriefFacts) -> Line:
    measure, today = finding.measure, facts.today
    label = _answer_words(measure, finding.value)
    on = say_date(finding.day, today)
    item = f"{measure.id} item {finding.item}" if finding.item else f"{measure.id} total"
    named = f" ({measure.item_label(finding.item).lower()})" if measure.item_labels and finding.item else ""
    if finding.newest_day > finding.day:
        text = f"{item}{named} was {finding.value}{label} on {on}; {finding.newest_value} on {say_date(finding.newest_day, today)}."
    elif finding.before is None:
        text = f"{item}{named} is {finding.value}{label} on {on}."
    elif finding.value > finding.before:
        fell = ", while the total fell" if finding.total_fell else ""
        text = f"{item}{named} rose from {finding.before} to {finding.value}{label} on {on}{fell}."
    else:
        text = f"{item}{named} is {finding.value}{label} on {on}, {finding.before} before."
    plan = _safety_plan(facts)
    rule = f"{item} at {finding.rule.min} or more in the last {LOOK_BACK_DAYS} days; shown whatever the total is ({_cited(finding.rule.source)})"
    return Line(
        "safety" if finding.rule.level == "safety" else "review",
        f"{text} {plan}",
        Why(rule, _inputs(finding), (finding.record.origin,)),
        "safety",
    )


def _inputs(finding: SafetyFinding) -> str:
    before = "no earlier answer" if finding.before is None else f"{finding.before} on {finding.before_day}"
    return f"{finding.value} on {finding.day}; before: {before}"


def _safety_plan(facts: BriefFacts) -> str:
    plans = [
        fact
        for fact in facts.facts("plan", "note")
        if "safety plan" in fact.title.lower() or "crisis plan" in fact.title.lower()
    ]
    if not plans:
        return "No safety plan in the export."
    newest = max(plans, key=lambda fact: fact.day)
    return f"Safety plan on file, {_day_words(newest.day, facts.today)}."


def _answer_words(measure: Measure, value: int) -> str:
    words = next((words for words, number in measure.answers.get("words", {}).items() if number == value), "")
    return f" (“{words}”)" if words and measure.ship_text == "yes" else ""


# -- scores


def _card(one: Course, facts: BriefFacts) -> ScoreCard:
    measure, today = one.measure, facts.today
    latest, previous = one.latest, one.previous
    newest = one.points[-1]
    words, tone = _verdict(one, today)
    value = say_score(latest.score) if latest else _no_total(one)
    doubt = ""
    if not measure.has_total:
        words = _positive_answers(newest.record.items, measure)
    elif newest is not latest and (latest is None or newest.day > latest.day):
        doubt = f"{say_date(newest.day, today)}: {_doubtful(newest.record.score, newest.record.flags)}"
        words = f"{words}; {doubt}" if words else doubt
    day = (latest or newest).day
    values = tuple((point.day.toordinal(), point.score) for point in one.points if point.solid and point.score is not None)
    was = f"was {say_score(previous.score)}" if previous else ""
    severity = f" ({latest.record.severity})" if latest and latest.record.severity else ""
    spoken = f"{measure.id} {value}{severity}, {say_age((today - day).days)}; {was + '; ' if was else ''}{words}"
    return ScoreCard(
        measure=measure.id,
        name=measure.name,
        value=value,
        date=say_date(day, today),
        was=was,
        words=words,
        tone=tone,
        values=values,
        full_range=measure.total_range,
        lower_is_better=not measure.higher_is_better,
        spoken=spoken,
        why=_card_why(one),
    )


def _verdict(one: Course, today: date) -> tuple[str, str]:
    """The change since baseline in words, with what it needs; too few scores say so."""
    measure, latest = one.measure, one.latest
    if latest is None or latest.score is None:
        return ("", "plain")
    change = one.from_baseline
    age = (today - latest.day).days
    late = measure.cadence_days and age > 2 * measure.cadence_days
    if change is None:
        band = latest.record.severity or "no published bands"
        words = f"{band}; first score" if age < 365 else f"{band}; one score, {say_age(age)}"
        return words, "plain"
    if late:
        return f"last score {say_age(age)}; then {say_change(change)}", "attention"
    return say_change(change), {Reliable.IMPROVED: "good", Reliable.DETERIORATED: "attention"}.get(change.reliable, "plain")


def say_change(change: Change) -> str:
    """``-10 since start: reliable improvement``; a change that is not reliable says how much would be."""
    points = _signed(change.points) if change.points else "unchanged"
    if change.reliable in (Reliable.IMPROVED, Reliable.DETERIORATED):
        crossed = ", below the cut-off now" if change.crossed_below else ""
        return f"{points} since start: {change.reliable.value}{crossed}"
    if change.reliable is Reliable.UNKNOWN:
        return f"{points} since start"
    if change.floor:
        return f"{points} since start; reliable improvement out of reach from {say_score(change.first)}"
    return f"{points} since start: no reliable change ({say_score(change.needed)} needed)"


def _signed(points: float) -> str:
    return f"−{say_score(-points)}" if points < 0 else f"+{say_score(points)}" if points else "±0"


def say_score(score: float | None) -> str:
    return "no total" if score is None else f"{score:g}"


def _positive_answers(items: str, measure: Measure) -> str:
    """For a form that is never summed: which yes/no items were answered yes."""
    if measure.item_range != (0, 1):
        return "never summed: see the table"
    positive = [f"item {number}" for number, value in enumerate(items_of(items), start=1) if value]
    return f"yes to {', '.join(positive)}" if positive else "no item answered yes"


def _no_total(one: Course) -> str:
    return "answered" if one.measure.method in (Method.NONE, Method.SUBSCALES) else "no total"


def _doubtful(score: float | None, flags: str) -> str:
    stated = f"{say_score(score)} as stated, " if score is not None else ""
    return f"{stated}{flags or 'no total'}; not in the trend"


def _card_why(one: Course) -> Why:
    measure = one.measure
    threshold = measure.reliable_change
    if threshold is None:
        rule = f"{measure.id}: no threshold for reliable change is known"
    else:
        rule = f"{measure.id}: a change of {threshold.value:g} points or more is reliable ({_cited(threshold.source)})"
    if measure.caseness:
        cut = measure.caseness
        rule += f"; cut-off {'≥' if cut.min is not None else '≤'} {cut.min if cut.min is not None else cut.max:g} ({_cited(cut.source)})"
    inputs = "; ".join(
        f"{name} {say_score(point.score)} on {point.day}"
        for name, point in (("baseline", one.baseline), ("previous", one.previous), ("best", one.best), ("latest", one.latest))
        if point
    )
    sources = tuple(point.record.origin for point in (one.baseline, one.latest) if point)
    return Why(rule, inputs or "no total that may enter a change", sources)


def _cited(source: str) -> str:
    return "no source in hand" if source == UNVERIFIED else f"source: {source}"


def _mixed(facts: BriefFacts) -> list[Line]:
    better = [one.measure.id for one in facts.courses if one.from_baseline and one.from_baseline.reliable is Reliable.IMPROVED]
    worse = [
        one.measure.id for one in facts.courses if one.from_baseline and one.from_baseline.reliable is Reliable.DETERIORATED
    ]
    if better and worse:
        text = f"Mixed: {', '.join(better)} reliably better, {', '.join(worse)} reliably worse than at the start."
        sources = tuple(one.latest.record.origin for one in facts.courses if one.latest and one.measure.id in (*better, *worse))
        return [
            Line("change", text, Why("opposite reliable changes are both named", "", sources), "attention", "Since the start")
        ]
    return []


# -- since last session


def _since_lines(facts: BriefFacts) -> list[Line]:
    since, today = facts.since, facts.today
    if since.last_session is None:
        if facts.session is None:
            return []
        text = (
            "First session: nothing earlier is on file."
            if not facts.history.scores
            else "First session here; measures are on file."
        )
        return [Line("since", text, Why("no earlier session of this client is in the export"), "plain", "Since last session")]
    days = (today - since.last_session).days
    heading = f"Since last session ({say_date(since.last_session, today)}, {days} {'day' if days == 1 else 'days'})"
    lines = [*_score_lines(facts, heading), *(_missed_line(one, facts, heading) for one in since.missed)]
    for fact in sorted(since.facts, key=lambda fact: fact.day, reverse=True):
        text = _fact_words(fact, today)
        if text:
            why = Why("dated after the last session", fact.day, (fact.origin,))
            lines.append(Line("since", text, why, "plain", heading))
    if not lines:
        return [Line("since", "Nothing new in the data.", Why("no record is dated after the last session"), "plain", heading)]
    return lines[:MOST_SINCE]


def _score_lines(facts: BriefFacts, heading: str) -> list[Line]:
    found = []
    new = {(score.measure, score.day, score.at) for score in facts.since.scores}
    for one in facts.courses:
        latest = one.latest
        if latest is None or (latest.record.measure, latest.record.day, latest.record.at) not in new:
            continue
        change = one.from_previous
        moved = f", {_signed(change.points) if change.points else 'as before'}" if change else ""
        crossing = ""
        if change and change.crossed_above:
            crossing = (
                f"; crossed the cut-off {one.measure.caseness.min:g} upward"
                if one.measure.caseness and one.measure.caseness.min
                else ""
            )
        text = f"{one.measure.id} {say_score(latest.score)} on {say_date(latest.day, facts.today)}{moved}{crossing}"
        tone = "attention" if crossing or (change and change.reliable is Reliable.DETERIORATED) else "plain"
        why = Why(
            "the newest score, and the one before it", f"{say_score(latest.score)} on {latest.day}", (latest.record.origin,)
        )
        found.append(Line("since", text, why, tone, heading))
    return found


def _missed_line(meeting: Meeting, facts: BriefFacts, heading: str) -> Line:
    day = local_day(meeting.at or None, meeting.day, facts.zone)
    word = "Missed" if meeting.status == "noshow" else "Cancelled"
    text = f"{word} {say_date(day, facts.today) if day else 'on an unknown day'}"
    return Line("since", text, Why(f"an appointment with status {meeting.status}", "", (meeting.origin,)), "attention", heading)


def _fact_words(fact: ClinicalFact, today: date) -> str:
    day = _day_words(fact.day, today)
    if fact.kind == "medication":
        ended = " ended" if fact.status in ("stopped", "completed") else ""
        return f"{fact.title}{' ' + fact.detail if fact.detail else ''}{ended}, {day}"
    if fact.kind == "condition":
        return f"Diagnosis recorded: {fact.title}, {day}"
    if fact.kind == "message":
        return f"Message, {day}: {_shortened(fact.detail or fact.title, 14)}"
    if fact.kind == "task":
        return f"Task: {_shortened(fact.title, 10)}, {day}"
    if fact.kind == "flag":
        return f"Flag: {_shortened(fact.title, 10)}, {day}"
    return ""


# -- what was agreed, what is due


def _left_off(facts: BriefFacts) -> list[Line]:
    notes = [fact for fact in facts.facts("note") if fact.detail and (not fact.day or fact.day <= facts.today.isoformat())]
    plans = [fact for fact in facts.current("plan") if fact.detail and "safety plan" not in fact.title.lower()]
    chosen = max(notes or plans, key=lambda fact: fact.day, default=None)
    if chosen is None:
        return []
    text = f"{_shortened(chosen.detail, 34)}"
    why = Why(
        "the words under the plan heading of the newest note" if chosen.kind == "note" else "the newest care plan",
        chosen.day,
        (chosen.origin,),
    )
    return [Line("left_off", text, why, "plain", f"Where you left off ({_day_words(chosen.day, facts.today)})")]


def _due_lines(facts: BriefFacts) -> list[Line]:
    lines = []
    for one in facts.due:
        days = one.days_since or 0
        over = days - (one.measure.cadence_days or 0)
        overdue = "due today" if over == 0 else f"{over} {'day' if over == 1 else 'days'} over"
        text = f"{one.measure.id}: {days} days old, due every {one.measure.cadence_days}, {overdue}"
        rule = f"{one.measure.id} every {one.measure.cadence_days} days ({_cited(one.measure.cadence_source)})"
        sources = (one.points[-1].record.origin,) if one.points else ()
        lines.append(
            Line(
                "due",
                text,
                Why(rule, f"last on {one.points[-1].day}", sources),
                "attention" if one.due is Due.LAPSED else "plain",
                "Due at this session",
            )
        )
    if not facts.courses and facts.session is not None:
        lines.append(
            Line("due", "No measures yet.", Why("no score of this client is in the export"), "plain", "Due at this session")
        )
    return lines[:MOST_LISTED]


def _goal_lines(facts: BriefFacts) -> list[Line]:
    return [
        Line(
            "goal",
            f"{_shortened(fact.title, 10)}: {_shortened(fact.detail, 8) or fact.status or 'no status'}",
            Why("an open goal", fact.day, (fact.origin,)),
            "plain",
            "Goals",
        )
        for fact in facts.current("goal")[:MOST_LISTED]
    ]


def _attendance(facts: BriefFacts) -> list[Line]:
    held = facts.attended + facts.missed
    if not held:
        return []
    text = f"{facts.attended} of {held} sessions attended" + (f", {facts.missed} missed" if facts.missed else "")
    return [
        Line(
            "attendance",
            text,
            Why("appointments of this episode before today; missed are those with status noshow"),
            "plain",
            "Attendance",
        )
    ]


def _diagnoses(facts: BriefFacts) -> list[Line]:
    current = facts.current("condition")
    chosen = sorted(
        current,
        key=lambda fact: (not fact.detail.upper().startswith("F"), "encounter-diagnosis" in fact.detail, fact.day),
        reverse=False,
    )
    titles = list(dict.fromkeys(fact.title for fact in chosen))[:MOST_LISTED]
    if not titles:
        return []
    more = (
        f" and {len({fact.title for fact in current}) - len(titles)} more"
        if len({fact.title for fact in current}) > len(titles)
        else ""
    )
    sources = tuple(fact.origin for fact in chosen[:MOST_LISTED])
    return [
        Line(
            "diagnosis",
            ", ".join(titles) + more,
            Why("conditions that are not ended; codes of chapter F first", "", sources),
            "plain",
            "Diagnoses",
        )
    ]


def _medication(facts: BriefFacts) -> list[Line]:
    current = sorted(facts.current("medication"), key=lambda fact: fact.day, reverse=True)
    unique = {fact.title: fact for fact in reversed(current)}
    chosen = sorted(unique.values(), key=lambda fact: fact.day, reverse=True)[:MOST_LISTED]
    if not chosen:
        return []
    text = "; ".join(
        f"{fact.title}{' ' + _shortened(fact.detail, 6) if fact.detail else ''} ({_day_words(fact.day, facts.today)})"
        for fact in chosen
    )
    return [
        Line(
            "medication",
            text,
            Why("orders that are not ended, the newest first", "", tuple(fact.origin for fact in chosen)),
            "plain",
            "Medication",
        )
    ]


def _doubts(facts: BriefFacts) -> list[Line]:
    if not facts.undated:
        return []
    count = len(facts.undated)
    text = f"{count} {'score has' if count == 1 else 'scores have'} no usable date: see the table."
    sources = tuple(score.origin for score in facts.undated[:MOST_LISTED])
    return [
        Line(
            "doubt",
            text,
            Why("a year, a month or an unreadable date has no place on a chart", "", sources),
            "plain",
            "Not on the chart",
        )
    ]


# -- items


def _moves(facts: BriefFacts) -> tuple[str, tuple[ItemMove, ...]]:
    if not facts.movements:
        return "", ()
    one, moves = max(facts.movements, key=lambda pair: pair[0].points[-1].day)
    safety_items = {item for rule in one.measure.safety for item in rule.items}
    ordered = sorted(moves, key=lambda move: (move.item not in safety_items, -abs(move.after - move.before), move.item))
    shown = [move for move in ordered if move.item in safety_items or move.after != move.before][:6]
    better = 1 if one.measure.higher_is_better else -1
    found = []
    for move in shown:
        delta = (move.after - move.before) * better
        tone = (
            "safety"
            if move.item in safety_items and move.after > 0
            else "plain"
            if delta == 0
            else "good"
            if delta > 0
            else "attention"
        )
        found.append(
            ItemMove(
                f"{move.item} {one.measure.item_label(move.item)}" if one.measure.item_labels else f"Item {move.item}",
                move.before,
                move.after,
                tone,
            )
        )
    before, after = [point.day for point in one.points if point.record.items][-2:]
    return f"{one.measure.id} items, {say_date(before, facts.today)} to {say_date(after, facts.today)}", tuple(found)


def _day_words(day: str, today: date) -> str:
    return say_date(date.fromisoformat(day), today) if len(day) == 10 else day or "date not recorded"


def _shortened(text: str, words: int) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + " …"
