from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tandem import run
from tandem.search import Candidates, Diverse, Encoder
from tests.search import tiny
from tests.search.rank.world import passage

FOUND = [
    dataclasses.replace(passage(id, text, 0, 0), score=score)
    for id, text, score in [
        ("a", "otters swim in rivers", 1.0),
        ("copy", "otters swim in rivers", 0.9),
        ("b", "badgers dig setts", 0.6),
        ("c", "herons stand in rivers", 0.0),
    ]
]


@pytest.mark.parametrize(
    ("balance", "order"),
    [
        (1.0, ["a", "copy", "b", "c"]),
        (0.5, ["a", "b", "copy", "c"]),
        (0.0, ["a", "b", "c", "copy"]),
    ],
)
def test_a_copy_gives_way_to_what_is_new(balance: float, order: list[str]) -> None:
    found = run(Diverse(balance=balance), Candidates("otters", FOUND))
    assert [p.id for p in found] == order
    assert [p.score for p in found] == [1, 1 / 2, 1 / 3, 1 / 4]


def test_likeness_may_be_that_of_vectors(tmp_path: Path) -> None:
    vectors = {"otters": [1.0, 0.0], "badgers": [1.0, 0.1], "herons": [0.0, 1.0]}
    encoder = Encoder(folder=str(tiny.encoder(tmp_path, vectors))).fit([])
    found = run(Diverse(balance=0.0, embedder=encoder), Candidates("otters", FOUND))
    assert [p.id for p in found[:2]] == ["a", "c"]


def test_no_candidates_stay_none() -> None:
    assert run(Diverse(), Candidates("otters", [])) == []
