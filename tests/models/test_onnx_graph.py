from __future__ import annotations

from typing import Any

import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import Logistic, Ridge, Tuned, span
from tandem.models.onnx import onnx_predict, to_onnx
from tandem.models.onnx_graph import Graph, encoders_of, output_of


def rows() -> Rows[Any, Any]:
    inputs = [{"x": float(i), "k": "ab"[i % 2]} for i in range(40)]
    return Rows(inputs, [3.0 * i + 10 * (i % 2) for i in range(40)])


def test_a_field_is_one_input_however_many_parts_read_it() -> None:
    graph = Graph()
    output_of(Ridge[Any]().fit(rows()), graph)
    assert graph.fields == {"x": False, "k": True}


def test_what_was_tuned_is_what_is_exported() -> None:
    tuned = Tuned(
        model=Ridge[Any](), metric="rmse", search={"penalty": span(0.5, 2.0)}, trials=2, folds=2
    ).fit(rows())
    file = to_onnx(tuned)
    [[found]] = onnx_predict(file.content, {"x": False, "k": True}, [{"x": 7.0, "k": "b"}])
    assert found == pytest.approx(tuned.predict([{"x": 7.0, "k": "b"}])[0], rel=1e-12)
    assert [part for part, _ in encoders_of(tuned)] == [tuned.model]


def test_what_is_no_model_of_records_is_refused() -> None:
    with pytest.raises(DefinitionError, match="int cannot be exported"):
        output_of(5, Graph())
    yes: Rows[Any, Any] = Rows(rows().inputs, [i > 20 for i in range(40)])
    assert output_of(Logistic[Any]().fit(yes), Graph()).startswith("v")
