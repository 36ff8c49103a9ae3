from __future__ import annotations

import json

import httpx
import pytest

from tandem.llm import FakeChat, Fault

BODY = {"model": "m", "messages": [{"role": "user", "content": "two words"}]}


def post(server: FakeChat, **extra: object) -> httpx.Response:
    return httpx.post(f"{server.url}/chat/completions", json=BODY | extra, timeout=10)


def test_a_whole_answer_has_the_shape_of_the_protocol() -> None:
    with FakeChat(["Hello there, you."]) as server:
        document = post(server).json()
    assert document["object"] == "chat.completion"
    assert document["model"] == "m"
    assert document["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hello there, you."},
            "finish_reason": "stop",
        }
    ]
    assert document["usage"] == {"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 5}


def test_a_stream_ends_with_usage_and_done() -> None:
    with FakeChat(["Hello there."]) as server:
        response = post(server, stream=True, stream_options={"include_usage": True})
    assert response.headers["content-type"] == "text/event-stream"
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line]
    assert lines.pop() == "[DONE]"
    chunks = [json.loads(line) for line in lines]
    assert [c["choices"][0]["delta"].get("content") for c in chunks[:-1]] == [
        "Hello", " there.", None,
    ]  # fmt: skip
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["choices"] == []
    assert chunks[-1]["usage"]["completion_tokens"] == 2


def test_replies_come_in_order_and_the_last_one_again() -> None:
    def count(turns: list[dict[str, str]]) -> str:
        return f"{len(turns)} turn"

    with FakeChat(["first", count]) as server:
        said = [post(server).json()["choices"][0]["message"]["content"] for _ in range(3)]
    assert said == ["first", "1 turn", "1 turn"]
    assert server.requests == [BODY] * 3


def test_an_error_carries_status_message_and_when_to_come_back() -> None:
    with FakeChat([Fault("error", 429, "slow down", retry_after=1.5)]) as server:
        response = post(server)
    assert response.status_code == 429
    assert response.headers["retry-after"] == "1.5"
    assert response.json()["error"]["message"] == "slow down"


def test_another_route_is_not_found() -> None:
    with FakeChat() as server:
        assert httpx.post(f"{server.url}/images", json={}, timeout=10).status_code == 404
    assert server.requests == []


def test_texts_of_the_same_words_have_the_same_vector() -> None:
    with FakeChat() as server:
        body = {"model": "fake", "input": ["late parcel", "parcel late", "otter"]}
        answer = httpx.post(f"{server.url}/embeddings", json=body, timeout=10).json()
    first, second, third = (row["embedding"] for row in answer["data"])
    assert first == second != third
    assert answer["usage"]["prompt_tokens"] == 5
    assert server.requests == [body]


def test_a_reply_that_raises_is_told_to_the_client() -> None:
    def wrong(turns: list[dict[str, str]]) -> str:
        raise ValueError(f"{len(turns)} turns are not expected")

    with FakeChat([wrong]) as server:
        response = post(server)
    assert response.status_code == 500
    assert response.json()["error"]["message"] == "ValueError: 1 turns are not expected"


def test_data_is_given_the_way_it_was_asked_for() -> None:
    tools = [{"type": "function", "function": {"name": "give", "parameters": {}}}]
    with FakeChat([{"town": "Ulm"}]) as server:
        text = post(server).json()["choices"][0]
        call = post(server, tools=tools, tool_choice="required").json()["choices"][0]
    assert json.loads(text["message"]["content"]) == {"town": "Ulm"}
    assert call["finish_reason"] == "tool_calls"
    function = call["message"]["tool_calls"][0]["function"]
    assert (function["name"], json.loads(function["arguments"])) == ("give", {"town": "Ulm"})


def test_faults_of_the_content() -> None:
    with FakeChat([Fault("misfit"), Fault("cut", text="half a")]) as server:
        misfit, cut = (post(server).json()["choices"][0] for _ in range(2))
    assert json.loads(misfit["message"]["content"]) == {"unexpected": True}
    assert (cut["message"]["content"], cut["finish_reason"]) == ("half a", "length")


def test_a_slow_answer_comes_whole_in_the_end() -> None:
    with FakeChat([Fault("slow", text="at last", seconds=0.02, pause=0.01)]) as server:
        assert post(server).json()["choices"][0]["message"]["content"] == "at last"
        assert "last" in post(server, stream=True).text


@pytest.mark.parametrize("fault", [Fault("silence", after=1), Fault("slow", seconds=60.0)])
def test_a_client_that_goes_away_is_counted(fault: Fault) -> None:
    with FakeChat([fault]) as server:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{server.url}/chat/completions", json=BODY | {"stream": True}, timeout=0.2)
        assert server.wait_until_abandoned()
        assert server.abandoned == 1


def test_a_cut_connection_is_seen() -> None:
    with FakeChat([Fault("drop", after=1)]) as server, pytest.raises(httpx.RemoteProtocolError):
        post(server, stream=True)
