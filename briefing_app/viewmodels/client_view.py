"""What a client is shown when both look together: their own courses, in plain words, and nothing of the clinician's working notes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefing_app.domain.change import Change, Reliable
from briefing_app.domain.course import Course
from briefing_app.domain.periods import say_date
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.change import start_of, statements_of
from briefing_app.viewmodels.score_card import first_words, in_order
from briefing_app.viewmodels.trend import Trend, make_trend

TOPICS = {
    "depression": "Mood",
    "anxiety": "Anxiety and worry",
    "ptsd": "After what happened",
    "alcohol": "Alcohol",
    "sleep": "Sleep",
    "wellbeing": "Wellbeing",
    "functioning": "Daily life",
    "distress": "How things have been",
    "alliance": "Working together",
}
NOT_SHOWN = ("suicide_risk",)
FIRST = {"first score": " It is the first one.", "first score of this course": " It is the first one of this course."}


@dataclass(frozen=True, slots=True)
class ClientPanel:
    """One measure as it is looked at together."""

    title: str
    trend: Trend
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    """What a client and their clinician look at together."""

    name: str
    panels: tuple[ClientPanel, ...]


def make_client_view(facts: BriefFacts) -> ClientView:
    """Measures with scores, in the order of the brief; those that ask about suicide are talked about, not put on a screen."""
    shown = [one for one in in_order(facts.courses) if one.latest is not None and one.measure.domain not in NOT_SHOWN]
    client = facts.history.client
    return ClientView(client.called, tuple(_panel(one, facts) for one in shown))


def _panel(one: Course, facts: BriefFacts) -> ClientPanel:
    """The course with nothing of the clinician's: no words for ranges, no items, no doubts, no remarks."""
    measure = one.measure
    topic = TOPICS.get(measure.domain, "")
    title = f"{topic} ({measure.short})" if topic else measure.short
    trend, sentences = make_trend(one, facts), _sentences(one, facts)
    plain = replace(
        trend,
        title=title,
        bands=tuple(replace(band, label="") for band in trend.bands),
        hollow=(),
        baseline_words="where you started" if trend.baseline is not None else "",
        reliable_line=None,
        reliable_words="",
        ticks=(),
        value_labels=(trend.low, trend.high),
        spoken=" ".join((title + ".", *sentences)),
        note="",
        table=(),
        cone=None,
        strip=None,
    )
    return ClientPanel(title, plain, sentences)


def _sentences(one: Course, facts: BriefFacts) -> tuple[str, ...]:
    """What the score was, how far it is from the first one, and what is better here; then how much such a score moves by itself."""
    latest, today = one.latest, facts.today
    if latest is None:
        return ()
    whose = "The" if one.measure.rater == "parent" else "Your"
    better = f"{'Higher' if one.measure.higher_is_better else 'Lower'} is better here."
    on = say_date(latest.day, today)
    started, found = start_of(one, today), statements_of(one, today)
    if started is None or found is None or found.change is None:
        first_one = FIRST.get(first_words(one, latest), "")
        return (f"{whose} score on {on} was {latest.value:g}.{first_one}", better)
    first, moved = started[0], found.change.points
    way = "the same as" if not moved else f"{abs(moved):g} {_points(moved)} {'higher' if moved > 0 else 'lower'} than"
    then = f"{first.value:g} on {say_date(first.day, today)}"
    since = (
        f"the first one{' of this course' if one.earlier else ''}"
        if one.baseline is None or whose == "The"
        else "when you started"
        if one.intake_days is None
        else "before you started"
    )
    told = f"On {on} {whose.lower()} score was {latest.value:g}, {way} {since} ({then})."
    return (told, better, *(_meaning(one, found.change) if one.current and not found.points_only else ()))


def _points(moved: float) -> str:
    return "point" if abs(moved) == 1 else "points"


def _meaning(one: Course, change: Change) -> tuple[str, ...]:
    """Whether the change stands out from how such scores move by themselves: no verdict, no praise, no reproach."""
    if change.needed is None or (not change.worse and not change.floor):
        return ()
    if change.floor and change.worse <= 0:
        level, way = ("high", "higher") if one.measure.higher_is_better else ("low", "lower")
        return (f"This score was {level} from the start: there was little room for it to become {way}.",)
    by_itself = f"Such scores move a little by themselves, mostly by less than {change.needed:g} {_points(change.needed)}."
    if change.reliable is Reliable.NONE:
        return (by_itself, "So far this one has moved by less than that.")
    way = "for the better" if change.reliable is Reliable.IMPROVED else "the other way"
    enough = "just enough to stand out" if abs(change.worse) == change.needed else "more than that"
    return (by_itself, f"This one has moved {way}, {enough}.")
