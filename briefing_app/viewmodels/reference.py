"""Every rule, number and source as the program holds them, for Help and for ``briefing rules``: made from the data, written nowhere twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from briefing_app.domain.checkin_code import LEAST_SIGNATURE
from briefing_app.domain.client import ENTERED
from briefing_app.domain.course import AFTER_DAYS, BEFORE_DAYS, IN_USE_DAYS, INTAKE_DAYS
from briefing_app.domain.goal import HIGH, LOW
from briefing_app.domain.measure import Measure
from briefing_app.domain.problems import Problem
from briefing_app.domain.retention import RULE as KEEP_RULE
from briefing_app.domain.rules import ALL_MEASURES, LIMITS, SWITCHES, Rule, Rules
from briefing_app.domain.start import GAP_DAYS, GAP_INTERVALS
from briefing_app.domain.talking_therapies import GAD7_CASENESS, GAD7_RELIABLE, PHQ9_CASENESS, PHQ9_RELIABLE
from briefing_app.services.backup import CHECK_AFTER, EVERY, REHEARSE_AFTER
from briefing_app.system.attempts import FREE, LONGEST_SECONDS
from briefing_app.viewmodels import (
    by_hand_help,
    calendar_help,
    codes_help,
    demo_help,
    safety_help,
    statement,
    table_help,
    unknown_help,
)
from briefing_app.viewmodels.budget import WORD_BUDGET
from briefing_app.viewmodels.gates import gate_lines, read_gates
from briefing_app.viewmodels.instrument import Fact, instrument_facts
from briefing_app.viewmodels.order import say_order
from briefing_app.viewmodels.review import RULE_NAMES, RULE_WORDS

PRODUCT = "product rule"
PAIRED_SOURCE = "cbtwatch.com; fingertips.phe.org.uk; the clauses on the other measure are unverified"


@dataclass(frozen=True, slots=True)
class Chapter:
    """``rank`` is its place in Help: what is decided by, then notes and codes, how it is kept, and the instruments."""

    title: str
    facts: tuple[Fact, ...]
    rank: int = 0


TRIED = "a test of this program"
BRIEF = (
    Fact("Its order", f"one in the window, as text, on paper and as JSON: {say_order()}", PRODUCT),
    Fact(
        "What it leaves out",
        f"a brief has {WORD_BUDGET} words beside who the client is, safety, what waits for an answer and the client's own words; whole lines over that are left"
        " out, never a part of one, and the last line names them. JSON holds them",
        PRODUCT,
    ),
    Fact(
        "Needs a look",
        "clients with a safety line that waits, not heard from, worse or at a review point and not set aside, or with a message that was not shown,"
        " also those without a session that day",
        PRODUCT,
    ),
    Fact(
        "An answer to a line",
        "keeps who, when and why, and sets a review line aside: worse for eight weeks or until it is worse again, a review point until the next,"
        " silence for two weeks, a fall of the alliance until the next one, a measure to be repeated until its next score. Where the data are wrong,"
        " the scores named count no more. Why of the line takes an answer back, and the ledger keeps both",
        PRODUCT,
    ),
)
KEEPING = (
    Fact(
        "Encryption",
        "two files, SQLCipher with AES-256, each with 32 random bytes as its key; every opening checks that nothing is plain",
        TRIED,
    ),
    Fact(
        "What opens a store",
        "the system's keyring or a passphrase (Argon2id, 64 MiB), and a recovery code of 160 bits that was typed back",
        TRIED,
    ),
    Fact(
        "Removing what opens it",
        "the recovery code and one other always stay; keyring and passphrase may stand beside each other",
        TRIED,
    ),
    Fact(
        "A new key",
        "all that opens it is sealed for the new key before the store is encrypted anew, so a break at any moment leaves one that opens; backed up before and"
        " after. Older backups keep the old key",
        TRIED,
    ),
    Fact(
        "Backups",
        f"every {int(EVERY.total_seconds() // 60)} minutes while something changes, before imports and before a newer schema. {KEEP_RULE}",
        TRIED,
    ),
    Fact(
        "Proof of a backup",
        "read back when written: every page against its signature, the rows and a hash of each table against the store, then the finished file, and"
        " its copy in the second folder",
        TRIED,
    ),
    Fact(
        "Rehearsal",
        f"every {REHEARSE_AFTER.days} days the newest backup is restored for a trial, by the ways in that it carries, and compared row by row",
        TRIED,
    ),
    Fact(
        "A whole store",
        f"every {CHECK_AFTER.days} days each page is held against its signature; what is damaged stays as it is, and a backup is offered",
        TRIED,
    ),
    Fact(
        "A missing store or key file",
        "no new store is made in its place; a key file comes back from its copy beside the backups or from one of them, the latest alone, so that"
        " words that were ended open nothing; a restore that was broken off is ended",
        TRIED,
    ),
    Fact(
        "Kill, power cut, bit rot, full disk",
        "nothing damaged, half there or lost of what had been kept; the figures stand under What was tried, below",
        TRIED,
    ),
    Fact(
        "A disk that is full or may only be read",
        "is named for what it is, never called damage; commands that read go on and say that no row of the audit could be kept, and no window is opened",
        TRIED,
    ),
    Fact(
        "An import that was wrong",
        "is taken back whole on the Import page (Take back), of the last 30 days: every row is as it was before, and what was entered since stays and is"
        " listed. Where a later import found, changed or needs the same records, nothing is done, and it is said which",
        TRIED,
    ),
    Fact(
        "Days without this computer (Ctrl+O)",
        "one encrypted file that another computer opens with the recovery code or passphrase; on request a page a session as PDF, safety first,"
        " with initials if you like, with room to write",
        TRIED,
    ),
    Fact(
        "Lock",
        "stores closed, pages dropped, keys forgotten; by itself too, with a passphrase or without; put off only while a client fills in a form or a"
        " new key is made, and kept then before anything is shown. The note timer's time is asked about afterwards",
        TRIED,
    ),
    Fact(
        "Guessing",
        f"after {FREE} different wrong passphrases or codes in a row each further one waits, 1 s, 2 s, up to {LONGEST_SECONDS} s, for as long as the"
        " program runs; wrong words stand in the audit",
        TRIED,
    ),
    Fact(
        "A locked screen, sleep",
        "locks too: said by freedesktop, GNOME and logind over D-Bus; on Windows and macOS by their own messages, which nobody has tried there"
        " yet; sleep also shows in the clock",
        "a test of this program, on Linux",
    ),
    Fact(
        "Names hidden",
        "F9: initials stand for every client on every page, in tips, dialogs and prints, which say so, until F9 is pressed again. It stays so after a"
        " restart, because a screen that others see should not show names for having begun anew. A client's name is also taken out of their own"
        " records' words, and files lose theirs; of a day of birth the age is left",
        TRIED,
    ),
    Fact(
        "Clipboard",
        "whatever is copied here, by Ctrl+C or a button, is marked for clipboard managers and Windows' history not to keep, and taken away after"
        " 30 seconds (a note: 60), on a lock and at the end, if it is still what lies there. The marks for Windows and macOS have not been tried there",
        "a test of this program, on Linux",
    ),
    Fact(
        "Not hidden with the names",
        "people that somebody wrote about, a birthday in their words, and what was typed into RTM and the ledger; notes and reports of imports do"
        " not open meanwhile",
        "a limit",
    ),
    Fact(
        "Audit",
        "opened, viewed, printed, exported, imported, answered, backed up, restored, keys changed: rows bound to each other; a changed row is found, and by the"
        " last row, kept sealed beside the store, and the list in the newest backup also what was cut off at the end, or an older store in its place",
        TRIED,
    ),
    Fact(
        "Deleting a client",
        "rows of every table that names them, mentions in reports of imports and file names, then the store is written anew; what is left is"
        " a number and salted hashes, by which imports leave them out until you allow them again",
        "a test that decrypts every page and finds nothing of them",
    ),
    Fact(
        "Not deleted with a client",
        "backups made before hold them until they thin out, the last after six months, or until you delete those files; and what you saved,"
        " printed or keep as an export",
        "a limit",
    ),
    Fact(
        "Not protected: memory",
        "what is open can be read by a program that runs as you, and traces may stay in memory after a lock",
        "a limit",
    ),
    Fact(
        "Not protected: the keyring", "it lies on the same computer; whoever signs in as you opens the store with it", "a limit"
    ),
    Fact(
        "Not protected: the end of the audit",
        "whoever has the key can cut rows off unseen that no backup holds, and so can whoever deletes the sealed last row and the backups and puts"
        " an older store back",
        "a limit",
    ),
    Fact("Not protected: prints and exports", "a page on paper, a PDF, a CSV or a calendar file is not encrypted", "a limit"),
    Fact(
        "Not protected: an unlocked screen",
        "whoever stands behind you reads along (F9 hides the names); under X11 and Wayland nothing keeps a window out of screenshots, and the switch in"
        " Settings that does it on Windows and macOS has not been tried there",
        "a limit",
    ),
    Fact(
        "Not protected: the same disk",
        "backups in the profile folder are lost with the disk; name a second folder in Settings",
        "a limit",
    ),
)

CHECKINS = (
    Fact(
        "A check-in page",
        "one HTML file for one client, with measures whose wording may ship; it names nobody, keeps nothing and may reach nothing",
        TRIED,
    ),
    Fact(
        "What a code holds",
        "the page, the client's own day and clock, the answers, and a signature (HMAC-SHA256 with the page's 128 random bits, cut to"
        f" {LEAST_SIGNATURE} bits or a few more)",
        TRIED,
    ),
    Fact(
        "A code typed wrong",
        "one wrong character, or two that changed places in a group, is always found and its group named",
        TRIED,
    ),
    Fact(
        "A code made up without the page, or changed",
        f"refused; a try passes once in {1 << LEAST_SIGNATURE:,}",
        "the length of the signature",
    ),
    Fact("The same code, or the same row of a table, again", "changes nothing", TRIED),
    Fact(
        "A day with a check-in",
        "a calendar day of the client's with a page's code or a row of a table that was not taken back; a second one that day adds none",
        PRODUCT,
    ),
    Fact(
        "An imported score is a check-in",
        "when its day is known, its status is final, it names no encounter, and no session was held that day",
        PRODUCT,
    ),
    Fact(
        "A table of check-ins",
        "two ways to read a date are asked about, a comma in a number is refused: nothing is guessed",
        TRIED,
    ),
    Fact(
        "Not protected: who answered, and when",
        "the key lies in the page: whoever holds the file can make codes, with any date; the date is that of their device's clock",
        "a limit",
    ),
    Fact(
        "Not protected: a code that is seen",
        "it is not encrypted; whoever knows this program can read the answers in it",
        "a limit",
    ),
    Fact(
        "Not protected: a crisis",
        "the page tells nobody; it says so, and where to turn, before and after a positive answer",
        "a limit",
    ),
    Fact(
        "Where the page runs",
        "tried in Chromium on Linux alone; a preview that runs no scripts, as on some phones, shows a sentence and no questions",
        "a limit",
    ),
)


RATES = ("bench rates", "bench caseloads")
ASSUMED = (
    Fact(
        "What is assumed",
        "invented clients whose true course is known, in weekly sessions: 34 % respond, 14 % late, 10 % partly, 15 % not, 13 % are in maintenance,"
        " 6 % worsen, 5 % relapse, 3 % drop out; smooth courses; 84 % of sessions held, 10 % cancelled, 6 % missed; 85 % of forms filled in;"
        " every measure an image of one severity; errors of the size that each instrument's file states for a repeated test, of which a part"
        " fades from week to week (how large a part is assumed); nobody answers a line. No shares of a real caseload stand behind this",
        PRODUCT,
    ),
    Fact(
        "What that leaves out",
        "with an error 1.2 times as large half of the lines about worse are fluctuations, as above; a second simulation, by answers to single items"
        " with crises and worse weeks, gave 41 to 71 % of lines that are true and 12 to 30 % of unchanged clients falsely worse. Under real weekly"
        " fluctuation up to one line in two, or a little more, is a fluctuation: a line is a question, not a finding",
        PRODUCT,
    ),
)


def make_reference(measures: Iterable[Measure], rules: Rules, refused: Iterable[Problem] = ()) -> tuple[Chapter, ...]:
    """Chapters: files refused (if any), the rules in force, check-ins, keeping and closing, then one for each instrument by id."""
    faults = tuple(Fact("Refused", str(problem), "your own file") for problem in refused)
    chapters = [Chapter("Measure files that are not used", faults)] if faults else []
    chapters.append(Chapter("Rules", tuple(_rules(rules))))
    chapters.append(Chapter("What a brief says", BRIEF))
    chapters.append(Chapter(safety_help.TITLE, safety_help.SAFETY_RULES))
    chapters.append(Chapter(statement.TITLE, statement.STATEMENTS))
    if found := {name: case for name, case in read_gates().items() if name in RATES}:
        chapters.append(Chapter("How often these lines are wrong", (*(Fact(*line) for line in gate_lines(found)), *ASSUMED)))
    chapters.append(Chapter(unknown_help.TITLE, unknown_help.UNKNOWN))
    chapters.append(Chapter(codes_help.TITLE, codes_help.CODES))
    chapters.append(Chapter(by_hand_help.TITLE, by_hand_help.BY_HAND))
    chapters.append(Chapter(calendar_help.TITLE, calendar_help.CALENDARS))
    chapters.append(Chapter(table_help.TITLE, table_help.facts()))
    chapters.append(Chapter("Check-ins between sessions", CHECKINS))
    chapters.append(Chapter(demo_help.TITLE, demo_help.FACTS, 1))
    chapters.append(Chapter("Keys, backups and lock", KEEPING, 2))
    if tried := gate_lines(read_gates()):
        chapters.append(Chapter("What was tried, and what came out", tuple(Fact(*line) for line in tried), 2))
    chapters += [
        Chapter(f"{one.id}: {one.name}", tuple(instrument_facts(one)), 3) for one in sorted(measures, key=lambda one: one.id)
    ]
    return tuple(chapters)


def _rules(rules: Rules) -> Iterator[Fact]:
    for rule in Rule:
        off = sorted(measure for name, measure in rules.off if name == rule.value)
        state = "" if not off else " Off." if ALL_MEASURES in off else f" Not for {', '.join(off)}."
        yield Fact(RULE_NAMES[rule], f"{RULE_WORDS[rule]}.{state}", "each measure's own numbers, below")
    for name, limit in LIMITS.items():
        value = getattr(rules, name)
        said = ("on" if value else "off") if name in SWITCHES else f"{value:g}"
        yield Fact(limit.words[0].upper() + limit.words[1:], said, PRODUCT)
    paired = (
        f"PHQ-9 ≥ {PHQ9_CASENESS} or GAD-7 ≥ {GAD7_CASENESS} at the start; reliable change {PHQ9_RELIABLE} and {GAD7_RELIABLE}"
    )
    yield Fact("PHQ-9 and GAD-7 together (NHS Talking Therapies)", paired, PAIRED_SOURCE)
    yield Fact("A measure is in use", f"until {IN_USE_DAYS} days after its last score", PRODUCT)
    yield Fact(
        "A course begins",
        "on the day that the clinician set, with a reason; else with the open episode of care, else the first session, or the first after"
        f" {GAP_DAYS} days or more without one ({GAP_INTERVALS} times the usual interval where that is longer)",
        PRODUCT,
    )
    yield Fact(
        "The score at the start",
        f"the first from {BEFORE_DAYS} days before to {AFTER_DAYS} days after it; where there is none, the last of the"
        f" {INTAKE_DAYS} days before, with its age",
        PRODUCT,
    )
    yield Fact(
        "The primary measure",
        "the one that the clinician set for a client, else the one made for PTSD, OCD, panic, social anxiety, health anxiety or agoraphobia"
        " where that is diagnosed and the measure is in use; its card comes first, and a review point at which it alone did not improve"
        " waits for an answer",
        PRODUCT,
    )
    yield Fact("A client's own item", f"{LOW} to {HIGH}, no bands and no reliable change", PRODUCT)
    yield Fact(
        "The wedge after the last score",
        "± the reliable change at twice the cadence, straight edges; a picture of not knowing, not a forecast",
        PRODUCT,
    )
    yield Fact("A score typed in here", f"counts like an imported one and says “{ENTERED}”", PRODUCT)
