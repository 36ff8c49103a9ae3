from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from tandem.models.tfidf import TfIdf, count

TEXTS = ["my card is lost", "lost my card again again", "pay the bill", "the bill is due"]


def test_the_word_half_is_that_of_scikit_learn() -> None:
    counted = [count(text) for text in TEXTS]
    terms = TfIdf.of(counted)
    theirs = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+")
    expected = theirs.fit_transform(TEXTS).toarray()
    assert list(theirs.get_feature_names_out()) == terms.words
    for text, row in zip(counted, expected, strict=True):
        places, values = terms.row(text)
        mine = np.zeros(len(terms.rarity))
        mine[places] = values
        assert mine[: len(terms.words)] * np.sqrt(2) == pytest.approx(row)
        assert (mine**2).sum() == pytest.approx(1)


def test_letters_that_occur_in_one_text_only_are_left_out() -> None:
    terms = TfIdf.of([count("abc"), count("abd")])
    assert terms.letters == [" a", " ab", "ab"]


def test_a_text_of_unknown_pieces_is_an_empty_row() -> None:
    terms = TfIdf.of([count(text) for text in TEXTS])
    for text in ("", "...", "我"):
        places, values = terms.row(count(text))
        assert len(places) == len(values) == 0


def test_a_matrix_has_the_rows() -> None:
    counted = [count(text) for text in [*TEXTS, ""]]
    terms = TfIdf.of(counted)
    dense = terms.matrix(counted).toarray()
    assert dense.shape == (5, len(terms.rarity))
    for row, text in zip(dense, counted, strict=True):
        places, values = terms.row(text)
        assert row[places].tolist() == values.tolist()
        assert (row != 0).sum() == len(places)
