"""Unit vectors in eight bits: a first look at a quarter of the memory, with a proven error."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

if TYPE_CHECKING:
    from tandem.search.index.vector import Floats

AT_ONCE: Final = 8_192
"""Rows rounded together, which bounds memory."""
_MOST: Final = 127
_SLACK: Final = np.float32(1e-5)
"""More than single precision can lose in the few products of a bound and of a score."""


@dataclass(frozen=True)
class Codes:
    """Row i is about ``steps[i] * numbers[i]``; the difference has length ``errors[i]`` at most.

    So the cosine to a query is within a bound of what whole numbers give (Cauchy-Schwarz),
    and a row whose cosine cannot reach the k-th best need not be looked at.
    """

    numbers: np.ndarray[Any, np.dtype[np.int8]]
    steps: Floats
    errors: Floats

    @classmethod
    def build(cls, rows: Floats) -> Self:
        """From unit vectors, or zeros, one a row."""
        numbers = np.empty(rows.shape, dtype=np.int8)
        steps, errors = np.empty((2, len(rows)), dtype=np.float32)
        for start in range(0, len(rows), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            numbers[part], steps[part], errors[part] = _rounded(rows[part])
        return cls(numbers, steps, errors)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """What ``save`` wrote, the numbers memory-mapped."""
        numbers = np.load(folder / "codes.npy", mmap_mode="r", allow_pickle=False)
        steps, errors = np.load(folder / "steps.npy", allow_pickle=False)
        return cls(np.asarray(numbers), steps, errors)

    def save(self, folder: Path) -> None:
        """Write ``codes.npy`` and ``steps.npy``."""
        np.save(folder / "codes.npy", self.numbers, allow_pickle=False)
        np.save(folder / "steps.npy", np.stack([self.steps, self.errors]), allow_pickle=False)

    def bounds(self, query: Floats) -> tuple[Floats, Floats] | None:
        """For each row a number that its cosine to a unit vector reaches, and one it does not pass.

        ``None`` where the library for products of whole numbers is not installed (extra
        ``vectors``).
        """
        try:
            import numkong
        except ImportError:
            return None
        (asked,), (step,), (error,) = _rounded(query[None])
        products = np.asarray(numkong.cdist(self.numbers, asked[None], "dot"))[:, 0]
        about = products.astype(np.float32)
        about *= self.steps
        about *= step
        # x.q - x'.q' = (x - x').q + x'.(q - q'), with |q| = 1 and |x'| <= 1 + |x - x'|
        apart = self.errors * (1 + error)
        apart += error + _SLACK
        return about - apart, about + apart


def _rounded(rows: Floats) -> tuple[np.ndarray[Any, np.dtype[np.int8]], Floats, Floats]:
    """Whole numbers, their steps, and the length of what rounding took, itself rounded up."""
    largest = np.abs(rows).max(axis=1, initial=0.0)
    steps: Floats = np.where(largest > 0, largest / _MOST, 1).astype(np.float32)
    numbers = np.clip(np.rint(rows / steps[:, None]), -_MOST, _MOST).astype(np.int8)
    rest = rows.astype(np.float64) - steps[:, None].astype(np.float64) * numbers
    errors = np.linalg.norm(rest, axis=1) * (1 + 1e-6)
    return numbers, steps, errors.astype(np.float32)
