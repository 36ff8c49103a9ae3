"""Rows of numbers worked out once for each key, and looked up many at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Key = TypeVar("Key")


class _Places(dict[Key, int], Generic[Key]):
    """Where the row of a key stands; a key that is not there is worked out first."""

    def __init__(self, width: int, make: Callable[[Key], Floats]) -> None:
        super().__init__()
        self.rows: Floats = np.zeros((64, width))
        self._make = make
        self._lock = Lock()

    def __missing__(self, key: Key) -> int:
        row = self._make(key)
        with self._lock:
            place = self.get(key, len(self))
            if place == len(self.rows):
                self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
            # The row is there before its place is told: readers need no lock.
            self.rows[place] = row
            self[key] = place
        return place


@dataclass(eq=False)
class Kept(Generic[Key]):
    """``make(key)`` for many keys, each ``width`` numbers and worked out once.

    Begins anew when it holds more than ``most`` keys. Threads may share it.

    >>> letters = Kept(1, lambda word: [len(word)])
    >>> letters.of(["a", "heron", "a"]).tolist()
    [[1.0], [5.0], [1.0]]
    """

    width: int
    make: Callable[[Key], Floats]
    most: int = 50_000
    _places: _Places[Key] = field(init=False)

    def __post_init__(self) -> None:
        self._places = _Places(self.width, self.make)

    def of(self, keys: Sequence[Key]) -> Floats:
        """The rows of keys, in their order: (keys, width)."""
        places = self._places
        if len(places) > self.most:
            places = self._places = _Places(self.width, self.make)
        where = np.fromiter(map(places.__getitem__, keys), np.intp, len(keys))
        return places.rows[where]
