"""The other end of ``ui/worker_process``: imports, backups and rehearsals in a process of their own."""

from __future__ import annotations

import json
import sys
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
            from briefing_app.importing import import_for

            import_for(order, profile, tell)
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
