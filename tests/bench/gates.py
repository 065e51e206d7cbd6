"""A figure beside what it may be, as the benchmarks print it."""

from __future__ import annotations

from typing import NamedTuple


class Figure(NamedTuple):
    name: str
    figure: str
    limit: str
    holds: bool
    note: str = ""


def print_figures(figures: list[Figure]) -> None:
    for one in figures:
        print(
            f"{one.name:<52} {one.figure:>9}   ({one.limit}){'' if one.holds else '   DOES NOT HOLD'}   {one.note}", flush=True
        )
