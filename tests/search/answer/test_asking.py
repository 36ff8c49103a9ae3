from __future__ import annotations

import pytest

from tandem.search.answer.asking import Asked, Kind, asks_for, candidates, gives_reason


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did it open?", Kind.TIME),
        ("In what year was it sold?", Kind.TIME),
        ("How many doors are there?", Kind.NUMBER),
        ("What percentage of people agree?", Kind.NUMBER),
        ("How long ago was it?", Kind.TIME),
        ("Who wrote it?", Kind.PERSON),
        ("Whose house is it?", Kind.PERSON),
        ("Where is the server?", Kind.PLACE),
        ("In which city is it?", Kind.PLACE),
        ("Why does it fail?", Kind.REASON),
        ("What is the reason for this?", Kind.REASON),
        ("How do I start it?", Kind.THING),
        ("What does it do?", Kind.THING),
    ],
)
def test_kinds_of_questions(question: str, kind: Kind) -> None:
    assert asks_for(question) is kind


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("born on 10 July 1856 in Smiljan.", {("10 July 1856", "time"), ("Smiljan", "place")}),
        ("about 24% paid $1,200 each", {("24%", "number"), ("$1,200", "number")}),
        ("the University of Oslo has it", {("University of Oslo", "person")}),
        ("in the 12th century and 2024-05-01", {("12th century", "time"), ("2024-05-01", "time")}),
        ("nothing to see", set()),
    ],
)
def test_candidates_and_their_kinds(sentence: str, found: set[tuple[str, str]]) -> None:
    some = {(c.text, c.kind.value) for c in candidates(sentence)}
    assert some == found
    assert all(sentence[c.start : c.end] == c.text for c in candidates(sentence))


def test_a_question_is_taken_apart() -> None:
    asked = Asked.of("Which river flows through Oslo in 2024?")
    assert asked.kind is Kind.PLACE
    assert asked.names == {"oslo"}
    assert asked.figures == {"2024"}
    assert Asked.of("What instrument did she play?").head == "instrument"
    assert Asked.of("").stems == ()


def test_reasons() -> None:
    assert gives_reason("It failed because the disk was full.")
    assert not gives_reason("It failed.")
