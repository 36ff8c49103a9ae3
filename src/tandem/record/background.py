"""A bounded queue with a thread behind it that handles items in groups."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Background(Generic[T]):
    """Takes items without ever blocking and hands them, in groups, to ``handle``.

    ``handle`` must not raise. ``put`` only appends: the thread looks every ``interval``
    seconds, or at once when a whole group waits, because waking it costs the caller more.
    """

    def __init__(
        self,
        handle: Callable[[list[T]], None],
        *,
        name: str,
        capacity: int,
        group: int = 512,
        interval: float = 0.05,
    ) -> None:
        self._handle = handle
        self._capacity = capacity
        self._group = group
        self._interval = interval
        self._queue: deque[T] = deque()
        self._wake = threading.Event()
        self._idle = threading.Condition()
        self._working = False
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put(self, item: T) -> bool:
        """Queue an item; ``False`` if the queue is full or closed."""
        waiting = len(self._queue)
        if waiting >= self._capacity or self._closed:
            return False
        self._queue.append(item)
        if waiting == self._group:
            self._wake.set()
        return True

    def wake(self) -> None:
        """Handle what is queued now rather than at the next look."""
        self._wake.set()

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until everything queued so far was handled; ``False`` after ``timeout`` s."""
        deadline = monotonic() + timeout
        with self._idle:
            while self._queue or self._working:
                self._wake.set()
                left = deadline - monotonic()
                if left <= 0 or not self._thread.is_alive():
                    return False
                self._idle.wait(min(left, self._interval))
        return True

    def close(self, timeout: float = 30.0) -> bool:
        """Refuse new items, handle the queued ones and end the thread."""
        self._closed = True
        done = self.flush(timeout)
        self._wake.set()
        self._thread.join(max(timeout, 0.1) if done else 0.1)
        return done

    def _work(self) -> None:
        while not (self._closed and not self._queue):
            self._wake.wait(self._interval)
            self._wake.clear()
            while self._queue:
                self._working = True
                size = min(len(self._queue), self._group)
                self._handle([self._queue.popleft() for _ in range(size)])
                with self._idle:
                    self._working = False
                    self._idle.notify_all()
