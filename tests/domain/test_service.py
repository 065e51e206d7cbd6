"""What a meeting was for, by the words of its type of service."""

from __future__ import annotations

import pytest

from briefing_app.domain.service import Service, service_of


@pytest.mark.parametrize(
    ("title", "visit", "booked"),
    [
        ("Individual psychotherapy", Service.SESSION, Service.SESSION),
        ("Psychiatric emergency", Service.SESSION, Service.SESSION),
        ("Behavioral health check-up", Service.SESSION, Service.SESSION),
        ("Intake", Service.SESSION, Service.SESSION),
        ("Drug rehabilitation and detoxification", Service.SESSION, Service.SESSION),
        ("Family session after physical therapy", Service.SESSION, Service.SESSION),
        ("Administration of vaccine to produce active immunity (procedure)", Service.OTHER, Service.OTHER),
        ("Blood test", Service.OTHER, Service.OTHER),
        ("LAB", Service.OTHER, Service.OTHER),
        ("Physical therapy", Service.OTHER, Service.OTHER),
        ("Chemotherapy", Service.OTHER, Service.OTHER),
        ("Physiotherapy", Service.OTHER, Service.OTHER),
        ("Prenatal visit", Service.OTHER, Service.OTHER),
        ("General examination of patient (procedure)", Service.OTHER, Service.UNSTATED),
        ("Encounter for 'check-up'", Service.OTHER, Service.UNSTATED),
        ("Well child visit (procedure)", Service.OTHER, Service.UNSTATED),
        ("Emergency room admission (procedure)", Service.OTHER, Service.UNSTATED),
        ("Encounter for symptom", Service.UNSTATED, Service.UNSTATED),
        ("Follow-up encounter", Service.UNSTATED, Service.UNSTATED),
        ("Video visit", Service.UNSTATED, Service.UNSTATED),
        ("Label of nothing", Service.UNSTATED, Service.UNSTATED),
        ("", Service.UNSTATED, Service.UNSTATED),
    ],
)
def test_words_of_a_type_say_what_a_meeting_was_for(title: str, visit: Service, booked: Service) -> None:
    assert (service_of(title, booked=False), service_of(title, booked=True)) == (visit, booked)
