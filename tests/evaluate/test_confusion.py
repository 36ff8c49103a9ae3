"""F1 and macro-F1, against scikit-learn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from tandem.evaluate.confusion import F1, MacroF1

label = st.sampled_from(["serve", "build", "human"])


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_f1_is_scikit_learns(values: list[tuple[bool, bool]]) -> None:
    target, output = zip(*values, strict=True)
    assert F1()(values) == pytest.approx(f1_score(target, output, zero_division=0))


@given(st.lists(st.tuples(label, label), min_size=1))
def test_macro_f1_is_scikit_learns(values: list[tuple[str, str]]) -> None:
    target, output = zip(*values, strict=True)
    theirs = f1_score(target, output, average="macro", zero_division=0)
    assert MacroF1()(values) == pytest.approx(theirs)


def test_a_missing_output_is_a_miss_and_no_label() -> None:
    # a: one of two found, so 2·1/(2+1); b: found.
    assert MacroF1()([("a", "a"), ("a", None), ("b", "b")]) == pytest.approx((2 / 3 + 1) / 2)


def test_f1_rests_on_what_is_yes_or_called_so() -> None:
    assert F1().support([(True, False), (False, True), (False, False), (True, True)]) == 3


def test_macro_f1_rests_on_its_rare_labels() -> None:
    assert MacroF1().support([("a", "a")] * 10 + [("b", "b")] * 10) == 20
    assert MacroF1().support([("a", "a")] * 19 + [("b", "b")]) == pytest.approx(4 / (1 / 19 + 1))


def test_all_right_is_one() -> None:
    assert MacroF1()([("a", "a"), ("b", "b")]) == 1
    assert F1()([(True, True), (False, False)]) == 1
