from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tandem import Component, Recorder, Result, System, Token, replace, run, stream
from tandem.errors import DeadlineExceeded, DefinitionError, ProviderError
from tandem.llm import (
    Called,
    Chat,
    Completion,
    FakeChat,
    Fault,
    Image,
    Message,
    Request,
    Said,
    Tool,
    ToolCall,
)


def chat(server: FakeChat, **options: Any) -> Chat:
    defaults: dict[str, Any] = {"retries": 0, "seconds": 20.0}
    return Chat(model=server.model, base_url=server.url, **(defaults | options))


async def events(component: Component[Any, Any], x: Any) -> list[Any]:
    return [event async for event in stream(component, x)]


def test_an_answer_streams_token_by_token() -> None:
    with FakeChat(["Promote it first."]) as server:
        assert asyncio.run(events(chat(server), "How?")) == [
            Token("Promote"), Token(" it"), Token(" first."), Result("Promote it first."),
        ]  # fmt: skip


def test_messages_and_settings_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sk-secret")
    turns = [Message("user", "Hi"), Message("assistant", "Hello."), Message("user", "Bye")]
    with FakeChat() as server:
        component = chat(
            server,
            instructions="Be brief.",
            temperature=0.0,
            max_tokens=7,
            api_key_variable="MY_KEY",
        )
        assert run(component, turns) == "Bye"
        sent = server.requests[0]
        assert server.headers[0]["authorization"] == "Bearer sk-secret"
    assert [(turn["role"], turn["content"]) for turn in sent["messages"]] == [
        ("system", "Be brief."),
        ("user", "Hi"),
        ("assistant", "Hello."),
        ("user", "Bye"),
    ]
    assert sent["model"] == "fake"
    assert sent["temperature"] == 0.0
    assert 7 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))


def test_the_trace_holds_tokens_cost_and_model() -> None:
    with FakeChat(["one two three"], model="openai:gpt-4o-mini") as server:
        trace = asyncio.run(Recorder(system="test").run(chat(server), "four words are sent"))
    assert trace.status == "ok"
    assert (trace.tokens_in, trace.tokens_out) == (4, 3)
    assert trace.cost == pytest.approx((4 * 0.15 + 3 * 0.60) / 1e6)
    assert trace.spans[0].kind == "chat"
    assert trace.spans[0].attributes["model"] == "openai:gpt-4o-mini"


def test_an_unknown_price_is_not_zero_cost_by_name() -> None:
    with FakeChat(["hi"]) as server:
        trace = asyncio.run(Recorder(system="test").run(chat(server), "hi"))
    assert trace.cost == 0
    assert trace.spans[0].attributes["cost_unknown"] is True


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault("error", 401, "bad key"), "401.*bad key"),
        (Fault("error", 400, "no such field"), "400.*no such field"),
        (Fault("error", 500), "500"),
        (Fault("garbage"), "openai:fake at http"),
        (Fault("empty"), "openai:fake at http"),
        (Fault("drop"), "openai:fake at http"),
        (Fault("drop", after=2), "openai:fake at http"),
    ],
)
def test_what_the_server_does_wrong_becomes_one_error(fault: Fault, message: str) -> None:
    with FakeChat([fault]) as server, pytest.raises(ProviderError, match=message):
        run(chat(server), "Hello?")


def test_a_passing_fault_is_tried_again() -> None:
    faults = [Fault("error", 503, retry_after=0.01), Fault("error", 429, retry_after=0.01)]
    with FakeChat([*faults, "There."]) as server:
        assert run(chat(server, retries=2), "Anybody?") == "There."
        assert len(server.requests) == 3


@pytest.mark.parametrize("after", [0, 2])
def test_a_silent_server_is_given_up_in_time(after: int) -> None:
    with (
        FakeChat([Fault("silence", after=after)]) as server,
        pytest.raises(DeadlineExceeded, match=r"did not finish its answer within 0\.3 s"),
    ):
        run(chat(server, seconds=0.3), "Hello?")


def test_nobody_listens_at_the_address() -> None:
    with FakeChat() as server:
        gone = chat(server)
    with pytest.raises(ProviderError, match="openai:fake at http"):
        run(gone, "Hello?")


def test_closing_the_stream_ends_the_request() -> None:
    async def first(component: Chat) -> Any:
        return await anext(aiter(stream(component, "Hello?")))

    with FakeChat([Fault("silence", after=1)]) as server:
        assert asyncio.run(first(chat(server, seconds=60.0))) == Token("this")


def test_every_event_loop_gets_connections_of_its_own() -> None:
    with FakeChat() as server:
        component = chat(server)
        assert [run(component, str(i)) for i in range(3)] == ["0", "1", "2"]


def test_many_calls_at_once_keep_their_answers() -> None:
    async def many(component: Chat) -> list[str]:
        return await asyncio.gather(*(component(str(i)) for i in range(20)))

    with FakeChat() as server:
        assert asyncio.run(many(chat(server))) == [str(i) for i in range(20)]


def test_openai_itself_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ProviderError, match="needs an API key") as caught:
        run(Chat(model="openai:gpt-4o-mini"), "Hello?")
    assert "OPENAI_API_KEY" in caught.value.hint


