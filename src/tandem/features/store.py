"""Where the state of entities is kept for online reading."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
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
    """States in this process, for one machine and for tests; gone when it ends."""

    def __init__(self) -> None:
        self._states: dict[Key, bytes] = {}
        self._lock = threading.Lock()

    def load(self, keys: Sequence[Key], /) -> list[bytes | None]:
        """The states of entities, in order."""
        get = self._states.get
        return [get(key) for key in keys]

    def change(self, keys: Sequence[Key], edit: Edit, /) -> None:
        """Replace states under a lock."""
        with self._lock:
            self._states.update(zip(keys, edit(self.load(keys)), strict=True))
