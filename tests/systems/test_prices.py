from __future__ import annotations

import asyncio
import math
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from systems.prices import data, measure, system
from systems.prices.data import AMES, House
from systems.prices.features import GRADES, HouseFeatures, features
from systems.prices.system import Estimate, Prices

from tandem import Inputs, Store
from tandem.checks import check
from tandem.core import tree
from tandem.data import Reviewed, read_records
from tandem.deliver import Delivered, Registry, deliver, load_project
from tandem.errors import DataMissing, InvalidInput
from tandem.features.encoders import Pipeline
from tandem.models import BoostingRegressor, Conformal, Interval, Ridge, Stack
from tandem.operate import score_table
from tests.systems.ames import COLUMNS, write_table

FOLDER = Path(system.__file__).parent
LITTLE_KNOWN = House(neighborhood="Nowhere", overall_qual=5, gr_liv_area=1e7, year_built=1890)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("data") / "ames.csv")


@pytest.fixture(scope="module")
def inputs(table: Path) -> Inputs:
    return Inputs(FOLDER, {"table": str(table)})


@pytest.fixture(scope="module")
def delivered(store: Store, inputs: Inputs) -> Delivered:
    """The project as it is, but for fewer and smaller models, which take the time."""
    loaded = load_project(FOLDER)
    few: Any = Stack(members=(Ridge(penalty=20.0), BoostingRegressor(trees=40, leaves=4)))
    small = tree.swap(loaded.project.system, "log_price.model.model", few)
    project = replace(loaded.project, system=small)
    return asyncio.run(deliver(replace(loaded, project=project), store, inputs))


@pytest.fixture(scope="module")
def live(delivered: Delivered, store: Store) -> Any:
    return Registry(store).load(delivered.release)


def test_the_published_form_is_read(table: Path) -> None:
    assert table.read_text().splitlines()[0].split(",") == COLUMNS
    houses = read_records(table, House)
    assert len(houses) == 300
    assert all(house.first_flr_sf for house in houses)
    assert {house.second_flr_sf for house in houses} == {0.0, 700.0}
    assert all((house.garage_type is None) == (house.garage_area == 0) for house in houses)


def test_every_column_of_the_table_is_a_field_but_for_the_price_and_two_numbers() -> None:
    assert len(asdict(LITTLE_KNOWN)) == len(COLUMNS) - len(["Order", "PID", "SalePrice"])


def test_held_out_houses_are_always_the_same_and_never_learned_from(inputs: Inputs) -> None:
    cases = data.held_out_cases(inputs)
    assert [case.id for case in cases] == [case.id for case in data.held_out_cases(inputs)]
    train = data.training_rows(inputs)
    assert not {case.id for case in cases} & set(train.groups or ())
    assert not {case.input for case in cases} & set(train.inputs)
    assert (len(cases), len(train)) == (60, 240)
    assert max(train.targets) < 16 < min(case.target for case in cases)  # logs, and dollars


def test_reviewed_prices_are_learned_in_logs_but_not_of_held_out_houses(inputs: Inputs) -> None:
    held_out = data.held_out_cases(inputs)[0].input

    def reviewed(house: House, value: Any) -> Reviewed:
        when = datetime(2026, 1, 1, tzinfo=UTC)
        return Reviewed("price", asdict(house), {}, value, "trace", "ann", when)

    items = [
        reviewed(LITTLE_KNOWN, 150_000),
        reviewed(held_out, 150_000),
        reviewed(LITTLE_KNOWN, "much"),
        reviewed(LITTLE_KNOWN, 0),
    ]
    rows = data.training_rows(replace(inputs, reviewed=items))
    assert len(rows) == 241
    assert (rows.inputs[-1], rows.targets[-1]) == (LITTLE_KNOWN, math.log(150_000))


def test_a_blank_means_none_or_unknown_by_the_number_beside_it() -> None:
    with_pool = replace(LITTLE_KNOWN, pool_area=500.0, garage_area=0.0)
    none, unknown = features(asdict(LITTLE_KNOWN)), features(asdict(with_pool))
    assert none["pool_qc"] == GRADES["None"] == 0
    assert unknown["pool_qc"] is None
    assert (none["garage_type"], unknown["garage_type"]) == ("None", "None")
    assert features(asdict(replace(with_pool, pool_qc="Ex")))["pool_qc"] == 5
    assert none["kitchen_qual"] is None  # there is always a kitchen


