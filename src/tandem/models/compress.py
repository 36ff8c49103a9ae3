"""Compression of fitted tree models: fewer trees and leaves, shorter numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from tandem.core.component import Model
from tandem.core.rows import Rows
from tandem.data.splits import split
from tandem.errors import DefinitionError, MissingExtra
from tandem.models.boosting import Boosted, Boosting, BoostingClassifier, BoostingRegressor
from tandem.models.explain import Reason
from tandem.models.forest import Forest, ForestClassifier, ForestRegressor, Grown, single
from tandem.models.onnx_trees import outputs_of
from tandem.models.slim import Grove, contributions
from tandem.models.targets import numbers, weights_of

Record = TypeVar("Record")
Out = TypeVar("Out")
TreeModel = TypeVar("TreeModel", bound=Model[Any, Any])
"""One of Boosting* and Forest*, checked when it is called."""
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Losses = Callable[[Floats], Floats]
Allowed = Callable[[Floats, float], bool]

_ONE_SIDED = 1.645


def prune(model: TreeModel, rows: Rows[Any, Any], *, tolerance: float = 0.01) -> TreeModel:
    """The model with as few trees, then leaves, as ``rows`` allow, which it must not have seen.

    The loss (log loss, squared error, or that of the quantile) is to rise by no more than the
    share ``tolerance``, with 95 % confidence by the rows given: few rows allow little. Trees
    go from the end or by how little they tell rows apart, whichever leaves fewer; splits are
    undone where that changes least (cost-complexity pruning, Breiman 1984, over all trees
    together). The rows have chosen what stays, so measure the outcome on others. Raises
    ``DefinitionError`` for a model without such trees.
    """
    text = _text_of(model, "prune")
    if not 0 <= tolerance < math.inf:
        raise DefinitionError(f"prune got tolerance={tolerance:g}", hint="0 or more")
    if not len(rows):
        raise DefinitionError("prune got no rows to decide by")
    grove, outputs = Grove.of(text), outputs_of(text)
    leaves = _leaves(model, rows.inputs)
    allowed = _allowed(model, rows, _summed(contributions(grove, leaves), outputs))
    kept = _trees_enough(model, grove, leaves, lambda sums: allowed(sums, tolerance / 2))
    thinner = _thinned(model, grove, kept, outputs)
    of_kept = leaves[:, [i * outputs + o for i in kept for o in range(outputs)]]
    merged = _merged(thinner, of_kept, outputs, lambda sums: allowed(sums, tolerance))
    return model.evolve(model=merged.text())


def quantise(model: TreeModel, rows: Sequence[Any], *, error: float = 1e-3) -> TreeModel:
    """The model with shorter numbers: sums of its trees move by ``error`` at the most.

    That holds for every record that goes to the same leaves, and each of ``rows`` does: no
    threshold moves past a value that occurs in them, or past zero. Give the training rows.
    The sum is log-odds in ``Boosting``, the chance in ``Forest``, the number in regressors.
    """
    text = _text_of(model, "quantise")
    if not 0 < error < math.inf:
        raise DefinitionError(f"quantise got error={error:g}", hint="above 0")
    grove = Grove.of(text)
    each = error / max(1, len(grove.trees) // outputs_of(text))
    decimals = math.ceil(-math.log10(2 * each))
    gaps = _gaps(_matrix(model, rows))
    trees = [tree.rounded(decimals, gaps) for tree in grove.trees]
    return model.evolve(model=Grove(grove.head, trees).text())


class Compressed(Model[Record, Out]):
    """A model of trees that is pruned and quantised as it is fitted, ready for a release.

    ``share`` of the rows (groups together) is kept aside to prune by; the trees grow on the
    others. See ``prune`` for ``tolerance`` and ``quantise`` for ``error``.
    """

    model: Model[Record, Out]
    tolerance: float = 0.01
    error: float = 1e-3
    share: float = 0.2
    seed: int = 0

    def fit(self, rows: Rows[Record, Any]) -> Self:
        """Learn from most of the rows, and compress by the others."""
        places = Rows(range(len(rows)), rows.targets, rows.groups)
        train, kept = split(places, test=self.share, seed=self.seed)
        learner: Any = self.model
        learn = rows.take(train.inputs)
        fitted = learner.fit(learn)
        pruned = prune(fitted, rows.take(kept.inputs), tolerance=self.tolerance)
        return self.evolve(model=quantise(pruned, learn.inputs, error=self.error))

    def predict(self, xs: Sequence[Record], /) -> Sequence[Out]:
        return self.model.predict(xs)

    def reasons(self, xs: Sequence[Record], /, *, count: int = 3) -> list[list[Reason]]:
        """The reasons of a model that gives some."""
        model: Any = self.model
        reasons: list[list[Reason]] = model.reasons(xs, count=count)
        return reasons


def _text_of(model: Any, what: str) -> str:
    if not isinstance(model, (Boosted, Grown)):
        raise DefinitionError(
            f"{what} takes Boosting* and Forest*, got {type(model).__name__}",
            hint="Distilled makes a small model of any large one",
        )
    return model.model


def _matrix(model: Any, xs: Sequence[Any]) -> Floats:
    matrix: Floats = model.encoder.matrix(xs)
    return single(matrix) if isinstance(model, Grown) else matrix


def _gaps(matrix: Floats) -> list[Floats]:
    """The values of each column in order, zero among them, which a missing one may count as."""
    found = []
    for column in matrix.T:
        found.append(np.unique(np.append(column[~np.isnan(column)], 0.0)))
    return found


def _leaves(model: Any, xs: Sequence[Any]) -> Ints:
    """The leaf that each row is in, shape (rows, trees)."""
    try:
        import lightgbm
    except ImportError:
        raise MissingExtra(
            "prune needs LightGBM, which is not installed",
            hint='pip install "tandem-ai[models]"',
        ) from None
    booster = lightgbm.Booster(model_str=model.model)
    found = booster.predict(_matrix(model, xs), pred_leaf=True, num_threads=1)
    return np.asarray(found, dtype=np.int64).reshape(len(xs), -1)


def _summed(told: Floats, outputs: int) -> Floats:
    """The sums of outputs, shape (outputs, rows)."""
    sums: Floats = told.reshape(-1, outputs, told.shape[1]).sum(axis=0)
    return sums


def _trees_enough(
    model: Any, grove: Grove, leaves: Ints, allowed: Callable[[Floats], bool]
) -> list[int]:
    """The places of trees (of rounds, with several outputs) that keep the loss low enough."""
    outputs = outputs_of(model.model)
    told = contributions(grove, leaves)
    told = told.reshape(-1, outputs, told.shape[1])
    means = np.array([tree.mean for tree in grove.trees]).reshape(-1, outputs, 1)
    rounds = len(told)
    weakest_last = np.argsort(-told.var(axis=2).sum(axis=1), kind="stable").tolist()
    best = list(range(rounds))
    for order in (list(range(rounds)), weakest_last):
        sums = np.zeros_like(told[0])
        left = means.sum(axis=0)
        for count, place in enumerate(order[: len(best) - 1], start=1):
            sums += told[place]
            left = left - means[place]
            whole = sums * rounds / count if isinstance(model, Grown) else sums + left
            if allowed(whole):
                best = sorted(order[:count])
                break
    return best


def _thinned(model: Any, grove: Grove, kept: list[int], outputs: int) -> Grove:
    """Some of the trees; they stand for the others' mean, or in a forest for all of them."""
    rounds = len(grove.trees) // outputs
    if len(kept) == rounds:
        return grove
    trees = [grove.trees[i * outputs + o] for i in kept for o in range(outputs)]
    if isinstance(model, Grown):
        share = rounds / len(kept)
        return Grove(grove.head, [replace(tree, value=tree.value * share) for tree in trees])
    gone = set(range(rounds)) - set(kept)
    for output in range(outputs):
        mean = math.fsum(grove.trees[i * outputs + output].mean for i in gone)
        trees[output] = replace(trees[output], value=trees[output].value + mean)
    return Grove(grove.head, trees)


