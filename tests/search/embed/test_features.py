from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tandem.search.embed.features import count_features, features

texts = st.lists(st.text(alphabet="abcABC the_ é漢9.", max_size=30), min_size=1, max_size=6)


def test_short_words_are_pieces_with_their_ends() -> None:
    assert features("db") == ["db", "#^db", "#db$", "#^db$"]


@given(texts)
def test_texts_together_are_counted_as_one_by_one(texts: list[str]) -> None:
    counts, names = count_features(texts)
    for row, text in zip(counts.toarray(), texts, strict=True):
        found = {name: times for name, times in zip(names, row, strict=True) if times}
        assert found == Counter(features(text))


@given(texts)
def test_a_vocabulary_names_the_columns_and_the_rest_is_left_out(texts: list[str]) -> None:
    known = {"a": 0, "#^ab": 1, "#the": 2}
    counts, names = count_features(texts, known)
    assert names == list(known)
    expected = [[features(text).count(name) for name in known] for text in texts]
    assert counts.toarray().tolist() == expected
