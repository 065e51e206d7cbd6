"""What is recorded for each episode of RTM, and the lines its evidence gives."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from pathlib import Path
from typing import NamedTuple

from briefing_app.domain.checkin import SOURCE_WORDS
from briefing_app.domain.client import HELD, Client, History
from briefing_app.domain.fees import Fee, fee_on
from briefing_app.domain.goal import is_goal
from briefing_app.domain.hiding import bare
from briefing_app.domain.periods import local_day
from briefing_app.domain.problems import Problem
from briefing_app.domain.rtm import Billed, Episode, Line, OtherService, Payer, Recorded, State, TimeSpent
from briefing_app.domain.rtm_count import lines_of
from briefing_app.domain.rtm_record import Kept, OwnDay
from briefing_app.domain.rtm_rules import RtmRules, rtm_rules_from
from briefing_app.services.checkin import checkin_days_of
from briefing_app.services.entry import FORM
from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader
from briefing_app.storage.rtm import fees, kept, payers
from briefing_app.system.resources import resources


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """One episode: its standing records, what each data day rests on, and its lines. ``amendments`` are later revisions of billed evidence."""

    client: Client
    record: Kept
    episode: Episode
    recorded: Recorded
    rows: tuple[Kept, ...]
    day_words: Mapping[date, str]
    struck: tuple[OwnDay, ...]
    lines: tuple[Line, ...]
    amendments: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class RtmFacts:
    """Everything that the RTM page, its print and ``briefing rtm`` say."""

    as_of: date
    rules: RtmRules
    episodes: tuple[EpisodeFacts, ...]
    payers: Mapping[str, list[tuple[date, Payer]]]
    fees: tuple[Fee, ...]

    def amount(self, line: Line, payer: str) -> int | None:
        """Cents at the fee of the last day of the line; None without a fee or before it is ready."""
        if line.state not in (State.READY, State.REVIEW, State.BILLED):
            return None
        fee = fee_on(self.fees, line.code, payer, line.last)
        return fee.cents * line.units if fee is not None else None


def read_rtm_rules(path: Path) -> RtmRules:
    """The rules of a file. Raises Problem with the file and what is wrong in it."""
    try:
        return rtm_rules_from(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, ValueError) as fault:
        raise Problem(
            f"The billing rules {path.name} are refused: {fault}.", "Mend the file or put the shipped one back."
        ) from fault


def shipped_rtm_rules() -> RtmRules:
    """The rules by date that come with the program. Raises Problem where they cannot be read."""
    return read_rtm_rules(resources() / "billing" / "rtm.toml")


def rtm(
    reader: PracticeReader, catalogue: Catalogue, rules: RtmRules, as_of: date, zone: tzinfo | None = None, client: int = 0
) -> RtmFacts:
    """Every episode by client and start, of one client or of all, counted up to a day."""
    by_episode: dict[int, list[Kept]] = defaultdict(list)
    for one in kept(reader, client):
        by_episode[one.episode].append(one)
    entered = payers(reader)
    histories = reader.histories(sorted({rows[0].client for rows in by_episode.values()}))
    found = []
    for rows in by_episode.values():
        record = next((one for one in rows if one.stands and isinstance(one.content, Episode)), None)
        history = histories.get(rows[0].client)
        if record is not None and history is not None:
            found.append(_episode(_Count(reader, catalogue, rules, as_of, zone, entered), record, rows, history))
    found.sort(key=lambda one: (one.client.family.lower(), one.client.given.lower(), one.client.row, one.episode.starts))
    shown = tuple(replace(one, client=bare(one.client)) for one in found)
    return RtmFacts(as_of, rules, shown, entered, fees(reader))


class _Count(NamedTuple):
    """What every episode is counted by."""

    reader: PracticeReader
    catalogue: Catalogue
    rules: RtmRules
    as_of: date
    zone: tzinfo | None
    payers: Mapping[str, list[tuple[date, Payer]]]


def _episode(by: _Count, record: Kept, rows: list[Kept], history: History) -> EpisodeFacts:
    reader, catalogue, rules, as_of, zone, entered = by
    episode: Episode = record.content
    standing = [one for one in rows if one.stands]
    own_days = [one.content for one in standing if isinstance(one.content, OwnDay)]
    words = _data_days(reader, catalogue, history.client.row, zone)
    answered = frozenset(words)
    struck = tuple(one for one in own_days if not one.counts)
    words |= {one.day: f"stated: {one.words}" for one in own_days if one.counts}
    for one in struck:
        words.pop(one.day, None)
    sessions = {
        day
        for one in history.meetings
        if one.is_session and one.status in HELD and (day := local_day(one.at or None, one.day, zone)) is not None
    }
    recorded = Recorded(
        episode,
        tuple(entered.get(episode.payer, ())),
        frozenset(words),
        tuple(one.content for one in standing if isinstance(one.content, TimeSpent)),
        tuple(one.content for one in standing if isinstance(one.content, OtherService)),
        tuple(one.content for one in standing if isinstance(one.content, Billed)),
        frozenset(sessions & answered & words.keys()),
    )
    return EpisodeFacts(
        history.client,
        record,
        episode,
        recorded,
        tuple(rows),
        words,
        struck,
        lines_of(recorded, as_of, rules),
        tuple(_amendments(rows, recorded.billed)),
    )


def _data_days(reader: PracticeReader, catalogue: Catalogue, client: int, zone: tzinfo | None) -> dict[date, str]:
    """Days on which the client checked in between sessions or answered the form here, with what was answered and how it came."""
    found: dict[date, list[str]] = defaultdict(list)
    checked_in: set[tuple[date, str]] = set()
    for one in checkin_days_of(reader, client, zone):
        named = ", ".join(catalogue(measure).short for measure in one.measures)
        found[one.day].append(f"{named}: {SOURCE_WORDS[one.source]}")
        checked_in |= {(one.day, measure) for measure in one.measures}
    for entry in reader.own_entries(client):
        day = date.fromisoformat(entry.day)
        if entry.stands and entry.mode == FORM and not is_goal(entry.measure) and (day, entry.measure) not in checked_in:
            found[day].append(f"{catalogue(entry.measure).short}: the form here")
    return {day: "; ".join(dict.fromkeys(words)) for day, words in found.items()}


def _amendments(rows: Iterable[Kept], billed: Iterable[Billed]) -> Iterable[Kept]:
    """Revisions of what lies in a billed stretch, made after it was billed."""
    frozen = tuple(billed)
    for one in rows:
        day = getattr(one.content, "day", None)
        if day is not None and any(line.first <= day <= line.last and one.at > line.at for line in frozen):
            yield one