@pytest.mark.parametrize("model", ["gpt-4o", "nobody:x", "openai:"])
def test_a_model_of_no_provider_is_refused(model: str) -> None:
    with pytest.raises(DefinitionError, match="Chat got the model"):
        run(Chat(model=model, base_url="http://127.0.0.1:9/v1"), "Hello?")


class Desk(System[str, str]):
    write: Chat

    async def run(self, x: str, /) -> str:
        return await self.write(f"Answer: {x}")


def test_a_chat_is_a_part_like_any_other() -> None:
    with FakeChat() as server:
        desk = Desk(write=chat(server))
        assert run(desk, "a") == "Answer: a"
        assert run(replace(desk, write=chat(server, instructions="x")), "b") == "Answer: b"


def test_sampling_and_images_reach_the_server() -> None:
    picture = Message(
        "user", "What is it?", images=[Image(b"\x89PNG"), Image(url="http://x/y.png")]
    )
    with FakeChat(["A cat."]) as server:
        component = chat(server, top_p=0.5, seed=7, stop=("END",))
        assert run(component, [picture]) == "A cat."
        sent = server.requests[0]
    assert (sent["top_p"], sent["seed"], sent["stop"]) == (0.5, 7, ["END"])
    text, data, url = sent["messages"][0]["content"]
    assert text["text"] == "What is it?"
    assert data["image_url"]["url"] == "data:image/png;base64,iVBORw=="
    assert url["image_url"]["url"] == "http://x/y.png"


def test_an_image_is_bytes_or_an_address() -> None:
    with pytest.raises(DefinitionError, match="either data or a url"):
        Image()


def test_an_answer_that_broke_off_is_not_tried_again() -> None:
    with FakeChat([Fault("drop", after=2), "never asked"]) as server:
        with pytest.raises(ProviderError):
            asyncio.run(events(chat(server, retries=3), "Hello?"))
        assert len(server.requests) == 1


def test_a_whole_answer_is_asked_for_where_nobody_watches() -> None:
    with FakeChat() as server:
        run(chat(server), "Hello?")
        asyncio.run(events(chat(server), "Hello?"))
        assert [bool(body.get("stream")) for body in server.requests] == [False, True]


def test_a_refusal_is_not_tried_again() -> None:
    with FakeChat([Fault("error", 400), "never asked"]) as server:
        with pytest.raises(ProviderError) as caught:
            run(chat(server, retries=3), "Hello?")
        assert len(server.requests) == 1
    assert caught.value.status == 400


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    with FakeChat([Fault("error", 429, retry_after=300.0)]) as server:
        with pytest.raises(ProviderError) as caught:
            run(chat(server, retries=3), "Hello?")
        assert len(server.requests) == 1
    assert (caught.value.status, caught.value.retry_after) == (429, 300.0)


def test_a_server_that_keeps_failing_is_left_alone() -> None:
    async def three(component: Chat) -> list[BaseException | str]:
        return [await asyncio.gather(component("x"), return_exceptions=True) for _ in range(3)]  # type: ignore[misc]  # one result each

    with FakeChat([Fault("error", 500)]) as server:
        results = asyncio.run(three(chat(server, break_after=2, break_seconds=60.0)))
        assert len(server.requests) == 2
    assert "is left alone for 60 s" in str(results[2])


def test_a_caller_that_gives_up_hangs_up_at_the_provider() -> None:
    async def give_up(component: Chat) -> None:
        call = asyncio.ensure_future(component("Hello?"))  # type: ignore[arg-type]  # an awaitable
        while not server.requests:
            await asyncio.sleep(0.005)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call

    with FakeChat([Fault("silence", after=1)]) as server:
        asyncio.run(give_up(chat(server)))
        assert server.wait_until_abandoned()


def test_an_own_price_goes_before_the_list() -> None:
    with FakeChat(["one two"], model="openai:gpt-4o-mini") as server:
        trace = asyncio.run(Recorder(system="test").run(chat(server, price=(1.0, 10.0)), "one"))
    assert trace.cost == pytest.approx((1 * 1.0 + 2 * 10.0) / 1e6)


def test_a_schema_holds_the_answer() -> None:
    schema = {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]}
    with FakeChat([{"town": "Ulm"}]) as server:
        said = run(chat(server), [Message("user", "Where?", schema=schema)])
        sent = server.requests[0]
    assert json.loads(said) == {"town": "Ulm"}
    assert sent["response_format"]["type"] == "json_schema"
    assert sent["response_format"]["json_schema"]["schema"]["required"] == ["town"]


def test_tools_are_asked_for_by_a_completion() -> None:
    calls = Said("Let me see.", (Called("weather", {"town": "Ulm"}, "c1"),))
    asked = Request(
        [Message("user", "Ulm?")], [Tool("weather", "The weather.", {"type": "object"})]
    )
    with FakeChat([calls]) as server:
        completion = Completion(model=server.model, base_url=server.url, instructions="Be brief.")
        reply = run(completion, asked)
        sent = server.requests[0]
    assert (reply.text, reply.finish) == ("Let me see.", "tool_call")
    assert reply.calls == [ToolCall("c1", "weather", '{"town":"Ulm"}')]
    assert sent["tools"][0]["function"]["description"] == "The weather."
    assert sent["messages"][0] == {"role": "system", "content": "Be brief."}
    with FakeChat([Fault("empty")]) as server, pytest.raises(ProviderError):
        run(replace(completion, base_url=server.url), asked)
