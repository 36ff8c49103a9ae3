from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from tandem import Component, Recorder, run
from tandem.errors import (
    BudgetExceeded,
    DeadlineExceeded,
    DefinitionError,
    Overloaded,
    ProviderError,
)
from tandem.llm import FakeChat, Fault, Limited, Message, Said, calling, sharing
from tandem.record import Catalog
from tests.llm.test_chat import chat

_names = (f"test {n}" for n in itertools.count())


def limited(server: FakeChat, *, name: str = "", **options: Any) -> Limited:
    settings: dict[str, Any] = {"max_tokens": 100, "price": (1.0, 10.0)}
    settings |= options.pop("chat", {})
    return Limited(chat=chat(server, **settings), name=name or next(_names), **options)


async def outcomes(component: Component[Any, Any], count: int) -> list[Any]:
    return await asyncio.gather(*(component("hi") for _ in range(count)), return_exceptions=True)


def test_requests_beyond_a_minutes_wait_in_vain_and_are_told_when() -> None:
    with FakeChat() as server:
        results = asyncio.run(outcomes(limited(server, requests=3, wait=10.0), 5))
        assert len(server.requests) == 3
    assert [r for r in results if r == "hi"] == ["hi"] * 3
    errors = [r for r in results if r != "hi"]
    assert all(isinstance(error, Overloaded) for error in errors)
    assert errors[0].retry_after == 20


def test_requests_wait_for_their_turn() -> None:
    with FakeChat() as server:
        trace = asyncio.run(
            Recorder(system="test").run(limited(server, requests=3000, wait=20.0), "hi")
        )
        results = asyncio.run(outcomes(limited(server, requests=1200, wait=20.0), 4))
    assert trace.output == "hi"
    assert results == ["hi"] * 4


def test_tokens_are_put_right_after_the_call() -> None:
    with FakeChat([Said("a", tokens_in=1, tokens_out=1)]) as server:
        component = limited(server, tokens=400, wait=5.0)
        assert asyncio.run(several(component, 3)) == ["a"] * 3  # 130 expected, 2 used each time


async def several(component: Component[Any, Any], count: int) -> list[Any]:
    return [await component("hi") for _ in range(count)]


def test_a_call_that_could_cost_too_much_is_not_made() -> None:
    with FakeChat() as server:
        # 100 tokens out at 10 and some 50 in at 1 dollar a million: about 0.00105.
        assert run(limited(server, dollars_a_call=0.0011), "hi") == "hi"
        with pytest.raises(BudgetExceeded, match="could cost"):
            run(limited(server, dollars_a_call=0.0010), "hi")
        assert len(server.requests) == 1


def test_a_day_ends_when_its_dollars_are_spent() -> None:
    spent = Said("a", tokens_in=0, tokens_out=100)  # 0.001 dollars
    with FakeChat([spent]) as server:
        component = limited(server, dollars_a_day=0.0035)
        results = asyncio.run(outcomes(component, 5))
        assert len(server.requests) == 3
        with pytest.raises(BudgetExceeded, match="over the limit"):
            run(component, "hi")
    assert [type(r) for r in results].count(BudgetExceeded) == 2


def test_subjects_spend_each_their_own() -> None:
    spent = Said("a", tokens_in=0, tokens_out=100)
    with FakeChat([spent]) as server:
        component = limited(server, dollars_a_subject=0.0012)
        for subject in ("ann", "bob"):
            with calling(subject=subject):
                assert run(component, "hi") == "a"
                with pytest.raises(BudgetExceeded, match=f"of {subject}"):
                    run(component, "hi")


@pytest.mark.parametrize("limit", ["dollars_a_call", "dollars_a_subject", "dollars_a_day"])
def test_an_unknown_price_is_refused(limit: str) -> None:
    with FakeChat() as server:
        component = limited(server, chat={"price": None}, **{limit: 100.0})
        with pytest.raises(BudgetExceeded, match="price of openai:fake is not known"):
            run(component, "hi")
        assert server.requests == []


def test_without_a_bound_on_the_answer_there_is_none_on_the_cost() -> None:
    with FakeChat() as server, pytest.raises(DefinitionError, match="no max_tokens"):
        run(limited(server, chat={"max_tokens": None}, dollars_a_day=100.0), "hi")


class Silent(Component[str | list[Message], str]):
    async def run(self, x: str | list[Message], /) -> str:
        return "free?"


def test_what_is_no_model_has_no_known_price() -> None:
    with pytest.raises(BudgetExceeded, match="holds no model"):
        run(Limited(chat=Silent(), dollars_a_day=1.0), "hi")
    assert run(Limited(chat=Silent()), "hi") == "free?"


def test_a_refused_call_costs_nothing_and_one_that_was_lost_all_it_could() -> None:
    most = 0.0011
    with FakeChat([Fault("error", 400), Fault("silence"), "never asked"]) as server:
        name = next(_names)
        component = limited(server, name=name, dollars_a_day=1.5 * most)
        hasty = limited(server, name=name, dollars_a_day=1.5 * most, chat={"seconds": 0.5})
        with pytest.raises(ProviderError):
            run(component, "hi")
        with pytest.raises(DeadlineExceeded):
            run(hasty, "hi")
        with pytest.raises(BudgetExceeded):
            run(component, "hi")
        assert len(server.requests) == 2


def test_processes_with_one_catalog_share(catalog: Catalog) -> None:
    name = next(_names)
    with FakeChat() as server, sharing(catalog):
        first, second = (limited(server, name=name, requests=2, wait=10.0) for _ in range(2))
        assert [run(first, "a"), run(second, "b")] == ["a", "b"]
        with pytest.raises(Overloaded):
            run(first, "c")


def test_a_full_queue_refuses() -> None:
    async def scene() -> list[Any]:
        component = limited(server, requests=1, wait=5.0, queue=1)
        await component("hi")
        return await outcomes(component, 3)

    with FakeChat() as server:
        # 1 in 60 s: the first to try learns at once that it would wait too long.
        results = asyncio.run(scene())
    assert all(isinstance(result, Overloaded) for result in results)
