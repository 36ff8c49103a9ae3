from __future__ import annotations

import asyncio

import pytest

from tandem.search import Query
from tandem.search.rewrite.merge import lines, merge, search_all
from tests.search.rank.world import passage
from tests.search.rewrite.asking import lexical

A, B = passage("a", "", 1.0, 0.9), passage("b", "", 2.0, 0.1)


def test_results_are_fused_by_reciprocal_rank() -> None:
    found = merge([[A, B], [B]], limit=5)
    assert [(p.id, p.score) for p in found] == [
        ("b", pytest.approx(1 / 62 + 1 / 61)),
        ("a", pytest.approx(1 / 61)),
    ]
    assert [p.id for p in merge([[A], [B]], limit=1)] == ["a"]


def test_the_best_evidence_of_a_passage_stays() -> None:
    (found,) = merge([[passage("a", "", 1.0, 0.9)], [passage("a", "", 3.0, 0.2)]], limit=5)
    assert (found.lexical, found.similarity) == (3.0, 0.9)


def test_every_text_is_asked_with_the_labels_of_the_query() -> None:
    search = lexical()
    texts = ["charge", "transfer", "charge"]
    for labels, ids in (((), {"fee", "limit"}), (("staff",), {"fee", "limit", "secret"})):
        found = asyncio.run(search_all(search, Query("x", labels), texts, limit=9))
        assert {p.id for p in found} == ids


def test_lines_lose_their_bullets() -> None:
    assert lines("1. one\n\n - two\n* three", 2) == ["one", "two"]
    assert lines("", 3) == []
