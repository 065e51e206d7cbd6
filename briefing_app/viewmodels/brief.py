"""The words of a brief. The same data give the same brief, line for line, and every line can say why it is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from briefing_app.domain.change import Reliable
from briefing_app.domain.client import Client, ClinicalFact, Meeting
from briefing_app.domain.course import IN_USE_DAYS, Course, Due
from briefing_app.domain.periods import dated, local_day, say_date, years_between
from briefing_app.domain.rules import Rule
from briefing_app.services.brief import ENDED, BriefFacts
from briefing_app.viewmodels.change import signed
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.review import about_of, make_checks, make_paired, make_review, make_silence, why_of
from briefing_app.viewmodels.safety import PLAN_WORDS, make_safety
from briefing_app.viewmodels.score_card import ScoreCard, make_card, say_score
from briefing_app.viewmodels.why import Why, cited

WORD_BUDGET = 150
MOST_SINCE = 5
MOST_LISTED = 3
NEW_SCORES = "New scores:"


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
    row: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    identity: Identity
    safety: tuple[Line, ...]
    cards: tuple[ScoreCard, ...]
    lines: tuple[Line, ...]
    moves_title: str
    moves: tuple[ItemMove, ...]
    checks: tuple[Line, ...] = ()

    @property
    def waiting(self) -> tuple[Line, ...]:
        """The lines that wait for a person's answer, safety first."""
        return tuple(line for line in (*self.safety, *self.lines) if line.open)

    def of(self, *kinds: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind in kinds)

    @property
    def words(self) -> int:
        return sum(len(line.text.split()) for line in (*self.safety, *self.lines))


