"""``briefing client ID --delete`` and ``--allow-again``."""

from __future__ import annotations

import argparse
import time
from contextlib import closing

from briefing_app.commands.answers import row_of
from briefing_app.domain.problems import Problem
from briefing_app.services.deleted import delete_backed_up
from briefing_app.services.keys import keys_in_words
from briefing_app.services.opening import open_private
from briefing_app.storage.deleted import allow_again, counts, tombstone_of
from briefing_app.storage.practice import PracticeReader, PracticeStore
from briefing_app.storage.private import PrivateStore
from briefing_app.system.keys import DEMO_KEY, unlock
from briefing_app.system.paths import Profile
from briefing_app.system.settings import read_settings, who_acts
from briefing_app.viewmodels.deleted import LAW, deletion_as_text, make_delete_page


def deletion_command(options: argparse.Namespace, profile: Profile, store: PracticeStore) -> int:
    """``briefing client ID --delete`` and ``--allow-again``."""
    if options.allow_again:
        with closing(PracticeReader(store)) as reader:
            tombstone = tombstone_of(reader, options.client)
        if tombstone is None:
            raise Problem(f"No client of the id {options.client} was deleted.", "The id is the one in the export.")
        allow_again(store, tombstone, time.time(), who_acts(read_settings(profile.settings)))
        print("The next import that holds this person brings them back.")
        return 0
    with closing(PracticeReader(store)) as reader:
        row = row_of(reader, options.client)
        page = make_delete_page(reader.histories([row])[row].client, counts(reader, row))
    if not options.yes:
        raise Problem(f"This deletes {page.name}: {'; '.join(page.lines)}. {LAW}", "Add --yes; a backup is made first.")
    private = _ledger(options, profile)
    try:
        by = who_acts(read_settings(profile.settings))
        done, folder = delete_backed_up(store, profile, options.key, row, by, private, demo=options.demo)
        print(deletion_as_text(done, folder, has_ledger=profile.private.exists()))
    finally:
        if private is not None:
            private.close()
    return 0


def _ledger(options: argparse.Namespace, profile: Profile) -> PrivateStore | None:
    """The clinician's own ledger, where there is one and it opens with what was given."""
    if not profile.private.exists():
        return None
    try:
        with keys_in_words():
            key = DEMO_KEY if options.demo else unlock(profile, options.private_passphrase, private=True)
        return open_private(profile, key, demo=options.demo)
    except Problem:
        return None
