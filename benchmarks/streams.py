"""The event log, a worker, and the time from an event to its score.

    python benchmarks/streams.py [--url postgresql+psycopg://...] [--seconds 10]

Append and read: messages of 1 kB, 500 in a commit that reaches the disk. Worker: events
decoded, counted by key and committed with the position. Real time: events of 1,000 cards
appended through an ``EventWriter``, 500 a second; a worker reads features over windows of a
day and a week, scores them with a weighted sum, and commits states, scores and position.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection

from tandem.data.streams import CatalogProgress, Event, EventLog, EventWriter, Message, Worker
from tandem.features import CatalogStore, Features, count, follow_events, mean, total
from tandem.record import Catalog

Write = Callable[[Connection], object]
BATCH, MESSAGES = 500, 50_000


@dataclass(frozen=True)
class Payment:
    id: int
    time: datetime
    card: int
    amount: float


class Signals(Features[Payment], key="id"):
    amount: float
    count_1d: int = count(by="card", days=1)
    total_1d: float = total("amount", by="card", days=1)
    mean_1d: float | None = mean("amount", by="card", days=1)
    count_7d: int = count(by="card", days=7)
    total_7d: float = total("amount", by="card", days=7)
    mean_7d: float | None = mean("amount", by="card", days=7)


def rate(what: str, number: int, work: Callable[[], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:28} {number / wall:10,.0f}/s  {cpu / number * 1e6:6.1f} µs of CPU each")


def throughput(catalog: Catalog, *, durable: bool) -> None:
    log = EventLog(catalog, f"bench {uuid4()}", durable=durable)
    text = random.Random(7).randbytes(500).hex()
    messages = [Message.of(f"key {n}", {"text": text}) for n in range(MESSAGES)]

    def append() -> None:
        for start in range(0, MESSAGES, BATCH):
            log.append(messages[start : start + BATCH])

    def read() -> None:
        position = 0
        while found := log.read({0: position}, BATCH):
            position = found[-1].offset + 1

    def apply(events: Sequence[Event[dict[str, str]]]) -> list[Write]:
        return []

    worker: Worker[dict[str, str], Connection] = Worker(
        log,
        apply,
        CatalogProgress(catalog, durable=durable),
        consumer=log.name,
        type=dict[str, str],
        batch=BATCH,
    )
    rate("append, 500 a commit", MESSAGES, append)
    rate("read, 500 at a time", MESSAGES, read)
    rate("worker, 500 a commit", MESSAGES, worker.drain)


def real_time(catalog: Catalog, seconds: float, *, durable: bool) -> None:
    cards, scores = (
        EventLog(catalog, f"{name} {uuid4()}", durable=durable) for name in ("cards", "scores")
    )
    online, batches = CatalogStore(catalog), list[int]()
    pending, taken = list[float](), list[float]()
    stop = threading.Event()

    def apply(events: Sequence[Event[Payment]]) -> list[Write]:
        features, states = follow_events(online, Signals, [event.value for event in events])
        batches.append(len(events))
        pending.extend(event.time.timestamp() for event in events)
        found = [
            Message.of(event.key, 0.01 * one.amount + 0.1 * one.count_1d)
            for event, one in zip(events, features, strict=True)
        ]
        return [lambda connection: states.save(online.within(connection)), scores.appending(found)]

    worker = Worker(
        cards,
        apply,
        CatalogProgress(catalog, durable=durable),
        consumer=cards.name,
        type=Payment,
        batch=BATCH,
    )

    def work() -> None:
        while not stop.is_set():
            if worker.step(wait=0.05).applied:
                now = time.time()
                taken.extend(now - began for began in pending)
                pending.clear()

    thread = threading.Thread(target=work)
    thread.start()
    draw, began, number = random.Random(7), time.perf_counter(), 0
    cpu = time.process_time()
    with EventWriter(cards) as writer:
        while (passed := time.perf_counter() - began) < seconds:
            while number < passed * 500:
                now = datetime.now(UTC)
                payment = Payment(number, now, draw.randrange(1_000), draw.expovariate(1 / 50))
                writer.put(Message.of(str(number), payment, now))
                number += 1
            time.sleep(0.001)
    while len(taken) < number:
        time.sleep(0.01)
    stop.set()
    thread.join()
    cpu = time.process_time() - cpu
    cuts = statistics.quantiles(taken, n=1000)
    print(
        f"event to committed score: p50 {cuts[499] * 1e3:.1f} ms, p95 {cuts[949] * 1e3:.1f}, "
        f"p99 {cuts[989] * 1e3:.1f}; {number} events, {cpu / number * 1e6:.0f} µs of CPU each, "
        f"{statistics.mean(batches):.1f} a batch"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="")
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    print(platform.python_version(), os.cpu_count(), "cores, load", os.getloadavg()[0])
    with tempfile.TemporaryDirectory() as folder:
        catalog = Catalog.open(options.url or f"sqlite:///{Path(folder) / 'catalog.db'}")
        for durable in (True, False):
            print("every commit on disk:" if durable else "safe from a kill, not from power loss:")
            throughput(catalog, durable=durable)
            real_time(catalog, options.seconds, durable=durable)
        catalog.close()


if __name__ == "__main__":
    main()