def make_brief(facts: BriefFacts, budget: int = WORD_BUDGET) -> Brief:
    """Put the facts into at most ``budget`` words; what does not fit is left to its own page, the least urgent first."""
    safety = make_safety(facts)
    cards = tuple(make_card(one, facts.today) for one in facts.courses if one.points)
    lines = [
        *make_silence(facts),
        *make_review(facts),
        *_mixed(facts),
        *make_paired(facts),
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
    return Brief(
        _identity(facts), safety, cards, tuple(_within_budget(safety, lines, budget)), title, moves, make_checks(facts)
    )


def _within_budget(safety: tuple[Line, ...], lines: list[Line], budget: int) -> list[Line]:
    left = budget - sum(len(line.text.split()) for line in safety)
    kept = []
    for line in lines:
        words = line.text.split()
        if len(words) > left:
            if left < 8:
                break
            line = replace(line, text=" ".join(words[: left - 1]) + " …")
        left -= len(line.text.split())
        kept.append(line)
    return kept


# -- who


def _identity(facts: BriefFacts) -> Identity:
    client, session = facts.history.client, facts.session
    parts = [client.pronouns] if client.pronouns else []
    parts.append(say_birth(client, facts.today))
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
    return Identity(client.name, " · ".join(parts), client.id, similar, client.row, client.hidden)


def say_birth(client: Client, today: date) -> str:
    """Age with date of birth; a birth year alone gives no age. While names are hidden the age alone, or the year."""
    if len(client.birth_date) == 10:
        born = date.fromisoformat(client.birth_date)
        years = years_between(born, today)
        return f"age {years}" if client.hidden else f"{years}, born {say_date(born, date.min)}"
    known = client.birth_date[:4] if client.hidden else client.birth_date
    return f"born {known}" if known else "date of birth not recorded"


def say_times(start: str, end: str) -> str:
    return f"{start}–{end}" if end else start


# -- since the start


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
            why = Why("dated after the last session", _day_in_full(fact.day), (fact.origin,))
            lines.append(Line("since", text, why, "plain", heading))
    if not lines:
        return [Line("since", "Nothing new in the data.", Why("no record is dated after the last session"), "plain", heading)]
    return lines[:MOST_SINCE]


def _score_lines(facts: BriefFacts, heading: str) -> list[Line]:
    """New scores in one line, as each stands on its card with the one before it; one that crossed or fell back says so in a line of its own."""
    new = {(score.measure, score.day, score.at) for score in facts.since.scores}
    fresh = [
        one
        for one in facts.courses
        if one.latest and (one.latest.record.measure, one.latest.record.day, one.latest.record.at) in new
    ]
    worse = {one.measure.id: line for one in fresh if (line := _worse_line(one, facts, heading)) is not None}
    own, rest = list(worse.values()), [one for one in fresh if one.measure.id not in worse]
    if not rest:
        return own
    why = Why(
        "scores dated after the last session; each stands on its card with the one before it",
        "; ".join(
            f"{one.measure.short} {say_score(one.latest.score)} on {dated(one.latest.day)}" for one in rest if one.latest
        ),
        tuple(one.latest.record.origin for one in rest if one.latest),
    )
    text = f"{NEW_SCORES} {', '.join(one.measure.short for one in rest)}"
    return [*own, Line("since", text, why, "plain", heading)]


def _worse_line(one: Course, facts: BriefFacts, heading: str) -> Line | None:
    latest, change, cut = one.latest, one.from_previous, one.measure.caseness
    if latest is None or change is None:
        return None
    crossing = f"; crossed the cut-off {cut.min:g} upward" if change.crossed_above and cut and cut.min else ""
    if not crossing and change.reliable is not Reliable.DETERIORATED:
        return None
    text = f"{one.measure.short} {say_score(latest.score)} on {say_date(latest.day, facts.today)}, {signed(change.points)}{crossing}"
    why = Why(
        "the newest score, and the one before it", f"{say_score(latest.score)} on {dated(latest.day)}", (latest.record.origin,)
    )
    return Line("since", text, why, "attention", heading)


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
    oldest = date.fromordinal(facts.today.toordinal() - IN_USE_DAYS).isoformat()
    recent = [fact for fact in facts.history.facts if fact.detail and oldest <= fact.day <= facts.today.isoformat()]
    notes = [fact for fact in recent if fact.kind == "note"]
    plans = [
        fact
        for fact in recent
        if fact.kind == "plan" and fact.status not in ENDED and not any(words in fact.title.lower() for words in PLAN_WORDS)
    ]
    chosen = max(notes or plans, key=lambda fact: fact.day, default=None)
    if chosen is None:
        return []
    text = f"{_shortened(chosen.detail, 34)}"
    why = Why(
        "the words under the plan heading of the newest note" if chosen.kind == "note" else "the newest care plan",
        _day_in_full(chosen.day),
        (chosen.origin,),
    )
    return [Line("left_off", text, why, "plain", f"Where you left off ({_day_words(chosen.day, facts.today)})")]


def _due_lines(facts: BriefFacts) -> list[Line]:
    lines = []
    heading = "Due at this session" if facts.session is not None else "Due"
    late = {one.signal.measure.id: one for one in facts.review if one.signal.rule is Rule.NOT_MEASURED}
    for one in facts.due:
        days = one.days_since or 0
        over = days - (one.measure.cadence_days or 0)
        overdue = "due today" if over == 0 else f"{over} {'day' if over == 1 else 'days'} over"
        text = f"{one.measure.short}: {days} days old, due every {one.measure.cadence_days}, {overdue}"
        rule = f"{one.measure.short} every {one.measure.cadence_days} days"
        sources = (one.points[-1].record.origin,) if one.points else ()
        why = Why(rule, f"last on {dated(one.points[-1].day)}", sources, cited(one.measure.cadence_source))
        reviewed = late.get(one.measure.id)
        if reviewed is None:
            lines.append(Line("due", text, why, "attention" if one.due is Due.LAPSED else "plain", heading))
        else:
            about = about_of(reviewed, facts.today)
            lines.append(Line("due", text, why_of(reviewed.signal), "plain" if about.answered else "attention", heading, about))
    if not facts.courses and facts.session is not None:
        lines.append(Line("due", "No measures yet.", Why("no score of this client is in the export"), "plain", heading))
    return lines[:MOST_LISTED]


def _goal_lines(facts: BriefFacts) -> list[Line]:
    return [
        Line(
            "goal",
            f"{_shortened(fact.title, 10)}: {_shortened(fact.detail, 8) or fact.status or 'no status'}",
            Why("an open goal", _day_in_full(fact.day), (fact.origin,)),
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
    return f"{one.measure.short} items, {say_date(before, facts.today)} to {say_date(after, facts.today)}", tuple(found)


def _day_words(day: str, today: date) -> str:
    return say_date(date.fromisoformat(day), today) if len(day) == 10 else day or "date not recorded"


def _day_in_full(day: str) -> str:
    return dated(date.fromisoformat(day)) if len(day) == 10 else day


def _shortened(text: str, words: int) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + " …"
