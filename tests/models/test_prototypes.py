from __future__ import annotations

import numpy as np
import pytest

from tandem import Rows
from tandem.checks import check
from tandem.models import Prototypes
from tests.models.samples_of_text import SUBJECTS, embedder, texts_of

UNSEEN = texts_of(30, seed=1)


def right(count: int, **more: float) -> float:
    """The share of unseen texts that prototypes of so many examples a label place rightly."""
    fitted = Prototypes(embed=embedder(), **more).fit(texts_of(count, seed=7))
    said = fitted.predict(UNSEEN.inputs)
    return float(np.mean([a.label == b for a, b in zip(said, UNSEEN.targets, strict=True)]))


def test_few_examples_are_enough_and_more_are_better() -> None:
    assert 0.4 < right(1) <= right(5) <= right(20)
    assert right(20) > 0.9


def test_a_prototype_is_the_mean_drawn_to_the_mean_of_all_labels() -> None:
    rows = texts_of(4)
    plain, drawn = (Prototypes(embed=embedder(), shrinkage=some).fit(rows) for some in (0.0, 4.0))
    vectors = plain.embed.embed(rows.inputs)
    means = np.array(
        [vectors[np.array(rows.targets) == name].mean(axis=0) for name in plain.labels]
    )
    expected = (4 * means + 4 * means.mean(axis=0)) / 8
    for model, wanted in ((plain, means), (drawn, expected)):
        lengths = np.linalg.norm(wanted, axis=1, keepdims=True)
        assert model.prototypes == pytest.approx(wanted / lengths, abs=1e-5)


def test_chances_of_unseen_texts_come_true() -> None:
    fitted = Prototypes(embed=embedder()).fit(texts_of(20, seed=7))
    said = fitted.predict(UNSEEN.inputs)
    sure = float(np.mean([one.probability for one in said]))
    share = np.mean([a.label == b for a, b in zip(said, UNSEEN.targets, strict=True)])
    assert sure == pytest.approx(float(share), abs=0.15)


def test_it_keeps_the_contract_with_one_example_a_label() -> None:
    rows = Rows([" ".join(some) for some in SUBJECTS.values()], list(SUBJECTS))
    fitted = Prototypes(embed=embedder()).fit(rows)
    assert fitted.temperature == 1.0
    check(fitted, ["", "我", "lost card"], learn=rows)
    assert fitted.predict(["lost my card", "pay the bill"])[1].label == "bill"
    assert fitted.predict([]) == []
