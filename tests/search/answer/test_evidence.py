from __future__ import annotations

import numpy as np

from tandem.search.answer.evidence import FEATURES, UNKNOWN, evidence, rarity_of, read
from tests.search.answer.world import TOWNS, found_for

RARITY = rarity_of(town.text for town in TOWNS)


def column(name: str, question: str) -> np.ndarray:
    return evidence(question, found_for(TOWNS[0]), RARITY)[:, FEATURES.index(name)]


def test_rare_words_weigh_more_and_unknown_ones_most() -> None:
    assert RARITY["timber"] > RARITY["town"]
    assert RARITY[UNKNOWN] == max(RARITY.values())


def test_one_row_a_sentence() -> None:
    table = evidence("Who?", found_for(TOWNS[0]), RARITY)
    assert table.shape == (sum(len(read(p.text)) for p in found_for(TOWNS[0])), len(FEATURES))
    assert evidence("Who?", [], RARITY).shape == (0, len(FEATURES))
    assert np.isfinite(table).all()


def test_the_sentence_with_the_words_has_the_largest_share() -> None:
    shares = column("share", "Which workshops make things sold abroad?")
    assert shares[:5].argmax() == 2
    assert column("share to best", "workshops abroad").max() == 1


def test_a_date_is_given_where_one_is_asked_for() -> None:
    assert column("kind given", "When was it founded?")[:5].tolist() == [0, 1, 0, 0, 0]
    assert column("kind missing", "When was it founded?")[:5].tolist() == [1, 0, 1, 1, 1]
    assert not column("kind given", "What is it?").any()


def test_a_sentence_that_points_back_gets_the_words_before_it() -> None:
    question = f"What do the workshops of the river town {TOWNS[0].name} make?"
    assert column("points back and one before", question)[2] > column("share", question)[2]


def test_a_wrong_spelling_still_leaves_letters() -> None:
    assert column("share", "workshps")[2] == 0
    assert column("letters", "workshps")[2] > 0.4
