"""What a client is shown when both look together: their own courses, in plain words, and nothing of the clinician's working notes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefing_app.domain.change import Reliable
from briefing_app.domain.course import Course
from briefing_app.domain.periods import say_date
from briefing_app.services.brief import BriefFacts
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


@dataclass(frozen=True, slots=True)
class ClientPanel:
    title: str
    trend: Trend
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClientView:
    name: str
    panels: tuple[ClientPanel, ...]


def make_client_view(facts: BriefFacts) -> ClientView:
    """Measures with scores, in the order of the brief; those that ask about suicide are talked about, not put on a screen."""
    shown = [one for one in facts.courses if one.latest is not None and one.measure.domain not in NOT_SHOWN]
    client = facts.history.client
    return ClientView(client.called, tuple(_panel(one, facts) for one in shown))


def _panel(one: Course, facts: BriefFacts) -> ClientPanel:
    measure = one.measure
    topic = TOPICS.get(measure.domain, "")
    title = f"{topic} ({measure.short})" if topic else measure.short
    trend = make_trend(one, facts)
    plain = replace(
        trend, title=title, cone=None, ticks=(), baseline_words="where you started", reliable_words="", reliable_line=None
    )
    return ClientPanel(title, plain, _sentences(one, facts))


def _sentences(one: Course, facts: BriefFacts) -> tuple[str, ...]:
    latest, first = one.latest, one.baseline
    if latest is None or latest.score is None:
        return ()
    better = "Higher is better here." if one.measure.higher_is_better else "Lower is better here."
    on = say_date(latest.day, facts.today)
    if first is None or first.score is None or one.from_baseline is None:
        return (f"Your first score was {latest.score:g}, on {on}.", better)
    moved = latest.score - first.score
    way = "the same as" if not moved else f"{abs(moved):g} {_points(moved)} {'higher' if moved > 0 else 'lower'} than"
    then = f"when you started ({first.score:g} on {say_date(first.day, facts.today)})"
    told = f"On {on} your score was {latest.score:g}, {way} {then}."
    return (told, better, *_meaning(one))


def _points(moved: float) -> str:
    return "point" if abs(moved) == 1 else "points"


def _meaning(one: Course) -> tuple[str, ...]:
    """Whether the change is larger than the questionnaire's own wobble, said without a verdict."""
    change, needed = one.from_baseline, one.measure.reliable_change
    if change is None or needed is None:
        return ()
    wobble = f"Scores move a little by themselves; on this questionnaire {needed.value:g} points or more is a real change."
    found = {
        Reliable.IMPROVED: "Yours has changed for the better by more than that.",
        Reliable.DETERIORATED: "Yours has become harder by more than that.",
    }
    return (wobble, found.get(change.reliable, "So far the change is smaller than that."))
