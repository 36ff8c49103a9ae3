from __future__ import annotations

import asyncio
import logging
import math
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem import Model, Recorder, Rows, learned
from tandem.checks import check
from tandem.data import Expectations, Range, RowSetAside, Validated, infer_expectations
from tandem.errors import DefinitionError, InvalidInput


@dataclass(frozen=True)
class Visit:
    minutes: float
    device: str
    age: float | None = None


class Mean(Model[Visit, float]):
    """The mean of the targets, and how many rows taught it."""

    value: float = learned()
    rows: int = learned()

    def fit(self, rows: Rows[Visit, float]) -> Any:
        return self.evolve(value=sum(rows.targets) / len(rows), rows=len(rows))

    def predict(self, xs: Any, /) -> list[float]:
        return [self.value for _ in xs]


class ValidatedMean(Validated[Visit, float]):
    """The mean behind expectations."""


GOOD = [
    Visit(float(i % 30), ("phone", "desk")[i % 2], None if i % 4 == 0 else 20.0 + i % 50)
    for i in range(400)
]
FAR = Visit(1e9, "phone", 30.0)


def rows(*more: Visit) -> Rows[Visit, float]:
    inputs = [*GOOD, *more]
    return Rows(inputs, [float(i % 2) for i in range(len(inputs))])


@pytest.fixture(scope="module")
def fitted() -> ValidatedMean:
    return ValidatedMean(model=Mean()).fit(rows())


def test_it_keeps_the_contract(fitted: ValidatedMean) -> None:
    inputs = [Visit(3.0, "phone"), Visit(33.0, "tablet", 30.0), Visit(29.0, "desk", 71.0)]
    check(fitted, inputs, learn=rows())


def test_a_far_row_is_left_out_of_training_and_reported(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "tandem.data"):
        fitted = ValidatedMean(model=Mean()).fit(rows(FAR, Visit(math.inf, "desk")))
    model: Any = fitted.model
    assert model.rows == 400
    assert (fitted.report.rows, fitted.report.set_aside) == (402, 2)
    assert fitted.report.examples == [
        RowSetAside(400, "minutes", "range"),
        RowSetAside(401, "minutes", "finite"),
    ]
    assert "2 of 402 training rows are set aside" in caplog.text


def test_a_far_row_is_refused_with_field_and_reason(fitted: ValidatedMean) -> None:
    with pytest.raises(InvalidInput, match=r"\$\.minutes is 1e\+09, expected") as caught:
        fitted.predict([FAR])
    assert caught.value.field == "$.minutes"


def test_several_reasons_are_counted(fitted: ValidatedMean) -> None:
    with pytest.raises(InvalidInput, match=r"\(and 1 more\)"):
        fitted.predict([replace(FAR, age=-1e9)])


def test_an_unusual_row_is_answered_and_noted_in_its_trace(fitted: ValidatedMean) -> None:
    unusual = Visit(35.0, "fridge", 40.0)
    _, trace = Recorder(system="t").predict(fitted, unusual)
    assert trace.spans[0].attributes == {
        "warnings": [
            "$.minutes is 35, expected 0 to 31.9",
            "$.device is 'fridge', expected one of 'desk', 'phone'",
        ]
    }


def test_in_a_batch_each_row_has_its_own_fate(fitted: ValidatedMean) -> None:
    unusual = Visit(35.0, "desk", 40.0)
    xs = [*GOOD[:100], FAR, unusual, *GOOD[100:200]]
    traces = asyncio.run(Recorder(system="t").batch(fitted, xs))
    assert [trace.input for trace in traces] == xs
    assert [place for place, trace in enumerate(traces) if trace.status == "error"] == [100]
    assert "$.minutes is 1e+09" in traces[100].error
    warned = [place for place, trace in enumerate(traces) if trace.spans[0].attributes]
    assert warned == [101]


VISITS = st.builds(
    Visit,
    st.one_of(st.floats(-50, 90), st.floats(allow_nan=True)),
    st.sampled_from(["phone", "desk", "fridge", ""]),
    st.one_of(st.none(), st.floats(-1e4, 1e4)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VISITS, min_size=1, max_size=20))
def test_a_batch_judges_every_row_as_it_is_judged_alone(
    fitted: ValidatedMean, xs: list[Visit]
) -> None:
    recorder = Recorder(system="t")
    together = asyncio.run(recorder.batch(fitted, xs))
    for x, trace in zip(xs, together, strict=True):
        alone = asyncio.run(recorder.run(fitted, x))
        assert trace.input is x
        assert (trace.status, trace.error) == (alone.status, alone.error)
        assert trace.spans[0].attributes == alone.spans[0].attributes


def test_rules_of_your_own_stand_in_place_of_the_learned_ones() -> None:
    mine = Range(field="minutes", low=0, high=1e12, severity="hard")
    fitted = ValidatedMean(model=Mean(), rules=(mine,)).fit(rows(FAR))
    assert fitted.report.set_aside == 0
    assert fitted.predict([FAR]) == [pytest.approx(200 / 401)]


def test_without_inference_only_your_rules_hold() -> None:
    mine = Range(field="age", low=0, high=60, severity="hard")
    fitted = ValidatedMean(model=Mean(), rules=(mine,), infer=False, most_set_aside=0.2).fit(rows())
    assert fitted.expectations == Expectations([mine])
    assert fitted.report.reasons == {"age: range": fitted.report.set_aside}
    assert fitted.report.set_aside == sum(x.age is not None and x.age > 60 for x in GOOD)


def test_too_many_broken_rows_end_training() -> None:
    mine = Range(field="age", low=0, high=60, severity="hard")
    with pytest.raises(InvalidInput, match=r"400 training rows .*age: range .*most_set_aside=5.0%"):
        ValidatedMean(model=Mean(), rules=(mine,)).fit(rows())


def test_rows_set_aside_by_your_rules_teach_nothing() -> None:
    mine = Range(field="age", low=0, high=100, severity="hard")
    odd = [Visit(900.0, "phone", 150.0)] * 10
    fitted = ValidatedMean(model=Mean(), rules=(mine,)).fit(rows(*odd))
    soft = [r for r in fitted.expectations.rules if isinstance(r, Range) and r.field == "minutes"]
    assert max(rule.high for rule in soft if rule.severity == "soft") < 40


def test_expectations_learned_before_and_edited_are_rules() -> None:
    edited = infer_expectations(GOOD).with_severity("hard", "device")
    fitted = ValidatedMean(model=Mean(), rules=tuple(edited.rules), infer=False).fit(rows())
    with pytest.raises(InvalidInput, match="device"):
        fitted.predict([Visit(3.0, "fridge")])


def test_a_rule_on_an_unknown_field_is_told_at_fit() -> None:
    mine = Range(field="minuets", low=0, high=60)
    with pytest.raises(DefinitionError, match="minuets"):
        ValidatedMean(model=Mean(), rules=(mine,)).fit(rows())


def test_what_is_odd_about_the_table_is_in_the_report() -> None:
    numbered = [Visit(float(i), "desk") for i in range(200)]
    mine = tuple(infer_expectations(numbered).rules)
    assert not any(rule.field == "age" for rule in mine)
    report = ValidatedMean(model=Mean()).fit(rows()).report
    assert report.unusual == {}
