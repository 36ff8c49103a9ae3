"""Texts that are equal but for a few words, found by MinHash.

Broder (1997), "On the resemblance and containment of documents". Runs of three words are
hashed; the share of equal minima under 126 permutations estimates the share of runs that two
texts have in common (Jaccard), with a standard error of at most 0.045.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tandem.record.digest import digest_bytes

Signature = np.ndarray[Any, np.dtype[np.uint32]]

_WORD: Final = re.compile(r"\w+")
_RUN: Final = 3
_BANDS: Final = 21
_ROWS: Final = 6
_BLOCK: Final = 4_096
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_SEED: Final = hashlib.shake_256(b"tandem.minhash.1").digest(_BANDS * _ROWS * 16)
_FACTORS, _TERMS = np.frombuffer(_SEED, dtype="<u8").astype(np.uint64).reshape(2, -1)
_FACTORS = _FACTORS | np.uint64(1)


def compared(text: str) -> tuple[str, Signature]:
    """A hash equal for texts equal but for case, spaces and marks, and the minima of its runs.

    The minima are empty for a text of fewer words than a run has.
    """
    words = _WORD.findall(text.lower())
    normal = digest_bytes(" ".join(words).encode("utf-8", "surrogatepass"))
    return normal, _minima(words) if len(words) >= _RUN else np.empty(0, dtype=np.uint32)


def _minima(words: list[str]) -> Signature:
    hashed = {word: zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in set(words)}
    codes = np.array([hashed[word] for word in words], dtype=np.uint64)
    runs = codes[: len(codes) - _RUN + 1].copy()
    for i in range(1, _RUN):
        runs = runs * _MIX + codes[i : len(codes) - _RUN + 1 + i]
    runs ^= runs >> np.uint64(29)
    least = np.full(_BANDS * _ROWS, 2**64 - 1, dtype=np.uint64)
    for start in range(0, len(runs), _BLOCK):
        mixed = runs[start : start + _BLOCK, None] * _FACTORS + _TERMS
        np.minimum(least, mixed.min(axis=0), out=least)
    return (least >> np.uint64(32)).astype(np.uint32)


def similar(one: Signature, two: Signature) -> float:
    """The estimated share of runs that two texts have in common, 0 to 1."""
    return float((one == two).mean()) if len(one) and len(two) else 0.0


@dataclass(frozen=True)
class Print:
    """What is compared of a text: within a ``group`` only."""

    normal: str
    minima: Signature
    group: str = ""


def repeats(prints: Iterable[Print], least: float) -> dict[int, tuple[int, float]]:
    """For each text that repeats an earlier one: which, and how similar they are.

    Two texts are compared when they are equal, or a band of six minima is equal: at a
    similarity of 0.8 that misses 2 of 1,000 pairs. A text that repeats one is not compared
    with later ones.
    """
    equal: dict[tuple[str, str], int] = {}
    bands: defaultdict[tuple[str, int, bytes], list[int]] = defaultdict(list)
    kept: dict[int, Signature] = {}
    found: dict[int, tuple[int, float]] = {}
    for i, one in enumerate(prints):
        same = equal.setdefault((one.group, one.normal), i)
        if same != i:
            found[i] = (same, 1.0)
            continue
        keys = [(one.group, band, part) for band, part in enumerate(_parts(one.minima))]
        met = {j for key in keys for j in bands.get(key, ())}
        score, best = max(((similar(one.minima, kept[j]), -j) for j in met), default=(0.0, 0))
        if met and score >= least:
            found[i] = (-best, score)
            equal[one.group, one.normal] = -best
            continue
        kept[i] = one.minima
        for key in keys:
            bands[key].append(i)
    return found


def _parts(minima: Signature) -> list[bytes]:
    return [minima[i : i + _ROWS].tobytes() for i in range(0, len(minima), _ROWS)]
