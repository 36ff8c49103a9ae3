"""Which models to try on a table and in which order, from what the table looks like."""

from __future__ import annotations

import importlib.util
import math
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from tandem.core.rows import Rows
from tandem.errors import DefinitionError
from tandem.models.boosting import Boosting, BoostingClassifier, BoostingRegressor
from tandem.models.catboost import CatBoost, CatBoostClassifier, CatBoostRegressor
from tandem.models.forest import Forest, ForestClassifier, ForestRegressor
from tandem.models.logistic import Logistic
from tandem.models.neighbours import Neighbours, NeighboursClassifier, NeighboursRegressor
from tandem.models.network import Network, NetworkClassifier, NetworkRegressor
from tandem.models.ridge import Ridge
from tandem.models.space import Space, configured, spaces_of
from tandem.models.tabular import Encoder

Task = Literal["yes or no", "label", "number"]

_FEW = 2_000
"""Rows below which trees are kept small."""
_FEW_LEVELS = 32
"""Categories up to which CatBoost gives each a column, which takes a quarter of the time."""
_MANY_COLUMNS = 150
"""Encoded columns beyond which distances say little."""


@dataclass(frozen=True)
class Profile:
    """What decides the portfolio: the task, the size, the kinds of fields, the rarest label."""

    task: Task
    rows: int
    columns: int
    categories: int
    """Fields that are categories."""
    levels: int
    """Columns that numbers and categories take together, a column a category."""
    labels: int
    rarest: int
    """Rows of the rarest label, or of the rarer of yes and no; all rows for numbers."""

    @classmethod
    def of(cls, rows: Rows[Any, Any]) -> Profile:
        """Raises ``DefinitionError`` for targets that are neither bools, labels nor numbers."""
        task = task_of(rows)
        encoder = Encoder.of(rows.inputs)
        counts = Counter(rows.targets) if task != "number" else Counter({0: len(rows)})
        return cls(
            task=task,
            rows=len(rows),
            columns=len(encoder.columns),
            categories=len(encoder.categories),
            levels=sum(1 if c.levels is None else len(c.levels) for c in encoder.columns),
            labels=len(counts),
            rarest=min(counts.values()),
        )

    def __str__(self) -> str:
        what = "a number" if self.task == "number" else f"{self.task}, {self.rarest} of the rarest"
        return (
            f"{self.rows} rows of {self.columns} fields ({self.categories} categories); "
            f"the target is {what}"
        )


def task_of(rows: Rows[Any, Any]) -> Task:
    """``yes or no``, ``label`` or ``number``; raises ``DefinitionError`` for targets of none."""
    targets = rows.targets
    if targets and all(isinstance(target, bool) for target in targets):
        return "yes or no"
    if targets and all(isinstance(target, str) for target in targets):
        return "label"
    if targets and all(
        isinstance(target, (int, float)) and not isinstance(target, bool) for target in targets
    ):
        return "number"
    kinds = sorted({type(target).__name__ for target in targets})
    raise DefinitionError(
        f"a model cannot be selected for targets of type {', '.join(kinds) or 'none'}",
        hint="give all bools, all text labels, or all numbers",
    )


