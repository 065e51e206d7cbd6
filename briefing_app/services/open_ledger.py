"""The clinician's own store with what its pages need; not loaded before the first brief is on screen."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.services.deleted import forget_in_ledger
from briefing_app.services.measure import Catalogue, catalogue_of
from briefing_app.services.opening import open_private
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system.paths import Profile


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """The clinician's own store, with a reading connection to the practice for names and the schedule; in a thread of its own."""

    private: PrivateStore
    store: PracticeStore
    reader: PracticeReader
    catalogue: Catalogue

    def close(self) -> None:
        """Give back all three connections."""
        self.private.close()
        self.reader.close()
        self.store.close()


def opened_ledger(profile: Profile, key: bytes, practice: bytes, *, demo: bool, hide_names: bool) -> OpenLedger:
    """The ledger by its own key, and a second reading connection to the practice by the other. Raises Problem."""
    store = PracticeStore(profile.practice, practice, make=False)
    try:
        private = open_private(profile, key, demo=demo)
    except BaseException:
        store.close()
        raise
    forget_in_ledger(private, store)
    return OpenLedger(private, store, PracticeReader(store, hide_names=hide_names), catalogue_of(profile, store))
