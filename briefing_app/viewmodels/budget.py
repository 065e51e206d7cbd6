"""How much a brief may say, and what is left out where it would be more."""

from __future__ import annotations

from dataclasses import replace

from briefing_app.viewmodels.line import Line

WORD_BUDGET = 150


def within_budget(safety: tuple[Line, ...], lines: list[Line], budget: int) -> list[Line]:
    left = budget - sum(len(line.text.split()) for line in safety)
    kept = []
    for line in lines:
        words = line.text.split()
        if len(words) > left:
            if left < 8:
                break
            line = replace(line, text=" ".join(words[: left - 1]) + " …")
        left -= len(line.text.split())
        kept.append(line)
    return kept
