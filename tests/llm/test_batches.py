from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tandem import Component
from tandem.errors import DefinitionError
from tandem.llm import Chat, FakeChat, Fault, Message, Said, run_batch
from tandem.record import Store
from tests.llm.test_chat import chat

ROWS = {f"q{i}": f"question {i}" for i in range(10)}


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.open(tmp_path / "store") as opened:
        yield opened


def by_api(server: FakeChat, **options: Any) -> Chat:
    return Chat(model="openai-responses:fake", base_url=server.url, **options)


def test_rows_are_answered_once_and_errors_have_their_row(store: Store) -> None:
    def reply(turns: list[dict[str, Any]]) -> str | Fault:
        text = str(turns[-1]["content"])
        return Fault("error", 400, "not this one") if text.endswith(" 3") else f"re: {text}"

    with FakeChat([reply]) as server:
        model = chat(server, price=(1.0, 1.0))
        first = run_batch(model, ROWS, store, "job", size=4, concurrency=3)
        again = run_batch(model, ROWS, store, "job", size=4)
        assert len(server.requests) == 10
    assert first == again
    assert first.failures == {}
    assert list(first.rows) == list(ROWS)
    assert first.rows["q2"].text == "re: question 2"
    assert first.rows["q2"].cost == pytest.approx((2 + 3) / 1e6)
    assert "not this one" in first.rows["q3"].error


def test_only_parts_that_changed_are_asked_again(store: Store) -> None:
    with FakeChat() as server:
        run_batch(chat(server), ROWS, store, "job", size=5)
        changed = run_batch(chat(server), ROWS | {"q7": "another"}, store, "job", size=5)
        assert len(server.requests) == 15
        run_batch(chat(server, temperature=0.5), ROWS, store, "job", size=5)
        assert len(server.requests) == 25
    assert changed.rows["q7"].text == "another"


def test_the_batch_api_of_the_provider(store: Store) -> None:
    replies = [Said("one", tokens_in=3, tokens_out=1), Fault("error", 400, "no"), {"a": 1}]
    rows = {
        "a": "first",
        "b": [Message("user", "second")],
        "c": [Message("user", "third", schema={"type": "object"})],
    }
    with FakeChat(replies, looks=2) as server:
        model = by_api(server, instructions="Be brief.")
        found = run_batch(model, rows, store, "job", api=True, poll=0.01).rows
        again = run_batch(model, rows, store, "job", api=True, poll=0.01).rows
        assert len(server.requests) == 3
        assert "Be brief." in str(server.requests[0])
    assert found == again
    assert (found["a"].text, found["a"].tokens_in, found["a"].tokens_out) == ("one", 3, 1)
    assert (found["b"].text, "no" in found["b"].error) == ("", True)
    assert found["c"].text == '{"a": 1}'


def test_a_batch_without_an_answer_is_handed_in_anew_and_then_given_up(store: Store) -> None:
    with FakeChat([Fault("error", 400, "all wrong")]) as server:
        found = run_batch(by_api(server), {"a": "x"}, store, "job", api=True, poll=0.01)
        assert len(server.requests) == 3
    assert found.rows == {}
    assert "ended without an answer" in found.failures["part-000000"]


class Fixed(Component[str | list[Message], str]):
    async def run(self, x: str | list[Message], /) -> str:
        return "fixed"


def test_what_has_no_batch_api(store: Store) -> None:
    assert run_batch(Fixed(), {"a": "x"}, store, "job").rows["a"].text == "fixed"
    with pytest.raises(DefinitionError, match="a Fixed has no batch API"):
        run_batch(Fixed(), {"a": "x"}, store, "job", api=True)
    with FakeChat() as server, pytest.raises(DefinitionError, match="takes no batch"):
        run_batch(chat(server), {"a": "x"}, store, "job", api=True)


SCRIPT = """
import sys
from tandem.llm import Chat, run_batch
from tandem.record import Store
folder, url, model, api = sys.argv[1:]
rows = {f"q{i}": f"question {i}" for i in range(10)}
with Store.open(folder) as store:
    chat = Chat(model=model, base_url=url)
    options = {"api": api == "api", "size": 2, "concurrency": 1, "poll": 0.01}
    run_batch(chat, rows, store, "job", **options)
"""


def killed(store: Store, server: FakeChat, model: str, api: str, when: threading.Event) -> None:
    """Run the job in a process of its own and kill it at a moment."""
    arguments = [sys.executable, "-c", SCRIPT, str(store.path), server.url, model, api]
    process = subprocess.Popen(arguments)
    try:
        assert when.wait(60)
    finally:
        process.kill()
        process.wait()


def test_a_killed_job_goes_on_and_asks_nothing_twice_that_was_done(store: Store) -> None:
    moment, asked = threading.Event(), []

    def reply(turns: list[dict[str, Any]]) -> str | Fault:
        asked.append(turns[-1]["content"])
        if len(asked) == 5:  # the first row of the third part
            moment.set()
            return Fault("silence")
        return "well"

    with FakeChat([reply]) as server:
        killed(store, server, "openai:fake", "live", moment)
        model = Chat(model="openai:fake", base_url=server.url)
        found = run_batch(model, ROWS, store, "job", size=2, concurrency=1)
    assert [row.text for row in found.rows.values()] == ["well"] * 10
    assert sorted(set(asked)) == sorted(ROWS.values())
    assert asked.count("question 4") == 2
    assert len(asked) == 11


def test_a_killed_job_by_the_api_hands_nothing_in_twice(store: Store) -> None:
    moment = threading.Event()

    with FakeChat(["well"], looks=10**9) as server:
        batches = server._batches
        looked = batches.look

        def look(name: str) -> Any:
            moment.set()
            return looked(name)

        batches.look = look  # type: ignore[method-assign]  # to see the moment
        killed(store, server, "openai-responses:fake", "api", moment)
        assert len(batches.batches) == 5
        batches.looks = 1
        found = run_batch(by_api(server), ROWS, store, "job", api=True, size=2, poll=0.01)
        assert len(batches.batches) == 5
        assert len(server.requests) == 10
    assert [row.text for row in found.rows.values()] == ["well"] * 10
