"""An open store with what is needed to answer a page's question; it lives in the one thread that owns the store."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore


@dataclass(frozen=True, slots=True)
class Desk:
    store: PracticeStore
    reader: PracticeReader
    catalogue: Catalogue

    def close(self) -> None:
        self.reader.close()
        self.store.close()


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
