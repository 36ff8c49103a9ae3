"""What the handlers of one server share: releases, limits, measures, a pool for slow models."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tandem.operate.identity import Identity, TraceIds, text_header
from tandem.operate.limits import Admission, Limits
from tandem.operate.live import Live
from tandem.operate.measures import Measures
from tandem.operate.problem import Detail, Problem
from tandem.operate.releases import Releases
from tandem.operate.request import Request
from tandem.operate.shadow import Shadow

Feedback = Callable[[dict[str, Any]], bool]
"""Takes one piece of feedback; says whether it was new."""

log = logging.getLogger("tandem.operate")


class Service:
    """One server's state. Made once, changed only where it counts."""

    def __init__(
        self,
        releases: Releases,
        *,
        limits: Limits,
        feedback: Feedback | None = None,
        protected: bool = False,
        closers: Sequence[Callable[[], None]] = (),
    ) -> None:
        self.releases = releases
        self.limits = limits
        self.feedback = feedback
        self.protected = protected
        self.admission = Admission(limits)
        self.shadow = Shadow()
        self.measures = Measures(releases, self.admission, self.shadow)
        self.ids = TraceIds()
        # Prediction is CPU work: more threads than cores would only wait for each other.
        self.pool = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="tandem-predict")
        self._closers = tuple(closers)

    async def start(self) -> None:
        """Load what is to be served."""
        await self.releases.start()

    async def stop(self) -> None:
        """Finish what runs behind requests and flush the traces. Every step is tried."""
        await self.shadow.stop()
        await self.releases.stop()
        self.pool.shutdown(wait=True, cancel_futures=True)
        for close in self._closers:
            try:
                close()
            except Exception:
                log.exception("closing failed")

    def identify(self, headers: Mapping[bytes, bytes]) -> Identity:
        """Trace, subject and session of a request."""
        return Identity(
            self.ids.of(headers),
            text_header(headers, b"x-subject"),
            text_header(headers, b"x-session"),
        )

    def choose(self, request: Request, identity: Identity, verb: str) -> Live:
        """The release that answers this request."""
        split = self.releases.split()
        live = split.single or split.pick(identity.who)
        if live.verb != verb:
            message = f"this system answers at /{live.verb}, not at /{verb}"
            raise Problem(404, Detail(message, hint=f"POST /{live.verb}"))
        request.release = live.release
        return live
