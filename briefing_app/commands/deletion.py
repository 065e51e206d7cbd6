"""``briefing client ID --delete`` and ``--allow-again``."""

from __future__ import annotations

import argparse
import time

from briefing_app.commands.answers import row_of
from briefing_app.domain.problems import Problem
from briefing_app.services.deleted import DeletionOrder, allow_again, counts, delete_backed_up, tombstone_of
from briefing_app.services.open_practice import OpenPractice
from briefing_app.services.opening import open_private_with
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.deleted import LAW, deletion_as_text, make_delete_page


def deletion_command(options: argparse.Namespace, profile: Profile, practice: OpenPractice) -> int:
    """``briefing client ID --delete`` and ``--allow-again``."""
    if options.allow_again:
        tombstone = tombstone_of(practice.reader, options.client)
        if tombstone is None:
            raise Problem(f"No client of the id {options.client} was deleted.", "The id is the one in the export.")
        allow_again(practice.store, tombstone, time.time(), who_acts(read_settings(profile.settings)))
        print("The next import that holds this person brings them back.")
        return 0
    row = row_of(practice, options.client)
    page = make_delete_page(practice.reader.histories([row])[row].client, counts(practice.reader, row))
    if not options.yes:
        raise Problem(f"This deletes {page.name}: {'; '.join(page.lines)}. {LAW}", "Add --yes; a backup is made first.")
    private = open_private_with(profile, options.private_passphrase, demo=options.demo)
    try:
        by = who_acts(read_settings(profile.settings))
        order = DeletionOrder(row, time.time(), by, audited=not options.demo)
        done, folder = delete_backed_up(practice.store, profile, options.key, order, private)
        print(deletion_as_text(done, folder, has_ledger=profile.private.exists()))
    finally:
        if private is not None:
            private.close()
    return 0
