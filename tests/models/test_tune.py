from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tandem import Model
from tandem.checks import check
from tandem.errors import DefinitionError, UnknownPath
from tandem.models import Boosting, Logistic, Tuned, span
from tandem.record import Experiments, Store
from tandem.record.experiments import Tracker, tracking
from tests.models.samples import BERN, Person, brier, people
from tests.models.searching import BEST, LINE, MARK, Best


class Loyalty(Tuned[Person, float]):
    """A concrete model, as a user would name one."""


@pytest.mark.parametrize(("method", "near"), [("tpe", 0.6), ("random", 1.5), ("grid", 2.1)])
def test_it_finds_good_parameters_and_refits_on_all_rows(method: str, near: float) -> None:
    fitted = replace(BEST, method=method).fit(LINE)  # type: ignore[arg-type]  # the names above
    assert fitted.best["sign"] == "plus"
    assert fitted.best["shift"] == pytest.approx(3, abs=near)
    assert fitted.model.shift == fitted.best["shift"]  # type: ignore[attr-defined]  # a Shifted
    assert fitted.model.rows == 20  # type: ignore[attr-defined]  # a Shifted
    told = [trial.metric for trial in fitted.history if trial.metric is not None]
    assert min(told) == pytest.approx(abs(fitted.best["shift"] - 3))


def test_the_same_search_twice_is_the_same_search() -> None:
    assert BEST.fit(LINE).history == BEST.fit(LINE).history
    assert BEST.fit(LINE).history != replace(BEST, seed=1).fit(LINE).history


def test_poor_trials_are_stopped_before_their_last_fold() -> None:
    history = replace(BEST, folds=4).fit(LINE).history
    assert any(trial.metric is None for trial in history)


def test_tuned_boosting_beats_a_poor_default() -> None:
    rows, unseen = people(500), people(1_000, seed=1)
    poor = Boosting[Person](trees=100, rate=0.3, leaves=63, leaf_rows=2)
    search = {"rate": span(0.01, 0.3, log=True), "leaves": span(2, 63, log=True)}
    tuned = Tuned[Person, float](model=poor, search=search, trials=12, folds=3).fit(rows)
    assert brier(list(tuned.predict(unseen.inputs)), unseen) < brier(
        poor.fit(rows).predict(unseen.inputs), unseen
    )


def test_reasons_are_those_of_the_best() -> None:
    rows = people(60)
    fitted = Loyalty(model=Logistic(), trials=2, folds=2).fit(rows)
    assert fitted.reasons([BERN], count=2) == fitted.model.reasons([BERN], count=2)  # type: ignore[attr-defined]  # Logistic gives some


def test_it_keeps_the_contract() -> None:
    rows = people(60)
    check(Loyalty(model=Logistic(), trials=3, folds=2).fit(rows), [BERN], learn=rows)


def test_mistakes_are_told() -> None:
    with pytest.raises(UnknownPath, match="no parameter at 'shfit'"):
        replace(BEST, search={"shfit": span(0, 1)}).fit(LINE)
    with pytest.raises(DefinitionError, match="no trial of Best came through: no such shift"):
        replace(BEST, search={"shift": span(9.5, 10.0)}, trials=3).fit(LINE)

    class Plain(Model[float, float]):
        """Nothing to set."""

    with pytest.raises(DefinitionError, match="Plain has no parameter to tune"):
        Best(model=Plain()).fit(LINE)


def test_a_trial_that_fails_does_not_end_the_search() -> None:
    fitted = replace(BEST, search={"shift": span(0.0, 10.0)}, trials=30).fit(LINE)
    assert len([trial for trial in fitted.history if trial.metric is not None]) >= 5


def test_several_workers_share_the_trials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MARK, str(tmp_path / "fits"))
    fitted = replace(BEST, trials=16, workers=2, method="random").fit(LINE)
    finished = [trial for trial in fitted.history if trial.parameters]
    assert 16 <= len(finished) <= 18  # each may be in the middle of one when it is enough
    assert fitted.best["sign"] == "plus"


def test_every_trial_is_a_run_of_the_experiment(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        for _ in range(2):  # the second time nothing is new
            with tracking(Tracker(store, "line")):
                fitted = BEST.fit(LINE)
        runs = Experiments(store).runs("line")
        assert len(runs) == len(fitted.history) == 40
        best = min(runs, key=lambda run: run.metrics.get("rmse", 99.0))
        assert best.parameters == fitted.best
        assert len(Experiments(store).series(best.id, "rmse")) == 2  # a value after each fold


def test_a_search_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    fits = tmp_path / "fits"
    command = [sys.executable, "-m", "tests.models.searching", str(tmp_path / "store")]
    environment = {**os.environ, MARK: str(fits)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(30)] == [b"fit\n"] * 30
        process.send_signal(signal.SIGKILL)
    before = fits.read_text().count("fit")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert 40 <= int(done.stdout.split()[-1]) <= 41
    # Two folds a trial at most and the last fit; what was done before was not done again.
    assert fits.read_text().count("fit") - before < 2 * 40 - before + 5
    with Store.open(tmp_path / "store") as store:
        assert len(Experiments(store).runs("line")) == int(done.stdout.split()[-1])
