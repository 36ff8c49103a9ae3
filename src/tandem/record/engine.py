"""Engines: one function over many pieces of work, in this process, in several, or elsewhere.

What tuning, cross-validation and scoring ask of whoever does their work. A cluster is another
class with the same method.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from tandem.core.schema import convert, encode
from tandem.errors import DefinitionError
from tandem.record.blobs import Blobs
from tandem.record.digest import digest
from tandem.record.ledger import ChunkLedger, Claim

Work = Callable[[Any], Any]
_ATTEMPTS = 3


@dataclass(frozen=True)
class Outcome:
    """What became of one item: its value, or why there is none, after how many attempts."""

    value: Any = None
    error: str = ""
    attempts: int = 0

    @property
    def done(self) -> bool:
        """Whether there is a value."""
        return not self.error


class Book(Protocol):
    """Knows which items are left, and what came of the others."""

    def take(self) -> tuple[int, Any] | None:
        """The place of an item to do, and what ``done`` and ``failed`` want to see again."""

    def done(self, place: int, token: Any, value: Any) -> None:
        """An item has a value."""

    def failed(self, place: int, token: Any, error: str) -> None:
        """An attempt came to nothing."""

    def outcomes(self) -> list[Outcome]:
        """What became of all items, in order."""


class Engine(Protocol):
    """Does work on items; results come in their order, and failures are named, not raised."""

    def map(
        self,
        work: Work,
        items: Sequence[Any],
        *,
        book: Book | None = None,
        cancelled: Callable[[], bool] = ...,
    ) -> list[Outcome]:
        """The outcome of every item; an item is tried again where its worker died.

        ``work`` may be called more than once for an item: equal items give equal values. Once
        ``cancelled`` says so nothing new is begun, and what was not done has the error
        ``"cancelled"``. With ``Kept`` as the book a job that was killed goes on where it was.
        """


@dataclass
class InMemory:
    """A book for one run."""

    count: int
    attempts: int = _ATTEMPTS
    _found: dict[int, Outcome] = field(default_factory=dict)
    _tries: dict[int, int] = field(default_factory=dict)
    _waiting: deque[int] = field(init=False)

    def __post_init__(self) -> None:
        self._waiting = deque(range(self.count))

    def take(self) -> tuple[int, Any] | None:
        if not self._waiting:
            return None
        place = self._waiting.popleft()
        self._tries[place] = self._tries.get(place, 0) + 1
        return place, None

    def done(self, place: int, token: Any, value: Any) -> None:
        self._found[place] = Outcome(value, attempts=self._tries[place])

    def failed(self, place: int, token: Any, error: str) -> None:
        tries = self._tries[place]
        if tries < self.attempts:
            self._waiting.append(place)
        else:
            self._found[place] = Outcome(error=error, attempts=tries)

    def outcomes(self) -> list[Outcome]:
        return [self._found.get(place, Outcome(error="cancelled")) for place in range(self.count)]


class Kept:
    """A book in a catalog: values are blobs of JSON, and what is done is not done again.

    ``kind`` is the type of the values. Items are plain data, known by their digest.
    """

    def __init__(
        self, ledger: ChunkLedger, blobs: Blobs, job: str, items: Sequence[Any], kind: Any
    ) -> None:
        self._ledger, self._blobs, self._job, self._kind = ledger, blobs, job, kind
        ledger.plan(job, {str(place): digest(item) for place, item in enumerate(items)})

    def take(self) -> tuple[int, Any] | None:
        while self._ledger.unfinished(self._job):
            claim = self._ledger.claim(self._job)
            if claim is not None:
                return int(claim.chunk), claim
            if not self._waiting():
                return None
        return None

    def _waiting(self) -> bool:
        return any(chunk.state == "waiting" for chunk in self._ledger.chunks(self._job))

    def done(self, place: int, token: Claim, value: Any) -> None:
        self._ledger.finish(token, self._blobs.put(encode(value)))

    def failed(self, place: int, token: Claim, error: str) -> None:
        self._ledger.fail(token, error)

    def outcomes(self) -> list[Outcome]:
        return [self._outcome(chunk) for chunk in self._ledger.chunks(self._job)]

    def _outcome(self, chunk: Any) -> Outcome:
        import msgspec

        if chunk.state == "done":
            value = convert(msgspec.json.decode(self._blobs.get(chunk.output)), self._kind)
            return Outcome(value, attempts=chunk.attempt)
        error = chunk.reason if chunk.state == "set aside" else "cancelled"
        return Outcome(error=error, attempts=chunk.attempt)


def _never() -> bool:
    return False


class Here:
    """The engine that works in the calling thread."""

    def map(
        self,
        work: Work,
        items: Sequence[Any],
        *,
        book: Book | None = None,
        cancelled: Callable[[], bool] = _never,
    ) -> list[Outcome]:
        """The outcome of every item."""
        book = book or InMemory(len(items))
        while not cancelled() and (taken := book.take()) is not None:
            place, token = taken
            try:
                value = work(items[place])
            except Exception as error:
                book.failed(place, token, f"{type(error).__name__}: {error}")
            else:
                book.done(place, token, value)
        return book.outcomes()


@dataclass(frozen=True)
class LocalProcesses:
    """The engine of several new processes on this machine; one that is killed is replaced.

    The work, and the class of every item and value, must be importable by name.
    """

    workers: int

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise DefinitionError(f"an engine of {self.workers} processes")

    def map(
        self,
        work: Work,
        items: Sequence[Any],
        *,
        book: Book | None = None,
        cancelled: Callable[[], bool] = _never,
    ) -> list[Outcome]:
        """The outcome of every item."""
        book = book or InMemory(len(items))
        workers = [_Worker(work) for _ in range(min(self.workers, max(1, len(items))))]
        try:
            while True:
                for worker in workers:
                    if worker.free and not cancelled() and (taken := book.take()) is not None:
                        worker.begin(taken, items[taken[0]])
                busy = [worker for worker in workers if not worker.free]
                if not busy:
                    return book.outcomes()
                ready = wait([worker.pipe for worker in busy])
                for worker in busy:
                    if worker.pipe in ready:
                        worker.settle(book)
        finally:
            for worker in workers:
                worker.stop()


class _Worker:
    """A process, its pipe, and the item that it has in hand."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._taken: tuple[int, Any] | None = None
        self._start()

    def _start(self) -> None:
        # Not forked: the parent has threads and open databases, which do not survive a fork.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def free(self) -> bool:
        return self._taken is None

    def begin(self, taken: tuple[int, Any], item: Any) -> None:
        self._taken = taken
        try:
            self.pipe.send(item)
        except OSError:  # it died before: its end of the pipe says so when it is waited for
            return

    def settle(self, book: Book) -> None:
        assert self._taken is not None
        place, token = self._taken
        self._taken = None
        try:
            error, value = self.pipe.recv()
        except (EOFError, OSError):
            self.stop()
            self._start()
            code = self._process.exitcode
            book.failed(place, token, f"the process that worked on it died ({code})")
            return
        if error:
            book.failed(place, token, error)
        else:
            book.done(place, token, value)

    def stop(self) -> None:
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _serve(pipe: Connection, work: Work) -> None:
    """What a process does: one item after the other, until nobody sends any."""
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        try:
            answer = ("", work(item))
        except Exception as error:
            answer = (f"{type(error).__name__}: {error}", None)
        pipe.send(answer)
