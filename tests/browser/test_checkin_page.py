"""The check-in page in a real browser: answered, read aloud, at 320 pixels, and without a network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from briefing_app.documents.checkin_page import AFTER_POSITIVE, IN_A_CRISIS, NOT_MONITORED
from briefing_app.domain.checkin import CheckinPage
from briefing_app.domain.checkin_code import Finished, decode, read_groups
from briefing_app.domain.problems import Problem
from briefing_app.services.checkin import codes_in, read_code
from briefing_app.services.keep_checkin import keep_checkins
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.viewmodels.answer import CRISIS
from tests.browser.chromium import Chromium, why_not
from tests.checkins import KEY, page_for, written
from tests.fhir import ndjson, patient
from tests.importing import CATALOGUE, take

OWN_NUMBERS = "County crisis team 555 0100"
CONTRAST = """
(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255)
      .map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    const colour = getComputedStyle(node).backgroundColor;
    return colour === "rgba(0, 0, 0, 0)" && node.parentElement ? ground(node.parentElement) : colour;
  };
  const worst = [];
  for (const node of document.body.querySelectorAll("*")) {
    const words = Array.from(node.childNodes).some((one) => one.nodeType === 3 && one.textContent.trim());
    if (!words || !node.checkVisibility()) continue;
    const pair = [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a);
    worst.push((pair[0] + 0.05) / (pair[1] + 0.05));
  }
  return Math.min(...worst);
})()
"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    if missing := why_not():
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    made = Chromium(tmp_path_factory.mktemp("chromium"))
    yield made
    made.close()


@pytest.fixture
def client(store: PracticeStore, tmp_path: Path) -> int:
    take(store, ndjson(tmp_path / "x.ndjson", patient()))
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT id FROM client WHERE source_id = 'ann'").scalar_one())


@pytest.fixture
def page(store: PracticeStore, client: int) -> CheckinPage:
    return page_for(store, client, "PHQ-9", "GAD-7")


@pytest.fixture
def shown(browser: Chromium, page: CheckinPage, tmp_path: Path) -> Iterator[Chromium]:
    browser.size(390)
    browser.scheme("light")
    browser.call("Emulation.setTimezoneOverride", timezoneId="")
    browser.open(written(tmp_path, page, OWN_NUMBERS))
    yield browser
    assert browser.said == []
    assert [one for one in browser.requests if not one.startswith(("file:", "blob:null/"))] == []


def answer(browser: Chromium, answers: list[int]) -> None:
    """Choose an answer of each question by its number; 0 leaves the question alone."""
    for question, number in enumerate(answers, start=1):
        if number:
            browser.run(f"document.querySelector('#q{question} input[value=\"{number}\"]').click()")


def press(browser: Chromium, words: str) -> None:
    browser.run(f"Array.from(document.querySelectorAll('button')).find((one) => one.textContent === {words!r}).click()")


def visible(browser: Chromium, name: str) -> bool:
    return bool(browser.run(f"document.getElementById('{name}').checkVisibility()"))


def words(browser: Chromium, name: str = "title") -> str:
    return str(browser.run(f"document.getElementById('{name}').innerText"))


def code_on(browser: Chromium) -> str:
    return str(browser.run("Array.from(document.querySelectorAll('#code li'), (one) => one.textContent).join('-')"))


ANSWERS = [2, 3, 1, 4, 2, 1, 3, 2, 1, 4, 4, 3, 2, 1, 1, 2]


def test_what_was_answered_at_home_is_what_the_practice_keeps(
    shown: Chromium, store: PracticeStore, reader: PracticeReader, client: int
) -> None:
    answer(shown, ANSWERS)
    press(shown, "Finish")
    now = datetime.now().astimezone()
    received = read_code(reader, CATALOGUE, code_on(shown).lower(), now, "A. B.")
    assert keep_checkins(store, [received], now.timestamp(), "A. B.").number == 2
    history = reader.histories([client])[client]
    (phq9,), (gad7,) = history.scores["PHQ-9"], history.scores["GAD-7"]
    assert (phq9.items, phq9.score) == ("1,2,0,3,1,0,2,1,0", 10)
    assert (gad7.items, gad7.score) == ("3,3,2,1,0,0,1", 10)
    at = datetime.fromisoformat(f"{received.day} {received.clock}").astimezone()
    assert timedelta(minutes=-1) <= now - at <= timedelta(minutes=2)
    assert phq9.origin.file.startswith("check-in page, finished at home on ")
    assert received.clock in words(shown, "when")


