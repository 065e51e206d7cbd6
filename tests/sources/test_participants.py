"""Who takes part in a meeting, where names and roles are all that an export gives: nobody is guessed, and nobody is lost."""

from __future__ import annotations

from typing import Any

import pytest

from briefing_app.sources.fhir.context import CodeIndex, Context, Crowd
from briefing_app.sources.fhir.meetings import encounter
from briefing_app.sources.fhir.participants import members, named_clients, parties_of, remember_group, who_leads
from tests.fhir import Resource
from tests.importing import NEW_YORK


def context(**groups: Crowd) -> Context:
    made = Context(CodeIndex.of([]), {}, NEW_YORK)
    made.groups.update(groups)
    return made


def actor(reference: str = "", display: str = "", type: str = "", *codes: str, **more: Any) -> Resource:
    who = {key: value for key, value in (("reference", reference), ("display", display), ("type", type)) if value}
    coded = {"type": [{"coding": [{"code": code} for code in codes]}]} if codes else {}
    return {"actor": who, **coded, **more}


def of(*participants: Resource, last_call: bool = True, groups: dict[str, Crowd] | None = None, **more: Any) -> Any:
    resource = {"resourceType": "Appointment", "id": "a", "participant": list(participants), **more}
    return parties_of(resource, context(**(groups or {})), last_call=last_call)


@pytest.mark.parametrize("code", ["ADM", "ATND", "CON", "DIS", "PPRF", "PRF", "REF", "SPRF", "atnd"])
def test_a_participant_known_by_words_and_a_part_in_the_treatment_is_a_clinician(code: str) -> None:
    found = of(actor("Patient/ann"), actor("", "Dr. Roe", "", code))
    assert (found.clients, found.clinicians) == ([("ann", "")], [("", "Dr. Roe")])


def test_one_known_by_words_alone_is_the_client_where_nobody_else_is() -> None:
    assert of(actor("", "Ann Invented", "", "SBJ")).clients == [("", "Ann Invented")]
    assert of(actor("", "Ann Invented"), actor("", "Ann Invented"), actor("", "Ben Invented")).clients == [
        ("", "Ann Invented, Ben Invented")
    ]
    assert of(actor("Patient/ann"), actor("", "Dr. Roe")).clients == [("ann", "")]
    assert of(actor("Patient/ann"), actor("", "Room 4")).clinicians == []
    assert of(actor("RelatedPerson/m", "Mother")).clients == [("", "Mother")]
    assert of(actor("Patient/ann"), actor("RelatedPerson/m", "Mother")).clients == [("ann", "")]
    assert of(actor("", "Ann Invented"), actor("RelatedPerson/m", "Mother")).clients == [("", "Ann Invented")]


def test_what_may_be_known_later_waits_for_the_last_call() -> None:
    assert of(actor("", "Ann Invented"), last_call=False) is None
    assert of(actor("Group/g"), last_call=False) is None
    known = of(actor("Group/g"), last_call=False, groups={"g": Crowd("Tuesday", (("ann", "", ""),))})
    assert known.clients == [("ann", "")]
    beside = of(actor("Group/g"), actor("", "Dr. Roe"), last_call=False, groups={"g": Crowd("", (("ann", "", ""),))})
    assert beside is not None
    assert of(actor("Patient/ann"), actor("", "Dr. Roe"), last_call=False).clients == [("ann", "")]
    assert of(actor("Practitioner/roe"), last_call=False).clients == []


@pytest.mark.parametrize(
    ("ends", "start", "there"),
    [
        ("", "2024-03-13T10:00:00Z", True),
        ("2024-03-13", "2024-03-13T10:00:00Z", True),
        ("2024-03-12", "2024-03-13T10:00:00Z", False),
        ("2024-03-14T23:00:00Z", "2024-03-13T10:00:00Z", True),
        ("2024-03-13T08:00:00Z", "2024-03-13T10:00:00Z", True),
        ("2024-03", "2024-03-13T10:00:00Z", True),
        ("2024-02", "2024-03-13T10:00:00Z", False),
        ("2024-03-12", "", True),
    ],
)
def test_a_member_of_a_group_is_there_until_the_day_on_which_they_left(ends: str, start: str, there: bool) -> None:
    crowd = Crowd("Tuesday", (("ann", "Ann", ends), ("ben", "Ben", "2020-01-01")))
    found = members(("g", ""), start, context(g=crowd))
    assert (("ann", "Ann") in found) is there
    if start and not there:
        assert found == [("Group/g", "Tuesday")]


