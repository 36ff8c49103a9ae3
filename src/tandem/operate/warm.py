"""Warming a release before it takes requests, with inputs that it is known to answer."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from tandem.core import tree
from tandem.core.schema import convert
from tandem.errors import InvalidInput, ProviderError, StoreError
from tandem.operate.live import Live
from tandem.operate.rehearsal import NotSaid, Rehearsal

if TYPE_CHECKING:
    from tandem.record.store import Store

_INPUTS = 8
_SECONDS = 60.0


def warm(live: Live, store: Store, loop: asyncio.AbstractEventLoop) -> None:
    """Run a few inputs of the release's own evaluation through it, unrecorded.

    Chat models and people are not asked: they say what they said then. Caches fill, libraries
    load, and a release that was damaged on its way fails here and not in front of a caller:
    raises ``StoreError`` when it answers none of the inputs that it answered when it was
    evaluated. Called from a thread; coroutines run on ``loop``, where clients and locks of
    the component will live.
    """
    from tandem.llm.served import Served
    from tandem.record.traces import TraceStore

    models = [part for _, part in tree.walk(live.component) if isinstance(part, Served)]
    for model in models:
        with suppress(ProviderError):  # without a key, or already left alone
            asyncio.run_coroutine_threadsafe(model.open(), loop).result(_SECONDS)
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
                again = Rehearsal(live.component, trace).run(x)
                asyncio.run_coroutine_threadsafe(again, loop).result(_SECONDS)
            answered += 1
        except NotSaid:
            continue
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
    if errors and not answered:
        raise StoreError(
            f"release {live.release[:12]} fails on {len(errors)} inputs that it answered when it "
            f"was evaluated: {errors[0]}",
            hint="compare the environment with the one it was built in, or roll back",
        )
