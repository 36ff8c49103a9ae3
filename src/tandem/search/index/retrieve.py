"""The candidates for a query out of an index and its delta, with what speaks for each."""

from __future__ import annotations

import numpy as np

from tandem.search.fusion.base import Evidence
from tandem.search.index.live import View
from tandem.search.index.vector import Floats, Mask, cosines, top
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
    similar: dict[int, float] = {}
    by_meaning: list[int] = []
    if vector is not None:
        similar = view.snapshot.vectors.nearest(vector, depth, visible)
        added = (len(view.snapshot) + np.flatnonzero(shown)).tolist()
        near = [*similar, *added]
        similar |= _cosines(view, [r for r in (*by_word, *added) if r not in similar], vector)
        of_near = np.array([similar[row] for row in near], dtype=np.float32)
        by_meaning = [near[i] for i in _best(of_near, depth)]
    rows = list(dict.fromkeys([*by_word, *by_meaning]))
    return rows, Evidence(
        [0.0] * len(rows) if lexical is None else lexical[rows].tolist(),
        [similar.get(row, 0.0) for row in rows],
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


def _best(scores: Floats, depth: int) -> list[int]:
    """Positions of the highest scores above zero, best first."""
    return [row for row in top(scores, depth) if scores[row] > 0]


def _cosines(view: View, rows: list[int], vector: Floats) -> dict[int, float]:
    size = len(view.snapshot)
    inside = [row for row in rows if row < size]
    scores = cosines(view.snapshot.vectors.rows[inside], vector)
    found: dict[int, float] = dict(zip(inside, scores.tolist(), strict=True))
    if len(inside) < len(rows):
        added = view.delta.similarity(vector).tolist()
        found |= {row: added[row - size] for row in rows if row >= size}
    return found


def _ranks(rows: list[int], ranking: list[int]) -> list[int]:
    ranks = {row: rank for rank, row in enumerate(ranking, start=1)}
    return [ranks.get(row, 0) for row in rows]
