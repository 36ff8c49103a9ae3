r"""Reading 20 features online, and filling the store from history; beside Feast where it is.

    python benchmarks/online.py [--events 10000000] [--peer /tmp/peers/bin/python]

Twenty aggregates over thirty days of events of one entity (30 events each), 1 entity and 100
entities: wall time of a call, the median and the best of many; and twenty stored values of an
entity by ``Latest``. Feast reads 20 stored values
from its SQLite online store; it stores values and computes no windows. It goes into an
environment of its own:

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install feast==0.67.0
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, make_dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "2")

from tandem.features import (
    CatalogStore,
    Features,
    Latest,
    MemoryStore,
    Online,
    count,
    last,
    materialize,
    maximum,
    mean,
    minimum,
    std,
    total,
)
from tandem.record import Catalog

ENTITIES, EACH = 2_000, 30
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Payment:
    id: int
    time: datetime
    card: int
    amount: float


class Signals(Features[Payment], key="id"):
    count_1d: int = count(by="card", days=1)
    total_1d: float = total("amount", by="card", days=1)
    mean_1d: float | None = mean("amount", by="card", days=1)
    least_1d: float | None = minimum("amount", by="card", days=1)
    most_1d: float | None = maximum("amount", by="card", days=1)
    count_7d: int = count(by="card", days=7)
    total_7d: float = total("amount", by="card", days=7)
    mean_7d: float | None = mean("amount", by="card", days=7)
    least_7d: float | None = minimum("amount", by="card", days=7)
    most_7d: float | None = maximum("amount", by="card", days=7)
    spread_7d: float | None = std("amount", by="card", days=7)
    count_30d: int = count(by="card", days=30)
    total_30d: float = total("amount", by="card", days=30)
    mean_30d: float | None = mean("amount", by="card", days=30)
    least_30d: float | None = minimum("amount", by="card", days=30)
    most_30d: float | None = maximum("amount", by="card", days=30)
    spread_30d: float | None = std("amount", by="card", days=30)
    last_30d: float | None = last("amount", by="card", days=30)
    before_7d: int = count(by="card", days=7, itself=False)
    before_30d: int = count(by="card", days=30, itself=False)


PEER = """
import pathlib, sys, tempfile, time, datetime, statistics
import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig
from feast.types import Float32
folder = pathlib.Path(tempfile.mkdtemp())
names = [f"f{n}" for n in range(20)]
frame = pd.DataFrame({"card": range(2000), "time": pd.Timestamp.now(tz="UTC")})
for n, name in enumerate(names):
    frame[name] = frame["card"] * 0.1 + n
frame.to_parquet(folder / "rows.parquet")
config = RepoConfig(registry=str(folder / "registry.db"), project="p", provider="local",
                    online_store={"type": "sqlite", "path": str(folder / "online.db")},
                    entity_key_serialization_version=3)
store = FeatureStore(config=config)
from feast import ValueType
card = Entity(name="card", join_keys=["card"], value_type=ValueType.INT64)
view = FeatureView(name="v", entities=[card], ttl=datetime.timedelta(days=365),
                   schema=[Field(name=name, dtype=Float32) for name in names],
                   source=FileSource(path=str(folder / "rows.parquet"), timestamp_field="time"))
store.apply([card, view])
store.write_to_online_store("v", frame)
refs = [f"v:{name}" for name in names]
for size, rounds in ((1, 400), (100, 60)):
    taken = []
    for r in range(rounds):
        rows = [{"card": (r * 37 + i) % 2000} for i in range(size)]
        began = time.perf_counter()
        store.get_online_features(features=refs, entity_rows=rows).to_dict()
        taken.append(time.perf_counter() - began)
    print(f"{size} {statistics.median(taken) * 1e6:.0f} {min(taken) * 1e6:.0f}")
"""


def timed(call: Callable[[Any], object], inputs: Sequence[Any]) -> str:
    taken = []
    for one in inputs:
        began = time.perf_counter()
        call(one)
        taken.append(time.perf_counter() - began)
    return f"{statistics.median(taken) * 1e6:8.0f} {min(taken) * 1e6:8.0f}"


def reads(name: str, store: Any) -> None:
    online = Online(store, [Signals])
    now = START + timedelta(days=30)
    for size, rounds in ((1, 2_000), (100, 200)):
        asked = [
            [Payment(-1, now, (r * 37 + i) % ENTITIES, 1.0) for i in range(size)]
            for r in range(rounds)
        ]
        view = Signals.definition.layouts[0].view
        keys = [[(view, str(one.card)) for one in batch] for batch in asked]
        print(f"{name:8} {size:4} states   {timed(store.load, keys)}")
        print(f"{name:8} {size:4} features {timed(partial(online.read_many, Signals), asked)}")


def latest(name: str, store: Any) -> None:
    """Twenty stored values of each entity, as Feast serves them."""
    fields: list[Any] = [("card", int), ("time", datetime)]
    record = make_dataclass("Stored", [*fields, *[(f"f{n}", float) for n in range(20)]])
    rows: Latest[Any] = Latest(store, record, by="card", ttl=timedelta(days=365))
    rows.put(
        [record(card, START, *[card * 0.1 + n for n in range(20)]) for card in range(ENTITIES)]
    )
    for size, rounds in ((1, 2_000), (100, 200)):
        asked = [[(r * 37 + i) % ENTITIES for i in range(size)] for r in range(rounds)]
        read = partial(rows.read_many, at=START + timedelta(days=1))
        print(f"{name:8} {size:4} stored   {timed(read, asked)}")


def fill(folder: Path, events: int) -> None:
    """History of ``events`` events of 100,000 entities into SQLite."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(7)
    seconds = np.sort(random.integers(0, 60 * 86_400, events))
    frame = pl.DataFrame(
        {
            "id": np.arange(events),
            "time": (seconds * 1_000_000 + 1_767_225_600_000_000),
            "card": random.integers(0, 100_000, events),
            "amount": random.exponential(50, events),
        }
    ).with_columns(pl.col("time").cast(pl.Datetime("us", "UTC")))
    frame.write_parquet(folder / "events.parquet")
    store = CatalogStore(Catalog.open(f"sqlite:///{folder / 'filled.db'}"))
    began, cpu = time.perf_counter(), time.process_time()
    done = materialize({Payment: folder / "events.parquet"}, [Signals], store)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{done}: {wall:.1f} s, {cpu:.1f} s of CPU, peak {peak:.1f} GB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--peer", default="")
    options = parser.parse_args()
    print(platform.python_version(), os.cpu_count(), "cores, load", os.getloadavg()[0])
    print("                          median     best  (µs)")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        payments = [
            Payment(n, START + timedelta(days=n // ENTITIES), n % ENTITIES, n / 7)
            for n in range(ENTITIES * EACH)
        ]
        for name, store in (
            ("memory", MemoryStore()),
            ("sqlite", CatalogStore(Catalog.open(f"sqlite:///{folder / 'online.db'}"))),
        ):
            materialized = Online(store, [Signals])
            materialized.update_many(payments)
            reads(name, store)
            latest(name, store)
        if options.peer:
            subprocess.run([options.peer, "-W", "ignore", "-c", PEER], check=True)
        if options.events:
            fill(folder, options.events)


if __name__ == "__main__":
    main()
