"""An open store with what is needed to answer a page's question; it lives in the one thread that owns the store."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.services.measure import Catalogue, catalogue_of
from briefing_app.services.opening import open_practice
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.paths import Profile


@dataclass(frozen=True, slots=True)
class OpenPractice:
    """The practice's open store with what its pages are read by."""

    store: PracticeStore
    reader: PracticeReader
    catalogue: Catalogue

    def close(self) -> None:
        """Give back both connections."""
        self.reader.close()
        self.store.close()


def opened_practice(profile: Profile, key: bytes, *, demo: bool, hide_names: bool) -> OpenPractice:
    """The practice's store, with what its pages need. Raises Problem."""
    store = open_practice(profile, key, demo=demo)
    return OpenPractice(store, PracticeReader(store, hide_names=hide_names), catalogue_of(profile, store))
