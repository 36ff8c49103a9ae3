"""The race: who is taken how far, by a clock that the test moves."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Self

import pytest

from tandem import Model, Rows, learned
from tandem.errors import DefinitionError
from tandem.models.race import Race
from tandem.models.space import span, tunable

ROWS = Rows([{"x": float(i)} for i in range(100)], [float(i) for i in range(100)])
NOW = [0.0]


class Shifted(Model[dict[str, float], float]):
    """The truth and ``error`` more; it takes ``cost`` seconds to fit."""

    error: float = tunable(1.0, span(0.5, 4.0))
    cost: float = 1.0
    broken: bool = False

    fitted: bool = learned()

    def fit(self, rows: Rows[Any, float]) -> Self:
        NOW[0] += self.cost
        if self.broken:
            raise DefinitionError("it is broken")
        return self.evolve(fitted=True)

    def predict(self, xs: Sequence[dict[str, float]], /) -> list[float]:
        return [x["x"] + self.error for x in xs]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    NOW[0] = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: NOW[0])


def race(seconds: float) -> Race:
    return Race(ROWS, "rmse", None, seconds=seconds, count=5, seed=0)


def test_all_are_tried_once_and_the_best_go_on() -> None:
    run = race(60)
    found = run.run([(str(e), Shifted(error=e)) for e in (3.0, 1.0, 2.0, 4.0)])
    assert run.depth == 5
    names = [entry.name for entry in found if "," not in entry.name]
    assert names == sorted(names, key=float)
    assert len(run.seen()) == 100
    assert NOW[0] <= 60


def test_tuning_finds_better_parameters_and_drops_worse_ones() -> None:
    run = race(100)
    found = run.run([("start", Shifted(error=2.0))])
    assert found[0].name == "start, tuned"
    assert found[0].losses[0] < 2.0
    given_up = [entry for entry in run.entries if len(entry.losses) < run.depth]
    assert all(entry.losses[-1] > found[-1].losses[0] * 0.5 for entry in given_up)


def test_little_time_means_fewer_folds_for_the_best() -> None:
    run = race(10)
    found = run.run([(str(e), Shifted(error=e, cost=2.0)) for e in (2.0, 1.0, 3.0)])
    assert (run.depth, [entry.name for entry in found]) == (3, ["1.0"])


def test_who_is_a_little_better_and_slow_gives_way_to_who_can_go_through_all_folds() -> None:
    run = race(20)
    found = run.run([("slow", Shifted(error=1.0, cost=5.0)), ("quick", Shifted(error=1.2))])
    assert run.depth == 5
    assert {entry.name.partition(",")[0] for entry in found} == {"quick"}


def test_no_time_is_still_the_first_candidate_on_every_fold() -> None:
    run = race(0)
    [only] = run.run([("first", Shifted()), ("second", Shifted(error=0.5))])
    assert (only.name, len(only.losses), run.depth) == ("first", 5, 5)


def test_what_fails_is_told_and_does_not_stop_the_race() -> None:
    run = race(30)
    found = run.run([("bad", Shifted(broken=True)), ("good", Shifted())])
    assert run.problems[0] == "bad: it is broken"
    assert any(entry.name == "good" for entry in found)
    assert race(30).run([("bad", Shifted(broken=True))]) == []
