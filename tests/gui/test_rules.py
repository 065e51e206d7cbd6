"""The dialog of rules: what is on or off is a box to tick, what is a number a field with its limits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.domain.rules import DEFAULT_RULES, LIMITS, SWITCHES, Rules
from briefing_app.ui.dialogs.rules import RulesPanel
from briefing_app.viewmodels.rules import make_rules

PAIRS = "NHS Talking Therapies rules on pairs of measures"


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def panel_of(parent: QWidget, rules: Rules) -> RulesPanel:
    panel = RulesPanel(parent)
    panel.show_page(make_rules(rules, (), (), (), 0))
    return panel


def test_the_rules_on_pairs_are_ticked_and_no_number(parent: QWidget) -> None:
    panel = panel_of(parent, DEFAULT_RULES)
    (box,) = [one for one in panel.findChildren(QCheckBox) if one.text() == PAIRS]
    assert not box.isChecked()
    assert len(panel.findChildren(QDoubleSpinBox)) == len(LIMITS) - len(SWITCHES)
    assert panel.chosen() == DEFAULT_RULES
    box.click()
    assert panel.chosen() == replace(DEFAULT_RULES, nhs_rules=1)


def test_a_switch_that_is_on_stands_ticked_and_can_be_turned_off(parent: QWidget) -> None:
    panel = panel_of(parent, replace(DEFAULT_RULES, nhs_rules=1))
    (box,) = [one for one in panel.findChildren(QCheckBox) if one.text() == PAIRS]
    assert box.isChecked()
    box.click()
    assert panel.chosen() == DEFAULT_RULES
