"""Whether somebody else changed the practice: another window, a command, a script."""

from __future__ import annotations

from briefing_app.storage.changes import change_counter
from briefing_app.storage.practice import PracticeStore


def changes_of_others(store: PracticeStore) -> int:
    """A number that is another one whenever another connection has written into the store; what this one writes leaves it as it is."""
    return change_counter(store.engine)
