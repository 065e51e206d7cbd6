"""One measure at a glance, in numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from briefing_app.domain import norm
from briefing_app.domain.administration import items_of
from briefing_app.domain.change import Reliable
from briefing_app.domain.client import Score
from briefing_app.domain.course import IN_USE_DAYS, Conflict, Course, Point
from briefing_app.domain.measure import Measure, Method
from briefing_app.domain.periods import dated, local_time, say_age, say_date
from briefing_app.domain.unread import unread_items
from briefing_app.viewmodels.change import is_older, make_changes, say_band, say_course, say_side, start_of, statements_of
from briefing_app.viewmodels.decision import decide_start
from briefing_app.viewmodels.distance import Distance, distance_of
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.reading import has_card, make_readings
from briefing_app.viewmodels.why import Why, cited


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """One measure at a glance. ``band`` is the word of the latest score, ``was`` the score before with its day, ``words`` the change.

    ``spoken`` is the whole card as one sentence: what stands in text, print and notes. ``older`` ones stand under the older measures.
    ``distance`` is the short form of ``words``, without the ``doubts`` that those end with.
    """

    measure: str
    name: str
    value: str
    band: str
    date: str
    was: str
    words: str
    tone: str
    spoken: str
    why: Why
    changes: tuple[Line, ...]
    distance: Distance
    doubts: tuple[str, ...]
    older: bool = False


def make_cards(courses: Sequence[Course], today: date, zone: tzinfo | None = None) -> tuple[ScoreCard, ...]:
    """The measures with a score on a day, those in use first."""
    return tuple(make_card(one, today, zone) for one in in_order(courses))


def in_order(courses: Sequence[Course]) -> list[Course]:
    """The courses as cards and charts stand: those with a score or an answer on a day, the older measures last."""
    return sorted((one for one in courses if one.points and has_card(one, courses)), key=is_older)


def older_lines(cards: Sequence[ScoreCard]) -> list[Line]:
    """Measures whose last score is too old to say anything of today: each with its date, in one place."""
    return [Line("older", card.spoken, card.why, "plain", "Older measures", key=card.measure) for card in cards if card.older]


def make_card(one: Course, today: date, zone: tzinfo | None = None) -> ScoreCard:
    """A card of a course as of ``today``; what is doubtful about the newest scores is named beside the last one that counts."""
    measure, latest = one.measure, one.latest
    previous = one.previous if one.current else None
    before, newest = _before_course(one), one.points[-1]
    words, tone = _verdict(one, today)
    doubts = _doubts(one, today, zone)
    counts = latest or before
    value = say_score(counts.score) if counts else _no_total(one)
    band = say_band(measure, counts.value) if counts else measure.caution
    if not measure.has_total:
        words = _positive_answers(newest.record.items, measure)
    day = (counts or newest).day
    was = f"{say_score(previous.score)} on {say_date(previous.day, today)}" if previous else ""
    return ScoreCard(
        measure=measure.short,
        name=measure.name,
        value=value,
        band=band,
        date=say_date(day, today),
        was=was,
        words="; ".join(part for part in (words, *doubts) if part),
        tone="plain" if doubts else tone,
        spoken=_spoken(one, value, band, (words, *doubts), today),
        why=_card_why(one, today),
        changes=(*make_changes(one, today), *make_readings(one, today)),
        distance=distance_of(one, today),
        doubts=doubts,
        older=is_older(one) or (before is not None and (today - before.day).days > IN_USE_DAYS),
    )


def _before_course(one: Course) -> Point | None:
    """The last score that counts where all lie before this course: it stands with its date, and in no change."""
    return one.earlier[-1][-1] if one.latest is None and one.earlier else None


def _spoken(one: Course, value: str, band: str, words: tuple[str, ...], today: date) -> str:
    """``PHQ-9 14 (moderate), 5 days ago (19 Nov); 16 on 5 Nov before; 4 better than at the start (18 on 3 Mar); …``."""
    latest, previous, counts = one.latest, one.previous, one.latest or _before_course(one)
    day = (counts or one.points[-1]).day
    when = f"{say_age((today - day).days)} ({say_date(day, today)})"
    worded = "" if not band else f", {band}" if "(" in band else f" ({band})"
    if counts is not None and not one.current:
        # Its age is the statement; what was true then stands in the details.
        head = f"{one.measure.short}: last score {value}{worded}, {when}{'' if latest else ', before this course'}"
        return "; ".join([head, *(part for part in words[1:] if part)])
    head = f"{one.measure.short} {value}{worded}, {when}"
    before = (
        f"before {say_score(previous.score)} on {say_date(previous.day, today)}"
        if previous and previous is not one.baseline
        else ""
    )
    return "; ".join(part for part in (head, before, *words) if part)


def _verdict(one: Course, today: date) -> tuple[str, str]:
    """The change since the start in words; an old score has its age instead, and a first one says so."""
    latest, before = one.latest, _before_course(one)
    if latest is None:
        return f"before this course, {say_age((today - before.day).days)}" if before else "", "plain"
    age = say_age((today - latest.day).days)
    if is_older(one):
        return f"older measure: {age}", "plain"
    if not one.current:
        return f"last score {age}", "plain"
    found = statements_of(one, today)
    if found is None or found.change is None:
        return first_words(one, latest), "plain"
    good = found.change.reliable is Reliable.IMPROVED and not found.points_only
    return "; ".join(say_course(one, today)), "good" if good else "plain"


def first_words(one: Course, latest: Point) -> str:
    """That there is no score before, as far as that is so: an earlier course may have one, or one that does not count."""
    before = [point for point in (*one.points, *one.wrong) if point.score is not None and point.day < latest.day]
    if any(point in earlier for point in before for earlier in one.earlier):
        return "first score of this course"
    if before:
        return "first score that counts"
    return "first score with a date" if any(score.score is not None for score in one.undated) else "first score"


def say_score(score: float | None) -> str:
    """A score without needless decimals; None is no total."""
    return "no total" if score is None else f"{score:g}"


def _doubts(one: Course, today: date, zone: tzinfo | None) -> tuple[str, ...]:
    """What the newest scores leave open: two of one day that contradict each other, an attempt without a total, one that was said
    to be wrong, a prorated one."""
    latest, newest = one.latest, one.points[-1]
    found = [say_conflict(conflict, today, zone) for conflict in one.conflicts if latest is None or conflict.day >= latest.day]
    told = {conflict.day for conflict in one.conflicts}
    counts = latest or _before_course(one)
    if one.measure.has_total and newest.day not in told and (counts is None or newest.day > counts.day):
        found.append(f"{say_date(newest.day, today)}: {_doubtful(newest.record)}")
    wrong = [point for point in one.wrong if counts is None or point.day >= counts.day]
    found += [f"{say_date(point.day, today)}: {_doubtful(point.record)}" for point in wrong]
    if latest is not None and latest.record.prorated:
        found.append("prorated")
    return tuple(found)


def say_conflict(conflict: Conflict, today: date, zone: tzinfo | None) -> str:
    """``two scores on 14 Mar, 16 (08:00) and 8 (08:30): which one counts?``."""
    number = {2: "two", 3: "three", 4: "four"}.get(len(conflict.points), str(len(conflict.points)))
    scores = [f"{point.value:g}{_clock(point.record, zone)}" for point in conflict.points]
    return f"{number} scores on {say_date(conflict.day, today)}, {', '.join(scores[:-1])} and {scores[-1]}: which one counts?"


def _clock(record: Score, zone: tzinfo | None) -> str:
    return f" ({local_time(record.at, zone):%H:%M})" if record.at else ""


def _positive_answers(items: str, measure: Measure) -> str:
    """For a form that is never summed: which yes/no items were answered yes."""
    if measure.item_range != (0, 1):
        return "never summed: see the table"
    answers = items_of(items)
    positive = [measure.item_name(number) for number, value in enumerate(answers, start=1) if value]
    if positive:
        return f"yes to {', '.join(positive)}"
    given = sum(value is not None for value in answers)
    if not given:
        return "no answer that can be read"
    return "no item answered yes" if given >= measure.items else f"no item answered yes, {given} of {measure.items} answered"


def _no_total(one: Course) -> str:
    if one.measure.method in (Method.NONE, Method.SUBSCALES):
        return "no answers" if is_blank(one.points[-1].record) else "answered"
    if any(conflict.day == one.points[-1].day for conflict in one.conflicts):
        return "undecided"
    return "no total" if one.points[-1].score is None else "in doubt"


def is_blank(record: Score) -> bool:
    """Whether a form holds no answer at all, neither one that was read nor one that could not be."""
    return not any(value is not None for value in items_of(record.items)) and not unread_items(record.flags)


def _doubtful(record: Score) -> str:
    source = "" if record.prorated else " by its answers" if record.computed == record.score else " as stated"
    stated = f"{say_score(record.score)}{source}, " if record.score is not None else ""
    return f"{stated}{record.flags or 'no total'}; not in the trend"


def _card_why(one: Course, today: date) -> Why:
    """The numbers that the card's words rest on; the cut is the one that change is judged by, and its number is said."""
    measure, latest, started = one.measure, one.latest, start_of(one, today)
    threshold, cut = norm.reliable_change(measure), measure.outcome_caseness
    if not measure.has_total:
        rules = ["never summed; its answers stand for themselves, and nothing is said of change"]
    elif is_older(one):
        rules = [f"last score older than {IN_USE_DAYS} days: it stands for itself, nothing is said of change"]
    else:
        rules = [
            f"two scores differ reliably from {threshold.value:g} points on"
            if threshold
            else norm.why_no_reliable_change(measure)
        ]
    if latest is not None and not is_older(one) and (side := say_side(measure, latest.value)):
        rules.append(side)
    if one.start is not None and measure.has_total:
        rules.append(one.start.words)
    newest = None if measure.has_total or not one.points else one.points[-1]
    points = (
        ("start", started[0] if started else None), ("before", one.previous), ("latest", latest), ("before this course", _before_course(one)),
    )  # fmt: skip
    inputs = "; ".join(f"{name} {say_score(point.score)} on {dated(point.day)}" for name, point in points if point)
    inputs = f"{_no_total(one)} on {dated(newest.day)}" if newest else inputs
    sources = tuple(dict.fromkeys(point.record.origin for point in (*(one for _, one in points), newest) if point))
    published = cited(*(number.source for number in (threshold, cut) if number is not None))
    rule, told = f"{measure.short}: {'; '.join(rules)}", inputs or "no total that may enter a change"
    return Why(rule, told, sources, published, decide_start(one.start))
