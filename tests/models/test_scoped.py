from __future__ import annotations

import pytest

from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import Placed, Scoped, TextClassifier
from tests.models.samples_of_text import embedder, texts_of

ROWS, UNSEEN = texts_of(20), texts_of(200, seed=1)
STRANGE = ["", "我", "Goals in the second half", "quantum chromodynamics", "zzz zzz", "1 2 3"]


def scoped(**more: float) -> Scoped:
    """Sure of a label, and near a training text."""
    return Scoped(classify=TextClassifier(calibrate=False), near=embedder(), **more)


FITTED = scoped(refuse=0.05).fit(ROWS)


def test_strange_texts_get_no_label() -> None:
    said = FITTED.predict(STRANGE)
    assert [one.label for one in said] == [None] * len(STRANGE)
    assert all(one.typicality <= 0.05 for one in said)
    assert all(sum(one.probabilities.values()) == pytest.approx(1) for one in said)


def test_no_more_in_scope_is_refused_than_was_said() -> None:
    said = FITTED.predict(UNSEEN.inputs)
    refused = [one.label is None for one in said]
    assert 0 < sum(refused) / len(refused) < 0.1
    right = [a.label == b for a, b in zip(said, UNSEEN.targets, strict=True) if a.label]
    assert sum(right) / len(right) > 0.95


def test_who_refuses_more_refuses_the_least_typical() -> None:
    few, many = (scoped(refuse=some).fit(ROWS).predict(UNSEEN.inputs) for some in (0.05, 0.3))
    assert [one.typicality for one in few] == [one.typicality for one in many]
    assert {i for i, one in enumerate(few) if one.label is None} < {
        i for i, one in enumerate(many) if one.label is None
    }


def test_without_vectors_it_goes_by_the_classifier_alone() -> None:
    fitted = Scoped(classify=TextClassifier(calibrate=False)).fit(ROWS)
    said = fitted.predict(["lost card pin", "", "我"])
    assert [one.label for one in said] == ["card", None, None]
    assert said[0].typicality > said[1].typicality == said[2].typicality


def test_it_keeps_the_contract() -> None:
    check(FITTED, [*STRANGE, *UNSEEN.inputs[:4]], learn=ROWS)
    assert FITTED.predict([]) == []
    assert isinstance(FITTED.predict(["card"])[0], Placed)


@pytest.mark.parametrize("refuse", [0.0, 1.0, 0.01])
def test_a_promise_that_the_rows_cannot_carry_is_refused(refuse: float) -> None:
    with pytest.raises(DefinitionError, match="cannot refuse"):
        scoped(refuse=refuse).fit(ROWS)
