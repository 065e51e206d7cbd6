"""What was kept whole, for the clinician to say what its questions are."""

from __future__ import annotations

import zlib

from briefing_app.domain.records import MappedCode
from briefing_app.domain.unread import MOST_RESPONSES
from briefing_app.storage.practice import PracticeReader


def kept_responses(reader: PracticeReader) -> list[tuple[bytes, bool]]:
    """The newest responses that are kept whole, newest first: content, and whether nothing understands it."""
    rows = reader.rows(
        "SELECT content, reason <> '' FROM unread WHERE resource_type = 'QuestionnaireResponse' AND length(content) > 0"
        " ORDER BY day DESC, id DESC LIMIT ?",
        (MOST_RESPONSES,),
    )
    return [(zlib.decompress(content), bool(waits)) for content, waits in rows]


def kept_forms(reader: PracticeReader) -> list[bytes]:
    """Questionnaires, value sets and code systems."""
    return [zlib.decompress(content) for (content,) in reader.rows("SELECT content FROM form ORDER BY name")]


def said_before(reader: PracticeReader) -> dict[tuple[str, str], MappedCode]:
    """What the clinician said of codes and questions."""
    rows = reader.rows("SELECT system, code, measure, item FROM code_mapping")
    return {(row[0], row[1]): MappedCode._make(row) for row in rows}
