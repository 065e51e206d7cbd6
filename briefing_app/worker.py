"""The other end of ``ui/worker_process``: imports, backups and rehearsals in a process of their own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from briefing_app.domain.problems import Problem
from briefing_app.system.paths import Profile


def run_worker(profile: Profile) -> int:
    """The other end of ``WorkerProcess``: one order on standard input, progress and one outcome as JSON lines on standard output."""
    from briefing_app.system.limits import limit_this_process
    from briefing_app.vault import work_on

    limit_this_process()

    def tell(message: dict[str, Any]) -> None:
        print(json.dumps(message), flush=True)

    order = json.loads(sys.stdin.readline())
    try:
        if order["task"] == "import":
            _import_for(order, profile, tell)
        elif order["task"] == "delete client":
            from briefing_app.deletion import delete_for

            delete_for(order, profile, tell)
        elif order["task"] == "outage pack":
            from briefing_app.outage import outage_for

            outage_for(order, profile, tell)
        else:
            work_on(order, profile, tell)
    except Problem as problem:
        tell({"sentence": problem.sentence, "remedy": problem.remedy})
        return problem.exit_code
    return 0


def _import_for(order: dict[str, Any], profile: Profile, tell: Callable[[dict[str, Any]], None]) -> None:
    from dataclasses import asdict

    from briefing_app.cli import import_into
    from briefing_app.documents.report import report_as_text
    from briefing_app.services.measure import catalogue_of
    from briefing_app.storage.practice import PracticeStore

    key = bytes.fromhex(order["key"])
    store = PracticeStore(profile.practice, key, make=False)
    try:
        paths = [Path(path) for path in order["paths"]]
        report = import_into(
            store, catalogue_of(profile), profile, key, paths, lambda progress: tell({"progress": asdict(progress)})
        )
    finally:
        store.close()
    tell({"report": report_as_text(report)})
