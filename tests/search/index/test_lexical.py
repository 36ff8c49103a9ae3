from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tandem.errors import InvalidInput
from tandem.search.index.lexical import Lexical

TEXTS = ["gate gate verdict", "gate", "channel history release"]


def bm25(times: int, length: int, having: int, k1: float = 1.5, b: float = 0.75) -> float:
    """One word's score by the formula of Robertson as Lucene computes it."""
    rarity = math.log(1 + (len(TEXTS) - having + 0.5) / (having + 0.5))
    mean = 7 / 3
    return rarity * times / (times + k1 * (1 - b + b * length / mean))


def test_scores_are_those_of_the_formula() -> None:
    index = Lexical.build(TEXTS)
    expected = [bm25(2, 3, 2), bm25(1, 1, 2), 0.0]
    np.testing.assert_allclose(index.scores("gates"), expected, rtol=1e-5)
    both = [bm25(2, 3, 2) + bm25(1, 3, 1), bm25(1, 1, 2), 0.0]
    np.testing.assert_allclose(index.scores("gate verdict"), both, rtol=1e-5)


def test_length_counts_as_b_says() -> None:
    index = Lexical.build(TEXTS, k1=1.2, b=0.0)
    expected = bm25(2, 3, 2, k1=1.2, b=0.0)
    np.testing.assert_allclose(index.scores("gate")[0], expected, rtol=1e-5)


@pytest.mark.parametrize("query", ["", "the", "unheard of", "!?"])
def test_unknown_words_score_nothing(query: str) -> None:
    assert not Lexical.build(TEXTS).scores(query).any()


def test_a_saved_index_answers_the_same_and_is_the_same_bytes(tmp_path: Path) -> None:
    index = Lexical.build(TEXTS)
    for name in ("one", "two"):
        Lexical.build(TEXTS).save(tmp_path / name)
    opened = Lexical.open(tmp_path / "one")
    np.testing.assert_array_equal(opened.scores("gate history"), index.scores("gate history"))
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_texts_without_a_word_are_refused() -> None:
    with pytest.raises(InvalidInput, match="none of 2 texts"):
        Lexical.build(["the", "!"])


def test_other_languages_have_their_stems_and_stop_words(tmp_path: Path) -> None:
    texts = ["Die Häuser der Stadt", "Der Hund und die Katze"]
    Lexical.build(texts, language="german").save(tmp_path / "german")
    index = Lexical.open(tmp_path / "german")
    assert index.scores("Haus")[0] > 0
    assert not index.scores("der und die").any()


def test_a_query_weighs_rare_words_more_and_repeated_ones_twice() -> None:
    weights = Lexical.build(TEXTS).weights("gate history history unheard")
    assert weights["gate"] == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert weights["histori"] == pytest.approx(2 * math.log(1 + 2.5 / 1.5))
    assert weights["unheard"] == pytest.approx(math.log(1 + 3.5 / 0.5))
