"""The words of a questionnaire before its questions are said to be a measure's: what was asked, what was answered, what is left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing_app.domain.measure import Measure
from briefing_app.domain.records import MappedCode
from briefing_app.services.mapping import AskedForm, Question, Seen
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.mapping import MOST_SEEN, left_words, make_form, said_twice, seen_words, unnamed_words

OWN = "https://clinic.example/forms/mood"


def form(*questions: Question, responses: int = 3, waiting: int = 0, title: str = "Mood", looked: int = 0) -> AskedForm:
    return AskedForm(OWN, title, responses, waiting, questions, (MappedCode(OWN, "q1", "PHQ-9", 1),), looked)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (form(), f"Mood ({OWN}): 3 kept, all of them read by what you said"),
        (form(responses=1, waiting=1), f"Mood ({OWN}): 1 kept, 1 not understood"),
        (form(title="", waiting=2), f"{OWN}: 3 kept, 2 not understood"),
        (form(responses=12, looked=500), f"Mood ({OWN}): 12 of the newest 500 questionnaires that are kept, all of them read by what you said"),
    ],
)  # fmt: skip
def test_a_form_is_named_with_how_many_responses_are_kept_and_how_many_wait(asked: AskedForm, words: str) -> None:
    found = make_form(asked, ())
    assert (found.name, found.words, found.questions) == (OWN, words, ())
    assert found.said == asked.said


def test_a_question_has_its_number_its_words_its_link_and_its_answers(catalogue: Catalogue) -> None:
    found = make_form(
        form(Question("q1", "How was it?", (Seen("Often", "2", 4), Seen("Never", "0", 1))), Question("q2", "", ())), ()
    )
    assert [(one.link, one.words, one.seen, one.proposed) for one in found.questions] == [
        ("q1", "1. How was it? (q1)", 'Answered: "Often", 4 times; "Never", once', {}),
        ("q2", "2. the export has no words for it (q2)", "Answered: never", {}),
    ]


def test_only_a_question_in_the_very_words_of_a_shipped_item_is_proposed_as_it(catalogue: Catalogue) -> None:
    phq9 = catalogue("PHQ-9")
    assert phq9.form is not None
    third = phq9.form.items[2]
    without = replace(phq9, id="OTHER", form=None)

    def proposed(words: str) -> dict[str, int]:
        (one,) = make_form(form(Question("q", words, ())), (without, phq9)).questions
        return one.proposed

    assert proposed(third) == proposed(f"  {third.upper()}!? ") == {"PHQ-9": 3}
    assert proposed(f"{third} at night") == proposed("") == proposed("...") == {}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "1 questionnaire names no form: what its questions are cannot be said here; ask for an export with the form's address."),
        (2, "2 questionnaires name no form: what its questions are cannot be said here; ask for an export with the form's address."),
    ],
)  # fmt: skip
def test_questionnaires_without_a_form_are_counted(count: int, words: str) -> None:
    assert unnamed_words(count) == words


def test_answers_are_told_with_their_points_once_something_is_said_and_what_cannot_be_read_says_so() -> None:
    seen = (Seen("Often", "2", 2), Seen("now and then", "", 1))
    assert seen_words(seen, said=True) == '"Often" counts 2, 2 times; "now and then" cannot be read, once'
    assert seen_words(seen, said=False) == '"Often", 2 times; "now and then", once'


@pytest.mark.parametrize(("count", "end"), [(8, '"8", once'), (9, "and 1 other answer"), (10, "and 2 other answers")])
def test_eight_answers_are_told_and_how_many_others_there_are(count: int, end: str) -> None:
    words = seen_words([Seen(str(number), "", 1) for number in range(1, count + 1)], said=False)
    assert words.split("; ")[-1] == end
    assert words.count('"') == 2 * MOST_SEEN == 16


def test_two_questions_that_are_said_to_be_one_are_named() -> None:
    one, other = MappedCode(OWN, "q1", "PHQ-9", 1), MappedCode(OWN, "q2", "PHQ-9", 1)
    assert said_twice([one, other]) == "Two questions are said to be PHQ-9 question 1."
    assert said_twice([one, other._replace(item=2)]) == said_twice([one, other._replace(measure="PHQ-A")]) == ""
    total = MappedCode(OWN, "t", "PHQ-9")
    assert said_twice([one, other, total, total]) == "Two questions are said to be PHQ-9 question 1, the total of PHQ-9."


def test_items_that_no_question_is_said_to_be_are_named_and_a_total_alone_asks_for_none(catalogue: Catalogue) -> None:
    measures: dict[str, Measure] = {name: catalogue(name) for name in ("PHQ-9", "GAD-7")}
    eight = [MappedCode(OWN, f"q{item}", "PHQ-9", item) for item in range(1, 9)]
    assert left_words(eight, measures) == ("PHQ-9: no question is said to be 9; what was answered there counts as unread.")
    assert left_words([*eight, MappedCode(OWN, "q9", "PHQ-9", 9)], measures) == ""
    assert left_words([MappedCode(OWN, "t", "PHQ-9")], measures) == ""
    both = left_words([*eight[:7], MappedCode(OWN, "g", "GAD-7", 1)], measures)
    assert both == (
        "PHQ-9: no question is said to be 8, 9; what was answered there counts as unread."
        " GAD-7: no question is said to be 2, 3, 4, 5, 6, 7; what was answered there counts as unread."
    )
