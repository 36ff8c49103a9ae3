"""The releases behind a channel: loaded beside, warmed, and swapped by one reference.

A request takes the reference once and keeps it to its end, so a swap waits for nobody and
fails nobody.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from tandem.core.component import Component
from tandem.errors import NotConnected, NotFound, Overloaded
from tandem.operate.live import Live
from tandem.operate.split import Split
from tandem.operate.warm import warm
from tandem.record.span import Trace

if TYPE_CHECKING:
    from tandem.deliver.journal import Entry
    from tandem.record.store import Store

_log = logging.getLogger("tandem.operate")
Sink = Callable[[Trace], None]


class Releases(Protocol):
    """Where a server gets what it serves."""

    swaps: int
    failures: int
    problem: str

    @property
    def current(self) -> Split | None:
        """What is served now, or ``None`` while there is nothing yet."""

    def split(self) -> Split:
        """What is served now; raises ``Overloaded`` where ``current`` is ``None``."""

    async def start(self) -> None:
        """Get ready; called when the server starts."""

    async def stop(self) -> None:
        """Let go; called when the server has answered its last request."""


class FixedRelease:
    """One component, for ever: benchmarks, tests and programs without a registry."""

    def __init__(self, live: Live) -> None:
        self.swaps = 0
        self.failures = 0
        self.problem = ""
        self.current = Split(live.system, [(live, 1.0)])

    def split(self) -> Split:
        return self.current

    async def start(self) -> None:
        """Nothing to load."""

    async def stop(self) -> None:
        """Nothing to stop."""


class LiveReleases:
    """Follows a channel. A thread looks every ``interval`` seconds and does the loading.

    A release that cannot be loaded or fails its warm-up leaves what is served as it is; the
    reason is in ``problem`` (shown by /ready) and counted in ``failures``. The channel is
    tried again, with pauses that double up to a minute, until it loads or moves on.
    """

    def __init__(
        self,
        store: Store,
        project: str,
        *,
        channel: str = "live",
        interval: float = 0.5,
        sinks: Sequence[Sink] = (),
        sample: float = 1.0,
    ) -> None:
        from tandem.deliver.channel import Channels
        from tandem.deliver.registry import Registry

        self.swaps = 0
        self.failures = 0
        self.problem = ""
        self._store = store
        self._registry = Registry(store)
        self._channels = Channels(store)
        self._project = project
        self._channel = channel
        self._interval = interval
        self._sinks = tuple(sinks)
        self._sample = sample
        self.current: Split | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def split(self) -> Split:
        split = self.current
        if split is None:
            raise Overloaded(
                f"no release of {self._project!r} could be loaded yet: {self.problem}",
                retry_after=5.0,
                hint="see /ready",
            )
        return split

    async def start(self) -> None:
        """Load what the channel points at, then keep following it.

        Raises ``NotConnected`` if it reads features and no store of them is named: no time
        mends that.
        """
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._look, loop)
        self._thread = threading.Thread(
            target=self._follow, args=(loop,), name="tandem-releases", daemon=True
        )
        self._thread.start()

    async def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _follow(self, loop: asyncio.AbstractEventLoop) -> None:
        pause = self._interval
        while not self._stopping.wait(pause):
            changed = self._look(loop)
            pause = self._interval if changed else min(60.0, 2 * pause)

    def _look(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Bring what is served up to the channel; ``False`` if that failed."""
        try:
            entry = self._channels.current(self._project, self._channel)
            if entry is None:
                raise NotFound(
                    f"nothing was promoted to {self._project}:{self._channel}",
                    hint="tandem promote RELEASE",
                )
            if self.current is None or entry.sequence != self.current.sequence:
                self._swap(self._prepare(entry, loop))
            self.problem = ""
        except NotConnected as error:
            if self._thread is None:
                raise
            return self._failed(error)
        except Exception as error:
            # Whatever it was (a corrupt blob, a locked catalog, code that does not import), the
            # release that is served now must go on serving.
            return self._failed(error)
        return True

    def _failed(self, error: Exception) -> bool:
        problem = f"{type(error).__name__}: {error}"
        if problem != self.problem:
            _log.error("%s:%s was not loaded: %s", self._project, self._channel, problem)
        self.problem = problem
        self.failures += 1
        return False

    def _prepare(self, entry: Entry, loop: asyncio.AbstractEventLoop) -> Split:
        known = {live.release: live for live, _ in self.current.targets} if self.current else {}
        targets = [
            (
                known.get(target.release) or self._load(target.release, self._channel, loop),
                target.share,
            )
            for target in entry.targets
        ]
        shadow = self._load(entry.shadow, "shadow", loop) if entry.shadow else None
        return Split(f"{self._project}:{self._channel}", targets, shadow, entry.sequence)

    def _load(self, release: str, channel: str, loop: asyncio.AbstractEventLoop) -> Live:
        from tandem.features.lookup import check_lookups

        component: Component[Any, Any] = self._registry.load(self._registry.get(release))
        check_lookups(component)
        live = Live(
            component,
            system=self._project,
            release=release,
            channel=channel,
            sinks=self._sinks,
            sample=self._sample,
        )
        warm(live, self._store, loop)
        return live

    def _swap(self, split: Split) -> None:
        if self.current is not None:
            self.swaps += 1
        self.current = split  # one reference: requests under way keep the one they took
