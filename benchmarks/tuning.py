"""Tuning by ``Tuned`` beside a bare program on Optuna and LightGBM: the same trials, timed.

    python benchmarks/tuning.py [rows] [trials] [repeats]

Both search the spaces that ``Boosting`` declares, with the same sampler, pruner, folds and seed,
and refit the best on all rows; the bare program has its arrays ready, ours gets records. What they
find must be equal, trial by trial, or the run ends with an error. CPU seconds on one thread;
runs alternate and the quietest of each counts.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import make_dataclass
from typing import Any

import numpy as np

from tandem import Rows
from tandem.data import folds
from tandem.models import Boosting, Tuned
from tandem.models.space import spaces_of

COLUMNS = [f"x{i}" for i in range(20)]
Row: Any = make_dataclass("Row", [(name, float) for name in COLUMNS], frozen=True)
FOLDS, SEED = 5, 0
NAMES = {
    "rate": "learning_rate",
    "leaves": "num_leaves",
    "leaf_rows": "min_data_in_leaf",
    "row_share": "bagging_fraction",
    "column_share": "feature_fraction",
    "ridge": "lambda_l2",
}


def made(rows: int) -> tuple[Any, Any]:
    """Normal numbers, and yes or no by five of them and noise."""
    numbers = np.random.default_rng(0)
    values = numbers.normal(size=(rows, len(COLUMNS)))
    return values, values[:, :5].sum(axis=1) + 2 * numbers.normal(size=rows) > 0


def bare(values: Any, answers: Any, parts: list[tuple[list[int], list[int]]], trials: int) -> Any:
    """The shortest honest program: arrays, a study, cross-validation, the best once more."""
    import lightgbm
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    targets = answers.astype(float)
    fixed = {"objective": "binary", "seed": SEED, "deterministic": True, "force_row_wise": True}
    fixed |= {"num_threads": 1, "verbosity": -1}

    def train(chosen: dict[str, Any], places: Any) -> Any:
        options = {NAMES[name]: value for name, value in chosen.items() if name != "trees"} | fixed
        options["bagging_freq"] = int(chosen["row_share"] < 1)
        data = lightgbm.Dataset(values[places], targets[places])
        return lightgbm.train(options, data, chosen["trees"])

    def objective(trial: Any) -> float:
        chosen = {}
        for name, space in spaces_of(Boosting()).items():
            ask = trial.suggest_int if space.whole else trial.suggest_float
            chosen[name] = ask(name, space.low, space.high, log=space.log)
        losses: list[float] = []
        for step, (learn, test) in enumerate(parts):
            chances = train(chosen, learn).predict(values[test])
            given = np.where(answers[test], chances, 1 - chances)
            losses.append(float(-np.log(np.clip(given, 1e-15, 1)).mean()))
            trial.report(sum(losses) / len(losses), step)
            if step < FOLDS - 1 and trial.should_prune():
                raise optuna.TrialPruned
        return sum(losses) / len(losses)

    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=SEED, multivariate=True),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=0),
    )
    study.optimize(objective, n_trials=trials)
    train(study.best_params, range(len(values)))
    done = optuna.trial.TrialState.COMPLETE
    return [(t.params, t.value if t.state == done else None) for t in study.trials]


def ours(rows: Rows[Any, bool], trials: int) -> Any:
    """The same by the framework."""
    tuned = Tuned[Any, float](model=Boosting(), trials=trials, folds=FOLDS, seed=SEED)
    return [(trial.parameters, trial.metric) for trial in tuned.fit(rows).history]


def main() -> None:
    """Print the seconds of both and their ratio."""
    given = [int(n) for n in sys.argv[1:]]
    size, trials, repeats = given + [5_000, 12, 3][len(given) :]
    values, answers = made(size)
    rows = Rows([Row(*row) for row in values.tolist()], answers.tolist())
    parts = folds(rows, k=FOLDS, seed=SEED)
    runs: dict[str, Callable[[], Any]] = {
        "bare": lambda: bare(values, answers, parts, trials),
        "ours": lambda: ours(rows, trials),
    }
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        found = {}
        for name, run in runs.items():
            start = time.process_time()
            found[name] = run()
            taken[name].append(time.process_time() - start)
        for (tried, theirs), (same, own) in zip(found["bare"], found["ours"], strict=True):
            assert (tried, theirs is None) == (same, own is None)
            assert abs((theirs or 0) - (own or 0)) < 1e-9
    least = {name: min(seconds) for name, seconds in taken.items()}
    print(f"{size} rows, {trials} trials of {FOLDS} folds: the same trials")
    for name, seconds in taken.items():
        print(f"{name}: {least[name]:.2f} s of CPU ({', '.join(f'{s:.2f}' for s in seconds)})")
    print(f"ratio {least['ours'] / least['bare']:.3f}")


if __name__ == "__main__":
    main()
