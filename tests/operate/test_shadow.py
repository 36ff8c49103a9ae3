from __future__ import annotations

import asyncio

import pytest

from tandem.operate import Application, FixedRelease, Live
from tandem.operate import shadow as module
from tandem.operate.app import application
from tandem.operate.shadow import shadow_id
from tandem.operate.split import Split
from tandem.record import Trace
from tests.operate.parts import Broken, Door, Scorer, Slow, call, send, until


def app_with(live: Live, dark: Live) -> Application:
    releases = FixedRelease(live)
    releases.current = Split("s", [(live, 1.0)], dark)
    return application(releases)


def test_a_shadow_runs_and_is_traced_and_answers_nobody() -> None:
    traces: list[Trace] = []
    live = Live(Scorer(), release="old", sinks=[traces.append])
    dark = Live(Broken(), release="new", channel="shadow", sinks=[traces.append])
    app = app_with(live, dark)

    async def main() -> None:
        reply = await send(app, "POST", "/predict", {"age": 13}, {"x-subject": "ann"})
        assert reply.json == pytest.approx(13 / 150)
        await until(lambda: len(traces) == 2)
        await app.service.stop()
        answered, shadowed = sorted(traces, key=lambda trace: trace.channel)
        assert reply.headers["x-trace-id"] == answered.id
        assert (shadowed.channel, shadowed.release, shadowed.status) == ("shadow", "new", "error")
        assert (shadowed.id, shadowed.subject) == (shadow_id(answered.id), "ann")

    asyncio.run(main())


def test_a_busy_shadow_skips_and_holds_nobody_up() -> None:
    door = Door()
    app = app_with(Live(Scorer()), Live(Slow(door=door), channel="shadow"))

    async def main() -> None:
        for _ in range(module._AT_ONCE + 3):
            assert (await send(app, "POST", "/predict", {"age": 30})).json == 0.2
        assert app.service.shadow.skipped == 3
        await until(lambda: door.entered == module._AT_ONCE)
        await app.service.stop()
        assert door.cancelled == module._AT_ONCE

    asyncio.run(main())


def test_a_request_that_does_not_fit_is_not_copied() -> None:
    door = Door()
    app = app_with(Live(Scorer()), Live(Slow(door=door)))
    assert call(app, "POST", "/predict", {"age": "x"}).status == 422
    assert (door.entered, app.service.shadow.skipped) == (0, 0)
