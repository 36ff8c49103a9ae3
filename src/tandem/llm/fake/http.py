"""A small HTTP/1.1 server: an event loop in a thread of its own, one handler for all paths."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

_LIMIT = 1 << 26
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True)
class Request:
    """A request: ``path`` without its query, names of ``headers`` in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Gone(Exception):
    """The client went away before its answer was whole."""


class Exchange:
    """One request with the means to answer it."""

    def __init__(
        self,
        request: Request,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        closing: asyncio.Event,
    ) -> None:
        self.request = request
        self._reader, self._writer, self._closing = reader, writer, closing
        self.open = True

    async def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """A whole answer."""
        self._head(status, headers | {"content-length": str(len(body))})
        self._writer.write(body)
        await self._writer.drain()

    def begin(self, headers: dict[str, str]) -> None:
        """The head of an answer that comes in chunks."""
        self._head(200, headers | {"transfer-encoding": "chunked"})

    async def chunk(self, data: bytes) -> None:
        """One chunk, sent at once; an empty one ends the answer."""
        if self._reader.at_eof():
            raise Gone
        self._writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await self._writer.drain()

    async def wait(self, seconds: float | None) -> None:
        """Say nothing for a while, or (``None``) until the server closes.

        Raises ``Gone`` as soon as the client is.
        """
        eof = asyncio.ensure_future(self._reader.read(1))
        closed = asyncio.ensure_future(self._closing.wait())
        try:
            done, _ = await asyncio.wait(
                {eof, closed}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in (eof, closed):
                task.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await eof
        if eof in done:
            raise Gone

    def drop(self) -> None:
        """Close the connection without a word."""
        self.open = False
        self._writer.close()

    def _head(self, status: int, headers: dict[str, str]) -> None:
        phrase = _PHRASES.get(status, "Status")
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"HTTP/1.1 {status} {phrase}\r\n{lines}\r\n".encode())


Handler = Callable[[Exchange], Awaitable[None]]


class Server:
    """Listens on a free port of the loopback address from ``start`` to ``stop``."""

    def __init__(self, handle: Handler, gone: Callable[[], None]) -> None:
        self._handle, self._gone = handle, gone
        self._ready = threading.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self.port = 0

    def start(self) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._closing = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0, limit=_LIMIT)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._closing.wait()
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._converse(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                exchange = Exchange(request, reader, writer, self._closing)
                try:
                    await self._handle(exchange)
                except (Gone, ConnectionError):
                    self._gone()
                    break
                if not exchange.open:
                    break
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; ``None`` when the client has closed it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(_header(line) for line in lines if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    method, target, _ = first.split(" ")
    return Request(method, target.partition("?")[0], headers, body)


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.lower(), value.strip()
