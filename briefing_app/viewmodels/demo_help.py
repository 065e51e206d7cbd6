"""What Help says about the demo practice: each invented client, when they come, and what can be seen of them."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.viewmodels.instrument import Fact

TITLE = "The demo practice (briefing --demo): who shows what"
DAYS = ("today", "tomorrow", "in two days", "in three days", "in four days")
ABOVE, LOAD = "above today's sessions", "My load, quarter"


@dataclass(frozen=True, slots=True)
class Shown:
    """``day`` is how many days from today the client comes; ``read`` are words that stand in that day's brief, none of them a date."""

    name: str
    day: int
    what: str
    read: tuple[str, ...]


CLIENTS = (
    Shown(
        "Amina Sorel",
        0,
        "reliably better on both measures, one in the remission range",
        ("reliable improvement", "in the remission range"),
    ),
    Shown(
        "Jonah Whitlock",
        0,
        "a third session: two scores, too few for more than the change between them",
        ("no reliable change", "session 3"),
    ),
    Shown(
        "Marisol Duarte",
        0,
        "item 9 rose while the total fell; a review point where one measure of three is not better; a dose changed; more than a brief has room for",
        (
            "rose from 1 to 2",
            "while the total fell",
            "Review point",
            "PCL-5 not reliably better",
            "Sertraline 100 mg",
            "Not shown:",
        ),
    ),
    Shown(
        "Everett Callan",
        0,
        "a review point without a reliable change; what to check first",
        ("a reliable change would be", "What to check first"),
    ),
    Shown(
        "Pritha Raman",
        0,
        "not heard from: two appointments missed, the last score old",
        ("We do not know how this client is", "Missed", "days over"),
    ),
    Shown("Marisa Duarte", 0, "a similar name on the same day", ("similar name today",)),
    Shown(
        "Dominik Kessler",
        0,
        "a first session: nothing is on file",
        ("First session: nothing earlier is on file.", "No measures yet."),
    ),
    Shown("Lucinda Abara", 1, "left the clinical range", ("left the clinical range",)),
    Shown(
        "Teodor Vance", 1, "worse in the last two scores, on two measures", ("Worse in the last two scores", "reliably worse")
    ),
    Shown(
        "Noor Haldane",
        1,
        "a message of the evening after the last session, whole; check-ins from home on most days",
        ("I do not feel safe tonight. My sister is staying over.", "PHQ-2", "GAD-2"),
    ),
    Shown(
        "Graziella Monti",
        1,
        "a half-filled form: its total counts for nothing, its item 9 does",
        ("rose from 0 to 1", "5 of 9 items answered; not in the trend"),
    ),
    Shown(
        "Silas Okonjo",
        1,
        "a stated total that its answers contradict stands beside the trend; a signed note",
        ("Thought record gone through",),
    ),
    Shown(
        "Henrike Baum", 2, "one score worse by the threshold: to be repeated, no line for review", ("worse than", "one score")
    ),
    Shown("Rafiq Osman", 2, "PCL-5 reliably better, and due today", ("PCL-5 37", "due today")),
    Shown(
        "Odile Fontaine",
        2,
        "a review point: one measure better, one not",
        ("GAD-7 reliably better", "PHQ-9 not reliably better"),
    ),
    Shown(
        "Bartholomew Featherstonehaugh-Wyndham", 2, "a long name, on two lines and never cut", ("Featherstonehaugh-Wyndham",)
    ),
    Shown("Keiko Arima", 3, "nothing new, and what was looked at", ("Nothing new: no score, message or appointment since",)),
    Shown(
        "Desmond Achterberg",
        3,
        "an earlier positive item 9 that later answers did not repeat",
        ("PHQ-9 item 9 was 1 on", "0 since"),
    ),
    Shown(
        "Ingrid Solheim",
        3,
        "two scores of one day that contradict each other: one has to be chosen",
        ("which one counts?", "Say which PHQ-9 score of"),
    ),
    Shown(
        "Camille Rousse",
        3,
        "kept sessions, but no score for weeks: its age instead of a change",
        ("PHQ-9: last score 12", "days over"),
    ),
    Shown("Leopold Nkemelu", 4, "left the clinical range on both measures", ("left the clinical range",)),
    Shown("Yasmin Qadir", 4, "a review point without a reliable change, PCL-5 among the measures", ("PCL-5 47, 44 after 49",)),
    Shown("Otis Grainger", 4, "a missed session, and a review point", ("1 missed", "Review point")),
    Shown(
        "Fenella Strand",
        4,
        "ORS of a teenager, by the cut-off of that age, which is unverified and drives nothing",
        ("in the clinical range (28 or less; unverified)",),
    ),
)
ELSEWHERE = (
    (
        ABOVE,
        "who has no session today and yet wrote, or gave a new safety answer",
        "No session today, new message: Noor Haldane",
    ),
    (LOAD, "breaks and notes of which nobody recorded how they went", "not known"),
)
FACTS = (
    *(Fact(one.name, one.what, f"invented; comes {DAYS[one.day]}") for one in CLIENTS),
    *(Fact(where[0].upper() + where[1:], what, "invented") for where, what, _ in ELSEWHERE),
)