def test_features_are_what_their_names_say() -> None:
    house = replace(
        LITTLE_KNOWN, gr_liv_area=1500.0, total_bsmt_sf=500.0, bsmtfin_sf_1=100.0, yr_sold=2010,
        year_built=1990, year_remod_add=2000, full_bath=2, half_bath=1, wood_deck_sf=50.0,
    )  # fmt: skip
    found = features(asdict(house))
    assert found["total_area"] == pytest.approx(math.log1p(2000))
    assert found["finished_area"] == pytest.approx(math.log1p(1600))
    assert (found["age"], found["years_since_remodelling"]) == (20, 10)
    assert (found["baths"], found["porch_area"]) == (2.5, 50.0)
    assert found["was_remodelled"] is True


def test_features_keep_the_contract(table: Path) -> None:
    houses = read_records(table, House)[:20]
    check(HouseFeatures(), [LITTLE_KNOWN, *houses])


def test_a_release_has_an_error_and_a_coverage(delivered: Delivered) -> None:
    scores = delivered.report.scores
    assert set(scores) == {"rmse", "mae", "coverage"}
    assert 0.05 < (scores["rmse"].value or 0) < 0.2
    assert (scores["coverage"].value or 0) > 0.75
    assert set(delivered.report.slices["sale"]) == {"normal", "other"}


def test_any_house_gets_a_price_bounds_and_reasons(live: Any) -> None:
    [estimate] = live.predict([LITTLE_KNOWN])
    assert 0 < estimate.low < estimate.price < estimate.high < math.inf
    assert 1 <= len(estimate.reasons) <= 5
    values = {one.feature: one.value for one in estimate.reasons}
    assert values["gr_liv_area"] == 1e7  # as given, not its logarithm
    assert values["total_area"] == 10**7


def test_reasons_say_in_percent_what_the_table_was_made_by(live: Any, table: Path) -> None:
    house = replace(read_records(table, House)[0], overall_qual=9, neighborhood="Hill")
    worse = replace(house, overall_qual=3, neighborhood="Station")
    fine, poor = live.predict([house, worse])
    assert fine.price > 1.4 * poor.price
    by_name = {one.feature: one.percent for one in poor.reasons}
    assert any("qual" in name and percent < -3 for name, percent in by_name.items())


def test_a_table_is_scored(live: Any, table: Path, tmp_path: Path) -> None:
    scored = score_table(live, table, tmp_path / "priced.jsonl")
    assert (scored.rows, scored.rejected) == (300, 0)


def test_the_system_keeps_the_contract(inputs: Inputs) -> None:
    rows = data.training_rows(inputs).take(range(80))
    pipeline: Pipeline[House, Interval] = Pipeline(
        encoders=(HouseFeatures(),), model=Conformal(model=Ridge[Any](penalty=20.0))
    )
    prices = Prices(log_price=pipeline.fit(rows))
    check(prices, [LITTLE_KNOWN, *rows.inputs[:10]])
    assert isinstance(prices.predict([LITTLE_KNOWN])[0], Estimate)


def test_errors_are_measured_of_the_stack_and_of_each_member(inputs: Inputs) -> None:
    rows = measure.encoded(data.all_rows(inputs))
    train, test = rows.take(range(200)), rows.take(range(200, 300))
    stack: Stack[Any] = Stack(members=tuple(Ridge(penalty=p) for p in (1.0, 20.0, 400.0)))
    few = stack.fit(train)
    found = measure.errors_of(few, test)
    assert set(found) == {*measure.NAMES, "stack"}
    assert measure.rmse(found["stack"]) < 0.15
    assert found["ridge"][0] == few.members[0].predict(test.inputs)[0] - test.targets[0]


def test_a_column_that_is_not_there_is_named(tmp_path: Path, table: Path) -> None:
    lines = table.read_text().splitlines()[:2]
    broken = tmp_path / "broken.csv"
    without = lines[0].replace("Overall Qual", "Overall Look")
    broken.write_text("\n".join([without, lines[1]]))
    with pytest.raises(InvalidInput, match="no column for the field 'overall_qual'"):
        read_records(broken, House)


def test_without_data_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_DATA", raising=False)
    with pytest.raises(DataMissing, match="TANDEM_DATA") as caught:
        data.training_rows(Inputs(FOLDER))
    assert AMES.url in str(caught.value)
