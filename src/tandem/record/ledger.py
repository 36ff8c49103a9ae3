"""The chunk ledger: which parts of a job are done, by whom, and what came out.

The ledger alone decides what is done. Whoever runs the chunks may die at any instant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tandem.errors import Conflict, DefinitionError
from tandem.record.catalog import Catalog
from tandem.record.owner import is_gone, owner
from tandem.record.tables import chunks as table
from tandem.record.times import now, to_text

State = Literal["waiting", "running", "done", "set aside"]
Write = Callable[[Connection], object]


@dataclass(frozen=True)
class Chunk:
    """A part of a job. ``input`` and ``output`` are digests of what goes in and came out."""

    name: str
    input: str
    state: State
    attempt: int
    output: str
    reason: str


@dataclass(frozen=True)
class Claim:
    """The right to work on a chunk until the lease runs out. ``token`` grows with each claim."""

    job: str
    chunk: str
    attempt: int
    token: int


class ChunkLedger:
    """Jobs and their chunks in a catalog, SQLite or PostgreSQL.

    A claim lasts ``lease`` seconds unless it is renewed; one whose process has died on this
    machine lapses at once. A chunk gets ``attempts`` attempts and is then set aside.
    """

    def __init__(self, catalog: Catalog, *, attempts: int = 3, lease: float = 60.0) -> None:
        if attempts < 1 or lease <= 0:
            raise DefinitionError(f"a ledger with {attempts} attempts and a lease of {lease:g} s")
        self.catalog = catalog
        self.attempts = attempts
        self.lease = lease
        insert = postgresql.insert if catalog.dialect == "postgresql" else sqlite.insert
        self._insert = insert(table).on_conflict_do_nothing()

    def plan(self, job: str, inputs: Mapping[str, str]) -> None:
        """Say which chunks a job has, with the digest of the input of each.

        Planning again changes nothing about chunks whose input is the same; one with another
        input waits again, and one that is named no more is forgotten.
        """
        with self.catalog.begin() as connection:
            query = select(table.c.chunk, table.c.input).where(table.c.job == job)
            known = {row.chunk: row.input for row in connection.execute(query)}
            for place, (name, digest) in enumerate(inputs.items()):
                if known.get(name) != digest:
                    self._reset(connection, job, name, place, digest, new=name not in known)
            gone = [name for name in known if name not in inputs]
            for name in gone:
                connection.execute(delete(table).where(*_at(job, name)))

    def _reset(
        self, connection: Connection, job: str, name: str, place: int, digest: str, *, new: bool
    ) -> None:
        blank = dict.fromkeys(("owner", "expires", "output", "reason"), "")
        fresh = {"input": digest, "state": "waiting", "attempt": 0, "time": to_text(now()), **blank}
        if new:
            values = {"job": job, "chunk": name, "place": place, "token": 0, **fresh}
            connection.execute(self._insert, values)
        else:  # the token moves on, so that who is at work on the old input is refused
            values = {"place": place, "token": table.c.token + 1, **fresh}
            connection.execute(update(table).where(*_at(job, name)).values(values))

    def claim(self, job: str) -> Claim | None:
        """Take a chunk to work on; ``None`` if none can be taken now."""
        with self.catalog.begin() as connection:
            free = or_(table.c.state == "waiting", table.c.owner.in_(self._lapse(connection, job)))
            query = (
                select(table)
                .where(table.c.job == job, table.c.state.in_(("waiting", "running")), free)
                .order_by(table.c.attempt, table.c.place)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            row = connection.execute(query).first()
            if row is None:
                return None
            if row.attempt >= self.attempts:
                self._set_aside(connection, row)
                return None
            claim = Claim(job, row.chunk, row.attempt + 1, row.token + 1)
            values = {"state": "running", "attempt": claim.attempt, "token": claim.token}
            expires = to_text(now() + timedelta(seconds=self.lease))
            mine = {**values, "owner": owner(), "expires": expires}
            connection.execute(update(table).where(*_at(job, row.chunk)).values(mine))
            return claim

    def _lapse(self, connection: Connection, job: str) -> list[str]:
        """Owners whose claims hold no longer; expired claims are given to nobody."""
        running = [table.c.job == job, table.c.state == "running"]
        expired = [*running, table.c.expires < to_text(now())]
        connection.execute(update(table).where(*expired).values(owner=""))
        owners = connection.execute(select(table.c.owner).where(*running).distinct()).scalars()
        return [name for name in owners if not name or is_gone(name)]

    def _set_aside(self, connection: Connection, row: Row[tuple[object, ...]]) -> None:
        reason = f"whoever worked on it died or was lost, {row.attempt} times"
        values = {"state": "set aside", "reason": reason, "time": to_text(now())}
        connection.execute(update(table).where(*_at(row.job, row.chunk)).values(values))

    def renew(self, claim: Claim) -> None:
        """Start the lease anew. Raises ``Conflict`` if the claim is no longer held."""
        expires = to_text(now() + timedelta(seconds=self.lease))
        with self.catalog.begin(durable=False) as connection:
            self._change(connection, claim, {"expires": expires, "owner": owner()})

    def finish(self, claim: Claim, output: str, write: Write | None = None) -> None:
        """Make a chunk done: its output, and ``write``, become visible in one transaction.

        Raises ``Conflict``, with nothing written, if the claim is no longer held.
        """
        done = {"state": "done", "output": output, "owner": "", "reason": ""}
        with self.catalog.begin() as connection:
            self._change(connection, claim, {**done, "time": to_text(now())})
            if write is not None:
                write(connection)

    def fail(self, claim: Claim, reason: str) -> None:
        """Give a chunk back, to be tried again or, after the last attempt, set aside."""
        state = "waiting" if claim.attempt < self.attempts else "set aside"
        values = {"state": state, "owner": "", "reason": reason, "time": to_text(now())}
        with self.catalog.begin() as connection:
            self._change(connection, claim, values)

    def _change(self, connection: Connection, claim: Claim, values: Mapping[str, str]) -> None:
        held = [*_at(claim.job, claim.chunk), table.c.token == claim.token]
        change = update(table).where(*held, table.c.state == "running").values(dict(values))
        if connection.execute(change).rowcount != 1:
            raise Conflict(
                f"the claim on {claim.chunk!r} of {claim.job!r} is held by somebody else by now",
                hint="its lease ran out: work that takes longer needs renew",
            )

    def retry(self, job: str) -> int:
        """Let the chunks that were set aside be tried anew; how many."""
        aside = [table.c.job == job, table.c.state == "set aside"]
        with self.catalog.begin() as connection:
            again = update(table).where(*aside).values(state="waiting", attempt=0)
            return connection.execute(again).rowcount

    def chunks(self, job: str) -> list[Chunk]:
        """The chunks of a job, in the order of the plan."""
        query = select(table).where(table.c.job == job).order_by(table.c.place, table.c.chunk)
        with self.catalog.read() as connection:
            rows = connection.execute(query).all()
        return [
            Chunk(row.chunk, row.input, row.state, row.attempt, row.output, row.reason)
            for row in rows
        ]

    def unfinished(self, job: str) -> int:
        """How many chunks wait or are worked on."""
        open_ = table.c.state.in_(("waiting", "running"))
        with self.catalog.read() as connection:
            query = select(func.count()).where(table.c.job == job, open_)
            return connection.execute(query).scalar_one()


def _at(job: str, chunk: str) -> list[ColumnElement[bool]]:
    return [table.c.job == job, table.c.chunk == chunk]
