from __future__ import annotations

import hashlib
import random
import zlib

import numpy as np
import pytest

from tandem.search.ingest.near import Print, compared, repeats, similar

RANDOM = random.Random(0)
WORDS = [f"w{RANDOM.randrange(5_000)}" for _ in range(400)]


def changed(count: int) -> str:
    words = list(WORDS)
    for i in range(count):
        words[i * len(words) // count] = f"new{i}"
    return " ".join(words)


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def prints(*texts: str, group: str = "") -> list[Print]:
    return [Print(*compared(text), group) for text in texts]


@pytest.mark.parametrize("count", [1, 5, 20, 60])
def test_the_estimate_is_near_the_true_share(count: int) -> None:
    one, two = " ".join(WORDS), changed(count)
    true = len(runs(one) & runs(two)) / len(runs(one) | runs(two))
    assert similar(compared(one)[1], compared(two)[1]) == pytest.approx(true, abs=0.12)


def test_minima_are_those_of_the_definition() -> None:
    """Computed with integers of any size, from the published constants."""
    words, whole = "the quick brown fox jumps".split(), 2**64
    codes = [zlib.crc32(word.encode()) for word in words]
    mix = 0x9E3779B97F4A7C15
    runs = [((a * mix + b) * mix + c) % whole for a, b, c in zip(codes, codes[1:], codes[2:])]  # noqa: B905  # three at a time
    runs = [run ^ (run >> 29) for run in runs]
    seed = hashlib.shake_256(b"tandem.minhash.1").digest(126 * 16)
    numbers = [int.from_bytes(seed[i : i + 8], "little") for i in range(0, len(seed), 8)]
    factors, terms = numbers[:126], numbers[126:]
    expected = [
        min((run * (factor | 1) + term) % whole for run in runs) >> 32
        for factor, term in zip(factors, terms, strict=True)
    ]
    assert compared(" ".join(words))[1].tolist() == expected


def test_case_spaces_and_marks_make_no_difference() -> None:
    assert compared("One,  TWO\nthree!")[0] == compared("one two three")[0]
    assert len(compared("one two")[1]) == 0


def test_a_later_text_that_says_the_same_repeats_the_first() -> None:
    found = repeats(prints(" ".join(WORDS), changed(5), "quite another text", changed(200)), 0.8)
    assert list(found) == [1]
    kept, share = found[1]
    assert (kept, share > 0.9) == (0, True)


def test_equal_short_texts_repeat_and_other_short_ones_do_not() -> None:
    assert repeats(prints("One.", "one", "two"), 0.8) == {1: (0, 1.0)}


def test_texts_of_different_readers_never_repeat() -> None:
    assert repeats(prints("a text of words") + prints("a text of words", group="hr"), 0.8) == {}


def test_what_repeats_is_not_compared_itself() -> None:
    chain = [" ".join(WORDS), changed(20), changed(20) + " end"]
    found = repeats(prints(*chain), 0.7)
    assert {kept for kept, _ in found.values()} == {0}


def test_long_texts_are_taken_in_blocks() -> None:
    text = " ".join(f"w{i}" for i in range(10_000))
    first, second = compared(text)[1], compared(text + " end")[1]
    assert np.mean(first == second) > 0.98
