"""A clinic's own questionnaire before its questions are said to be a measure's: its questions, what was answered, what that would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefing_app.domain.measure import Measure
from briefing_app.domain.records import MappedCode
from briefing_app.services.mapping import AskedForm, Seen

MOST_SEEN = 8
CANNOT = "cannot be read"


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """``proposed`` is the item of each measure whose wording is just that of the question; ``seen`` the answers before anything is said."""

    link: str
    words: str
    seen: str
    proposed: dict[str, int]


@dataclass(frozen=True, slots=True)
class FormWords:
    """A questionnaire of the practice's own, in words."""

    name: str
    words: str
    questions: tuple[QuestionWords, ...]
    said: tuple[MappedCode, ...]


def make_form(form: AskedForm, measures: Iterable[Measure]) -> FormWords:
    shipped = [measure for measure in measures if measure.form is not None]
    title = f"{form.title} ({form.name})" if form.title else form.name
    kept = f"{form.responses} kept" if form.responses != 1 else "1 kept"
    if form.looked:
        kept = f"{form.responses} of the newest {form.looked} questionnaires that are kept"
    waiting = f", {form.waiting} not understood" if form.waiting else ", all of them read by what you said"
    questions = tuple(
        QuestionWords(
            one.link,
            f"{number}. {one.text or 'the export has no words for it'} ({one.link})",
            f"Answered: {seen_words(one.seen, said=False)}",
            {measure.id: item for measure in shipped if (item := _same_words(one.text, measure))},
        )
        for number, one in enumerate(form.questions, start=1)
    )
    return FormWords(form.name, f"{title}: {kept}{waiting}", questions, form.said)


def unnamed_words(count: int) -> str:
    """Responses of forms that have no address: which question is which cannot be said once for all of them."""
    if not count:
        return ""
    them = "1 questionnaire names" if count == 1 else f"{count} questionnaires name"
    return f"{them} no form: what its questions are cannot be said here; ask for an export with the form's address."


def seen_words(seen: Sequence[Seen], *, said: bool) -> str:
    """Each answer in its own words, its points where ``said``, and how often it was given."""
    shown = [f'"{one.words}"{_points(one, said=said)}, {_times(one.times)}' for one in seen[:MOST_SEEN]]
    more = len(seen) - len(shown)
    shown += [f"and {more} other {'answer' if more == 1 else 'answers'}"] if more else []
    return "; ".join(shown) or "never"


def _points(one: Seen, *, said: bool) -> str:
    return (f" counts {one.value}" if one.value else f" {CANNOT}") if said else ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def said_twice(said: Sequence[MappedCode]) -> str:
    """What is wrong with a mapping, in words; "" when each item is one question."""
    twice = [place for place, count in Counter((one.measure, one.item) for one in said).items() if count > 1]
    named = ", ".join(f"{measure} question {item}" if item else f"the total of {measure}" for measure, item in twice)
    return f"Two questions are said to be {named}." if twice else ""


def left_words(said: Sequence[MappedCode], measures: dict[str, Measure]) -> str:
    """Items of the measures that no question is said to be."""
    parts = []
    for name in dict.fromkeys(one.measure for one in said):
        items = {one.item for one in said if one.measure == name and one.item}
        left = [str(item) for item in range(1, measures[name].asked + 1) if item not in items]
        if items and left:
            parts.append(f"{name}: no question is said to be {', '.join(left)}; what was answered there counts as unread.")
    return " ".join(parts)


def _same_words(text: str, measure: Measure) -> int:
    """The item whose shipped wording is that of the question, capitals and stops aside; 0 where none is."""
    wanted = _bare(text)
    items = measure.form.items if measure.form is not None else ()
    return next((item for item, words in enumerate(items, start=1) if wanted and _bare(words) == wanted), 0)


def _bare(words: str) -> str:
    return "".join(letter for letter in words.lower() if letter.isalnum())
