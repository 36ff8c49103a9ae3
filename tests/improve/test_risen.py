from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.improve.risen import Risen, _chance, never_seen, risen
from tests.improve.runs import questions


def texts(word: str, count: int, size: int) -> list[str | None]:
    return [f"how {word}" if i < count else "how" for i in range(size)]


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_the_chance_is_fisher_s(n: int, m: int, data: st.DataObject) -> None:
    before, after = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    exact = stats.fisher_exact([[after, m - after], [before, n - before]], "greater").pvalue
    risen_at_all = after * n > before * m
    assert _chance(before, after, n, m) == pytest.approx(exact if risen_at_all else 1, rel=1e-9)


def test_words_that_came_up_are_named_with_their_counts() -> None:
    assert risen(texts("kafka", 0, 200), texts("kafka", 12, 60)) == [Risen("kafka", 0, 12)]
    assert risen(texts("kafka", 4, 200), texts("kafka", 20, 60)) == [Risen("kafka", 4, 20)]


def test_alpha_is_the_chance_allowed_over_all_words() -> None:
    before, after = texts("kafka", 0, 60), texts("kafka", 5, 60)  # 2.9 %, of two words 5.7 %
    assert risen(before, after, alpha=0.05) == []
    assert risen(before, after, alpha=0.06) == [Risen("kafka", 0, 5)]


def test_what_is_uncertain_or_does_not_matter_is_not() -> None:
    assert risen(texts("kafka", 0, 60), texts("kafka", 3, 60)) == []
    assert risen(texts("kafka", 60, 60), texts("kafka", 0, 60)) == []
    assert risen(texts("a", 0, 9000), texts("a", 150, 9000)) == []  # 1.7 %
    assert risen(texts("a", 3000, 9000), texts("a", 4500, 9000)) == []  # half as many again
    assert risen([], texts("a", 9, 9)) == []
    assert risen([None], texts("a", 9, 9)) == []


def test_a_word_often_repeated_in_one_text_is_one_text() -> None:
    assert risen(texts("a", 0, 60), ["how " + "kafka " * 50, *texts("a", 0, 59)]) == []


def test_never_seen_words() -> None:
    current = ["kafka kafka how", "Kafka topic", "topic kafka once", None]
    assert never_seen(["how do i"], current) == [Risen("kafka", 0, 3), Risen("topic", 0, 2)]
    assert never_seen(["how do i"], current, most=1) == [Risen("kafka", 0, 3)]
    assert never_seen(["how do i"], ["once"]) == [Risen("once", 0, 1)]


def test_false_alarms_over_a_whole_vocabulary_are_as_rare_as_said() -> None:
    rng = random.Random(9)
    raised = 0
    for _ in range(100):
        sides = [questions(count, seed=rng.randrange(1 << 30)) for count in (120, 80)]
        before, after = ([item["text"] for item in side] for side in sides)
        raised += bool(risen(before, after, alpha=0.05))
    assert raised <= 12  # at most 5 expected
