"""A message reaches the store whole, with who wrote it; a cancelled appointment with who cancelled it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing_app.domain.client import ClinicalFact
from briefing_app.storage.practice import PracticeReader, PracticeStore
from tests.fhir import Resource, appointment, ndjson, patient
from tests.importing import take

ANN = {"reference": "Patient/ann"}


def message(words: str = "Please ring me", **more: Any) -> Resource:
    made: Resource = {
        "resourceType": "Communication",
        "id": "m",
        "status": "completed",
        "subject": ANN,
        "sent": "2024-03-12T20:15:00Z",
        "payload": [{"contentString": words}],
    }
    return {**made, **more}


def kept(tmp_path: Path, store: PracticeStore, resource: Resource) -> ClinicalFact:
    take(store, ndjson(tmp_path / "x.ndjson", patient(), resource))
    reader = PracticeReader(store)
    (fact,) = reader.histories([reader.row_of("ann") or 0]).popitem()[1].facts
    reader.close()
    return fact


def test_a_message_is_kept_whole_however_long_with_its_lines(tmp_path: Path, store: PracticeStore) -> None:
    words = "I did the homework.\n" + "And then one thing. " * 400 + "But I keep thinking about ending it"
    assert kept(tmp_path, store, message(words)).detail == words


def test_parts_and_text_attachments_of_a_message_are_its_words_too(tmp_path: Path, store: PracticeStore) -> None:
    parts = [
        {"contentString": "Part one."},
        {"contentAttachment": {"contentType": "text/plain", "data": "UGFydCB0d28u"}},
        {"contentAttachment": {"contentType": "image/png", "title": "drawing.png", "data": "AAAA"}},
    ]
    assert kept(tmp_path, store, message(payload=parts)).detail == "Part one. Part two. (attachment, not read: drawing.png)"


@pytest.mark.parametrize(
    ("more", "author", "name"),
    [
        ({"sender": ANN}, "client", ""),
        ({"sender": {"reference": "Patient/ben", "display": "Ben I."}}, "other", "Ben I."),
        ({"sender": {"reference": "RelatedPerson/r1", "display": "May Invented"}}, "related", "May Invented"),
        (
            {
                "sender": {"reference": "#r"},
                "contained": [{"resourceType": "RelatedPerson", "id": "r", "relationship": [{"text": "Mother"}]}],
            },
            "related",
            "mother",
        ),
        ({"sender": {"reference": "Organization/practice"}, "recipient": [ANN]}, "practice", ""),
        ({"recipient": [ANN]}, "practice", ""),
        ({"sender": {"reference": "Practitioner/gp", "display": "Dr. Roe"}}, "other", "Dr. Roe"),
        (
            {"sender": {"reference": "Practitioner/gp"}, "recipient": [{"reference": "Practitioner/p1"}]},
            "other",
            "Practitioner",
        ),
        ({}, "", ""),
    ],
)
def test_who_wrote_a_message(tmp_path: Path, store: PracticeStore, more: dict[str, Any], author: str, name: str) -> None:
    fact = kept(tmp_path, store, message(**more))
    assert (fact.author, fact.author_name) == (author, name)


def test_a_message_that_names_nobody_but_its_sender_is_the_senders(tmp_path: Path, store: PracticeStore) -> None:
    resource = message(sender=ANN)
    del resource["subject"]
    assert kept(tmp_path, store, resource).author == "client"


@pytest.mark.parametrize(
    ("field", "system", "code", "by"),
    [
        ("cancelationReason", "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "pat-crs", "client"),
        ("cancelationReason", "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "prov-pers", "practice"),
        ("cancellationReason", "", "prov", "practice"),
        ("cancelationReason", "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "oth-weath", ""),
        ("cancelationReason", "urn:our:reasons", "patched", ""),
    ],
)
def test_who_cancelled_an_appointment(
    tmp_path: Path, store: PracticeStore, field: str, system: str, code: str, by: str
) -> None:
    reason: dict[str, Any] = {field: {"coding": [{"system": system, "code": code}]}}
    take(
        store, ndjson(tmp_path / "x.ndjson", patient(), appointment("a", "2024-03-13T10:00:00Z", status="cancelled", **reason))
    )
    reader = PracticeReader(store)
    (one,) = reader.histories([reader.row_of("ann") or 0]).popitem()[1].meetings
    reader.close()
    assert one.cancelled_by == by
