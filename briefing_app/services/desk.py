"""An open store with what is needed to answer a page's question; it lives in the one thread that owns the store."""

from __future__ import annotations

from dataclasses import dataclass

from briefing_app.services.measure import Catalogue
from briefing_app.storage.practice import PracticeReader, PracticeStore


@dataclass(frozen=True, slots=True)
class Desk:
    store: PracticeStore
    reader: PracticeReader
    catalogue: Catalogue

    def close(self) -> None:
        self.reader.close()
        self.store.close()
