"""What came in after the last session, in words: missed and cancelled sessions, medication, new scores; where there is nothing, what was looked at."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.attendance import Outcome, outcome
from briefing_app.domain.client import ClinicalFact, Meeting, Score
from briefing_app.domain.course import Course
from briefing_app.domain.periods import dated, local_day, local_time, say_date
from briefing_app.services.brief import BriefFacts
from briefing_app.services.since import LastSession
from briefing_app.viewmodels.fact import day_in_full, day_words
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_card import is_blank, say_score
from briefing_app.viewmodels.why import Why

NEW_SCORES, OTHER_SCORES, NEW_ANSWERS = "New scores:", "Other new scores:", "New answers:"


def since_lines(facts: BriefFacts) -> list[Line]:
    """Whole lines, the most urgent first; which of them a brief has room for is decided later."""
    since = facts.since
    if since.last is None:
        return [_no_session(facts)] if facts.session is not None else []
    heading = say_since(since.last, facts.today)
    lines = [_missed_line(one, facts, heading) for one in since.missed]
    lines += [_elsewhere_line(one, facts, heading) for one in since.elsewhere]
    for fact in sorted(since.facts, key=lambda fact: (fact.kind != "medication", _reversed(fact.day))):
        if text := _fact_words(fact, facts.today):
            why = Why("dated after the last session", day_in_full(fact.day), (fact.origin,))
            lines.append(Line("since" if fact.kind == "medication" else "news", text, why, "plain", heading))
    lines += _sent_line(facts, heading)
    if not (lines or since.scores or since.messages or since.open_since or _perhaps_newer(facts)):
        lines.append(_nothing(since.last, facts, heading))
    return lines


def _perhaps_newer(facts: BriefFacts) -> bool:
    """Whether a score came in after the last session of which no day is known, or one that lies ahead: then nobody can say that there is none."""
    last, undated = facts.since.last, {score.origin for score in facts.undated}
    return last is not None and any(
        score.origin.imported > last.begun and (score.origin in undated or _is_ahead(score, facts))
        for found in facts.history.scores.values()
        for score in found
    )


def _is_ahead(score: Score, facts: BriefFacts) -> bool:
    day = local_day(score.at or None, score.day if len(score.day) == 10 else "", facts.zone)
    return day is not None and day > facts.today


def say_since(last: LastSession, today: date) -> str:
    """``Since 24 Nov``: what a card of the brief and its lines are headed."""
    return f"Since {say_date(last.day, today)}"


def _reversed(day: str) -> int:
    return -date.fromisoformat(day).toordinal() if len(day) == 10 else 0


def _no_session(facts: BriefFacts) -> Line:
    """What is true of a client of whom no session is known to have been held, by what is on file."""
    open_yet = len(facts.since.open)
    elsewhere = [one for one in facts.history.meetings if outcome(one) is Outcome.HELD and _before(one, facts)]
    missed = [one for one in facts.history.meetings if outcome(one) is Outcome.MISSED and _before(one, facts)]
    measured = any(facts.history.scores.values())
    here = "First session here" if facts.session is not None and facts.session.happens else "No session held yet"
    if not facts.history.client.known and not any(_before(one, facts) for one in facts.history.meetings):
        text = "Not linked to a record: whether there were sessions before is not known."
    elif elsewhere:
        text = f"{here.removesuffix(' here')} with this clinician; earlier ones were held by others."
    elif open_yet:
        text = (
            f"No session is recorded as held; of {open_yet} past {'appointment' if open_yet == 1 else 'appointments'}"
            " the outcome is not recorded."
        )
    elif missed:
        times = "1 appointment was" if len(missed) == 1 else f"{len(missed)} appointments were"
        text = f"No session held yet: {times} missed."
    elif measured:
        text = f"{here}; measures are on file."
    elif facts.history.unread:
        text = f"{here}; not everything on file could be read."
    elif facts.since.messages or facts.history.facts or any(_before(one, facts) for one in facts.history.meetings):
        text = f"{here}; no measure is on file."
    else:
        text = f"{here.removesuffix(' here')}: nothing earlier is on file."
    return Line(
        "since", text, Why("no earlier session of this client is known to have been held"), "plain", "Since last session"
    )


def _before(one: Meeting, facts: BriefFacts) -> bool:
    day = local_day(one.at or None, one.day, facts.zone)
    begins = facts.session.starts.timestamp() if facts.session else 0.0
    return one.is_session and day is not None and (one.at < begins if one.at and begins else day < facts.today)


def _nothing(last: LastSession, facts: BriefFacts, heading: str) -> Line:
    if facts.since.unclear:
        names = ", ".join(dict.fromkeys(one.measure for one in facts.since.unclear))
        text = (
            f"{names} of {say_date(last.day, facts.today)}, the day of that session: taken before it or after is not recorded."
        )
        sources = tuple(one.origin for one in facts.since.unclear)
        return Line("since", text, Why("dated on the day of the last session, without a time", "", sources), "plain", heading)
    moment = say_date(last.day, facts.today) + (f" {local_time(last.ended, facts.zone):%H:%M}" if last.timed else "")
    text = f"Nothing new: no score, message or appointment since {moment}."
    return Line(
        "since", text, Why("no record is dated after the end of that session", "", (last.meeting.origin,)), "plain", heading
    )


def score_lines(facts: BriefFacts) -> list[Line]:
    """Measures with a new score, and forms that are never summed with new answers, in one line, but for those that a line above names;

    each stands with the one before it among the scores.
    """
    new = {(score.measure, score.day, score.at) for score in facts.since.scores}
    named = {measure for one in facts.review if one.waits for measure in one.signal.measures}
    fresh = [one for one in facts.courses if one.measure.id not in named and _key(one) in new]
    told = named | {line.measure.id for line in facts.safety}
    answered = [one for one in facts.courses if _is_answered(one) and one.measure.id not in told and _newest(one) in new]
    if not (fresh or answered) or facts.since.last is None:
        return []
    why = Why(
        "scores dated after the last session; each stands with the one before it among the scores",
        "; ".join(
            [
                *(
                    f"{one.measure.short} {say_score(one.latest.score)} on {dated(one.latest.day)}"
                    for one in fresh
                    if one.latest
                ),
                *(f"{one.measure.short} answered on {dated(one.points[-1].day)}" for one in answered),
            ]
        ),
        (
            *(one.latest.record.origin for one in fresh if one.latest),
            *(one.points[-1].record.origin for one in answered),
        ),
    )
    told_above = any(_key(one) in new for one in facts.courses if one.measure.id in named)
    text = f"{OTHER_SCORES if told_above else NEW_SCORES} {', '.join(one.measure.short for one in fresh)}" if fresh else ""
    forms = f"{NEW_ANSWERS} {', '.join(one.measure.short for one in answered)}" if answered else ""
    return [Line("scores", "; ".join(part for part in (text, forms) if part), why)]


def _is_answered(one: Course) -> bool:
    """Whether a course is one of forms that have no total, the newest with an answer; their subscales are named with them."""
    return not one.measure.has_total and bool(one.points) and not one.measure.part_of and not is_blank(one.points[-1].record)


def _newest(one: Course) -> tuple[str, str, float]:
    record = one.points[-1].record
    return record.measure, record.day, record.at


def _key(one: Course) -> tuple[str, str, float] | None:
    return (one.latest.record.measure, one.latest.record.day, one.latest.record.at) if one.latest else None


MISSED_WORDS = {
    Outcome.MISSED: "Missed {day}",
    Outcome.BY_CLIENT: "Cancelled by the client, {day}",
    Outcome.BY_PRACTICE: "Cancelled by the practice, {day}",
    Outcome.CANCELLED: "Cancelled {day}, by whom not recorded",
}


def _missed_line(meeting: Meeting, facts: BriefFacts, heading: str) -> Line:
    day = local_day(meeting.at or None, meeting.day, facts.zone)
    said = say_date(day, facts.today) if day else "on an unknown day"
    found = outcome(meeting)
    why = Why(f"an appointment with status {meeting.status}: {found.value}", "", (meeting.origin,))
    return Line("since", MISSED_WORDS[found].format(day=said), why, "plain", heading)


def _elsewhere_line(meeting: Meeting, facts: BriefFacts, heading: str) -> Line:
    day = local_day(meeting.at or None, meeting.day, facts.zone)
    said = say_date(day, facts.today) if day else "on an unknown day"
    text = f"Session with {meeting.led_by or 'a colleague'}, {said}"
    return Line(
        "since", text, Why("held by another clinician after your last session", "", (meeting.origin,)), "plain", heading
    )


def _sent_line(facts: BriefFacts, heading: str) -> list[Line]:
    sent = facts.since.sent
    if not sent:
        return []
    newest = max(sent, key=lambda fact: fact.day)
    many = f"{len(sent)} messages" if len(sent) > 1 else "1 message"
    text = f"{many} sent to the client, {'the newest ' if len(sent) > 1 else ''}{day_words(newest.day, facts.today)}"
    return [
        Line(
            "news", text, Why("messages and reminders of the practice", "", tuple(one.origin for one in sent)), "plain", heading
        )
    ]


def _fact_words(fact: ClinicalFact, today: date) -> str:
    day = day_words(fact.day, today)
    if fact.kind == "medication":
        ended = " ended" if fact.status in ("stopped", "completed") else ""
        return f"{fact.title}{' ' + fact.detail if fact.detail else ''}{ended}, {day}"
    if fact.kind == "condition":
        return f"Diagnosis recorded: {fact.title}, {day}"
    if fact.kind == "event":
        return f"{fact.title}, {day}"
    if fact.kind == "task":
        return f"Task: {fact.title}, {day}"
    if fact.kind == "flag":
        return f"Flag: {fact.title}, {day}"
    return ""
