"""No decorative fields: each field of each instrument's file is altered, one at a time, and something that a person sees or counts changes.

A field that only names a source, or is kept for reference, must change a fact of Help; every other one a score, a band, a code, an answer
that is read, or a sentence of a brief and its details. Fields are found in the files, so a new one is tried as soon as it is written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from briefing_app.documents.checkin_page import checkin_page
from briefing_app.domain.administration import Doubts, Evidence, administrations
from briefing_app.domain.change import change
from briefing_app.domain.checkin import CheckinPage
from briefing_app.domain.client import Client, History, Score
from briefing_app.domain.item_rules import rule_hits, screen, symptom_pattern
from briefing_app.domain.measure import Measure
from briefing_app.domain.measure_check import faults
from briefing_app.domain.person_numbers import for_person
from briefing_app.domain.scale import other_coding, read_total
from briefing_app.domain.scoring import score_items
from briefing_app.domain.unread import unread_item
from briefing_app.services.brief import brief_facts
from briefing_app.services.checkin import forms_of
from briefing_app.services.measure import Catalogue
from briefing_app.services.measure_file import FileFault, measure_from
from briefing_app.sources.fhir.answers import weight
from briefing_app.sources.fhir.context import CodeIndex
from briefing_app.system.resources import resources
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.client_view import make_client_view
from briefing_app.viewmodels.entry import say_answers
from briefing_app.viewmodels.instrument import instrument_facts
from briefing_app.viewmodels.reading import make_readings
from briefing_app.viewmodels.trend import make_trends
from tests.courses import TODAY, course_of, score

FILES = sorted((resources() / "measures").glob("*.toml"))
Place = tuple[str | int, ...]

# Kept for reference: shown in Help with their source. Everything else acts.
REFERENCE = re.compile(
    r"(.*\.|^)(source|\w+_source|why|conflict)$|^(reference|licence|levels|recall)\..*|^(domain|rater)$|^form\.credit$"
    r"|^scoring\.(skip|missing\..*|item_range\..*|scale)$|^codes\.unverified\..*|^monitor\.retest_sem$"
    r"|^subscales\.\d+\.(range\.\d|flag_min|flag_max)$"
)
# Where a file's own numbers, or its licence, forbid the altered one: it is refused, with a sentence.
REFUSED = re.compile(
    r"^(licence\.ship_text|scoring\.items|.*bands\.\d+\.max|caseness\.by_age\..*|safety\.\d+\.(asked_if|lifetime|urgent|windows)\..*|item_rules\..*\.kind)$"
)
PEOPLE = (("male", 40), ("female", 40), ("", None), *(("female", age) for age in (5, 6, 10, 12, 13, 15, 17, 18, 80)))


class OneMeasure(Catalogue):
    """A catalogue of one measure that was made, not read."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure

    def __call__(self, measure_id: str) -> Measure:
        return self.measure

    def all(self) -> Iterator[Measure]:
        yield self.measure


