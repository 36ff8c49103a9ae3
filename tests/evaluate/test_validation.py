from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pytest
from scipy.stats import t

from tandem import Model, Rows, learned
from tandem.errors import DefinitionError
from tandem.evaluate import cross_validate


class Seen(Model[int, float]):
    """The mean target it was fitted on, plus a shift; minus one for inputs it has seen."""

    shift: float = 0.0
    mean: float = learned()
    known: list[int] = learned()

    def fit(self, rows: Rows[int, float]) -> Self:
        return self.evolve(mean=float(np.mean(rows.targets)), known=list(rows.inputs))

    def predict(self, xs: Sequence[int], /) -> list[float]:
        return [-1.0 if x in self.known else self.mean + self.shift for x in xs]


def error(targets: Sequence[Any], said: Sequence[Any]) -> float:
    return float(np.mean([abs(a - b) for a, b in zip(targets, said, strict=True)]))


ROWS = Rows(list(range(40)), [float(i % 7) for i in range(40)])


def test_no_prediction_is_by_a_model_that_saw_the_row() -> None:
    found = cross_validate({"seen": Seen()}, ROWS, k=4, repeats=3)
    assert len(found.tests) == 12
    for repeat in range(3):
        tested = sorted(i for test in found.tests[4 * repeat : 4 * repeat + 4] for i in test)
        assert tested == list(range(40))
        assert min(found.unseen["seen"][repeat]) > 0


def test_groups_are_on_one_side() -> None:
    groups = [str(i // 4) for i in range(40)]
    found = cross_validate({"seen": Seen()}, Rows(ROWS.inputs, ROWS.targets, groups), repeats=1)
    for test in found.tests:
        inside = {groups[i] for i in test}
        assert not inside & {groups[i] for i in set(range(40)) - set(test)}


def test_the_interval_is_student_with_the_variance_of_nadeau_and_bengio() -> None:
    found = cross_validate({"a": Seen(), "b": Seen(shift=1.5)}, ROWS, k=4, repeats=2)
    a, b = found.figures("a", error), found.figures("b", error)
    assert len(a) == 8
    for values, spread in (
        (a, found.figure("a", error)),
        ([y - x for x, y in zip(a, b, strict=True)], found.difference("b", "a", error)),
    ):
        reach = t.ppf(0.975, 7) * math.sqrt((1 / 8 + 10 / 30) * np.var(values, ddof=1))
        assert spread.value == pytest.approx(np.mean(values))
        assert (spread.low, spread.high) == pytest.approx(
            (np.mean(values) - reach, np.mean(values) + reach)
        )


def test_a_model_does_not_differ_from_itself_and_the_table_says_by_how_much_others_do() -> None:
    models = {"a": Seen(), "same": Seen(), "far": Seen(shift=10.0)}
    steps: list[str] = []
    found = cross_validate(models, ROWS, repeats=2, progress=steps.append)
    assert found.difference("same", "a", error).high == 0
    assert found.difference("far", "a", error).low > 4
    text = found.table({"error": error}, against="a").markdown()
    assert "| model | error | error less that of a |" in text
    assert "0.0000 (0.0000 to 0.0000)" in text
    assert steps[0] == "a, repeat 1 of 2"
    assert len(steps) == 6


def test_without_models_there_is_nothing_to_compare() -> None:
    with pytest.raises(DefinitionError, match="0 models"):
        cross_validate({}, ROWS)
