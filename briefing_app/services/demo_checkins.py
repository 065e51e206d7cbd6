"""The demo's check-ins: one invented client who answered a page at home on most days of the last weeks, by the codes it would give."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from briefing_app.domain.checkin import CheckinPage
from briefing_app.domain.checkin_code import KEY_BYTES, Finished, encode
from briefing_app.domain.measure import Measure
from briefing_app.services.checkin import forms_of, read_code
from briefing_app.services.measure import Catalogue
from briefing_app.storage.checkin import add_checkins, add_page
from briefing_app.storage.practice import PracticeReader, PracticeStore

CLIENT, MEASURES, NUMBER = "demo-noor-haldane", ("PHQ-2", "GAD-2"), 40_404
DAYS, LEFT_OUT, BY = 18, (5, 11), "Robin Demo"
FIRST, LAST = 4.0, 2.0


def make_demo_checkins(store: PracticeStore, catalogue: Catalogue, today: date) -> None:
    """Sixteen days of check-ins, the same for the same day; the newest is of yesterday evening."""
    reader = PracticeReader(store)
    try:
        client = reader.row_of(CLIENT)
        if client is None:
            return
        now = datetime.combine(today, time(7, 45)).astimezone()
        measures = [catalogue(name) for name in MEASURES]
        made = (now - timedelta(days=DAYS + 2)).timestamp()
        page = CheckinPage(NUMBER, client, bytes(range(KEY_BYTES)), forms_of(measures), made, 0.0, BY)
        add_page(store, page)
        codes = [_code(page, measures, today, ago) for ago in range(DAYS, 0, -1) if ago not in LEFT_OUT]
        add_checkins(store, [read_code(reader, catalogue, code, now, BY) for code in codes], now.timestamp(), BY)
    finally:
        reader.close()


def _code(page: CheckinPage, measures: list[Measure], today: date, ago: int) -> str:
    chance = Random(f"{CLIENT} {ago}")  # noqa: S311  invented answers need no cryptographic chance
    answers: list[int] = []
    for _ in measures:
        total = round(LAST + (FIRST - LAST) * ago / DAYS) + chance.choice((-1, 0, 0, 1))
        first = min(3, (max(total, 0) + 1) // 2)
        answers += [first + 1, max(total, 0) - first + 1]
    at = time(20 + chance.randrange(3), chance.randrange(60))
    return encode(Finished(page.number, today - timedelta(days=ago), at, tuple(answers)), page.choices, page.key)