def _merged(grove: Grove, leaves: Ints, outputs: int, allowed: Callable[[Floats], bool]) -> Grove:
    """Leaves merged up to the largest cost that is allowed, by bisection."""
    costs = np.unique(np.concatenate([tree.costs()[0] for tree in grove.trees]))

    def merge(place: int) -> tuple[Grove, bool]:
        made = [tree.merged(float(costs[place])) for tree in grove.trees]
        told = contributions(grove, leaves, lambda number: made[number][1])
        return Grove(grove.head, [tree for tree, _ in made]), allowed(_summed(told, outputs))

    best, low, high = grove, 0, len(costs)
    while low < high:
        middle = (low + high) // 2
        merged, low_enough = merge(middle)
        if low_enough:
            best, low = merged, middle + 1
        else:
            high = middle
    return best


def _allowed(model: Any, rows: Rows[Any, Any], whole: Floats) -> Allowed:
    """Whether sums lose no more than a share of what the ``whole`` model loses, by the upper
    end of the interval of the paired difference."""
    losses = _losses(model, rows)
    before = losses(whole)
    given = weights_of(rows)
    weights = np.ones(len(rows)) if given is None else given
    limit = float(np.average(before, weights=weights))

    def allowed(sums: Floats, share: float) -> bool:
        more = losses(sums) - before
        mean = float(np.average(more, weights=weights))
        error = math.sqrt(float(((weights * (more - mean)) ** 2).sum())) / weights.sum()
        return bool(mean + _ONE_SIDED * error <= share * limit)

    return allowed


def _losses(model: Any, rows: Rows[Any, Any]) -> Losses:
    """The loss of each row by what the model learns to make small; sums: (outputs, rows)."""
    if isinstance(model, (BoostingRegressor, ForestRegressor)):
        targets = numbers(rows, whose="prune")
        return lambda sums: _distance(model, targets - sums[0])
    if isinstance(model, Boosting):
        signs = np.where(np.array(rows.targets, dtype=bool), 1.0, -1.0)
        return lambda sums: np.logaddexp(0.0, -signs * sums[0])
    edge = 1 / (2 * model.trees)
    if isinstance(model, Forest):
        yes = np.array(rows.targets, dtype=bool)
        return lambda sums: -np.log(np.clip(np.where(yes, sums[0], 1 - sums[0]), edge, 1))
    places = _places(model, rows)
    which = np.arange(len(rows))
    if isinstance(model, ForestClassifier):
        return lambda sums: -np.log(np.clip(sums[places, which], edge, 1))
    return lambda sums: np.logaddexp.reduce(sums, axis=0) - sums[places, which]


def _distance(model: Any, errors: Floats) -> Floats:
    if isinstance(model, BoostingRegressor) and model.quantile is not None:
        return np.maximum(model.quantile * errors, (model.quantile - 1) * errors)
    if isinstance(model, BoostingRegressor) and model.loss == "absolute":
        return np.abs(errors)
    return errors**2


def _places(model: BoostingClassifier[Any] | ForestClassifier[Any], rows: Rows[Any, Any]) -> Ints:
    known = {label: place for place, label in enumerate(model.labels)}
    if unknown := sorted(set(rows.targets) - known.keys()):
        raise DefinitionError(f"prune got the label {unknown[0]!r}, which the model never saw")
    return np.array([known[label] for label in rows.targets])
