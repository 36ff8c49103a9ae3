"""Text as counted pieces: words, pairs of words, and runs of letters inside words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

_WORD = re.compile(r"\w+")
SHORTEST, LONGEST = 2, 4
"""Lengths of the runs of letters; 5 gained nothing on 77 intents and doubles the state."""


def word_grams(text: str) -> Counter[str]:
    """Words and neighbouring pairs, without regard to case and form of letters.

    >>> sorted(word_grams("My CARD, my card!"))
    ['card', 'card my', 'my', 'my card']
    """
    words = _words(text)
    counts = Counter(words)
    counts.update(f"{a} {b}" for a, b in pairwise(words))
    return counts


def letter_grams(text: str) -> Counter[str]:
    """Runs of 2 to 4 letters of each word with a space on both sides: typing errors keep most.

    >>> sorted(letter_grams("pin"))
    [' p', ' pi', ' pin', 'in', 'in ', 'n ', 'pi', 'pin', 'pin ']
    """
    counts: Counter[str] = Counter()
    for word in _words(text):
        padded = f" {word} "
        counts.update(
            padded[i : i + length]
            for length in range(SHORTEST, LONGEST + 1)
            for i in range(len(padded) - length + 1)
        )
    return counts


def _words(text: str) -> list[str]:
    # Lone surrogates can come from outside and can be written to no file.
    clean = text.encode(errors="replace").decode()
    return _WORD.findall(unicodedata.normalize("NFKC", clean).casefold())
