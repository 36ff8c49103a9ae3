"""What a corpus embedder sees of a text: stems of words and pieces of words, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from tandem.errors import MissingExtra
from tandem.search.words import ENGLISH, stems, words


def features(text: str) -> list[str]:
    """Word stems, and the 3- to 5-character pieces of each word with its ends marked.

    >>> features("Gates")
    ['gate', '#^ga', '#gat', '#ate', '#tes', '#es$', '#^gat', '#gate', '#ates', '#tes$', \
'#^gate', '#gates', '#ates$']
    """
    found = list(stems(text))
    for word in words(text):
        found.extend(pieces(word))
    return found


def pieces(word: str) -> list[str]:
    """The 3- to 5-character pieces of a word with its ends marked."""
    marked = f"^{word}$"
    return [f"#{marked[i : i + size]}" for size in (3, 4, 5) for i in range(len(marked) - size + 1)]


def count_features(
    texts: Sequence[str], vocabulary: Mapping[str, int] | None = None
) -> tuple[Any, list[str]]:
    """How often each feature comes in each text, a sparse matrix, and the names of its columns.

    With a vocabulary only its features count, each in its column. Words repeat, so each
    distinct one is cut to pieces once, and a product of two sparse matrices (texts by words,
    words by features) does the counting.
    """
    number = _numbered()
    counted = [Counter(words(text)) for text in texts]
    in_texts = [([number[word] for word in count], list(count.values())) for count in counted]
    names = _numbered() if vocabulary is None else vocabulary
    in_words = []
    for word, stem in zip(number, ENGLISH.stem(list(number)), strict=True):
        found = pieces(word) if word in ENGLISH.stop_words else [stem, *pieces(word)]
        ids = [names[name] for name in found if vocabulary is None or name in vocabulary]
        in_words.append((ids, [1] * len(ids)))
    counts = _sparse(in_texts, len(number)) @ _sparse(in_words, len(names))
    return counts, list(names)


def _numbered() -> defaultdict[str, int]:
    """Gives each new key the next number."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _sparse(rows: Sequence[tuple[list[int], list[int]]], columns: int) -> Any:
    try:
        from scipy.sparse import csr_matrix
    except ImportError as error:
        raise MissingExtra(
            "embedding texts needs scikit-learn", hint="pip install 'tandem-ai[search]'"
        ) from error
    starts = np.cumsum([0, *(len(ids) for ids, _ in rows)])
    ids = np.fromiter(chain.from_iterable(ids for ids, _ in rows), np.int32, starts[-1])
    times = np.fromiter(chain.from_iterable(times for _, times in rows), np.float32, starts[-1])
    return csr_matrix((times, ids, starts), shape=(len(rows), columns))
