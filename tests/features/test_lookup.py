from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tandem import Loop, Model, Recorder, System, run
from tandem.checks import check
from tandem.data import write_records
from tandem.errors import DefinitionError, NotConnected, NotFilled
from tandem.features import (
    Features,
    History,
    Lookup,
    MemoryStore,
    Online,
    count,
    mean,
    reading,
    total,
)
from tandem.features.lookup import check_lookups
from tandem.operate import create_app_for, score_table
from tandem.record.replay import replay
from tests.features.payments import START, Outcome, Payment, payment
from tests.operate.parts import call


class Signals(Features[Payment], key="id", lateness_days=30):
    amount: float | None
    payments_1d: int = count(by="customer", days=1)
    spent_3d: float = total("amount", by="customer", days=3)
    risk_2d: float | None = mean("fraud", of=Outcome, by="terminal", days=2, delay_days=1)


class Look(Lookup[Payment, Signals]):
    """Signals of a payment."""


@dataclass(frozen=True)
class Risk:
    score: float
    spent: float


class Weigh(Model[Signals, Risk]):
    """A fixed formula in place of a trained model."""

    def predict(self, xs: Sequence[Signals], /) -> list[Risk]:
        return [Risk(x.payments_1d / 7 + (x.risk_2d or 0.0) / 3, x.spent_3d) for x in xs]


class Detector(System[Payment, Risk]):
    loop = Loop.PREDICTION
    signals: Look
    weigh: Weigh

    async def run(self, x: Payment, /) -> Risk:
        return await self.weigh(await self.signals(x))


EVENTS = [
    payment(i, hours=i * 1.7, customer=("ann", "bob")[i % 2], amount=i / 3) for i in range(40)
]
LABELS = [Outcome(e.id, e.time, e.terminal, e.id % 5 == 0) for e in EVENTS]


@pytest.fixture
def online() -> Online:
    online = Online(MemoryStore(), [Signals])
    online.update_many([*EVENTS, *LABELS])
    return online


@pytest.fixture
def expected() -> list[Risk]:
    history = History({Payment: EVENTS, Outcome: LABELS})
    return Weigh().predict(history.read_many(Signals, EVENTS))


def close(found: Iterator[tuple[float, float]], expected: list[Risk]) -> bool:
    return all(
        abs(score - risk.score) < 1e-6 and abs(spent - risk.spent) < 1e-6
        for (score, spent), risk in zip(found, expected, strict=True)
    )


def test_training_batch_replay_and_http_see_equal_values(
    online: Online, expected: list[Risk], tmp_path: Path
) -> None:
    detector = Detector(signals=Look(), weigh=Weigh())
    write_records(tmp_path / "payments.parquet", EVENTS)
    recorder = Recorder(system="detector")
    with reading(online):
        scored = score_table(detector, tmp_path / "payments.parquet", tmp_path / "scored.parquet")
        traces = asyncio.run(recorder.batch(detector, EVENTS))
        app = create_app_for(detector)
        replies = [call(app, "POST", "/predict", row).json for row in plain(EVENTS)]
    with reading(History({Payment: EVENTS, Outcome: LABELS})):
        again = [asyncio.run(replay(detector, trace, recorder)) for trace in traces]
    assert scored.rejected == 0
    table = pl.read_parquet(tmp_path / "scored.parquet")
    assert close(zip(table["score"], table["spent"], strict=True), expected)
    assert close(((t.output.score, t.output.spent) for t in traces), expected)
    assert close(((r["score"], r["spent"]) for r in replies), expected)
    assert close(((t.output.score, t.output.spent) for t in again), expected)


def plain(events: list[Payment]) -> list[dict[str, Any]]:
    from tandem.core.schema import to_builtins

    return [to_builtins(event) for event in events]


def test_the_trace_shows_what_was_read(online: Online) -> None:
    with reading(online):
        trace = asyncio.run(
            Recorder(system="detector").run(Detector(signals=Look(), weigh=Weigh()), EVENTS[3])
        )
    span = next(span for span in trace.spans if span.path == "signals")
    assert span.kind == "features"
    assert span.output.payments_1d == 2


def test_a_lookup_keeps_the_contract(online: Online) -> None:
    with reading(online):
        check(Look(), inputs=EVENTS[:3])


def test_nothing_to_read_from_is_said() -> None:
    with pytest.raises(DefinitionError, match="nothing says from where"):
        run(Look(), payment(1, hours=0))


def test_times_of_requests_decide_and_not_the_clock(online: Online) -> None:
    early = payment(1000, hours=1.0, customer="bob")
    with reading(online):
        assert run(Look(), early).payments_1d == 1
        later = Payment(1001, START + timedelta(days=2), "bob", 7, 1.0)
        assert run(Look(), later).payments_1d > 1


def test_a_system_is_checked_before_its_first_request() -> None:
    detector = Detector(signals=Look(), weigh=Weigh())
    with pytest.raises(NotConnected, match="nothing says from where"):
        check_lookups(detector)
    check_lookups(Weigh())
    with reading(Online(MemoryStore(), [Signals])), pytest.raises(NotFilled, match="Signals"):
        check_lookups(detector)


def test_a_system_with_a_filled_store_passes(online: Online) -> None:
    with reading(online):
        check_lookups(Detector(signals=Look(), weigh=Weigh()))
