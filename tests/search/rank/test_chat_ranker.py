from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem import run
from tandem.llm import Chat, FakeChat
from tandem.search import ChatRanker
from tests.search.rank.world import asked

IDS = [p.id for p in asked("otter").passages]


def ranked(answer: str, depth: int = 10) -> list[str]:
    with FakeChat([answer]) as server:
        chat = Chat(model=server.model, base_url=server.url)
        found = run(ChatRanker(chat=chat, depth=depth), asked("otter"))
        shown = server.requests[0]["messages"][-1]["content"]
        assert "where does the otter live" in shown
        assert ("[4]" in shown) == (depth >= 4)
        return [p.id for p in found]


@pytest.mark.parametrize(
    ("answer", "order"),
    [
        ("2 3 1 4", [1, 2, 0, 3]),
        ("[3], then [2]", [2, 1, 0, 3]),
        ("3 3 99 0 3", [2, 0, 1, 3]),
        ("I cannot rank these.", [0, 1, 2, 3]),
    ],
)
def test_the_order_is_what_the_model_names(answer: str, order: list[int]) -> None:
    assert ranked(answer) == [IDS[i] for i in order]


def test_only_the_first_are_shown() -> None:
    assert ranked("4 3 2", depth=3) == [IDS[2], IDS[1], IDS[0], IDS[3]]


@settings(max_examples=10, deadline=None)
@given(st.text("0123456789, .-x", min_size=1, max_size=30))
def test_whatever_it_answers_no_passage_is_lost_or_gained(answer: str) -> None:
    assert sorted(ranked(f"x{answer}")) == sorted(IDS)


def test_no_candidates_ask_nothing() -> None:
    empty = asked("otter")
    empty.passages.clear()
    assert (
        run(ChatRanker(chat=Chat(model="openai:none", base_url="http://127.0.0.1:9")), empty) == []
    )
