"""The audit held against the backups: a chain shows what was changed within it, but not that rows at its end are gone."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence

from briefing_app.domain.audit import RESTORED, AuditEntry, UnwrittenEntry
from briefing_app.domain.periods import dated_at
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import Vault, backups_of
from briefing_app.storage.audit import broken_at, deeds, deeds_in, record
from briefing_app.storage.audit_head import kept_head
from briefing_app.storage.backup import contents_of, hash_of
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.key_slots import KeyFault
from briefing_app.system.keys import unsealed_with


def write_rows(store: PracticeStore, waiting: deque[UnwrittenEntry]) -> None:
    """Add rows to the chain, oldest first, each taken from the queue once it is written. Raises Problem."""
    while waiting:
        write_row(store, waiting[0])
        waiting.popleft()


def write_row(store: PracticeStore, one: UnwrittenEntry) -> None:
    """Add a row to the chain. Raises Problem."""
    record(store, one.action, one.at, one.by, client=one.client, detail=one.detail)


def chain_of(vault: Vault, key: bytes) -> list[AuditEntry]:
    """The whole chain of a practice that nobody has open here, oldest first. Raises Problem."""
    return deeds_in(vault.store, key)


def read_audit(reader: PracticeReader) -> tuple[list[AuditEntry], dict[int, str]]:
    """The whole chain, oldest first, and the names of the clients it is about, by row; hidden or deleted ones have none."""
    chain, names = deeds(reader), reader.names()
    sources = reader.sources_of(sorted({one.client for one in chain if one.client}))
    return chain, {row: names[source] for row, source in sources.items() if source in names}


def audit_fault(vault: Vault, key: bytes, chain: Sequence[AuditEntry]) -> str:
    """What is wrong with the audit in a sentence, or "".

    The newest backup that this key reads, made since a store was last restored, must hold the first rows of the chain as they are now.
    """
    if broken := broken_at(chain):
        return f"The chain is broken at row {broken}: it, or one before it, was changed from outside."
    head = kept_head(vault.store, key)
    if head is not None and not any((one.id, one.hash) == head for one in chain):
        return (
            f"When the store was last closed its audit went on to row {head.id}, and that row does not stand here any more:"
            " rows are gone, or an older store was put in its place."
        )
    restored = max((one.at for one in chain if one.action == RESTORED), default=0.0)
    for backup in backups_of(vault):
        if not restored < backup.made.timestamp() <= time.time():
            continue
        try:
            count, digest = contents_of(backup.path, lambda data: unsealed_with(key, data)).tables["audit"]
        except (KeyFault, Problem, KeyError):  # with another key, or damaged: an older one may tell
            continue
        if hash_of(tuple(one) for one in chain[:count]) != (count, digest):
            return f"The backup of {dated_at(backup.made)} holds rows of the audit up to number {count}, and they do not all stand here any more."
        return ""
    return ""
