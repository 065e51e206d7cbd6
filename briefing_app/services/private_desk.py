"""The clinician's own store with what its pages need; not loaded before the first brief is on screen."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore


@dataclass(frozen=True, slots=True)
class PrivateDesk:
    """The clinician's own store, with a reading connection to the practice for names and the schedule; in a thread of its own."""

    private: PrivateStore
    store: PracticeStore
    reader: PracticeReader
    catalogue: Catalogue

    def close(self) -> None:
        self.private.close()
        self.reader.close()
        self.store.close()
