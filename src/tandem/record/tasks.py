"""Tasks for people: what waits for an answer, who gave it, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tandem.errors import Conflict, NotFound
from tandem.record.catalog import Catalog
from tandem.record.digest import digest
from tandem.record.redact import Redactor
from tandem.record.tables import tasks as table
from tandem.record.times import from_text, now, to_text

State = Literal["waiting", "answered"]


@dataclass(frozen=True)
class Task:
    """Something that a person is asked. ``asked`` and ``answer`` are plain data.

    ``reason`` says why it was not settled without one. ``answer`` is ``None`` while it waits.
    """

    id: str
    queue: str
    asked: Any
    reason: str
    state: State
    answer: Any
    by: str
    time: datetime
    answered: datetime | None


class Tasks:
    """The queues of a catalog, SQLite or PostgreSQL. The same question is asked once.

    Questions are stored as a trace would be: without what the redactor knows as secret.
    """

    def __init__(self, catalog: Catalog, *, redactor: Redactor | None = None) -> None:
        self.catalog = catalog
        self.redactor = redactor or Redactor()
        insert = postgresql.insert if catalog.dialect == "postgresql" else sqlite.insert
        self._insert = insert(table).on_conflict_do_nothing()

    def ask(self, queue: str, asked: Any, *, reason: str = "", key: str = "") -> Task:
        """Put a question into a queue, and the task that it is: an old one if it was put before.

        Questions of one queue are the same if their content is, or their ``key`` if one is given.
        """
        id = _id(queue, key or asked)
        stored = msgspec.json.encode(self.redactor.redact(msgspec.to_builtins(asked)))
        values = {
            "id": id,
            "queue": queue,
            "asked": stored.decode(),
            "reason": reason,
            "state": "waiting",
            "answer": "null",
            "by": "",
            "time": to_text(now()),
            "answered": None,
        }
        with self.catalog.begin() as connection:
            connection.execute(self._insert, values)
        return self.get(id)

    def get(self, id: str) -> Task:
        """A task by its id, or the six first digits or more; raises ``NotFound``."""
        query = select(table).where(table.c.id.startswith(id, autoescape=True)).limit(2)
        with self.catalog.read() as connection:
            rows = connection.execute(query).all() if len(id) >= 6 else []
        if len(rows) != 1:
            what = "no task" if not rows else "several tasks"
            raise NotFound(f"{what} {id!r}", hint="`tandem tasks` lists what waits")
        return _task(rows[0])

    def find(self, queue: str, key: str) -> Task | None:
        """The task that was put into a queue under a key, or ``None``."""
        with self.catalog.read() as connection:
            row = connection.execute(select(table).where(table.c.id == _id(queue, key))).first()
        return None if row is None else _task(row)

    def answer(self, id: str, answer: Any, *, by: str) -> Task:
        """Answer a task. Raises ``Conflict`` if somebody else has given another answer."""
        task = self.get(id)
        values = {
            "state": "answered",
            "answer": msgspec.json.encode(answer).decode(),
            "by": by,
            "answered": to_text(now()),
        }
        mine = (table.c.id == task.id) & (table.c.state == "waiting")
        with self.catalog.begin() as connection:
            changed = connection.execute(update(table).where(mine).values(**values)).rowcount
        found = self.get(task.id)
        if not changed and msgspec.json.encode(found.answer) != msgspec.json.encode(answer):
            raise Conflict(
                f"task {task.id} was answered by {found.by or 'somebody'} already",
                hint="the first answer counts; `tandem tasks show` has it",
            )
        return found

    def reopen(self, id: str, *, reason: str) -> None:
        """Let a task wait again, because its answer was of no use."""
        values = {"state": "waiting", "answer": "null", "answered": None, "reason": reason}
        with self.catalog.begin() as connection:
            connection.execute(update(table).where(table.c.id == id).values(**values))

    def list(
        self, queue: str = "", *, state: State | None = "waiting", limit: int = 1_000
    ) -> Sequence[Task]:
        """Tasks of a queue, or of all, oldest first."""
        query = select(table).order_by(table.c.time, table.c.id).limit(limit)
        if queue:
            query = query.where(table.c.queue == queue)
        if state is not None:
            query = query.where(table.c.state == state)
        with self.catalog.read() as connection:
            return [_task(row) for row in connection.execute(query)]


def _id(queue: str, content: Any) -> str:
    return digest([queue, content])[:20]


def _task(row: Row[Any]) -> Task:
    return Task(
        id=row.id,
        queue=row.queue,
        asked=msgspec.json.decode(row.asked),
        reason=row.reason,
        state=row.state,
        answer=msgspec.json.decode(row.answer),
        by=row.by,
        time=from_text(row.time),
        answered=None if row.answered is None else from_text(row.answered),
    )
