from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Model, Rows, learned
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import BoostingRegressor, Conformal
from tandem.models.intervals import covering


@dataclass(frozen=True)
class House:
    size: float
    kind: str


class Mean(Model[House, float]):
    """The mean of what it has seen."""

    value: float = learned()

    def fit(self, rows: Rows[House, float]) -> Mean:
        return self.evolve(value=math.fsum(rows.targets) / len(rows))

    def predict(self, xs: Sequence[House], /) -> list[float]:
        return [self.value for _ in xs]


class Priced(Conformal[House]):
    """A concrete model, as a user would name one."""


def houses(count: int, seed: int) -> Rows[House, float]:
    """Prices whose errors grow with the size, and are three times as large for castles."""
    draw = random.Random(seed)
    found = [House(draw.uniform(1, 10), draw.choice(["flat", "castle"])) for _ in range(count)]
    noise = [draw.gauss(0, 0.1 * h.size * (3 if h.kind == "castle" else 1)) for h in found]
    return Rows(found, [h.size + error for h, error in zip(found, noise, strict=True)])


TRAIN, TEST = houses(1500, 0), houses(3000, 1)


def inside(model: Conformal[House], only: str = "") -> float:
    """The share of test rows inside their intervals."""
    hits = [
        interval.low <= target <= interval.high
        for interval, (house, target) in zip(model.predict(TEST.inputs), TEST, strict=True)
        if only in ("", house.kind)
    ]
    return sum(hits) / len(hits)


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.95])
def test_as_many_rows_lie_inside_as_it_says(coverage: float) -> None:
    model = Conformal(model=BoostingRegressor[House](trees=60), coverage=coverage)
    assert inside(model.fit(TRAIN)) == pytest.approx(coverage, abs=0.03)


def test_a_poor_model_is_covered_too() -> None:
    assert inside(Conformal(model=Mean()).fit(TRAIN)) == pytest.approx(0.9, abs=0.03)


def test_groups_have_coverage_of_their_own() -> None:
    plain = Conformal(model=BoostingRegressor[House](trees=60)).fit(TRAIN)
    grouped = Conformal(model=BoostingRegressor[House](trees=60), by="kind").fit(TRAIN)
    assert inside(plain, "castle") < 0.86 < 0.94 < inside(plain, "flat")
    for kind in ("castle", "flat"):
        assert inside(grouped, kind) == pytest.approx(0.9, abs=0.03)
    unknown = grouped.predict([House(5.0, "tent")])[0]
    assert unknown.high - unknown.value == pytest.approx(grouped.widths[""])


def test_records_may_be_dictionaries_as_encoders_give_them() -> None:
    rows = Rows([vars(house) for house in TRAIN.inputs], TRAIN.targets)
    records: Conformal[dict[str, object]] = Conformal(
        model=BoostingRegressor[dict[str, object]](trees=20), by="kind"
    )
    plain = Conformal(model=BoostingRegressor[House](trees=20), by="kind").fit(TRAIN)
    assert records.fit(rows).widths == plain.widths


def test_a_model_of_the_spread_makes_wide_intervals_where_errors_are_large() -> None:
    model = Conformal(
        model=BoostingRegressor[House](trees=60), spread=BoostingRegressor[House](trees=60)
    ).fit(TRAIN)
    small, large = model.predict([House(1.5, "flat"), House(9.5, "castle")])
    assert (large.high - large.low) > 4 * (small.high - small.low)
    assert inside(model) == pytest.approx(0.9, abs=0.03)


def test_it_keeps_the_contract() -> None:
    rows = TRAIN.take(range(100))
    model = Priced(model=BoostingRegressor[House](trees=5), spread=Mean(), by="kind")
    check(model.fit(rows), list(rows.inputs[:8]), learn=rows)


def test_too_few_rows_and_odd_coverages_are_told() -> None:
    with pytest.raises(DefinitionError, match=r"8 rows cannot give .* 0.9\n.*9 rows at least"):
        Conformal(model=Mean()).fit(TRAIN.take(range(8)))
    Conformal(model=Mean()).fit(TRAIN.take(range(9)))
    with pytest.raises(DefinitionError, match="coverage=90"):
        Conformal(model=Mean(), coverage=90).fit(TRAIN)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0.01, 0.99))
def test_the_covering_error_is_the_smallest_that_covers(errors: list[float], share: float) -> None:
    width = covering(errors, share)
    need = (len(errors) + 1) * share - 1e-9
    assert math.isinf(width) == (need > len(errors))
    if math.isfinite(width):
        assert sum(error <= width for error in errors) >= need
        assert sum(error < width for error in errors) < need
