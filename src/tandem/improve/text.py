"""Columns of text: what can be counted about them, and the words that are new in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.distances import Array

_WORD = re.compile(r"[^\W\d_][\w'-]*")


def words(text: str) -> list[str]:
    """The words of a text in lower case, numbers left out.

    >>> words("How do I read 3 Kafka topics (v2)?")
    ['how', 'do', 'i', 'read', 'kafka', 'topics', 'v2']
    """
    return _WORD.findall(text.lower())


def is_text(values: NDArray[Any]) -> bool:
    """Whether a column holds free text: mostly different values, mostly of several words."""
    present = [value for value in values.tolist() if value is not None]
    if len(set(present)) <= len(present) / 2:
        return False
    return float(np.median([value.count(" ") for value in present])) >= 2


def is_identifier(values: NDArray[Any]) -> bool:
    """Whether a column names nearly every row differently, so that values do not recur."""
    present = [value for value in values.tolist() if value is not None]
    return len(set(present)) > 0.9 * len(present)


def lengths(texts: NDArray[Any]) -> dict[str, Array]:
    """Characters and words of each text; NaN where it is missing."""
    present = texts.tolist()
    counts = {
        "characters": [np.nan if text is None else len(text) for text in present],
        "words": [np.nan if text is None else len(words(text)) for text in present],
    }
    return {name: np.array(values, dtype=np.float64) for name, values in counts.items()}


class Vocabulary:
    """In how many texts of a reference each word occurs."""

    def __init__(self, texts: Sequence[str | None]) -> None:
        self._whole = {text for text in texts if text is not None}
        self._texts = document_counts(texts)

    def unseen(self, texts: NDArray[Any]) -> Array:
        """The share of each text's words that no other text of the reference has.

        A text of the reference itself is held against the others, as a new one is against
        all: an unchanged stream gives the same shares. NaN where a text has no words.
        """
        shares = []
        for text in texts.tolist():
            found = words(text or "")
            known = 2 if text in self._whole else 1
            new = sum(self._texts[word] < known for word in found)
            shares.append(new / len(found) if found else np.nan)
        return np.array(shares, dtype=np.float64)


def document_counts(texts: Sequence[str | None]) -> Counter[str]:
    """In how many texts each word is."""
    return Counter(word for text in texts if text is not None for word in set(words(text)))
