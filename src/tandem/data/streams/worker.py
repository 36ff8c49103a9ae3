"""A worker: reads a stream in micro-batches, applies it, and never counts an event twice."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy.exc import InterfaceError, OperationalError

from tandem.core.schema import decoder
from tandem.data.streams.dead import DeadLetter
from tandem.data.streams.message import Event, Message
from tandem.data.streams.progress import Progress, Step
from tandem.data.streams.source import Source
from tandem.errors import (
    DeadlineExceeded,
    Halted,
    InvalidInput,
    Overloaded,
    ProviderError,
    StoreError,
)
from tandem.record.times import now

T = TypeVar("T")
Transaction = TypeVar("Transaction")

_log = logging.getLogger("tandem.data")

_NOT_THE_EVENT = (
    OperationalError,
    InterfaceError,
    StoreError,
    OSError,
    MemoryError,
    Overloaded,
    ProviderError,
    DeadlineExceeded,
)
"""What says nothing against the event: a full disk, a server that is away."""


@dataclass(frozen=True)
class Done:
    """How many events a worker applied, passed over as known, and set aside."""

    applied: int = 0
    repeated: int = 0
    dead: int = 0

    def __add__(self, other: Done) -> Done:
        return Done(
            self.applied + other.applied, self.repeated + other.repeated, self.dead + other.dead
        )


class Worker(Generic[T, Transaction]):
    """Applies the events of a source in order, each counted once.

    ``apply`` gets the events that piled up, at most ``batch``, and returns the writes that
    they come to. It changes nothing itself: the writes, the positions and the keys are
    committed together by ``progress``, so that a crash at any instant leaves all or nothing
    of them and a new worker goes on from there.

    An event that is not a ``type``, or for which ``apply`` or a write raises, becomes a dead
    letter and the others go on. Errors that are not about an event (a full disk, a database
    or model server that is away) end the worker with everything as it was before.

    ``halt`` is the number of events in a row that may fail; then the worker raises
    ``Halted``, because the code is at fault. Run one worker a consumer: a second one gets
    ``Conflict``.
    """

    def __init__(
        self,
        source: Source,
        apply: Callable[[Sequence[Event[T]]], Iterable[Callable[[Transaction], object]]],
        progress: Progress[Transaction],
        *,
        consumer: str,
        type: type[T],
        batch: int = 500,
        halt: int = 100,
    ) -> None:
        self.source = source
        self.consumer = consumer
        self.batch = batch
        self.halt = halt
        self._apply = apply
        self._progress = progress
        # cast: mypy takes no class for hashable
        self._decode: Callable[[bytes], T] = decoder(cast("Any", type))
        self._positions = progress.positions(consumer, source.name)
        self._failed = 0

    def step(self, wait: float = 0.0) -> Done:
        """Apply what is there, at most one batch; wait at most ``wait`` s for something."""
        messages = self.source.read(self._positions, self.batch, wait)
        return self._take(messages) if messages else Done()

    def drain(self) -> Done:
        """Apply everything that is there and return."""
        total = Done()
        while (done := self.step()) != Done():
            total += done
        return total

    def run(self, stop: threading.Event) -> Done:
        """Apply what comes, as it comes, until ``stop`` is set or the source has ended."""
        total = Done()
        while not stop.is_set():
            done = self.step(wait=0.0 if self.source.finite else 0.1)
            if done == Done() and self.source.finite:
                break
            total += done
        return total

    def retry(self, letters: Iterable[DeadLetter]) -> Done:
        """Apply dead letters, after what was wrong has been mended; some may stay dead."""
        total = Done()
        for letter in letters:
            try:
                event = self._event(letter.message)
                events = [] if self._known([event.key]) else [event]
                writes = list(self._apply(events)) if events else []
                self._commit({}, events, writes, settled=[letter])
            except _NOT_THE_EVENT:
                raise
            except Exception as error:
                _log.info("event %s failed again: %s", letter.message.key, error)
                total += Done(dead=1)
            else:
                total += Done(applied=len(events), repeated=1 - len(events))
        return total

    def _take(self, messages: Sequence[Message]) -> Done:
        events, dead = self._read(messages)
        after = {message.partition: message.offset + 1 for message in messages}
        try:
            writes = list(self._apply(events)) if events else []
            self._commit(after, events, writes, dead=dead)
        except _NOT_THE_EVENT:
            raise
        except Exception as error:
            if len(messages) > 1:  # which one is it?
                half = len(messages) // 2
                return self._take(messages[:half]) + self._take(messages[half:])
            events, dead = [], [DeadLetter(messages[0], repr(error))]
            self._commit(after, [], [], dead=dead)
        self._count(applied=len(events), dead=len(dead))
        return Done(len(events), len(messages) - len(events) - len(dead), len(dead))

    def _read(self, messages: Sequence[Message]) -> tuple[list[Event[T]], list[DeadLetter]]:
        """The events that are new, and what is none."""
        events: dict[str, Event[T]] = {}
        dead: list[DeadLetter] = []
        for message in messages:
            try:
                events.setdefault(message.key, self._event(message))
            except InvalidInput as error:
                dead.append(DeadLetter(message, error.message))
        known = self._known(events)
        return [event for key, event in events.items() if key not in known], dead

    def _event(self, message: Message) -> Event[T]:
        if message.problem:
            raise InvalidInput(message.problem)
        value = self._decode(message.data)
        time = message.time or now()
        return Event(message.key, value, time, message.partition, message.offset)

    def _known(self, keys: Iterable[str]) -> set[str]:
        return set() if self.source.unique else self._progress.applied(self.consumer, keys)

    def _commit(
        self,
        after: dict[int, int],
        events: Sequence[Event[T]],
        writes: Sequence[Callable[[Transaction], object]],
        *,
        dead: Sequence[DeadLetter] = (),
        settled: Sequence[DeadLetter] = (),
    ) -> None:
        step = Step(
            consumer=self.consumer,
            stream=self.source.name,
            before=self._positions,
            after=after,
            writes=writes,
            keys=[] if self.source.unique else [event.key for event in events],
            dead=dead,
            settled=settled,
            newest=max((event.time for event in events), default=None),
        )
        self._progress.commit(step)
        self._positions = {**self._positions, **after}
        for letter in dead:
            _log.warning(
                "%s: event %s is set aside: %s", self.consumer, letter.message.key, letter.reason
            )

    def _count(self, *, applied: int, dead: int) -> None:
        self._failed = 0 if applied else self._failed + dead
        if self._failed >= self.halt:
            raise Halted(
                f"{self.consumer}: {self._failed} events of {self.source.name!r} in a row failed",
                hint="they are kept as dead letters; mend the code, then retry them",
            )
