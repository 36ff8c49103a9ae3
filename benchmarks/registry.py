"""How long a promotion and a rollback take, alone and with eight processes at one channel.

    python benchmarks/registry.py [--times 1000] [--writers 8]

No peer is timed: the registries of MLflow, Feast and the like have no compare-and-swap with
a verified history to compare with. Every move is one durable commit (fsync) in SQLite.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import statistics
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tandem.deliver import Channels, Manifest, Node, Registry, RuleResult, Verdict
from tandem.errors import Conflict
from tandem.evaluate.report import Report
from tandem.record import Store

PROJECT = "benchmark"


def made(store: Store, name: str) -> str:
    """A release that passed a gate."""
    manifest = Manifest(
        project=PROJECT,
        loop="prediction",
        root=Node(".system:Part", {"name": name}),
        code=store.blobs.put(b'{"system.py":""}'),
        suite="",
        environment={},
        tandem="",
    )
    registry = Registry(store)
    release = registry.release(manifest)
    report = Report(
        system=PROJECT,
        release=release.id,
        time=datetime.now(UTC),
        cases=[],
        groups=[],
        scores={},
        values={},
    )
    rule = RuleResult(rule="right", status="pass", message="right")
    registry.add_evidence(release.id, report, Verdict("pass", [rule]))
    return release.id


def alone(folder: Path, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of promotions and of rollbacks, one after the other."""
    promotions, rollbacks = [], []
    with Store.open(folder) as store:
        releases = [made(store, name) for name in ("a", "b")]
        channels = Channels(store)
        channels.promote(PROJECT, releases[0], by="benchmark")
        for _ in range(times):
            started = time.perf_counter()
            channels.promote(PROJECT, releases[1], by="benchmark")
            between = time.perf_counter()
            channels.rollback(PROJECT, by="benchmark")
            ended = time.perf_counter()
            promotions.append(1e3 * (between - started))
            rollbacks.append(1e3 * (ended - between))
    return promotions, rollbacks


def writer(folder: str, name: str, times: int, releases: list[str]) -> tuple[list[float], int]:
    """Milliseconds of each promotion that won, and how many lost and were decided again."""
    won, lost = [], 0
    with Store.open(folder) as store:
        channels = Channels(store)
        for number in range(times):
            while True:
                present = channels.current(PROJECT)
                started = time.perf_counter()
                try:
                    channels.promote(
                        PROJECT,
                        releases[number % len(releases)],
                        by=name,
                        reason=str(number),
                        expected=present.sequence if present else 0,
                    )
                except Conflict:
                    lost += 1
                else:
                    won.append(1e3 * (time.perf_counter() - started))
                    break
    return won, lost


def together(folder: Path, times: int, writers: int) -> tuple[list[float], int, float]:
    """Promotions by several processes; raises if one is lost or the chain is broken."""
    with Store.open(folder) as store:
        releases = [made(store, name) for name in ("a", "b", "c")]
    context = multiprocessing.get_context("spawn")
    started = time.perf_counter()
    with context.Pool(writers) as pool:
        jobs = [(str(folder), f"writer{number}", times, releases) for number in range(writers)]
        results = pool.starmap(writer, jobs)
    seconds = time.perf_counter() - started
    with Store.open(folder) as store:
        history = Channels(store).history(PROJECT)
    moves = Counter((entry.by, entry.reason) for entry in history)
    expected = {(f"writer{w}", str(number)) for w in range(writers) for number in range(times)}
    if len(history) != writers * times or moves.keys() != expected:
        raise SystemExit(f"lost updates: {len(history)} of {writers * times} moves are there")
    return [took for won, _ in results for took in won], sum(lost for _, lost in results), seconds


def show(name: str, took: list[float]) -> None:
    cuts = statistics.quantiles(took, n=100)
    print(
        f"{name:<24} median {statistics.median(took):6.2f} ms   p99 {cuts[98]:7.2f} ms   "
        f"max {max(took):8.2f} ms   (at most 50 ms)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1_000)
    parser.add_argument("--writers", type=int, default=8)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, SQLite, durable commits")
    with tempfile.TemporaryDirectory() as folder:
        promotions, rollbacks = alone(Path(folder), options.times)
    show("promote", promotions)
    show("rollback", rollbacks)
    with tempfile.TemporaryDirectory() as folder:
        took, lost, seconds = together(Path(folder), options.times, options.writers)
    show(f"promote, {options.writers} writers", took)
    print(
        f"{len(took):,} moves in {seconds:.1f} s by {options.writers} processes: none lost, "
        f"{lost:,} conflicts told and decided again, the chain verified"
    )


if __name__ == "__main__":
    main()
