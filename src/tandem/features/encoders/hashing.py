"""Categories of which there are too many to know them all, hashed into a few columns."""

from __future__ import annotations

import hashlib
from typing import TypeVar

from tandem.data.columns import Columns
from tandem.features.encoders.table import category
from tandem.features.encoders.transform import Transform, replaced

Record = TypeVar("Record")
Encoded = TypeVar("Encoded")


class HashingEncoder(Transform[Record, Encoded]):
    """Each category of ``columns`` as 1 or -1 in one of ``buckets`` columns, 0 in the others.

    The signed hashing trick (Weinberger 2009): nothing is learned, new categories are like
    any other, and those that share a bucket cancel out on average. Missing values are 0 in
    all. The hash is BLAKE2b of field and category, the same on every machine.
    """

    columns: tuple[str, ...]
    buckets: int = 16
    keep: bool = False

    def transform(self, columns: Columns, size: int) -> Columns:
        return replaced(
            columns, {n: self._hashed(columns, n, size) for n in self.columns}, keep=self.keep
        )

    def _hashed(self, columns: Columns, name: str, size: int) -> Columns:
        found: Columns = {f"{name}_hash_{i}": [0.0] * size for i in range(self.buckets)}
        known: dict[str | None, tuple[str, float]] = {}
        for row, value in enumerate(self._column(columns, name)):
            level = category(value)
            if level is None:
                continue
            if level not in known:
                known[level] = self._place(name, level)
            place, sign = known[level]
            found[place][row] = sign
        return found

    def _place(self, name: str, level: str) -> tuple[str, float]:
        data = f"{name}={level}".encode(errors="surrogatepass")
        number = int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
        return f"{name}_hash_{(number >> 1) % self.buckets}", 1.0 if number & 1 else -1.0
