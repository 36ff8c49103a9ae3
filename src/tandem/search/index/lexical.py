"""BM25 over texts. bm25s builds the arrays; reading them needs numpy alone."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np

from tandem.errors import InvalidInput, MissingExtra
from tandem.search.index.vector import Floats, mapped
from tandem.search.words import Analyser


class Settings(msgspec.Struct, frozen=True):
    """What scores depend on besides the postings; ``average`` is the mean text length."""

    size: int
    average: float
    k1: float
    b: float
    language: str
    stop_words: list[str]


@dataclass(frozen=True)
class Lexical:
    """A BM25 index (Lucene's variant) of texts, in the order they were given.

    The column of a word, ``data[starts[i]:starts[i + 1]]``, holds its score in the texts
    ``rows[starts[i]:starts[i + 1]]``.

    >>> index = Lexical.build(["serve a release", "drift of inputs", "roll back a release"])
    >>> index.scores("rolled back releases").argmax()
    np.int64(2)
    """

    vocabulary: dict[str, int]
    data: Floats
    rows: np.ndarray[Any, np.dtype[np.int32]]
    starts: np.ndarray[Any, np.dtype[np.int64]]
    settings: Settings
    analyser: Analyser

    @classmethod
    def build(
        cls, texts: Sequence[str], *, k1: float = 1.5, b: float = 0.75, language: str = "english"
    ) -> Self:
        """Index texts; ``k1`` bounds what repetition adds, ``b`` how length is discounted.

        Raises ``InvalidInput`` when no text has a word.
        """
        analyser = Analyser.of(language)
        tokens = [analyser.stems(text) for text in texts]
        vocabulary = {word: i for i, word in enumerate(sorted({w for row in tokens for w in row}))}
        if not vocabulary:
            raise InvalidInput(f"none of {len(texts)} texts has a word to index")
        bm25 = _bm25s().BM25(k1=k1, b=b, method="lucene")
        ids = [[vocabulary[word] for word in row] for row in tokens]
        bm25.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        average = sum(map(len, tokens)) / len(tokens)
        stop_words = sorted(analyser.stop_words)
        return cls(
            vocabulary,
            np.asarray(bm25.scores["data"], dtype=np.float32),
            np.asarray(bm25.scores["indices"], dtype=np.int32),
            np.asarray(bm25.scores["indptr"], dtype=np.int64),
            Settings(len(texts), average, k1, b, language, stop_words),
            analyser,
        )

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that ``save`` wrote, memory-mapped."""
        names = msgspec.json.decode((folder / "vocabulary.json").read_bytes(), type=list[str])
        settings = msgspec.json.decode((folder / "settings.json").read_bytes(), type=Settings)
        return cls(
            {name: i for i, name in enumerate(names)},
            mapped(folder / "data.npy"),
            mapped(folder / "rows.npy"),
            np.load(folder / "starts.npy", allow_pickle=False),
            settings,
            Analyser(settings.language, frozenset(settings.stop_words)),
        )

    def save(self, folder: Path) -> None:
        """Write the index into a folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocabulary.json").write_bytes(msgspec.json.encode(list(self.vocabulary)))
        (folder / "settings.json").write_bytes(msgspec.json.encode(self.settings))
        for name in ("data", "rows", "starts"):
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)

    @property
    def size(self) -> int:
        """How many texts there are."""
        return self.settings.size

    def scores(self, query: str) -> Floats:
        """The BM25 score of every text, 0 where no word of the query occurs."""
        rows, scores = [], []
        for word, times in Counter(self.analyser.stems(query)).items():
            i = self.vocabulary.get(word)
            if i is not None:
                column = slice(self.starts[i], self.starts[i + 1])
                rows.append(self.rows[column])
                scores.append(self.data[column] if times == 1 else times * self.data[column])
        if not rows:
            return np.zeros(self.size, dtype=np.float32)
        found = np.bincount(np.concatenate(rows), np.concatenate(scores), self.size)
        return found.astype(np.float32)

    def weights(self, query: str) -> dict[str, float]:
        """How much each stem of a query counts: its rarity, times how often it is asked for.

        Rarity is the inverse document frequency, highest for a stem that never occurs.
        """
        found: dict[str, float] = {}
        for word, times in Counter(self.analyser.stems(query)).items():
            i = self.vocabulary.get(word)
            having = 0 if i is None else int(self.starts[i + 1] - self.starts[i])
            rarity = math.log(1 + (self.size - having + 0.5) / (having + 0.5))
            found[word] = times * rarity
        return found

    def score(self, weights: Mapping[str, float], counts: Counter[str]) -> float:
        """The BM25 score of a text outside the index by the statistics of those inside.

        ``weights`` are those of the query, ``counts`` those of the text's stems.
        """
        s = self.settings
        discount = s.k1 * (1 - s.b + s.b * counts.total() / s.average)
        return math.fsum(
            weight * counts[word] / (counts[word] + discount)
            for word, weight in weights.items()
            if word in counts
        )


def _bm25s() -> Any:
    try:
        import bm25s
    except ImportError as error:
        raise MissingExtra("search needs bm25s", hint="pip install 'tandem-ai[search]'") from error
    return bm25s
