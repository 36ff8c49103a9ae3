"""One system fitted to one table within a time, in a process of its own.

``python players.py NAME request.json answer.json SECONDS`` runs under whatever Python has the
library: nothing of another one is imported. The request holds columns of training and test
rows and the training targets; the answer holds predictions and times, in seconds of processor.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def tandem(request: Any, seconds: float) -> Any:
    """Our own."""
    from tandem import Rows
    from tandem.models import Selected

    model = Selected[Any, Any](seconds=seconds)
    yield
    fitted = model.fit(Rows(request["train"], request["targets"]))
    yield {"explanation": fitted.explanation}
    told = fitted.predict(request["test"])
    if isinstance(request["targets"][0], bool):
        yield [[1 - chance, chance] for chance in told]
    elif isinstance(request["targets"][0], str):
        yield [[one.probabilities[name] for name in request["labels"]] for one in told]
    else:
        yield told


def handmade(request: Any, seconds: float) -> Any:
    """What a practitioner writes: encoders, then LightGBM or a linear model, the better of both.

    Defaults, but for early stopping; no clock is looked at.
    """
    import lightgbm
    import numpy as np
    from sklearn import compose, impute, linear_model, model_selection, pipeline, preprocessing

    train, test = frames(request)
    words = [name for name in train if train[name].dtype == "category"]
    numbers = [name for name in train if name not in words]
    columns = compose.ColumnTransformer(
        [
            ("words", preprocessing.OneHotEncoder(handle_unknown="ignore"), words),
            (
                "numbers",
                pipeline.make_pipeline(
                    impute.SimpleImputer(keep_empty_features=True),
                    preprocessing.StandardScaler(),
                ),
                numbers,
            ),
        ]
    )
    y = np.array(request["targets"])
    sort: Any
    if request["labels"] is None:
        sort, scoring = (
            model_selection.KFold(3, shuffle=True, random_state=0),
            ("neg_root_mean_squared_error"),
        )
        models = [lightgbm.LGBMRegressor, linear_model.RidgeCV]
    else:
        sort, scoring = (
            model_selection.StratifiedKFold(3, shuffle=True, random_state=0),
            ("neg_log_loss"),
        )
        models = [lightgbm.LGBMClassifier, linear_model.LogisticRegression]
    boosted = models[0](n_estimators=100, learning_rate=0.05, verbosity=-1, n_jobs=1)
    plain = models[1]() if request["labels"] is None else models[1](max_iter=2000)
    linear = pipeline.make_pipeline(columns, plain)
    yield
    scores = [
        model_selection.cross_val_score(model, train, y, scoring=scoring, cv=sort).mean()
        for model in (boosted, linear)
    ]
    chosen = (boosted, linear)[int(np.argmax(scores))].fit(train, y)
    yield {"explanation": type(chosen).__name__}
    yield predictions(chosen, test, request)


def flaml(request: Any, seconds: float) -> Any:
    """FLAML, told the metric, one thread, its own choice of learners."""
    import numpy as np

    automl: Any = importlib.import_module("flaml")
    train, test = frames(request)
    model = automl.AutoML()
    number = request["labels"] is None
    yield
    model.fit(
        train, np.array(request["targets"]), task="regression" if number else "classification",
        metric="rmse" if number else "log_loss", time_budget=seconds, n_jobs=1, verbose=0, seed=0,
    )  # fmt: skip
    yield {"explanation": str(model.best_estimator)}
    yield predictions(model, test, request)


def autogluon(request: Any, seconds: float) -> Any:
    """AutoGluon, told the metric, one thread, its default preset without neural networks."""
    tabular: Any = importlib.import_module("autogluon.tabular")

    train, test = frames(request)
    number = request["labels"] is None
    kind = "regression" if number else "binary" if len(request["labels"]) == 2 else "multiclass"
    train["the target"] = request["targets"]
    yield
    with tempfile.TemporaryDirectory() as folder:
        model = tabular.TabularPredictor(
            "the target", problem_type=kind, path=folder, verbosity=0,
            eval_metric="root_mean_squared_error" if number else "log_loss",
        )  # fmt: skip
        model.fit(train, time_limit=seconds, num_cpus=1, num_gpus=0)
        yield {"explanation": str(model.model_best)}
        if number:
            yield model.predict(test).tolist()
        else:
            told = model.predict_proba(test)
            order = [False, True] if kind == "binary" else request["labels"]
            yield told.reindex(columns=order).to_numpy().tolist()


def frames(request: Any) -> Any:
    """Training and test rows as data frames, words as categories."""
    import pandas

    train, test = (pandas.DataFrame(request[side]) for side in ("train", "test"))
    for name, kind in request["kinds"].items():
        if kind == "word":
            both = pandas.concat([train[name], test[name]]).dropna().unique()
            levels = pandas.CategoricalDtype(sorted(both))
            train[name], test[name] = train[name].astype(levels), test[name].astype(levels)
        else:
            train[name], test[name] = train[name].astype(float), test[name].astype(float)
    return train, test


def predictions(model: Any, test: Any, request: Any) -> Any:
    """What a model with the interface of scikit-learn says of the test rows."""
    if request["labels"] is None:
        return model.predict(test).tolist()
    return model.predict_proba(test).tolist()


def warm_up() -> None:
    """Import what systems import while they fit, so that nobody pays for it on the clock."""
    for library in ("catboost", "lightgbm", "sklearn.ensemble", "sklearn.linear_model",
                    "sklearn.neural_network", "xgboost"):  # fmt: skip
        with contextlib.suppress(ImportError):
            importlib.import_module(library)


def look_at_processor_time() -> None:
    """Make the clocks that the systems look at show processor time of this process.

    What others run on the machine then takes nothing from anybody's time.
    """
    now, zero, spent = time.time(), time.monotonic(), time.process_time()
    time.time = lambda: now + time.process_time() - spent
    time.monotonic = lambda: zero + time.process_time() - spent


def main(name: str, request: str, answer: str, seconds: str) -> None:
    """Read the request, fit, predict, write the answer."""
    asked = json.loads(Path(request).read_text())
    steps = {"tandem": tandem, "handmade": handmade, "flaml": flaml, "autogluon": autogluon}[name](
        asked, float(seconds)
    )
    next(steps)
    warm_up()
    look_at_processor_time()
    wall, cpu = time.perf_counter(), time.process_time()
    notes = next(steps)
    notes |= {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    begin = time.process_time()
    notes["told"] = next(steps)
    notes["predicting"] = time.process_time() - begin
    Path(answer).write_text(json.dumps(notes))


if __name__ == "__main__":
    main(*sys.argv[1:])
