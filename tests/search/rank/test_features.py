from __future__ import annotations

import math

import numpy as np
import pytest

from tandem.search import Candidates
from tandem.search.index.vector import Floats
from tandem.search.rank.features import NAMES, features, rarities, relevance
from tests.search.rank.world import asked, labelled, passage

RARITY = {"": 3.0, "otter": 2.0, "live": 1.0}


def column(found: Floats, name: str) -> list[float]:
    values: list[float] = found[:, NAMES.index(name)].tolist()
    return values


def test_each_column_says_what_its_name_says() -> None:
    found = features(asked("otter"), RARITY)
    assert found.shape == (4, len(NAMES))
    assert column(found, "lexical") == [9, 6, 4, 1]
    assert column(found, "lexical_share") == pytest.approx([1, 6 / 9, 4 / 9, 1 / 9])
    assert column(found, "similarity_rank") == pytest.approx([1 / 14, 1 / 11, 1 / 12, 1 / 13])
    assert column(found, "coverage") == pytest.approx([1 / 3, 1, 2 / 3, 0])
    assert column(found, "pair_overlap") == [0, 1, 0, 0]
    assert column(found, "length") == [round(math.log2(38)), 5, 4, 4]


def test_dates_and_counts_are_read_from_metadata() -> None:
    x = Candidates(
        "otter",
        [
            passage("new", "otter", 1, 1, day="2024-01-01T10:00:00", reads="99"),
            passage("old", "otter", 1, 1, day="2022-01-01", reads="-3"),
            passage("odd", "otter", 1, 1, day="yesterday", reads="many"),
        ],
    )
    found = features(x, RARITY, freshness="day", popularity="reads")
    assert column(found, "freshness") == pytest.approx([0, -2.0, 0], abs=0.01)
    assert column(found, "popularity") == pytest.approx([math.log(100), 0, 0])


def test_no_candidates_are_no_rows() -> None:
    assert features(Candidates("otter", []), RARITY).shape == (0, len(NAMES))
    assert np.isfinite(features(Candidates("", asked("otter").passages), RARITY)).all()


def test_rare_words_weigh_more_than_frequent_ones() -> None:
    found = rarities(labelled().inputs)
    assert found["otter"] > found["live"]
    assert found[""] >= max(found.values())


def test_grades_are_read_from_names_or_from_a_mapping() -> None:
    passages = asked("otter").passages
    assert relevance(passages, ["otter near"]).tolist() == [0, 0, 1, 0]
    assert relevance(passages, {"otter near": 0.5, "other": 2.0}).tolist() == [0, 0, 0.5, 0]
