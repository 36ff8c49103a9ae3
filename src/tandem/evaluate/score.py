"""From the values of cases to a score with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tandem.evaluate.estimate import estimate
from tandem.evaluate.metric import UNSCORED, Metric
from tandem.evaluate.report import Score

ALPHA = 0.05
"""Reports show 95 % intervals."""


def score_values(
    metric: Metric, values: Sequence[Any], groups: Sequence[str], *, failed: Sequence[bool] = ()
) -> Score:
    """The score of one value a case; ``None`` does not apply, ``UNSCORED`` has no value."""
    unscored = sum(value is UNSCORED for value in values)
    plain = [None if value is UNSCORED else value for value in values]
    applies = [group for group, value in zip(groups, plain, strict=True) if value is not None]
    found = estimate(metric, plain, groups)
    low, high = found.interval(ALPHA) if found else (math.nan, math.nan)
    return Score(
        value=finite(found.value) if found else None,
        low=finite(low),
        high=finite(high),
        n=len(applies),
        clusters=len(set(applies)),
        method=found.method if found else "no case has a value",
        better=metric.better,
        unit=metric.unit,
        failed=sum(failed),
        unscored=unscored,
    )


def finite(value: float) -> float | None:
    """The number, or ``None`` where there is no bound: JSON knows no infinity."""
    return value if math.isfinite(value) else None
