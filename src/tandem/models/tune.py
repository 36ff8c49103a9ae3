"""Tuning: parameters chosen by cross-validation, by Optuna, pruned, in parallel, resumable."""

from __future__ import annotations

import contextlib
import inspect
import math
import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from tandem.core import tree
from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import folds
from tandem.errors import DefinitionError, MissingExtra, TandemError
from tandem.models.encoded import encoded_once
from tandem.models.explain import Reason
from tandem.models.losses import LOSSES, LossName, metric_of
from tandem.models.space import Space, check_paths, configured, spaces_of
from tandem.record.digest import digest
from tandem.record.experiments import Experiments, Tracker, tracker

In = TypeVar("In")
Out = TypeVar("Out")

_POINTS = 5


@dataclass(frozen=True)
class Trial:
    """Parameters that were tried and the metric they gave; ``None`` where it was stopped."""

    parameters: dict[str, Any]
    metric: float | None


class Tuned(Model[In, Out]):
    """A model with the parameters that did best in cross-validation, refitted on all rows.

    Spaces are those declared with ``tunable`` in the model and its parts, or ``search`` by
    path. A trial whose folds so far are worse than the median of earlier trials is stopped.
    In a build every trial is a run of an experiment, and a search that was killed goes on
    where it stopped. With several ``workers`` or a limit of ``seconds`` the order of trials,
    and so the outcome, depends on the clock.
    """

    model: Model[In, Out]
    metric: LossName = "log_loss"
    search: Mapping[str, Space] | None = None
    trials: int = 50
    seconds: float | None = None
    method: Literal["tpe", "random", "grid"] = "tpe"
    """Tree-structured Parzen estimators (Bergstra 2011), chance, or every point of a grid."""
    folds: int = 5
    workers: int = 1
    seed: int = 0

    best: dict[str, Any] = learned()
    history: list[Trial] = learned()

    def fit(self, rows: Rows[In, Any]) -> Self:
        """Search, then fit the best; raises ``DefinitionError`` where no trial came through."""
        spaces = dict(self.search or spaces_of(self.model))
        if not spaces:
            raise DefinitionError(
                f"{type(self.model).__name__} has no parameter to tune",
                hint="declare one with `tunable`, or give search={path: span(low, high)}",
            )
        check_paths(self.model, list(spaces))
        places = folds(rows, k=self.folds, seed=self.seed)
        parts = [(rows.take(train), rows.take(test)) for train, test in places]
        objective = partial(_validated, self.model, self.metric, spaces, parts)
        key = self._key(spaces, rows) if tracker.get() else ""
        inputs = [part.inputs for pair in parts for part in pair]
        with _file(key, shared=self.workers > 1) as file, encoded_once(*inputs):
            tried = self._search(objective, spaces, file).trials
        _keep(tried, key, self.metric)
        done = [trial for trial in tried if _is_complete(trial)]
        if not done:
            said = next((t.user_attrs["error"] for t in tried if t.user_attrs), "none ran")
            raise DefinitionError(f"no trial of {type(self).__name__} came through: {said}")
        best = min(done, key=lambda trial: (trial.value, trial.number))
        model: Any = configured(self.model, best.params)
        history = [
            Trial(t.params, metric_of(self.metric, t.value) if _is_complete(t) else None)
            for t in tried
            if t.state.is_finished()
        ]
        return self.evolve(model=model.fit(rows), best=best.params, history=history)

    def predict(self, xs: Sequence[In], /) -> Sequence[Out]:
        return self.model.predict(xs)

    def reasons(self, xs: Sequence[In], /, *, count: int = 3) -> list[list[Reason]]:
        """The reasons of a model that gives some."""
        model: Any = self.model
        reasons: list[list[Reason]] = model.reasons(xs, count=count)
        return reasons

    def _key(self, spaces: Mapping[str, Space], rows: Rows[In, Any]) -> str:
        """What a search that was killed is known by: all that its trials depend on."""
        parts = [
            (path, _source(type(part)), tree.parameters(part))
            for path, part in tree.walk(self.model)
        ]
        how = (self.metric, self.method, self.folds, self.seed)
        return digest([parts, dict(spaces), how, digest(rows)])

    def _search(self, objective: Any, spaces: Mapping[str, Space], file: Path | None) -> Any:
        wanted = self.trials
        if self.method == "grid":
            wanted = math.prod(len(space.grid(_POINTS)) for space in spaces.values())
        work = partial(self._work, objective, spaces, file, wanted)
        if self.workers == 1:
            return work(0)
        # Forked, so that data and code that the project was imported with need no copy.
        context = multiprocessing.get_context("fork")
        workers = [context.Process(target=work, args=(i,)) for i in range(self.workers)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return work(self.workers)  # what a worker that died left undone, and all results

    def _work(
        self,
        objective: Any,
        spaces: Mapping[str, Space],
        file: Path | None,
        wanted: int,
        place: int,
    ) -> Any:
        optuna = _optuna()
        study = optuna.create_study(
            study_name="tandem",
            storage=_storage(file),
            load_if_exists=True,
            sampler=self._sampler(spaces, place),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=0),
        )
        ends = None if self.seconds is None else time.monotonic() + self.seconds
        states = optuna.trial.TrialState
        ended = (states.COMPLETE, states.PRUNED, states.FAIL)

        def enough(study: Any, _: Any = None) -> bool:
            late = ends is not None and time.monotonic() >= ends
            if late or len(study.get_trials(deepcopy=False, states=ended)) >= wanted:
                study.stop()
                return True
            return False

        if len(study.get_trials(deepcopy=False, states=ended)) < wanted:
            study.optimize(
                objective, n_trials=wanted, callbacks=[enough], catch=(TandemError, ValueError)
            )
        return study

    def _sampler(self, spaces: Mapping[str, Space], place: int) -> Any:
        samplers = _optuna().samplers
        seed = self.seed + 1_000 * place
        if self.method == "grid":
            grids = {name: space.grid(_POINTS) for name, space in spaces.items()}
            return samplers.GridSampler(grids, seed=seed)
        if self.method == "random":
            return samplers.RandomSampler(seed=seed)
        return samplers.TPESampler(seed=seed, multivariate=True, constant_liar=self.workers > 1)


