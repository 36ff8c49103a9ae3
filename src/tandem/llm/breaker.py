"""A circuit breaker: a server that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from tandem.errors import ProviderError


class Breaker:
    """Open after ``failures`` failures in a row, for ``seconds``; then one call tries.

    >>> breaker = Breaker(failures=1, seconds=60.0)
    >>> breaker.failed()
    >>> breaker.admit("the server")
    Traceback (most recent call last):
    tandem.errors.ProviderError: the server failed 1 times in a row and is left alone for 60 s
    """

    def __init__(
        self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.failures, self.seconds, self._clock = failures, seconds, clock
        self._in_a_row, self._until = 0, 0.0

    def admit(self, whose: str) -> None:
        """Let a call through, or raise ``ProviderError``. 0 failures: never open."""
        if not self.failures or self._in_a_row < self.failures:
            return
        left = self._until - self._clock()
        if left > 0:
            raise ProviderError(
                f"{whose} failed {self._in_a_row} times in a row "
                f"and is left alone for {left:.0f} s",
                retry_after=left,
            )
        self._until = self._clock() + self.seconds  # this call tries; others wait for its end

    def succeeded(self) -> None:
        """A call was answered."""
        self._in_a_row = 0

    def failed(self) -> None:
        """A call failed by the server's fault."""
        self._in_a_row += 1
        if self._in_a_row >= self.failures:
            self._until = self._clock() + self.seconds
