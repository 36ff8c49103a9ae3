from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tandem.errors import InvalidInput
from tandem.search import CorpusEmbedder
from tandem.search.embed import features

TEXTS = [
    "promote a release to a channel",
    "a channel points at a release",
    "the server sheds load when the queue is full",
    "a full queue makes the server shed load",
]


def test_texts_of_one_subject_lie_together() -> None:
    embedder = CorpusEmbedder.fit(TEXTS, dimensions=2)
    promote, channel, sheds, queue = (embedder.embed(text) for text in TEXTS)
    assert promote @ channel > 0.9
    assert sheds @ queue > 0.9
    assert abs(promote @ queue) < 0.5


def test_a_wrong_spelling_lies_near_the_right_one() -> None:
    embedder = CorpusEmbedder.fit(TEXTS, dimensions=3)
    assert embedder.embed("chanel") @ embedder.embed("channel") > 0.8


def test_vectors_have_length_one_or_are_zero() -> None:
    embedder = CorpusEmbedder.fit(TEXTS, dimensions=3)
    assert np.linalg.norm(embedder.embed("release the queue")) == pytest.approx(1, abs=1e-5)
    assert not embedder.embed("").any()
    assert not embedder.embed("日本").any()


def test_dimensions_never_exceed_what_the_texts_give() -> None:
    assert CorpusEmbedder.fit(TEXTS, dimensions=500).embed("queue").shape == (3,)
    assert CorpusEmbedder.fit(["one text"]).embed("text").shape == (1,)


def test_fitting_again_gives_the_same_vectors() -> None:
    one, two = (CorpusEmbedder.fit(TEXTS, dimensions=2) for _ in range(2))
    np.testing.assert_array_equal(one.projection, two.projection)


def test_a_saved_embedder_gives_the_same_vectors(tmp_path: Path) -> None:
    embedder = CorpusEmbedder.fit([*TEXTS, "größe größe", "größe"], dimensions=2)
    embedder.save(tmp_path / "embedder")
    opened = CorpusEmbedder.open(tmp_path / "embedder")
    for text in (*TEXTS, "größe"):
        np.testing.assert_array_equal(opened.embed(text), embedder.embed(text))


def test_texts_without_a_word_are_refused() -> None:
    with pytest.raises(InvalidInput, match="none of 1 texts"):
        CorpusEmbedder.fit(["!"])


def test_short_words_are_pieces_with_their_ends() -> None:
    assert features("db") == ["db", "#^db", "#db$", "#^db$"]
