from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem import run
from tandem.search import Conversation, FollowUp, Remember, Turn, WordTokens

FOUNDED = Turn("Who founded the University of Oslo?", "King Frederick VI did.")


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("When was it founded?", "When was it founded? (University of Oslo)"),
        ("And the rector?", "And the rector? (University of Oslo)"),
        ("Why?", "Why? (University of Oslo)"),
        ("What is the capital of France?", "What is the capital of France?"),
        ("Is it the University of Oslo?", "Is it the University of Oslo?"),
    ],
)
def test_a_question_that_leans_gets_what_it_leans_on(question: str, alone: str) -> None:
    assert run(FollowUp(), Conversation(question, [FOUNDED])) == alone


def test_it_leans_on_the_last_question_that_stood_alone() -> None:
    turns = [FOUNDED, Turn("How do I roll back a release?"), Turn("and how do I undo it?")]
    assert (
        run(FollowUp(), Conversation("is that safe?", turns))
        == "is that safe? (roll back, release)"
    )


def test_with_nothing_before_a_question_stays_as_it_is() -> None:
    assert run(FollowUp(), Conversation("and then?")) == "and then?"
    assert (
        run(FollowUp(), Conversation("why?", [Turn("so?", "Because of Bergen.")]))
        == "why? (Bergen)"
    )


def long(count: int) -> Conversation:
    answer = "The first sentence of it. " + "More words follow. " * 10
    return Conversation("?", [Turn(f"Question {i}?", answer) for i in range(count)])


def test_old_turns_are_shortened_and_recent_ones_kept_whole() -> None:
    shorter = run(Remember(budget=150, recent=2), long(6))
    assert shorter.turns == long(6).turns[-2:]
    assert shorter.summary.splitlines()[0] == "Question 0? The first sentence of it."
    assert len(shorter.summary.splitlines()) == 4


def test_a_short_conversation_is_left_alone() -> None:
    short = Conversation("?", [FOUNDED])
    assert run(Remember(), short) is short


@given(st.integers(0, 12), st.integers(10, 300), st.integers(0, 5))
def test_the_budget_holds_and_repeating_changes_nothing(
    count: int, budget: int, recent: int
) -> None:
    remember = Remember(budget=budget, recent=recent)
    once = run(remember, long(count))
    said = [text for turn in once.turns for text in (turn.question, turn.answer)]
    assert sum(WordTokens().counts([once.summary, *said])) <= budget
    assert run(remember, once) == once
