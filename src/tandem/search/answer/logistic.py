"""A logistic model as a list of weights: all that a reader's state needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tandem.errors import InvalidInput, MissingExtra

Array = np.ndarray[Any, np.dtype[np.float64]]


def learn_weights(rows: Array, labels: Sequence[bool], *, strength: float) -> list[float]:
    """Weights of the columns, the first of which is always 1; ``strength`` is of the penalty.

    Raises ``InvalidInput`` if all labels are alike.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtra(
            "a reader needs scikit-learn to learn", hint="pip install 'tandem-ai[search]'"
        ) from error
    if len(set(labels)) < 2:
        raise InvalidInput(
            f"all {len(labels)} examples that a reader got are alike",
            hint="give questions whose passages hold the answer among other text",
        )
    scale = rows.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=1 / strength, max_iter=1000, fit_intercept=False)
    model.fit(rows / scale, np.asarray(labels, dtype=bool))
    weights: list[float] = (model.coef_[0] / scale).tolist()
    return weights


def log_odds(rows: Array, weights: Sequence[float]) -> Array:
    """The log-odds of each row."""
    found: Array = rows @ np.asarray(weights, dtype=np.float64)
    return found


def chance(log_odds: Array) -> Array:
    """Log-odds as chances from 0 to 1."""
    chances: Array = 1 / (1 + np.exp(-np.clip(log_odds, -500, 500)))
    return chances