def test_the_saved_file_holds_the_code_and_names_nobody(shown: Chromium, page: CheckinPage, tmp_path: Path) -> None:
    answer(shown, ANSWERS)
    press(shown, "Finish")
    press(shown, "Save as a file")
    shown.wait(lambda: [one for one in shown.downloads.iterdir() if one.suffix == ".txt"])
    (saved,) = shown.downloads.iterdir()
    assert re.fullmatch(r"check-in-\d{4}-\d\d-\d\d\.txt", saved.name)
    assert codes_in(saved) == [code_on(shown)]
    saved.unlink()
    whole = next(tmp_path.glob("check-in-*.html")).read_text("utf-8")
    for name in ("Ann", "Invented", "1990", "ann"):
        assert re.search(rf"\b{name}\b", whole) is None


def test_the_day_is_the_client_s_own(shown: Chromium, page: CheckinPage) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        shown.call("Emulation.setTimezoneOverride", timezoneId=zone)
        answer(shown, ANSWERS)
        press(shown, "Finish")
        found = decode(read_groups(code_on(shown)), page.choices, KEY)
        there = datetime.now(ZoneInfo(zone)).replace(tzinfo=None)
        assert timedelta(minutes=-1) <= there - datetime.combine(found.day, found.at) <= timedelta(minutes=2)


def test_a_positive_answer_shows_at_once_where_help_is_and_the_page_says_that_nobody_watches(shown: Chromium) -> None:
    above = str(shown.run("document.querySelector('.note').innerText"))
    assert all(" ".join(one.split()) in " ".join(above.split()) for one in (NOT_MONITORED, IN_A_CRISIS, CRISIS, OWN_NUMBERS))
    answer(shown, [1] * 9)
    assert not visible(shown, "help")
    answer(shown, [0] * 8 + [2])
    assert visible(shown, "help")
    assert all(one in words(shown, "help") for one in (AFTER_POSITIVE, IN_A_CRISIS, CRISIS, OWN_NUMBERS))
    assert shown.run("document.getElementById('q9').nextElementSibling.id") == "help"
    assert shown.run("document.getElementById('help').getAttribute('role')") == "alert"
    answer(shown, [0] * 8 + [1])
    assert not visible(shown, "help")


def test_an_open_question_is_named_in_words_and_may_stay_open(shown: Chromium, page: CheckinPage) -> None:
    press(shown, "Finish")
    assert "No question has an answer yet." in words(shown, "wrong")
    assert not visible(shown, "done")
    answer(shown, [*ANSWERS[:4], 0, *ANSWERS[5:]])
    press(shown, "Finish")
    assert words(shown, "wrong-words") == "One question has no answer:"
    assert "5. Poor appetite or overeating" in words(shown, "open")
    assert shown.run("document.activeElement.id") == "wrong"
    shown.run("document.querySelector('#open a').click()")
    assert shown.run("document.activeElement.name") == "q5"
    press(shown, "Leave open, and finish")
    assert decode(read_groups(code_on(shown)), page.choices, KEY).answers == (*ANSWERS[:4], 0, *ANSWERS[5:])
    press(shown, "Clear, for another day")
    assert shown.run("document.querySelectorAll(':checked').length") == 0
    answer(shown, ANSWERS)
    press(shown, "Finish")
    answer(shown, [0, 1])
    assert not visible(shown, "done"), "a code stands only beside the answers that it holds"


