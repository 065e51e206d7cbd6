"""Notes, session codes and RTM as Help says them: every rule with its date and source, and where the sources disagree."""

from __future__ import annotations

from collections.abc import Iterator

from briefing_app.domain.note import CRISIS_HOURS, DUE_HOURS, LATE_HOURS
from briefing_app.domain.note_text import LATE_ENTRY_HOURS
from briefing_app.domain.periods import dated
from briefing_app.domain.rtm import EVIDENCE_NOT_ELIGIBILITY
from briefing_app.domain.rtm_rules import RtmRules, RuleSet
from briefing_app.domain.session_code import SessionRules
from briefing_app.viewmodels.instrument import Fact
from briefing_app.viewmodels.reference import PRODUCT, Chapter

NOTES = (
    Fact("Times of a session", "as recorded by you or by an encounter; the booked slot is never used", PRODUCT),
    Fact(
        "What is typed",
        "kept in the encrypted store every three seconds, when the note is left, and at a lock",
        "a test of this program",
    ),
    Fact("Signed", "never changed again; amendments stand below with who and when", PRODUCT),
    Fact(
        "Late entry",
        f"said in the header when a note is written more than {LATE_ENTRY_HOURS:g} h after the session",
        "weltonconsulting.com",
    ),
    Fact(
        "Due",
        f"{DUE_HOURS:g} h, late {LATE_HOURS:g} h, after a crisis {CRISIS_HOURS:g} h; there is no single national deadline",
        PRODUCT,
    ),
    Fact(
        "Process notes",
        "psychotherapy notes lie in your own store, in no export of the record; start and stop times, results of measures, medication,"
        " diagnosis and plan are not psychotherapy notes",
        "45 CFR 164.501",
    ),
    Fact("Spelling", "an English dictionary on this computer; words you teach it are kept with your phrases", "pyspellchecker"),
)


def make_billing(rtm: RtmRules, sessions: SessionRules) -> tuple[Chapter, ...]:
    """A chapter on notes, one on session codes, one on RTM."""
    return (
        Chapter("Session notes", NOTES, 1),
        Chapter("Session codes", (Fact("What this is", EVIDENCE_NOT_ELIGIBILITY, PRODUCT), *_sessions(sessions)), 1),
        Chapter("Remote therapeutic monitoring", (Fact("What this is", EVIDENCE_NOT_ELIGIBILITY, PRODUCT), *_rtm(rtm)), 1),
    )


def _sessions(rules: SessionRules) -> Iterator[Fact]:
    for kind in rules.kinds:
        bands = "; ".join(f"{band.code} {band.reach('min') if band.least else band.label}" for band in kind.bands)
        add_on = kind.add_on
        more = f"; {add_on.code} from {add_on.first} min and each further {add_on.step}" if add_on is not None else ""
        notes = "".join(f". {words}" for words in (kind.conflict, kind.unverified) if words)
        yield Fact(kind.label, f"{bands}{more}{notes}", kind.source)
    one = rules.assessment
    yield Fact(one.code, f"{one.label}; often at most {one.usual_most}. {' '.join(one.notes)}", one.source)


def _rtm(rules: RtmRules) -> Iterator[Fact]:
    for one in rules.sets:
        yield Fact(f"From {dated(one.since)}", _set(one), one.source)
    for conflict in rules.conflicts:
        said = f"{conflict.one} {conflict.other}".strip()
        yield Fact(f"The sources disagree: {conflict.topic}", f"{said} Here: {conflict.ships}", "as named")


def _set(one: RuleSet) -> str:
    supply = "; ".join(f"{band.code} {band.reach('data days')}" for band in one.supply)
    management = "; ".join(f"{band.code} {band.reach('min')}" for band in one.management)
    return (
        f"{one.setup.code} with {one.setup.least} data days in the first period; in {one.period_days} days {supply}; in a calendar month, with"
        f" one live contact, {management}; {one.further.code} for each full {one.further.step} min more, with {one.further.after}"
    )
