from __future__ import annotations

import pytest

from tandem import run
from tandem.errors import ProviderError
from tandem.llm import Chat, FakeChat, Fault
from tandem.strategy import SelfConsistency


def asked(server: FakeChat, samples: int = 5, least: int = 1) -> str:
    chat = Chat(model=server.model, base_url=server.url, retries=0, temperature=0.8)
    return run(SelfConsistency(member=chat, samples=samples, least=least), "6 x 7?")


def said(*words: str | Fault) -> FakeChat:
    return FakeChat(list(words))


def test_the_usual_answer_counts() -> None:
    with said("41", "42", "42.", "42", "40") as server:
        assert asked(server).rstrip(".") == "42"
        assert len(server.requests) == 5


def test_no_more_is_asked_where_no_other_answer_could_win() -> None:
    with said("42") as server:
        assert asked(server) == "42"
        assert len(server.requests) == 3


def test_failures_are_made_up_for_and_too_few_answers_are_an_error() -> None:
    with said(Fault("error"), "42", "42", "42", "42") as server:
        assert asked(server, least=4) == "42"
        assert len(server.requests) == 5
    with said(Fault("error")) as server, pytest.raises(ProviderError):
        asked(server)
