"""XGBoost itself as the oracle; what it shares with other libraries is in test_gradient."""

from __future__ import annotations

import pytest
import xgboost

from tests.models.boosters import ROWS, UNSEEN, XGLoyalty


def test_the_probabilities_are_those_of_the_library() -> None:
    fitted = XGLoyalty(trees=60, depth=2, rate=0.1).fit(ROWS)
    data = xgboost.DMatrix(
        fitted.encoder.matrix(UNSEEN.inputs), feature_types=["q", "c", "q", "q"],
        enable_categorical=True,
    )  # fmt: skip
    theirs = xgboost.Booster(model_file=bytearray(fitted.model.encode())).predict(data)
    assert fitted.predict(UNSEEN.inputs) == pytest.approx(theirs, abs=1e-6)
