"""The pack for days without this computer, written into a folder with a page for each coming session."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from briefing_app.domain.audit import EXPORTED, PRINTED
from briefing_app.domain.problems import Problem
from briefing_app.services.backup import now, vault_of
from briefing_app.services.keys import keys_in_words
from briefing_app.services.measure import catalogue_of
from briefing_app.services.outage import coming_days, write_pack
from briefing_app.storage.audit import record
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.system.paths import Profile, write_private
from briefing_app.system.settings import read_settings
from briefing_app.viewmodels.day import say_as_of
from briefing_app.viewmodels.outage import how_to_open, make_pages, say_written

READ_ME = "READ-ME.txt"


@dataclass(frozen=True, slots=True)
class OutageOrder:
    """What is asked for: the folder, how many days (today included), by whom; ``prints`` a page for each coming session, on request with initials
    alone. The demo's store needs no pack, and keeps no audit."""

    folder: Path
    days: int
    by: str
    prints: bool
    only_initials: bool
    demo: bool


def write_outage(store: PracticeStore, profile: Profile, key: bytes, order: OutageOrder) -> str:
    """Write the pack, and on request a page for each coming session, into a folder; what was written, in sentences. Raises Problem."""
    moment, folder, days, by = now(), order.folder, order.days, order.by
    with closing(PracticeReader(store)) as reader:
        coming = coming_days(reader, moment.date(), days, read_settings(profile.settings).practitioner)
        # Without where it came from: an export of one person is often named after them.
        as_of = say_as_of(reader.last_import(), moment).partition(", from ")[0]
    pages = make_pages(coming, catalogue_of(profile, store), only_initials=order.only_initials) if order.prints else []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pack = None
        if not order.demo:
            with keys_in_words():
                pack = write_pack(vault_of(profile), key, folder, moment)
            record(store, EXPORTED, moment.timestamp(), by, detail="outage pack")
        if pages:
            from briefing_app.documents.outage import drawing, page_as_pdf
            from briefing_app.system.fonts import FAMILY, load_fonts

            with drawing():
                load_fonts()
                for page in pages:
                    write_private(folder / page.file, page_as_pdf(page, as_of, FAMILY))
                    if not order.demo:
                        record(store, PRINTED, moment.timestamp(), by, client=page.client, detail="failsafe page")
        write_private(folder / READ_ME, how_to_open(pack.name if pack else "", len(pages), days, as_of).encode())
    except OSError as fault:
        raise Problem(f"{folder} cannot be written to: {fault.strerror or fault}.", "Choose another folder.") from fault
    return say_written(str(folder), pack.name if pack else "", pack.stat().st_size / 1e6 if pack else 0.0, len(pages))
