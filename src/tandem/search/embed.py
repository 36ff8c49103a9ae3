"""An embedder fitted to the corpus itself: TF-IDF and a truncated SVD, no weights to fetch.

Words bring topic, character n-grams bring tolerance of spelling. The SVD folds together
words that occur in the same sections.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from tandem.errors import InvalidInput, MissingExtra
from tandem.search.vector import Floats, unit
from tandem.search.words import stems, words


def features(text: str) -> list[str]:
    """Word stems, and the 3- to 5-character pieces of each word with its ends marked.

    >>> features("Gates")
    ['gate', '#^ga', '#gat', '#ate', '#tes', '#es$', '#^gat', '#gate', '#ates', '#tes$', \
'#^gate', '#gates', '#ates$']
    """
    kept = stems(text)
    found = list(kept)
    for word in words(text):
        marked = f"^{word}$"
        for size in (3, 4, 5):
            found.extend(f"#{marked[i : i + size]}" for i in range(len(marked) - size + 1))
    return found


@dataclass(frozen=True)
class CorpusEmbedder:
    """Text to unit vectors of ``dimensions``, learned from the texts that will be searched.

    ``weights`` (inverse document frequency) has one row a feature, ``projection`` the
    shape ``(features, dimensions)``.
    """

    vocabulary: dict[str, int]
    weights: Floats
    projection: Floats

    @classmethod
    def fit(cls, texts: Sequence[str], *, dimensions: int = 128) -> Self:
        """Learn from texts; from 50 texts on, features of one text only are left out.

        Raises ``InvalidInput`` when no text has a word.
        """
        try:
            from scipy.sparse import csr_matrix
            from sklearn.utils.extmath import randomized_svd
        except ImportError as error:
            raise MissingExtra(
                "fitting the embedder needs scikit-learn", hint="pip install 'tandem-ai[search]'"
            ) from error
        counts = [Counter(features(text)) for text in texts]
        frequency = Counter(name for row in counts for name in row)
        least = 2 if len(texts) >= 50 else 1
        vocabulary = {
            name: i for i, name in enumerate(sorted(n for n, c in frequency.items() if c >= least))
        }
        if not vocabulary:
            raise InvalidInput(f"none of {len(texts)} texts has a word to learn from")
        document_counts = np.array([frequency[name] for name in vocabulary], dtype=np.float32)
        weights = np.log((1 + len(texts)) / (1 + document_counts)).astype(np.float32) + 1
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, count in enumerate(counts):
            ids, value = _weighted(count, vocabulary, weights)
            rows.extend([row] * len(ids))
            columns.extend(ids)
            values.extend(value)
        matrix = csr_matrix((values, (rows, columns)), shape=(len(texts), len(vocabulary)))
        size = max(1, min(dimensions, len(texts) - 1, len(vocabulary) - 1))
        _, _, axes = randomized_svd(matrix, size, n_iter=7, random_state=0)
        projection = np.ascontiguousarray(axes.T, dtype=np.float32)
        return cls(vocabulary, weights, projection)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The embedder that ``save`` wrote."""
        names = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        return cls(
            {name: i for i, name in enumerate(names)},
            np.load(folder / "weights.npy", allow_pickle=False),
            np.load(folder / "projection.npy", mmap_mode="r", allow_pickle=False),
        )

    def save(self, folder: Path) -> None:
        """Write the embedder into a folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        names = json.dumps(list(self.vocabulary), ensure_ascii=False, indent=0)
        (folder / "vocabulary.json").write_text(names, encoding="utf-8")
        np.save(folder / "weights.npy", self.weights, allow_pickle=False)
        np.save(folder / "projection.npy", self.projection, allow_pickle=False)

    def embed(self, text: str) -> Floats:
        """The unit vector of a text; zeros where it shares no feature with the corpus."""
        ids, values = _weighted(Counter(features(text)), self.vocabulary, self.weights)
        if not ids:
            return np.zeros(self.projection.shape[1], dtype=np.float32)
        return unit(values @ self.projection[ids])


def _weighted(
    count: Counter[str], vocabulary: dict[str, int], weights: Floats
) -> tuple[list[int], Floats]:
    known = [(vocabulary[name], n) for name, n in count.items() if name in vocabulary]
    ids = [i for i, _ in known]
    values: Floats = (1 + np.log(np.array([n for _, n in known], dtype=np.float32))) * weights[ids]
    length: Any = np.linalg.norm(values)
    return ids, values / length if length else values
