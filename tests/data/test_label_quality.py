from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tandem import Model, Rows, learned
from tandem.data import find_label_issues
from tandem.data.label_quality import unseen_probabilities
from tandem.errors import DefinitionError
from tandem.models import Logistic


@dataclass(frozen=True)
class Point:
    x: float
    y: float


class Chances(Model[float, dict[str, float]]):
    """The shares of the labels among the training rows with the nearest whole number."""

    seen: dict[str, dict[str, float]] = learned()

    def fit(self, rows: Rows[float, str]) -> Any:
        seen: dict[str, dict[str, float]] = {}
        for x, label in rows:
            of = seen.setdefault(str(round(x)), {})
            of[label] = of.get(label, 0.0) + 1.0
        return self.evolve(seen=seen)

    def predict(self, xs: Sequence[float], /) -> list[dict[str, float]]:
        return [
            {label: n / sum(of.values()) for label, n in of.items()}
            for of in (self.seen[str(round(x))] for x in xs)
        ]


def points(flipped: set[int]) -> Rows[Point, bool]:
    draw = random.Random(0)
    inputs = [Point(draw.gauss(0, 1), draw.gauss(0, 1)) for _ in range(400)]
    truth = [x.x + x.y > 0 for x in inputs]
    return Rows(inputs, [t != (i in flipped) for i, t in enumerate(truth)])


def test_planted_errors_are_found_and_ranked_first() -> None:
    clear = [i for i, x in enumerate(points(set()).inputs) if abs(x.x + x.y) > 0.8]
    flipped = set(random.Random(1).sample(clear, 20))
    found = find_label_issues(Logistic[Point](), points(flipped))
    rows = [suspect.row for suspect in found]
    assert len(flipped & set(rows)) >= 19
    assert len(set(rows[:20]) - flipped) <= 2
    worst = found[0]
    assert worst.suggested is not worst.label
    assert worst.probability < 0.2 < 0.7 < worst.expected
    assert worst.reason.startswith(f"labelled {worst.label!r} with a probability of 0.")


def test_labels_in_order_raise_no_suspicion() -> None:
    rows = Rows([float(i % 3) for i in range(90)], ["abc"[i % 3] for i in range(90)])
    assert find_label_issues(Chances(), rows) == []


def test_of_several_labels_the_likely_one_is_suggested() -> None:
    labels = ["abc"[i % 3] for i in range(300)]
    labels[7] = "c"  # the seventh is a b
    [suspect] = find_label_issues(Chances(), Rows([float(i % 3) for i in range(300)], labels))
    assert (suspect.row, suspect.label, suspect.suggested) == (7, "c", "b")


def test_no_row_is_judged_by_a_model_that_saw_it() -> None:
    seen: list[set[float]] = []

    class Watching(Chances):
        def fit(self, rows: Rows[float, str]) -> Any:
            seen.append(set(rows.inputs))
            return super().fit(Rows([0.0], ["a"]))

        def predict(self, xs: Sequence[float], /) -> list[dict[str, float]]:
            assert not seen[-1] & set(xs)
            return [{"a": 0.5, "b": 0.25} for _ in xs]

    rows = Rows(
        [float(i) for i in range(20)], ["a", "b"] * 10, groups=[str(i // 2) for i in range(20)]
    )
    chances = unseen_probabilities(Watching(), rows, ["a", "b"])
    assert chances.tolist() == [[pytest.approx(2 / 3), pytest.approx(1 / 3)]] * 20
    assert len(seen) == 5


def test_one_label_and_a_model_without_probabilities_are_refused() -> None:
    with pytest.raises(DefinitionError, match="two labels at least, the rows have 1"):
        find_label_issues(Chances(), Rows([1.0, 2.0], ["a", "a"]))

    class Silent(Chances):
        def predict(self, xs: Sequence[float], /) -> Any:
            return ["a" for _ in xs]

    with pytest.raises(DefinitionError, match="str, from which no probabilities"):
        find_label_issues(Silent(), Rows([1.0, 2.0] * 10, ["a", "b"] * 10))
