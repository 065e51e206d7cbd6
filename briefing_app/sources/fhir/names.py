"""A person's name in use, by its period and its use."""

from __future__ import annotations

from briefing_app.domain.texts import clean
from briefing_app.sources.fhir.fields import as_dict, as_list, as_text, dicts


def name_parts(names: object, today: str = "") -> tuple[str, str]:
    """Family and given name in use on ``today`` (an ISO day): the usual or official one before others.

    A name that has ended, has not begun, or is marked old or maiden stands only where there is no other at all.
    """
    rank = {"usual": 0, "official": 1, "": 2, "nickname": 3, "anonymous": 4, "temp": 5, "maiden": 6, "old": 7}
    found = sorted(
        dicts(names),
        key=lambda name: (not in_use(name.get("period"), today), rank.get(as_text(name.get("use")).strip().lower(), 2)),
    )
    for name in found:
        family = clean(" ".join(part for part in as_list(name.get("family")) if isinstance(part, str)))
        given = clean(" ".join(part for part in as_list(name.get("given")) if isinstance(part, str)))
        if family or given:
            return family, given
        if as_text(name.get("text")).strip():
            return clean(name["text"]), ""
    return (clean(names), "") if isinstance(names, str) else ("", "")


def also_called(names: object, today: str = "") -> tuple[str, ...]:
    """Every usual and official name in use on ``today``, given name first: calendars and tables may call somebody by any of them."""
    found = []
    for one in dicts(names):
        use = as_text(one.get("use")).strip().lower()
        if use in ("usual", "official", "") and in_use(one.get("period"), today):
            family, given = name_parts([{**one, "period": None}])
            if family and given:
                found.append(f"{given} {family}")
    return tuple(dict.fromkeys(found)) if len(found) > 1 else ()


def in_use(period: object, today: str) -> bool:
    """Whether a Period holds a day, as far as it says; a month or a year is over when its last day is."""
    begins, ends = as_text(as_dict(period).get("start"))[:10], as_text(as_dict(period).get("end"))[:10]
    return not today or ((not begins or today[: len(begins)] >= begins) and (not ends or today[: len(ends)] <= ends))
