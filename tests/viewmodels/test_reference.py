"""Help's page of rules: nothing that the program computes with is left out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from briefing_app.domain.rules import DEFAULT_RULES, LIMITS, Rule
from briefing_app.services.measure import Catalogue
from briefing_app.viewmodels.gates import gate_lines, read_gates
from briefing_app.viewmodels.reference import Chapter, make_reference
from briefing_app.viewmodels.review import RULE_NAMES


def chapter(found: tuple[Chapter, ...], title: str) -> dict[str, tuple[str, str]]:
    one = next(one for one in found if one.title.startswith(title))
    return {fact.what: (fact.value, fact.source) for fact in one.facts}


def test_every_number_of_every_measure_stands_there_with_a_source(catalogue: Catalogue) -> None:
    measures = list(catalogue.all())
    found = make_reference(measures, DEFAULT_RULES)
    assert [one.title for one in found[: -len(measures)]] == [
        "Rules", "What a brief says", "What is said of safety answers",
        "What is said of a score", "How often these lines are wrong", "What is not known",
        "Codes and questionnaires of the practice's own", "Entered by hand", "Calendars", "Tables", "Check-ins between sessions",
        "The demo practice (briefing --demo): who shows what",
        "Keys, backups and lock",
        "What was tried, and what came out",
    ]  # fmt: skip
    often = chapter(found, "How often these lines are wrong")
    assert often["lines about worse that are true"][0].endswith("(limit: at least 70 %)")
    assert "a question, not a finding" in often["What that leaves out"][0]
    half = int(often["1.2 times the error: lines about worse that are true"][0].removesuffix(" %"))
    assert abs(half - 50) <= 5, "the words say half"
    for measure in measures:
        facts = chapter(found, f"{measure.id}: ")
        assert all(source for _, source in facts.values())
        for band in measure.bands:
            assert facts[f"Band “{band.label}”"][0] == f"{band.min:g} to {band.max:g}"
        if measure.reliable_change:
            value, source = facts["Reliable change"]
            assert value.startswith(f"{measure.reliable_change.value:g} points")
            assert value.endswith("a reference only, nothing is judged by it") is not measure.reliable_change.sourced
            assert source == measure.reliable_change.source
            if others := measure.reliable_change.others:
                assert facts["Not taken for reliable change"][0].startswith(others[-1].words)
        assert ("Safety line" in facts or "Named for review" in facts) == bool(measure.safety)


def test_the_rules_stand_there_as_they_are_set(catalogue: Catalogue) -> None:
    rules = replace(DEFAULT_RULES, silent_days=35, off=frozenset({(Rule.WORSE.value, "AUDIT")}))
    facts = chapter(make_reference(catalogue.all(), rules), "Rules")
    assert {RULE_NAMES[rule] for rule in Rule} <= set(facts)
    assert facts[RULE_NAMES[Rule.WORSE]][0].endswith("Not for AUDIT.")
    for name, limit in LIMITS.items():
        words = limit.words[0].upper() + limit.words[1:]
        assert facts[words][0] == ("off" if name == "nhs_rules" else f"{getattr(rules, name):g}")
    on = chapter(make_reference(catalogue.all(), replace(DEFAULT_RULES, nhs_rules=1)), "Rules")
    assert on["NHS Talking Therapies rules on pairs of measures"][0] == "on"


def test_help_says_when_a_statement_on_a_score_may_stand(catalogue: Catalogue) -> None:
    facts = chapter(make_reference(catalogue.all(), DEFAULT_RULES), "What is said of a score")
    assert facts["Reliable improvement, reliably worse"][0].endswith("never a best or a worst score")
    assert "after 180 days under the older measures alone" in facts["The age of a score"][0]
    assert facts["A score less than 4 days after the one before"][0].endswith("without a verdict")
    assert facts["After a very high first score"][0].startswith("with 3 scores or fewer")
    assert "18 and over" in facts["Another age than the instrument is made for"][0]
    assert all(source for _, source in facts.values())


def test_help_says_what_stays_unknown_and_which_key_makes_it_known(catalogue: Catalogue) -> None:
    facts = chapter(make_reference(catalogue.all(), DEFAULT_RULES), "What is not known")
    assert "more than 60 minutes after the booked end" in facts["Session ended (D)"][0]
    assert "at or before that moment" in facts["Session ended (D)"][0]
    assert "from 80 % of its planned minutes" in facts["A gap between two sessions"][0]
    assert facts["Documentation time"][0].startswith("is not known where nothing was timed")
    assert "neither held nor missed" in facts["A past session that is still booked"][0]


def test_help_says_what_a_code_proves_and_plainly_what_it_does_not(catalogue: Catalogue) -> None:
    facts = chapter(make_reference(catalogue.all(), DEFAULT_RULES), "Check-ins")
    assert "4,294,967,296" in facts["A code made up without the page, or changed"][0]
    assert "whoever holds the file can make codes" in facts["Not protected: who answered, and when"][0]
    assert "not encrypted" in facts["Not protected: a code that is seen"][0]


def test_help_says_what_protects_the_data_and_plainly_what_does_not(catalogue: Catalogue) -> None:
    facts = chapter(make_reference(catalogue.all(), DEFAULT_RULES), "Keys, backups and lock")
    assert {
        "Encryption",
        "Backups",
        "A whole store",
        "A missing store or key file",
        "Lock",
        "Not protected: memory",
        "Not protected: the keyring",
    } <= set(facts)
    said = " ".join(value for value, _ in facts.values()).lower()
    assert "hipaa" not in said
    assert "secure" not in said


def test_help_shows_the_figures_that_the_commands_wrote_with_their_day(catalogue: Catalogue) -> None:
    facts = chapter(make_reference(catalogue.all(), DEFAULT_RULES), "What was tried")
    cases = read_gates()
    assert len(facts) == sum(len(case.figures) for case in cases.values()) > 10
    for value, source in facts.values():
        assert value
        assert source.startswith("dev.py ")
    assert all(date.fromisoformat(case.day) for case in cases.values())


def test_a_gate_that_does_not_hold_says_so(tmp_path: Path) -> None:
    path = tmp_path / "gates.json"
    path.write_text(
        '{"faults x": {"day": "2026-03-01", "command": "dev.py faults", "machine": "m", "figures": ['
        '{"name": "cuts", "figure": "3", "limit": "0", "holds": false}, {"name": "    lost", "figure": "0", "limit": "", "holds": true}]}}'
    )
    assert gate_lines(read_gates(path)) == [
        ("cuts", "3 (limit: 0) DOES NOT HOLD.", "dev.py faults, 1 Mar 2026, m"),
        ("cuts: lost", "0", "dev.py faults, 1 Mar 2026, m"),
    ]
    assert read_gates(tmp_path / "none.json") == {}


def test_help_says_which_numbers_are_a_reference_and_what_is_not_used(catalogue: Catalogue) -> None:
    found = make_reference(catalogue.all(), DEFAULT_RULES)
    ors, bam, pcl = (chapter(found, f"{name}: ") for name in ("ORS", "BAM", "PCL-5"))
    assert ors["Reliable change"][0] == "5 points; a reference only, nothing is judged by it"
    assert ors["Cut-off from 6 to 12 years"] == ("32", "openfitcustomersupport KA-01028 / KA-01031 (vendor)")
    assert ors["Cut-off from 13 to 17 years"] == ("28", "unverified")
    assert bam["Subscale protective, cut-off"][0] == "12 or less; a reference only"
    assert pcl["Range of published cut-offs"][0] == "31 to 33: neither in nor out under 33"
    assert pcl["Reliable change"][0] == "15 points"


def test_help_says_when_what_was_said_of_a_code_counts_and_what_is_left_out(catalogue: Catalogue) -> None:
    facts = chapter(make_reference(catalogue.all(), DEFAULT_RULES), "Codes and questionnaires")
    assert facts["When it counts"][0].startswith("at once for all that is kept")
    assert "count as unread, never as not answered" in facts["Questions that you leave out"][0]
    assert "The newest 500 questionnaires" in facts["A questionnaire of your own"][0]
