"""Names hidden from whoever looks over a shoulder: initials stand for a client, also where their own records name them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from briefing_app.domain.client import ENTERED, Beside, Client, History, Origin
from briefing_app.domain.records import Author

SAID = "Names are hidden: initials stand for them."
A_FILE = "an export"  # a file may be named after somebody, whoever else is in it
LEAST_NAME = 2  # letters; a single initial is no name


def hidden(history: History) -> History:
    """The same history with initials for the client's name: in facts, goals, answers, and the ids that records came with; files lose theirs."""
    scrubbed = _scrubber(history.client)
    in_ids = _scrubber(history.client, re.IGNORECASE)  # in words it would take Will for will

    def origin(one: Origin) -> Origin:
        file = one.file if one.resource_type == ENTERED else A_FILE
        return one._replace(file=file, resource_id=in_ids(one.resource_id))

    return replace(
        history,
        client=hide(history.client),
        meetings=tuple(
            one._replace(title=scrubbed(one.title), place=scrubbed(one.place), origin=origin(one.origin))
            for one in history.meetings
        ),
        facts=tuple(
            one._replace(
                title=scrubbed(one.title),
                detail=scrubbed(one.detail),
                origin=origin(one.origin),
                replaces=in_ids(one.replaces),
                author_name="" if one.author == Author.RELATED.value else one.author_name,
            )
            for one in history.facts
        ),
        scores={
            measure: tuple(one._replace(origin=origin(one.origin)) for one in found)
            for measure, found in history.scores.items()
        },
        answers=tuple(one._replace(shown=scrubbed(one.shown), reason=scrubbed(one.reason)) for one in history.answers),
        goals=tuple(one._replace(words=scrubbed(one.words)) for one in history.goals),
        starts=tuple(one._replace(why=scrubbed(one.why)) for one in history.starts),
        contacts=tuple(Beside(one.kind, "", one.relation, (), origin(one.origin)) for one in history.contacts),
        others=tuple(one._replace(id="", why=scrubbed(one.why)) for one in history.others),
        primary=history.primary and history.primary._replace(why=scrubbed(history.primary.why)),
    )


def hide(client: Client) -> Client:
    """The client with initials in place of the name, wherever it is shown."""
    return client._replace(hidden=True)


def bare(client: Client) -> Client:
    """A hidden client of whom no more than the initials is left, for what is kept behind a page."""
    return client._replace(family=client.family[:1], given=client.given[:1]) if client.hidden else client


def without_name(text: str, client: Client) -> str:
    """The text with an initial for each part of the client's name, as a word of its own, written as a name or in capitals."""
    return _scrubber(client)(text)


def _scrubber(client: Client, flags: int = 0) -> Callable[[str], str]:
    parts = {part for part in re.split(r"[\s\-]+", f"{client.given} {client.family}") if len(part) >= LEAST_NAME}
    forms = sorted({form for part in parts for form in (part, part.upper())}, key=len, reverse=True)
    if not forms:
        return lambda text: text
    pattern = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, forms))})(?![^\W\d_])", flags)
    return lambda text: pattern.sub(lambda found: f"{found[0][0]}.", text) if text else text
