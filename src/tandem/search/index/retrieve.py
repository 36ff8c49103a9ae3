"""The candidates for a query out of an index and its delta, with what speaks for each."""

from __future__ import annotations

import numpy as np

from tandem.search.fusion.base import Evidence
from tandem.search.index.live import View
from tandem.search.index.vector import Floats, Ints, Mask, top
from tandem.search.query import Query


def retrieve(
    view: View, query: Query, vector: Floats | None, *, words: bool, depth: int
) -> tuple[list[int], Evidence]:
    """The rows that a ranking brought up, and their evidence.

    Only what the asker may read and has asked for is ranked at all. ``words`` asks for the
    lexical ranking, a ``vector`` for the dense one; each brings up ``depth`` rows of a score
    above zero.
    """
    visible = view.visible(query)
    shown = view.delta.visible(frozenset(query.access), query.where)
    lexical = _lexical(view, query, visible, shown) if words else None
    by_word = _best(lexical, depth) if lexical is not None else []
    by_meaning = _nearest(view, vector, visible, shown, depth) if vector is not None else []
    rows = list(dict.fromkeys([*by_word, *by_meaning]))
    return rows, Evidence(
        [0.0] * len(rows) if lexical is None else lexical[rows].tolist(),
        [0.0] * len(rows) if vector is None else _cosines(view, rows, vector),
        _ranks(rows, by_word),
        _ranks(rows, by_meaning),
    )


def _lexical(view: View, query: Query, visible: Mask | None, shown: Mask) -> Floats:
    scores = view.snapshot.lexical.scores(query.text)
    if visible is not None:
        scores *= visible
    if len(view.delta):
        scores = np.concatenate([scores, view.delta.lexical(query.text) * shown])
    return scores


def _nearest(
    view: View, vector: Floats, visible: Mask | None, shown: Mask, depth: int
) -> list[int]:
    rows = view.snapshot.vectors.nearest(vector, depth, visible)
    rows += (len(view.snapshot) + np.flatnonzero(shown)).tolist()
    cosines = np.array(_cosines(view, rows, vector), dtype=np.float32)
    return [rows[i] for i in _best(cosines, depth)]


def _best(scores: Floats, depth: int) -> list[int]:
    """Positions of the highest scores above zero, best first."""
    positive: Ints = np.flatnonzero(scores > 0)
    return [int(positive[i]) for i in top(scores[positive], depth)]


def _cosines(view: View, rows: list[int], vector: Floats) -> list[float]:
    size = len(view.snapshot)
    inside = np.array([row for row in rows if row < size], dtype=np.int64)
    found = dict(
        zip(inside.tolist(), (view.snapshot.vectors.rows[inside] @ vector).tolist(), strict=True)
    )
    added = view.delta.similarity(vector)
    return [found[row] if row < size else float(added[row - size]) for row in rows]


def _ranks(rows: list[int], ranking: list[int]) -> list[int]:
    ranks = {row: rank for rank, row in enumerate(ranking, start=1)}
    return [ranks.get(row, 0) for row in rows]
