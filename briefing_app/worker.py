"""What runs in a process of its own for the window: imports, deletions, packs, backups, rehearsals, checks, a change of key."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from briefing_app.domain.problems import NotWritten, Problem
from briefing_app.system.hindrance import words_of
from briefing_app.system.paths import Profile

Order = Mapping[str, Any]
"""What the window asks for: "task" names it, "key" is the practice's key in hexadecimal; the rest is the task's own."""
Tell = Callable[[dict[str, Any]], None]


def run_worker(profile: Profile) -> int:
    """One order on standard input; progress and one outcome as JSON lines on standard output (``ui/worker_process`` is the other end)."""
    from briefing_app.system.limits import limit_this_process

    limit_this_process()

    def tell(message: dict[str, Any]) -> None:
        print(json.dumps(message), flush=True)

    order = json.loads(sys.stdin.readline())
    try:
        TASKS[order["task"]](order, profile, tell)
    except Problem as problem:
        tell({"sentence": problem.sentence, "remedy": problem.remedy})
        return problem.exit_code
    except OSError as fault:
        said = NotWritten(*words_of(fault))
        tell({"sentence": said.sentence, "remedy": said.remedy})
        return said.exit_code
    return 0


def import_files(order: Order, profile: Profile, tell: Tell) -> None:
    """Progress, and the report when it is done; "paths" are the files and folders."""
    from briefing_app.documents.report import report_as_text
    from briefing_app.domain.audit import IMPORTED
    from briefing_app.services.importing import import_into
    from briefing_app.services.measure import catalogue_of
    from briefing_app.storage.audit import record
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.system.keys import ways_in
    from briefing_app.system.settings import read_settings, who_acts

    key = bytes.fromhex(order["key"])
    paths = [Path(path) for path in order["paths"]]
    with closing(PracticeStore(profile.practice, key, make=False)) as store:
        report = import_into(
            store, catalogue_of(profile, store), profile, key, paths, lambda progress: tell({"progress": asdict(progress)})
        )
        if ways_in(profile):  # the demo keeps no audit
            files = f"{report.files_read} {'file' if report.files_read == 1 else 'files'}"
            record(store, IMPORTED, time.time(), who_acts(read_settings(profile.settings)), detail=files)
    tell({"report": report_as_text(report)})


def read_watched(order: Order, profile: Profile, tell: Tell) -> None:
    """What is whole in watched folders and was not read before, as one import; nothing is told of its progress. "paths" are files."""
    from briefing_app.domain.audit import IMPORTED
    from briefing_app.services.measure import catalogue_of
    from briefing_app.services.watch import take_watched
    from briefing_app.storage.audit import record
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.system.settings import read_settings, who_acts

    key = bytes.fromhex(order["key"])
    with closing(PracticeStore(profile.practice, key, make=False)) as store:
        taken = take_watched(store, catalogue_of(profile, store), profile, key, [Path(path) for path in order["paths"]])
        if taken.report is not None:
            files = f"{taken.report.files_read} {'file' if taken.report.files_read == 1 else 'files'}"
            record(store, IMPORTED, time.time(), who_acts(read_settings(profile.settings)), detail=f"watched folder, {files}")
    tell({"report": {"read": taken.report is not None, "left": [list(one) for one in taken.left]}})


def delete_client(order: Order, profile: Profile, tell: Tell) -> None:
    """Backup, deletion and the writing anew of the row "client"; "private" is the ledger's key, "" while that is closed."""
    from briefing_app.services.deleted import DeletionOrder, delete_backed_up
    from briefing_app.services.opening import open_private
    from briefing_app.storage.practice import PracticeStore
    from briefing_app.viewmodels.deleted import deletion_as_text

    key, own = bytes.fromhex(order["key"]), bytes.fromhex(order["private"])
    store = PracticeStore(profile.practice, key)
    private = open_private(profile, own, demo=order["demo"]) if own else None
    try:
        asked = DeletionOrder(order["client"], time.time(), order["by"], audited=not order["demo"])
        done, folder = delete_backed_up(store, profile, key, asked, private)
        tell({"report": deletion_as_text(done, folder, has_ledger=profile.private.exists())})
    finally:
        if private is not None:
            private.close()
        store.close()


def write_outage_pack(order: Order, profile: Profile, tell: Tell) -> None:
    """The pack of "days" days in "folder", on request with a page for each coming session."""
    from briefing_app.documents.outage_pack import OutageOrder, write_outage
    from briefing_app.storage.practice import PracticeStore

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with closing(PracticeStore(profile.practice, bytes.fromhex(order["key"]))) as store:
        asked = OutageOrder(
            Path(order["folder"]), order["days"], order["by"], prints=order["prints"], only_initials=order["initials"],
            demo=order["demo"],
        )  # fmt: skip
        report = write_outage(store, profile, bytes.fromhex(order["key"]), asked)
    tell({"report": report})


def back_up(order: Order, profile: Profile, tell: Tell) -> None:
    """A backup of the store that "kind" names."""
    from briefing_app.services.backup import noted_back_up, vault_of
    from briefing_app.services.keys import keys_in_words

    with keys_in_words():
        made = noted_back_up(vault_of(profile, order["kind"]), bytes.fromhex(order["key"]))
    tell({"report": f"Backed up and read back, {made.size / 1e6:.1f} MB.", "path": str(made.path)})


def rehearse_restore(order: Order, profile: Profile, tell: Tell) -> None:
    """The newest backup restored for a trial."""
    from briefing_app.services.backup import now, rehearse, vault_of
    from briefing_app.services.keys import keys_in_words

    with keys_in_words():
        contents = rehearse(vault_of(profile, order["kind"]), bytes.fromhex(order["key"]), now())
    total = sum(count for count, _ in contents.tables.values())
    tell({"report": f"The newest backup was restored for a trial: {total:,} rows, all equal."})


def check_store(order: Order, profile: Profile, tell: Tell) -> None:
    """Every page of the store against its signature; the report is empty where it is whole."""
    from briefing_app.services.backup import note_checked, now, vault_of
    from briefing_app.storage.integrity import damage

    vault = vault_of(profile, order["kind"])
    found = damage(vault.store, bytes.fromhex(order["key"]))
    if not found:
        note_checked(vault, now())
    tell({"report": found})


def change_store_key(order: Order, profile: Profile, tell: Tell) -> None:
    """Another key for the store; "passphrase" is the one in force, "code" the recovery code from now on."""
    from briefing_app.domain.audit import REKEYED
    from briefing_app.services.backup import note, now, vault_of
    from briefing_app.services.keys import keys_in_words
    from briefing_app.services.rekeying import change_key
    from briefing_app.viewmodels.backup import REKEYED_WORDS

    vault = vault_of(profile, order["kind"])
    with keys_in_words():
        following = change_key(vault, bytes.fromhex(order["key"]), order["passphrase"], order["code"], now())
        if not vault.private:
            note(profile, following, REKEYED)
    tell({"report": REKEYED_WORDS})


TASKS: dict[str, Callable[[Order, Profile, Tell], None]] = {
    "import": import_files,
    "read watched": read_watched,
    "delete client": delete_client,
    "outage pack": write_outage_pack,
    "back up": back_up,
    "rehearse": rehearse_restore,
    "check": check_store,
    "rekey": change_store_key,
}
