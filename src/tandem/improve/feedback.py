"""The feedback ledger: what turned out to be true, counted once, whenever it arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from tandem.core.schema import convert, encode
from tandem.data.inputs import Reviewed
from tandem.errors import InvalidInput, NotFound
from tandem.improve.about import Run, last_before, runs_of
from tandem.record.digest import digest
from tandem.record.redact import Redactor
from tandem.record.span import Trace
from tandem.record.store import Store
from tandem.record.tables import feedback as table
from tandem.record.tables import traces
from tandem.record.times import from_text, now, to_text
from tandem.record.traces import TraceStore

Kind = Literal["label", "rating", "correction"]

_BY_SUBJECT = "subject:"
"""Begins the trace column of feedback that names a business key in place of a trace."""
_PAGE = 2_000
_NEWEST = (
    select(table, traces.c.system.label("owner"))
    .outerjoin_from(table, traces, traces.c.id == table.c.trace)
    .order_by(table.c.time.desc(), table.c.arrived.desc(), table.c.key)
)


class Feedback(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody says about one run, named by its trace or by its subject.

    ``path`` is the field of the output that it is about, empty for the whole. A label is
    the truth, a correction what the output should have been, a rating how it was
    received (true or false). ``time`` is when it happened, which may be weeks before it
    ``arrived``. ``accepted`` is the review: ``None`` while it waits.
    """

    value: Any
    kind: Kind = "label"
    trace: str = ""
    subject: str = ""
    path: str = ""
    by: str = ""
    time: datetime | None = None
    key: str = ""
    system: str = ""
    arrived: datetime | None = None
    accepted: bool | None = None


class Judged(msgspec.Struct, frozen=True):
    """Feedback with the run that it is about."""

    feedback: Feedback
    trace: Trace


