"""The tables of known programs: their columns as data, each with its source and whether a real one was seen."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from briefing_app.domain.table_mapping import KnownHeader, TableKind
from briefing_app.system.resources import resources

SEEN = "seen"


@lru_cache(maxsize=1)
def known_headers() -> tuple[KnownHeader, ...]:
    """Every known table, in the order of the file."""
    with open(resources() / "tables" / "headers.toml", "rb") as file:
        found = tomllib.load(file)["header"]
    return tuple(
        KnownHeader(
            name=one["name"],
            kind=TableKind(one["kind"]),
            needs=tuple(one["needs"]),
            columns=one["columns"],
            seen=one["state"] == SEEN,
            source=one["source"],
            header_rows=one.get("header_rows", 1),
            system=one.get("system", ""),
            refused=one.get("refused", ""),
            tests=tuple(one.get("tests", ())),
            by_text=one.get("by_text", False),
        )
        for one in found
    )