def _validated(
    model: Any,
    metric: LossName,
    spaces: Mapping[str, Space],
    parts: Sequence[tuple[Rows[Any, Any], Rows[Any, Any]]],
    trial: Any,
) -> float:
    """The mean loss of one choice of parameters over the folds; stops when it looks poor."""
    values = {name: _suggested(trial, name, space) for name, space in spaces.items()}
    losses: list[float] = []
    for step, (train, test) in enumerate(parts):
        try:
            fitted = configured(model, values).fit(train)
        except (TandemError, ValueError) as error:
            trial.set_user_attr("error", str(error))
            raise
        losses.append(LOSSES[metric](test.targets, fitted.predict(test.inputs)))
        trial.report(sum(losses) / len(losses), step)
        if step < len(parts) - 1 and trial.should_prune():
            raise _optuna().TrialPruned
    return sum(losses) / len(losses)


def _suggested(trial: Any, name: str, space: Space) -> Any:
    if space.choices is not None:
        return trial.suggest_categorical(name, space.choices)
    ask = trial.suggest_int if space.whole else trial.suggest_float
    return ask(name, space.low, space.high, log=space.log)


@contextlib.contextmanager
def _file(key: str, *, shared: bool) -> Iterator[Path | None]:
    """Where the search is written down as it goes: in the store of a build; elsewhere only
    where several workers share it, and not for long."""
    found = tracker.get()
    if found is not None:
        folder = found.store.path / "studies"
        folder.mkdir(exist_ok=True)
        yield folder / f"{key}.log"
        return
    if not shared:
        yield None
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary) / "study.log"


def _storage(file: Path | None) -> Any:
    storages = _optuna().storages
    if file is None:
        return storages.InMemoryStorage()
    return storages.JournalStorage(storages.journal.JournalFileBackend(str(file)))


def _keep(trials: Sequence[Any], key: str, metric: LossName) -> None:
    """Make every trial a run of the experiment, once."""
    found: Tracker | None = tracker.get()
    if found is None:
        return
    experiments = Experiments(found.store)
    for trial in trials:
        if trial.state.is_finished():
            id = digest([key, trial.number])[:32]
            seconds = trial.duration.total_seconds() if trial.duration else None
            fresh = experiments.record(
                id,
                found.experiment,
                name=f"trial {trial.number}",
                parameters=trial.params,
                tags={"study": key[:12], "state": trial.state.name.lower()},
                status="failed" if trial.state.name == "FAIL" else "finished",
                seconds=seconds,
            )
            if fresh:
                for step, value in trial.intermediate_values.items():
                    experiments.log_metrics(id, {metric: metric_of(metric, value)}, step=step)


def _is_complete(trial: Any) -> bool:
    return bool(trial.state.name == "COMPLETE")  # a stopped one has a value too


def _optuna() -> Any:
    try:
        import optuna
    except ImportError:
        raise MissingExtra(
            "tuning needs Optuna, which is not installed", hint='pip install "tandem-ai[tune]"'
        ) from None
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna


def _source(cls: type) -> str:
    try:
        return inspect.getsource(cls)
    except (OSError, TypeError):  # typed at a prompt
        return cls.__qualname__
