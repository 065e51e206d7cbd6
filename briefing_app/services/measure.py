"""The catalogue of instruments: one TOML file each, read when first asked for; the clinician's own files come first."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.domain.confirmation import Confirmed, with_confirmed
from briefing_app.domain.measure import Measure, Version
from briefing_app.domain.measure_check import faults
from briefing_app.domain.problems import Problem
from briefing_app.domain.texts import one_line
from briefing_app.services.measure_file import FileFault, measure_from
from briefing_app.system.paths import Profile
from briefing_app.system.resources import resources

if TYPE_CHECKING:
    from briefing_app.storage.practice import PracticeStore


class Catalogue:
    """Measures by id. ``folders`` in order of precedence, the last is what ships; files are named after the measure, ``phq-9.toml``.

    A file of the clinician's own that is wrong is refused, and ``refused`` says why; what ships then stands. One for an instrument that ships
    counts only where its digest is among ``confirmed``; it may add safety rules and takes none away. ``numbers`` are those that the practice
    confirmed, by measure: they count where no source of the file's own carries one.
    """

    def __init__(
        self,
        *folders: Path,
        confirmed: frozenset[str] = frozenset(),
        numbers: Mapping[str, Sequence[Confirmed]] | None = None,
    ) -> None:
        self._numbers = numbers or {}
        self._own, self._shipped, self._confirmed = folders[:-1], folders[-1], confirmed
        self._read: dict[str, Measure] = {}
        self.refused: dict[str, Problem] = {}

    def __call__(self, measure_id: str) -> Measure:
        """One measure. Raises Problem when there is no usable file."""
        found = self._read.get(measure_id)
        if found is None:
            name = measure_id.lower().replace(".", "-") + ".toml"
            found = self._own_file(name) or self._shipped_file(name, measure_id)
            found = self._read[measure_id] = self._with_numbers(found)
        return found

    def all(self) -> Iterator[Measure]:
        """Every usable measure, by name of its file."""
        names = {path.name for folder in (*self._own, self._shipped) for path in folder.glob("*.toml")}
        for name in sorted(names):
            measure = self._own_file(name)
            if measure is None and (self._shipped / name).is_file():
                measure = self._from_the_shipped(name)
            if measure is not None:
                yield self._read.setdefault(measure.id, self._with_numbers(measure))

    def know(self, numbers: Mapping[str, Sequence[Confirmed]], confirmed: frozenset[str]) -> None:
        """What the practice confirmed now: every measure is read again when it is asked for next."""
        self._numbers, self._confirmed = numbers, confirmed
        self._read.clear()

    def _with_numbers(self, measure: Measure) -> Measure:
        numbers = self._numbers.get(measure.id)
        return with_confirmed(measure, numbers) if numbers else measure

    def own_files(self) -> Iterator[OwnFile]:
        """The profile's files for instruments that ship, refused ones left out."""
        for name in sorted({path.name for folder in self._own for path in folder.glob("*.toml")}):
            path = self._path_of(name)
            if path is None or not (self._shipped / name).is_file():
                continue
            try:
                measure = check_measure(path)
            except Problem:
                continue
            digest = digest_of(path)
            yield OwnFile(measure.id, path, digest, digest in self._confirmed)

    def _path_of(self, name: str) -> Path | None:
        return next((folder / name for folder in self._own if (folder / name).is_file()), None)

    def _own_file(self, name: str) -> Measure | None:
        path = self._path_of(name)
        if path is None or name in self.refused:
            return None
        try:
            measure = check_measure(path)
        except Problem as problem:
            self.refused[name] = problem
            return None
        if not (self._shipped / name).is_file():
            return measure
        if digest_of(path) not in self._confirmed:
            return None
        return own_version(measure, read_measure(self._shipped / name))

    def _shipped_file(self, name: str, measure_id: str) -> Measure:
        if not (self._shipped / name).is_file():
            raise self.refused.get(name) or Problem(
                f"The measure {measure_id} is not in the catalogue.", f"Expected a file {name} in resources/measures."
            )
        return self._from_the_shipped(name)

    def _from_the_shipped(self, name: str) -> Measure:
        """What ships, with a word where a file of the clinician's own waits beside it."""
        measure = read_measure(self._shipped / name)
        waits = self._path_of(name) is not None and name not in self.refused
        return replace(measure, version=Version.WAITS) if waits else measure


