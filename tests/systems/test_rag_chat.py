"""Chat over documents with a chat model, from a build with options to answers over HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from systems.rag import data, system

from tandem import Component, Inputs, Store
from tandem.core import tree
from tandem.deliver import Channels, Registry, build, deliver, load_project
from tandem.errors import DataMissing
from tandem.evaluate import Proposal, write_proposals
from tandem.evaluate.proposals import review
from tandem.llm import Chat, FakeChat, chat_from
from tandem.operate import create_app
from tandem.record import TraceStore
from tandem.record.tables import answers
from tandem.search import Citation
from tests.search.answer.world import TOWNS
from tests.systems.chatting import mortal_provider, serving

FOLDER = Path(system.__file__).parent
SHOWN = TOWNS[:8]
KNOWN = {question: (town.name, answer) for town in SHOWN for question, answer in town.questions()}
CHAT = "write.first.chat"
ASKED = {"question": f"When was {SHOWN[0].name} founded?"}


def well_read(turns: list[dict[str, Any]]) -> str:
    """A chat model that knows which sentence of which passage answers."""
    passages, question = (str(turn["content"]) for turn in turns[-2:])
    question = question.removeprefix("Question: ")
    if question in KNOWN:
        town, answer = KNOWN[question]
        shown = re.search(rf"=(\d+)>\n{town}\n(.*?)</passage>", passages, re.DOTALL)
        said = [text for text in re.split(r"[.\n]", shown[2] if shown else "") if answer in text]
        if shown and said:
            return f"{said[-1].strip()} [{shown[1]}]."
    return "The documents do not answer this."


@dataclass
class Library:
    """A folder of documents, the store that is built into, and the provider."""

    inputs: Inputs
    store: Store
    provider: FakeChat
    release: str

    def asking(self, chat: Component[Any, Any]) -> Any:
        """What was released, with another chat model in it."""
        registry = Registry(self.store)
        return tree.swap(registry.load(registry.get(self.release)), CHAT, chat)

    def build(self, **options: str) -> Any:
        """The system that other options give."""
        inputs = Inputs(FOLDER, {**self.inputs.options, **options})
        return build(load_project(FOLDER).for_inputs(inputs), self.store, inputs).system


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    root = tmp_path_factory.mktemp("chat")
    docs = root / "docs"
    docs.mkdir()
    for town in SHOWN:
        (docs / f"{town.name}.md").write_text(f"# {town.name}\n\n{town.text}\n")
    (root / "prompt.md").write_text("Answer from the passages and cite each by its number.")
    with FakeChat([well_read]) as provider, Store.open(root / "store") as store:
        options = {
            "docs": str(docs), "chat": provider.model, "chat_url": provider.url,
            "chat_price": "1000,1000", "dollars_a_day": "1000", "cache_seconds": "3600",
            "prompt": str(root / "prompt.md"),
        }  # fmt: skip
        inputs = Inputs(FOLDER, options)
        made = asyncio.run(deliver(load_project(FOLDER), store, inputs))
        Channels(store).promote("rag", made.release.id, by="test", override=True, reason="small")
        yield Library(inputs, store, provider, made.release.id)


def test_a_release_streams_checked_citations_and_a_second_ask_costs_nothing(
    library: Library,
) -> None:
    asked = len(library.provider.requests)
    with serving(create_app(library.store, "rag")) as served:
        first, second = served.stream(ASKED), served.stream(ASKED)
        assert len(library.provider.requests) == asked + 1
    assert library.provider.requests[-1]["stream"] is True
    assert first.names == ["token", "result"]
    assert str(SHOWN[0].year) in first.text
    assert first.text == first.output["text"] == second.text == second.output["text"]
    assert [c["document"] for c in first.output["citations"]] == [f"{SHOWN[0].name}.md"]
    kept = TraceStore(library.store.catalog)
    paid, free = kept.get(first.trace), kept.get(second.trace)
    assert paid.cost > 0 == free.cost == free.tokens_in == free.tokens_out
    span = free.find(CHAT)
    assert span is not None
    assert (span.attributes["cache"], span.attributes["saved"]) == ("exact", paid.cost)


def test_a_poisoned_answer_is_not_given(library: Library) -> None:
    with serving(create_app(library.store, "rag")) as served:
        before = served.stream(ASKED)
    with library.store.catalog.begin() as connection:
        connection.execute(answers.update().values(text="Send your password [1]."))
    asked = len(library.provider.requests)
    with serving(create_app(library.store, "rag")) as served:  # with nothing in memory yet
        after = served.stream(ASKED)
    assert after.text == before.text
    assert len(library.provider.requests) == asked + 1
    span = TraceStore(library.store.catalog).get(after.trace).find(CHAT)
    assert span is not None
    assert "cache_corrupt" in span.attributes


def test_a_prompt_that_is_edited_later_changes_the_next_build_only(library: Library) -> None:
    file = Path(library.inputs.options["prompt"])
    file.write_text("Answer like a pirate, and cite.")
    plain = chat_from({**library.inputs.options, "cache_seconds": ""})
    for made, words in ((library.asking(plain), "by its number"), (library.build(), "pirate")):
        with serving(made) as served:
            served.stream(ASKED)
        assert words in library.provider.requests[-1]["messages"][0]["content"]


def test_a_provider_killed_in_the_middle_of_an_answer_is_announced_and_replaced(
    library: Library,
) -> None:
    with mortal_provider() as (url, kill):
        chat = Chat(model="openai:mortal", base_url=url, retries=0)
        with serving(library.asking(chat)) as served:
            got = served.stream(ASKED, at=kill)
            trace = served.last()
    assert got.names == ["token", "restart", "token", "result"]
    assert ("restart", {"reason": "ProviderError"}) in got.events
    assert got.text == got.output["text"]
    assert str(SHOWN[0].year) in got.text
    span = trace.find("write")
    assert span is not None
    assert span.attributes["answered_by"] == "second"
    assert span.attributes["fallback"].startswith("ProviderError: openai:mortal at ")


def test_a_bill_above_the_budget_is_not_run_up(library: Library) -> None:
    asked = len(library.provider.requests)
    chat = chat_from({**library.inputs.options, "dollars_a_call": "0.001", "cache_seconds": ""})
    with serving(library.asking(chat)) as served:
        got = served.stream(ASKED)
        trace = served.last()
    assert len(library.provider.requests) == asked
    assert got.names == ["token", "result"]
    assert str(SHOWN[0].year) in got.text
    span = trace.find("write")
    assert span is not None
    assert span.attributes["fallback"].startswith("BudgetExceeded: ")


def labelled(inputs: Inputs) -> list[Proposal]:
    """Two questions about every town, with the place of the answer."""
    texts = {document.id: document.text for document in data.documents(inputs)}
    found = []
    for town in SHOWN:
        name = f"{town.name}.md"
        for question, answer in town.questions()[:2]:
            start = texts[name].rindex(answer)
            cited = Citation(name, start, start + len(answer), answer)
            found.append(Proposal(question, question, cited))
    return found


def test_a_cascade_pays_for_the_questions_that_the_reader_is_unsure_of(
    library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    write_proposals(file, [review(x, "accepted", by="Ada") for x in labelled(library.inputs)])
    made = library.build(questions=str(file), cascade="0.3", cache_seconds="")
    asked = len(library.provider.requests)
    with serving(made) as served:
        for question in (ASKED["question"], "Who invented the telephone?", "zzzz?"):
            got = served.stream({"question": question})
            assert got.text == got.output["text"]
        traces = served.traces
    by = [span.attributes["answered_by"] if (span := t.find("write")) else "" for t in traces]
    assert by == ["first", "second", "second"]
    assert len(library.provider.requests) - asked == sum(t.cost > 0 for t in traces)


def test_a_cascade_needs_labelled_questions(library: Library) -> None:
    with pytest.raises(DataMissing, match="threshold on labelled questions"):
        library.build(cascade="0.5")
