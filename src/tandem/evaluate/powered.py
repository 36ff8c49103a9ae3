"""A judge's mean, corrected by a few labels of people: prediction-powered inference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.errors import DefinitionError
from tandem.evaluate.intervals import Floats, student


@dataclass(frozen=True)
class Powered:
    """A mean over all items with its 95 % interval, and how much the judge was worth.

    ``trust`` is the weight on the judge, 0 (of no use) to 1. ``worth`` is how many labels of
    people alone would give as narrow an interval.
    """

    value: float
    low: float
    high: float
    trust: float
    worth: float


def powered_mean(
    people: Sequence[float],
    judge: Sequence[float],
    judge_alone: Sequence[float],
    *,
    alpha: float = 0.05,
) -> Powered:
    """The mean of what people would say of all items, of whom few were asked.

    Values are of 0..1. ``people`` and ``judge`` are of the same labelled items, drawn at
    random; ``judge_alone`` is of the others. What the judge says of all is moved by how it
    errs on the labelled ones, so the interval holds however bad the judge is; the better it
    is, the narrower. The weight on it is the one of least variance (PPI++, Angelopoulos et
    al., 2311.01453), held to 0..1.

    The published interval misses more often than it says where few errors were seen (9 % for
    60 labels at a judge that errs on a tenth). So the spread is taken with two items more, on
    which judge and people contradict each other; the value is not moved by them.

    >>> found = powered_mean([1, 0, 1, 1], [1, 0, 1, 0], [1, 0, 0, 1, 1, 0, 0, 1])
    >>> found.low < found.value < found.high
    True
    """
    said, wanted = np.asarray(judge, dtype=float), np.asarray(people, dtype=float)
    alone = np.asarray(judge_alone, dtype=float)
    _check(wanted, said, alone)
    few, many = len(said), len(alone)
    said_padded, wanted_padded = np.append(said, (0.0, 1.0)), np.append(wanted, (1.0, 0.0))
    varies = float(np.concatenate([said, alone]).var(ddof=1))
    together = float(np.cov(said_padded, wanted_padded)[0, 1])
    trust = min(1.0, max(0.0, together / ((1 + few / many) * varies))) if varies else 0.0
    value = trust * float(alone.mean()) + float((wanted - trust * said).mean())
    left = float((wanted_padded - trust * said_padded).var(ddof=1))
    variance = trust**2 * float(alone.var(ddof=1)) / many + left / few
    low, high = student(value, math.sqrt(variance), few - 1, alpha=alpha)
    return Powered(value, low, high, trust, float(wanted_padded.var(ddof=1)) / variance)


def _check(people: Floats, judge: Floats, alone: Floats) -> None:
    if len(judge) != len(people) or len(judge) < 2 or len(alone) < 2:
        raise DefinitionError(
            f"{len(people)} labels of people, {len(judge)} of the judge on the same items, "
            f"{len(alone)} of the judge alone",
            hint="two labelled items and two others are the least, and the first two must match",
        )
    together = np.concatenate([people, judge, alone])
    if not (together >= 0).all() or not (together <= 1).all():
        raise DefinitionError(
            f"values from {together.min():g} to {together.max():g}, not of 0..1",
            hint="divide grades by their scale; leave failed judgements out of both lists",
        )
