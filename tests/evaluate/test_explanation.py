from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tandem import Model, System
from tandem.evaluate import Case, accuracy, auc, latency, mae
from tandem.evaluate.explanation import explain


@dataclass(frozen=True)
class Home:
    area: float
    rooms: int
    street: str
    unused: float | None = None


class Price(Model[Home, float]):
    """Ten a unit of area, and a hundred more in the main street."""

    def predict(self, xs: Sequence[Home], /) -> list[float]:
        return [10.0 * x.area + 100.0 * (x.street == "main") for x in xs]


class Dear(Model[Home, bool]):
    """Yes above an area of 50."""

    def predict(self, xs: Sequence[Home], /) -> list[bool]:
        return [x.area > 50 for x in xs]


HOMES = [Home(float(i % 100), i % 5, "main" if i % 3 else "side") for i in range(300)]
PRICED = [
    Case(id=str(i), input=home, target=price, group=str(i // 2))
    for i, (home, price) in enumerate(zip(HOMES, Price().predict(HOMES), strict=True))
]


def test_fields_that_matter_come_first_and_others_hold_zero() -> None:
    found = explain(Price(), PRICED, [latency(), mae()])
    assert found is not None
    assert (found.loss, found.cases) == ("squared error", 200)
    by_name = {one.feature: one for one in found.importances}
    assert [one.feature for one in found.importances[:2]] == ["area", "street"]
    assert 0 < by_name["area"].low < by_name["area"].value < by_name["area"].high
    for name in ("rooms", "unused"):
        assert (by_name[name].low, by_name[name].value, by_name[name].high) == (0, 0, 0)


def test_dependence_is_the_mean_output_at_each_value() -> None:
    found = explain(Price(), PRICED, [mae()])
    assert found is not None
    area, street = found.dependence
    assert (area.feature, street.feature) == ("area", "street")
    assert len(area.values) == 8
    slopes = {
        (area.means[i + 1] - area.means[i]) / (float(area.values[i + 1]) - float(area.values[i]))  # type: ignore[arg-type]  # numbers
        for i in range(7)
    }
    assert all(slope == pytest.approx(10) for slope in slopes)
    means = dict(zip(street.values, street.means, strict=True))
    assert means["main"] - means["side"] == pytest.approx(100)


def test_labels_have_importance_without_dependence() -> None:
    cases = [Case(id=str(i), input=x, target=x.area > 50) for i, x in enumerate(HOMES)]
    found = explain(Dear(), cases, [accuracy()])
    assert found is not None
    assert found.loss == "share of wrong labels"
    assert found.importances[0].feature == "area"
    assert found.dependence == []


def test_systems_inputs_and_metrics_that_cannot_be_explained_are_not() -> None:
    class Steps(System[Home, float]):
        price: Price

        async def run(self, x: Home, /) -> float:
            return await self.price(x)

    class Length(Model[str, float]):
        def predict(self, xs: Sequence[str], /) -> list[float]:
            return [float(len(x)) for x in xs]

    assert explain(Steps(price=Price()), PRICED, [mae()]) is None
    assert explain(Price(), PRICED, [latency()]) is None
    assert explain(Price(), PRICED[:1], [mae()]) is None
    assert explain(Length(), [Case(id="a", input="b", target=1.0)] * 2, [mae()]) is None
    assert explain(Price(), PRICED, [auc()]) is not None  # it compares two numbers


@pytest.mark.parametrize(("took", "cases"), [(0.0, 200), (1.0, 111), (10.0, None)])
def test_what_would_take_long_is_done_on_fewer_cases_or_not_at_all(
    took: float, cases: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, took])
    monkeypatch.setattr("tandem.evaluate.explanation.time.process_time", lambda: next(clock))
    found = explain(Price(), PRICED, [mae()])  # 4 fields in 3 shuffles, 3 fields at 8 values
    assert (found and found.cases) == cases
