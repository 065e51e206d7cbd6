"""What Help says about the statements on one measure: when each may stand on a card, in the details, on the wall and in a chart."""

from __future__ import annotations

from briefing_app.domain.change import FEW
from briefing_app.domain.course import CLOSE_DAYS, IN_USE_DAYS
from briefing_app.domain.person_numbers import ADULT
from briefing_app.viewmodels.instrument import Fact

TITLE = "What is said of a score"
_PRODUCT = "product rule"
STATEMENTS = (
    Fact("Better, worse", "points since the start, in the person's direction, whichever way the scale runs", _PRODUCT),
    Fact(
        "Reliable improvement, reliably worse",
        "two given scores differ by the instrument's reliable change or more: the start and the latest, or the score before and the latest;"
        " never a best or a worst score",
        "Jacobson and Truax 1991, doi 10.1037/0022-006X.59.1.12; each instrument's number below",
    ),
    Fact(
        "Too low or too high at the start", "the change that would be reliable does not fit into the scale from there", _PRODUCT
    ),
    Fact(
        "In or out of the clinical range",
        "where the latest score stands against the cut for outcomes, whose number is said; a cut for screening alone stands in the details",
        "each instrument's cut, below",
    ),
    Fact(
        "Left or entered the clinical range",
        "both of the last two scores stand on the other side than the start, and the latest differs reliably from it",
        _PRODUCT,
    ),
    Fact(
        "Half or less of the start (response)",
        "only where it is published, after a start in the clinical range",
        "each instrument, below",
    ),
    Fact(
        "In the remission range",
        "only where it is published, after a start in the clinical range; a range of scores, no diagnosis",
        "each instrument, below",
    ),
    Fact(
        "After a very high first score",
        f"with {FEW} scores or fewer and a first one in the outermost band, part of a fall is expected from measurement alone",
        "Hsu 1995 (pubmed 7896979); the number of scores is a product rule",
    ),
    Fact(
        "The age of a score",
        "spoken of in the present for 35 days, or twice the interval of the measure up to 60 (60 days, or one and a half intervals, of a"
        f" measure taken less than monthly); then in the past, and after {IN_USE_DAYS} days under the older measures alone",
        _PRODUCT,
    ),
    Fact(
        "Two scores of one day",
        "that differ by the reliable change, or by a tenth of the scale where none is known: neither counts until it is known which one does",
        _PRODUCT,
    ),
    Fact(
        "A score that somebody said is wrong",
        "stands with who said so and when, in the table and hollow in the chart, and enters no statement; the answers to safety items of its form stay."
        " It counts again once that is taken back",
        _PRODUCT,
    ),
    Fact(
        f"A score less than {CLOSE_DAYS} days after the one before",
        "is shown with its distance from the start and without a verdict",
        _PRODUCT,
    ),
    Fact("A prorated score", "is marked, and is no half of two scores in a row", _PRODUCT),
    Fact(
        "Another age than the instrument is made for",
        f"no band, no cut and nothing reliable; an instrument whose file names no ages has its numbers from adults, {ADULT} and over",
        _PRODUCT,
    ),
    Fact(
        "A number without a source in hand",
        "or with a vendor's page alone is a reference in the details: it judges nothing, and a range by it is marked unverified",
        _PRODUCT,
    ),
    Fact(
        "What a client reads",
        "scores, days, the distance from the first one, and how much such scores move by themselves; no word for a range, no cut, no item",
        _PRODUCT,
    ),
)
