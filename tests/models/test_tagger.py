from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import Rows
from tandem.errors import DefinitionError
from tandem.models import OUTSIDE, Tagger, Tags, Word
from tandem.models.chain import decode
from tandem.models.tagger import shape

NAMES = "Ann Bob Carla Dmitri Edith Farid Greta Hugo Ines Jakob Karla Lars Mona Nadia Otto".split()
TOWNS = "Oslo Bergen Turin Lyon Porto Gdansk Malmo Ghent Cork Bern".split()
FRAMES = (
    "my name is {} and I live in [] now",
    "please call {} about the parcel",
    "the shop in [] is closed today",
    "send the bill to {} in []",
    "nothing of note happened today",
)


def sentence(chance: random.Random) -> tuple[list[Word], list[str]]:
    words, tags = [], []
    for piece in chance.choice(FRAMES).split():
        if piece == "{}":
            name = [chance.choice(NAMES), chance.choice(NAMES)][: chance.choice([1, 2])]
            words += name
            tags += ["PERSON"] * len(name)
        else:
            words.append(chance.choice(TOWNS) if piece == "[]" else piece)
            tags.append("TOWN" if piece == "[]" else OUTSIDE)
    return [Word(word) for word in words], tags


def data(seed: int, count: int) -> Rows[list[Word], list[str]]:
    chance = random.Random(seed)
    made = [sentence(chance) for _ in range(count)]
    return Rows([words for words, _ in made], [tags for _, tags in made])


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(rounds=40).fit(data(0, 120))


def test_words_are_tagged_by_themselves_and_by_what_stands_around_them(tagger: Tagger) -> None:
    new = data(1, 60)
    found = tagger.predict(new.inputs)
    assert [one.tags for one in found] == list(new.targets)
    unknown = [Word(word) for word in "please call Zoltan Quigg about the parcel".split()]
    assert tagger.predict([unknown])[0].tags[2:5] == ["PERSON", "PERSON", OUTSIDE]


def test_chances_are_those_of_the_whole_sequence(tagger: Tagger) -> None:
    words = [Word(word) for word in "now call Zoltan about the parcel in Oslo".split()]
    found = tagger.predict([words])[0]
    scores = tagger.scores(words)
    places, likely = decode(scores, [len(words)], tagger.transitions.astype(np.float64))
    assert found.tags == [tagger.tags[place] for place in places]
    assert found.chances == pytest.approx(likely.tolist(), abs=0.03)
    assert min(found.chances) < 0.99


def test_no_words_no_tags(tagger: Tagger) -> None:
    assert tagger.predict([[], [Word("")]]) == [
        Tags([], []),
        tagger.predict([[Word("")]])[0],
    ]


@given(st.lists(st.text(max_size=6), max_size=14))
def test_decoding_in_stretches_is_decoding_whole(words: list[str]) -> None:
    fitted = whole()
    made = [Word(word) for word in words]
    found = fitted.predict([made])[0].tags
    if words:
        scores = fitted.scores(made)
        places = decode(scores, [len(made)], fitted.transitions.astype(np.float64))[0].tolist()
        reached = sum_of(fitted, scores, [fitted.tags.index(tag) for tag in found])
        assert reached == pytest.approx(sum_of(fitted, scores, places))


def sum_of(fitted: Tagger, scores: np.ndarray, places: list[int]) -> float:
    own = sum(float(scores[i, place]) for i, place in enumerate(places))
    return own + sum(float(fitted.transitions[a, b]) for a, b in pairwise(places))


_kept: list[Tagger] = []


def whole() -> Tagger:
    if not _kept:
        _kept.append(Tagger(rounds=15).fit(data(0, 40)))
    return _kept[0]


def test_where_nothing_was_ever_something_all_is_outside() -> None:
    fitted = Tagger(rounds=1).fit(Rows([[Word("a"), Word("b")]], [[OUTSIDE, OUTSIDE]]))
    assert fitted.predict([[Word("a"), Word("c")]])[0].tags == [OUTSIDE, OUTSIDE]


def test_marks_tell_what_letters_do_not() -> None:
    rows = [
        ([Word("12", ("right",)), Word("12")], ["TOTAL", OUTSIDE]),
        ([Word("7"), Word("7", ("right",))], [OUTSIDE, "TOTAL"]),
    ] * 5
    fitted = Tagger().fit(Rows([words for words, _ in rows], [tags for _, tags in rows]))
    assert fitted.predict([[Word("99"), Word("99", ("right",))]])[0].tags == [OUTSIDE, "TOTAL"]


def test_a_word_of_a_megabyte_costs_no_more_than_a_long_one(tagger: Tagger) -> None:
    huge = "x" * 1_000_000
    assert tagger.predict([[Word(huge)]])[0].tags == tagger.predict([[Word("x" * 80)]])[0].tags
    assert (
        max(map(len, Tagger(rounds=1, least=1).fit(Rows([[Word(huge)]], [["A"]])).features)) < 100
    )


def test_what_cannot_be_learnt_from_is_told() -> None:
    with pytest.raises(DefinitionError, match="a sequence of 2 words with 1 tags"):
        Tagger().fit(Rows([[Word("a"), Word("b")]], [["A"]]))
    with pytest.raises(DefinitionError, match="no words"):
        Tagger().fit(Rows([[]], [[]]))


def test_shapes() -> None:
    assert [shape(text) for text in ("McAdam", "USA", "a-1", "ß9Ω")] == [
        "XxXxx",
        "XX",
        "x-9",
        "x9X",
    ]
