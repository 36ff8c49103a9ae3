from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from tandem import Rows
from tandem.models.heads import LossOfLabels, cross_temperature, fit_head, softmax

DRAW = np.random.default_rng(0)
CENTRES = np.array([[2.0, 0.0], [0.0, 2.0], [-2.0, -2.0]])
TARGETS = np.arange(90) % 3
POINTS = CENTRES[TARGETS] + DRAW.normal(size=(90, 2))


@pytest.mark.parametrize(
    ("loss", "theirs"),
    [("logistic", LogisticRegression(C=2.0)), ("squared_hinge", LinearSVC(C=2.0))],
)
def test_scores_are_those_of_scikit_learn(loss: LossOfLabels, theirs: object) -> None:
    head = fit_head(POINTS, TARGETS, 3, C=2.0, loss=loss, whose="T")
    expected = theirs.fit(POINTS, TARGETS).decision_function(POINTS)  # type: ignore[attr-defined]  # scikit-learn has no types
    assert POINTS @ head.weights + head.bias == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("loss", ["logistic", "squared_hinge"])
def test_a_label_without_rows_never_wins(loss: LossOfLabels) -> None:
    for targets in (TARGETS, np.where(TARGETS == 2, 0, TARGETS)):
        head = fit_head(POINTS, targets, 4, C=1.0, loss=loss, whose="T")
        best = (POINTS @ head.weights + head.bias).argmax(axis=1)
        assert set(best) <= set(targets)
        assert (best == targets).mean() > 0.6


def test_one_row_a_label_is_enough() -> None:
    targets = np.arange(25)
    points = np.eye(25)
    head = fit_head(points, targets, 25, C=10.0, loss="logistic", whose="T")
    assert (points @ head.weights + head.bias).argmax(axis=1).tolist() == targets.tolist()


def test_chances_of_huge_scores_are_finite() -> None:
    assert softmax(np.array([[1e6, 0.0], [0.0, 0.0]])).tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_the_temperature_tames_a_model_that_is_too_sure() -> None:
    rows = Rows([str(i) for i in range(90)], ["abc"[i] for i in TARGETS])
    right = np.where(np.arange(90) % 10 < 7, TARGETS, (TARGETS + 1) % 3)
    said = 50.0 * np.eye(3)[right]  # certain, and wrong three times in ten
    temperature = cross_temperature(rows, TARGETS, 3, lambda train: lambda test: said[test])
    # The best chance for the label said is 0.7: exp(50 / t) / (exp(50 / t) + 2) = 0.7.
    assert temperature == pytest.approx(min(20.0, 50 / np.log(2 * 0.7 / 0.3)), rel=0.01)
    few = rows.take([0])
    assert cross_temperature(few, TARGETS[:1], 3, lambda train: lambda test: said[test]) == 1.0
