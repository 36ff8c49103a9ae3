"""Linear heads: features to a score for each label, by logistic regression or the squared hinge."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.temperature import fit_temperature

Floats = NDArray[np.float64]
LossOfLabels = Literal["logistic", "squared_hinge"]


@dataclass(frozen=True, eq=False)
class Head:
    """Scores of labels: ``weights`` of shape (columns, labels) and ``bias`` of shape (labels,)."""

    weights: NDArray[np.float32]
    bias: Floats


def fit_head(
    matrix: Any,
    targets: NDArray[np.int64],
    labels: int,
    *,
    C: float,
    loss: LossOfLabels,
    whose: str,
) -> Head:
    """Fit rows of features, sparse or dense, to places of labels.

    ``logistic`` is multinomial regression; ``squared_hinge`` a support vector machine for each
    label against the others (Fan 2008). A label without rows is as unlikely as the least
    likely one.
    """
    try:
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC
    except ImportError:
        raise MissingExtra(
            f"{whose}.fit needs scikit-learn, which is not installed",
            hint='pip install "tandem-ai[models]"',
        ) from None

    learner: Any = (
        LogisticRegression(C=C, tol=1e-3, max_iter=1000)
        if loss == "logistic"
        else LinearSVC(C=C, tol=1e-3, dual="auto", max_iter=5000, random_state=0)
    )
    with warnings.catch_warnings():  # as many labels as rows are what few examples look like
        warnings.filterwarnings("ignore", message="The number of unique classes")
        model = learner.fit(matrix, targets)
    weights = np.zeros((matrix.shape[1], labels), dtype=np.float32)
    bias = np.full(labels, model.intercept_.min())
    if len(model.classes_) == 2:  # scikit-learn gives the odds of the second one only
        weights[:, model.classes_[1]] = model.coef_[0]
        bias[model.classes_] = [0.0, model.intercept_[0]]
    else:
        weights[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return Head(weights, bias)


def softmax(logits: Floats) -> Floats:
    """Chances that add up to one along the last axis."""
    chances = np.exp(logits - logits.max(axis=-1, keepdims=True))
    softened: Floats = chances / chances.sum(axis=-1, keepdims=True)
    return softened


def cross_temperature(
    rows: Rows[Any, str],
    targets: NDArray[np.int64],
    labels: int,
    learn: Callable[[Sequence[int]], Callable[[Sequence[int]], Floats]],
) -> float:
    """The temperature that suits predictions on unseen rows; 1 where there are too few.

    ``learn`` takes places of rows to learn from and gives what scores the rows at other places.
    Rows of a group stay together.
    """
    try:
        parts = folds(rows, k=5)
    except DefinitionError:
        return 1.0
    logits = np.empty((len(rows), labels))
    for train, test in parts:
        if len(set(targets[train])) < 2:
            return 1.0
        logits[test] = learn(train)(test)
    return fit_temperature(logits, targets)