class OwnFile(NamedTuple):
    """A file of the profile for an instrument that ships, and whether it counts."""

    measure: str
    path: Path
    digest: str
    counts: bool


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def own_version(own: Measure, shipped: Measure) -> Measure:
    """The clinician's version with every safety rule that ships, and with the items of these read as the shipped instrument reads them."""
    watched = {item for rule in shipped.safety for item in rule.items}
    added = tuple(rule for rule in own.safety if rule not in shipped.safety)
    return replace(
        own,
        safety=(*shipped.safety, *added),
        reverse=(own.reverse - watched) | (shipped.reverse & watched),
        version=Version.OWN,
    )


def catalogue_of(profile: Profile, store: PracticeStore | None = None) -> Catalogue:
    """The profile's own instruments before those that ship; without the store, no own version of these and no number is known to be confirmed."""
    catalogue = Catalogue(profile.measures, resources() / "measures")
    if store is not None:
        renew(catalogue, store)
    return catalogue


def renew(catalogue: Catalogue, store: PracticeStore) -> None:
    """Let an open catalogue know what the practice confirms by now: numbers, and files of its own."""
    from briefing_app.storage.confirmed_number import confirmed_numbers
    from briefing_app.storage.own_version import confirmed_digests

    catalogue.know(confirmed_numbers(store), confirmed_digests(store))


def read_measure(path: Path) -> Measure:
    """Read one instrument. Raises Problem with the file, the line where it can be told, and the reason."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem(f"The measure file {one_line(path.name)} cannot be read: {fault}.", "Save it as UTF-8 text.") from fault
    try:
        return measure_from(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise _refusal(path, str(fault), None) from fault
    except FileFault as error:
        raise _refusal(path, error.fault.sentence, _line_of(text, error.fault.found_by)) from error


def check_measure(path: Path) -> Measure:
    """Read an instrument that somebody wrote themselves, and refuse it where its numbers do not agree with one another."""
    measure = read_measure(path)
    expected = measure.id.lower().replace(".", "-") + ".toml"
    text = path.read_text("utf-8")
    if path.name != expected:
        raise _refusal(path, f"the measure {measure.id} belongs into a file named {expected}", _line_of(text, "id"))
    found = faults(measure)
    if found:
        raise _refusal(path, found[0].sentence, _line_of(text, found[0].field))
    return measure


def _refusal(path: Path, reason: str, line: int | None) -> Problem:
    where = f", line {line}" if line else ""
    return Problem(
        f"The measure file {one_line(path.name)}{where} is refused: {one_line(reason)}.",
        "Mend it or remove it; the other measures work.",
    )


def _line_of(text: str, words: str) -> int | None:
    """The first line that sets a field named in the words to the value quoted in them, or holds that; else the first that sets the field."""
    lines = text.splitlines()
    values = re.findall(r"'([^']+)'", words)
    names = set(re.findall(r"[a-z_]{2,}", words))
    exact = [re.compile(rf'\b{name}\s*=\s*"?{re.escape(value)}(?![\w.])') for name in names for value in values]
    for number, line in enumerate(lines, start=1):
        if any(one.search(line) for one in exact) or any(f'"{value}"' in line for value in values):
            return number
    for number, line in enumerate(lines, start=1):
        field = re.match(r"\s*(?:\[+\s*)?([a-z_]+)", line)
        if field and field.group(1) in names:
            return number
    return None
