"""The trace writer: stores traces behind the requests, many in one commit."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import threading
import time
from types import TracebackType
from typing import Self

from sqlalchemy.exc import OperationalError

from tandem.errors import Overloaded, StoreError
from tandem.record.background import Background
from tandem.record.catalog import Catalog
from tandem.record.pack import Row
from tandem.record.redact import Redactor
from tandem.record.span import Trace
from tandem.record.traces import TraceStore

_log = logging.getLogger("tandem.record")

_QUIET = 64  # traces in a group; below it there is time to be polite
_BREATH = 400e-6  # seconds between two traces, in which a request can take the interpreter

Acknowledge = asyncio.Future[None]
Item = tuple[Trace, Acknowledge | None]


class TraceWriter:
    """A sink that stores traces. ``put`` never blocks; what does not fit is counted.

    ``written`` and ``dropped`` count traces. While the catalog fails (disk full, server
    away) a group is tried again and the queue fills; a trace that it refuses is dropped
    alone. With ``durable`` every commit reaches the disk; without, the last commits may be
    lost with the machine's power, though not with the process.
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        capacity: int = 10_000,
        redactor: Redactor | None = None,
        durable: bool = False,
    ) -> None:
        self.written = 0
        self.dropped = 0
        self._store = TraceStore(catalog, redactor=redactor)
        self._durable = durable
        self._counting = threading.Lock()
        self._stopping = threading.Event()
        self._background: Background[Item] = Background(
            self._write, name="tandem-traces", capacity=capacity
        )
        atexit.register(self.close)

    def put(self, trace: Trace) -> None:
        """Queue a trace, which must not be changed afterwards."""
        if not self._background.put((trace, None)):
            self._count(dropped=1)

    async def commit(self, trace: Trace) -> None:
        """Store a trace and return once it is on disk.

        Raises ``Overloaded`` if the queue is full, ``StoreError`` if it cannot be stored.
        """
        acknowledge: Acknowledge = asyncio.get_running_loop().create_future()
        if not self._background.put((trace, acknowledge)):
            self._count(dropped=1)
            raise Overloaded("the queue of traces is full")
        self._background.wake()
        await acknowledge

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until everything queued was stored; ``False`` after ``timeout`` seconds."""
        return self._background.flush(timeout)

    def close(self, timeout: float = 30.0) -> None:
        """Store what is queued and stop. What the catalog does not take now is dropped."""
        atexit.unregister(self.close)
        self._stopping.set()
        self._background.close(timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self, items: list[Item]) -> None:
        packed = self._pack(items)
        rows = [row for row, _ in packed]
        waiting = [acknowledge for _, acknowledge in packed if acknowledge is not None]
        try:
            stored = self._store.add_rows(rows, durable=self._durable or bool(waiting))
        except Exception as error:
            _log.warning("traces could not be stored: %s", error)
            # Whoever waits decides what to do; the others are tried again.
            _settle(waiting, StoreError(f"the trace could not be stored: {error}"))
            self._count(dropped=len(waiting))
            self._retry([row for row, acknowledge in packed if acknowledge is None])
        else:
            self._count(written=stored, dropped=len(rows) - stored)
            _settle(waiting, None)

    def _pack(self, items: list[Item]) -> list[tuple[Row, Acknowledge | None]]:
        packed = []
        for trace, acknowledge in items:
            try:
                packed.append((self._store.pack(trace), acknowledge))
            except Exception as error:
                _log.warning("trace %s was refused: %s", trace.id, error)
                _settle(
                    [acknowledge] if acknowledge else [],
                    StoreError(f"the trace cannot be stored: {error}"),
                )
                self._count(dropped=1)
            if len(items) < _QUIET and acknowledge is None:
                time.sleep(_BREATH)
        return packed

    def _retry(self, rows: list[Row]) -> None:
        """Store rows one by one, waiting for a failing catalog, until told to stop."""
        pause = 0.05
        while rows:
            try:
                stored = self._store.add_rows(rows[:1], durable=self._durable)
            except OperationalError:
                if self._stopping.wait(pause):
                    self._count(dropped=len(rows))
                    return
                pause = min(2 * pause, 5.0)
            except Exception as error:
                _log.warning("trace %s was refused: %s", rows[0][0], error)
                self._count(dropped=1)
                del rows[0]
            else:
                self._count(written=stored, dropped=1 - stored)
                del rows[0]

    def _count(self, *, written: int = 0, dropped: int = 0) -> None:
        with self._counting:
            self.written += written
            self.dropped += dropped


def _settle(waiting: list[Acknowledge], error: StoreError | None) -> None:
    for acknowledge in waiting:
        with contextlib.suppress(RuntimeError):  # its loop has ended, so nobody waits
            acknowledge.get_loop().call_soon_threadsafe(_resolve, acknowledge, error)


def _resolve(acknowledge: Acknowledge, error: StoreError | None) -> None:
    if acknowledge.done():  # the caller was cancelled
        return
    if error is None:
        acknowledge.set_result(None)
    else:
        acknowledge.set_exception(error)
