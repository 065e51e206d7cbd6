"""Which session code the recorded minutes fall into, and how many instruments were scored. Read from a data file; evidence, not eligibility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing_app.domain.rtm_rules import Band


@dataclass(frozen=True, slots=True)
class AddOn:
    """One unit from ``first`` minutes on, one more for each full ``step``."""

    code: str
    label: str
    first: int
    step: int


@dataclass(frozen=True, slots=True)
class SessionKind:
    """A kind of session with its bands in whole minutes, shortest first, none overlapping."""

    id: str
    label: str
    bands: tuple[Band, ...]
    source: str
    add_on: AddOn | None = None
    conflict: str = ""
    unverified: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The code for a measure that was filled in and scored."""

    code: str
    label: str
    usual_most: int
    notes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class SessionRules:
    """Session codes by recorded minutes, and the code for a measure, each with its source."""

    kinds: tuple[SessionKind, ...]
    assessment: Assessment

    def kind(self, id: str) -> SessionKind:
        """Raises KeyError for a kind that the file does not name."""
        return next((one for one in self.kinds if one.id == id), None) or _missing(id)


@dataclass(frozen=True, slots=True)
class Coded:
    """``codes`` as (code, units); empty where the minutes lie outside every band, which ``words`` says."""

    codes: tuple[tuple[str, int], ...]
    words: str
    notes: tuple[str, ...] = ()


def _missing(id: str) -> SessionKind:
    raise KeyError(id)


def session_rules_from(raw: Mapping[str, Any]) -> SessionRules:
    """Rules from the parsed file. Raises ValueError with what is missing, or is no number of minutes."""
    try:
        kinds = tuple(_kind(one) for one in raw["kind"])
        given = raw["assessment"]
        return SessionRules(kinds, Assessment(**{**given, "notes": tuple(given["notes"])}))
    except (KeyError, TypeError) as fault:
        raise ValueError(f"a kind of session or the assessment is not complete: {fault}") from fault


def _kind(raw: Mapping[str, Any]) -> SessionKind:
    bands = tuple(Band(**one) for one in raw["bands"])
    add_on = AddOn(**raw["add_on"]) if "add_on" in raw else None
    kind = SessionKind(**{**raw, "bands": bands, "add_on": add_on})
    numbers = [number for one in bands for number in (one.least, one.least if one.most is None else one.most)]
    numbers += [add_on.first, add_on.step] if add_on is not None else []
    if not bands or any(type(one) is not int for one in numbers) or (add_on is not None and add_on.step < 1):
        raise ValueError(f"{kind.label}: its bands need whole minutes, and an add-on a step of at least one")
    return kind


def code_of(kind: SessionKind, seconds: float) -> Coded:
    """The code of one session by its recorded length; seconds that do not fill a minute are left out, nothing is rounded up."""
    minutes = int(seconds // 60)
    band = next((one for one in kind.bands if one.holds(minutes)), None)
    if band is None:
        least = kind.bands[0]
        return Coded((), f"{minutes} min recorded: below {least.code}, which begins at {least.least} min", _notes(kind))
    codes = [(band.code, 1)]
    if kind.add_on is not None and minutes >= kind.add_on.first:
        codes.append((kind.add_on.code, 1 + (minutes - kind.add_on.first) // kind.add_on.step))
    why = f" ({band.reach('min')})" if band.least else f" ({band.label})"
    named = " + ".join(code if units == 1 else f"{code} × {units}" for code, units in codes)
    return Coded(tuple(codes), f"{minutes} min recorded: {named}{why}", _notes(kind))


def _notes(kind: SessionKind) -> tuple[str, ...]:
    return tuple(words for words in (kind.conflict, kind.unverified) if words)


def assessed(rules: Assessment, instruments: Sequence[str]) -> Coded:
    """Units for the standardized instruments that were scored that day, each once."""
    names = tuple(dict.fromkeys(instruments))
    if not names:
        return Coded((), "")
    over = (f"More than {rules.usual_most} for one encounter is often not paid.",) if len(names) > rules.usual_most else ()
    return Coded(((rules.code, len(names)),), f"{rules.code} × {len(names)}: {', '.join(names)} scored", (*over, *rules.notes))
