from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from systems.churn import data, measure, system
from systems.churn.data import TELCO, Customer
from systems.churn.features import features
from systems.churn.offers import FREE, OFFER, cost_of

from tandem import Inputs, Rows, Store
from tandem.checks import check
from tandem.core import tree
from tandem.data import Reviewed, read_records
from tandem.deliver import Delivered, Registry, deliver, load_project
from tandem.errors import DataMissing
from tandem.evaluate import cross_validate
from tandem.models import Logistic
from tandem.models.space import configured
from tandem.operate import score_table
from tests.systems.telco import COLUMNS, write_table

FOLDER = Path(system.__file__).parent
NEVER_SEEN = Customer(
    gender="unknown",
    senior_citizen=True,
    partner=False,
    dependents=False,
    tenure=0,
    phone_service=True,
    multiple_lines=None,
    internet_service="Satellite",
    online_security=None,
    online_backup=None,
    device_protection=None,
    tech_support=None,
    streaming_tv=None,
    streaming_movies=None,
    contract="Ten years",
    paperless_billing=True,
    payment_method=None,
    monthly_charges=1e9,
    total_charges=None,
)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(tmp_path_factory.mktemp("data") / "telco.csv")


@pytest.fixture(scope="module")
def inputs(table: Path) -> Inputs:
    return Inputs(FOLDER, {"table": str(table)})


@pytest.fixture(scope="module")
def delivered(store: Store, inputs: Inputs) -> Delivered:
    """The project as it is, but for fewer trials and trees, which take the time."""
    loaded = load_project(FOLDER)
    score = loaded.project.system.score  # type: ignore[attr-defined]  # a Retention
    few = configured(replace(score, trials=1, folds=2), {"model.model.model.trees": 40})
    small = tree.swap(loaded.project.system, "score", few)
    project = replace(loaded.project, system=small)
    return asyncio.run(deliver(replace(loaded, project=project), store, inputs))


def test_the_published_form_is_read(table: Path) -> None:
    customers = read_records(table, Customer)
    lines = table.read_text().splitlines()
    assert lines[0].split(",") == COLUMNS
    assert len(customers) == len(lines) - 1
    new = [customer for customer in customers if customer.tenure == 0]
    assert new
    assert all((c.total_charges is None) == (c.tenure == 0) for c in customers)


def test_held_out_customers_are_always_the_same_and_never_learned_from(inputs: Inputs) -> None:
    cases = data.held_out_cases(inputs)
    assert [case.id for case in cases] == [case.id for case in data.held_out_cases(inputs)]
    train = data.training_rows(inputs)
    assert not {case.input for case in cases} & set(train.inputs)
    assert len(cases) + len(train) == 800
    assert len(cases) / 800 == pytest.approx(0.25, abs=0.01)


def test_reviewed_outcomes_are_learned_but_not_of_held_out_customers(inputs: Inputs) -> None:
    held_out = data.held_out_cases(inputs)[0].input

    def reviewed(customer: Customer, value: Any) -> Reviewed:
        when = datetime(2026, 1, 1, tzinfo=UTC)
        return Reviewed("probability", vars(customer), {}, value, "trace", "ann", when)

    items = [reviewed(NEVER_SEEN, True), reviewed(held_out, True), reviewed(NEVER_SEEN, "good")]
    rows = data.training_rows(replace(inputs, reviewed=items))
    assert len(rows) == len(data.training_rows(inputs)) + 1
    assert (rows.inputs[-1], rows.targets[-1]) == (NEVER_SEEN, True)


def test_a_release_is_proven_by_slice(delivered: Delivered) -> None:
    report = delivered.report
    assert set(report.scores) == {
        *("auc", "calibration_error", "brier"),
        *("selection_rate", "odds_senior", "odds_gender"),
    }
    auc = report.scores["auc"]
    assert 0.7 < auc.low < auc.value < auc.high
    assert set(report.slices["senior"]) == {"yes", "no"}
    assert set(report.slices["gender"]) == {"Female", "Male"}
    assert set(report.slices["contract"]) == {"Month-to-month", "One year", "Two year"}
    assert len(delivered.verdict.rules) == 5


def test_any_customer_gets_a_chance_and_three_reasons(delivered: Delivered, store: Store) -> None:
    churn: Any = Registry(store).load(delivered.release)
    [risk] = churn.predict([NEVER_SEEN])
    assert 0 < risk.probability < 1
    assert 1 <= len(risk.reasons) <= 3
    known = features(vars(NEVER_SEEN)) | vars(NEVER_SEEN)
    assert {reason.feature for reason in risk.reasons} <= set(known)


