"""uvicorn's HTTP protocol with bounds on what a connection may hold: bytes, time, company.

uvicorn reads headers without end and waits for a slow sender for ever; a few hundred such
connections would take a server down. The bounds cost nothing while a request comes in whole.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tandem.operate.limits import Limits
from tandem.operate.problem import Detail, Problem, refuse

_PHRASES = {408: b"Request Timeout", 431: b"Request Header Fields Too Large"}
_PHRASES[503] = b"Service Unavailable"


class BoundedHttp(HttpToolsProtocol):
    """One connection. ``limits`` is set by ``bounded``."""

    limits = Limits()

    _head_bytes = 0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            problem = Problem(503, Detail("too many connections"), [(b"retry-after", b"1")])
            self._close(problem)
            return
        self._wait()  # for the first byte

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle = self.cycle
        # uvicorn makes a scope when a request begins and its cycle when the headers are there.
        headed = cycle is not None and cycle.scope is self.scope
        if headed and not cycle.more_body:
            self._head_bytes = 0
            if self._late is not None:
                self._stop_waiting()
            return
        if not headed:
            self._head_bytes += len(data)
            if self._head_bytes > self.limits.head_bytes:
                expected = f"at most {self.limits.head_bytes} bytes"
                got = f"at least {self._head_bytes} bytes"
                self._close(refuse(431, "headers", expected=expected, got=got))
                return
        if self._late is None:
            self._wait()

    def _wait(self) -> None:
        self._late = self.loop.call_later(self.limits.send_seconds, self._too_late)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _too_late(self) -> None:
        self._late = None
        self._close(
            refuse(
                408,
                "request",
                expected=f"all of it within {self.limits.send_seconds:g} seconds",
                got="a part",
            )
        )

    def _close(self, problem: Problem) -> None:
        """Answer without the application, unless it is answering already, and hang up."""
        if self.transport.is_closing():
            return
        self._stop_waiting()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = problem.body
            lines = [
                b"HTTP/1.1 %d %b" % (problem.status, _PHRASES[problem.status]),
                b"content-type: application/json",
                b"content-length: %d" % len(body),
                *(b"%b: %b" % header for header in problem.headers),
                b"connection: close",
            ]
            self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.transport.close()


def bounded(limits: Limits) -> type[BoundedHttp]:
    """The protocol with these limits."""
    return type("BoundedHttp", (BoundedHttp,), {"limits": limits})
