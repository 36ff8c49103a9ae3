"""Tables at the edge: every exported model of records gives a clear message or a sane result."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import tandem.models
from tandem import Model, Rows
from tandem.errors import InvalidInput, TandemError
from tandem.models import (
    Blend,
    Boosting,
    BoostingClassifier,
    BoostingRegressor,
    Calibrated,
    CatBoost,
    CatBoostClassifier,
    CatBoostRegressor,
    Cautious,
    Compressed,
    Conformal,
    Constrained,
    Distilled,
    Forest,
    ForestClassifier,
    ForestRegressor,
    GroupThresholds,
    Interval,
    Labels,
    LabelSet,
    Logistic,
    MultiLabel,
    MultiOutput,
    NaiveBayes,
    NaiveBayesClassifier,
    Neighbours,
    NeighboursClassifier,
    NeighboursRegressor,
    Network,
    NetworkClassifier,
    NetworkRegressor,
    Reweighed,
    Ridge,
    Stack,
    Tuned,
    Undersampled,
    Voting,
    XGBoost,
    XGBoostClassifier,
    XGBoostRegressor,
)

DRAW = random.Random(0)
COUNT = 60
YES = [DRAW.random() < 0.5 for _ in range(COUNT)]
PLAIN = [{"x": DRAW.gauss(0, 1), "g": DRAW.choice("ab")} for _ in range(COUNT)]
HUGE = [math.inf, -math.inf, 1e308, -1e308]

TABLES: dict[str, Rows[Any, bool]] = {
    "a constant target": Rows(PLAIN, [True] * COUNT),
    "one class in a fold": Rows(PLAIN, [i == 0 for i in range(COUNT)]),
    "a column all missing": Rows([x | {"m": None} for x in PLAIN], YES),
    "one row": Rows(PLAIN[:1], [True]),
    "infinite values": Rows(
        [x | {"v": HUGE[i] if i < 4 else float(i)} for i, x in enumerate(PLAIN)], YES
    ),
    "a category a row": Rows(
        [{"k": f"k{i}", "g": "ab"[i % 2]} for i in range(1_000)], [i % 3 == 0 for i in range(1_000)]
    ),
    "a field that is the target": Rows([{"x": float(yes), "g": "a"} for yes in YES], YES),
}
"""Yes or no; numbers, labels and the like are made of it."""

TARGETS: dict[str, Callable[[bool], Any]] = {
    "yes or no": lambda yes: yes,
    "number": lambda yes: 3.0 + yes,
    "label": lambda yes: "yes" if yes else "no",
    "labels": lambda yes: ["yes"] if yes else ["no"],
    "numbers": lambda yes: {"one": 3.0 + yes, "two": 1.0 - yes},
}
FEW: dict[str, Any] = {"trees": 4}
MODELS: dict[str, list[Any]] = {
    "yes or no": [
        Blend(members=(Boosting(**FEW), Logistic())),
        Boosting(**FEW),
        Boosting(**FEW, patience=2),
        Calibrated(model=Logistic()),
        Calibrated(model=Boosting(**FEW), method="isotonic"),
        CatBoost(**FEW),
        Compressed(model=Boosting(**FEW)),
        Constrained(model=Logistic(), by="g", trials=3),
        Distilled(teacher=Boosting(**FEW), student=Logistic()),
        Forest(**FEW),
        GroupThresholds(model=Logistic(), by="g"),
        Logistic(),
        NaiveBayes(),
        Neighbours(),
        Network(units=4, rounds=5),
        Reweighed(model=Logistic(), by="g"),
        Tuned(model=Logistic(), trials=2, folds=2),
        Undersampled(model=Logistic(), share=0.5),
        Voting(members=(Logistic(), Boosting(**FEW))),
        XGBoost(**FEW),
    ],
    "number": [
        BoostingRegressor(**FEW),
        BoostingRegressor(**FEW, quantile=0.9),
        CatBoostRegressor(**FEW),
        Cautious(model=Ridge()),
        Compressed(model=BoostingRegressor(**FEW)),
        Conformal(model=Ridge(), spread=BoostingRegressor(**FEW), by="g"),
        Distilled(teacher=BoostingRegressor(**FEW), student=Ridge()),
        ForestRegressor(**FEW),
        NeighboursRegressor(),
        NetworkRegressor(units=4, rounds=5),
        Ridge(),
        Stack(members=(Ridge(), BoostingRegressor(**FEW))),
        Tuned(model=Ridge(), metric="rmse", trials=2, folds=2),
        Voting(members=(Ridge(), BoostingRegressor(**FEW))),
        XGBoostRegressor(**FEW),
    ],
    "label": [
        BoostingClassifier(**FEW),
        CatBoostClassifier(**FEW),
        Compressed(model=BoostingClassifier(**FEW)),
        ForestClassifier(**FEW),
        NaiveBayesClassifier(),
        NeighboursClassifier(),
        NetworkClassifier(units=4, rounds=5),
        Tuned(model=NaiveBayesClassifier(), trials=2, folds=2),
        Voting(members=(NaiveBayesClassifier(), BoostingClassifier(**FEW))),
        XGBoostClassifier(**FEW),
    ],
    "labels": [MultiLabel(model=Logistic()), MultiLabel(model=Boosting(**FEW), chained=True)],
    "numbers": [MultiOutput(model=Ridge())],
}
CASES = [
    pytest.param(kind, model, table, id=f"{type(model).__name__}-{place}-{table}")
    for kind, models in MODELS.items()
    for place, model in enumerate(models)
    for table in TABLES
]


def is_sane(told: Any) -> bool:
    """Chances between 0 and 1 that add up, numbers that are finite."""
    if isinstance(told, Labels):
        chances = told.probabilities.values()
        return all(0 <= c <= 1 for c in chances) and abs(sum(chances) - 1) < 1e-9
    if isinstance(told, Interval):
        return math.isfinite(told.low) and told.low <= told.value <= told.high < math.inf
    if isinstance(told, LabelSet):
        return all(0 <= c <= 1 for c in told.probabilities.values())
    if isinstance(told, dict):
        return all(map(is_sane, told.values()))
    return isinstance(told, bool) or math.isfinite(told)


def targets_of(kind: str, rows: Rows[Any, bool]) -> Rows[Any, Any]:
    return replace(rows, targets=[TARGETS[kind](yes) for yes in rows.targets])


@pytest.mark.parametrize(("kind", "model", "table"), CASES)
def test_a_table_at_the_edge_gives_a_sane_result_or_a_message(
    kind: str, model: Any, table: str
) -> None:
    rows = targets_of(kind, TABLES[table])
    refused, told = "", []
    try:
        told = list(model.fit(rows).predict(rows.inputs[:20]))
    except TandemError as error:
        refused = error.message
    if table not in {"a column all missing", "a field that is the target"} and refused:
        assert len(refused) > 10
        return
    assert len(told) == len(rows.inputs[:20])
    assert all(is_sane(one) for one in told), told
    if kind == "yes or no":
        assert all(0 <= chance <= 1 for chance in told)
    if kind == "number" and table == "a constant target":
        middle = [one.value if isinstance(one, Interval) else one for one in told]
        assert middle == pytest.approx([4.0] * 20, abs=0.01)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        pytest.param(kind, model, id=f"{type(model).__name__}-{place}")
        for kind, models in MODELS.items()
        for place, model in enumerate(models)
    ],
)
def test_records_unlike_all_others_get_a_sane_prediction(kind: str, model: Any) -> None:
    fitted = model.fit(targets_of(kind, TABLES["a field that is the target"]))
    odd = [None, *HUGE, 10**400]
    told = list(fitted.predict([{"x": value, "g": "a"} for value in odd]))
    assert all(is_sane(one) for one in told), told
    new = [{"x": 1.0, "g": "new"}, {"x": 0.0, "g": None}]
    if isinstance(model, GroupThresholds):  # what decides by group must know the group
        with pytest.raises(InvalidInput, match="'new'"):
            fitted.predict(new)
    else:
        assert len(list(fitted.predict(new))) == 2


OTHERS = {
    "LabelHierarchy",
    "Prototypes",
    "Scoped",
    "SentenceClassifier",
    "Tagger",
    "TextClassifier",
}
"""Models of text."""


def test_every_exported_model_of_records_is_asked() -> None:
    exported = {
        name
        for name in tandem.models.__all__
        if isinstance(found := getattr(tandem.models, name), type) and issubclass(found, Model)
    }
    asked = {type(model).__name__ for models in MODELS.values() for model in models}
    assert exported - asked - OTHERS == {"Selected"}  # which picks among these
