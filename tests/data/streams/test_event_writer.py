from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tandem.data.streams import EventLog, EventWriter, Message
from tandem.errors import Overloaded, StoreError
from tandem.record import Catalog


@pytest.fixture
def url(tmp_path: object) -> str:
    return f"sqlite:///{tmp_path}/catalog.db"


class Slow(EventLog):
    """A log whose commits wait for a gate, and that counts them."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__(catalog, "payments")
        self.gate, self.begun = threading.Event(), threading.Event()
        self.commits: list[int] = []

    def append(self, messages: Sequence[Message]) -> int:
        self.begun.set()
        self.gate.wait(30)
        self.commits.append(len(messages))
        return super().append(messages)


def test_what_comes_during_a_commit_shares_the_next_one(catalog: Catalog) -> None:
    log = Slow(catalog)
    with EventWriter(log) as writer:
        futures = [writer.put(Message("0", b""))]
        assert log.begun.wait(30)
        futures += [writer.put(Message(str(n), b"")) for n in range(1, 51)]
        assert not futures[0].done()
        log.gate.set()
        for future in futures:
            assert future.result(30) is None
    assert log.commits == [1, 50]
    assert log.count() == 51


def test_many_senders_and_every_event_is_on_disk_when_it_is_acknowledged(catalog: Catalog) -> None:
    log = EventLog(catalog, "payments")

    def send(sender: int) -> None:
        for n in range(20):
            writer.put(Message(f"{sender} {n}", b"")).result(30)
            assert log.count() > n

    with EventWriter(log) as writer, ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(4)))
    assert log.count() == 80


def test_a_full_queue_refuses(catalog: Catalog) -> None:
    log = Slow(catalog)
    with EventWriter(log, capacity=3) as writer:
        writer.put(Message("first", b""))
        assert log.begun.wait(30)
        for n in range(3):
            writer.put(Message(str(n), b""))
        with pytest.raises(Overloaded):
            writer.put(Message("too many", b""))
        log.gate.set()
    assert log.count() == 4


def test_who_waits_is_told_when_the_log_fails(catalog: Catalog) -> None:
    class Broken(EventLog):
        def append(self, messages: Sequence[Message]) -> int:
            raise OSError("disk full")

    async def send() -> None:
        await writer.send(Message("a", b""))

    with (
        EventWriter(Broken(catalog, "payments")) as writer,
        pytest.raises(StoreError, match="disk full"),
    ):
        asyncio.run(send())


def test_sending_from_an_event_loop(catalog: Catalog) -> None:
    log = EventLog(catalog, "payments")

    async def send() -> None:
        await asyncio.gather(*[writer.send(Message(str(n), b"x")) for n in range(100)])
        assert log.count() == 100

    with EventWriter(log) as writer:
        asyncio.run(send())
