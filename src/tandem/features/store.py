"""Where the state of entities is kept for online reading."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from time import time
from typing import Protocol

Key = tuple[str, str]
"""The name of a view and of an entity in it."""
Edit = Callable[[Sequence[bytes | None]], Sequence[bytes]]
"""From the states of some entities to their new states."""


class OnlineStore(Protocol):
    """Bytes by view and entity. What they mean is known to ``Online`` alone."""

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order; ``None`` for one that is not known."""

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace the states of entities by what ``edit`` makes of them, all or none.

        Nobody changes them in between. ``edit`` may be called again if somebody did.
        """


class MemoryStore:
    """States in this process, for one machine and for tests; gone when it ends.

    States that were not changed for ``keep`` are no longer there.
    """

    def __init__(self, *, keep: timedelta | None = None) -> None:
        self._states: dict[Key, tuple[float, bytes]] = {}
        self._keep = None if keep is None else keep.total_seconds()
        self._lock = threading.Lock()

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order."""
        get, oldest = self._states.get, -math.inf if self._keep is None else time() - self._keep
        found = [get(key) for key in keys]
        return [item[1] if item is not None and item[0] > oldest else None for item in found]

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace states under a lock."""
        with self._lock:
            states, written = edit(self.load(keys)), time()
            self._states.update(
                (key, (written, state)) for key, state in zip(keys, states, strict=True)
            )

    def sweep(self) -> int:
        """Delete states that were not changed for as long as states are kept; how many."""
        with self._lock:
            if self._keep is None:
                return 0
            oldest = time() - self._keep
            old = [key for key, (written, _) in self._states.items() if written <= oldest]
            for key in old:
                del self._states[key]
            return len(old)
