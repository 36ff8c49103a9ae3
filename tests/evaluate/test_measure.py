from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tandem.evaluate.measure import Method, measure
from tests.improve import fixture

Draw = Callable[[np.random.Generator, int], np.ndarray]  # type: ignore[type-arg]  # floats or objects

ROUNDS = 400
DRAWS: dict[str, Draw] = {
    "normal": lambda rng, n: rng.normal(size=n),
    "long tail": lambda rng, n: np.exp(2 * rng.normal(size=n)),
    "mostly zero": lambda rng, n: np.where(rng.random(n) < 0.7, 0.0, rng.exponential(size=n)),
    "few categories": lambda rng, n: rng.choice(
        np.array(list("abcde"), dtype=object), p=[0.5, 0.3, 0.1, 0.07, 0.03], size=n
    ),
    "endless categories": lambda rng, n: (
        np.minimum(rng.zipf(1.6, size=n), 200).astype(str).astype(object)
    ),
}


@pytest.mark.parametrize("rows", [(60, 60), (100, 1000), (1000, 100)])
@pytest.mark.parametrize("kind", DRAWS)
@pytest.mark.parametrize("method", ["jensen_shannon", "psi"])
def test_chance_is_that_of_noise(method: Method, kind: str, rows: tuple[int, int]) -> None:
    rng = np.random.default_rng(7)
    draw = DRAWS[kind]
    chances = np.array(
        [
            measure("x", draw(rng, rows[0]), draw(rng, rows[1]), method=method).chance
            for _ in range(ROUNDS)
        ]
    )
    # 5 % of 400 is 20, with a standard deviation of 4.4; 1 % is 4 with 2.
    assert (chances <= 0.05).sum() <= 40
    assert (chances <= 0.01).sum() <= 14


@pytest.mark.parametrize("method", ["jensen_shannon", "psi", "kolmogorov_smirnov"])
def test_noise_is_the_value_with_that_chance(method: Method) -> None:
    found = measure("x", *fixture.NUMBERS["shift"], method=method)
    limit = found.noise(found.chance)
    assert limit == pytest.approx(found.value, rel=0.01)
    assert found.noise(0.001) > found.noise(0.05)


def test_shares_name_what_moved_most() -> None:
    found = measure("letter", *fixture.CATEGORIES)
    assert list(found.shares) == ["d", "e", "b"]
    assert found.shares["e"] == (0.0, 0.1)
    assert found.bins == 5


def test_missing_values_are_a_bin() -> None:
    whole = np.linspace(0, 1, 200)
    holes = np.where(np.arange(200) % 2, whole, np.nan)
    found = measure("x", whole, holes)
    assert found.shares["(missing)"] == (0.0, 0.5)
    assert found.chance < 1e-9


def test_categories_and_empty_samples_have_no_order() -> None:
    assert measure("x", *fixture.CATEGORIES, method="kolmogorov_smirnov").method == "jensen_shannon"
    nothing = np.full(5_000, np.nan)
    found = measure("x", fixture.Z, nothing, method="kolmogorov_smirnov")
    assert found.method == "jensen_shannon"
    assert found.chance == 0.0


def test_rare_values_together_are_no_drift() -> None:
    before = np.array([f"id{i}" for i in range(300)], dtype=object)
    after = np.array([f"id{i}" for i in range(300, 600)], dtype=object)
    assert measure("id", before, after).value < 0.01
