from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tandem import Loop, Model, System
from tandem.errors import DefinitionError
from tandem.features import Features, MemoryStore, Online, count, reading
from tandem.operate import Live, create_app_for
from tandem.operate.live import SLOW
from tandem.record import Trace
from tests.operate.parts import Broken, Customer, Scorer, Speaker, call, send


class Where(Model[Customer, str]):
    def predict(self, xs: Sequence[Customer], /) -> list[str]:
        return [threading.current_thread().name for _ in xs]


class Hybrid(System[str, str]):
    loop = Loop.HYBRID

    async def run(self, x: str, /) -> str:
        return x


def test_the_verb_follows_the_loop() -> None:
    assert Live(Scorer()).verb == "predict"
    assert Live(Speaker()).verb == "ask"
    assert Live(Hybrid()).verb == "ask"


def test_a_component_without_types_cannot_be_served() -> None:
    class Untyped(Model):  # type: ignore[type-arg]  # the point: no types
        pass

    with pytest.raises(DefinitionError, match="input and output types"):
        Live(Untyped())


def test_a_model_that_is_slow_moves_to_a_thread_and_a_fast_one_comes_back() -> None:
    app = create_app_for(Where())
    live = app.service.releases.split().main
    assert call(app, "POST", "/predict", {"age": 1}).json == threading.current_thread().name
    for _ in range(30):
        live.took(int(2 * SLOW * 1e9))
    assert live.slow
    assert call(app, "POST", "/predict", {"age": 1}).json.startswith("tandem-predict")
    for _ in range(60):
        live.took(1_000)
    assert not live.slow


def test_one_late_prediction_moves_nothing() -> None:
    live = Live(Scorer())
    live.took(10**12)
    assert not live.slow


@pytest.mark.parametrize(
    ("share", "low", "high"), [(0.0, 0, 0), (0.3, 240, 360), (1.0, 1000, 1000)]
)
def test_a_share_of_the_payloads_is_kept_and_every_answer_given(
    share: float, low: int, high: int
) -> None:
    traces: list[Trace] = []
    app = create_app_for(Scorer(), sinks=[traces.append], sample=share)

    async def many() -> None:
        for _ in range(500):
            assert (await send(app, "POST", "/predict", {"age": 30})).json == 0.2
        rows = (await send(app, "POST", "/predict/batch", [{"age": 30}] * 500)).json["results"]
        assert {row["output"] for row in rows} == {0.2}

    asyncio.run(many())
    assert len(traces) == 1000
    kept = [trace for trace in traces if trace.input is not None]
    # 300 expected; 240 and 360 are four standard deviations away.
    assert low <= len(kept) <= high
    assert all(trace.output == 0.2 for trace in kept)
    dropped = [trace for trace in traces if trace.input is None]
    assert all(trace.output is trace.spans[0].input is None for trace in dropped)


def test_the_payload_of_a_failed_run_is_always_kept() -> None:
    traces: list[Trace] = []
    app = create_app_for(Broken(), sinks=[traces.append], sample=0.0)
    assert call(app, "POST", "/predict", {"age": 13}).status == 500
    assert traces[0].input == Customer(13)


@dataclass(frozen=True)
class Visit:
    time: datetime
    user: str


class Visits(Features[Visit]):
    before_1h: int = count(by="user", hours=1, itself=False)


class Busy(Model[Visits, float]):
    def predict(self, xs: Sequence[Visits], /) -> list[float]:
        return [x.before_1h / 10 for x in xs]


def test_a_model_of_features_is_asked_by_what_they_are_made_of() -> None:
    nine = datetime(2026, 1, 1, 9, tzinfo=UTC)
    seen: list[Trace] = []
    online = Online(MemoryStore(), [Visits], starts_empty=True)
    with reading(online):
        app = create_app_for(Busy(), sinks=[seen.append])
    online.update(Visit(nine, "ann"))
    asked = {"time": "2026-01-01T09:30:00Z", "user": "ann"}
    assert call(app, "POST", "/predict", asked).json == 0.1
    assert seen[0].input == Visits(before_1h=1)  # as in training and under evaluation
    several = call(app, "POST", "/predict/batch", [asked, {**asked, "user": "bob"}]).json
    assert [row["output"] for row in several["results"]] == [0.1, 0.0]
    assert call(app, "POST", "/predict", {"before_1h": 1}).status == 422
    schema = call(app, "GET", "/openapi.json").json["components"]["schemas"]
    assert set(schema["Visit"]["properties"]) == {"time", "user"}
