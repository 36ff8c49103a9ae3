"""The shadow: a release that runs on real requests and answers nobody."""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tandem.operate.identity import Identity
from tandem.operate.live import Live

_AT_ONCE = 8
_SECONDS = 60.0


def shadow_id(trace: str) -> str:
    """The id of a shadow's trace, derived so that the pair can be found from either side."""
    return hashlib.sha256(f"shadow:{trace}".encode()).hexdigest()[:32]


class Shadow:
    """Runs copies of requests in the background: few at a time, the rest is skipped.

    ``skipped`` counts requests that had no copy because the shadow was busy.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._pool: ThreadPoolExecutor | None = None

    def copy(self, live: Live, x: Any, identity: Identity) -> None:
        """Start a copy of a request, unless enough are under way. Never waits, never raises."""
        if len(self._tasks) >= _AT_ONCE:
            self.skipped += 1
            return
        task = asyncio.get_running_loop().create_task(self._run(live, x, identity))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, live: Live, x: Any, identity: Identity) -> None:
        ids = identity.ids
        ids["id"] = shadow_id(identity.trace)
        try:
            async with asyncio.timeout(_SECONDS):
                if live.model is None:
                    await live.recorder.run(live.component, x, **ids)
                    return
                if self._pool is None:
                    # One thread of its own: a shadow must not take the turn of a real request.
                    self._pool = ThreadPoolExecutor(1, thread_name_prefix="tandem-shadow")
                model = live.model
                await asyncio.get_running_loop().run_in_executor(
                    self._pool, lambda: live.recorder.predict(model, x, **ids)
                )
        except Exception:
            return  # what failed is in the shadow's own trace; nobody waits for an answer

    async def stop(self) -> None:
        """Cancel what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
