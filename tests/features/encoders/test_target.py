from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import sklearn.preprocessing
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.features.encoders import Table, TargetEncoder
from tests.features.encoders.samples import TRIP, UNSEEN, Row, Trip, keeps_the_contract, rows

Cities = TargetEncoder[Row, Row]


class TripTarget(TargetEncoder[Trip, Row]):
    """Trips by the average of their city."""


def table(cities: list[str | None], targets: list[Any], groups: list[str] | None = None) -> Table:
    return Table.of(Rows([{"city": city} for city in cities], targets, groups))


def encoded(encoder: TargetEncoder[Row, Row], cities: list[str | None]) -> list[Any]:
    return [row["city_target"] for row in encoder.predict([{"city": city} for city in cities])]


def test_it_keeps_the_contract() -> None:
    keeps_the_contract(TripTarget(columns=("city",)))


def test_averages_by_hand() -> None:
    fitted = Cities(columns=("city",), smoothing=2.0).learn(
        table(["Bern", "Bern", "Bonn", None], [True, True, False, False])
    )
    # All rows: 0.5. Bern: (2 + 2 * 0.5) / (2 + 2); Bonn: (0 + 1) / (1 + 2); None likewise.
    assert encoded(fitted, ["Bern", "Bonn", None, "Oslo"]) == [0.75, 1 / 3, 1 / 3, 0.5]


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.floats(-100, 100)), min_size=4, max_size=60),
    st.floats(0.5, 50),
)
@settings(max_examples=40)
def test_it_equals_scikit_learn(pairs: list[tuple[str, float]], smoothing: float) -> None:
    cities: list[str | None] = [city for city, _ in pairs]
    targets = [target for _, target in pairs]
    ours = Cities(columns=("city",), smoothing=smoothing).learn(table(cities, targets))
    oracle = sklearn.preprocessing.TargetEncoder(smooth=smoothing, target_type="continuous", cv=2)
    oracle.fit(np.array(cities)[:, None], targets)
    theirs = oracle.transform(np.array(["a", "b", "c", "d", "new"])[:, None])[:, 0]
    assert encoded(ours, ["a", "b", "c", "d", "new"]) == pytest.approx(theirs.tolist())


@given(st.lists(st.sampled_from(["a", "b", None]), min_size=10, max_size=40), st.data())
@settings(max_examples=40)
def test_no_training_row_sees_its_own_target(cities: list[str | None], data: st.DataObject) -> None:
    targets = data.draw(st.lists(st.booleans(), min_size=len(cities), max_size=len(cities)))
    row = data.draw(st.integers(0, len(cities) - 1))
    changed = [target != (place == row) for place, target in enumerate(targets)]
    encoder = Cities(columns=("city",))
    _, one = encoder.learn_transform(table(cities, targets))
    _, other = encoder.learn_transform(table(cities, changed))
    assert one.columns["city_target"][row] == other.columns["city_target"][row]
    assert one.columns["city_target"] != other.columns["city_target"]  # the others do see it


def test_rows_of_a_group_do_not_see_each_others_targets() -> None:
    groups = [str(place // 4) for place in range(40)]
    cities: list[str | None] = [f"city {group}" for group in groups]  # a category is a group
    _, found = Cities(columns=("city",)).learn_transform(
        table(cities, [float(place) for place in range(40)], groups)
    )
    fitted_on_all = Cities(columns=("city",)).learn(
        table(cities, [float(place) for place in range(40)])
    )
    assert found.columns["city_target"] != encoded(fitted_on_all, cities)
    for place, value in enumerate(found.columns["city_target"]):
        twins = [found.columns["city_target"][i] for i in range(40) if groups[i] == groups[place]]
        assert twins == [value] * 4  # an average of the others alone


def test_pure_noise_teaches_nothing_out_of_fold() -> None:
    draw = random.Random(3)
    cities: list[str | None] = [f"c{draw.randrange(300)}" for _ in range(1500)]
    targets = [draw.random() for _ in cities]
    encoder = Cities(columns=("city",), smoothing=0.1)
    fitted, unseen = encoder.learn_transform(table(cities, targets))
    leaked = np.corrcoef(encoded(fitted, cities), targets)[0, 1]
    honest = np.corrcoef(unseen.columns["city_target"], targets)[0, 1]
    assert leaked > 0.3
    assert abs(honest) < 0.1


def test_labels_get_a_column_each() -> None:
    fitted = Cities(columns=("city",), smoothing=1.0).learn(
        table(["a", "a", "b", "b"], ["red", "red", "dark blue", "red"])
    )
    [row] = fitted.predict([{"city": "b"}])
    assert row == {
        "city_target_dark_blue": pytest.approx((1 + 0.25) / 3),
        "city_target_red": pytest.approx((1 + 0.75) / 3),
    }
    twins = Cities(columns=("city",)).learn(table(["a", "b"], ["x y", "x-y"]))
    assert list(twins.predict([{"city": "a"}])[0]) == ["city_target_0", "city_target_1"]


def test_ten_thousand_categories() -> None:
    cities: list[str | None] = [f"c{place % 10_000}" for place in range(20_000)]
    fitted = Cities(columns=("city",)).learn(table(cities, [float(p % 2) for p in range(20_000)]))
    assert len(fitted.averages["city"].levels) == 10_000
    assert encoded(fitted, ["c0", "c1", "never"]) == [
        pytest.approx(5 / 12),
        pytest.approx(7 / 12),
        0.5,
    ]


def test_the_column_may_be_kept() -> None:
    fitted = TripTarget(columns=("city",), keep=True).fit(rows())
    seen, unseen = fitted.predict([TRIP, UNSEEN])
    assert seen["city"] == "Bern"
    assert unseen["city_target"] == fitted.prior[0]


def test_targets_are_needed() -> None:
    with pytest.raises(DefinitionError, match="without targets"):
        Cities(columns=("city",)).fit([{"city": "a"}])
    with pytest.raises(DefinitionError, match="a target is missing"):
        Cities(columns=("city",)).fit(Rows([{"city": "a"}] * 2, ["x", None]))
    with pytest.raises(DefinitionError, match="'town', which the records have not"):
        Cities(columns=("town",)).fit(Rows([{"city": "a"}], [1.0]))
