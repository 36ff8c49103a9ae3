"""The kept question that is most like another: signs of projections first, then cosines."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float32]]

_BITS: Final = 256
_WORDS: Final = _BITS // 64
_CANDIDATES: Final = 64


class Similar:
    """Unit vectors with their keys, at most ``limit``, the oldest going first.

    The angle between two vectors shows in how many of 256 random planes part them
    (Charikar 2002). All are compared by those bits, and the cosine is computed for those
    that differ in no more bits than a pair at ``threshold`` does but in one case of ten
    thousand.
    """

    def __init__(self, limit: int, threshold: float) -> None:
        self._limit, self._threshold = limit, threshold
        self._size = self._next = 0
        self._planes: Floats = np.empty((0, 0), np.float32)
        self._codes = np.empty((_WORDS, 0), np.uint64)
        self._vectors: Floats = np.empty((0, 0), np.float32)
        self._keys: list[str] = []
        self._most = _most_different(threshold)

    def __len__(self) -> int:
        return self._size

    def add(self, key: str, vector: Floats) -> None:
        """Keep a vector under a key."""
        if not self._size:
            self._begin(len(vector))
        if self._size == len(self._vectors) < self._limit:
            self._grow()
        if self._size < self._limit:
            self._keys.append(key)
            self._size += 1
        else:
            self._keys[self._next] = key
        self._codes[:, self._next] = self._code(vector)
        self._vectors[self._next] = vector
        self._next = (self._next + 1) % self._limit

    def nearest(self, vector: Floats) -> tuple[str, float] | None:
        """The key and the cosine of the most similar at or above the threshold."""
        if not self._size:
            return None
        code = self._code(vector)
        differ = np.bitwise_count(self._codes[0, : self._size] ^ code[0]).astype(np.uint16)
        for word in range(1, _WORDS):
            differ += np.bitwise_count(self._codes[word, : self._size] ^ code[word])
        places = np.flatnonzero(differ <= self._most)
        if len(places) > _CANDIDATES:
            near = np.argpartition(differ[places], _CANDIDATES)[:_CANDIDATES]
            places = places[near]
        if not len(places):
            return None
        cosines = self._vectors[places] @ vector
        best = int(np.argmax(cosines))
        if cosines[best] < self._threshold:
            return None
        return self._keys[places[best]], float(cosines[best])

    def _begin(self, dimensions: int) -> None:
        generator = np.random.default_rng(0)
        self._planes = generator.standard_normal((dimensions, _BITS), dtype=np.float32)
        self._vectors = np.empty((0, dimensions), np.float32)

    def _grow(self) -> None:
        rows = min(self._limit, max(64, 2 * self._size))
        more = rows - len(self._vectors)
        blank = np.empty((more, self._vectors.shape[1]), np.float32)
        self._vectors = np.concatenate([self._vectors, blank])
        self._codes = np.concatenate([self._codes, np.empty((_WORDS, more), np.uint64)], axis=1)

    def _code(self, vector: Floats) -> Any:
        return np.packbits(vector @ self._planes > 0).view(np.uint64)


def _most_different(threshold: float) -> int:
    """Bits in which a pair at a cosine differs, and four standard deviations more."""
    share = math.acos(max(-1.0, min(1.0, threshold))) / math.pi
    return round(_BITS * share + 4 * math.sqrt(_BITS * share * (1 - share))) + 1
