"""A server in a process of its own, for requests that mean it no good.

``python -m tests.faults.served FOLDER`` serves on a free port, which it prints.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from tandem import Model

_LENGTH = re.compile(rb"content-length: (\d+)")


@dataclass
class Address:
    street: str
    code: Annotated[str, Meta(pattern="^[0-9]{5}$")] = "00000"


@dataclass
class Order:
    """One field of each kind that hostile values can hide in."""

    age: Annotated[int, Meta(ge=0, le=150)]
    plan: Literal["month", "year"]
    address: Address
    spent: float | None = None
    active: bool = True
    since: date | None = None
    tags: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


class Judge(Model[Order, dict[str, Any]]):
    """Gives back what it was given, so that nothing hostile goes unused."""

    def predict(self, xs: Sequence[Order], /) -> list[dict[str, Any]]:
        return [{"score": x.age / 150, "tags": x.tags, "more": x.more} for x in xs]


@dataclass
class Served:
    """The process, as seen from outside."""

    port: int
    pid: int
    requests: int = 0
    _connection: socket.socket | None = None

    @property
    def memory(self) -> int:
        """Resident bytes."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def descriptors(self) -> int:
        """Open files and sockets."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def post(self, path: str, body: bytes, headers: bytes = b"") -> tuple[int, bytes]:
        """Status and body of the answer."""
        kind = b"" if b"content-type" in headers.lower() else b"content-type: application/json\r\n"
        return self.raw(
            b"POST %b HTTP/1.1\r\nhost: 127.0.0.1\r\n%b%bcontent-length: %d\r\n\r\n%b"
            % (path.encode(), kind, headers, len(body), body)
        )

    def raw(self, data: bytes) -> tuple[int, bytes]:
        """Send bytes over a connection that is kept as long as the server keeps it."""
        self.requests += 1
        for fresh in (self._connection is None, True):
            if fresh:
                self.close()
                self._connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            assert self._connection is not None
            try:
                self._connection.sendall(data)
                return self._answer(self._connection)
            except (BrokenPipeError, ConnectionResetError, EOFError):
                if fresh:
                    raise
        raise AssertionError("unreachable")

    def _answer(self, connection: socket.socket) -> tuple[int, bytes]:
        found = b""
        while b"\r\n\r\n" not in found:
            found += self._received(connection)
        head, _, body = found.partition(b"\r\n\r\n")
        length = _LENGTH.search(head.lower())
        assert length is not None, head
        while len(body) < int(length[1]):
            body += self._received(connection)
        if b"connection: close" in head.lower():
            self.close()
        return int(head[9:12]), body

    def _received(self, connection: socket.socket) -> bytes:
        data = connection.recv(1 << 20)
        if not data:
            raise EOFError
        return data

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """A running server; the block fails if the process ends before it."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        served = Served(int(process.stdout.readline()), process.pid)
    try:
        yield served
        assert process.poll() is None, "the server went down"
    finally:
        served.close()
        process.terminate()
        process.wait(30)


def main(folder: str) -> None:
    """Serve with everything on: traces stored, metrics, feedback into a real ledger."""
    from tandem.improve import FeedbackLedger
    from tandem.operate import FixedRelease, Limits, Live, Server
    from tandem.operate.app import application
    from tandem.record import Store, TraceWriter

    store = Store.open(folder)
    writer = TraceWriter(store.catalog)
    live = Live(Judge(), system="judge", sinks=[writer.put])
    app = application(
        FixedRelease(live),
        limits=Limits(body_bytes=200_000),
        feedback=FeedbackLedger(store).add,
        closers=[writer.close],
    )
    server = Server(app, port=0)
    print(server.port, flush=True)  # noqa: T201  # the parent reads it
    server.run()


if __name__ == "__main__":
    main(sys.argv[1])
