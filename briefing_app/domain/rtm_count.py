"""RTM evidence by rule: what was recorded in an episode, counted into one line for each code that its clock allows."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from briefing_app.domain.intervals import merged
from briefing_app.domain.periods import dated
from briefing_app.domain.rtm import LIVE, Allowed, Billed, Elsewhere, Evidence, Group, Line, Modality, Recorded, State, hash_of
from briefing_app.domain.rtm_rules import Band, RtmRules, RuleSet


def lines_of(recorded: Recorded, as_of: date, rules: RtmRules) -> tuple[Line, ...]:
    """Every line of an episode up to ``as_of``: set-up, then each 30-day period, then each calendar month."""
    made = _Count(recorded, as_of, rules)
    return _with_billed((*made.setup(), *made.supplies(), *made.management()), recorded.billed, rules)


def periods(starts: date, until: date, days: int) -> Iterator[tuple[date, date]]:
    """Consecutive periods of ``days`` days, first and last day, from ``starts`` on."""
    while starts <= until:
        yield starts, starts + timedelta(days=days - 1)
        starts += timedelta(days=days)


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The calendar months that a stretch touches, first and last day; none where it ends before it begins."""
    at = first.replace(day=1)
    while first <= last and at <= last:
        end = at.replace(day=monthrange(at.year, at.month)[1])
        yield at, end
        at = end + timedelta(days=1)


class _Stretch(NamedTuple):
    """A period or a month, first and last day, and the rules of its last day."""

    first: date
    last: date
    rules: RuleSet