def _forms(measure: Measure) -> list[list[int | None]]:
    """Answers in item order: all alike, in waves, one missing, one alone, one alone and the last left out, up to one, each value that an item allows, each raw sum."""
    low, high = measure.item_range or (0, 1)
    size = measure.asked
    wave: list[int | None] = [low + (index * 7) % (high - low + 1) for index in range(size)]
    forms: list[list[int | None]] = [[low] * size, [high] * size, wave]
    forms += [[value] * size for value in range(low + 1, high)]
    forms += [[None] * missing + [high] * (size - missing) for missing in range(1, 5)]
    forms += [[None if index == item else value for index, value in enumerate(wave)] for item in range(0, size, 3)]
    forms += [[high if index == item else low for index in range(size)] for item in range(size)]
    forms += [[low if index < item else high if index == item else None for index in range(size)] for item in range(size)]
    forms += [[*(high if index == item else low for index in range(size - 1)), None] for item in range(size - 1)]
    forms += [[high if index < item else low for index in range(size)] for item in range(size)]
    forms += [[None] * measure.items + [low] * measure.supplements, [low] + [None] * (size - 1)]
    forms += [[low, *[None] * (size - 3), high, high], [high, low, low, *[None] * (size - 5), high, high]] if size > 5 else []
    forms += [
        [value if index == item - 1 else high for index in range(size)]
        for item, values in measure.item_allowed.items()
        for value in values
    ]
    forms += [[raw // size + (index < raw % size) for index in range(size)] for raw in measure.table]
    return forms


def _rises(measure: Measure, totals: list[float]) -> list[list[float]]:
    """Scores that get worse by just what the rule needs: in two scores, and in one."""
    if measure.monitor is None or measure.fast is None:
        return []
    sign = -1 if measure.higher_is_better else 1
    base = totals[len(totals) * 3 // 4] if measure.higher_is_better else totals[len(totals) // 4]
    twice, once = base + sign * measure.monitor.value, base + sign * measure.fast.value
    return [[base, base, twice, twice], [base, base, once]]


def _allowed(measure: Measure, item: int, value: int | None) -> int | None:
    """The value, or the nearest one that the item allows."""
    allowed = measure.item_allowed.get(item)
    return min(allowed, key=lambda one: abs(one - value)) if allowed and value is not None else value


class Inputs:
    """Forms and totals of the measure as it ships: the same for every altered one."""

    def __init__(self, measure: Measure, answers: dict[str, dict[str, int]]) -> None:
        forms = _forms(measure)
        self.forms = [[_allowed(measure, item, value) for item, value in enumerate(form, 1)] for form in forms]
        bounds = measure.total_range or (0.0, 60.0)
        step = 1 / 10**measure.decimals if measure.decimals else 1
        self.totals = [round(bounds[0] + step * index, 1) for index in range(int((bounds[1] - bounds[0]) / step) + 1)]
        ends = self.totals[:: max(1, len(self.totals) // 8)]
        self.pairs = [*product(ends, ends), *((self.totals[-1], last) for last in self.totals)]
        self.answers = answers
        self.rises = _rises(measure, self.totals)

    def courses(self, one: Measure) -> Iterator[list[Score]]:
        """Forms that end well and ill, and totals of the upper half that fall, then rise: a year of what a brief may rest on."""
        uniform = [form for form in self.forms if len(set(form)) == 1][:5]
        paths = [form for form in self.forms if None in form]
        for form in (*self.forms[:4], *uniform, *(paths if any(rule.asked_if for rule in one.safety) else paths[:2])):
            yield [
                score(one, TODAY - timedelta(days=30 * back + 2), items=items)
                for back, items in ((1, self.forms[2]), (0, form))
            ]
        if one.has_total:
            for totals in self.rises:
                days = range(7 * len(totals) - 5, 0, -7)
                yield [score(one, TODAY - timedelta(days=ago), total) for ago, total in zip(days, totals, strict=True)]
            for parts in ((0.9, 0.9, 0.5, 0.2), (0.2, 0.2, 0.6, 0.95), (0.4,)):
                picked = [self.totals[int(part * (len(self.totals) - 1))] for part in parts]
                days = range(14 * len(picked) - 12, 0, -14)
                yield [score(one, TODAY - timedelta(days=ago), total) for ago, total in zip(days, picked, strict=True)]
            yield [score(one, TODAY - timedelta(days=100), self.totals[-1])]
        yield [score(one, TODAY - timedelta(days=100), items=self.forms[1])]
        unread = "; ".join(unread_item(item, "declined to answer") for item in range(1, 4))
        yield [
            score(one, TODAY - timedelta(days=2), items=self.forms[0])._replace(items="", score=None, flags=unread, solid=False)
        ]


def _scores(one: Measure, given: Inputs) -> object:
    found: list[object] = []
    for form in given.forms:
        try:
            found.append(score_items(one, form))
        except ValueError as wrong:
            found.append(str(wrong))
    return found


def _people(one: Measure, given: Inputs) -> object:
    found = []
    for gender, age in PEOPLE:
        person = for_person(one, gender, age)
        bands = [band.label if (band := person.band(total)) else "" for total in given.totals]
        changes = [change(person, first, last) for first, last in given.pairs]
        found.append((person.caution, bands, changes))
    return found


def _scales(one: Measure, given: Inputs) -> object:
    stated = [0, 4, 7, 9, 18, 24, 25, 28, 39, 40]
    read = [read_total(one, value, None, marks) for value in stated for marks in ((), ("raw points",))]
    return read, [other_coding(one, form, None) for form in given.forms], [other_coding(one, (), value) for value in stated]


def _codes(one: Measure, given: Inputs) -> object:
    index = CodeIndex.of([one])
    return index.meanings, index.snomed, index.by_item, one.codes.unsummed, one.codes.numbers


def _answers(one: Measure, given: Inputs) -> object:
    codes = [code for table in given.answers.values() for code in table]
    by_code = [one.answer_value(item, code) for item in range(1, one.asked + 1) for code in codes]
    by_words = [weight({"display": code}, one, 1, []) for code in codes]
    turned = [one.turns(item, words) for item in range(1, one.items + 1) for words in ("are you always able to stop", "")]
    return by_code, by_words, turned, say_answers(one)


def _form(one: Measure, given: Inputs) -> object:
    if one.form is None:
        return None
    return forms_of([one]), checkin_page(CheckinPage(7, 1, bytes(16), forms_of([one]), 0.0, 0.0, "A"), [one])


def _rules(one: Measure, given: Inputs) -> object:
    return [
        (rule_hits(one, form), screen(one, 7, form), screen(one, 6, form), symptom_pattern(one, form)) for form in given.forms
    ]


def _details(one: Measure, given: Inputs) -> object:
    """The lines of the details for each total, and for forms whose answers run through their range."""
    totals = [make_readings(course_of(one, [score(one, TODAY, total)]), TODAY) for total in given.totals[::2]]
    forms = [form for form in given.forms if None not in form][-33:]
    return [line.text for lines in totals for line in lines], [
        line.text for form in forms for line in make_readings(course_of(one, [score(one, TODAY, items=form)]), TODAY)
    ]


def _administered(one: Measure, given: Inputs) -> object:
    """One stated total after another, as an import would find them: a fraction, too much, and on either scale."""
    stated = [given.totals[0] + 0.5, given.totals[-1] + 1, 18.0]
    return [
        administrations(
            [
                Evidence(
                    1,
                    one.id,
                    "total",
                    0,
                    str(value),
                    "",
                    1.0,
                    "2026-11-01",
                    "2026-11-01",
                    "day",
                    "final",
                    "",
                    "",
                    "Observation",
                    "o",
                    "1",
                    1.0,
                )
            ],
            lambda _: one,
            Doubts(),
        )
        for value in stated
    ]


def _briefs(one: Measure, given: Inputs) -> object:
    """The briefs of somebody of an age that the instrument is made for, and of a child."""
    age = one.ages.oldest if one.ages is not None and one.ages.oldest < 40 else 40
    return [
        _brief(one, scores, gender, years) for scores in given.courses(one) for gender, years in (("female", age), ("", 10))
    ]


def _brief(one: Measure, scores: list[Score], gender: str, age: int | None) -> object:
    born = "" if age is None else f"{TODAY.year - age}-01-01"
    history = History(Client(1, "c1", True, "Sample", "Ada", born, gender, ""), (), (), {one.id: tuple(scores)})
    facts = brief_facts(history, OneMeasure(one), TODAY, None, None)
    brief = make_brief(facts, budget=2_000)
    lines = [line.text for line in (*brief.safety, *brief.lines, *brief.checks)]
    cards = [(card.spoken, card.name, card.tone, card.distance, [line.text for line in card.changes]) for card in brief.cards]
    return lines, cards, brief.moves, make_client_view(facts), make_trends(facts)


SEEN = (_codes, _scores, _answers, _scales, _form, _rules, _people, _administered, _details, _briefs)


def _places(value: object, place: Place = ()) -> Iterator[Place]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _places(one, (*place, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _places(one, (*place, index))
    else:
        yield place


def _altered(data: dict[str, Any], place: Place) -> Iterator[dict[str, Any]]:
    """The file with one value changed: a number one up, one down; a text to others."""
    made = deepcopy(data)
    holder: Any = made
    for key in place[:-1]:
        holder = holder[key]
    value = holder[place[-1]]
    others: list[Any]
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int | float):
        others = [value + 1, value - 1, value // 2]
    else:
        named = ("higher_better", "higher_worse", "sum", "none", "safety", "review", "printed", "severity")
        others = [f"{value} altered", *(name for name in named if name != value)]
    for other in others:
        holder[place[-1]] = other
        yield made


def _dotted(place: Place) -> str:
    return ".".join(str(part) for part in place)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_changes_something(path: Path) -> None:
    data = tomllib.loads(path.read_text("utf-8"))
    shipped = measure_from(data)
    given = Inputs(shipped, data.get("answers", {}))
    before = cache(lambda look: repr(look(shipped, given)))
    in_help = list(instrument_facts(shipped))
    idle = [_dotted(place) for place in _places(data) if not _acts(data, place, given, before, in_help)]
    assert idle == []


def _acts(data: dict[str, Any], place: Place, given: Inputs, before: Callable[[Any], str], in_help: list[Any]) -> bool:
    for changed in _altered(data, place):
        try:
            measure = measure_from(changed)
        except FileFault:
            if REFUSED.search(_dotted(place)):
                return True
            continue
        if REFUSED.search(_dotted(place)) and faults(measure):
            return True
        if REFERENCE.search(_dotted(place)):
            if list(instrument_facts(measure)) != in_help:
                return True
            continue
        if any(_differs(look, measure, given, before) for look in SEEN):
            return True
    return False


def _differs(look: Callable[[Measure, Inputs], object], measure: Measure, given: Inputs, before: Callable[[Any], str]) -> bool:
    try:
        return repr(look(measure, given)) != before(look)
    except (ValueError, IndexError, KeyError):
        return False
