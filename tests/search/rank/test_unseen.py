from __future__ import annotations

import pytest

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.search import Candidates, LambdaMart, LogisticRanker, cross_rank
from tests.search.rank.world import ANIMALS, asked, labelled


def test_each_query_is_ranked_by_what_other_queries_taught() -> None:
    rows = labelled()
    found = cross_rank(LogisticRanker(C=10.0), rows, k=len(rows))
    rest = [i for i in range(len(rows)) if i != 3]
    alone = LogisticRanker(C=10.0).fit(rows.take(rest)).rank(rows.inputs[3])
    assert found[3] == alone
    assert [ranked[0].id for ranked in found] == [f"{animal} right" for animal in ANIMALS]


def test_a_query_does_not_teach_the_ranking_of_its_group() -> None:
    mislabelled = {"otter wrong": 1.0}
    inputs: list[Candidates] = [*labelled().inputs, *[asked("otter")] * 6]
    targets = [*labelled().targets, *[mislabelled] * 6]
    groups = [*ANIMALS, *["otter"] * 6]
    found = cross_rank(LogisticRanker(C=10.0), Rows(inputs, targets, groups), k=4)
    assert {ranked[0].id for ranked in found[8:]} == {"otter right"}


def test_boosted_trees_are_ranked_with_too() -> None:
    found = cross_rank(LambdaMart(trees=2, least=1), labelled(), k=2)
    assert [len(ranked) for ranked in found] == [4] * 8


def test_too_few_groups_make_no_folds() -> None:
    rows = labelled().take([0, 1])
    with pytest.raises(DefinitionError, match="2 rows cannot make 5 folds"):
        cross_rank(LogisticRanker(), rows)
