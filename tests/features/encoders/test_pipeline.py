from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tandem import Model, Rows, learned
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.evaluate import auc
from tandem.features.encoders import (
    CyclicalEncoder,
    DateEncoder,
    Imputer,
    Pipeline,
    Scaler,
    TargetEncoder,
)
from tandem.models import Blend, Boosting, Calibrated, Logistic
from tests.features.encoders.samples import TRIP, UNSEEN, Row, Trip, rows, trips


class Remember(Model[Row, int]):
    """Keeps what it was fitted on."""

    seen: list[Row] = learned()

    def fit(self, rows: Rows[Row, Any]) -> Any:
        return self.evolve(seen=list(rows.inputs))

    def predict(self, xs: Any, /) -> list[int]:
        return [len(x) for x in xs]


class Late(Pipeline[Trip, float]):
    """The chance of a night trip."""


@dataclass(frozen=True)
class Shop:
    name: str
    size: float


def nights(count: int = 400) -> Rows[Trip, bool]:
    inputs = trips(count)
    return Rows(inputs, [(trip.km or 0) > 8 or trip.city == "Bern" for trip in inputs])


def encoders() -> tuple[Any, ...]:
    return (
        DateEncoder(columns=("day",), parts=("month", "weekday")),
        CyclicalEncoder(periods={"day_month": 12.0}),
        TargetEncoder(columns=("city",)),
        Imputer(strategy="median", indicator=True),
        Scaler(),
    )


@pytest.mark.parametrize("model", [Logistic[Row](), Boosting[Row](trees=10)], ids=str)
def test_it_keeps_the_contract(model: Any) -> None:
    late = Late(encoders=encoders(), model=model)
    check(late.fit(nights()), [TRIP, UNSEEN, *trips(3, seed=5)], learn=nights())


def test_an_encoder_is_fitted_on_what_those_before_it_give() -> None:
    fitted = Pipeline[Trip, int](encoders=encoders(), model=Remember()).fit(nights())
    model: Any = fitted.model
    assert list(model.seen[0]) == [
        "km",
        "seats",
        "city_target",
        "day_month_sin",
        "day_month_cos",
        "day_weekday",
        "night",
        "km_missing",
    ]
    assert list(fitted.encode([TRIP])[0]) == list(model.seen[0])


def test_the_model_is_fitted_on_out_of_fold_values() -> None:
    taught = Rows([{"city": f"c{i % 50}"} for i in range(200)], [i % 50 < 25 for i in range(200)])
    pipeline = Pipeline[Row, int](encoders=(TargetEncoder(columns=("city",)),), model=Remember())
    fitted = pipeline.fit(taught)
    model: Any = fitted.model
    assert model.seen != fitted.encode(taught.inputs)


def test_a_leaking_category_does_not_fool_it() -> None:
    # The name of a shop is all but unique and says nothing: only the size counts.
    shops = [Shop(f"shop {i // 2}", float(i % 7)) for i in range(600)]
    taught = Rows(shops[:400], [shop.size > 3 for shop in shops[:400]])
    names = TargetEncoder[Any, Any](columns=("name",), smoothing=0.01)
    fitted = Pipeline[Shop, float](encoders=(names,), model=Logistic[Row]()).fit(taught)
    chances = fitted.predict(shops[400:])
    values = [(shop.size > 3, chance) for shop, chance in zip(shops[400:], chances, strict=True)]
    assert auc().aggregate(values) > 0.97


def test_it_can_be_calibrated_and_blended_and_gives_reasons() -> None:
    pipeline = Late(encoders=encoders(), model=Blend[Row](members=(Logistic[Row](),)))
    calibrated = Calibrated[Trip](model=pipeline).fit(nights())
    assert 0 <= calibrated.predict([TRIP])[0] <= 1
    [reasons] = pipeline.fit(nights()).reasons([TRIP], count=2)
    assert {reason.feature for reason in reasons} <= set(pipeline.fit(nights()).encode([TRIP])[0])


def test_dropped_rows_do_not_reach_the_model() -> None:
    fitted = Pipeline[Trip, int](
        encoders=(Imputer(columns=("km",), strategy="drop"),), model=Remember()
    ).fit(rows())
    model: Any = fitted.model
    assert len(model.seen) == sum(trip.km is not None for trip in trips())
    with pytest.raises(DefinitionError, match="no row is left of 2 for Remember"):
        fitted.fit(Rows([Trip(None, 1, None, "2026-01-01")] * 2, [1, 2]))


def test_no_records_are_no_predictions() -> None:
    fitted = Late(encoders=encoders(), model=Logistic[Row]()).fit(nights())
    assert list(fitted.predict([])) == []
