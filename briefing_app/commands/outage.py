"""``briefing outage-pack``."""

from __future__ import annotations

import argparse
import os

from briefing_app.documents.outage_pack import OutageOrder, write_outage
from briefing_app.services.open_practice import OpenPractice
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.outage import PACK, PLAIN


def outage_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing outage-pack DIR``."""
    print(PACK)
    if options.prints:
        print(PLAIN)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # pages are drawn, nothing is shown
    order = OutageOrder(
        options.folder, options.days, who_acts(read_settings(profile.settings)), prints=options.prints,
        only_initials=options.initials, demo=options.demo,
    )  # fmt: skip
    print(write_outage(practice.store, profile, options.key, order))
    return 0
