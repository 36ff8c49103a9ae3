"""Export to ONNX, with proof that the file says what the model says."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.intervals import Interval
from tandem.models.onnx_graph import (
    IR,
    ML_OPSET,
    OPSET,
    Graph,
    columns_of,
    encoders_of,
    output_of,
)
from tandem.models.onnx_trees import thresholds_of
from tandem.models.text import Labels
from tandem.record.files import write_atomic

_PROBES = 500
_ZERO = 1e-30
"""LightGBM's edges of zero lie at 1e-35, and move by a last bit when it reads its own text."""


@dataclass(frozen=True)
class OnnxModel:
    """An ONNX file, and how far its outputs were from the model's on the rows of the proof.

    Inputs are one a field, shape (rows, 1): doubles, NaN where missing, or text, empty where
    missing. The output ``prediction`` has shape (rows, 1), or a column for each of ``labels``:
    those of a classifier, or value, low and high of an interval.
    """

    content: bytes
    rows: int
    largest_difference: float
    tolerance: float
    opset: int
    ml_opset: int
    labels: list[str]

    def save(self, path: Path) -> None:
        """Write the file; it appears when it is whole."""
        write_atomic(path, [self.content], mode=0o644)


def to_onnx(
    model: Model[Any, Any], rows: Sequence[Any] = (), *, tolerance: float = 1e-6
) -> OnnxModel:
    """A fitted model as ONNX, proved on ``rows`` and on 500 made-up records.

    Those lie on the thresholds and just beside them, or are missing, unseen or very large.
    Raises ``DefinitionError`` for a model without a graph, or where an output differs by more
    than ``tolerance``. Needs the extra ``onnx``. Opsets: ONNX 18 and ai.onnx.ml 5, whose
    ``TreeEnsemble`` compares in double precision as LightGBM does.
    """
    helper = _onnx().helper
    graph = Graph()
    out = output_of(model, graph)
    labels = columns_of(model)
    kind = _onnx().TensorProto
    inputs = [
        helper.make_tensor_value_info(name, kind.STRING if text else kind.DOUBLE, [None, 1])
        for name, text in graph.fields.items()
    ]
    graph.nodes.append(helper.make_node("Identity", [out], ["prediction"]))
    output = helper.make_tensor_value_info("prediction", kind.DOUBLE, [None, max(1, len(labels))])
    made = helper.make_model(
        helper.make_graph(graph.nodes, type(model).__name__, inputs, [output], graph.constants),
        opset_imports=[
            helper.make_opsetid("", OPSET),
            helper.make_opsetid("ai.onnx.ml", ML_OPSET),
        ],
        ir_version=IR,
        producer_name="tandem",
    )
    if labels:
        helper.set_model_props(made, {"labels": "\n".join(labels)})
    _onnx().checker.check_model(made)
    content: bytes = made.SerializeToString()
    probes = [*probe_records(model), *map(_named(list(graph.fields)), rows)]
    largest = _difference(model, content, graph.fields, probes)
    if not largest <= tolerance:
        raise DefinitionError(
            f"the ONNX file of {type(model).__name__} differs by {largest:.3g} "
            f"on {len(probes)} rows, more than tolerance={tolerance:g}"
        )
    return OnnxModel(content, len(probes), largest, tolerance, OPSET, ML_OPSET, labels)


def onnx_predict(
    content: bytes, fields: dict[str, bool], records: Sequence[dict[str, Any]]
) -> NDArray[np.float64]:
    """What ONNX Runtime says of records, shape (rows, outputs)."""
    session = _runtime().InferenceSession(content, providers=["CPUExecutionProvider"])
    feed = {
        name: np.array([[_cell(record[name], text)] for record in records], dtype=object)
        if text
        else np.array([[_cell(record[name], text)] for record in records], dtype=np.float64)
        for name, text in fields.items()
    }
    found: NDArray[np.float64] = session.run(["prediction"], feed)[0]
    return found


def probe_records(model: Model[Any, Any], count: int = _PROBES) -> list[dict[str, Any]]:
    """Records that are hard for a copy of the model: on its edges, missing, unseen, huge."""
    drawn = random.Random(0)
    choices: dict[str, list[Any]] = {}
    for part, encoder in encoders_of(model):
        edges = thresholds_of(part.model) if hasattr(part, "model") else {}
        for place, column in enumerate(encoder.columns):
            known = choices.setdefault(column.name, [None])
            if column.levels is not None:
                known += [*column.levels, "a category never seen"]
                continue
            values = [0.0, -1e300, 1e300, drawn.gauss(0, 1)]
            values += [edge for edge in edges.get(place, []) if abs(edge) > _ZERO]
            if terms := getattr(part, "terms", None):
                term = terms[place]
                values += [term.mean + side * term.scale for side in (-9, -1, 0, 0.5, 8, 20)]
            known += [near for v in values for near in (v, *_beside(v))]
    return [{n: drawn.choice(values) for n, values in choices.items()} for _ in range(count)]


def _beside(value: float) -> tuple[float, float]:
    return float(np.nextafter(value, -np.inf)), float(np.nextafter(value, np.inf))


def _difference(
    model: Model[Any, Any], content: bytes, fields: dict[str, bool], records: list[dict[str, Any]]
) -> float:
    names = columns_of(model)
    expected = [_numbers(one, names) for one in model.predict(records)]
    found = onnx_predict(content, fields, records)
    return float(np.abs(found - np.array(expected, dtype=np.float64)).max())


def _numbers(told: Any, names: list[str]) -> list[float]:
    if isinstance(told, Labels):
        return [told.probabilities[name] for name in names]
    if isinstance(told, Interval):
        return [told.value, told.low, told.high]
    return [told]


def _named(names: list[str]) -> Any:
    def named(record: Any) -> dict[str, Any]:
        if isinstance(record, dict):
            return {name: record[name] for name in names}
        return {name: getattr(record, name) for name in names}

    return named


def _cell(value: Any, text: bool) -> Any:
    if text:
        return "" if value is None else str(value)
    return np.nan if value is None else float(value)


def _onnx() -> Any:
    try:
        import onnx
    except ImportError:
        raise _missing("onnx") from None
    return onnx


def _runtime() -> Any:
    try:
        import onnxruntime  # type: ignore[import-untyped]  # it ships no types
    except ImportError:
        raise _missing("onnxruntime") from None
    return onnxruntime


def _missing(name: str) -> MissingExtra:
    return MissingExtra(
        f"export to ONNX needs {name}, which is not installed",
        hint='pip install "tandem-ai[onnx]"',
    )
