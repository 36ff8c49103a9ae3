"""Payments as they happen: signals from what came before, a score with reasons, labels later.

``python -m systems.fraud.live RELEASE`` replays the last 10,000 payments after all that came
before them, holds their scores against those of a batch and of the HTTP door, and measures
how long a score takes.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, timedelta
from functools import partial
from os import getloadavg
from pathlib import Path
from time import process_time
from typing import Any

import msgspec
import numpy as np
import polars as pl
from rich.console import Console

from tandem import Inputs, Store
from tandem.data.streams import Event
from tandem.deliver import Registry
from tandem.features import History, MemoryStore, Online, reading
from tandem.improve import Feedback, FeedbackLedger
from tandem.operate import create_app_for, score_table

from .data import read
from .signals import DELAY_DAYS, Label, Payment, Signals
from .system import Alert, Fraud

ROWS = 10_000
RATE = 3_000
"""Payments a second."""
SPELL = 1_000
"""Payments after which the clock starts anew."""
REACH_DAYS = 30 + DELAY_DAYS + 1
"""Payments and labels of so many days are known: a day more than the longest window."""
MOST = 64
"""Events that are worked on together at most."""


class Happened(msgspec.Struct, frozen=True):
    """What travels on the stream: a payment, or what an earlier one turned out to be."""

    payment: Payment | None = None
    label: Label | None = None


class Desk:
    """Applies a stream of payments and labels; every payment gets its alert at once.

    Labels reach the risk of terminals, and with a ``ledger`` the monitor of the ranking and
    the next training: they name a payment, by which a run that was asked with its id as
    ``X-Subject`` is found.
    """

    def __init__(
        self, model: Fraud, online: Online | None = None, ledger: FeedbackLedger | None = None
    ) -> None:
        self.model = model
        self.ledger = ledger
        self.online = online or Online(MemoryStore(), [Signals], starts_empty=True)

    def score(self, payments: Sequence[Payment]) -> list[Alert]:
        """The alerts of payments, each of which the next one knows of."""
        known = self.online.follow(Signals, payments)
        return self.model.predict(known) if known else []

    def take(self, happened: Sequence[Payment | Label]) -> list[Alert]:
        """Alerts for the payments among what happened; labels are known from now on."""
        labels = [event for event in happened if isinstance(event, Label)]
        self.online.update_many(labels)
        if self.ledger is not None:
            self.ledger.add_many(map(told, labels))
        return self.score([event for event in happened if isinstance(event, Payment)])

    def apply(self, events: Sequence[Event[Happened]]) -> Iterable[Callable[[Any], object]]:
        """The same for a ``Worker``: nothing to write but the alerts, which ``emit`` gets."""
        happened = [event.value.payment or event.value.label for event in events]
        alerts = self.take([event for event in happened if event is not None])
        return [partial(self.emit, alert) for alert in alerts]

    def emit(self, alert: Alert, transaction: Any) -> None:
        """What is done with an alert when its batch is committed; override it."""


def told(label: Label) -> Feedback:
    """A label as feedback on the probability that its payment got.

    Its time is that of the news, after the run: a subject means its last run before.
    """
    time = label.time.replace(tzinfo=label.time.tzinfo or UTC) + timedelta(days=DELAY_DAYS)
    return Feedback(
        value=label.fraud,
        subject=str(label.id),
        path="probability",
        by="investigation",
        time=time,
        system="fraud",
    )


def in_order(frame: pl.DataFrame) -> Iterator[Payment | Label]:
    """Payments, and their labels a week later, as a stream would bring them."""
    delay = timedelta(days=DELAY_DAYS)
    waiting = 0
    rows = list(frame.select("id", "time", "customer", "terminal", "amount", "fraud").iter_rows())
    for id, time, customer, terminal, amount, _ in rows:
        while rows[waiting][1] <= time - delay:
            old, then, who, where, _, fraud = rows[waiting]
            yield Label(old, then, who, where, fraud)
            waiting += 1
        yield Payment(id, time, customer, terminal, amount)


def scores_of(model: Fraud, frame: pl.DataFrame, last: pl.DataFrame) -> tuple[list[float], ...]:
    """The last payments by batch, by replay and over HTTP: raw payments each time."""
    with tempfile.TemporaryDirectory() as name:
        table, scored = Path(name) / "payments.parquet", Path(name) / "scored.parquet"
        last.select("id", "time", "customer", "terminal", "amount").write_parquet(table)
        with reading(History({Payment: frame, Label: frame})):
            score_table(model, table, scored)
        batch = pl.read_parquet(scored)["probability"].to_list()
    return batch, *asyncio.run(replayed(model, frame, len(last)))


async def replayed(model: Fraud, frame: pl.DataFrame, last: int) -> tuple[list[float], list[float]]:
    """The last payments as they happen, each asked over HTTP just before it is counted."""
    desk = Desk(model)
    before, tail = parted(frame, last)
    desk.online.update_many(before)
    with reading(desk.online):
        app = create_app_for(model)
    scores: tuple[list[float], list[float]] = [], []
    for event in tail:
        if isinstance(event, Payment):
            scores[1].append((await post(app, "/predict", event))["probability"])
        scores[0].extend(alert.probability for alert in desk.take([event]))
    return scores


def parted(frame: pl.DataFrame, last: int) -> tuple[list[Payment | Label], list[Payment | Label]]:
    """Events in two parts, the second from the first of the last payments on.

    Those that are older than every window of it are left out.
    """
    first = frame["id"][-last]
    begin = frame["time"][-last] - timedelta(days=REACH_DAYS)
    events = list(in_order(frame.filter(pl.col("time") > begin)))
    places = (i for i, event in enumerate(events) if isinstance(event, Payment))
    start = next(i for i in places if events[i].id == first)
    return events[:start], events[start:]


async def post(app: Any, path: str, value: Any) -> Any:
    """One request to an ASGI application, without a socket."""
    sent: list[dict[str, Any]] = []
    headers = [(b"content-type", b"application/json"), (b"host", b"localhost")]
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": path, "headers": headers}
    scope |= {"query_string": b"", "client": ("127.0.0.1", 1), "http_version": "1.1"}

    body = [{"type": "http.request", "body": msgspec.json.encode(value), "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not body:
            await asyncio.Event().wait()  # the client stays and says no more
        return body.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return msgspec.json.decode(b"".join(part.get("body", b"") for part in sent))


def times(model: Fraud, frame: pl.DataFrame, last: pl.DataFrame) -> list[tuple[float, ...]]:
    """Processor microseconds a payment, and quantiles 0.5 and 0.99 of the wait in milliseconds.

    At ``RATE`` payments a second, once for every ``SPELL`` of them. Payments are due evenly,
    labels among them, whether the desk is ready or not; what became due while others were
    worked on is taken together. Time is counted as the processor does, so that other
    programs do not count, and everything runs on one core.
    """
    desk = Desk(model)
    before, tail = parted(frame, len(last))
    desk.online.update_many(before)
    ready(model, desk, tail)
    payments = np.cumsum([isinstance(event, Payment) for event in tail])
    edges = np.searchsorted(payments, range(1, len(last) + 1, SPELL)).tolist()
    spells = zip(edges, [*edges[1:], len(tail)], strict=True)
    return [spell(desk, tail[start:end]) for start, end in spells]


def spell(desk: Desk, events: Sequence[Payment | Label]) -> tuple[float, float, float]:
    """Some events from an idle desk on."""
    arrivals = np.cumsum([isinstance(event, Payment) for event in events]) / RATE
    now, busy, waits, place = 0.0, 0.0, list[float](), 0
    while place < len(events):
        now = max(now, arrivals[place])
        end = min(int(np.searchsorted(arrivals, now, side="right")), place + MOST)
        begun = process_time()
        desk.take(events[place:end])
        spent = process_time() - begun
        now, busy = now + spent, busy + spent
        waits += [now - arrivals[i] for i in range(place, end) if isinstance(events[i], Payment)]
        place = end
    p50, p99 = np.quantile(waits, [0.5, 0.99]) * 1000
    return busy / len(waits) * 1e6, p50, p99


def ready(model: Fraud, desk: Desk, tail: Sequence[Payment | Label]) -> None:
    """One answer before the clock starts, as a server gives one before it takes requests.

    What lies in memory by now stays for good: the collector need not look through it again.
    """
    first = next(event for event in tail if isinstance(event, Payment))
    model.predict([desk.online.read(Signals, first)])
    gc.collect()
    gc.freeze()


def main() -> None:
    """Say how far the three ways lie apart, and how long a payment takes by the processor."""
    say = Console(highlight=False, soft_wrap=True).print
    with Store.open(sys.argv[2] if len(sys.argv) > 2 else None) as store:
        registry = Registry(store)
        model: Any = registry.load(registry.get(sys.argv[1]))
    frame = read(Inputs(folder=Path(__file__).parent))
    last = frame.tail(ROWS)
    batch, replayed, served = map(np.array, scores_of(model, frame, last))
    say(f"{len(batch)} payments: replay differs from batch by {np.abs(replayed - batch).max():.1e}")
    say(f"HTTP differs from batch by {np.abs(served - batch).max():.1e}")
    found = np.array(times(model, frame, last))
    for name, (cpu, p50, p99) in (
        ("quietest", found[found[:, 0].argmin()]),
        ("median", np.median(found, 0)),
    ):
        say(f"{name}: {cpu:.0f} µs a payment with its label, p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    load, _, _ = getloadavg()
    say(
        f"{RATE} payments a second; {process_time():.0f} s of the processor in all, load {load:.0f}"
    )


if __name__ == "__main__":
    main()
