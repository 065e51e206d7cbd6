"""Every text colour keeps its contrast on the grounds it is used on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from briefing_app.system.resources import resources
from briefing_app.ui.theme import SETS, Tokens


def luminance(color: str) -> float:
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", SETS.values(), ids=SETS)
def test_text_stands_out_from_every_ground_it_is_put_on(tokens: Tokens) -> None:
    least = 7.0 if tokens.name == "contrast" else 4.5
    pairs = {
        "ink": ("background", "card", "rail", "accent_soft", "attention_soft", "safety_soft"),
        "muted": ("background", "card", "rail"),
        "accent": ("background", "card", "rail", "accent_soft"),
        "attention": ("background", "card", "rail", "attention_soft"),
        "safety": ("card", "safety_soft"),
        "good": ("card", "background"),
    }
    for ink, grounds in pairs.items():
        for ground in grounds:
            found = contrast(getattr(tokens, ink), getattr(tokens, ground))
            assert found >= least, f"{tokens.name}: {ink} on {ground} is {found:.2f}"


@pytest.mark.parametrize("tokens", SETS.values(), ids=SETS)
def test_bands_are_told_apart_without_a_hue_and_words_stand_out_from_them(tokens: Tokens) -> None:
    for shade in tokens.bands:
        parts = [int(shade[index : index + 2], 16) for index in (1, 3, 5)]
        assert max(parts) - min(parts) <= 18, f"{tokens.name}: {shade} has a hue"
        assert contrast(tokens.ink, shade) >= 4.5
        assert contrast(tokens.accent, shade) >= 3  # the line from which a change is reliable
    assert len(set(tokens.bands)) == len(tokens.bands)


@pytest.mark.parametrize("tokens", SETS.values(), ids=SETS)
def test_what_is_ticked_and_stepped_has_its_picture_in_every_set(tokens: Tokens) -> None:
    for name in ("tick", "up", "down"):
        assert (resources() / "icons" / f"{name}-{tokens.name}.png").stat().st_size > 0


def test_no_widget_names_a_colour_or_makes_a_label_of_its_own() -> None:
    folder = Path(__file__).parents[2] / "briefing_app" / "ui"
    for path in folder.rglob("*.py"):
        text = path.read_text("utf-8")
        if path.name != "theme.py":
            assert not re.search(r"#[0-9A-Fa-f]{6}", text), path.name
        if path.name != "widgets.py":
            assert "QLabel(" not in text, path.name
            assert "QMessageBox" not in text, path.name
