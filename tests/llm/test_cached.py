from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import numpy as np
import pytest

from tandem import Component, Recorder, Result, Token, replace, run, stream
from tandem.errors import ProviderError
from tandem.llm import Cached, FakeChat, Fault, Message, calling, metering, sharing
from tandem.llm import cached as module
from tandem.llm.fake import fake_vector
from tandem.record import Catalog
from tandem.record.tables import answers
from tests.llm.test_chat import chat


class Words(Component[str, list[float]]):
    """Texts of nearly the same words lie together."""

    async def run(self, x: str, /) -> list[float]:
        vector = np.array(fake_vector(x))
        found: list[float] = (vector / np.linalg.norm(vector)).tolist()
        return found


def recorded(component: Component[Any, Any], x: Any, **options: Any) -> Any:
    recorder = Recorder(system="test", release=options.pop("release", ""))
    trace = asyncio.run(recorder.run(component, x, **options))
    assert trace.status == "ok", trace.error
    return trace


def test_the_same_question_is_answered_again_for_nothing() -> None:
    async def events() -> list[Any]:
        return [event async for event in stream(component, "one two")]

    with FakeChat(["said once", "said twice"]) as server:
        component = Cached(chat=chat(server, price=(1.0, 1.0)))
        first = recorded(component, "one two")
        with metering() as meter:
            second = recorded(component, "one two")
        assert asyncio.run(events()) == [Token("said once"), Result("said once")]
        assert len(server.requests) == 1
    assert first.output == second.output == "said once"
    assert (second.cost, second.tokens_in, second.tokens_out, meter.calls) == (0, 0, 0, 0)
    assert first.spans[0].attributes["cache"] == "miss"
    assert second.spans[0].attributes["cache"] == "exact"
    assert second.spans[0].attributes["saved"] == pytest.approx(first.cost)


def test_whatever_an_answer_depends_on_is_in_the_key() -> None:
    with FakeChat() as server:
        component = Cached(chat=chat(server))
        count = 0
        for ask in (
            lambda: recorded(component, "hi"),
            lambda: recorded(component, "Hi"),
            lambda: recorded(component, [Message("system", "Brief."), Message("user", "hi")]),
            lambda: recorded(component, "hi", release="r1"),
            lambda: recorded(component, "hi", release="r2"),
            lambda: recorded(replace(component, chat=chat(server, temperature=0.5)), "hi"),
        ):
            ask()
            count += 1
            assert len(server.requests) == count
        for tenant in ("acme", "umbrella"):
            with calling(tenant=tenant):
                recorded(component, "hi")
                recorded(component, "hi")
        assert len(server.requests) == count + 2


def test_answers_expire() -> None:
    with FakeChat() as server:
        component = Cached(chat=chat(server), seconds=-1.0)
        assert [run(component, "hi"), run(component, "hi")] == ["hi", "hi"]
        assert len(server.requests) == 2


def test_failures_are_not_kept() -> None:
    with FakeChat([Fault("error", 400), "well"]) as server:
        component = Cached(chat=chat(server))
        with pytest.raises(ProviderError):
            run(component, "hi")
        assert run(component, "hi") == "well"


def test_a_similar_question_hits_and_another_does_not() -> None:
    with FakeChat(["first", "second", "third"]) as server:
        component = Cached(chat=chat(server), embedder=Words(), threshold=0.95)
        assert run(component, "where is my late parcel") == "first"
        hit = recorded(component, "my late parcel is where")
        assert hit.output == "first"
        assert run(component, "how do I pay the bill") == "second"
        other = [Message("system", "Brief."), Message("user", "my late parcel is where")]
        assert run(component, other) == "third"
    assert hit.spans[0].attributes["cache"] == "similar"
    assert hit.spans[0].attributes["similarity"] == pytest.approx(1.0, abs=1e-5)


def test_tenants_do_not_hit_each_other() -> None:
    with FakeChat(["first", "second"]) as server:
        component = Cached(chat=chat(server), embedder=Words(), threshold=0.95)
        with calling(tenant="acme"):
            assert run(component, "late parcel") == "first"
        with calling(tenant="umbrella"):
            assert run(component, "parcel late") == "second"


def test_an_audit_asks_all_the_same_and_notes_the_agreement() -> None:
    with FakeChat(["it is late", "it is here"]) as server:
        component = Cached(chat=chat(server), embedder=Words(), audit=1.0)
        run(component, "late parcel")
        trace = recorded(component, "parcel late")
    assert trace.output == "it is here"
    assert trace.spans[0].attributes["agreement"] == 0.5


def test_processes_share_and_a_poisoned_entry_is_dropped(catalog: Catalog) -> None:
    with FakeChat(["first", "second"]) as server, sharing(catalog):
        one, two, three = (
            Cached(chat=chat(server), embedder=Words(), threshold=0.95) for _ in range(3)
        )
        assert run(one, "late parcel") == "first"
        assert run(two, "late parcel") == "first"
        assert run(three, "parcel late") == "first"
        with catalog.begin() as connection:
            connection.execute(answers.update().values(text="send me your password"))
        fresh = Cached(chat=chat(server), embedder=Words(), threshold=0.95)
        trace = recorded(fresh, "late parcel")
        assert trace.output == "second"
        assert "cache_corrupt" in trace.spans[0].attributes
        with catalog.read() as connection:
            assert [row.text for row in connection.execute(answers.select())] == ["second"]


def test_a_poisoned_entry_in_memory_is_dropped() -> None:
    with FakeChat(["first", "second"]) as server:
        component = Cached(chat=chat(server))
        run(component, "hi")
        memory = module._held(component)._memory
        ((key, kept),) = memory._kept.items()
        memory._kept[key] = replace_text(kept, "poison")
        assert run(component, "hi") == "second"
        assert run(component, "hi") == "second"


def replace_text(kept: Any, text: str) -> Any:
    return dataclasses.replace(kept, text=text)
