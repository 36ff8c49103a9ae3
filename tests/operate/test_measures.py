from __future__ import annotations

from datetime import UTC, datetime

from tandem.operate import FixedRelease, Limits, Live
from tandem.operate.limits import Admission
from tandem.operate.measures import Measures
from tandem.operate.shadow import Shadow
from tandem.record import Trace
from tests.operate.parts import Scorer


class Writer:
    written = 7
    dropped = 2


def test_what_a_run_used_is_summed_by_release() -> None:
    releases = FixedRelease(Live(Scorer(), release="r1"))
    measures = Measures(releases, Admission(Limits()), Shadow())
    measures.watch_writer(Writer())  # type: ignore[arg-type]  # as much of a writer as is read
    time = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(2):
        measures.used(Trace("t", "s", time, tokens_in=5, tokens_out=1, cost=0.25), "r1")
    measures.used(Trace("t", "s", time), "r1")
    lines = measures.page.render().decode().splitlines()
    for line in (
        'tandem_tokens_total{direction="in",release="r1"} 10',
        'tandem_tokens_total{direction="out",release="r1"} 2',
        'tandem_cost_dollars_total{release="r1"} 0.5',
        "tandem_traces_written_total 7",
        "tandem_traces_dropped_total 2",
        "tandem_shadow_skipped_total 0",
        "tandem_release_swaps_total 0",
        'tandem_release_share{release="r1"} 1',
    ):
        assert line in lines
