"""Drift in words: what a column held before, and what it holds now."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.drifted import Drifted
from tandem.evaluate.measure import Method
from tandem.improve.alerts import Severity
from tandem.improve.pairs import Pair
from tandem.improve.risen import Risen

_SEVERE: dict[Method, tuple[float, float]] = {
    "jensen_shannon": (0.1, 0.2),
    "psi": (0.1, 0.25),
    "kolmogorov_smirnov": (0.12, 0.2),
}
"""Where warnings and critical alerts begin: shifts by about 0.3 and 0.5 deviations."""

_EXAMPLES = 3
_WORDS = 5
_LONG = 120


def severity(found: Drifted) -> Severity:
    """How loud an alert on this drift is."""
    warning, critical = _SEVERE[found.method]
    if found.value >= critical:
        return "critical"
    return "warning" if found.value >= warning else "notice"


def describe(found: Drifted, pair: Pair) -> str:
    """From what to what, and how far: ``median 12 -> 31 (jensen-shannon 0.24)``."""
    if pair.reference.dtype.kind == "f":
        change = _numbers(pair.reference, pair.current)
    else:
        moves = (f"{name!r} {p:.0%} -> {q:.0%}" for name, (p, q) in found.shares.items())
        change = ", ".join(moves)
    return f"{change} ({found.method.replace('_', '-')} {found.value:.2f})"


def _numbers(before: NDArray[Any], after: NDArray[Any]) -> str:
    sides = [side[~np.isnan(side)] for side in (before, after)]
    missing = [1 - len(sides[0]) / len(before), 1 - len(sides[1]) / len(after)]
    said = []
    if len(sides[0]) and len(sides[1]):
        for name, share in (("median", 0.5), ("10th percentile", 0.1), ("90th percentile", 0.9)):
            p, q = (float(np.quantile(side, share)) for side in sides)
            if p != q:
                said.append(f"{name} {p:.3g} -> {q:.3g}")
    if abs(missing[0] - missing[1]) >= 0.01:
        said.append(f"missing {missing[0]:.0%} -> {missing[1]:.0%}")
    return ", ".join(said) or "the same range, other shares within it"


def describe_words(words: list[Risen], texts: int) -> list[str]:
    """The words that came up: those never seen first, then those seen before, at most five."""
    new = [item for item in words if not item.reference][:_WORDS]
    more = [item for item in words if item.reference][: _WORDS - len(new)]
    said = []
    if new:
        said.append(f"words never seen at build: {', '.join(item.word for item in new)}")
    if more:
        listed = ", ".join(f"{item.word} (now in {item.current} of {texts})" for item in more)
        said.append(f"words that came up: {listed}")
    return said


def examples(values: NDArray[Any], words: list[str]) -> list[Any]:
    """A few values: quartiles of numbers, the commonest labels, texts with most of ``words``."""
    if values.dtype.kind == "f":
        present = values[~np.isnan(values)]
        return np.quantile(present, (0.25, 0.5, 0.75)).tolist() if len(present) else []
    counts = Counter(value for value in values.tolist() if value is not None)
    ranked = sorted(counts, key=lambda value: (-_has(value, words), -counts[value]))
    return [_short(value) for value in ranked[:_EXAMPLES]]


def _has(text: str, words: list[str]) -> int:
    return sum(word in text.lower() for word in words)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."
