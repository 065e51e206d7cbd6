"""The tables of the practice store. Imported tables are written only by the importer; ``OWN`` are the clinician's and no import touches them."""

from __future__ import annotations

from sqlalchemy import Table

from briefing_app.domain.client import UNASSIGNED as UNASSIGNED
from briefing_app.storage.schema_calendar import OF_CALENDARS, SAID_OF_CALENDARS
from briefing_app.storage.schema_columns import metadata as metadata
from briefing_app.storage.schema_imported import (
    client as client,
)
from briefing_app.storage.schema_imported import (
    client_alias as client_alias,
)
from briefing_app.storage.schema_imported import (
    client_link as client_link,
)
from briefing_app.storage.schema_imported import (
    clinical as clinical,
)
from briefing_app.storage.schema_imported import (
    code_mapping as code_mapping,
)
from briefing_app.storage.schema_imported import (
    contact as contact,
)
from briefing_app.storage.schema_imported import (
    deletion as deletion,
)
from briefing_app.storage.schema_imported import (
    evidence as evidence,
)
from briefing_app.storage.schema_imported import (
    form as form,
)
from briefing_app.storage.schema_imported import (
    import_run as import_run,
)
from briefing_app.storage.schema_imported import (
    meeting as meeting,
)
from briefing_app.storage.schema_imported import (
    moved as moved,
)
from briefing_app.storage.schema_imported import (
    practitioner as practitioner,
)
from briefing_app.storage.schema_imported import (
    score as score,
)
from briefing_app.storage.schema_imported import (
    slot as slot,
)
from briefing_app.storage.schema_imported import (
    source_file as source_file,
)
from briefing_app.storage.schema_imported import (
    superseded as superseded,
)
from briefing_app.storage.schema_imported import (
    unmapped_code as unmapped_code,
)
from briefing_app.storage.schema_imported import (
    unread as unread,
)
from briefing_app.storage.schema_own import BY_HAND
from briefing_app.storage.schema_said import (
    confirmed_number as confirmed_number,
)
from briefing_app.storage.schema_said import (
    course_start as course_start,
)
from briefing_app.storage.schema_said import (
    line_answer as line_answer,
)
from briefing_app.storage.schema_said import (
    line_shown as line_shown,
)
from briefing_app.storage.schema_said import (
    own_goal as own_goal,
)
from briefing_app.storage.schema_said import (
    own_score as own_score,
)
from briefing_app.storage.schema_said import (
    own_version as own_version,
)
from briefing_app.storage.schema_said import (
    primary_measure as primary_measure,
)
from briefing_app.storage.schema_said import (
    reading as reading,
)
from briefing_app.storage.schema_said import (
    reread as reread,
)
from briefing_app.storage.schema_said import (
    rule_setting as rule_setting,
)
from briefing_app.storage.schema_said import (
    same_person as same_person,
)
from briefing_app.storage.schema_said import (
    seen as seen,
)
from briefing_app.storage.schema_said import (
    snapshot as snapshot,
)
from briefing_app.storage.schema_taken import OF_CHANGES
from briefing_app.storage.schema_work import (
    audit as audit,
)
from briefing_app.storage.schema_work import (
    billing_row as billing_row,
)
from briefing_app.storage.schema_work import (
    checkin as checkin,
)
from briefing_app.storage.schema_work import (
    checkin_mapping as checkin_mapping,
)
from briefing_app.storage.schema_work import (
    checkin_page as checkin_page,
)
from briefing_app.storage.schema_work import (
    client_payer as client_payer,
)
from briefing_app.storage.schema_work import (
    deleted_client as deleted_client,
)
from briefing_app.storage.schema_work import (
    deleted_name as deleted_name,
)
from briefing_app.storage.schema_work import (
    note as note,
)
from briefing_app.storage.schema_work import (
    note_revision as note_revision,
)
from briefing_app.storage.schema_work import (
    phrase as phrase,
)
from briefing_app.storage.schema_work import (
    rtm_row as rtm_row,
)
from briefing_app.storage.schema_work import (
    salt as salt,
)
from briefing_app.storage.schema_work import (
    session_note as session_note,
)
from briefing_app.storage.schema_work import (
    session_outcome as session_outcome,
)
from briefing_app.storage.schema_work import (
    waited as waited,
)

IMPORTED = (
    import_run,
    source_file,
    client,
    client_alias,
    client_link,
    moved,
    contact,
    practitioner,
    meeting,
    slot,
    clinical,
    evidence,
    score,
    deletion,
    superseded,
    unmapped_code,
    unread,
    form,
    *OF_CALENDARS,
    *OF_CHANGES,
)
OWN = (
    code_mapping, own_score, own_goal, line_answer, line_shown, course_start, primary_measure, same_person, confirmed_number, seen, snapshot, session_note,
    session_outcome, checkin_page, checkin, rtm_row, client_payer, note, note_revision,
    rule_setting, own_version, reread, reading, checkin_mapping, billing_row, phrase, audit, deleted_client, deleted_name, salt, waited,
    *BY_HAND, *SAID_OF_CALENDARS,
)  # fmt: skip


def _names_client(table: Table) -> bool:
    return any(key.column is client.c.id for key in table.foreign_keys)


OWN_OF_A_CLIENT = tuple(table for table in OWN if _names_client(table))