def test_the_page_is_answered_with_the_keyboard_alone_and_focus_is_seen(shown: Chromium, page: CheckinPage) -> None:
    for question in range(1, 17):
        shown.press("Tab", code=9)
        assert shown.run("document.activeElement.name") == f"q{question}"
        shown.press(" ", text=" ", code=32)
        shown.press("ArrowDown", code=40)
    outline = shown.run("getComputedStyle(document.activeElement.parentElement).outlineStyle")
    assert outline == "solid"
    shown.press("Tab", code=9)
    assert shown.run("document.activeElement.textContent") == "Finish"
    assert shown.run("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    shown.press("Enter", text="\r", code=13)
    assert shown.run("document.activeElement.id") == "done"
    assert decode(read_groups(code_on(shown)), page.choices, KEY).answers == (2,) * 16


def test_everything_that_can_be_used_has_a_name_for_a_screen_reader(shown: Chromium) -> None:
    answer(shown, [0] * 8 + [2])
    press(shown, "Finish")
    open_first = heard(shown)
    press(shown, "Leave open, and finish")
    nodes = [*open_first, *heard(shown)]
    roles = {role for role, _, _ in nodes}
    assert roles >= {"radio", "radiogroup", "group", "button", "link", "heading", "alert"} - {"radiogroup"}
    nameless = [node for node in nodes if node[0] in ("radio", "group", "button", "link", "heading", "region") and not node[1]]
    assert nameless == []
    groups = [node for node in nodes if node[0] == "group"]
    assert groups[0] == ("group", "1. Little interest or pleasure in doing things", stem("PHQ-9"))
    assert ("list", "The code, group by group", "") in nodes
    assert shown.run("document.documentElement.lang") == "en"
    assert shown.run("document.title") == "Check-in"


def heard(browser: Chromium) -> list[tuple[str, str, str]]:
    def text(node: dict[str, Any], field: str) -> str:
        return str(node.get(field, {}).get("value", "")).strip()

    return [(text(node, "role"), text(node, "name"), text(node, "description")) for node in browser.tree()]


def stem(measure: str) -> str:
    form = CATALOGUE(measure).form
    assert form is not None
    return form.stem


@pytest.mark.parametrize(("width", "percent"), [(320, 100), (390, 100), (640, 200), (320, 200), (1200, 100)])
def test_nothing_runs_off_to_the_side(shown: Chromium, width: int, percent: int) -> None:
    shown.size(width)
    shown.run(f"document.documentElement.style.fontSize = '{percent}%'")
    answer(shown, [*ANSWERS[:8], 4])
    press(shown, "Finish")
    assert visible(shown, "wrong")
    press(shown, "Leave open, and finish")
    assert visible(shown, "done")
    assert visible(shown, "help")
    assert shown.run("document.documentElement.scrollWidth") <= width
    cut = "Array.from(document.querySelectorAll('main *')).filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).map((one) => one.outerHTML)"
    assert shown.run(cut) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(shown: Chromium, scheme: str) -> None:
    shown.scheme(scheme)
    answer(shown, [*ANSWERS[:8], 4])
    press(shown, "Finish")
    assert shown.run(CONTRAST) >= 4.5
    press(shown, "Leave open, and finish")
    assert shown.run(CONTRAST) >= 4.5


def test_the_page_may_reach_nothing_even_if_it_tried(browser: Chromium, page: CheckinPage, tmp_path: Path) -> None:
    browser.open(written(tmp_path, page))
    for attempt in (
        "fetch('https://example.org/').then(() => 'sent', () => 'refused')",
        "new Promise((done) => { const one = new Image(); one.onload = () => done('sent'); one.onerror = () => done('refused'); one.src = 'https://example.org/x.png'; })",
        "new Promise((done) => { const one = document.createElement('script'); one.textContent = 'window.ran = true'; document.body.append(one); done(window.ran ? 'ran' : 'refused'); })",
    ):
        assert browser.run(attempt) == "refused"
    assert [one for one in browser.requests if not one.startswith("file:")] == []
    assert all("Content Security Policy" in one for one in browser.said)
    assert browser.run("document.cookie + Object.keys(localStorage).length + Object.keys(sessionStorage).length") == "00"


@pytest.mark.parametrize("measures", [("PHQ-2",), ("AUDIT-C", "K6"), ("PCL-5", "PHQ-9", "GAD-7"), ("PHQ-8", "GAD-2")])
def test_the_page_and_the_program_write_the_same_code(
    browser: Chromium, store: PracticeStore, client: int, tmp_path: Path, measures: tuple[str, ...]
) -> None:
    page = page_for(store, client, *measures)
    browser.open(written(tmp_path, page))
    answers = [(place * 7 + 3) % count + 1 for place, count in enumerate(page.choices)]
    answer(browser, answers)
    press(browser, "Finish")
    found = decode(read_groups(code_on(browser)), page.choices, KEY)
    assert found == Finished(page.number, found.day, found.at, tuple(answers))
    wrong = code_on(browser)[::-1]
    with pytest.raises(Problem, match=r"^Group \d"):
        read_groups(wrong)
