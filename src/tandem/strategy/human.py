"""Human: a person answers, and the system goes on when they have."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, TypeVar

import msgspec

from tandem.core import Component, note
from tandem.core.schema import contract, convert
from tandem.errors import InvalidInput, NotConnected, Unanswered
from tandem.llm.shared import shared
from tandem.record.catalog import Catalog
from tandem.record.tasks import Task, Tasks

In = TypeVar("In")
Out = TypeVar("Out")
_LOOK = 0.2
"""Seconds between looks at the queue while waiting."""


class Human(Component[In, Out]):
    """The answer of a person to the input, from a queue of the catalog.

    The question is put into ``queue`` once; while nobody has answered within ``seconds``,
    ``Unanswered`` is raised, which a server tells as 202 with the id of the task. Ask the same
    again later: once it is answered (``tandem tasks answer ID VALUE``), the answer is there at
    once, in this process or another. Subclass it with real types: the answer must fit ``Out``.

    An answer that does not fit ``Out`` opens the task again, with why. Raises ``NotConnected``
    where no catalog is connected.
    """

    kind: ClassVar[str] = "human"

    queue: str
    reason: str = ""
    """Shown to whoever answers."""
    seconds: float = 0.0

    async def run(self, x: In, /) -> Out:
        tasks = Tasks(self._catalog())
        asked = msgspec.to_builtins(x)
        task = await asyncio.to_thread(tasks.ask, self.queue, asked, reason=self.reason)
        task = await self._wait(tasks, task)
        note(task=task.id, answered_by="person" if task.state == "answered" else "nobody")
        if task.state == "answered":
            return await self._fitting(tasks, task)
        raise self._unanswered(task.id)

    async def _wait(self, tasks: Tasks, task: Task) -> Task:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.seconds
        while task.state == "waiting" and loop.time() < deadline:
            await asyncio.sleep(_LOOK)
            task = await asyncio.to_thread(tasks.get, task.id)
        return task

    async def _fitting(self, tasks: Tasks, task: Task) -> Out:
        try:
            answer: Any = convert(task.answer, contract(type(self)).output)
        except InvalidInput as error:
            why = f"the answer of {task.by or 'somebody'} does not fit: {error.message}"
            await asyncio.to_thread(tasks.reopen, task.id, reason=why)
            raise self._unanswered(task.id) from error
        return answer  # type: ignore[no-any-return]  # converted to Out

    def _unanswered(self, task: str) -> Unanswered:
        return Unanswered(
            f"task {task} waits for a person in the queue {self.queue!r}",
            task=task,
            hint=f"tandem tasks answer {task} VALUE, then ask the same again",
        )

    def _catalog(self) -> Catalog:
        catalog = shared()
        if catalog is None:
            raise NotConnected(
                f"{type(self).__name__} asks a person, and no catalog is connected",
                hint="a server connects its own; else tandem.llm.connect(store.catalog)",
            )
        return catalog
