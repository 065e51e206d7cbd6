"""The words of the RTM page: what was counted for each code, what is missing, and what each count rests on. Evidence, not eligibility."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from briefing_app.domain.periods import dated, local_time, say_date
from briefing_app.domain.rtm import EVIDENCE_NOT_ELIGIBILITY, Group, Line, Modality, State, TimeSpent
from briefing_app.domain.rtm_rules import Conflict
from briefing_app.services.rtm import EpisodeFacts, RtmFacts

STATE_WORDS = {
    State.READY: "Ready",
    State.NOT_MET: "Not met",
    State.BLOCKED: "Blocked",
    State.REVIEW: "Review",
    State.BILLED: "Billed",
}
TONES = {
    State.READY: "good",
    State.REVIEW: "attention",
    State.BLOCKED: "attention",
    State.NOT_MET: "muted",
    State.BILLED: "plain",
}
EMPTY = (
    "No episode of remote therapeutic monitoring is recorded. Start one from here: it holds the consent, the plan, the device and the"
    " payer, and everything else is counted from what is recorded."
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One line of the page. ``reasons`` says why it is in its state, ``evidence`` what was counted; ``line`` is what can be billed."""

    when: str
    code: str
    label: str
    units: str
    state: str
    tone: str
    reasons: tuple[str, ...]
    counted: str
    evidence: tuple[str, ...]
    conflicts: tuple[str, ...]
    amount: str
    line: Line

    @property
    def billable(self) -> bool:
        """Whether a person may say that this line was billed."""
        return self.line.state in (State.READY, State.REVIEW)

    @property
    def fee(self) -> str:
        """The amount, or that there is no fee for what could be billed."""
        priced = self.line.units and (self.billable or self.line.state is State.BILLED)
        return self.amount or ("no fee entered" if priced else "")


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """One client's episode of monitoring with its lines."""

    name: str
    head: str
    stretches: tuple[Stretch, ...]
    amendments: tuple[str, ...]
    facts: EpisodeFacts


@dataclass(frozen=True, slots=True)
class RtmPage:
    """What the RTM page says of a month."""

    title: str
    disclaimer: str
    summary: str
    cards: tuple[EpisodeCard, ...]
    conflicts: tuple[str, ...]


def make_rtm(facts: RtmFacts, zone: tzinfo | None = None) -> RtmPage:
    """The page of remote monitoring: a card for each episode."""
    cards = tuple(_card(one, facts, zone) for one in facts.episodes)
    counted = [stretch.line.state for card in cards for stretch in card.stretches]
    summary = ", ".join(f"{counted.count(state)} {_counted_as(state)}" for state in STATE_WORDS if counted.count(state))
    return RtmPage(
        f"Counted up to {dated(facts.as_of)}",
        EVIDENCE_NOT_ELIGIBILITY,
        summary or EMPTY,
        cards,
        tuple(say_conflict(one) for one in facts.rules.conflicts),
    )


def _counted_as(state: State) -> str:
    return "for review" if state is State.REVIEW else STATE_WORDS[state].lower()


def say_conflict(one: Conflict) -> str:
    """What the sources disagree on, what each says, and what is done here."""
    said = " ".join(part for part in (one.one, one.other) if part)
    return f"{one.topic}{'' if one.topic.endswith('?') else '.'} {said} Here: {one.ships}"


def _card(one: EpisodeFacts, facts: RtmFacts, zone: tzinfo | None) -> EpisodeCard:
    topics = {conflict.id: say_conflict(conflict) for conflict in facts.rules.conflicts}
    return EpisodeCard(
        one.client.name,
        _head(one),
        tuple(_stretch(line, one, facts, topics, zone) for line in one.lines),
        tuple(_amendment(row.content, row.reason, row.at, row.by, row.withdrawn, zone) for row in one.amendments),
        one,
    )


