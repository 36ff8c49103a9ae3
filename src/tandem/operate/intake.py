"""Intake: files of a folder into records, and what breaks a rule into a queue for people."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from tandem.core import Component, Rows
from tandem.errors import InvalidInput, TandemError
from tandem.operate.record_table import Record, RecordTable
from tandem.record.tasks import Task, Tasks
from tandem.search.extract import Extraction, Kind, Layout, Rule, Values, failed_rules

_MANY = 1_000_000


@dataclass
class Taken:
    """How many files became records, how many wait for a person, how many were known."""

    records: int = 0
    review: int = 0
    known: int = 0


@dataclass
class Intake:
    """Reads each file of a folder once, whatever it is called, and decides where it goes.

    A document is named by the SHA-256 of its bytes. Where all ``rules`` hold, its values go
    into ``records``; else it is put into ``queue`` of ``tasks`` with the rules that failed.
    Both are single transactions that repeat without effect, so a killed process loses nothing
    and doubles nothing: start it again. A file that cannot be read is put into the queue too.

    An answer is an object with the values that were wrong, such as ``{"total": "9.00"}``;
    ``{}`` accepts all, ``null`` rejects the document. ``settle`` brings answers into the table.
    """

    system: Component[Layout, Extraction]
    read: Callable[[Path, bytes], Layout]
    kinds: Mapping[str, Kind]
    rules: Sequence[Rule]
    records: RecordTable
    tasks: Tasks
    queue: str
    by: str = ""
    """Who reads: the name of a release, kept with each record."""
    _looked: dict[Path, tuple[int, int]] = field(default_factory=dict)
    _done: set[tuple[Path, int, int]] = field(default_factory=set)

    async def take(self, folder: Path) -> Taken:
        """Take every file of a folder and what lies below, but hidden ones."""
        taken = Taken()
        for path, size, time in _files(folder):
            if (path, size, time) not in self._done:
                await self._take(path, taken)
                self._done.add((path, size, time))
        self.settle()
        return taken

    async def watch(self, folder: Path, *, seconds: float = 1.0) -> None:
        """Take files as they come, until cancelled.

        A file is taken when two looks in a row found it unchanged, so that one that is still
        being written is not read half.
        """
        while True:
            for path, size, time in _files(folder):
                settled = self._looked.get(path) == (size, time)
                self._looked[path] = (size, time)
                if settled and (path, size, time) not in self._done:
                    await self._take(path, Taken())
                    self._done.add((path, size, time))
            self.settle()
            await asyncio.sleep(seconds)

    async def _take(self, path: Path, taken: Taken) -> None:
        data = path.read_bytes()
        document = hashlib.sha256(data).hexdigest()
        if self.records.holds(document) or self.tasks.find(self.queue, document):
            taken.known += 1
            return
        try:
            layout = self.read(path, data)
            read = await self.system(layout)
        except TandemError as error:
            self._ask(document, path, Layout(()), {}, f"cannot be read: {error.message}")
            taken.review += 1
            return
        failed = failed_rules(layout, read, self.rules)
        if failed:
            self._ask(document, path, layout, read.values, f"does not hold: {'; '.join(failed)}")
            taken.review += 1
        else:
            evidence = msgspec.to_builtins(read.fields)
            self.records.add(
                Record(document, path.name, read.values, read.confidence, self.by, evidence)
            )
            taken.records += 1

    def _ask(
        self, document: str, path: Path, layout: Layout, values: Mapping[str, str], why: str
    ) -> None:
        asked = {
            "file": path.name,
            "values": dict(values),
            "document": document,
            "lines": msgspec.to_builtins(layout.lines),
        }
        self.tasks.ask(self.queue, asked, reason=why, key=document)

    def settle(self) -> int:
        """Records of answered tasks; how many are new.

        An answer that is no object, or has a value that its field cannot be, opens the task
        again, with why.
        """
        new = 0
        for task in self.tasks.list(self.queue, state="answered", limit=_MANY):
            if task.answer is None or self.records.holds(task.asked["document"]):
                continue
            try:
                values = corrected(task, self.kinds)
            except InvalidInput as error:
                self.tasks.reopen(task.id, reason=error.message)
                continue
            present = {name: value for name, value in values.items() if value is not None}
            asked = task.asked
            new += self.records.add(
                Record(asked["document"], asked["file"], present, 1.0, task.by, {})
            )
        return new


def corrected(task: Task, kinds: Mapping[str, Kind]) -> dict[str, str | None]:
    """The values of a reviewed document: those that were read, with the answer's in their place.

    Raises ``InvalidInput`` for an answer that does not fit the fields.
    """
    if not isinstance(task.answer, dict):
        raise InvalidInput(f"the answer is {task.answer!r}, not an object of fields", field="$")
    values: dict[str, str | None] = {name: task.asked["values"].get(name) for name in kinds}
    for name, told in task.answer.items():
        if name not in kinds:
            raise InvalidInput(f"{name!r} is no field: {', '.join(kinds)}", field=f"$.{name}")
        values[name] = None if told is None else kinds[name].read(str(told))
        if told is not None and values[name] is None:
            raise InvalidInput(f"{name} cannot be {told!r}", field=f"$.{name}")
    return values


def corrections(tasks: Tasks, queue: str, kinds: Mapping[str, Kind]) -> Rows[Layout, Values]:
    """What people answered, as rows to learn from; a rejected or unreadable document is none."""
    layouts: list[Layout] = []
    told: list[Values] = []
    for task in tasks.list(queue, state="answered", limit=_MANY):
        if isinstance(task.answer, dict) and task.asked["lines"]:
            asked: Any = {"lines": task.asked["lines"]}
            layouts.append(msgspec.convert(asked, Layout))
            told.append(corrected(task, kinds))
    return Rows(layouts, told)


def _files(folder: Path) -> list[tuple[Path, int, int]]:
    found = []
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            status = path.stat()
            found.append((path, status.st_size, status.st_mtime_ns))
    return found
