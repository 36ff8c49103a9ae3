"""The trace writer: stores traces behind the requests, many in one commit."""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from types import TracebackType
from typing import Self

from tandem.errors import Overloaded, StoreError
from tandem.record.background import Background
from tandem.record.catalog import Catalog
from tandem.record.redact import Redactor
from tandem.record.span import Trace
from tandem.record.traces import TraceStore

_log = logging.getLogger("tandem.record")

Acknowledge = asyncio.Future[None]


class TraceWriter:
    """A sink that stores traces. ``put`` never blocks; what does not fit is counted.

    ``written`` and ``dropped`` count traces. A failing catalog is tried again while the
    queue has room. With ``durable`` every commit reaches the disk; without, the last
    commits may be lost with the machine's power, though not with the process.
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
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._background: Background[tuple[Trace, Acknowledge | None]] = Background(
            self._write, name="tandem-traces", capacity=capacity
        )
        atexit.register(self.close)

    def put(self, trace: Trace) -> None:
        """Queue a trace. It must not be changed afterwards."""
        if not self._background.put((trace, None)):
            self._drop(1)

    __call__ = put

    async def commit(self, trace: Trace) -> None:
        """Store a trace and return once it is on disk.

        Raises ``Overloaded`` if the queue is full, ``StoreError`` if it cannot be stored.
        """
        acknowledge: Acknowledge = asyncio.get_running_loop().create_future()
        if not self._background.put((trace, acknowledge)):
            self._drop(1)
            raise Overloaded("the queue of traces is full")
        self._background.wake()
        await acknowledge

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until everything queued was stored; ``False`` after ``timeout`` seconds."""
        return self._background.flush(timeout)

    def close(self, timeout: float = 30.0) -> None:
        """Store what is queued and stop. What the catalog does not take is dropped."""
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

    def _write(self, items: list[tuple[Trace, Acknowledge | None]]) -> None:
        traces = [trace for trace, _ in items]
        waiting = [acknowledge for _, acknowledge in items if acknowledge is not None]
        pause = 0.05
        while True:
            try:
                stored = self._store.add(traces, durable=self._durable or bool(waiting))
                break
            except Exception as error:
                _log.warning("traces could not be stored: %s", error)
                _settle(waiting, StoreError(f"the trace could not be stored: {error}"))
                traces = [trace for trace, acknowledge in items if acknowledge is None]
                self._drop(len(waiting))
                waiting = []
                if not traces or self._stopping.wait(pause):
                    self._drop(len(traces))
                    return
                pause = min(2 * pause, 5.0)
        with self._lock:
            self.written += stored
            self.dropped += len(traces) - stored
        _settle(waiting, None)

    def _drop(self, count: int) -> None:
        with self._lock:
            self.dropped += count


def _settle(waiting: list[Acknowledge], error: Exception | None) -> None:
    for acknowledge in waiting:
        loop = acknowledge.get_loop()
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve, acknowledge, error)


def _resolve(acknowledge: Acknowledge, error: Exception | None) -> None:
    if acknowledge.done():  # the caller was cancelled
        return
    if error is None:
        acknowledge.set_result(None)
    else:
        acknowledge.set_exception(error)