def _head(one: EpisodeFacts) -> str:
    episode = one.episode
    parts = [
        f"from {dated(episode.starts)}" + (f" to {dated(episode.ends)}" if episode.ends else ""),
        f"consent {dated(episode.consent)}" if episode.consent else "no consent recorded",
        f"plan: {episode.plan}" if episode.plan else "no plan named",
        f"set-up {dated(episode.setup_done)}" if episode.setup_done else "no set-up recorded",
        f"device: {episode.device}{'' if episode.attested else ' (not attested)'}" if episode.device else "no device named",
        f"biller: {episode.biller or 'not named'}",
        f"payer: {episode.payer or 'not named'}",
    ]
    return " · ".join(parts)


def _stretch(line: Line, one: EpisodeFacts, facts: RtmFacts, topics: dict[str, str], zone: tzinfo | None) -> Stretch:
    whole_month = line.group in (Group.MANAGEMENT, Group.FURTHER)
    when = say_month(line.first) if whole_month else f"{say_date(line.first, line.last)} to {dated(line.last)}"
    billed = line.billed
    reasons = [*line.blocked, *line.missing, *line.notes, *line.changed]
    if billed is not None:
        reasons.insert(0, f"billed {dated(local_time(billed.at, zone).date())} by {billed.by or 'somebody'}, evidence frozen")
    cents = facts.amount(line, one.episode.payer)
    return Stretch(
        when,
        line.code,
        line.label,
        f"× {line.units}" if line.units else "",
        STATE_WORDS[line.state],
        TONES[line.state],
        tuple(reasons),
        say_counted(line),
        tuple(_evidence(line, one, zone)),
        tuple(topics[flag] for flag in line.conflicts if flag in topics),
        say_money(cents) if cents is not None else "",
        line,
    )


def say_month(day: date) -> str:
    """A month with its year."""
    return dated(day).partition(" ")[2]


def say_counted(line: Line) -> str:
    """What a line counted: data days, or minutes with their contacts."""
    evidence = line.evidence
    if line.group in (Group.SETUP, Group.SUPPLY):
        return f"{len(evidence.days)} data {'day' if len(evidence.days) == 1 else 'days'}"
    return f"{evidence.minutes} min, {evidence.contacts} live"


def say_money(cents: float) -> str:
    """Cents as an amount with two decimals."""
    return f"{cents / 100:,.2f}"


def _evidence(line: Line, one: EpisodeFacts, zone: tzinfo | None) -> Iterable[str]:
    for day in line.evidence.days:
        yield f"{dated(day)}: {one.day_words.get(day, 'no longer recorded')}"
    for spent in line.evidence.spent:
        yield say_spent(spent, zone)
    for struck in one.struck:
        if line.group is Group.SUPPLY and line.first <= struck.day <= line.last:
            yield f"{dated(struck.day)}: struck, {struck.words}"


def say_spent(spent: TimeSpent, zone: tzinfo | None) -> str:
    """A stretch of time: when, how long, with what contact."""
    begins, ends = local_time(spent.begins, zone), local_time(spent.ends, zone)
    length = f"{(spent.ends - spent.begins) / 60:.0f} min"
    contact = f", {spent.modality}" if spent.modality is not Modality.NONE else ""
    linked = f", inside {spent.linked}: not counted" if spent.linked else ""
    return f"{dated(spent.day)}, {begins:%H:%M} to {ends:%H:%M}, {length}, {spent.actor or 'nobody named'}{contact}{linked}"


def _amendment(content: object, reason: str, at: float, by: str, withdrawn: bool, zone: tzinfo | None) -> str:
    when = dated(datetime.fromtimestamp(at, zone).date())
    what = say_spent(content, zone) if isinstance(content, TimeSpent) else f"data day {dated(content.day)}"  # type: ignore[attr-defined]
    return f"{when}, {by or 'somebody'}: {what}{' taken back' if withdrawn else ''}{f' ({reason})' if reason else ''}"
