"""Counters, gauges and histograms in Prometheus text; plain dictionaries, no locks.

A server touches them from its event loop only; other threads report through gauges that
are read when the page is asked for.
"""

from __future__ import annotations

import os
import resource
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

SECONDS = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    30.0,
)
"""Upper bounds of the buckets for durations."""

Labels = tuple[str, ...]


class Counter:
    """A number for each combination of label values; it only grows."""

    kind = "counter"

    def __init__(self, name: str, help: str, labels: Sequence[str] = ()) -> None:
        self.name, self.help, self.labels = name, help, tuple(labels)
        self.values: dict[Labels, float] = {}

    def add(self, labels: Labels = (), by: float = 1) -> None:
        """Add to the number at these label values."""
        self.values[labels] = self.values.get(labels, 0) + by

    def lines(self) -> list[str]:
        """Samples as text."""
        known = self.values or ({} if self.labels else {(): 0.0})
        return [
            f"{self.name}{_labels(self.labels, values)} {_number(value)}"
            for values, value in list(known.items())
        ]


class Gauge:
    """Numbers that are read when the page is asked for."""

    kind = "gauge"

    def __init__(
        self,
        name: str,
        help: str,
        labels: Sequence[str],
        read: Callable[[], Mapping[Labels, float]],
        *,
        kind: str = "gauge",
    ) -> None:
        self.name, self.help, self.labels, self.read = name, help, tuple(labels), read
        self.kind = kind

    def lines(self) -> list[str]:
        """Samples as text."""
        return [
            f"{self.name}{_labels(self.labels, values)} {_number(value)}"
            for values, value in self.read().items()
        ]


class Histogram:
    """Counts of durations by bucket, with their sum, for each combination of label values."""

    kind = "histogram"

    def __init__(
        self, name: str, help: str, labels: Sequence[str] = (), bounds: Sequence[float] = SECONDS
    ) -> None:
        self.name, self.help, self.labels, self.bounds = name, help, tuple(labels), tuple(bounds)
        self.counts: dict[Labels, list[int]] = {}
        self.sums: dict[Labels, float] = {}

    def observe(self, labels: Labels, value: float) -> None:
        """Count one value."""
        counts = self.counts.get(labels)
        if counts is None:
            counts = self.counts[labels] = [0] * (len(self.bounds) + 1)
            self.sums[labels] = 0.0
        counts[bisect_left(self.bounds, value)] += 1
        self.sums[labels] += value

    def lines(self) -> list[str]:
        """Cumulative buckets, sum and count as text."""
        found: list[str] = []
        names = (*self.labels, "le")
        for values, counts in list(self.counts.items()):
            total = 0
            for bound, count in zip((*self.bounds, float("inf")), counts, strict=True):
                total += count
                le = "+Inf" if bound == float("inf") else repr(bound)
                found.append(f"{self.name}_bucket{_labels(names, (*values, le))} {total}")
            found.append(f"{self.name}_sum{_labels(self.labels, values)} {self.sums[values]!r}")
            found.append(f"{self.name}_count{_labels(self.labels, values)} {total}")
        return found


class Metric(Protocol):
    """What a page of metrics is made of."""

    name: str
    help: str

    @property
    def kind(self) -> str:
        """The type that Prometheus knows it by."""

    def lines(self) -> list[str]:
        """Samples as text."""


class Metrics:
    """The metrics of one process, in order of registration."""

    def __init__(self) -> None:
        self._metrics: dict[str, Metric] = {}
        self.gauge("process_cpu_seconds_total", "CPU time used.", (), _cpu, kind="counter")
        self.gauge("process_resident_memory_bytes", "Resident memory.", (), _memory)
        started = time.time()
        self.gauge("process_start_time_seconds", "Start of the server.", (), lambda: {(): started})

    def counter(self, name: str, help: str, labels: Sequence[str] = ()) -> Counter:
        """A new counter."""
        metric = Counter(name, help, labels)
        self._metrics[name] = metric
        return metric

    def histogram(self, name: str, help: str, labels: Sequence[str] = ()) -> Histogram:
        """A new histogram of seconds."""
        metric = Histogram(name, help, labels)
        self._metrics[name] = metric
        return metric

    def gauge(
        self,
        name: str,
        help: str,
        labels: Sequence[str],
        read: Callable[[], Mapping[Labels, float]],
        *,
        kind: str = "gauge",
    ) -> None:
        """Numbers read on request; ``kind="counter"`` for ones that only grow."""
        self._metrics[name] = Gauge(name, help, labels, read, kind=kind)

    def render(self) -> bytes:
        """The page, in Prometheus text format 0.0.4."""
        found: list[str] = []
        for metric in self._metrics.values():
            found.append(f"# HELP {metric.name} {_escape(metric.help, quotes=False)}")
            found.append(f"# TYPE {metric.name} {metric.kind}")
            found.extend(metric.lines())
        return ("\n".join(found) + "\n").encode()


def _escape(text: str, *, quotes: bool = True) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quotes else text


def _labels(names: Sequence[str], values: Labels) -> str:
    if not names:
        return ""
    pairs = (f'{name}="{_escape(value)}"' for name, value in zip(names, values, strict=True))
    return "{" + ",".join(pairs) + "}"


def _number(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(float(value))


def _cpu() -> dict[Labels, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {(): used.ru_utime + used.ru_stime}


def _memory() -> dict[Labels, float]:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # read on every scrape
            return {(): float(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"))}
    except OSError:  # not Linux: the peak is the nearest that the standard library knows
        return {(): float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)}
