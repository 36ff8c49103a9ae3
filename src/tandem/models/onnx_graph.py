"""Fitted models of records as ONNX graphs, node by node."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tandem.core import tree
from tandem.errors import DefinitionError
from tandem.models.blend import Blend
from tandem.models.boosting import Boosting, BoostingClassifier, BoostingRegressor
from tandem.models.calibrate import Calibrated
from tandem.models.cautious import Cautious
from tandem.models.compress import Compressed
from tandem.models.constrained import Constrained
from tandem.models.distillation import Distilled
from tandem.models.forest import Forest, ForestClassifier, ForestRegressor
from tandem.models.intervals import Conformal
from tandem.models.logistic import Logistic
from tandem.models.onnx_trees import tree_ensemble
from tandem.models.reweighed import Reweighed
from tandem.models.ridge import Ridge
from tandem.models.stack import Stack
from tandem.models.tabular import Encoder
from tandem.models.tune import Tuned
from tandem.models.undersample import Undersampled
from tandem.models.voting import Voting

OPSET, ML_OPSET, IR = 18, 5, 9
_ML = "ai.onnx.ml"


class Graph:
    """Nodes and constants under way. Every value is a column, shape (rows, 1), of doubles."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.fields: dict[str, bool] = {}
        """The inputs: whether each is text."""

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a node; the name of what comes out."""
        from onnx.helper import make_node

        name = f"v{len(self.nodes)}"
        self.nodes.append(make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def constant(self, value: Any) -> str:
        """Add doubles, or whole numbers; their name."""
        from onnx.numpy_helper import from_array

        name = f"c{len(self.constants)}"
        self.constants.append(from_array(np.asarray(value), name))
        return name

    def total(self, parts: list[str], bias: float) -> str:
        """The sum of columns and a number."""
        found = self.constant([[bias]])
        for part in parts:
            found = self.node("Add", found, part)
        return found

    def codes(self, name: str, levels: list[str | None]) -> str:
        """The place of each text among the levels, one further for those that are none of them."""
        if None in levels and "" in levels:
            raise DefinitionError(
                f"{name!r} has the category '' and missing values: ONNX has one text for both",
                hint="name the empty category before fitting",
            )
        self.fields[name] = True
        return self.node(
            "LabelEncoder",
            name,
            domain=_ML,
            keys_strings=["" if level is None else level for level in levels],
            values_int64s=list(range(len(levels))),
            default_int64=len(levels),
        )

    def number(self, name: str) -> str:
        """An input that is a number."""
        self.fields[name] = False
        return name


def output_of(model: Any, graph: Graph) -> str:
    """Add what a model predicts; raises ``DefinitionError`` for one that ONNX has no graph of."""
    for kinds, build in _BUILDERS:
        if isinstance(model, kinds):
            return build(model, graph)
    known = sorted(kind.__name__ for kinds, _ in _BUILDERS for kind in kinds)
    raise DefinitionError(
        f"{type(model).__name__} cannot be exported to ONNX",
        hint=f"these can, alone and in each other: {', '.join(known)}",
    )


def margin_of(model: Any, graph: Graph) -> str:
    """Add the log-odds of a model of yes or no."""
    if isinstance(model, Boosting):
        return _trees(model, graph)
    if isinstance(model, Logistic):
        return _linear(model, graph)
    if isinstance(model, Blend):
        parts = [
            graph.node("Mul", margin_of(member, graph), graph.constant([[weight]]))
            for member, weight in zip(model.members, model.weights, strict=True)
        ]
        return graph.total(parts, model.bias)
    if isinstance(model, Forest):
        edge = 1 / (2 * model.trees)
        return _log_odds(graph, _forest(model, graph), edge)
    return _log_odds(graph, output_of(model, graph), 1e-12)


def _log_odds(graph: Graph, chance: str, edge: float) -> str:
    low, high = graph.constant(edge), graph.constant(1 - edge)
    bounded = graph.node("Clip", graph.node("Clip", chance, low, high), *_edges(graph))
    other = graph.node("Sub", graph.constant([[1.0]]), bounded)
    return graph.node("Log", graph.node("Div", bounded, other))


def _edges(graph: Graph) -> tuple[str, str]:
    return graph.constant(1e-12), graph.constant(1 - 1e-12)


def _chance(model: Any, graph: Graph) -> str:
    return graph.node("Sigmoid", margin_of(model, graph))


def _matrix(encoder: Encoder, graph: Graph) -> str:
    columns = []
    for column in encoder.columns:
        if column.levels is None:
            columns.append(graph.number(column.name))
            continue
        places = graph.constant([*map(float, range(len(column.levels))), np.nan])
        codes = graph.codes(column.name, column.levels)
        columns.append(graph.node("Gather", places, codes))
    return graph.node("Concat", *columns, axis=1)


def _trees(model: Any, graph: Graph) -> str:
    matrix = _matrix(model.encoder, graph)
    return graph.node("TreeEnsemble", matrix, domain=_ML, **tree_ensemble(model.model))


def _forest_sums(model: Any, graph: Graph) -> str:
    from onnx import TensorProto

    # scikit-learn compares single floats.
    largest = float(np.finfo(np.float32).max)
    matrix = _matrix(model.encoder, graph)
    bounded = graph.node("Clip", matrix, graph.constant(-largest), graph.constant(largest))
    missing = graph.node("IsNaN", matrix)
    kept = graph.node("Where", missing, graph.constant([[np.nan]]), bounded)
    single = graph.node("Cast", kept, to=TensorProto.FLOAT)
    double = graph.node("Cast", single, to=TensorProto.DOUBLE)
    return graph.node("TreeEnsemble", double, domain=_ML, **tree_ensemble(model.model))


def _forest(model: Any, graph: Graph) -> str:
    sums = _forest_sums(model, graph)
    return graph.node("Clip", sums, graph.constant(0.0), graph.constant(1.0))


def _linear(model: Any, graph: Graph) -> str:
    parts = []
    for column, term in zip(model.encoder.columns, model.terms, strict=True):
        if column.levels is not None:
            added = graph.constant([*(term.levels or []), term.missing])
            parts.append(graph.node("Gather", added, graph.codes(column.name, column.levels)))
            continue
        value = graph.number(column.name)
        slope, low, high, offset = term.line()
        line = graph.node("Mul", value, graph.constant([[slope]]))
        line = graph.node("Add", line, graph.constant([[offset]]))
        line = graph.node("Clip", line, graph.constant(low), graph.constant(high))
        absent = graph.constant([[term.missing]])
        parts.append(graph.node("Where", graph.node("IsNaN", value), absent, line))
    return graph.total(parts, model.bias)


def _weighted(members: Any, weights: Any, bias: float, graph: Graph) -> str:
    parts = [
        graph.node("Mul", output_of(member, graph), graph.constant([[weight]]))
        for member, weight in zip(members, weights, strict=True)
    ]
    return graph.total(parts, bias)


def _voting(model: Any, graph: Graph) -> str:
    if len({tuple(columns_of(member)) for member in model.members}) > 1:
        raise DefinitionError(
            f"{type(model).__name__} has members of unlike labels, which ONNX has no sum of"
        )
    asked = [place for place, share in enumerate(model.shares) if share]
    members, shares = ([some[i] for i in asked] for some in (model.members, model.shares))
    return _weighted(members, shares, 0.0, graph)


def _interval(model: Any, graph: Graph) -> str:
    value, width = output_of(model.model, graph), _width(model, graph)
    if model.spread is not None:
        spread = graph.node("Max", output_of(model.spread, graph), graph.constant([[model.floor]]))
        width = graph.node("Mul", width, spread)
    low, high = graph.node("Sub", value, width), graph.node("Add", value, width)
    return graph.node("Concat", value, low, high, axis=1)


def _width(model: Any, graph: Graph) -> str:
    everyone = model.widths[""]
    if model.by is None:
        return graph.constant([[everyone]])
    columns = [column for _, encoder in encoders_of(model) for column in encoder.columns]
    if not any(column.name == model.by and column.levels is not None for column in columns):
        raise DefinitionError(
            f"{type(model).__name__} has by={model.by!r}, which is no category of its model",
            hint="ONNX tells groups apart by text",
        )
    own = {name.partition("=")[2]: width for name, width in model.widths.items() if name}
    levels = [None if level == "None" else level for level in own]
    return graph.node(
        "Gather", graph.constant([*own.values(), everyone]), graph.codes(model.by, levels)
    )


def _undersampled(model: Any, graph: Graph) -> str:
    margin = _log_odds(graph, output_of(model.model, graph), 1e-12)
    shift = graph.constant([[math.log(model.kept)]])
    return graph.node("Sigmoid", graph.node("Add", margin, shift))


def _calibrated(model: Any, graph: Graph) -> str:
    if model.line is not None:
        raise DefinitionError(
            f"{type(model).__name__} with method='isotonic' cannot be exported to ONNX",
            hint="use method='platt'",
        )
    margin = _log_odds(graph, output_of(model.model, graph), 1e-12)
    line = graph.node("Mul", margin, graph.constant([[model.slope]]))
    return graph.node("Sigmoid", graph.node("Add", line, graph.constant([[model.shift]])))


_BUILDERS: list[tuple[tuple[type, ...], Callable[[Any, Graph], str]]] = [
    ((Boosting, Logistic, Blend), _chance),
    ((BoostingRegressor,), _trees),
    ((BoostingClassifier,), lambda m, graph: graph.node("Softmax", _trees(m, graph), axis=1)),
    ((Forest, ForestClassifier), _forest),
    ((ForestRegressor,), _forest_sums),
    ((Ridge,), _linear),
    ((Stack,), lambda model, graph: _weighted(model.members, model.weights, model.bias, graph)),
    ((Voting,), _voting),
    ((Calibrated,), _calibrated),
    ((Undersampled,), _undersampled),
    ((Cautious,), lambda model, graph: graph.total([output_of(model.model, graph)], model.shift)),
    ((Conformal,), _interval),
    (
        (Compressed, Constrained, Distilled, Reweighed, Tuned),
        lambda model, graph: output_of(_inner(model), graph),
    ),
]


def _inner(model: Any) -> Any:
    return model.student if isinstance(model, Distilled) else model.model


def columns_of(model: Any) -> list[str]:
    """The names of the columns of what a model predicts; none where it is one number."""
    if isinstance(model, Conformal):
        return ["value", "low", "high"]
    if isinstance(model, Voting):
        return columns_of(model.members[0])
    if isinstance(model, (Compressed, Distilled, Reweighed, Tuned)):
        return columns_of(_inner(model))
    return list(getattr(model, "labels", []))


def encoders_of(model: Any) -> list[tuple[Any, Encoder]]:
    """The parts of a model that read records, with how they read them."""
    found = ((part, getattr(part, "encoder", None)) for _, part in tree.walk(model))
    return [(part, encoder) for part, encoder in found if isinstance(encoder, Encoder)]
