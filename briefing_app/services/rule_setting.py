"""The rule numbers that the clinician puts in force: one act with its row of the audit."""

from __future__ import annotations

from collections.abc import Mapping

from briefing_app.domain.act import Done, TakeBack
from briefing_app.domain.problems import Problem
from briefing_app.domain.rules import rules_from
from briefing_app.storage.act import act
from briefing_app.storage.audit import append
from briefing_app.storage.engine import Transaction
from briefing_app.storage.entry import newest_rules, set_rules


@act
def change_rules(transaction: Transaction, values: Mapping[str, str], at: float, by: str) -> Done:
    """Put rule numbers in force from now on, by name; an empty value means the default. The audit names the rules, not their numbers.

    Raises Problem for a number that a rule does not take.
    """
    try:
        rules_from({name: value for name, value in values.items() if value})
    except ValueError as fault:
        raise Problem(f"{fault}.", "Nothing was kept.") from fault
    before = newest_rules(transaction, values)
    set_rules.within(transaction, values, at, by)
    append(transaction, "changed rules", at, by, detail=", ".join(sorted(values)))
    return Done(TakeBack("change_rules", (before,)))
