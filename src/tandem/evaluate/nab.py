"""Anomaly detectors scored as the Numenta Anomaly Benchmark does (Lavin and Ahmad 2015)."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tandem.errors import DefinitionError

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_NOTHING = 1.1
"""A threshold above every score."""


@dataclass(frozen=True)
class NabProfile:
    """What a window found, a false alarm and a window missed count for."""

    found: float = 1.0
    alarm: float = 0.11
    missed: float = 1.0


NAB_PROFILES: Final = {
    "standard": NabProfile(),
    "reward_low_FP_rate": NabProfile(alarm=0.22),
    "reward_low_FN_rate": NabProfile(missed=2.0),
}
"""The three application profiles of the benchmark."""


@dataclass(frozen=True)
class ScoredSeries:
    """A series in order of time: when, how anomalous (0 to 1), and where anomalies were.

    ``windows`` are first and last time of each labelled window, both inside it.
    """

    name: str
    times: Sequence[Any]
    scores: Sequence[float]
    windows: Sequence[tuple[Any, Any]] = ()


@dataclass(frozen=True)
class NabScore:
    """``value`` is 0 for a detector that says nothing and 100 for a perfect one.

    ``threshold`` is the alarm's, ``raw`` the sum before normalising and ``by_series`` its
    parts; ``windows`` how many there were to find, ``found`` how many were, ``alarms`` the
    points outside windows at or above the threshold.
    """

    value: float
    threshold: float
    raw: float
    windows: int
    found: int
    alarms: int
    by_series: dict[str, float]


def nab_score(
    series: Sequence[ScoredSeries],
    profile: NabProfile = NAB_PROFILES["standard"],
    *,
    threshold: float | None = None,
) -> NabScore:
    """Score a detector over a corpus, at the one threshold that suits the whole of it best.

    The first 15 % of each series, 750 points at most, are not scored. In a window only the
    best alarm counts, the more the earlier, by a scaled sigmoid; an alarm outside costs less
    shortly after a window than far from one. The benchmark chooses the threshold over the
    scored corpus itself, for every detector: give ``threshold`` where it was chosen elsewhere.
    Raises ``DefinitionError`` without a window, for unordered times, and for scores that are
    not numbers.

    >>> calm = [0.0] * 20
    >>> alarm = [*calm[:10], 0.9, *calm[11:]]
    >>> found = nab_score([ScoredSeries("a", range(20), alarm, [(10, 13)])])
    >>> found.value, found.threshold, found.found
    (100.0, 0.9, 1)
    """
    parts = [_weigh(one, profile) for one in series]
    windows = sum(part.windows for part in parts)
    if not windows:
        raise DefinitionError(
            "nab_score got no window that is scored", hint="label where the anomalies were"
        )
    steps = [_steps(part, profile) for part in parts]
    if threshold is None:
        threshold = _best(np.concatenate([p.scores for p in parts]), np.concatenate(steps))
    over = [part.scores >= threshold for part in parts]
    raws = [
        float(-profile.missed * part.windows + step[at].sum())
        for part, step, at in zip(parts, steps, over, strict=True)
    ]
    raw, least = sum(raws), -profile.missed * windows
    return NabScore(
        value=100 * (raw - least) / (profile.found * windows - least),
        threshold=threshold,
        raw=raw,
        windows=windows,
        found=sum(
            len(set(part.window[at].tolist()) - {-1}) for part, at in zip(parts, over, strict=True)
        ),
        alarms=sum(
            int((at & (part.window < 0)).sum()) for part, at in zip(parts, over, strict=True)
        ),
        by_series={one.name: value for one, value in zip(series, raws, strict=True)},
    )


@dataclass(frozen=True)
class _Weighed:
    """Scored points: how anomalous, what an alarm there counts for, which window (or -1)."""

    scores: Floats
    weight: Floats
    window: Indices
    windows: int


def _weigh(series: ScoredSeries, profile: NabProfile) -> _Weighed:
    scores = np.asarray(series.scores, dtype=np.float64)
    _check(series, scores)
    count = len(scores)
    weight = np.full(count, -profile.alarm)
    window = np.full(count, -1, dtype=np.intp)
    scored = int(min(0.15 * count, 0.15 * 5000))
    bounds = [
        (bisect_left(series.times, first), bisect_right(series.times, last) - 1)
        for first, last in sorted(series.windows)
    ]
    for number, (first, last) in enumerate(bounds):
        if last < first:
            raise DefinitionError(f"{series.name} has no point in window {number}")
        width = last - first + 1
        inside = np.arange(first, last + 1)
        weight[inside] = profile.found * _sigmoid((inside - last - 1) / width) / _sigmoid(-1.0)
        window[inside] = number
        end = bounds[number + 1][0] if number + 1 < len(bounds) else count
        after = np.arange(last + 1, end)
        weight[after] = profile.alarm * _sigmoid((after - last) / max(width - 1, 1))
    kept = window[scored:]
    return _Weighed(scores[scored:], weight[scored:], kept, len(set(kept.tolist()) - {-1}))


def _check(series: ScoredSeries, scores: Floats) -> None:
    if len(scores) != len(series.times):
        raise DefinitionError(f"{series.name}: {len(scores)} scores, {len(series.times)} times")
    if not np.isfinite(scores).all():
        raise DefinitionError(f"{series.name} has scores that are not finite numbers")
    if any(later < time for time, later in zip(series.times, series.times[1:], strict=False)):
        raise DefinitionError(f"{series.name} is not in order of time", hint="sort it first")


def _sigmoid(position: Any) -> Any:
    """1 well before, 0 at the right edge of a window (position 0), -1 from three widths on."""
    value = 2 / (1 + np.exp(5 * np.asarray(position, dtype=np.float64))) - 1
    return np.where(np.asarray(position) >= 3, -1.0, value)


def _steps(part: _Weighed, profile: NabProfile) -> Floats:
    """What each point adds when the threshold sinks to it: in a window, only what betters it.

    Equal scores are taken together, so their order within a window does not matter.
    """
    added = part.weight.copy()
    for number in set(part.window.tolist()) - {-1}:
        at = np.flatnonzero(part.window == number)
        order = at[np.argsort(-part.scores[at], kind="stable")]
        best = np.maximum.accumulate(np.maximum(part.weight[order], -profile.missed))
        added[order] = np.diff(best, prepend=-profile.missed)
    return added


def _best(scores: Floats, added: Floats) -> float:
    """The score at or above which alarms add most; above all where none adds anything."""
    order = np.argsort(-scores, kind="stable")
    scores, total = scores[order], np.cumsum(added[order])
    last = np.append(scores[1:] != scores[:-1], True)
    place = int(np.argmax(np.where(last, total, -math.inf)))
    return float(scores[place]) if total[place] > 0 else _NOTHING
