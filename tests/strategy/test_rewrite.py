from __future__ import annotations

import asyncio

import pytest

from tandem import Result, run, stream
from tandem.errors import ProviderError
from tandem.llm import Chat, FakeChat, Fault
from tandem.search import Conversation, FollowUp, Turn, WordTokens
from tandem.strategy import Fallback, Rewrite, Summarise

TURNS = [Turn("Who founded Aldby?", "Anna Lund did.")]
ASKED = Conversation("When was it?", TURNS, "Earlier talk of mills.")


def chat(server: FakeChat) -> Chat:
    return Chat(model=server.model, base_url=server.url, retries=0)


def test_the_model_sees_the_conversation_and_its_words_are_not_emitted() -> None:
    with FakeChat(["When was Aldby founded?\n"]) as server:

        async def events() -> list[object]:
            return [event async for event in stream(Rewrite(chat=chat(server)), ASKED)]

        assert asyncio.run(events()) == [Result("When was Aldby founded?")]
    told = server.requests[0]["messages"][1]["content"]
    for text in ("Earlier talk of mills.", "Who founded Aldby?", "Anna Lund did.", "When was it?"):
        assert text in told


def test_a_first_question_asks_nobody() -> None:
    with FakeChat() as server:
        assert run(Rewrite(chat=chat(server)), Conversation("When?")) == "When?"
        assert server.requests == []


@pytest.mark.parametrize("reply", ["two\nlines", " \n", "word " * 200, Fault("error")])
def test_what_is_no_question_is_refused_and_heuristics_stand_in(reply: str | Fault) -> None:
    with FakeChat([reply]) as server:
        rewrite = Rewrite(chat=chat(server))
        with pytest.raises(ProviderError):
            run(rewrite, ASKED)
        both = Fallback(first=rewrite, second=FollowUp())
        assert run(both, ASKED) == "When was it? (Aldby)"


def test_older_turns_are_summarised_and_the_budget_holds() -> None:
    long = Conversation("?", [Turn(f"Question {i}?", "Many words here. " * 20) for i in range(6)])
    with FakeChat(["Asked: questions 0 to 3.", "endless " * 900]) as server:
        summarise = Summarise(chat=chat(server), budget=200, recent=2)
        shorter = run(summarise, long)
        assert shorter.summary == "Asked: questions 0 to 3."
        assert shorter.turns == long.turns[-2:]
        assert run(summarise, shorter) is shorter
        endless = run(summarise, long)
    said = [text for turn in endless.turns for text in (turn.question, turn.answer)]
    assert sum(WordTokens().counts([endless.summary, *said])) <= 200
    assert "Question 5?" not in server.requests[0]["messages"][1]["content"]
