"""The practice store: opening it, and the reads that pages ask for. Every read of a day goes by an index."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from briefing_app.domain.calendar import HIDDEN_WORDS, OF_A_CALENDAR
from briefing_app.domain.checkin import CHECKIN, CheckinSource, finished_words
from briefing_app.domain.client import (
    ENTERED,
    INPATIENT,
    LONGEST_SESSION,
    Answer,
    Client,
    ClinicalFact,
    Clinician,
    Goal,
    History,
    Meeting,
    Origin,
    Reread,
    Score,
    Seen,
    UnreadThing,
)
from briefing_app.domain.entry import OwnEntry, OwnScore, Snapshot
from briefing_app.domain.hiding import A_FILE, hidden, hide
from briefing_app.domain.imports import ImportRun
from briefing_app.domain.note import NoteMark
from briefing_app.domain.own_primary import OwnPrimary
from briefing_app.domain.periods import local_time, say_full_date
from briefing_app.domain.problems import NotWritten, Problem
from briefing_app.domain.rules import Rules, rules_from
from briefing_app.domain.same_meeting import joined
from briefing_app.domain.start import OwnStart
from briefing_app.domain.taken_back import without_wrong
from briefing_app.domain.twins import without_twins
from briefing_app.domain.written_day import Order, read_day
from briefing_app.storage.audit_head import keep_head
from briefing_app.storage.calendar import ENDS
from briefing_app.storage.contacts import contacts_of
from briefing_app.storage.engine import create_private_file, keyed_engine, reading, translated_errors
from briefing_app.storage.entry import COLUMNS, NEWEST, STANDING, standing
from briefing_app.storage.migrate import ensure_schema
from briefing_app.storage.own_client import PEOPLE, own_reach
from briefing_app.storage.own_fact import typed_facts
from briefing_app.storage.own_session import STANDS, nearest_own, own_meetings_between, own_meetings_of
from briefing_app.storage.same_person import others_of
from briefing_app.storage.session_outcome import NEWEST_JOIN, with_outcome
from briefing_app.storage.waiting import Waiting
from briefing_app.system.hindrance import refused_to_write, words_of


class PracticeStore:
    """One open store. Use it from one thread."""

    def __init__(self, path: Path, key: bytes, back_up: Callable[[], object] = lambda: None, *, make: bool = True) -> None:
        """Open the store, or make it where ``make`` allows; ``back_up`` is called before an older one is changed, and before much is written.

        Where it cannot be written it is read as it is, and ``hindered`` says why. Raises Problem when it cannot be read, is newer than this
        program, or is not encrypted.
        """
        self.path, self.back_up = path, back_up
        self.is_new = not os.path.lexists(path)
        if self.is_new:  # a link that leads nowhere is refused as any link is
            if not make:
                raise Problem(f"The store {path.name} is gone.", "Put it back, or restore a backup.", exit_code=4)
            create_private_file(path)
        self.hindered: Problem | None = None
        self._key = key
        reason = refused_to_write(path)
        try:
            self.engine = _opened(path, key, back_up, unwritten=reason is not None)
        except NotWritten as problem:
            if reason is not None or self.is_new:
                raise
            self.hindered = problem
            self.engine = _opened(path, key, back_up, unwritten=True)
        if reason is not None:
            self.hindered = NotWritten(*words_of(reason))
        self.waiting = Waiting(path, key, self.engine)

    def close(self) -> None:
        """Keep the audit's last row, and give back every connection."""
        if self._key and self.hindered is None:
            with suppress(dbapi2.Error, Problem):
                keep_head(self.engine, self.path, self._key)
        self._key = b""
        self.engine.dispose()


def _opened(path: Path, key: bytes, back_up: Callable[[], object], *, unwritten: bool) -> Engine:
    """The engine of a store of today's schema."""
    with translated_errors(path):
        engine = keyed_engine(path, key, unwritten=unwritten)
        try:
            ensure_schema(engine, back_up)
        except BaseException:
            engine.dispose()
            raise
        return engine


# -- reads


