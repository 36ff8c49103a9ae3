from __future__ import annotations

import numpy as np

from tandem.improve.flatten import columns
from tests.improve.runs import inputs, outputs, run


def test_fields_become_columns_by_dotted_name() -> None:
    found = columns(
        inputs(
            {"age": 40, "plan": {"name": "basic", "paid": True}, "tags": ["a", "b"]},
            {"age": 41.5, "plan": {"name": None, "paid": False}, "tags": []},
        )
    )
    assert {name: values.tolist() for name, values in found.items()} == {
        "input.age": [40.0, 41.5],
        "input.plan.name": ["basic", None],
        "input.plan.paid": ["true", "false"],
        "input.tags.count": [2.0, 0.0],
    }


def test_missing_numbers_are_nan_and_missing_fields_missing() -> None:
    found = columns(inputs({"age": None, "sex": "f"}, {"age": 3}))
    assert np.isnan(found["input.age"][0])
    assert found["input.age"][1] == 3
    assert found["input.sex"].tolist() == ["f", None]


def test_a_column_without_any_value_is_there() -> None:
    assert columns(inputs({"age": None}))["input.age"].tolist() == [None]


def test_plain_values_and_mixed_ones() -> None:
    assert columns(inputs("a", "b"))["input"].tolist() == ["a", "b"]
    assert columns(inputs(1, "b", True))["input"].tolist() == ["1", "b", "true"]


def test_truth_values_are_no_numbers() -> None:
    assert columns(outputs(True, False), "output")["output"].tolist() == ["true", "false"]


def test_runs_without_the_payload_are_left_out() -> None:
    traces = [run(1, input=None, output={"p": 0.1}), run(2, input={"x": 1}, error="E: no")]
    assert columns(traces, "input")["input.x"].tolist() == [1.0]
    assert columns(traces, "output")["output.p"].tolist() == [0.1]


def test_very_deep_values_end_somewhere() -> None:
    value: dict[str, object] = {"x": 1}
    for _ in range(50):
        value = {"x": value}
    assert columns(inputs(value)) == {}
