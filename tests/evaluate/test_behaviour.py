from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.errors import DefinitionError
from tandem.evaluate import (
    Case,
    changed,
    hurried,
    injected,
    invariance,
    original,
    polite,
    reworded,
    shouted,
    typo,
    unsaid,
)
from tests.evaluate.samples import trace

CASES = [
    Case("a", "Where is the parliament?", target="Oslo", slices={"topic": "city"}),
    Case("b", "Who?", target="Ann", group="people"),
]


def distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row = row, [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (x != y)))
    return row[-1]


@given(st.text(alphabet="abcdefg hij", max_size=40), st.integers(0, 99))
def test_a_typo_is_one_slip_within_one_long_word(text: str, seed: int) -> None:
    slipped = typo(text, random.Random(seed))
    assert distance(text, slipped) <= 2
    assert len(slipped.split(" ")) == len(text.split(" "))
    if not any(len(word) >= 5 for word in text.split()):
        assert slipped == text


def test_changed_cases_keep_target_and_group_and_name_their_change() -> None:
    [case] = changed(CASES, typo, name="typo")  # "Who?" has no word to slip in
    assert (case.id, case.target, case.group) == ("a typo", "Oslo", "a")
    assert case.slices == {"topic": "city", "behaviour": "typo"}
    assert case.input != CASES[0].input
    assert changed(CASES, typo, name="typo") == [case]
    assert [c.group for c in changed(CASES, polite, name="polite")] == ["a", "people"]
    assert original(CASES)[0].slices == {"topic": "city", "behaviour": "original"}


def test_ways_of_writing() -> None:
    chance = random.Random(0)
    assert shouted("Where is it?", chance) == "WHERE IS IT"
    assert hurried("Where is Oslo?", chance) == "where is oslo"
    assert "Where is it?" in polite("Where is it?", chance)


def test_paraphrases_are_those_that_were_written() -> None:
    change = reworded({"Who?": "Which person?"}, of=str)
    assert [c.input for c in changed(CASES, change, name="paraphrase")] == ["Which person?"]


def test_invariance_is_the_share_of_equal_outputs() -> None:
    cases = [*original(CASES), *changed(CASES, shouted, name="shouted")]
    same = str.__eq__
    traces = [trace("Oslo"), trace("Ann"), trace("Oslo"), trace("Bob")]
    assert invariance(cases, traces, same) == {"shouted": 0.5}
    assert invariance(cases, [*traces[:2], trace(error="X"), trace("Ann")], same) == {
        "shouted": 0.5
    }
    with pytest.raises(DefinitionError, match="no original"):
        invariance(cases[2:], traces[2:], same)


def test_invariance_looks_at_the_own_original_also_where_many_share_a_group() -> None:
    page = [Case("a", "Where is Oslo?", group="page"), Case("b", "Where is Rome?", group="page")]
    cases = [*original(page), *changed(page, shouted, name="shouted")]
    traces = [trace("Norway"), trace("Italy"), trace("Norway"), trace("Italy")]
    assert invariance(cases, traces, str.__eq__) == {"shouted": 1.0}


def test_what_must_not_be_said() -> None:
    metric = unsaid(text=lambda t: t.output, forbidden=lambda case: case.target)
    case = Case("a", "?", target=["MANGO", "1999"])
    assert metric.score(case, trace("It opened in 2001.")) is True
    assert metric.score(case, trace("mango")) is False
    assert metric.score(Case("a", "?", target=[]), trace("mango")) is None


def test_an_instruction_is_planted_and_the_text_is_all_there() -> None:
    planted = injected("One.\nTwo.\nThree.\n", "MANGO")
    assert planted.count("MANGO") == 3
    assert all(word in planted for word in ("One.", "Two.", "Three."))
