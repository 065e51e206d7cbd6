"""A series of a calendar that was moved as a whole: its times are the old ones, each by as much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from briefing_app.domain.calendar_names import root_of

FURTHEST = timedelta(days=6, hours=23)  # a series that comes every week is not moved by a week (product rule)
FEWEST = 2  # times of one series that moved by as much, and at least half of those that could have
_WRITTEN = "%Y%m%dT%H%M%SZ"
Key = tuple[str, str]
"""UID and original start of one time of an event."""


def moved_keys(missing: Iterable[Key], new: Iterable[Key], local: Callable[[datetime], datetime]) -> dict[Key, Key]:
    """Which new time stands for which of those that a file no longer tells: of one series (or what was split from it), the same shift on the
    wall for all. ``local`` turns a naive UTC moment into what the practice's clock shows. Whole days and single events are left out."""
    before, after = _by_series(missing, local), _by_series(new, local)
    found: dict[Key, Key] = {}
    for series in before.keys() & after.keys():
        found |= _moved(before[series], after[series])
    return found


def _moved(before: Mapping[datetime, Key], after: Mapping[datetime, Key]) -> dict[Key, Key]:
    shifts = Counter(min((new - old for new in after), key=abs) for old in before)
    shift, count = min(shifts.items(), key=lambda one: (-one[1], abs(one[0])))
    if count < FEWEST or abs(shift) > FURTHEST or 2 * count < min(len(before), len(after)):
        return {}
    return {after[old + shift]: key for old, key in before.items() if old + shift in after}


def _by_series(keys: Iterable[Key], local: Callable[[datetime], datetime]) -> dict[str, dict[datetime, Key]]:
    found: dict[str, dict[datetime, Key]] = defaultdict(dict)
    for uid, original in keys:
        if not (uid and original):
            continue
        try:
            moment = datetime.strptime(original, _WRITTEN)  # naive on purpose: UTC as it is written
        except ValueError:
            continue
        found[root_of(uid)][local(moment)] = uid, original
    return found
