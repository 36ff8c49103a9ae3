"""Generated series for the tests of forecasts."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from tandem.models.forecast import Series

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def weekly_shop(days: int, *, seed: int = 0, horizon: int = 7, noise: float = 1.0) -> Series:
    """Daily sales with a pattern of the week, a slow rise and noise."""
    chance = np.random.default_rng(seed)
    pattern = np.array([0.0, 1.0, 2.0, 3.0, 8.0, 12.0, -4.0])
    values = 40 + 5 * seed + 0.03 * np.arange(days) + np.resize(pattern, days)
    values += noise * chance.normal(size=days)
    kind = "large" if seed % 2 else "small"
    return Series(values.tolist(), horizon, "day", MONDAY, f"shop {seed}", {"kind": kind})


def shops(count: int, days: int, *, horizon: int = 7, noise: float = 1.0) -> list[Series]:
    return [weekly_shop(days, seed=i, horizon=horizon, noise=noise) for i in range(count)]
