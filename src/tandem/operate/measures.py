"""The figures that a server reports on /metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tandem.operate.limits import Admission
from tandem.operate.metrics import Labels, Metrics
from tandem.operate.releases import Releases
from tandem.operate.shadow import Shadow
from tandem.record.span import Trace

if TYPE_CHECKING:
    from tandem.record.writer import TraceWriter


class Measures:
    """Requests, time, load, releases and what the runs used."""

    def __init__(self, releases: Releases, admission: Admission, shadow: Shadow) -> None:
        self.page = page = Metrics()
        self.requests = page.counter(
            "tandem_requests_total", "Requests answered.", ("route", "status", "release")
        )
        self.seconds = page.histogram(
            "tandem_request_seconds", "Time from request to last byte of the answer.", ("route",)
        )
        self.tokens = page.counter("tandem_tokens_total", "Tokens used.", ("direction", "release"))
        self.cost = page.counter("tandem_cost_dollars_total", "Cost of runs.", ("release",))
        page.gauge(
            "tandem_requests_inside",
            "Requests being answered or waiting.",
            (),
            lambda: {(): admission.inside},
        )
        page.gauge(
            "tandem_shadow_skipped_total",
            "Requests that the shadow was too busy to copy.",
            (),
            lambda: {(): shadow.skipped},
            kind="counter",
        )
        page.gauge(
            "tandem_release_share", "Share of each release.", ("release",), _shares(releases)
        )
        page.gauge(
            "tandem_release_swaps_total",
            "Changes of the served releases.",
            (),
            lambda: {(): releases.swaps},
            kind="counter",
        )
        page.gauge(
            "tandem_release_failures_total",
            "Attempts to load a release that failed.",
            (),
            lambda: {(): releases.failures},
            kind="counter",
        )

    def watch_writer(self, writer: TraceWriter) -> None:
        """Report how many traces were stored and how many were dropped."""
        page = self.page
        page.gauge(
            "tandem_traces_written_total",
            "Traces stored.",
            (),
            lambda: {(): writer.written},
            kind="counter",
        )
        page.gauge(
            "tandem_traces_dropped_total",
            "Traces that could not be stored.",
            (),
            lambda: {(): writer.dropped},
            kind="counter",
        )

    def used(self, trace: Trace, release: str) -> None:
        """Count tokens and cost of a run."""
        if trace.tokens_in or trace.tokens_out:
            self.tokens.add(("in", release), trace.tokens_in)
            self.tokens.add(("out", release), trace.tokens_out)
        if trace.cost:
            self.cost.add((release,), trace.cost)


def _shares(releases: Releases) -> Callable[[], dict[Labels, float]]:
    def read() -> dict[Labels, float]:
        split = releases.current
        return {} if split is None else {(live.release,): share for live, share in split.targets}

    return read
