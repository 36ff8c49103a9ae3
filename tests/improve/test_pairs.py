from __future__ import annotations

import numpy as np

from tandem.improve.flatten import columns
from tandem.improve.pairs import Pair, pairs
from tests.improve.runs import inputs, questions


def compared(before: list[object], after: list[object]) -> dict[str, Pair]:
    return pairs(columns(inputs(*before)), columns(inputs(*after)))


def test_text_is_counted() -> None:
    found = compared([*questions(40, seed=1)], [*questions(40, seed=2, new=20)])
    assert set(found) == {"input.text.characters", "input.text.words", "input.text.unseen"}
    assert {pair.source for pair in found.values()} == {"input.text"}
    unseen = found["input.text.unseen"]
    assert unseen.current.mean() > unseen.reference.mean()


def test_fewer_new_words_than_before_are_no_drift() -> None:
    same = [*questions(40, seed=1)]
    rare: list[object] = [{"text": f"how do i rare{i}"} for i in range(40)]
    assert "input.text.unseen" in compared(same, rare)
    assert "input.text.unseen" not in compared(rare + same, same * 2)
    assert "input.text.unseen" not in compared(same, same)


def test_identifiers_are_left_out() -> None:
    before = [{"id": f"c{i}", "plan": "ab"[i % 2]} for i in range(30)]
    assert set(compared([*before], [*before])) == {"input.plan"}


def test_a_field_that_vanished_is_missing_everywhere() -> None:
    found = compared([{"a": 1.0, "b": "x"}] * 3, [{"a": 1.0}] * 2)
    assert found["input.b"].current.tolist() == [None, None]
    found = compared([{"a": 1.0, "b": 2}] * 3, [{"a": 1.0}] * 2)
    assert np.isnan(found["input.b"].current).all()
    assert np.isnan(compared([{"a": 1}] * 3, [{"a": None}] * 2)["input.a"].current).all()


def test_a_new_field_was_missing_before() -> None:
    found = compared([{"a": 1.0}] * 2, [{"a": 1.0, "b": 2}] * 3)
    assert np.isnan(found["input.b"].reference).all()


def test_numbers_that_became_text_are_compared_as_labels() -> None:
    found = compared([{"a": 1}, {"a": 1}, {"a": None}], [{"a": "one"}, {"a": "1.0"}])
    assert found["input.a"].reference.tolist() == ["1.0", "1.0", None]
    assert found["input.a"].current.tolist() == ["one", "1.0"]
