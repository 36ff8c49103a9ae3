from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tandem import Model
from tandem.improve import EmbeddingDrift
from tandem.improve.embedding import hashed_words
from tandem.record import Span, Trace
from tests.improve.runs import NEW, inputs, questions, run


class Letters(Model[str, list[float]]):
    def predict(self, xs: Sequence[str], /) -> list[list[float]]:
        return [[x.count(letter) / len(x) for letter in "etaoinfk"] for x in xs]


def noted(vectors: Any) -> list[Trace]:
    return [
        run(i, input=f"run {i}", spans=[
            Span(path="search", name="S", kind="retriever", attributes={"vector": vector})
        ])
        for i, vector in enumerate(vectors.tolist())
    ]  # fmt: skip


def test_new_subjects_move_the_cloud_and_are_shown() -> None:
    monitor = EmbeddingDrift("input.text")
    before = inputs(*questions(100, seed=1))
    (alert,) = monitor.check(before, inputs(*questions(100, seed=2, new=50)))
    assert alert.subject == "input.text"
    assert len(alert.detail["current"]) == 3
    assert not alert.detail["current"][0].startswith("{")  # the text that was embedded
    assert all(NEW[0] in text for text in alert.detail["current"])
    assert alert.detail["value"] > alert.detail["threshold"]
    assert monitor.check(before, inputs(*questions(100, seed=3))) == []


def test_vectors_noted_by_a_part() -> None:
    rng = np.random.default_rng(1)
    before, after = noted(rng.normal(size=(60, 4))), noted(rng.normal(1, size=(60, 4)))
    monitor = EmbeddingDrift("spans.search.vector")
    assert monitor.check(before, after)
    assert monitor.check(before, noted(rng.normal(size=(60, 4)))) == []
    assert monitor.check(before, after[:29]) == []
    assert monitor.check(before, inputs("no vector", "none")) == []


def test_a_model_or_a_function_embeds() -> None:
    before = inputs(*questions(60, seed=1))
    after = inputs(*questions(60, seed=2, new=60))
    assert EmbeddingDrift("input.text", embed=Letters()).check(before, after)

    def constant(texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, 0.0] for _ in texts]

    assert EmbeddingDrift("input.text", embed=constant).check(before, after) == []


def test_an_even_sample_of_many_runs_is_compared() -> None:
    counted: list[int] = []

    def count(texts: Sequence[str]) -> list[list[float]]:
        counted.append(len(texts))
        return [[1.0, 0.0] for _ in texts]

    many = inputs(*questions(230, seed=1))
    EmbeddingDrift("input.text", embed=count, most=100).check(many, many[:90])
    assert counted == [77, 90]


def test_hashed_words_are_unit_vectors() -> None:
    vectors = hashed_words(["how do i", "", "How do I?"])
    assert np.linalg.norm(vectors, axis=1).tolist() == [1, 0, 1]
    assert (vectors[0] == vectors[2]).all()