class FeedbackLedger:
    """Feedback in a store. ``system`` is the project of feedback that does not say it."""

    def __init__(self, store: Store, *, system: str = "", redactor: Redactor | None = None) -> None:
        self._catalog = store.catalog
        self._traces = TraceStore(store.catalog)
        self._system = system
        self._redactor = redactor or Redactor()
        insert = postgresql.insert if store.catalog.dialect == "postgresql" else sqlite.insert
        # What it returns says whether the row is new: PostgreSQL's count of rows does not.
        self._insert = insert(table).on_conflict_do_nothing().returning(table.c.key)

    def add(self, feedback: Feedback | Mapping[str, Any]) -> bool:
        """Store feedback, durably; whether it is new.

        What has a key that is known already is not counted again. Without a key, the same
        statement by the same person about the same run is the same feedback. Raises
        ``InvalidInput``.
        """
        return self.add_many([feedback]) == 1

    def add_many(self, batch: Iterable[Feedback | Mapping[str, Any]]) -> int:
        """The same for many in one transaction, all or none of them; how many are new."""
        rows = [
            self._row(one if isinstance(one, Feedback) else convert(dict(one), Feedback))
            for one in batch
        ]
        if not rows:
            return 0
        with self._catalog.begin() as connection:
            return len(connection.execute(self._insert, rows).all())

    def _row(self, feedback: Feedback) -> dict[str, Any]:
        if bool(feedback.trace) == bool(feedback.subject):
            raise InvalidInput(
                "feedback names a run by its trace or by its subject, one of the two",
                field="$.trace",
            )
        time = feedback.time or now()
        if time.tzinfo is None:
            raise InvalidInput(f"feedback at {time} has no time zone", field="$.time")
        about = feedback.trace or _BY_SUBJECT + feedback.subject
        system = feedback.system or self._system
        said = (system, about, feedback.path, feedback.kind, feedback.by, feedback.value)
        return {
            "key": feedback.key or digest(said)[:32],
            "system": system,
            "trace": about,
            "path": feedback.path,
            "kind": feedback.kind,
            "value": self._redactor.clean(encode(feedback.value)),
            "by": feedback.by,
            "time": to_text(time),
            "arrived": to_text(now()),
            "accepted": feedback.accepted,
        }

    def find(
        self,
        system: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        kind: Kind | None = None,
        accepted: bool | None = None,
    ) -> list[Feedback]:
        """Feedback by the time of what it is about, newest first.

        Late feedback falls into the window of its event, not of its arrival. Each comes
        with the trace it is about: of a subject, the last run at or before the event.
        """
        query = _NEWEST
        if since is not None:
            query = query.where(table.c.time >= to_text(since))
        if until is not None:
            query = query.where(table.c.time < to_text(until))
        if kind is not None:
            query = query.where(table.c.kind == kind)
        if accepted is not None:
            query = query.where(table.c.accepted.is_(accepted))
        with self._catalog.read() as connection:
            rows = connection.execute(query).all()
            runs = runs_of(connection, {_subject(row) for row in rows} - {""})
        found = (_feedback(row, runs) for row in rows)
        return [item for item in found if system is None or item.system == system]

    def judged(
        self, system: str, *, accepted: bool | None = None, limit: int | None = None
    ) -> list[Judged]:
        """The latest feedback whose run is known, with the run; newest event first."""
        return list(islice(self.latest(system, accepted=accepted), limit))

    def latest(self, system: str, *, accepted: bool | None = None) -> Iterator[Judged]:
        """The same for as long as more is asked for, read page by page."""
        last: Row[Any] | None = None
        while page := self._page(system, accepted, last):
            last = page[-1]
            with self._catalog.read() as connection:
                runs = runs_of(connection, {_subject(row) for row in page} - {""})
            said = [item for row in page if (item := _feedback(row, runs)).system == system]
            known = self._traces.get_many(item.trace for item in said)
            yield from (Judged(item, known[item.trace]) for item in said if item.trace in known)

    def _page(
        self, system: str, accepted: bool | None, last: Row[Any] | None
    ) -> Sequence[Row[Any]]:
        """What follows on ``last``; feedback that does not say its system may be of this one."""
        query = _NEWEST.where(table.c.system.in_(["", system])).limit(_PAGE)
        if accepted is not None:
            query = query.where(table.c.accepted.is_(accepted))
        if last is not None:
            older = tuple_(table.c.time, table.c.arrived) < (last.time, last.arrived)
            same = (table.c.time == last.time) & (table.c.arrived == last.arrived)
            query = query.where(older | (same & (table.c.key > last.key)))
        with self._catalog.read() as connection:
            return connection.execute(query).all()

    def review(self, key: str, accepted: bool, by: str) -> None:
        """Accept or reject feedback; only what is accepted reaches training.

        Raises ``NotFound``.
        """
        values = {"accepted": accepted, "reviewer": by}
        with self._catalog.begin() as connection:
            done = connection.execute(update(table).where(table.c.key == key).values(values))
        if not done.rowcount:
            raise NotFound(f"there is no feedback {key!r}", hint="tandem feedback list")

    def reviewed(self, system: str) -> list[Reviewed]:
        """What training may learn: accepted labels and corrections with their runs.

        Oldest event first; of several about one field of one run the last one counts. Runs
        whose payload was not captured, or is gone, teach nothing and are left out.
        """
        last: dict[tuple[str, str], Judged] = {}
        for item in reversed(self.judged(system, accepted=True)):
            if item.feedback.kind != "rating" and item.trace.input is not None:
                key = item.trace.id, item.feedback.path
                last.pop(key, None)
                last[key] = item
        return [_reviewed(item.feedback, item.trace) for item in last.values()]


def _reviewed(feedback: Feedback, trace: Trace) -> Reviewed:
    return Reviewed(
        path=feedback.path,
        input=trace.input,
        output=trace.output,
        value=feedback.value,
        trace=trace.id,
        by=feedback.by,
        time=feedback.time or trace.time,
    )


def _subject(row: Row[Any]) -> str:
    about: str = row.trace
    return about.removeprefix(_BY_SUBJECT) if about.startswith(_BY_SUBJECT) else ""


def _feedback(row: Row[Any], runs: dict[str, list[Run]]) -> Feedback:
    subject = _subject(row)
    trace, system = ("", row.system) if subject else (row.trace, row.system or row.owner or "")
    run = last_before(runs.get(subject, []), row.time, system)
    if run is not None:
        _, trace, system = run
    return Feedback(
        value=msgspec.json.decode(row.value),
        kind=row.kind,
        trace=trace,
        subject=subject,
        path=row.path,
        by=row.by,
        time=from_text(row.time),
        key=row.key,
        system=system,
        arrived=from_text(row.arrived),
        accepted=row.accepted,
    )
