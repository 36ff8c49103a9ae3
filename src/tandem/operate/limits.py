"""How much one server takes on at once; what is above that is shed, not queued for ever."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields

from tandem.errors import DefinitionError, Overloaded


@dataclass(frozen=True)
class Limits:
    """Bounds of a server. Memory stays near ``(concurrent + queue) * body_bytes`` at worst."""

    body_bytes: int = 1_048_576
    """Largest request body; more is refused with 413."""
    depth: int = 100
    """Deepest nesting of arrays and objects in a body; more is refused with 422."""
    head_bytes: int = 32_768
    """Largest request line and headers together; more is refused with 431."""
    batch_rows: int = 1_000
    """Most inputs of one batch request."""
    seconds: float = 30.0
    """Time for one answer; after it the work is cancelled and the caller gets 504."""
    stream_seconds: float = 300.0
    """Time for one streamed answer."""
    send_seconds: float = 10.0
    """Time a client has to send a request completely; after it the connection is closed."""
    concurrent: int = 64
    """Answers worked on at once."""
    queue: int = 256
    """Requests that may wait for their turn; more are refused with 503 and Retry-After."""
    connections: int = 1_000
    """Open connections; more are refused with 503 and Retry-After."""
    unread_bytes: int = 1_048_576
    """Streamed text that a slow reader may leave unread before its stream is cut."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            least = 0 if field.name == "queue" else 1e-3
            if value < least:
                raise DefinitionError(f"Limits.{field.name} is {value}", hint="it must be positive")


class Admission:
    """Counts requests in the house and lets ``concurrent`` of them work at a time."""

    def __init__(self, limits: Limits) -> None:
        self.capacity = limits.concurrent + limits.queue
        self.inside = 0
        self.turn = asyncio.Semaphore(limits.concurrent)
        self._concurrent = limits.concurrent
        self._mean = 0.05  # seconds of an answer, smoothed; the guess counts until one is known

    def enter(self) -> None:
        """Let a request in, or raise ``Overloaded`` saying when to come back."""
        if self.inside >= self.capacity:
            raise Overloaded(
                f"the server is busy with {self.inside} requests",
                retry_after=self.retry_after(),
                hint="send the request again after the seconds in Retry-After",
            )
        self.inside += 1

    def leave(self) -> None:
        """A request has been answered."""
        self.inside -= 1

    def took(self, seconds: float) -> None:
        """Learn how long an answer takes, for ``retry_after``."""
        self._mean += 0.05 * (seconds - self._mean)

    def retry_after(self) -> float:
        """Seconds until those inside are likely served, between 1 and 60."""
        return min(60.0, max(1.0, self.inside * self._mean / self._concurrent))
