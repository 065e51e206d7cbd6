"""The catalogue of instruments: one TOML file each, read when first asked for; the clinician's own files come first."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from briefing_app.domain.measure import Measure, measure_from
from briefing_app.domain.problems import Problem


class Catalogue:
    """Measures by id. ``folders`` in order of precedence, each with files named after the measure, ``phq-9.toml``."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._read: dict[str, Measure] = {}

    def __call__(self, measure_id: str) -> Measure:
        """One measure. Raises Problem when its file is missing or wrong."""
        found = self._read.get(measure_id)
        if found is None:
            name = measure_id.lower().replace(".", "-") + ".toml"
            path = next((folder / name for folder in self._folders if (folder / name).is_file()), None)
            if path is None:
                raise Problem(
                    f"The measure {measure_id} is not in the catalogue.", f"Expected a file {name} in resources/measures."
                )
            found = self._read[measure_id] = read_measure(path)
        return found

    def all(self) -> Iterator[Measure]:
        """Every measure, by name of its file."""
        names: dict[str, Path] = {}
        for folder in reversed(self._folders):
            names.update({path.name: path for path in folder.glob("*.toml")})
        for name in sorted(names):
            measure = read_measure(names[name])
            yield self._read.setdefault(measure.id, measure)


def read_measure(path: Path) -> Measure:
    try:
        return measure_from(tomllib.loads(path.read_text("utf-8")))
    except (ValueError, OSError) as fault:
        raise Problem(f"The measure file {path.name} cannot be used: {fault}.", "Mend it or remove it.") from fault
