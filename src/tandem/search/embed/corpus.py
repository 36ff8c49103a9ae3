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
from tandem.errors import InvalidInput
from tandem.record.digest import digest
from tandem.search.embed.axes import principal_axes
from tandem.search.embed.base import Embedder
from tandem.search.embed.features import count_features, features
from tandem.search.index.entry import Entry
from tandem.search.index.vector import Floats, mapped, unit

MOST_FEATURES: Final = 100_000
"""Features that are kept, the most frequent ones: memory grows with them."""
SAMPLE: Final = 10_000
"""Texts that the axes are learned from, drawn at random; time grows with them."""
AT_ONCE: Final = 2_000
"""Texts embedded together: memory grows with them."""


class CorpusEmbedder(Embedder):
    """Unit vectors of at most ``dimensions``, learned from the texts that will be searched.

    They help where users spell and word things otherwise than the texts do (recall@5 of the
    help desk's training questions, when it had 139 sections: 0.91, BM25 alone 0.87), and harm
    where queries use the texts' own terms (nDCG@10 on SciFact's training claims with 256
    dimensions, fused: 0.62, BM25 alone 0.70).
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
        counts, found = count_features(_sample(texts))
        frequency = np.bincount(counts.indices, minlength=len(found))
        least = 2 if counts.shape[0] >= 50 else 1
        common = sorted(
            (-frequency[i], name) for i, name in enumerate(found) if frequency[i] >= least
        )
        names = sorted(name for _, name in common[:MOST_FEATURES])
        if not names:
            raise InvalidInput(f"none of {len(texts)} texts has a word to learn from")
        place = {name: i for i, name in enumerate(found)}
        kept = np.array([place[name] for name in names])
        weights = np.log((1 + counts.shape[0]) / (1 + frequency[kept])).astype(np.float32) + 1
        projection = principal_axes(_weighted(counts[:, kept], weights), self.dimensions)
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
        found = np.zeros((len(texts), projection.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), AT_ONCE):
            counts, _ = count_features(texts[start : start + AT_ONCE], vocabulary)
            found[start : start + AT_ONCE] = _weighted(counts, weights) @ projection
        return unit(found)

    def embed_query(self, text: str, /) -> Floats:
        """The unit vector of one text, without the libraries that many texts need."""
        vocabulary, weights, projection = self._opened
        count = Counter(vocabulary[name] for name in features(text) if name in vocabulary)
        ids = list(count)
        times = np.array(list(count.values()), dtype=np.float32)
        return unit((1 + np.log(times)) * weights[ids] @ projection[ids])

    @functools.cached_property
    def _opened(self) -> tuple[dict[str, int], Floats, Floats]:
        folder = self.state / ""
        names = msgspec.json.decode((folder / "vocabulary.json").read_bytes(), type=list[str])
        return (
            {name: i for i, name in enumerate(names)},
            np.load(folder / "weights.npy", allow_pickle=False),
            mapped(folder / "projection.npy"),
        )


def _sample(texts: Sequence[str]) -> Sequence[str]:
    if len(texts) <= SAMPLE:
        return texts
    drawn = np.random.default_rng(0).choice(len(texts), SAMPLE, replace=False)
    return [texts[i] for i in sorted(drawn.tolist())]


def _weighted(counts: Any, weights: Floats) -> Any:
    """Rows of TF-IDF of length one; overwrites the counts."""
    counts.data = ((1 + np.log(counts.data)) * weights[counts.indices]).astype(np.float32)
    lengths = np.sqrt(counts.multiply(counts).sum(axis=1)).A1
    counts.data /= np.repeat(lengths, np.diff(counts.indptr))
    return counts