def test_offers_go_to_those_above_the_threshold_with_what_would_keep_them(
    delivered: Delivered, store: Store, inputs: Inputs
) -> None:
    churn: Any = Registry(store).load(delivered.release)
    customers = [case.input for case in data.held_out_cases(inputs)]
    told = churn.predict(customers)
    assert 0 < churn.threshold < 1
    helped = 0
    for customer, advice in zip(customers, told, strict=True):
        assert advice.offer == (advice.probability >= churn.threshold)
        for one in advice.what_if:
            helped += 1
            assert one.probability < churn.threshold
            assert set(one.changes) <= {"contract", "payment_method", *FREE}
            changed = replace(customer, **one.changes)
            assert churn.predict([changed])[0].probability == pytest.approx(one.probability)
            assert all(getattr(customer, name) == "No" for name in set(one.changes) & set(FREE))
    assert helped
    assert not any(advice.what_if for advice in told if not advice.offer)


def test_the_cost_counts_offers_to_those_who_stay_and_margins_of_those_who_leave() -> None:
    pays = replace(NEVER_SEEN, monthly_charges=100.0)
    little = replace(NEVER_SEEN, monthly_charges=20.0)  # what it brings is less than the offer
    curve = cost_of([0.9, 0.8, 0.1], Rows([pays, pays, little], [True, False, True]))
    saved = 0.3 * 0.5 * 12 * 100 - OFFER
    assert curve.at(float("inf")) == pytest.approx(saved)
    assert curve.at(0.85) == pytest.approx(0)
    assert curve.at(0.5) == pytest.approx(OFFER)
    assert curve.cheapest == 0.9


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({"tenure": 3}, "tenure_band", "first quarter"),
        ({"tenure": 72}, "tenure_band", "longer"),
        ({"tenure": 10, "monthly_charges": 50.0, "total_charges": 600.0}, "charges_ratio", 1.2),
        ({"tenure": 0, "total_charges": None}, "charges_ratio", None),
        ({"online_security": "Yes", "streaming_tv": "Yes"}, "services", 4),
        ({"online_security": "Yes", "streaming_tv": "Yes"}, "protections", 1),
        ({"payment_method": "Mailed check"}, "contract_and_payment", "Ten years, Mailed check"),
        ({"payment_method": "Credit card (automatic)"}, "pays_automatically", True),
        ({"partner": True}, "lives_alone", False),
    ],
)
def test_features_have_their_meaning(change: dict[str, Any], name: str, value: object) -> None:
    assert features(vars(replace(NEVER_SEEN, **change)))[name] == value


def test_the_measure_compares_candidates_and_draws(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = data.all_rows(inputs).take(range(300))
    quick: dict[str, Any] = {
        "logistic, fields alone": Logistic(),
        measure.PLAIN: Logistic(C=0.1),
        measure.KEPT: measure.featured(Logistic()),
    }
    found = cross_validate(quick, rows, k=3, repeats=1)
    monkeypatch.setattr(measure, "FOLDER", tmp_path)
    measure.draw(found, rows)
    drawn = {path.stem for path in tmp_path.glob("*.svg")}
    assert drawn == {"roc", "precision_recall", "calibration", "gain", "cost"}
    assert 0.5 < found.figure(measure.KEPT, measure.area).value < 1


def test_the_system_keeps_the_contract(delivered: Delivered, store: Store, inputs: Inputs) -> None:
    churn: Any = Registry(store).load(delivered.release)
    check(churn, [NEVER_SEEN, *data.training_rows(inputs).inputs[:10]])


def test_the_reasons_say_what_the_table_was_made_by(
    delivered: Delivered, store: Store, inputs: Inputs
) -> None:
    churn: Any = Registry(store).load(delivered.release)
    rows = data.training_rows(inputs)
    new = replace(rows.inputs[0], tenure=1, contract="Month-to-month", internet_service="DSL")
    [likely, unlikely] = churn.predict([new, replace(new, tenure=70, contract="Two year")])
    assert likely.probability > 0.5 > 0.2 > unlikely.probability
    assert all(reason.effect < 0 for reason in unlikely.reasons[:2])


def test_a_table_is_scored(delivered: Delivered, store: Store, table: Path, tmp_path: Path) -> None:
    churn: Any = Registry(store).load(delivered.release)
    scored = score_table(churn, table, tmp_path / "scored.parquet")
    assert (scored.rows, scored.rejected) == (800, 0)


def test_without_data_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TANDEM_DATA", raising=False)
    with pytest.raises(DataMissing, match="TANDEM_DATA") as caught:
        data.training_rows(Inputs(FOLDER))
    assert TELCO.url in str(caught.value)