def portfolio(profile: Profile, seed: int = 0) -> list[tuple[str, Any]]:
    """Names and models, the ones to try first at the front.

    Boosting comes first, because it is quick and tells how long the others will take. Then
    families that err differently, the quick ones before the slow, so that little time already
    gives something to mix.
    """
    few = profile.rows < _FEW
    linear: dict[Task, list[tuple[str, Any]]] = {
        "yes or no": [("logistic regression", Logistic())],
        "label": [],
        "number": [("ridge regression", Ridge())],
    }
    *boosted, drawn, sampled, stumps = _boosted(profile, few, seed)
    forest = _of(profile, Forest, ForestClassifier, ForestRegressor)
    grown: dict[str, Any] = {
        "trees": 100 if profile.task != "label" else 50,
        "leaf_rows": max(2, profile.rows // 4_000),
        "seed": seed,
    }
    network = _of(profile, Network, NetworkClassifier, NetworkRegressor)
    near = _of(profile, Neighbours, NeighboursClassifier, NeighboursRegressor)
    models: list[tuple[str, Any]] = [
        *boosted,
        *linear[profile.task],
        ("network", network(seed=seed)),
        drawn,
        ("extra trees", forest(random_splits=True, column_share=0.6, **grown)),
    ]
    if importlib.util.find_spec("catboost") is not None:
        symmetric = _of(profile, CatBoost, CatBoostClassifier, CatBoostRegressor)
        depth = 4 if few else 6
        models.append(
            (
                "catboost",
                symmetric(
                    trees=1500, rate=0.15, depth=depth, row_share=0.8, one_hot=_FEW_LEVELS,
                    combined=1, seed=seed,
                ),
            )
        )  # fmt: skip
    models += [sampled, stumps, ("random forest", forest(**grown))]
    if profile.levels <= _MANY_COLUMNS:
        models.append(("neighbours", near(by_distance=True)))
    return models


def _boosted(profile: Profile, few: bool, seed: int) -> list[tuple[str, Any]]:
    boost = _of(profile, Boosting, BoostingClassifier, BoostingRegressor)
    leaf = 5 if few else 20
    common: dict[str, Any] = {"trees": 1500, "bins": 63, "category_penalty": 1.0, "seed": seed}
    models = [("boosting", boost(rate=0.08, leaves=7 if few else 31, leaf_rows=leaf, **common))]
    if profile.categories:
        models.append(
            (
                "ordered boosting",
                boost(rate=0.1, leaves=15, leaf_rows=2, ordered_categories=True, **common),
            )
        )
    return [
        *models,
        (
            "random boosting",
            boost(rate=0.1, leaves=31, leaf_rows=3, random_splits=True, **common),
        ),
        (
            "sampled boosting",
            boost(
                rate=0.06, leaves=15, leaf_rows=leaf, row_share=0.8, column_share=0.5, ridge=1.0,
                **common,
            ),
        ),
        ("boosted stumps", boost(leaves=2, rate=0.15, leaf_rows=leaf, **common)),
    ]  # fmt: skip


def mutated(model: Any, draw: random.Random) -> Any:
    """The model with some of its parameters moved within their spaces; the number of trees
    stays, since boosting stops by itself."""
    spaces = {name: space for name, space in spaces_of(model).items() if name != "trees"}
    moved = [name for name in spaces if draw.random() < 0.5] or list(spaces)[:1]
    return configured(
        model, {name: _moved(getattr(model, name), spaces[name], draw) for name in moved}
    )


def _moved(value: Any, space: Space, draw: random.Random) -> Any:
    """A value near the old one, on the scale of the space; anywhere in it one time in five."""
    if space.choices is not None:
        return draw.choice(space.choices)
    assert space.low is not None
    assert space.high is not None
    near = isinstance(value, (int, float)) and space.low <= value <= space.high
    share = _place(value, space) + draw.gauss(0, 0.2) if near else draw.random()
    if draw.random() < 0.2:
        share = draw.random()
    share = min(max(share, 0.0), 1.0)
    if space.log:
        found = space.low * (space.high / space.low) ** share
    else:
        found = space.low + (space.high - space.low) * share
    return round(found) if space.whole else found


def _place(value: float, space: Space) -> float:
    """Where between the ends of the space a value lies, from 0 to 1."""
    assert space.low is not None
    assert space.high is not None
    if space.log:
        return math.log(value / space.low) / math.log(space.high / space.low)
    return (value - space.low) / (space.high - space.low)


def _of(profile: Profile, yes_or_no: Any, label: Any, number: Any) -> Any:
    return {"yes or no": yes_or_no, "label": label, "number": number}[profile.task]
