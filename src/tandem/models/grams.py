"""Text as counted pieces: words, pairs of words, and runs of letters inside words."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from tandem.models.scripts import spaced, unaccented, words

SHORTEST, LONGEST = 2, 4
"""Lengths of the runs of letters; 5 gained nothing on 77 intents and doubles the state."""


def word_grams(text: str) -> Counter[str]:
    """Words and neighbouring pairs, without regard to case and form of letters.

    >>> sorted(word_grams("My CARD, my card!"))
    ['card', 'card my', 'my', 'my card']
    """
    found = [part for word in words(text) for part in spaced(word)]
    counts = Counter(found)
    counts.update(f"{a} {b}" for a, b in pairwise(found))
    return counts


def letter_grams(text: str) -> Counter[str]:
    """Runs of 2 to 4 letters of each word with a space on both sides: typing errors keep most.

    Accents are left out: who types without them writes the same runs.

    >>> sorted(letter_grams("pin"))
    [' p', ' pi', ' pin', 'in', 'in ', 'n ', 'pi', 'pin', 'pin ']
    """
    counts: Counter[str] = Counter()
    seen = counts.get
    for word, times in Counter(words(text)).items():
        padded = f" {unaccented(word)} "
        for length in range(SHORTEST, LONGEST + 1):
            for i in range(len(padded) - length + 1):
                gram = padded[i : i + length]
                counts[gram] = seen(gram, 0) + times
    return counts
