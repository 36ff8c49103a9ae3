"""Features: events and reads one at a time, millions of events at once, point-in-time joins.

    python benchmarks/features.py online
    python benchmarks/features.py history [--rows 10000000]
    python benchmarks/features.py join [--labels 1000000] [--rows 10000000]
    python benchmarks/features.py feast [--labels 20000] [--peer /tmp/peers/bin/python]

CPU seconds of the process, quietest of the rounds, one thread for numpy; Polars and DuckDB
use the threads that they find. ``rows`` is those of all three views together. Feast goes into
an environment of its own (``pip install feast==0.67.0``); its offline store is the one for
files, and the same labels and views go to ``join_views`` in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import polars as pl

from tandem.features import (
    Features,
    History,
    MemoryStore,
    Online,
    View,
    count,
    distinct,
    join_views,
    maximum,
    mean,
    minimum,
    ratio,
    since,
    std,
    total,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 90


@dataclass(frozen=True)
class Payment:
    id: int
    time: datetime
    customer: str
    terminal: str
    amount: float


class Twelve(Features[Payment], key="id"):
    """Twelve aggregates over two kinds of entity."""

    count_1d: int = count(by="customer", days=1)
    count_7d: int = count(by="customer", days=7)
    count_30d: int = count(by="customer", days=30)
    mean_1d: float | None = mean("amount", by="customer", days=1)
    mean_7d: float | None = mean("amount", by="customer", days=7)
    mean_30d: float | None = mean("amount", by="customer", days=30)
    spread_30d: float | None = std("amount", by="customer", days=30)
    highest_30d: float | None = maximum("amount", by="customer", days=30)
    terminals_30d: int = distinct("terminal", by="customer", days=30)
    terminal_7d: int = count(by="terminal", days=7)
    terminal_late_30d: int = count(by="terminal", days=30, delay_days=7)
    terminal_mean_7d: float | None = mean("amount", by="terminal", days=7)


class Twenty(Twelve, key="id"):
    """Twenty features."""

    amount: float
    total_7d: float = total("amount", by="customer", days=7)
    total_30d: float = total("amount", by="customer", days=30)
    spread_7d: float | None = std("amount", by="customer", days=7)
    lowest_30d: float | None = minimum("amount", by="customer", days=30)
    terminal_1d: int = count(by="terminal", days=1)
    idle: float | None = since(by="customer", days=30)
    unusual: float | None = ratio("mean_1d", "mean_30d")


def quietest(work: Callable[[], Any], rounds: int) -> float:
    """The least CPU seconds of some rounds."""
    found = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def online() -> dict[str, Any]:
    """Microseconds of an update and a read; an entity has some 60 events in its windows."""
    random = np.random.default_rng(0)
    payments = [
        Payment(
            i,
            START + timedelta(minutes=7.2 * i),
            f"c{random.integers(100)}",
            f"t{random.integers(100)}",
            float(random.gamma(2, 40)),
        )
        for i in range(12_000)
    ]
    store = MemoryStore()
    keeper = Online(store, [Twelve])
    keeper.update_many(payments[:8_000])
    rounds = [payments[i : i + 500] for i in range(8_000, 12_000, 500)]
    waiting = iter(rounds)

    def count_them() -> None:
        for payment in next(waiting):
            keeper.update(payment)

    update = quietest(count_them, len(rounds)) / 500
    reader = Online(MemoryStore(), [Twenty])
    reader.update_many(payments)
    last = payments[-1].time
    asked = [Payment(10**6 + i, last, x.customer, x.terminal, 1.0) for i, x in enumerate(payments)]
    asked = asked[:500]
    read = quietest(lambda: [reader.read(Twenty, x) for x in asked], 20) / 500
    many = quietest(lambda: reader.read_many(Twenty, asked), 20) / 500
    sizes = [len(state) for _, state in store._states.values()]
    yardstick = quietest(lambda: [sum(range(1000)) for _ in range(500)], 20) / 500
    return {
        "update, 12 aggregates, µs": round(update * 1e6, 1),
        "read, 20 features, µs": round(read * 1e6, 1),
        "read in a batch, µs": round(many * 1e6, 1),
        "bytes of an entity": round(sum(sizes) / len(sizes)),
        "sum(range(1000)), µs": round(yardstick * 1e6, 1),
    }


def history(rows: int) -> dict[str, Any]:
    """Twelve aggregates for every event of half a year, twice a day for each customer."""
    random = np.random.default_rng(0)
    customers = rows // 366
    seconds = np.sort(random.integers(0, 183 * 86_400, rows))
    table = pl.DataFrame(
        {
            "id": np.arange(rows),
            "time": _times(seconds),
            "customer": random.integers(0, customers, rows),
            "terminal": random.integers(0, 2 * customers, rows),
            "amount": random.gamma(2, 40, rows),
        }
    )
    started, cpu = time.perf_counter(), time.process_time()
    History({Payment: table}).table(Twelve, table)
    return {
        "rows": rows,
        "seconds": round(time.perf_counter() - started, 1),
        "CPU seconds": round(time.process_time() - cpu, 1),
        "peak memory, MB": _memory(),
    }


def _times(seconds: Any) -> pl.Series:
    start = int(START.timestamp()) * 1_000_000
    return pl.Series(seconds * 1_000_000 + start).cast(pl.Datetime("us", "UTC"))


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _tables(folder: Path, labels: int, rows: int) -> None:
    """Labels and three views of two features each, as Parquet; a tenth as many entities."""
    random = np.random.default_rng(0)
    entities = max(labels // 10, 10)

    def drawn(size: int) -> dict[str, Any]:
        seconds = random.integers(0, DAYS * 86_400, size)
        return {"customer": random.integers(0, entities, size), "event_timestamp": _times(seconds)}

    pl.DataFrame(drawn(labels)).write_parquet(folder / "labels.parquet")
    for i in range(3):
        size = rows // 3
        features = {f"{name}{i}": random.random(size) for name in "ab"}
        view = pl.DataFrame({**drawn(size), **features}).sort("event_timestamp")
        view.write_parquet(folder / f"view{i}.parquet")


def _tandem(folder: Path) -> pl.DataFrame:
    views = [
        View(
            table=folder / f"view{i}.parquet",
            by="customer",
            time="event_timestamp",
            ttl=timedelta(days=30),
        )
        for i in range(3)
    ]
    return join_views(folder / "labels.parquet", views, time="event_timestamp")


def _polars(folder: Path) -> pl.DataFrame:
    left = pl.scan_parquet(folder / "labels.parquet").with_row_index("row").sort("event_timestamp")
    for i in range(3):
        left = left.join_asof(
            pl.scan_parquet(folder / f"view{i}.parquet").sort("event_timestamp"),
            on="event_timestamp",
            by="customer",
            tolerance="30d",
            check_sortedness=False,
        )
    return left.sort("row").collect()


def _duckdb(folder: Path) -> pl.DataFrame:
    import duckdb

    joins = " ".join(
        f"asof left join '{folder}/view{i}.parquet' v{i} on l.customer = v{i}.customer "
        f"and l.event_timestamp >= v{i}.event_timestamp"
        for i in range(3)
    )
    alive = ", ".join(
        f"case when l.event_timestamp - v{i}.event_timestamp <= interval 30 days "
        f"then {name}{i} end {name}{i}"
        for i in range(3)
        for name in "ab"
    )
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        joined: pl.DataFrame = connection.sql(
            f"select row, l.customer, l.event_timestamp, {alive} from (select *, "
            f"row_number() over () row from '{folder}/labels.parquet') l {joins} order by row"
        ).pl()
        return joined


def _pandas(folder: Path) -> Any:
    import pandas as pd

    left = pd.read_parquet(folder / "labels.parquet").reset_index()
    left = left.sort_values("event_timestamp")
    for i in range(3):
        right = pd.read_parquet(folder / f"view{i}.parquet").sort_values("event_timestamp")
        left = pd.merge_asof(
            left,
            right,
            on="event_timestamp",
            by="customer",
            tolerance=pd.Timedelta(days=30),
        )
    return left.sort_values("index")


JOINS: dict[str, Callable[[Path], Any]] = {
    "tandem": _tandem,
    "polars": _polars,
    "duckdb": _duckdb,
    "pandas": _pandas,
}


def one_join(name: str, folder: Path) -> dict[str, Any]:
    """One join in a process of its own, so that memory is its own."""
    started, cpu = time.perf_counter(), time.process_time()
    joined = JOINS[name](folder)
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "CPU seconds": round(time.process_time() - cpu, 2),
        "peak memory, MB": _memory(),
        "sum": round(float(joined["a1"].sum()), 3),
    }


def join(labels: int, rows: int, rounds: int) -> dict[str, Any]:
    """Every way of joining, over the same files, in turn; the quietest round of each."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        _tables(Path(folder), labels, rows)
        for _ in range(rounds):
            for name in JOINS:
                command = [sys.executable, __file__, "one", "--name", name, "--folder", folder]
                output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                result = json.loads(output)
                best = found.get(name)
                if best is None or result["CPU seconds"] < best["CPU seconds"]:
                    found[name] = result
    return found