_ORIGIN = "f.path, t.line, t.resource_type, t.resource_id, r.started"
_FROM_FILE = "JOIN source_file f ON f.id = t.file_id JOIN import_run r ON r.id = f.import_id"
_STANDS_FOR = "LEFT JOIN practitioner w ON w.source_id = p.stands_for"
_CLINICIAN = f"SELECT p.id, coalesce(w.source_id, p.source_id), coalesce(nullif(w.name, ''), p.name), p.source_id FROM practitioner p {_STANDS_FOR}"
_MEETING = (
    "SELECT t.id, t.kind, t.client_id, coalesce(nullif(w.name, ''), p.name, ''), coalesce(w.source_id, p.source_id, ''), t.at,"
    f" {ENDS}, t.day, t.status, t.title, t.mode, t.appointment, t.resource_id, {_ORIGIN}, t.cancelled_by, o.outcome, t.clinicians,"
    f" coalesce(p.source_id, ''), t.part_of, o.told FROM meeting t"
    f" LEFT JOIN practitioner p ON p.id = t.practitioner_id {_STANDS_FOR} {_FROM_FILE} {NEWEST_JOIN}"
)
_SHOWN = "t.replaced = 0 AND t.status NOT IN ('entered-in-error', 'proposed', 'waitlist')"
_CLIENT = f"SELECT id, source_id, known, family, given, birth_date, gender, pronouns, died, language, interpreter FROM {PEOPLE}"


_SAID = "birth_date, gender, pronouns, died, language, interpreter"  # what a merged record may know of the person
_SHOWN_MEETING = _SHOWN.replace("t.", "m.")
_SCORES = (
    "SELECT s.client_id, s.measure, s.day, s.at, s.date, s.precision, s.score, s.computed, s.items, s.severity, s.status, s.flags,"
    f" s.solid, s.prorated, {_ORIGIN} FROM score s JOIN evidence t ON t.id = s.evidence_id {_FROM_FILE}"
)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


_INPATIENT = tuple(sorted(INPATIENT))
_INPATIENT_MARKS = _marks(_INPATIENT)
_ON_A_SCHEDULE = (
    f"t.at > 0 AND t.client_id > 0 AND {_SHOWN} AND (t.kind = 'appointment' OR (t.status <> 'cancelled' AND t.mode NOT IN ({_INPATIENT_MARKS})"
    f" AND t.ends - t.at <= {LONGEST_SESSION}))"
)


MESSAGE = "message"
AT_ONCE = 500  # values of one IN


