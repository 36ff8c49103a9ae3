"""A transformer that reads question and passage together, from a local folder, by ONNX."""

from __future__ import annotations

import functools
from typing import Self

from tandem.core import learned, note
from tandem.search.embed.session import Session, Weights, open_session, pinned_session
from tandem.search.query import Passage
from tandem.search.rank.base import Candidates, Ranker, ordered


class CrossEncoder(Ranker):
    """Passages by the logit of a cross-encoder in ``folder`` (``model.onnx``, ``tokenizer.json``).

    ``fit(None)`` pins the files, as ``Encoder`` does. Only the first ``depth`` candidates are
    read, the others keep their order behind them. A pair longer than ``window`` tokens is
    read to there, and the trace says how many were. Most general cross-encoders order
    SciFact's BM25 results no better than fusion with a dense ranking does: measure yours.
    """

    folder: str
    depth: int = 30
    window: int = 512
    weights: Weights = learned()

    def fit(self, _: object = None) -> Self:
        """Pin the files in the folder; there is nothing to learn."""
        return self.evolve(weights=open_session(self.folder).weights)

    async def run(self, x: Candidates, /) -> list[Passage]:
        first, rest = x.passages[: self.depth], x.passages[self.depth :]
        if not first:
            return []
        pairs = [(x.query, f"{p.title}\n{p.text}" if p.title else p.text) for p in first]
        rows = self._opened.pairs(pairs)
        if long := sum(len(row.ids) > self.window for row in rows):
            note(truncated=long)
        scores = self._opened.outputs([row.cut(self.window) for row in rows])[:, -1]
        found = ordered(first, scores.tolist())
        least = found[-1].score
        return found + ordered(rest, [least - rank for rank in range(1, len(rest) + 1)])

    @functools.cached_property
    def _opened(self) -> Session:
        return pinned_session(self.folder, self.weights)