FEAST = """
import sys, time, json, resource
from datetime import timedelta
from pathlib import Path
import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig
from feast.types import Float64, Int64
from feast.value_type import ValueType
folder = Path(sys.argv[1])
store = FeatureStore(config=RepoConfig(registry=str(folder / "registry.db"), project="bench",
    provider="local", online_store={"type": "sqlite", "path": str(folder / "online.db")},
    offline_store={"type": sys.argv[2]}, entity_key_serialization_version=3))
customer = Entity(name="customer", join_keys=["customer"], value_type=ValueType.INT64)
views = [FeatureView(name=f"view{i}", entities=[customer], ttl=timedelta(days=30),
    schema=[Field(name="customer", dtype=Int64)]
    + [Field(name=f"{n}{i}", dtype=Float64) for n in "ab"],
    source=FileSource(path=str(folder / f"view{i}.parquet"), timestamp_field="event_timestamp"))
    for i in range(3)]
store.apply([customer, *views])
labels = pd.read_parquet(folder / "labels.parquet")
started, cpu = time.perf_counter(), time.process_time()
frame = store.get_historical_features(entity_df=labels,
    features=[f"view{i}:{n}{i}" for i in range(3) for n in "ab"]).to_df()
print(json.dumps({"seconds": round(time.perf_counter() - started, 2),
    "CPU seconds": round(time.process_time() - cpu, 2),
    "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    "sum": round(float(frame["a1"].sum()), 3)}))
"""


