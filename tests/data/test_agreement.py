from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tandem.data import cohen_kappa, fleiss_kappa

FLEISS = [  # the fourteen raters of ten subjects in Fleiss (1971), as counts of five labels
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
]


def spread(counts: tuple[int, ...]) -> list[int]:
    return [label for label, count in enumerate(counts) for _ in range(count)]


def test_cohen_by_hand() -> None:
    # 20 both yes, 15 both no, 5 and 10 of either kind: seen 0.7, by chance 0.5.
    first = [True] * 25 + [False] * 25
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)


def test_fleiss_as_published() -> None:
    assert fleiss_kappa([spread(counts) for counts in FLEISS]) == pytest.approx(0.210, abs=5e-4)


def test_fleiss_with_unequal_numbers_by_hand() -> None:
    # Agreement of pairs 1, 1/3 and 0: 4/9. Five of eight labels are a: chance 34/64.
    given = [["a", "a", "a"], ["a", "a", "b"], ["b", "c"], ["d"]]
    chance = (5**2 + 2**2 + 1) / 64
    assert fleiss_kappa(given) == pytest.approx((4 / 9 - chance) / (1 - chance))


def test_it_is_not_defined_for_one_label_or_no_records() -> None:
    assert cohen_kappa([], []) is None
    assert cohen_kappa(["a", "a"], ["a", "a"]) is None
    assert fleiss_kappa([["a"], []]) is None
    assert fleiss_kappa([["a", "a"]]) is None


def test_unequal_length_is_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        cohen_kappa(["a"], ["a", "b"])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=50))
def test_cohen_equals_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    ours = cohen_kappa(first, second)
    if ours is not None:
        assert ours == pytest.approx(float(cohen_kappa_score(first, second)))
