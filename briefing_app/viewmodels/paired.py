"""PHQ-9 with the anxiety measure of the problem, in the words of the NHS Talking Therapies rules."""

from __future__ import annotations

from briefing_app.domain.talking_therapies import GAD7_CASENESS, GAD7_RELIABLE, PairedOutcome
from briefing_app.services.brief import BriefFacts
from briefing_app.viewmodels.line import Line
from briefing_app.viewmodels.review import TOLD
from briefing_app.viewmodels.why import Why

PAIRED_SOURCES = ("cbtwatch.com", "fingertips.phe.org.uk", "the clauses on the other measure are unverified")


def make_paired(facts: BriefFacts) -> list[Line]:
    """PHQ-9 with the anxiety measure of the problem, by the rules of NHS Talking Therapies, where these are on."""
    pair = facts.paired
    if pair is None:
        return []
    both = [pair.phq9, pair.anxiety]
    said = [f"{one.measure.id} {one.from_baseline.first:g} to {one.from_baseline.last:g}" for one in both if one.from_baseline]
    name, case, reliable = pair.anxiety.measure.id, pair.case, pair.reliable
    if pair.outcome is None:
        name, case, reliable = "GAD-7", GAD7_CASENESS, GAD7_RELIABLE
    rule = (
        f"in the clinical range is PHQ-9 10 or more, or {name} {case:g} or more, at the start; recovery is both out of it at the end; reliable"
        f" is 6 and {reliable:g} points, the other measure not reliably the other way; a measure made for the problem replaces GAD-7"
    )
    sources = tuple(point.record.origin for one in both for point in (one.baseline, one.latest) if point)
    if pair.outcome is None:
        anxiety = pair.anxiety.from_baseline
        scores = f" ({anxiety.first:g} to {anxiety.last:g})" if anxiety else ""
        text = (
            f"{pair.problem}: the pair is PHQ-9 with {pair.anxiety.measure.id}{scores}; its thresholds are not confirmed here."
        )
    else:
        text = f"If the course ended today: {say_paired(pair.outcome)} ({', '.join(said)}; NHS Talking Therapies)."
    return [Line("change", text, Why(rule, "; ".join(said), sources, (*PAIRED_SOURCES, *pair.confirmed)), "plain", TOLD)]


def say_paired(outcome: PairedOutcome) -> str:
    """The outcome of a pair in words."""
    if outcome.reliable_recovery:
        return "reliable recovery"
    if outcome.recovery and outcome.reliable_deterioration:
        return "recovery by the clinical ranges, one measure reliably worse"
    if outcome.recovery:
        return f"recovery, the change {'reliable in opposite directions' if outcome.opposite else 'not reliable'}"
    if outcome.reliable_deterioration:
        return "reliably worse"
    if outcome.opposite:
        return "one measure reliably better, the other reliably worse"
    started = "" if outcome.caseness else "; out of the clinical range at the start"
    return ("reliable improvement" if outcome.reliable_improvement else "no reliable change") + started
