from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.errors import DefinitionError, InvalidInput
from tandem.models.forecast import Forecast, Hierarchy

SHOPS = Hierarchy({"all": ["north", "south"], "north": ["a", "b"], "south": ["c", "d"]})
METHODS: list[Any] = ["bottom_up", "ols", "structural", "variance", "shrunk"]


def draw(chance: np.random.Generator, steps: int = 3) -> dict[str, Forecast]:
    return {name: Forecast(chance.normal(10, 5, steps).tolist()) for name in SHOPS.names}


def past(chance: np.random.Generator) -> dict[str, list[float]]:
    return {name: chance.normal(size=20).tolist() for name in SHOPS.names}


def test_the_summing_matrix() -> None:
    assert SHOPS.names == ["all", "north", "south", "a", "b", "c", "d"]
    assert SHOPS.summing()[:3].tolist() == [[1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]]


@settings(max_examples=30)
@given(st.integers(0, 1000), st.sampled_from(METHODS))
def test_parts_add_up_and_what_added_up_stays(seed: int, method: Any) -> None:
    chance = np.random.default_rng(seed)
    errors = past(chance)
    found = SHOPS.reconcile(draw(chance), method, errors)
    for total, parts in SHOPS.parts.items():
        added = np.sum([found[part].mean for part in parts], axis=0)
        assert found[total].mean == pytest.approx(added)
    again = SHOPS.reconcile(found, method, errors)
    for name in SHOPS.names:
        assert again[name].mean == pytest.approx(found[name].mean)


def test_least_squares_by_hand() -> None:
    pair = Hierarchy({"t": ["a", "b"]})
    said = {"t": Forecast([12.0]), "a": Forecast([5.0]), "b": Forecast([4.0])}
    # The gap of 3 is shared out: alike, by how many are added, or by variance.
    assert pair.reconcile(said, "ols")["t"].mean == pytest.approx([11.0])
    assert pair.reconcile(said, "structural")["t"].mean == pytest.approx([10.5])
    errors = {"t": [1.0, -1.0], "a": [2.0, -2.0], "b": [1.0, 1.0]}
    found = pair.reconcile(said, "variance", errors)
    assert found["a"].mean == pytest.approx([7.0])  # 4 of 6 parts of the gap
    assert found["t"].mean == pytest.approx([11.5])
    assert pair.reconcile(said, "bottom_up")["t"].mean == [9.0]


def test_reconciled_totals_err_less_than_their_own_forecast() -> None:
    chance = np.random.default_rng(1)
    own, shared = [], []
    for _ in range(300):
        truth = chance.normal(size=4)
        exact = SHOPS.summing() @ truth
        said = exact + chance.normal(size=7)
        found = SHOPS.reconcile(
            {n: Forecast([v]) for n, v in zip(SHOPS.names, said.tolist(), strict=True)}, "ols"
        )
        own.append(abs(said[0] - exact[0]))
        shared.append(abs(found["all"].mean[0] - exact[0]))
    assert np.mean(shared) < 0.9 * np.mean(own)


def test_bounds_move_with_their_forecast() -> None:
    pair = Hierarchy({"t": ["a"]})
    found = pair.reconcile(
        {"t": Forecast([3.0], [2.0], [5.0], 0.9), "a": Forecast([1.0])}, "bottom_up"
    )
    assert found["t"] == Forecast([1.0], [0.0], [3.0], 0.9)


def test_what_is_no_hierarchy_or_not_forecast_says_why() -> None:
    with pytest.raises(DefinitionError, match="'a' is part of itself: a > b > a"):
        Hierarchy({"a": ["b"], "b": ["a"]})
    with pytest.raises(DefinitionError, match="no parts"):
        Hierarchy({"a": []})
    said = draw(np.random.default_rng(0))
    with pytest.raises(InvalidInput, match="'d', of which there is no forecast"):
        SHOPS.reconcile({n: f for n, f in said.items() if n != "d"})
    with pytest.raises(InvalidInput, match=r"\[1, 3\] steps"):
        SHOPS.reconcile(said | {"a": Forecast([1.0])})
    with pytest.raises(InvalidInput, match="past errors are needed"):
        SHOPS.reconcile(said, "shrunk")
