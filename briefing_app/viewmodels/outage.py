"""The pack for days without this computer, in words: a page for each session, and how the pack is opened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from briefing_app.domain.periods import say_full_date
from briefing_app.services.day import Day
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.brief import Brief
from briefing_app.viewmodels.day import SessionBrief, briefs_of
from briefing_app.viewmodels.what_if import initials

PLAIN = (
    "These pages are not encrypted: whoever finds the files or the paper can read them. Keep them with you, and destroy both when the outage"
    " is over."
)
PACK = (
    "The pack is the whole practice as one encrypted file. Briefing on another computer opens it with your recovery code or passphrase."
    " Your own ledger is not in it."
)
TO_WRITE = (
    "To be entered in Briefing afterwards",
    "Came / did not come / cancelled: ____________   From ______ to ______   In the room / video / telephone",
    "Scores taken (measure, total, date): ______________________________________________",
    "Safety asked and what was done: __________________________________________________",
    "For the note: ____________________________________________________________________",
)
SHORTEST = 2  # letters; a single letter is an initial already


@dataclass(frozen=True, slots=True)
class FailsafePage:
    """One session on one page. ``file`` says when, never who; ``client`` is a row, for the audit."""

    file: str
    when: str
    brief: Brief
    client: int


def make_pages(days: Iterable[Day], catalogue: Catalogue, *, only_initials: bool) -> list[FailsafePage]:
    """A page for each session that is to take place, in the order of the days."""
    pages: list[FailsafePage] = []
    for day in days:
        for one in briefs_of(day, catalogue):
            if one.session.happens:
                pages.append(_page(one, day.day, len(pages) + 1, only_initials))
    return pages


def _page(one: SessionBrief, day: date, number: int, only_initials: bool) -> FailsafePage:
    session = one.session
    time = f"{session.starts:%H:%M}" if session.timed else "time not recorded"
    until = f" to {session.ends:%H:%M}" if session.timed and session.ends else ""
    name = f"session-{number:02}-{day.isoformat()}{f'-{session.starts:%H%M}' if session.timed else ''}.pdf"
    brief = with_initials(one.brief) if only_initials else one.brief
    return FailsafePage(name, f"{say_full_date(day)}, {time}{until}", brief, one.brief.identity.row)


def with_initials(brief: Brief) -> Brief:
    """The same brief with initials for the name wherever it stands, and without date of birth."""
    identity = brief.identity
    short = initials(identity.name)
    parts = sorted({part for part in re.split(r"[\s\-]+", identity.name) if len(part) >= SHORTEST}, key=len, reverse=True)
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, parts))})(?!\w)", re.I) if parts else None

    def cut(text: str) -> str:
        return named.sub(short, text) if named else text

    details = " · ".join(cut(part) for part in identity.details.split(" · ") if "born" not in part and "birth" not in part)
    return replace(
        brief,
        identity=replace(identity, name=short, details=details),
        safety=tuple(replace(line, text=cut(line.text)) for line in brief.safety),
        lines=tuple(replace(line, text=cut(line.text)) for line in brief.lines),
        checks=(),
    )


def how_to_open(pack: str, pages: int, days: int, as_of: str) -> str:
    """The text that lies beside the pack; it names nobody."""
    found = [
        "Briefing: pack for days without the usual computer",
        "",
        as_of,
        f"It covers {days} {'day' if days == 1 else 'days'} from the day in its name.",
        "",
    ]
    if pack:
        found += [
            f"{pack} holds the practice, encrypted. On another computer with Briefing:",
            "1. Start Briefing. Settings, Restore a backup …, and choose the file. Or: briefing --passphrase-fd 0 restore FILE",
            "2. Type the recovery code or the passphrase of the day the pack was made.",
            "3. When the usual computer is back: enter there what was noted meanwhile, and delete this folder.",
            "",
        ]
    if pages:
        found += [f"{pages} pages, one a session, need nothing but a PDF reader. {PLAIN}"]
    return "\n".join(found) + "\n"


def say_written(folder: str, pack: str, megabytes: float, pages: int) -> str:
    """What was written, in sentences."""
    sentences = []
    if pack:
        sentences.append(f"Written and read back: {pack} ({megabytes:.1f} MB, encrypted) in {folder}.")
    else:
        sentences.append("The demo practice has no pack: its key is published, and it is made anew every day.")
    if pages:
        sentences.append(f"{pages} {'page' if pages == 1 else 'pages'} in {folder}. {PLAIN}")
    return " ".join(sentences)
