"""A lean HTTP load generator and the CPU time of a server's processes.

Closed loop: each connection sends its next request when the answer to the last one is
there. It parses only what it must, so that it stays faster than any server it measures.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import cast

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What a round of load saw: requests a second, latencies in ms, CPU us per request."""

    rate: float
    p50: float
    p99: float
    cpu: float


class _Client(asyncio.Protocol):
    def __init__(self, request: bytes, count: int, done: asyncio.Future[None]) -> None:
        self.request = request
        self.left = count
        self.done = done
        self.times: list[float] = []
        self.buffer = b""
        self.missing = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.next()

    def next(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if self.missing:
            self.missing -= len(data)
        else:
            self.buffer += data
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self.buffer.startswith(b"HTTP/1.1 200"):
                self.done.set_exception(RuntimeError(self.buffer[:400].decode()))
                self.transport.close()
                return
            length = _LENGTH.search(self.buffer, 0, end)
            if length is None:
                self.done.set_exception(RuntimeError("no Content-Length in the answer"))
                return
            self.missing = int(length[1]) - (len(self.buffer) - end - 4)
            self.buffer = b""
        if self.missing <= 0:
            self.missing = 0
            self.times.append(time.perf_counter() - self.began)
            self.left -= 1
            if self.left:
                self.next()
            else:
                self.transport.close()
                self.done.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server hung up"))


def http_post(path: str, body: bytes, port: int) -> bytes:
    """A request as bytes."""
    return (
        b"POST %b HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%b" % (path.encode(), port, len(body), body)
    )


def press(port: int, request: bytes, *, connections: int, requests: int, pid: int) -> Load:
    """Send ``requests`` over ``connections`` and say what it cost the server."""
    import uvloop

    async def main() -> tuple[float, list[float]]:
        loop = asyncio.get_running_loop()
        clients: list[_Client] = []
        began = time.perf_counter()
        for _ in range(connections):
            client = _Client(request, requests // connections, loop.create_future())
            clients.append(client)
            await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]  # a default binds the client
        async with asyncio.timeout(120):
            await asyncio.gather(*(client.done for client in clients))
        return time.perf_counter() - began, [t for client in clients for t in client.times]

    before = cpu_seconds(pid)
    seconds, times = uvloop.run(main())
    used = cpu_seconds(pid) - before
    times.sort()
    return Load(
        len(times) / seconds,
        times[len(times) // 2] * 1e3,
        times[len(times) * 99 // 100] * 1e3,
        used / len(times) * 1e6,
    )


def cpu_seconds(pid: int) -> float:
    """CPU time so far of a process, its threads and its children, in seconds (Linux)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
        for child in (task / "children").read_text().split():
            total += int(cpu_seconds(int(child)) * 1e9)
    return total / 1e9


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    """Return when a server accepts connections; raise if it ended or took too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start in time")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and whatever it started (it leads a session of its own)."""
    os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(20)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