class PracticeReader:
    """Reads of one open store; every method is one or two indexed queries and returns frozen records."""

    def __init__(self, store: PracticeStore, *, hide_names: bool = False) -> None:
        """``hide_names``: initials stand for every client, until it is set otherwise."""
        self.hide_names = hide_names
        self._connection = store.engine.connect()

    def close(self) -> None:
        """Give back the connection."""
        self._connection.close()

    def _rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Any]:
        with translated_errors(), reading(self._connection) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement, tuple(parameters))]

    def rows(self, statement: str, parameters: Sequence[object] = ()) -> list[Any]:
        """The rows of a statement of another module of this layer."""
        return self._rows(statement, parameters)

    def last_import(self) -> ImportRun | None:
        """The newest import that read something, None where there was none."""
        found = self._rows(
            "SELECT id, started, finished, as_of, as_of_source, label, coalesce(report, '') FROM import_run WHERE finished IS NOT NULL"
            " AND as_of_source <> 'nothing could be read' ORDER BY id DESC LIMIT 1"
        )
        return self._named_run(ImportRun(*found[0])) if found else None

    def imports(self, most: int = 50) -> list[ImportRun]:
        """Imports that came to their end, newest first."""
        rows = self._rows(
            "SELECT id, started, finished, as_of, as_of_source, label, coalesce(report, '') FROM import_run WHERE finished IS NOT NULL"
            " ORDER BY id DESC LIMIT ?",
            (most,),
        )
        return [self._named_run(ImportRun(*row)) for row in rows]

    def _named_run(self, run: ImportRun) -> ImportRun:
        """A file may be named after a client; so its name is hidden too, and the report that lists files stays away."""
        return run._replace(label=A_FILE, report="") if self.hide_names else run

    def meetings_between(self, begins: float, ends: float, day: str = "") -> list[Meeting]:
        """Meetings that begin in [begins, ends), and those of day precision on ``day``; hidden clients are left out."""
        rows = self._rows(
            f"{_MEETING} JOIN client c ON c.id = t.client_id WHERE t.at >= ? AND t.at < ? AND t.at > 0 AND {_SHOWN} AND c.hidden = 0"
            f" UNION ALL {_MEETING} JOIN client c ON c.id = t.client_id WHERE t.day = ? AND t.day <> '' AND {_SHOWN} AND c.hidden = 0",
            (begins, ends, day),
        )
        found = joined([*self._meetings(rows), *own_meetings_between(self, begins, ends)])
        return sorted(found, key=lambda one: (one.at, one.row))

    def _meetings(self, rows: Sequence[Any]) -> list[Meeting]:
        """Meetings with everybody who takes part, whose names are one more query where there are several."""
        listed = [str(row[20] or "").split() for row in rows]
        wanted = sorted({int(one) for found in listed if len(found) > 1 for one in found})
        names: dict[str, Clinician] = {}
        for start in range(0, len(wanted), AT_ONCE):
            chunk = wanted[start : start + AT_ONCE]
            named = self._rows(f"{_CLINICIAN} WHERE p.id IN ({_marks(chunk)})", chunk)
            names |= {str(row): Clinician(*one) for row, *one in named}
        found = [
            _meeting(row, {names[one].id: names[one] for one in several if one in names and names[one].id != row[4]})
            for row, several in zip(rows, listed, strict=True)
        ]
        return [one._replace(title=HIDDEN_WORDS) if one.title and self._may_name(one) else one for one in found]

    def _may_name(self, meeting: Meeting) -> bool:
        """Whether names are hidden, and the words of a meeting are a calendar's, which may be one."""
        return self.hide_names and meeting.origin.resource_type == OF_A_CALENDAR

    def nearest_meetings(self, begins: float, ends: float) -> tuple[float | None, float | None]:
        """When the last session before ``begins`` and the next from ``ends`` on begin: of any kind that a schedule shows."""
        before = self._rows(
            f"SELECT t.at FROM meeting t WHERE t.at < ? AND {_ON_A_SCHEDULE} ORDER BY t.at DESC LIMIT 1", (begins, *_INPATIENT)
        )
        after = self._rows(
            f"SELECT t.at FROM meeting t WHERE t.at >= ? AND {_ON_A_SCHEDULE} ORDER BY t.at LIMIT 1", (ends, *_INPATIENT)
        )
        earlier, later = nearest_own(self, begins, ends)
        found = [row[0] for row in before] + [earlier], [row[0] for row in after] + [later]
        return max(filter(None, found[0]), default=None), min(filter(None, found[1]), default=None)

    def histories(self, clients: Sequence[int]) -> dict[int, History]:
        """Everything known of the given clients, by row number, in four set queries."""
        if not clients:
            return {}
        people = {row[0]: _client(row) for row in self._rows(f"{_CLIENT} WHERE id IN ({_marks(clients)})", clients)}
        for lead, *said in self._rows(
            f"SELECT merged_into, {_SAID} FROM client WHERE merged_into IN ({_marks(clients)})", clients
        ):
            people[lead] = people[lead].filled(*said)
        meetings: dict[int, list[Meeting]] = defaultdict(list)
        rows = self._rows(
            f"{_MEETING} WHERE t.client_id IN ({_marks(clients)}) AND {_SHOWN} ORDER BY t.client_id, t.at", clients
        )
        for one in sorted(joined([*self._meetings(rows), *own_meetings_of(self, clients)]), key=lambda one: one.at):
            meetings[one.client].append(one)
        facts: dict[int, list[ClinicalFact]] = defaultdict(list)
        for row in self._rows(
            f"SELECT t.kind, t.client_id, t.title, t.detail, t.status, t.at, t.day, t.end_day, {_ORIGIN}, t.author, t.author_name, t.id, t.lacks, t.replaces"
            f" FROM clinical t {_FROM_FILE}"
            f" WHERE t.client_id IN ({_marks(clients)}) AND t.status NOT IN ('entered-in-error', 'refuted') ORDER BY t.client_id, t.kind, t.day",
            clients,
        ):
            fact = ClinicalFact._make((*row[:8], Origin._make(row[8:13]), *row[13:15], "", *row[16:18]))
            facts[row[1]].append(fact._replace(key=_key_of(row[15], fact)) if fact.kind == MESSAGE else fact)
        scores: dict[int, dict[str, list[Score]]] = defaultdict(lambda: defaultdict(list))
        for score in self._scores(clients):
            scores[score.client][score.measure].append(score)
        for row_id, score in self._own_scores(clients):
            if not any(_same_score(score, other) for other in scores[row_id][score.measure]):
                scores[row_id][score.measure].append(score)
        for fact in (*self._own_notes(clients), *typed_facts(self, clients)):
            facts[fact.client].append(fact)
        answers, goals, seen = self._answers(clients), self._goals(clients), self._seen(clients)
        unread = self._unread(clients)
        others = others_of(self, clients)
        beside = contacts_of(self, clients)
        for row, reach in own_reach(self, clients).items():
            beside[row] = [reach, *beside.get(row, ())]
        reread = self._reread(clients)
        starts, briefed, primary = self._starts(clients), self._briefed(clients), self._primary(clients)
        found = {
            row: History(
                client,
                tuple(without_twins(meetings[row])),
                tuple(facts[row]),
                without_wrong({measure: tuple(given) for measure, given in scores[row].items()}, answers.get(row, ())),
                tuple(answers.get(row, ())),
                tuple(goals.get(row, ())),
                tuple(seen.get(row, ())),
                tuple(reread.get(row, ())),
                tuple(starts.get(row, ())),
                tuple(briefed.get(row, ())),
                unread=tuple(unread.get(row, ())),
                primary=primary.get(row),
                others=tuple(others.get(row, ())),
                contacts=tuple(beside.get(row, ())),
            )
            for row, client in people.items()
        }
        return {row: hidden(history) for row, history in found.items()} if self.hide_names else found

    # -- what the clinician entered

    def _own_scores(self, clients: Sequence[int]) -> list[tuple[int, Score]]:
        rows = self._rows(
            f"SELECT o.client_id, o.measure, o.day, o.at, {STANDING}, {standing('computed', 'score')}, items, {standing('severity')},"
            f" {standing('flags')}, {standing('solid')}, {standing('prorated')}, o.id, entered, o.by, k.source, k.clock FROM own_score o"
            f" LEFT JOIN checkin k ON k.score_id = o.id {NEWEST}"
            f" WHERE o.client_id IN ({_marks(clients)}) AND withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM own_score n WHERE n.replaces = o.id)"
            " ORDER BY o.day, o.at, o.id",
            clients,
        )
        return [(row[0], _own_score(row)) for row in rows]

    def _answers(self, clients: Sequence[int]) -> dict[int, list[Answer]]:
        found: dict[int, list[Answer]] = defaultdict(list)
        for row in self._rows(
            "SELECT client_id, kind, rule, measure, basis, shown, action, reason, at, by, until FROM line_answer"
            f" WHERE client_id IN ({_marks(clients)}) ORDER BY at, id",
            clients,
        ):
            found[row[0]].append(Answer._make(row))
        return found

    def _starts(self, clients: Sequence[int]) -> dict[int, list[OwnStart]]:
        """Starts of courses that the clinician set, oldest first; one with an empty day takes back the one before."""
        found: dict[int, list[OwnStart]] = defaultdict(list)
        for row, day, why, at, by in self._rows(
            f"SELECT client_id, day, why, at, by FROM course_start WHERE client_id IN ({_marks(clients)}) ORDER BY id", clients
        ):
            found[row] = [*found[row], OwnStart(date.fromisoformat(day), why, at, by)] if day else found[row][:-1]
        return found

    def _primary(self, clients: Sequence[int]) -> dict[int, OwnPrimary]:
        """The primary measure that the clinician set, of those who have one."""
        rows = self._rows(
            f"SELECT client_id, measure, why, at, by FROM primary_measure WHERE client_id IN ({_marks(clients)}) ORDER BY id",
            clients,
        )
        newest = {row[0]: OwnPrimary._make(row[1:]) for row in rows}
        return {row: one for row, one in newest.items() if one.measure}

    def _briefed(self, clients: Sequence[int]) -> dict[int, list[float]]:
        """When the sessions began whose brief was kept as shown."""
        found: dict[int, list[float]] = defaultdict(list)
        for row, starts in self._rows(
            f"SELECT client_id, starts FROM snapshot WHERE client_id IN ({_marks(clients)}) ORDER BY starts", clients
        ):
            found[row].append(starts)
        return found

    def _goals(self, clients: Sequence[int]) -> dict[int, list[Goal]]:
        found: dict[int, list[Goal]] = defaultdict(list)
        for row in self._rows(
            f"SELECT id, client_id, words, better, since, ended FROM own_goal WHERE client_id IN ({_marks(clients)}) ORDER BY id",
            clients,
        ):
            found[row[1]].append(Goal._make(row))
        return found

    def _seen(self, clients: Sequence[int]) -> dict[int, list[Seen]]:
        found: dict[int, list[Seen]] = defaultdict(list)
        for row in self._rows(
            f"SELECT client_id, what, at, since, by, whose FROM seen WHERE client_id IN ({_marks(clients)}) ORDER BY at, what",
            clients,
        ):
            found[row[0]].append(Seen._make(row))
        return found

    def _reread(self, clients: Sequence[int]) -> dict[int, list[Reread]]:
        found: dict[int, list[Reread]] = defaultdict(list)
        for row in self._rows(
            f"SELECT client_id, measure, day, was, score, at FROM reread WHERE client_id IN ({_marks(clients)}) ORDER BY day, id",
            clients,
        ):
            found[row[0]].append(Reread._make(row))
        return found

    def _unread(self, clients: Sequence[int]) -> dict[int, list[UnreadThing]]:
        """What of the export nothing understood, newest first."""
        found: dict[int, list[UnreadThing]] = defaultdict(list)
        for row in self._rows(
            f"SELECT t.client_id, t.kind, t.reason, t.day, {_ORIGIN} FROM unread t {_FROM_FILE}"
            f" WHERE t.client_id IN ({_marks(clients)}) AND t.reason <> '' ORDER BY t.day DESC, t.id",
            clients,
        ):
            found[row[0]].append(UnreadThing(row[1], row[2], row[3], Origin._make(row[4:])))
        return found

    def _own_notes(self, clients: Sequence[int]) -> list[ClinicalFact]:
        """Notes that were saved or signed here, each with what was agreed in it."""
        rows = self._rows(
            "SELECT r.client_id, r.note_id, r.state, r.content, r.at, r.by FROM note_revision r WHERE r.client_id IN"
            f" ({_marks(clients)}) AND r.state IN ('saved', 'signed') AND NOT EXISTS (SELECT 1 FROM note_revision n"
            " WHERE n.note_id = r.note_id AND n.state IN ('saved', 'signed') AND n.id > r.id) ORDER BY r.at",
            clients,
        )
        if not rows:
            return []
        import msgspec  # neither is needed for a first brief without notes

        from briefing_app.domain.note_text import NoteText

        found = []
        for client, row, state, content, at, by in rows:
            note = msgspec.json.decode(content, type=NoteText)
            when = note.begins or at
            day = local_time(when, None).date().isoformat()
            origin = Origin(by, row, ENTERED, str(row), at)
            found.append(ClinicalFact("note", client, note.format_name, note.plan, state, when, day, "", origin))
        return found

    def own_entries(self, client: int) -> list[OwnEntry]:
        """Everything typed in for a client, corrected and withdrawn ones too, newest first."""
        rows = self._rows(
            f"SELECT o.id, o.measure, o.day, {STANDING}, items, coalesce(k.source, mode), replaces, withdrawn, reason, entered, o.by,"
            " withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM own_score n WHERE n.replaces = o.id) FROM own_score o"
            f" LEFT JOIN checkin k ON k.score_id = o.id {NEWEST} WHERE o.client_id = ? ORDER BY o.id DESC",
            (client,),
        )
        return [OwnEntry._make((*row[:7], bool(row[7]), *row[8:11], bool(row[11]))) for row in rows]

    def own_score(self, row: int) -> OwnScore | None:
        """One entry whole, to be corrected or taken back."""
        found = self._rows(f"SELECT {COLUMNS} FROM own_score WHERE id = ?", (row,))
        return OwnScore._make(found[0]) if found else None

    def rules(self) -> Rules:
        """The rule numbers in force. Raises Problem when the stored ones cannot be read."""
        stored = dict(self._rows("SELECT name, value FROM rule_setting ORDER BY id"))
        try:
            return rules_from({name: value for name, value in stored.items() if value})
        except ValueError as fault:
            raise Problem(f"A stored rule cannot be read: {fault}.", "Set it again under Settings.") from fault

    def snapshots(self, client: int) -> list[Snapshot]:
        """What was shown at the start of this client's sessions, newest first."""
        rows = self._rows(
            "SELECT id, client_id, starts, taken, content, hash FROM snapshot WHERE client_id = ? ORDER BY starts DESC",
            (client,),
        )
        return [Snapshot._make(row) for row in rows]

    def line_counts(self) -> list[tuple[str, str, int, int, int]]:
        """For each kind and rule: how often a line was shown, on how many clients, and how often something was done."""
        return self._rows(
            "SELECT s.kind, s.rule, count(*), count(DISTINCT s.client_id), sum(EXISTS (SELECT 1 FROM line_answer a WHERE"
            " a.client_id = s.client_id AND a.kind = s.kind AND a.rule = s.rule AND a.measure = s.measure AND a.basis = s.basis))"
            " FROM line_shown s GROUP BY s.kind, s.rule ORDER BY s.kind, s.rule"
        )

    def answers_of(self, client: int) -> list[Answer]:
        """The ledger of a client, newest first."""
        return list(reversed(self._answers([client]).get(client, [])))

    def caseload(self, since: float) -> list[int]:
        """Rows of the clients who have had or have an appointment or a score since a moment, those known by name only."""
        return [
            row
            for (row,) in self._rows(
                "SELECT c.id FROM client c WHERE c.known = 1 AND c.hidden = 0 AND c.merged_into IS NULL"
                " AND (EXISTS (SELECT 1 FROM meeting m WHERE m.client_id = c.id"
                f" AND m.at >= ? AND {_SHOWN_MEETING}) OR EXISTS (SELECT 1 FROM score s WHERE s.client_id = c.id AND s.day >= date(?, 'unixepoch'))"
                " OR EXISTS (SELECT 1 FROM own_score o WHERE o.client_id = c.id AND o.entered >= ?)"
                f" OR EXISTS (SELECT 1 FROM own_session t WHERE t.client_id = c.id AND t.at >= ? AND {STANDS})"
                " OR EXISTS (SELECT 1 FROM own_client o WHERE o.client_id = c.id AND o.entered >= ?)) ORDER BY c.family, c.given, c.id",
                (since, since, since, since, since),
            )
        ]

    def with_messages_or_scores(self, written: date, scored: date) -> list[int]:
        """Rows of the known clients with a message since ``written``, or without a day, that the practice did not send, or a score since ``scored``."""
        rows = self._rows(
            "SELECT c.id FROM client c WHERE c.known = 1 AND c.hidden = 0 AND c.merged_into IS NULL"
            " AND (EXISTS (SELECT 1 FROM clinical t WHERE t.client_id = c.id"
            " AND t.kind = 'message' AND t.author <> 'practice' AND (t.day >= ? OR t.day = '')) OR EXISTS (SELECT 1 FROM score s"
            " WHERE s.client_id = c.id AND s.day >= ?) OR EXISTS (SELECT 1 FROM own_score o WHERE o.client_id = c.id AND o.day >= ?))"
            " ORDER BY c.id",
            (written.isoformat(), scored.isoformat(), scored.isoformat()),
        )
        return [int(row) for (row,) in rows]

    def _scores(self, clients: Sequence[int]) -> list[Score]:
        rows = self._rows(
            f"{_SCORES} WHERE s.client_id IN ({_marks(clients)}) ORDER BY s.client_id, s.measure, s.day, s.at, s.evidence_id",
            clients,
        )
        return [Score._make((*row[:12], bool(row[12]), bool(row[13]), Origin._make(row[14:]))) for row in rows]

    def scores(self, client: str | None = None) -> Iterator[tuple[str, Score]]:
        """Every administration with its client's source id, a client at a time."""
        everybody = "SELECT id, source_id FROM client ORDER BY source_id"
        one = "SELECT id, source_id FROM client WHERE source_id = ?"
        for row, source_id in self._rows(everybody) if client is None else self._rows(one, (client,)):
            imported, said = self._scores([row]), self._answers([row]).get(row, ())
            own = [
                score
                for _, score in self._own_scores([row])
                if not any(score.measure == one.measure and _same_score(score, one) for one in imported)
            ]
            for score in (*imported, *own):
                yield source_id, without_wrong({score.measure: (score,)}, said)[score.measure][0]

    def sex_and_birth(self) -> dict[str, tuple[str, str]]:
        """Sex and birth date as recorded, by the client's source id."""
        rows = self._rows("SELECT source_id, gender, birth_date FROM client")
        return {source_id: (gender, birth_date) for source_id, gender, birth_date in rows}

    def row_of(self, client: str) -> int | None:
        """The row of a client by the id of the export, or by one of the other names the export gives them; of merged records the leading one."""
        found = self._rows(
            "SELECT coalesce(merged_into, id) FROM client WHERE source_id = ? UNION ALL"
            " SELECT coalesce(c.merged_into, c.id) FROM client_alias a JOIN client c ON c.id = a.client_id WHERE a.alias = ?",
            (client, client),
        )
        return int(found[0][0]) if found else None

    def sources_of(self, clients: Sequence[int]) -> dict[int, str]:
        """The export's ids of clients, by row."""
        return {
            int(row): str(source)
            for row, source in self._rows(f"SELECT id, source_id FROM client WHERE id IN ({_marks(clients)})", clients)
        }

    def names(self) -> dict[str, str]:
        """Names of all known clients by the export's id, for the clinician's own pages."""
        rows = self._rows(f"{_CLIENT} WHERE hidden = 0 AND source_id <> ''")
        found = {one.id: one.name for one in map(self._shown, map(_client, rows))}
        merged = self._rows("SELECT c.source_id, l.source_id FROM client c JOIN client l ON l.id = c.merged_into")
        return found | {source: found[lead] for source, lead in merged if lead in found}

    def _shown(self, client: Client) -> Client:
        return hide(client) if self.hide_names else client

    def note_marks(self) -> dict[tuple[str, str], NoteMark]:
        """What was last said of each session's note, by client (the export's id) and session."""
        rows = self._rows(
            "SELECT c.source_id, n.session, n.state, n.at FROM session_note n JOIN client c ON c.id = n.client_id ORDER BY n.id"
        )
        return {(client, session): NoteMark(state, at) for client, session, state, at in rows}

    def sessions_noted_as(self, format: str) -> frozenset[tuple[str, str]]:
        """Sessions with a note of a format, by client (the export's id) and session."""
        rows = self._rows(
            "SELECT c.source_id, n.session FROM note n JOIN client c ON c.id = n.client_id WHERE n.format = ?", (format,)
        )
        return frozenset((client, session) for client, session in rows)

    def imported_notes(self, begins: float, ends: float) -> list[tuple[str, float]]:
        """Notes that an export held, as client and moment; notes without a time of day are left out."""
        return self._rows(
            "SELECT c.source_id, t.at FROM clinical t JOIN client c ON c.id = t.client_id WHERE t.kind = 'note' AND t.at >= ? AND t.at < ?"
            " AND t.status NOT IN ('entered-in-error', 'preliminary') ORDER BY t.at",
            (begins, ends),
        )

    def find_clients(self, words: str, most: int = -1) -> list[Client]:
        """Clients whose name, date of birth or id begins with each of the words, a day being one word; without words everybody. Below 0, no limit."""
        terms = ['"' + term.replace('"', "") + '"*' for term in _day_as_kept(words).split() if term.strip('"')]
        if not terms:
            rows = self._rows(f"{_CLIENT} WHERE known = 1 AND hidden = 0 AND merged_into IS NULL ORDER BY id LIMIT ?", (most,))
        else:
            rows = self._rows(
                f"{_CLIENT} WHERE id IN (SELECT coalesce(c.merged_into, c.id) FROM client_search s JOIN client c ON c.id = s.rowid"
                " WHERE client_search MATCH ? LIMIT ?) AND hidden = 0",
                (" AND ".join(terms), most),
            )
        found = sorted((_client(row) for row in rows), key=lambda one: (one.family.lower(), one.given.lower(), one.id))
        return [self._shown(one) for one in found]

    def client_count(self) -> int:
        """How many clients the practice has; merged, hidden and unknown ones are not counted."""
        return int(self._rows("SELECT count(*) FROM client WHERE known = 1 AND hidden = 0 AND merged_into IS NULL")[0][0])

    def unmapped_codes(self) -> list[tuple[str, str, str, int]]:
        """Local codes that wait for the clinician's word: system, code, display, times seen."""
        return self._rows(
            "SELECT u.system, u.code, u.display, u.seen FROM unmapped_code u LEFT JOIN code_mapping m USING (system, code) WHERE m.measure IS NULL"
        )