class _Said(NamedTuple):
    """What stands beside a line: conflicts by name, and sentences to look at."""

    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Count:
    """One counting of one episode."""

    def __init__(self, recorded: Recorded, as_of: date, rules: RtmRules) -> None:
        self._all, self._as_of, self._rules = recorded, as_of, rules
        episode = recorded.episode
        self._until = min(as_of, episode.ends) if episode.ends is not None else as_of
        self._days = tuple(sorted(day for day in recorded.days if episode.starts <= day <= self._until))
        self._spent = tuple(
            one
            for one in sorted(recorded.spent, key=lambda one: (one.begins, one.id))
            if episode.starts <= one.day <= self._until
        )
        first_rules = rules.on(episode.starts) or rules.sets[0]
        self._periods = tuple(periods(episode.starts, self._until, first_rules.period_days))

    def setup(self) -> Iterator[Line]:
        """Once an episode, by the data days of its first period."""
        if not self._periods:
            return
        first, last = self._periods[0]
        found = self._rules.on(last)
        if found is None:
            return
        days = self._within(first, last)
        needed = self._all.payer_on(last).setup_days or found.setup.least
        missing = []
        if self._all.episode.setup_done is None:
            missing.append("no set-up is recorded")
        if len(days) < needed:
            missing.append(f"{_count(len(days), 'data day')} in the first period, {needed} needed")
        flags = ("setup-days",) if len(days) < 16 else ()
        yield self._line(Group.SETUP, found.setup, _Stretch(first, last, found), Evidence(days), missing, _Said(flags))

    def supplies(self) -> Iterator[Line]:
        """One line a period: by rule no two supply codes can hold at once, and a shorter band only counts when the period is over."""
        for first, last in self._periods:
            found = self._rules.on(last)
            if found is None:
                continue
            days = self._within(first, last)
            band = next((one for one in found.supply if one.holds(len(days))), None)
            is_open = self._as_of <= last
            missing = []
            if band is None:
                needed = ", ".join(f"{one.least} for {one.code}" for one in found.supply)
                missing.append(f"{_count(len(days), 'data day')} recorded; {needed}")
            elif band.most is not None and is_open:
                missing.append(f"the period is open until {dated(last)}; {_count(len(days), 'data day')} so far")
            notes = []
            if set(days) & self._all.assessed:
                notes.append("a data day is the day of a session too, whose forms may count as 96127")
            flags = ("assessment", "price") if notes else ("price",)
            stretch, said = _Stretch(first, last, found), _Said(flags, tuple(notes))
            yield self._line(Group.SUPPLY, band or found.supply[0], stretch, Evidence(days), missing, said)

    def management(self) -> Iterator[Line]:
        """A line a month, and one for further units where the first code allows them."""
        for first, last in months(self._all.episode.starts, self._until):
            found = self._rules.on(last)
            if found is None:
                continue
            evidence = self._evidence(first, last)
            band = next((one for one in found.management if one.holds(evidence.minutes)), None)
            messages = any(first <= one.day <= last and one.modality is Modality.MESSAGE for one in self._spent)
            flags = ("messages",) if messages and not evidence.contacts else ()
            missing = []
            if not evidence.contacts:
                missing.append("no live contact by phone or video is logged")
            if band is None:
                needed = ", ".join(f"{one.least} for {one.code}" for one in found.management)
                missing.append(f"{_count(evidence.minutes, 'minute')} counted; {needed}")
            open_until = (f"the month is open until {dated(last)} and its count may change",) if self._as_of <= last else ()
            stretch, said = _Stretch(first, last, found), _Said(flags, open_until)
            yield self._line(Group.MANAGEMENT, band or found.management[0], stretch, evidence, missing, said)
            if band is None or band.code != found.further.after or missing:
                continue
            units = (evidence.minutes - band.least) // found.further.step
            if units:
                yield self._further(stretch, units, evidence, open_until)

    def _further(self, stretch: _Stretch, units: int, evidence: Evidence, notes: tuple[str, ...]) -> Line:
        flags, said = ["further-step"], list(notes)
        if evidence.contacts < 1 + units:
            flags.append("contact-per-unit")
            said.append(
                f"{_count(evidence.contacts, 'live contact')} for {_count(units, 'further unit')}: some payers ask for one more each"
            )
        further = stretch.rules.further
        line = self._line(
            Group.FURTHER, Band(further.code, further.label, 0), stretch, evidence, [], _Said(tuple(flags), tuple(said))
        )
        return replace(line, units=units)

    def _within(self, first: date, last: date) -> tuple[date, ...]:
        return tuple(day for day in self._days if first <= day <= last)

    def _evidence(self, first: date, last: date) -> Evidence:
        """Eligible time only: not part of another service, and the biller's own unless incident-to holds. A minute counts once."""
        episode = self._all.episode
        own = tuple(
            one
            for one in self._spent
            if first <= one.day <= last and not one.linked and (episode.incident_to or one.actor == episode.biller)
        )
        total = sum(end - start for start, end in merged((one.begins, one.ends) for one in own))
        return Evidence((), own, int(total // 60), sum(one.modality in LIVE for one in own))

    def _line(
        self, group: Group, band: Band, stretch: _Stretch, evidence: Evidence, missing: Sequence[str], said: _Said
    ) -> Line:
        first, last, found = stretch
        blocked, more, raised = self._conditions(first, last)
        notes = [*said.notes, *more]
        if self._rules.on(first) is not found:
            notes.append(f"the rules changed on {dated(found.since)}, inside this stretch; those of its last day are used")
        state = State.BLOCKED if blocked else State.NOT_MET if missing else State.REVIEW if notes else State.READY
        return Line(
            group, band.code, band.label, 0 if missing else 1, first, last, state, tuple(missing), tuple(blocked), tuple(notes),
            (*said.flags, *raised), evidence,
        )  # fmt: skip

    def _conditions(self, first: date, last: date) -> tuple[list[str], list[str], list[str]]:
        """What blocks every line of this stretch, what is to be looked at, and the conflicts behind either."""
        episode, payer = self._all.episode, self._all.payer_on(last)
        blocked, notes, flags = [], [], []
        if episode.consent is None:
            blocked.append("no consent is recorded")
        elif self._days and episode.consent > self._days[0]:
            blocked.append(f"consent is dated {dated(episode.consent)}, after the first data day")
        if not episode.plan:
            blocked.append("no treatment plan is named")
        if not (episode.device and episode.attested):
            blocked.append("the device is not attested")
            flags.append("device")
        whom = payer.name or "the payer"
        for answer, words in (
            (payer.rtm, f"{whom} covers RTM"), (payer.licence, f"{whom} lets your licence bill it")
        ):  # fmt: skip
            if answer is Allowed.NO:
                blocked.append(f"by your entry it is not true that {words}")
            elif answer is Allowed.CONFIRM:
                notes.append(f"confirm that {words}")
        if payer.licence is not Allowed.YES:
            flags.append("licence")
        for one in self._all.others:
            if one.first > last or one.last < first:
                continue
            if one.kind is Elsewhere.RPM:
                flags.append("rpm")
            if one.kind is Elsewhere.RPM and one.note:
                notes.append(f"RPM in the same stretch; your note: {one.note}")
            else:
                blocked.append(f"{one.kind} from {dated(one.first)} to {dated(one.last)}")
        return blocked, notes, flags


def _with_billed(lines: Sequence[Line], billed: Iterable[Billed], rules: RtmRules) -> tuple[Line, ...]:
    """What was billed stays as it was frozen and takes the place of what would be counted now; the difference is said."""
    frozen = {(one.group, one.first): one for one in sorted(billed, key=lambda one: one.at)}
    first_codes = {first: one for (group, first), one in frozen.items() if group is Group.MANAGEMENT}
    shown = []
    for line in lines:
        first_code = first_codes.get(line.first)
        found = rules.on(line.last)
        if (
            line.group is Group.FURTHER
            and first_code is not None
            and found is not None
            and first_code.code != found.further.after
        ):
            continue
        one = frozen.pop((line.group, line.first), None)
        shown.append(line if one is None else _frozen(one, line, line.label if one.code == line.code else _label(one, rules)))
    for one in frozen.values():
        gone = Line(one.group, one.code, _label(one, rules), 0, one.first, one.last, State.NOT_MET)
        shown.append(_frozen(one, gone, gone.label))
    return tuple(shown)


def _label(one: Billed, rules: RtmRules) -> str:
    found = rules.on(one.last)
    return found.codes().get(one.code, "") if found is not None else ""


def _frozen(one: Billed, now: Line, label: str) -> Line:
    return Line(
        one.group, one.code, label, one.units, one.first, one.last, State.BILLED,
        conflicts=now.conflicts, evidence=now.evidence, billed=one, changed=tuple(_differences(one, now)),
    )  # fmt: skip


def _differences(one: Billed, now: Line) -> Iterator[str]:
    if hash_of(one.code, one.units, one.first, one.last, one.evidence) != one.hash:
        yield "the frozen evidence does not agree with its hash"
    if one.evidence == now.evidence.as_json() and (one.code, one.units) == (now.code, now.units):
        return
    before, after = json.loads(one.evidence), json.loads(now.evidence.as_json())
    for words, days in (
        ("no longer a data day", set(before["days"]) - set(after["days"])),
        ("a data day since", set(after["days"]) - set(before["days"])),
    ):
        if days:
            yield f"{words}: {', '.join(sorted(days))}"
    for words, name in (("minutes", "minutes"), ("live contacts", "contacts")):
        if before[name] != after[name]:
            yield f"{words} {before[name]} when billed, {after[name]} now"
    if before["spent"] != after["spent"] and before["minutes"] == after["minutes"]:
        yield "the stretches of time were edited"
    if (one.code, one.units) != (now.code, now.units):
        counted = f"{now.code} × {now.units}" if now.units else "nothing"
        yield f"the count now gives {counted}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
