"""Other records of this client: which are merged, and which may be the same person, asked once each."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.periods import dated, local_time, say_date
from briefing_app.domain.same_person import ONE, TWO, OtherRecord, Tie
from briefing_app.services.brief import BriefFacts
from briefing_app.services.decision import SAME_PERSON
from briefing_app.viewmodels.decision import Decision
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.score_card import say_score
from briefing_app.viewmodels.why import Why

MOST_HELD = 2
RULE = (
    "records that the export itself has merged are one client; records of one name and birth date, of one name where one was typed in and a birth"
    " date is missing, or that the export links and goes on using, are asked about once and never merged unasked; what you say goes before what the"
    " export says, and can be taken back"
)
ASKED = {
    Tie.SAME_NAME: "Another record has this name and birth date",
    Tie.TYPED_NAME: "A client who was typed in and a record of your files have this name",
    Tie.SAID_RELATED: "Another record is this person's too, says the export, which goes on using both",
}


def ask_lines(facts: BriefFacts) -> list[Line]:
    """One question for each record that may be this person's."""
    found = []
    for one in facts.history.others:
        if one.tie in ASKED:
            text = f"{ASKED[one.tie]}{_held(one, facts)}. Say whether it is one person: nothing is merged until you do."
            found.append(Line("same_person", text, _why(one, facts, "One person or two …"), "plain", "Who is this?"))
    return found


def record_lines(facts: BriefFacts) -> list[Line]:
    """What became of the question, and what the export merged: so that it can be taken back."""
    found = []
    for one in facts.history.others:
        if one.tie not in ASKED:
            found.append(Line("doubt", say_tie(one), _why(one, facts, "Change …"), "plain", "Records"))
    return found


def _why(one: OtherRecord, facts: BriefFacts, asked: str) -> Why:
    inputs = [f"this record: {facts.history.client.id}", f"the other one: {one.id}"] if one.id else []
    return Why(RULE, "; ".join([*inputs, *([one.why] if one.why else [])]), decisions=(_decision(one, asked),))


def _decision(one: OtherRecord, asked: str) -> Decision:
    words = "Are these two records one person?"
    if one.tie in (Tie.JOINED, Tie.APART):
        words = f"You said that they are {'one person' if one.tie is Tie.JOINED else 'two people'}."
    elif one.tie is Tie.MERGED:
        words = "The export says that they are one person."
    choices = (
        (ONE, "One person: one course of scores, one schedule, one brief"),
        (TWO, "Two people: each keeps what is theirs"),
    )
    there = {Tie.JOINED: ONE, Tie.MERGED: ONE, Tie.APART: TWO}.get(one.tie)
    return Decision(
        f"{SAME_PERSON} {one.row}",
        asked,
        words,
        tuple(choice for choice in choices if choice[0] != there),
        own=one.tie in (Tie.JOINED, Tie.APART),
    )


def say_tie(one: OtherRecord) -> str:
    """How a client's record stands to another one, as a sentence."""
    name = f"Record {one.id}" if one.id else "Another record"
    if one.tie in ASKED:
        return f"{name} may be this person; nothing is merged until you say so."
    if one.tie is Tie.MERGED:
        return f"{name} is merged into this one by the export: what came under either is here."
    who = f"said by {one.by or 'nobody named'}, {dated(local_time(one.at, None).date())}"
    if one.tie is Tie.JOINED:
        return f"{name} is this person too, {who}: what came under either is here."
    return f"{name} is another person, {who}."


def _held(one: OtherRecord, facts: BriefFacts) -> str:
    """What the other record holds, what is newer there than here first."""
    newest = {course.measure.id: course.points[-1].day.isoformat() for course in facts.courses if course.points}
    newer = [held for held in one.holds if held[2] > newest.get(held[0], "")]
    told = (newer or list(one.holds))[:MOST_HELD]
    if not told:
        return ""
    words = " and ".join(f"{measure} {say_score(total)} ({_day(day, facts)})" for measure, total, day in told)
    return f"; it holds {words}{', newer than here' if newer else ''}"


def _day(day: str, facts: BriefFacts) -> str:
    return say_date(date.fromisoformat(day), facts.today)
