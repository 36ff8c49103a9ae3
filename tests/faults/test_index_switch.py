"""An index is switched and rolled back with its release while a server answers from it."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tandem.deliver import Channels
from tandem.operate import Server, create_app
from tandem.record import Store
from tests.deliver.samples import delivered, write_project
from tests.deliver.samples import load_project as load

BOOK = """
from __future__ import annotations

from dataclasses import dataclass

from tandem import Case, Gate, Inputs, Loop, Metric, Project, Suite, System
from tandem.deliver import at_least
from tandem.search import CorpusEmbedder, Hybrid, Section

TOPICS = [f"topic{i}" for i in range(40)]


@dataclass(frozen=True)
class Question:
    text: str


@dataclass(frozen=True)
class Reply:
    passages: list[str]
    opened: list[str]


class Book(System[Question, Reply]):
    loop = Loop.INTERACTION

    search: Hybrid

    async def run(self, q: Question, /) -> Reply:
        found = await self.search(q.text)
        opened = self.search.read([p.id for p in found])
        return Reply([p.text for p in found], [p.text for p in opened])


def sections(inputs: Inputs) -> list[Section]:
    edition = inputs.options["edition"]
    return [
        Section(f"{edition}-{topic}", "", f"{topic} edition{edition} shelf{i % 7} words")
        for i, topic in enumerate(TOPICS)
    ]


def answered(case: Case, trace: object) -> bool:
    return len(trace.output.passages) > 0


project = Project(
    name="book",
    system=Book(search=Hybrid(embedder=CorpusEmbedder(dimensions=8))),
    learn={"search": sections},
    suite=Suite(
        cases=[Case(topic, Question(topic), topic) for topic in TOPICS[:20]],
        metrics=[Metric("answered", answered, family="rate")],
    ),
    gate=Gate(at_least("answered", 0.8)),
)
"""
EDITIONS = ("one", "two", "three")


class Reader:
    """Asks one question after another and keeps what is wrong with any answer."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.wrong: list[Any] = []
        self.seen: list[str] = []

    def ask(self, number: int) -> str:
        """The edition that one answer is from, which is from no other as well."""
        body = json.dumps({"text": f"topic{number % 40} shelf{number % 7} words"})
        self.connection.request("POST", "/ask", body, {"content-type": "application/json"})
        reply = self.connection.getresponse()
        data = json.loads(reply.read())
        if reply.status != 200:
            self.wrong.append((reply.status, data))
            return ""
        texts = data["passages"]
        editions = {word for text in texts for word in text.split() if word.startswith("edition")}
        if len(texts) != 10 or data["opened"] != texts or len(editions) != 1:
            self.wrong.append(data)
        self.seen.append(editions.pop().removeprefix("edition"))
        return self.seen[-1]


def until(port: int, edition: str) -> Reader:
    """Asks until an answer is from an edition: the switch has arrived."""
    reader = Reader(port)
    with contextlib.closing(reader.connection):
        assert any(reader.ask(i) == edition for i in range(200_000))
    return reader


def test_every_answer_is_of_one_whole_index_while_releases_are_switched(tmp_path: Path) -> None:
    loaded = load(write_project(tmp_path / "book", BOOK))
    with Store.open(tmp_path / "store") as store:
        made = {e: delivered(loaded, store, edition=e).release.id for e in EDITIONS}
        channels = Channels(store)
        channels.promote("book", made["one"], by="ann")
        app = create_app(store, "book", interval=0.001)
        stop = threading.Event()

        def read(port: int) -> Reader:
            reader, i = Reader(port), 0
            with contextlib.closing(reader.connection):
                while not stop.is_set():
                    reader.ask(i)
                    i += 1
            return reader

        with Server(app, port=0) as server, ThreadPoolExecutor(2) as pool:
            crowd = [pool.submit(read, server.port) for _ in range(2)]
            readers = []
            try:
                for edition in ("two", "three"):
                    channels.promote("book", made[edition], by="ann")
                    readers.append(until(server.port, edition))
                for edition in ("two", "one"):
                    channels.promote("book", made["three"], by="ann")
                    until(server.port, "three")
                    channels.promote("book", made[edition], by="ann")
                    readers.append(until(server.port, edition))
                channels.rollback("book", by="ann")
                readers.append(until(server.port, "three"))
            finally:
                stop.set()
            readers += [future.result() for future in crowd]
    assert [wrong for reader in readers for wrong in reader.wrong] == []
    assert {edition for reader in readers for edition in reader.seen} == set(EDITIONS)
    assert all(len(reader.seen) > 5 for reader in readers[-2:])
