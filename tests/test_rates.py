"""How often a line about worse is wrong, over invented clients whose true course is known."""

from __future__ import annotations

import pytest

from tests.bench.caseload_truth import SHARES, people
from tests.bench.rates import CLIENTS, SEEDS, figures


@pytest.mark.slow
def test_lines_about_worse_are_mostly_true_and_worsening_is_mostly_heard() -> None:
    assert [(one.name, one.figure) for one in figures() if not one.holds] == []


def test_of_the_invented_clients_as_many_worsen_as_is_said() -> None:
    kinds = [one.kind for seed in SEEDS for one in people(CLIENTS, seed)]
    shares = {kind: 100 * kinds.count(kind) / len(kinds) for kind in SHARES}
    assert {kind: share for kind, share in shares.items() if abs(share - SHARES[kind]) > 3} == {}
