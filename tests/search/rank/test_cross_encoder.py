from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tandem import Recorder, run
from tandem.errors import EmbedderMismatch
from tandem.search import Candidates, CrossEncoder
from tests.search import tiny
from tests.search.rank.world import passage

WORTH = {"otter": 2.0, "river": 1.0, "people": -1.0}
FOUND = [
    passage("a", "people people", 3, 1),
    passage("b", "river", 2, 1),
    passage("c", "river otter", 1, 1),
    passage("d", "otter otter otter", 1, 1),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny.scorer(tmp_path / "scorer", WORTH)


def test_passages_are_ordered_by_what_the_model_says_of_the_pair(folder: Path) -> None:
    found = run(CrossEncoder(folder=str(folder)).fit(), Candidates("otter", FOUND))
    assert [(p.id, p.score) for p in found] == [("d", 8), ("c", 5), ("b", 3), ("a", 0)]


def test_what_lies_below_the_depth_keeps_its_order(folder: Path) -> None:
    found = run(CrossEncoder(folder=str(folder), depth=2).fit(), Candidates("otter", FOUND))
    assert [p.id for p in found] == ["b", "a", "c", "d"]
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
    assert run(CrossEncoder(folder=str(folder)).fit(), Candidates("otter", [])) == []


def test_a_pair_beyond_the_window_is_told(folder: Path) -> None:
    ranker = CrossEncoder(folder=str(folder), window=6).fit()
    trace = asyncio.run(Recorder(system="test").run(ranker, Candidates("otter", FOUND)))
    assert trace.spans[0].attributes["truncated"] == 1


def test_another_model_in_its_place_is_refused(folder: Path) -> None:
    ranker = CrossEncoder(folder=str(folder)).fit()
    tiny.scorer(folder, WORTH | {"river": 5.0})
    with pytest.raises(EmbedderMismatch, match="has weights"):
        run(ranker, Candidates("otter", FOUND))
