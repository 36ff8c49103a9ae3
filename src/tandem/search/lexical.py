"""BM25 over sections of text, by bm25s. Files are arrays and JSON; nothing is unpickled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from tandem.errors import InvalidInput, MissingExtra
from tandem.search.words import stems


@dataclass(frozen=True)
class Lexical:
    """A BM25 index (Lucene's variant) of texts, in the order they were given.

    >>> index = Lexical.build(["serve a release", "drift of inputs", "roll back a release"])
    >>> index.scores("rolled back releases").argmax()
    np.int64(2)
    """

    bm25: Any
    size: int

    @classmethod
    def build(cls, texts: Sequence[str], *, k1: float = 1.5, b: float = 0.75) -> Self:
        """Index texts; ``k1`` bounds what repetition adds, ``b`` how length is discounted.

        Raises ``InvalidInput`` when no text has a word.
        """
        tokens = [stems(text) for text in texts]
        vocabulary = {word: i for i, word in enumerate(sorted({w for row in tokens for w in row}))}
        if not vocabulary:
            raise InvalidInput(f"none of {len(texts)} texts has a word to index")
        bm25 = _bm25s().BM25(k1=k1, b=b, method="lucene")
        ids = [[vocabulary[word] for word in row] for row in tokens]
        bm25.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        return cls(bm25, len(texts))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index that ``save`` wrote, memory-mapped."""
        bm25 = _bm25s().BM25.load(str(folder), mmap=True)
        return cls(bm25, int(bm25.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        """Write the index into a folder, which is made."""
        self.bm25.save(str(folder), show_progress=False)

    def scores(self, query: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The BM25 score of every text, 0 where no word of the query occurs."""
        known = self.bm25.vocab_dict
        tokens = [known[word] for word in stems(query) if word in known]
        if not tokens:
            return np.zeros(self.size, dtype=np.float32)
        scores: np.ndarray[Any, np.dtype[np.float32]] = self.bm25.get_scores_from_ids(tokens)
        return scores


def _bm25s() -> Any:
    try:
        import bm25s
    except ImportError as error:
        raise MissingExtra("search needs bm25s", hint="pip install 'tandem-ai[search]'") from error
    return bm25s
