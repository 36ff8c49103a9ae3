"""Warming a release before it takes requests, with inputs that it is known to answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tandem.core.schema import convert
from tandem.errors import InvalidInput, StoreError
from tandem.operate.live import Live

if TYPE_CHECKING:
    from tandem.record.store import Store

_INPUTS = 8
_SECONDS = 60.0


def warm(live: Live, store: Store, loop: asyncio.AbstractEventLoop) -> None:
    """Run a few inputs of the release's own evaluation through it, unrecorded.

    Caches fill, libraries load, and a release that was damaged on its way fails here and
    not in front of a caller: raises ``StoreError`` when it answers none of the inputs that
    it answered when it was evaluated. Called from a thread; coroutines run on ``loop``,
    where clients and locks of the component will live.
    """
    from tandem.record.traces import TraceStore

    known = TraceStore(store.catalog).find(
        release=live.release, channel="evaluation", status="ok", limit=_INPUTS
    )
    errors: list[str] = []
    answered = 0
    for trace in known:
        try:
            x = convert(trace.input, live.contract.input)
        except InvalidInput:
            continue  # a payload that was not kept, or redacted out of shape
        try:
            if live.model is not None:
                live.model.predict((x,))
            else:
                asyncio.run_coroutine_threadsafe(live.component.run(x), loop).result(_SECONDS)
            answered += 1
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
    if errors and not answered:
        raise StoreError(
            f"release {live.release[:12]} fails on {len(errors)} inputs that it answered when it "
            f"was evaluated: {errors[0]}",
            hint="compare the environment with the one it was built in, or roll back",
        )
