"""What Help says about codes of the practice's own and its own questionnaires: who says what they are, and what that does."""

from __future__ import annotations

from briefing_app.domain.unread import MOST_RESPONSES
from briefing_app.viewmodels.instrument import Fact

TITLE = "Codes and questionnaires of the practice's own"
_PRODUCT = "product rule"
CODES = (
    Fact(
        "A code that nobody else knows",
        "is offered on the Import page where its words name a measure, as its total or as one of its questions; so are the answers within a panel."
        " Nothing is guessed: it is kept whole with its client, and the brief says that it could not be read, until you say what it is",
        _PRODUCT,
    ),
    Fact(
        "A questionnaire of your own",
        "is known by its address. Say of each question which one of a measure it is: what was answered stands below it, in its own words, with what"
        " each answer would count, and those that cannot be read first. A question is proposed only where its words are those of the measure's form."
        f" The newest {MOST_RESPONSES} questionnaires that are kept are looked at; one that names no form cannot be said",
        _PRODUCT,
    ),
    Fact(
        "When it counts",
        "at once for all that is kept, scores and safety lines too, and for every import to come. Said anew or taken back, it is read again as if"
        " the first word had never been. Each act is a row of the audit, which holds measure and question and no word of the code",
        _PRODUCT,
    ),
    Fact(
        "Questions that you leave out",
        "a measure's questions that none of a form's is said to be count as unread, never as not answered. Answers that come one record a question"
        " stand as could not be read until their codes are said",
        _PRODUCT,
    ),
)
