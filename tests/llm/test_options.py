from __future__ import annotations

import pytest

from tandem.errors import DefinitionError, InvalidInput
from tandem.llm import Cached, Chat, Limited
from tandem.llm.options import chat_from


def test_a_name_alone_is_a_chat_model() -> None:
    chat = chat_from({"chat": "ollama:small", "docs": "elsewhere"})
    assert repr(chat) == repr(Chat(model="ollama:small", temperature=0.0, max_tokens=1_000))


def test_a_budget_and_a_cache_go_around_it() -> None:
    told = {
        "chat": "openai:small", "chat_url": "http://127.0.0.1:9/v1", "chat_price": "0.15,0.6",
        "chat_max_tokens": "300", "dollars_a_day": "5", "dollars_a_call": "0.01",
        "cache_seconds": "60",
    }  # fmt: skip
    inside = Chat(
        model="openai:small", base_url="http://127.0.0.1:9/v1", temperature=0.0, max_tokens=300,
        price=(0.15, 0.6),
    )  # fmt: skip
    limited = Limited(chat=inside, dollars_a_call=0.01, dollars_a_day=5.0)
    assert repr(chat_from(told)) == repr(Cached(chat=limited, seconds=60.0))


@pytest.mark.parametrize(
    ("name", "value"),
    [("dollars_a_day", "five"), ("chat_price", "1"), ("chat_price", "a,b"), ("cache_seconds", "x")],
)
def test_what_is_no_number_is_named(name: str, value: str) -> None:
    with pytest.raises(InvalidInput, match=name):
        chat_from({"chat": "openai:small", name: value})


def test_without_a_name_there_is_none() -> None:
    with pytest.raises(DefinitionError, match="no option names a chat model"):
        chat_from({"docs": "elsewhere"})
