"""Likeness of texts: values of sacrebleu 2.5, rouge-score 0.1.2 and SQuAD's script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.evaluate import Case, Metric, chrf, exact_match, rouge_l, rouge_n, token_f1
from tandem.evaluate.texts import character_f2, run_f1, same_words, subsequence_f1, word_f1
from tests.evaluate.samples import trace


@pytest.mark.parametrize(
    ("said", "wanted", "chrf_value", "rouge_value"),
    [
        ("the cat sat on the mat", "the cat is on the mat", 0.645779, 0.833333),
        ("Founded in 1871 by monks", "monks founded it in 1871", 0.568425, 0.6),
        ("abc", "xyz", 0, 0),
        ("The quick brown fox", "quick brown foxes jump", 0.665489, 0.5),
    ],
)
def test_values_of_the_reference_libraries(
    said: str, wanted: str, chrf_value: float, rouge_value: float
) -> None:
    assert character_f2(said, wanted) == pytest.approx(chrf_value, abs=1e-6)
    assert subsequence_f1(said, wanted) == pytest.approx(rouge_value, abs=1e-6)


@pytest.mark.parametrize(("size", "value"), [(1, 5 / 6), (2, 3 / 5), (3, 1 / 4), (7, 0)])
def test_runs_of_words_count_as_often_as_they_stand_in_both(size: int, value: float) -> None:
    """By hand: the, cat, on, the, mat; the cat, on the, the mat; on the mat."""
    said, wanted = "The cat sat on the mat.", "the cat is on the mat"
    assert run_f1(said, wanted, size) == pytest.approx(value)
    metric = rouge_n(size, text=lambda trace: trace.output, wanted=lambda case: case.target)
    assert metric.name == f"rouge_{size}"
    assert metric.score(Case("a", "?", target=["none", wanted]), trace(said)) == pytest.approx(
        value
    )


def test_words_as_squad_compares_them() -> None:
    assert same_words("The Broncos.", "broncos") == 1
    assert same_words("Denver Broncos", "broncos") == 0
    assert word_f1("the Denver Broncos", "Broncos") == pytest.approx(2 / 3)
    assert word_f1("", "") == 1
    assert word_f1("the", "broncos") == 0


METRICS = [
    make(text=lambda trace: trace.output, wanted=lambda case: case.target)
    for make in (exact_match, token_f1, rouge_l, chrf)
]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_the_most_alike_of_the_texts_wanted_counts(metric: Metric) -> None:
    case = Case("a", "?", target=["nothing alike", "in 1871"])
    assert metric.score(case, trace("in 1871")) == 1
    assert metric.score(Case("a", "?", target=[]), trace("x")) is None
    assert metric.worst(case) == 0
    assert metric.worst(Case("a", "?", target=[])) is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_from_0_to_1_and_of_the_same_text_1(a: str, b: str) -> None:
    for like in (same_words, word_f1, subsequence_f1, character_f2):
        assert 0 <= like(a, b) <= 1
    assert same_words(a, a) == word_f1(a, a) == 1
    assert character_f2(a, a) == pytest.approx(1)
