"""What of the data cannot be shown as it stands, said where it would be missed."""

from __future__ import annotations

from datetime import date

from briefing_app.domain.client import Reread
from briefing_app.domain.measure import Version
from briefing_app.domain.periods import dated, local_time, say_date
from briefing_app.domain.taken_back import WRONG_SCORE, name_of_score, standing
from briefing_app.domain.two_scores import ASK_AGAIN, RULE, choices_of
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.decision import take_back_answers
from briefing_app.viewmodels.line import About, Line
from briefing_app.viewmodels.score_card import say_conflict, say_score
from briefing_app.viewmodels.why import Why

MOST_LISTED = 3
READ_ANEW_DAYS = 30


def doubts(facts: BriefFacts) -> list[Line]:
    """Lines on data that could not be shown as they came."""
    return [*_read_anew(facts), *_chosen(facts), *_wrong(facts), *_versions(facts), *_ahead(facts), *_undated(facts)]


def _read_anew(facts: BriefFacts) -> list[Line]:
    """Totals that were others before their answers were read by the stated convention: for a month after that."""
    recent = [
        one for one in facts.history.reread if (facts.today - local_time(one.at, facts.zone).date()).days <= READ_ANEW_DAYS
    ]
    if not recent:
        return []
    told = "; ".join(f"{one.measure} of {_day(one, facts)}: {say_score(one.was)} was {say_score(one.score)}" for one in recent)
    why = Why(
        "an answer carries its severity as printed on the form or given by its scoring sheet; totals that an earlier version computed"
        " otherwise were computed anew from the answers that are kept, and what was shown then is kept as it was",
        told,
    )
    return [Line("doubt", f"{told}. The second number is what the answers add up to.", why, "attention", "Totals read anew")]


def _day(one: Reread, facts: BriefFacts) -> str:
    return say_date(date.fromisoformat(one.day), facts.today) if len(one.day) == 10 else one.day or "an unknown day"


def _versions(facts: BriefFacts) -> list[Line]:
    """Whose numbers these are, where the profile holds a file for an instrument that ships."""
    lines = []
    for one in facts.courses:
        name = one.measure.short
        if one.measure.version is Version.OWN:
            text = f"{name} is read by your own version of the instrument, which you confirmed; no safety rule that ships is missing."
        elif one.measure.version is Version.WAITS:
            text = f"A file of your own for {name} does not count: nobody has confirmed it. The instrument that ships stands."
        else:
            continue
        why = Why(
            "a file in the profile for an instrument that ships counts once it was confirmed, in Settings or with 'briefing own-version'; the audit keeps it"
        )
        lines.append(Line("doubt", text, why, "plain", "Your own version"))
    return lines


def questions(facts: BriefFacts) -> list[Line]:
    """Scores of one day that contradict each other: nothing is said of them until somebody says which one counts."""
    return [
        Line(
            "question",
            f"Say which {one.measure.short} score of {say_date(conflict.day, facts.today)} counts.",
            Why(
                "scores of one day that differ by a reliable change, or by a tenth of the scale where none is known; none of them counts",
                say_conflict(conflict, facts.today, facts.zone),
                tuple(point.record.origin for point in conflict.points),
            ),
            "plain",
            "To be said",
            About("review", RULE, one.measure.id, conflict.basis, choices=choices_of(conflict.totals)),
        )
        for one in facts.courses
        if not one.measure.part_of
        for conflict in one.conflicts
    ]


def _chosen(facts: BriefFacts) -> list[Line]:
    """Which of several scores of a day counts, as somebody said: it stands until it is taken back."""
    lines = []
    for one in facts.courses:
        for day in one.chosen if not one.measure.part_of else ():
            said = max(
                (found for found in standing(facts.history.answers) if found.rule == RULE and found.basis == day.basis
                 and found.measure == one.measure.id),
                key=lambda found: found.at,
            )  # fmt: skip
            when = say_date(local_time(said.at, facts.zone).date(), facts.today)
            text = f"{one.measure.short} of {say_date(day.day, facts.today)}: {said.action}. Said by {said.by or 'nobody named'}, {when}."
            others = tuple(words for words in choices_of(day.totals) if words != said.action)
            about = About("review", RULE, one.measure.id, day.basis, said.action, (ASK_AGAIN, *others))
            sources = tuple(point.record.origin for point in day.points)
            why = Why(
                "what was said of scores of one day that contradict each other stands until it is taken back",
                said.reason,
                sources,
            )
            lines.append(Line("doubt", text, why, "plain", "Which one counts", about))
    return lines


def _wrong(facts: BriefFacts) -> list[Line]:
    """Scores of which somebody said that they are wrong: in no statement, until that is taken back."""
    said = {(one.measure, one.basis): one for one in standing(facts.history.answers) if one.rule == WRONG_SCORE}
    lines = []
    for one in facts.courses:
        for point in one.wrong if not one.measure.part_of else ():
            answer = said.get((one.measure.id, name_of_score(point.record)))
            if answer is None:
                continue
            when = say_date(local_time(answer.at, facts.zone).date(), facts.today)
            text = (
                f"{one.measure.short} {say_score(point.score)} of {say_date(point.day, facts.today)} is in no statement: said to be wrong by"
                f" {answer.by or 'nobody named'}, {when}."
            )
            why = Why(
                "a score that somebody said is wrong counts nowhere, and its safety answers stay; it counts again when that is taken back",
                answer.reason,
                (point.record.origin,),
                decisions=take_back_answers(answer),
            )
            lines.append(Line("doubt", text, why, "plain", "Said to be wrong"))
    return lines


def _ahead(facts: BriefFacts) -> list[Line]:
    """Scores dated after their import: in no course, and named."""
    return [
        Line(
            "doubt",
            f"1 {one.measure.short} score is dated {say_date(point.day, facts.today)}{_days_ahead(point.day, facts.today)}: left out.",
            Why("dated more than 24 hours after it was imported or entered", dated(point.day), (point.record.origin,)),
            "plain",
            "Not on the chart",
        )
        for one in facts.courses
        if not one.measure.part_of
        for point in one.ahead
    ]


def _days_ahead(day: date, today: date) -> str:
    days = (day - today).days
    return f", {days} {'day' if days == 1 else 'days'} ahead" if days > 0 else ", after its import"


def _undated(facts: BriefFacts) -> list[Line]:
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
