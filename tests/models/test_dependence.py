from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.models import interaction, partial_dependence

Record = dict[str, float]
RANDOM = np.random.default_rng(0)
RECORDS = [dict(zip("xyz", row, strict=True)) for row in RANDOM.normal(size=(60, 3)).tolist()]


def test_dependence_is_the_mean_over_records() -> None:
    def predict(xs: Sequence[Record]) -> list[float]:
        return [x["x"] ** 2 + x["x"] * x["y"] for x in xs]

    mean = float(np.mean([x["y"] for x in RECORDS]))
    found = partial_dependence(predict, RECORDS, "x", [0.0, 1.0, 2.0])
    assert found == pytest.approx([0.0, 1.0 + mean, 4.0 + 2 * mean])


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3))
def test_what_adds_up_does_not_interact(weights: list[float]) -> None:
    def predict(xs: Sequence[Record]) -> list[float]:
        return [
            weights[0] * np.sin(x["x"]) + weights[1] * x["y"] ** 2 + weights[2] * x["z"] for x in xs
        ]

    assert interaction(predict, RECORDS, ("x", "y"), most=12) == pytest.approx(0.0, abs=1e-4)


def test_a_product_interacts_wholly_and_only_its_fields_do() -> None:
    records = [
        {"x": x, "y": y, "z": z} for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (0.0, 1.0)
    ]

    def predict(xs: Sequence[Record]) -> list[float]:
        return [x["x"] * x["y"] + 2 * x["z"] for x in xs]

    assert interaction(predict, records, ("x", "y")) == pytest.approx(1.0)
    assert interaction(predict, records, ("x", "z")) == pytest.approx(0.0, abs=1e-9)
    assert interaction(lambda xs: [1.0] * len(xs), records, ("x", "y")) == 0.0


def test_one_record_is_not_enough() -> None:
    with pytest.raises(DefinitionError, match="interaction got 1 records"):
        interaction(lambda xs: [0.0] * len(xs), RECORDS[:1], ("x", "y"))
