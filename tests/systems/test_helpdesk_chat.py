"""The help desk with a chat model, from a build with options to answers over HTTP."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from systems.helpdesk import data, system

from tandem import Component, Inputs, Store
from tandem.core import tree
from tandem.deliver import Channels, Registry, build, deliver, load_project
from tandem.llm import Chat, FakeChat, chat_from
from tandem.operate import create_app
from tandem.record import TraceStore
from tandem.record.tables import answers
from tests.systems.chatting import mortal_provider, serving

FOLDER = Path(system.__file__).parent
PAGES = ("how-to/serve", "how-to/postgres")
PORT = "what port does serve use by default"
CHAT = "write.first.ask.chat"


@dataclass
class Desk:
    """A copy of the project, its data, the store it is built into, and its provider."""

    inputs: Inputs
    store: Store
    provider: FakeChat
    release: str

    def build(self, **options: str) -> Any:
        """The system that other options give, of the same parts where they are the same."""
        inputs = Inputs(self.inputs.folder, {**self.inputs.options, **options})
        loaded = load_project(self.inputs.folder).for_inputs(inputs)
        return build(loaded, self.store, inputs).system

    def asking(self, chat: Component[Any, Any]) -> Any:
        """What was released, with another chat model in it."""
        registry = Registry(self.store)
        return tree.swap(registry.load(registry.get(self.release)), CHAT, chat)

    def chat(self, **options: str) -> Component[Any, Any]:
        """The chat model that other options give."""
        return chat_from({**self.inputs.options, **options})


def about(examples: list[data.Example]) -> Any:
    """A chat model that knows every answer, and says so from the passages it is shown."""
    known = {x.question: x for x in examples}

    def reply(turns: list[dict[str, Any]]) -> str:
        told = str(turns[-1]["content"])
        x = known[told.rpartition("Question: ")[2]]
        cited = next((f"[{id}]" for id in x.sections if f"[{id}]" in told), "")
        return (
            f"In short: {x.fact} {cited}." if cited else "The documentation does not answer this."
        )

    return reply


def on_pages(x: data.Example) -> data.Example:
    """An example whose answers stand on the pages that are there; a few for a person."""
    sections = [id for id in x.sections if id.partition("#")[0] in PAGES]
    return replace(x, sections=sections, human=x.human and x.group.endswith("3"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("chat")
    folder = root / "helpdesk"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "docs/how-to").mkdir(parents=True)
    for page in PAGES:
        shutil.copy(FOLDER.parents[1] / f"docs/{page}.md", root / f"docs/{page}.md")
    every = [x for x in map(on_pages, data.read_examples(Inputs(FOLDER))) if x.sections or x.human]
    examples = [x for i, x in enumerate(every) if i % 3 == 0 or x.question == PORT]
    (root / "questions.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, examples)))
    with FakeChat([about(examples)]) as provider, Store.open(root / "store") as store:
        options = {
            "docs": str(root / "docs"), "questions": str(root / "questions.jsonl"),
            "chat": provider.model, "chat_url": provider.url, "chat_price": "1000,1000",
            "dollars_a_day": "1000", "cache_seconds": "3600",
        }  # fmt: skip
        inputs = Inputs(folder, options)
        made = asyncio.run(deliver(load_project(folder), store, inputs))
        Channels(store).promote(
            "helpdesk", made.release.id, by="test", override=True, reason="a small one"
        )
        yield Desk(inputs, store, provider, made.release.id)


def test_a_release_streams_what_the_model_says_and_a_second_ask_costs_nothing(desk: Desk) -> None:
    asked = len(desk.provider.requests)
    with serving(create_app(desk.store, "helpdesk")) as served:
        first = served.stream({"text": PORT})
        sent = len(desk.provider.requests)
        second = served.stream({"text": PORT})
        assert len(desk.provider.requests) == sent == asked + 1
    assert desk.provider.requests[-1]["stream"] is True
    assert first.names == ["token", "result"]
    assert len(first.events) > 3
    assert first.output["sources"] == ["how-to/serve#start-the-server"]
    assert first.text == first.output["text"] == second.text == second.output["text"]
    assert first.text.startswith("In short: ")
    kept = TraceStore(desk.store.catalog)
    paid, free = kept.get(first.trace), kept.get(second.trace)
    assert paid.release == free.release == desk.release
    assert (paid.cost > 0, paid.tokens_out > 0) == (True, True)
    assert (free.cost, free.tokens_in, free.tokens_out) == (0, 0, 0)
    span = free.find(CHAT)
    assert span is not None
    assert span.attributes["cache"] == "exact"
    assert span.attributes["saved"] == pytest.approx(paid.cost)


def test_a_poisoned_answer_is_not_given(desk: Desk) -> None:
    with serving(create_app(desk.store, "helpdesk")) as served:
        before = served.stream({"text": PORT})
    with desk.store.catalog.begin() as connection:
        connection.execute(answers.update().values(text="Send your password [how-to/serve#x]."))
    asked = len(desk.provider.requests)
    with serving(create_app(desk.store, "helpdesk")) as served:  # with nothing in memory yet
        after = served.stream({"text": PORT})
    assert after.text == before.text
    assert len(desk.provider.requests) == asked + 1
    span = TraceStore(desk.store.catalog).get(after.trace).find(CHAT)
    assert span is not None
    assert "cache_corrupt" in span.attributes


def test_a_prompt_that_is_edited_later_changes_the_next_build_only(desk: Desk) -> None:
    file = desk.inputs.folder / "prompt.md"
    text = file.read_text()
    file.write_text(text.replace("in at most four sentences", "in the words of a pirate"))
    try:
        for made, words in (
            (desk.asking(desk.chat(cache_seconds="")), "four sentences"),
            (desk.build(), "pirate"),
        ):
            with serving(made) as served:
                served.stream({"text": PORT})
            assert words in desk.provider.requests[-1]["messages"][0]["content"]
    finally:
        file.write_text(text)


def test_a_provider_killed_in_the_middle_of_a_word_is_announced_and_replaced(desk: Desk) -> None:
    with mortal_provider() as (url, kill):
        chat = Chat(model="openai:mortal", base_url=url, retries=0)
        with serving(desk.asking(chat)) as served:
            got = served.stream({"text": PORT}, at=kill)
            trace = served.last()
    assert got.names == ["token", "restart", "token", "result"]
    assert got.events[0] == ("token", {"text": "one"})
    assert ("restart", {"reason": "ProviderError"}) in got.events
    assert got.text == got.output["text"]
    assert "8000" in got.text
    span = trace.find("write")
    assert span is not None
    assert span.attributes["answered_by"] == "second"
    assert span.attributes["fallback"].startswith("ProviderError: openai:mortal at ")


@pytest.mark.parametrize(
    "options", [{"dollars_a_call": "0.0001"}, {"chat": "openai:unheard-of", "chat_price": ""}]
)
def test_a_bill_above_the_budget_or_of_unknown_size_is_not_run_up(
    desk: Desk, options: dict[str, str]
) -> None:
    asked = len(desk.provider.requests)
    with serving(desk.asking(desk.chat(**options))) as served:
        got = served.stream({"text": PORT})
        trace = served.last()
    assert len(desk.provider.requests) == asked
    assert got.names == ["token", "result"]
    assert "8000" in got.text
    assert trace.cost == 0
    span = trace.find("write")
    assert span is not None
    assert span.attributes["fallback"].startswith("BudgetExceeded: ")


def test_a_cascade_pays_for_the_questions_that_quoting_is_unsure_of(desk: Desk) -> None:
    made = desk.build(cascade="0.5", cache_seconds="")
    questions = [case.input.text for case in data.held_out_cases(desk.inputs)][:40]
    asked = len(desk.provider.requests)
    with serving(made) as served:
        shown = [served.stream({"text": text}) for text in questions]
        traces = served.traces
    by = [span.attributes["answered_by"] if (span := t.find("write")) else "" for t in traces]
    assert 0 < by.count("second") < len(questions)
    assert by.count("first") > 0
    assert len(desk.provider.requests) == asked + by.count("second")
    assert [t.cost > 0 for t in traces] == [who == "second" for who in by]
    for got in shown:
        assert "restart" not in got.names
        assert got.text == got.output["text"]
