from __future__ import annotations

import numpy as np
import pytest

from tandem.improve.text import Vocabulary, is_identifier, is_text, lengths, words


def objects(*values: str | None) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(values, dtype=object)


def test_words() -> None:
    assert words("Don't re-run 3 Übungen_2, s'il vous plaît!") == [
        "don't",
        "re-run",
        "übungen_2",
        "s'il",
        "vous",
        "plaît",
    ]


def test_kinds_of_columns() -> None:
    text = objects(*(f"how do i number {i}" for i in range(10)), None)
    labels = objects(*["Bank transfer (automatic)", "Electronic check", "Mailed check"] * 10)
    identifiers = objects(*(f"7590-{i}" for i in range(50)))
    assert (is_text(text), is_text(labels), is_text(identifiers)) == (True, False, False)
    assert (is_identifier(labels), is_identifier(identifiers)) == (False, True)
    assert not is_text(objects(None, None))
    assert not is_identifier(objects(None, None))


def test_lengths() -> None:
    found = lengths(objects("two words", "", None))
    assert found["characters"].tolist()[:2] == [9, 0]
    assert found["words"].tolist()[:2] == [2, 0]
    assert np.isnan([found["characters"][2], found["words"][2]]).all()


def test_unseen_shares_hold_a_text_of_the_reference_against_the_others() -> None:
    vocabulary = Vocabulary(["a b c", "a b d", None])
    own = vocabulary.unseen(objects("a b c", "a b d"))
    assert own.tolist() == pytest.approx([1 / 3, 1 / 3])
    new = vocabulary.unseen(objects("a c d", "a x y", "", None))
    assert new.tolist()[:2] == pytest.approx([0, 2 / 3])
    assert np.isnan(new[2:]).all()


def test_an_unchanged_stream_has_the_same_unseen_share() -> None:
    rng = np.random.default_rng(3)
    ranks = np.arange(1, 2001)
    texts = [
        " ".join(
            f"w{rank}" for rank in rng.choice(ranks, p=(1 / ranks) / (1 / ranks).sum(), size=9)
        )
        for _ in range(4000)
    ]
    vocabulary = Vocabulary(texts[:2000])
    before = vocabulary.unseen(objects(*texts[:2000])).mean()
    after = vocabulary.unseen(objects(*texts[2000:])).mean()
    assert before > 0.02
    assert after == pytest.approx(before, rel=0.1)
