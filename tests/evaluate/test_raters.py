from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tandem.errors import DefinitionError
from tandem.evaluate import agreement, majority, weighted_kappa

LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


@given(LABELS)
def test_weighted_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    if len({*first, *second}) == 1:
        assert weighted_kappa(first, second) == agreement(first, second).kappa == 1
        return
    wanted = cohen_kappa_score(first, second, weights="quadratic", labels=range(4))
    assert weighted_kappa(first, second) == pytest.approx(wanted)


def test_a_failed_judgement_agrees_with_nobody() -> None:
    people = ["first", "second", "tie", "first"]
    whole = agreement(people, people)
    assert (whole.share, whole.kappa, whole.failed) == (1, 1, 0)
    found = agreement(["first", None, "tie", "first"], people)
    assert (found.items, found.failed, found.share) == (4, 1, 0.75)
    assert found.kappa < 1
    assert found.share_interval[0] < 0.75 < found.share_interval[1]
    assert "1 failed" in str(found)


def test_items_that_go_together_make_the_interval_wider() -> None:
    said = [label for label in ("a", "b", "b", "a", "a", "b", "a", "b") for _ in range(12)]
    people = [label for label in ("a", "b", "a", "a", "b", "b", "a", "b") for _ in range(12)]
    groups = [str(i // 12) for i in range(len(said))]
    low, high = agreement(said, people).kappa_interval
    below, above = agreement(said, people, groups=groups).kappa_interval
    assert above - below > 2 * (high - low)


def test_a_majority_is_more_than_half() -> None:
    assert majority([1, 2, 2], 0) == 2
    assert majority([1, 2, 3], 0) == 0
    assert majority([1, 1, 2, 2], 0) == 0


def test_lists_of_other_lengths_are_refused() -> None:
    with pytest.raises(DefinitionError, match="2 labels beside 1"):
        weighted_kappa([1, 2], [1])
    with pytest.raises(DefinitionError, match="0 labels"):
        agreement([], [])
