"""An embedder fitted to the corpus itself: TF-IDF and a truncated SVD, no weights to fetch.

Words bring topic, character n-grams bring tolerance of spelling. The SVD folds together
words that occur in the same sections.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Self

import msgspec
import numpy as np

from tandem.core import learned
from tandem.errors import InvalidInput, MissingExtra
from tandem.record.digest import digest
from tandem.search.embed.base import Embedder
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats, unit
from tandem.search.words import stems, words

MOST_FEATURES: Final = 100_000
"""Features that are kept, the most frequent ones: memory grows with them."""
SAMPLE: Final = 10_000
"""Texts that the axes are learned from, evenly spaced; time grows with them."""

Ints = np.ndarray[Any, np.dtype[np.int64]]


class CorpusEmbedder(Embedder):
    """Unit vectors of at most ``dimensions``, learned from the texts that will be searched.

    They help where users spell and word things otherwise than the texts do (recall@5 of the
    help desk's training questions: 0.91, BM25 alone 0.87), and harm where queries use the
    texts' own terms (nDCG@10 on SciFact with 256 dimensions: 0.62, BM25 alone 0.69).
    """

    costly: ClassVar[bool] = False

    dimensions: int = 128
    state: Path = learned(codec="directory")

    def passage(self, entry: Entry, /) -> str:
        """As BM25 does, it reads a title twice."""
        return entry.ranked

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn from texts; from 50 texts on, features of one text only are left out.

        Raises ``InvalidInput`` when no text has a word.
        """
        sample = texts[:: -(-len(texts) // SAMPLE)] if texts else texts
        counts = [Counter(features(text)) for text in sample]
        frequency = Counter(name for row in counts for name in row)
        least = 2 if len(sample) >= 50 else 1
        common = sorted((-c, name) for name, c in frequency.items() if c >= least)[:MOST_FEATURES]
        names = sorted(name for _, name in common)
        if not names:
            raise InvalidInput(f"none of {len(texts)} texts has a word to learn from")
        document_counts = np.array([frequency[name] for name in names], dtype=np.float32)
        weights = np.log((1 + len(sample)) / (1 + document_counts)).astype(np.float32) + 1
        vocabulary = {name: i for i, name in enumerate(names)}
        projection = _axes(
            [_weighted(row, vocabulary, weights) for row in counts],
            (len(sample), len(names)),
            self.dimensions,
        )
        folder = Path(tempfile.mkdtemp(prefix="tandem-embedder-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        (folder / "vocabulary.json").write_bytes(msgspec.json.encode(names))
        np.save(folder / "weights.npy", weights, allow_pickle=False)
        np.save(folder / "projection.npy", projection, allow_pickle=False)
        (folder / "digest").write_text(digest([names, weights, projection]))
        return self.evolve(state=folder)

    @property
    def digest(self) -> str:
        """The hash of its vocabulary, weights and axes, which ``fit`` left beside them."""
        return (self.state / "digest").read_text()

    def embed(self, texts: Sequence[str], /) -> Floats:
        """Unit vectors; zeros where a text shares no feature with the corpus."""
        vocabulary, weights, projection = self._opened
        grams = _Grams(vocabulary)
        found = np.zeros((len(texts), projection.shape[1]), dtype=np.float32)
        for row, text in enumerate(texts):
            ids, times = grams.count(text)
            if len(ids):
                found[row] = _normal(times, weights[ids]) @ projection[ids]
        return unit(found)

    @functools.cached_property
    def _opened(self) -> tuple[dict[str, int], Floats, Floats]:
        folder = self.state / ""
        names = msgspec.json.decode((folder / "vocabulary.json").read_bytes(), type=list[str])
        return (
            {name: i for i, name in enumerate(names)},
            np.load(folder / "weights.npy", allow_pickle=False),
            np.load(folder / "projection.npy", mmap_mode="r", allow_pickle=False),
        )


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


class _Grams:
    """Counts the known features of texts; words repeat, so what each gives is kept."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self.vocabulary = vocabulary
        self._of_word: dict[str, list[int]] = {}

    def count(self, text: str) -> tuple[Ints, Floats]:
        """Ids of the features that the vocabulary knows, ascending, and how often they come."""
        known = self.vocabulary
        ids = [known[stem] for stem in stems(text) if stem in known]
        for word in words(text):
            found = self._of_word.get(word)
            if found is None:
                found = [known[piece] for piece in pieces(word) if piece in known]
                self._of_word[word] = found
            ids += found
        unique, times = np.unique(np.array(ids, dtype=np.int64), return_counts=True)
        return unique, times.astype(np.float32)


def _normal(times: Floats, weights: Floats) -> Floats:
    values: Floats = (1 + np.log(times)) * weights
    length: Any = np.linalg.norm(values)
    return values / length if length else values


def _weighted(
    count: Counter[str], vocabulary: dict[str, int], weights: Floats
) -> tuple[list[int], Floats]:
    known = [(vocabulary[name], n) for name, n in count.items() if name in vocabulary]
    ids = [i for i, _ in known]
    return ids, _normal(np.array([n for _, n in known], dtype=np.float32), weights[ids])


def _axes(
    rows: Sequence[tuple[list[int], Floats]], shape: tuple[int, int], dimensions: int
) -> Floats:
    """The axes of most variance, one a column: shape ``(features, dimensions)``."""
    try:
        from scipy.sparse import csr_matrix
        from sklearn.utils.extmath import randomized_svd
    except ImportError as error:
        raise MissingExtra(
            "fitting the embedder needs scikit-learn", hint="pip install 'tandem-ai[search]'"
        ) from error
    starts = np.cumsum([0, *(len(ids) for ids, _ in rows)])
    columns = np.concatenate([np.array(ids, dtype=np.int64) for ids, _ in rows])
    values = np.concatenate([values for _, values in rows])
    matrix = csr_matrix((values, columns, starts), shape=shape)
    size = max(1, min(dimensions, shape[0] - 1, shape[1] - 1))
    # Few texts are cheap to fold exactly; of many, two passes find the axes that matter.
    _, _, axes = randomized_svd(matrix, size, n_iter=7 if len(rows) < 2000 else 2, random_state=0)
    return np.ascontiguousarray(axes.T, dtype=np.float32)