def test_a_group_without_members_is_known_by_its_name() -> None:
    assert members(("g", "Skills"), "", context(g=Crowd("Tuesday"))) == [("Group/g", "Skills")]
    assert members(("g", ""), "", context(g=Crowd("Tuesday"))) == [("Group/g", "Tuesday")]
    assert members(("g", ""), "", context()) == [("Group/g", "A group")]


def test_who_left_a_group_or_is_excluded_is_no_member_and_of_too_many_the_name_alone_is_kept() -> None:
    def member(id: str, **more: Any) -> Resource:
        return {"entity": {"reference": f"Patient/{id}", "display": id.title()}, **more}

    kept = context()
    given = [
        member("ann"),
        member("ben", inactive=True),
        member("cat", exclude=True),
        member("dan", period={"end": "2024-03-12"}),
    ]
    list(remember_group({"id": "g", "name": "Tuesday", "member": given}, kept))
    list(remember_group({"id": "h", "name": "All", "member": [member(f"p{n}") for n in range(201)]}, kept))
    list(remember_group({"id": "i", "name": "Most", "member": [member(f"p{n}") for n in range(200)]}, kept))
    assert kept.groups["g"] == Crowd("Tuesday", (("ann", "Ann", ""), ("dan", "Dan", "2024-03-12")))
    assert kept.groups["h"] == Crowd("All")
    assert len(kept.groups["i"].members) == 200


def test_clients_without_an_id_are_each_of_this_meeting_alone() -> None:
    found = named_clients([("ann", ""), ("", "Ben"), ("ann", "Ann Invented"), ("", "Ben")], "a1")
    assert found == [("ann", "Ann Invented"), ("not-linked:a1:1", "Ben"), ("not-linked:a1:3", "Ben")]


def test_a_clinician_is_named_once_by_the_first_name_that_is_given() -> None:
    assert who_leads([]) == (("", ""), ())
    assert who_leads([("", ""), ("roe", ""), ("poe", "Dr. Poe"), ("roe", "Dr. Roe"), ("roe", "R."), ("", "Dr. Poe")]) == (
        ("roe", "Dr. Roe"),
        (("poe", "Dr. Poe"), ("", "Dr. Poe")),
    )


def test_a_practitioner_by_type_or_by_reference_leads_unless_they_declined() -> None:
    found = of(
        actor("Patient/ann"),
        actor("Practitioner/roe", "Dr. Roe", status="declined"),
        actor("", "Dr. Poe", "Practitioner"),
        actor("PractitionerRole/r", "Dr. Coe"),
    )
    assert found.clinicians == [("", "Dr. Poe"), ("r", "Dr. Coe")]


def test_the_members_of_a_group_meet_in_an_encounter_too_by_its_day_in_r4_and_r5() -> None:
    crowd = Crowd("Tuesday", (("ann", "", ""), ("ben", "", "2024-03-12")))
    for name in ("period", "actualPeriod"):
        made: Resource = {
            "resourceType": "Encounter", "id": "e", "status": "finished", "subject": {"reference": "Group/g"},
            name: {"start": "2024-03-13T10:00:00Z", "end": "2024-03-13T11:00:00Z"}, "serviceType": {"text": "Group therapy"},
        }  # fmt: skip
        found = list(encounter(made, context(g=crowd)))
        assert [(one.client, one.title) for one in found] == [("ann", "Group therapy")]


def test_one_known_by_words_is_the_same_client_in_the_appointment_and_its_encounter() -> None:
    made: Resource = {
        "resourceType": "Encounter", "id": "e", "status": "finished", "subject": {"display": "Ann Invented"},
        "period": {"start": "2024-03-13T10:00:00Z", "end": "2024-03-13T11:00:00Z"},
    }  # fmt: skip
    (alone,) = encounter(made, context())
    (booked,) = encounter({**made, "appointment": [{"reference": "Appointment/a"}]}, context())
    assert (alone.client, booked.client) == ("not-linked:e:0", "not-linked:a:0")
