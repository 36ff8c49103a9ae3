"""Rankings of queries that a learned ranker has not seen."""

from __future__ import annotations

from tandem.core import Rows
from tandem.data.splits import folds
from tandem.search.query import Passage
from tandem.search.rank.lambdamart import LambdaMart
from tandem.search.rank.logistic import Labelled, LogisticRanker


def cross_rank(
    ranker: LogisticRanker | LambdaMart, rows: Labelled, *, k: int = 5, seed: int = 0
) -> list[list[Passage]]:
    """The passages of every row in the order of a copy that was fitted on other rows.

    In ``k`` folds; rows of one group are never on both sides. What learns from ranked passages,
    such as a reader, learns from these: the order of queries that the ranker was fitted on is
    better than any it will meet. Raises ``DefinitionError`` for rows that cannot make folds.
    """
    found: dict[int, list[Passage]] = {}
    for train, test in folds(Rows(rows.inputs, [None] * len(rows), rows.groups), k=k, seed=seed):
        fitted = ranker.fit(rows.take(train))
        found.update((i, fitted.rank(rows.inputs[i])) for i in test)
    return [found[i] for i in range(len(rows))]
