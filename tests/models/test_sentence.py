from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tandem import Rows
from tandem.checks import check
from tandem.errors import DefinitionError
from tandem.models import SentenceClassifier
from tandem.search.embed.base import Embedder
from tandem.search.index.vector import Floats
from tests.models.samples_of_text import embedder, texts_of

ROWS, UNSEEN = texts_of(12), texts_of(20, seed=1)
FITTED = SentenceClassifier(embed=embedder()).fit(ROWS)


def test_it_finds_the_label_of_unseen_texts() -> None:
    said = FITTED.predict(UNSEEN.inputs)
    right = [one.label == label for one, label in zip(said, UNSEEN.targets, strict=True)]
    assert sum(right) / len(right) > 0.95
    assert sum(said[0].probabilities.values()) == pytest.approx(1)


def test_it_keeps_the_contract() -> None:
    check(FITTED, ["", "我", *UNSEEN.inputs[:5]], learn=ROWS)
    assert FITTED.predict([]) == []


def test_one_label_is_not_enough() -> None:
    with pytest.raises(DefinitionError, match=r"got only \['card'\]"):
        SentenceClassifier(embed=embedder()).fit(Rows(["a", "b"], ["card", "card"]))


class Counted(Embedder):
    """Costly vectors of one number; notes how many texts it was asked for."""

    folder: Path

    @property
    def digest(self) -> str:
        return "counted"

    def fit(self, texts: Sequence[str]) -> Counted:
        return self

    def embed(self, texts: Sequence[str], /) -> Floats:
        with (self.folder / "asked").open("a") as file:
            file.write("x" * len(texts))
        return np.array([[float("card" in t), float("bill" in t)] for t in texts], np.float32)


def test_vectors_of_training_texts_are_kept_between_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_CACHE", str(tmp_path))
    model = SentenceClassifier(embed=Counted(folder=tmp_path))
    rows = ROWS.take(range(20))
    model.fit(rows)
    model.fit(Rows([*rows.inputs, "one more"], [*rows.targets, "bill"]))
    assert len((tmp_path / "asked").read_text()) == len({*rows.inputs, "one more"})