def feast(labels: int, rows: int, peer: str) -> dict[str, Any]:
    """Feast's two offline stores for files, and ``join_views`` over the same files."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        _tables(Path(folder), labels, rows)
        found["tandem"] = one_join("tandem", Path(folder))
        for kind in ("dask", "duckdb"):
            command = [peer, "-W", "ignore", "-c", FEAST, folder, kind]
            done = subprocess.run(command, capture_output=True, text=True)
            lines = done.stdout.strip().splitlines()
            found[f"feast {kind}"] = (
                json.loads(lines[-1]) if done.returncode == 0 else done.stderr[-300:]
            )
    return found


def main() -> None:
    """Run one of the measurements and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["online", "history", "join", "feast", "one"])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--labels", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peer", default="/tmp/peers/bin/python")
    parser.add_argument("--name", default="tandem")
    parser.add_argument("--folder", default="")
    options = parser.parse_args()
    if options.what == "online":
        found = online()
    elif options.what == "history":
        found = history(options.rows)
    elif options.what == "join":
        found = join(options.labels, options.rows, options.rounds)
    elif options.what == "feast":
        found = feast(options.labels, options.rows, options.peer)
    else:
        found = one_join(options.name, Path(options.folder))
    print(json.dumps(found, indent=None if options.what == "one" else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
