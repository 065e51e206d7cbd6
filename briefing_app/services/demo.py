"""The demo practice: invented clients relative to today, imported like any export into a store of its own."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time, tzinfo
from pathlib import Path

from briefing_app.domain.rtm_rules import RtmRules
from briefing_app.domain.scoring import READING
from briefing_app.services.demo_checkins import make_demo_checkins
from briefing_app.services.demo_ledger import make_demo_ledger
from briefing_app.services.demo_note import make_demo_notes
from briefing_app.services.demo_paper import make_demo_paper
from briefing_app.services.demo_rtm import make_demo_rtm
from briefing_app.services.importing import run_import
from briefing_app.services.measure import Catalogue
from briefing_app.sources.demo.practice import write_demo
from briefing_app.storage.practice import PracticeStore
from briefing_app.storage.rereading import mark_read
from briefing_app.system.paths import Profile

MEASURES = ("PHQ-9", "GAD-7", "PCL-5")
STAMP = "made-for.txt"


def write_demo_export(folder: Path, today: date, catalogue: Catalogue, zone: tzinfo | None = None) -> None:
    """Write the invented export below ``folder``, which is made if need be."""
    write_demo(folder, today, {measure: catalogue(measure) for measure in MEASURES}, zone)


def make_demo(profile: Profile, key: bytes, today: date, catalogue: Catalogue, rules: RtmRules, formats: Path) -> None:
    """Make yesterday's demo new: a fresh export and fresh stores. Only ever called for the demo's own profile."""
    folder = profile.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
        elif not old.name.startswith("window."):  # the window that is being opened holds its place by them
            old.unlink()
    export = folder / "demo-practice"
    write_demo_export(export, today, catalogue)
    store = PracticeStore(profile.practice, key)
    mark_read(store, READING, 0.0)
    try:
        run_import(store, catalogue, [export])
        make_demo_checkins(store, catalogue, today)
        make_demo_paper(store, catalogue, today)
        make_demo_ledger(profile.private, key, store, today)
        make_demo_rtm(store, catalogue, rules, today)
        make_demo_notes(store, catalogue, formats / "dap.toml", datetime.combine(today, time(7, 45)).astimezone())
    finally:
        store.close()
    (folder / STAMP).write_text(today.isoformat(), "utf-8")
