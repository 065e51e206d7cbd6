"""What a brief says of other records of the client."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from briefing_app.domain.client import Client, History
from briefing_app.domain.hiding import hidden
from briefing_app.domain.same_person import OtherRecord, Tie
from briefing_app.services.brief import brief_facts
from briefing_app.viewmodels.brief import make_brief
from briefing_app.viewmodels.line import Line
from tests.courses import history_of, score
from tests.importing import CATALOGUE

TODAY = date(2026, 11, 30)
SAID = datetime(2026, 11, 20, 9, tzinfo=UTC).timestamp()
HELD = (("PHQ-9", 9.0, "2026-11-20"), ("GAD-7", 4.0, "2026-08-01"))


PHQ, GAD = CATALOGUE("PHQ-9"), CATALOGUE("GAD-7")


def brief_of(*others: OtherRecord, of: History | None = None, hide: bool = False) -> list[Line]:
    client = Client(1, "h-twin", True, "Twin", "Sal", "1988-04-02", "", "")
    history = replace(of or history_of(), client=client, others=others)
    made = make_brief(brief_facts(hidden(history) if hide else history, CATALOGUE, TODAY))
    return [line for line in made.lines if line.kind == "same_person" or line.heading == "Records"]


def test_a_record_of_the_same_name_and_birth_date_is_asked_about_with_what_is_newer_there() -> None:
    here = history_of(score(PHQ, date(2026, 9, 20), 18), score(GAD, date(2026, 9, 20), 9))
    (line,) = brief_of(OtherRecord(2, "x", Tie.SAME_NAME, HELD), of=here)
    assert line.text == (
        "Another record has this name and birth date; it holds PHQ-9 9 (20 Nov), newer than here. Say whether it is one person:"
        " nothing is merged until you do."
    )
    (decision,) = line.why.decisions
    assert decision.kind == "same person 2"
    assert [value for value, _ in decision.choices] == ["one", "two"]
    assert not decision.own


def test_what_is_older_there_is_told_without_a_claim_and_nothing_where_nothing_is_known() -> None:
    newer = history_of(score(PHQ, date(2026, 11, 25), 18), score(GAD, date(2026, 11, 25), 18))
    (line,) = brief_of(OtherRecord(2, "x", Tie.SAID_RELATED, HELD), of=newer)
    assert "it holds PHQ-9 9 (20 Nov) and GAD-7 4 (1 Aug). Say" in line.text
    (line,) = brief_of(OtherRecord(2, "x", Tie.SAME_NAME))
    assert line.text.startswith("Another record has this name and birth date. Say")


def test_what_was_said_stands_at_the_end_and_can_be_taken_back() -> None:
    one = OtherRecord(2, "hB", Tie.JOINED, (), "A. B.", SAID, "she told me")
    merged, joined, apart = brief_of(
        OtherRecord(4, "hC", Tie.MERGED), one, one._replace(tie=Tie.APART)
    )  # in the order of the records
    assert merged.text == "Record hC is merged into this one by the export: what came under either is here."
    assert joined.text == "Record hB is this person too, said by A. B., 20 Nov 2026: what came under either is here."
    assert apart.text == "Record hB is another person, said by A. B., 20 Nov 2026."
    assert [one.why.decisions[0].own for one in (merged, joined, apart)] == [False, True, True]
    assert [[value for value, _ in one.why.decisions[0].choices] for one in (merged, joined, apart)] == [
        ["two"],
        ["two"],
        ["one"],
    ]


def test_hidden_names_take_the_id_of_the_other_record_with_them() -> None:
    (line,) = brief_of(OtherRecord(2, "twin-sal", Tie.MERGED), hide=True)
    assert "twin" not in f"{line.text} {line.why.inputs}".lower()
    assert line.text.startswith("Another record is merged into this one")
