from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from tandem.errors import InvalidInput
from tandem.record import Blobs
from tandem.search import CorpusEmbedder
from tandem.search.embed import corpus

TEXTS = [
    "promote a release to a channel",
    "a channel points at a release",
    "the server sheds load when the queue is full",
    "a full queue makes the server shed load",
]


def test_texts_of_one_subject_lie_together() -> None:
    embedder = CorpusEmbedder(dimensions=2).fit(TEXTS)
    promote, channel, sheds, queue = (embedder.embed_query(text) for text in TEXTS)
    assert promote @ channel > 0.9
    assert sheds @ queue > 0.9
    assert abs(promote @ queue) < 0.5


def test_a_wrong_spelling_lies_near_the_right_one() -> None:
    embedder = CorpusEmbedder(dimensions=3).fit(TEXTS)
    assert embedder.embed_query("chanel") @ embedder.embed_query("channel") > 0.8


def test_vectors_have_length_one_or_are_zero() -> None:
    embedder = CorpusEmbedder(dimensions=3).fit(TEXTS)
    assert np.linalg.norm(embedder.embed_query("release the queue")) == pytest.approx(1, abs=1e-5)
    assert not embedder.embed_query("").any()
    assert not embedder.embed_query("日本").any()


def test_dimensions_never_exceed_what_the_texts_give() -> None:
    assert CorpusEmbedder(dimensions=500).fit(TEXTS).embed_query("queue").shape == (3,)
    assert CorpusEmbedder().fit(["one text"]).embed_query("text").shape == (1,)


def test_fitting_again_gives_the_same_vectors_and_the_same_name() -> None:
    one, two = (CorpusEmbedder(dimensions=2).fit(TEXTS) for _ in range(2))
    np.testing.assert_array_equal(one.embed(TEXTS), two.embed(TEXTS))
    assert one.digest == two.digest
    assert one.digest != CorpusEmbedder(dimensions=2).fit(TEXTS[:3]).digest


def test_a_stored_embedder_gives_the_same_vectors(tmp_path: Path) -> None:
    embedder = CorpusEmbedder(dimensions=2).fit([*TEXTS, "größe größe", "größe"])
    blobs = Blobs(tmp_path)
    opened = embedder.evolve(state=blobs.directory(blobs.put_directory(embedder.state)))
    texts = [*TEXTS, "größe", ""]
    np.testing.assert_array_equal(opened.embed(texts), embedder.embed(texts))
    assert opened.digest == embedder.digest


def test_a_text_has_one_vector_whatever_stands_beside_it() -> None:
    embedder = CorpusEmbedder(dimensions=3).fit(TEXTS)
    together = embedder.embed([*TEXTS, TEXTS[0]])
    np.testing.assert_array_equal(together[0], together[4])
    np.testing.assert_array_equal(together[1], embedder.embed(TEXTS[1:2])[0])
    np.testing.assert_allclose(together[1], embedder.embed_query(TEXTS[1]), atol=1e-6)


def test_features_count_by_how_often_they_come_and_how_rare_they_are() -> None:
    texts = ["alpha beta", "alpha gamma", "alpha"]
    embedder = CorpusEmbedder(dimensions=2).fit(texts)
    names = json.loads((embedder.state / "vocabulary.json").read_bytes())
    weights = np.load(embedder.state / "weights.npy")
    assert weights[names.index("alpha")] == pytest.approx(math.log(4 / 4) + 1)
    assert weights[names.index("beta")] == pytest.approx(math.log(4 / 2) + 1)


def test_texts_without_a_word_are_refused() -> None:
    with pytest.raises(InvalidInput, match="none of 1 texts"):
        CorpusEmbedder().fit(["!"])


def test_of_many_texts_the_same_sample_is_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{TEXTS[i % 4]} word{i}" for i in range(40)]
    monkeypatch.setattr(corpus, "SAMPLE", 20)
    one, two = (CorpusEmbedder(dimensions=3).fit(texts) for _ in range(2))
    names = json.loads((one.state / "vocabulary.json").read_bytes())
    assert sum(f"word{i}" in names for i in range(40)) == 20
    assert one.digest == two.digest


def test_more_texts_than_are_embedded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = CorpusEmbedder(dimensions=3).fit(TEXTS)
    whole = embedder.embed(TEXTS)
    monkeypatch.setattr(corpus, "AT_ONCE", 3)
    np.testing.assert_array_equal(embedder.embed(TEXTS), whole)
