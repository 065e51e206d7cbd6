"""Check-in pages for tests: of given measures, with a key that everybody knows."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from briefing_app.documents.checkin_page import checkin_page, file_name
from briefing_app.domain.act import By
from briefing_app.domain.checkin import CheckinPage
from briefing_app.domain.checkin_code import Finished, encode
from briefing_app.services.checkin import make_page
from briefing_app.storage.practice import PracticeStore
from tests.importing import CATALOGUE

KEY = bytes(range(16))
MADE = datetime(2026, 11, 20, 9, 0).astimezone()


def page_for(store: PracticeStore, client: int, *measures: str) -> CheckinPage:
    return make_page(store, CATALOGUE, client, measures, By("A. B.", MADE), key=KEY)


def written(folder: Path, page: CheckinPage, crisis: str = "") -> Path:
    path = folder / file_name(page)
    path.write_text(checkin_page(page, [CATALOGUE(name) for name, _ in page.forms], crisis), "utf-8")
    return path


def code_of(page: CheckinPage, day: date, clock: str, *values: int | None) -> str:
    """The code that the page gives for these answers, stated by their values."""
    questions = [options for _, form in page.forms for options in form]
    answers = tuple(0 if value is None else options.index(value) + 1 for value, options in zip(values, questions, strict=True))
    return encode(Finished(page.number, day, time.fromisoformat(clock), answers), page.choices, page.key)