def _day_as_kept(words: str) -> str:
    """A day however it is written, as the search holds it; other words as they are."""
    try:
        return read_day(words.strip(), Order.UNSTATED)[0].isoformat()
    except ValueError:
        return words


def _client(row: Any) -> Client:
    return Client._make((row[0], row[1], bool(row[2]), *row[3:8], False, *row[8:]))


def _key_of(row: int, message: ClinicalFact) -> str:
    """No word of a message can be read from its key."""
    words = f"{row}\n{message.title}\n{message.detail}\n{message.at:.0f}".encode("utf-8", "surrogatepass")
    return blake2b(words, digest_size=12).hexdigest()


def _own_score(row: Any) -> Score:
    client, measure, day, at, score, computed, items, severity, flags, solid, prorated, row_id, entered, by, source, clock = row
    precision, written = "instant" if at else "day", day
    origin = Origin(by, row_id, ENTERED, str(row_id), entered)
    if source is not None:
        # The client's own clock, in a zone that nobody has stated.
        precision, written = ("local", f"{day}T{clock}") if clock else ("day", day)
        how = finished_words(CheckinSource(source), say_full_date(date.fromisoformat(day)), clock)
        origin = Origin(how, row_id, CHECKIN, str(row_id), entered)
    return Score(
        client, measure, day, at, written, precision, score, computed, items, severity, ENTERED, flags, bool(solid), bool(prorated), origin
    )  # fmt: skip


def _same_score(own: Score, imported: Score) -> bool:
    """The same form, typed in here and imported since: the import stands. Two check-ins of one day are two."""
    if own.origin.resource_type == imported.origin.resource_type == CHECKIN:
        return False
    return own.day == imported.day and own.score == imported.score and len(own.items) <= len(imported.items)


def _meeting(row: Any, others: dict[str, Clinician]) -> Meeting:
    status, cancelled_by = with_outcome(row[8], row[18], row[19])
    rest = (cancelled_by, 0.0, tuple(others.values()), row[20] is not None, row[21], row[22], row[23] or "", "")
    return Meeting._make((*row[:8], status, *row[9:13], Origin._make(row[13:18]), *rest))
