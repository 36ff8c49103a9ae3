"""uvicorn around an application: in the foreground, or on a thread for tests and programs."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn

from tandem.errors import TandemError
from tandem.operate.app import Application
from tandem.operate.protocol import bounded


class Server:
    """An HTTP server. ``run`` blocks until SIGTERM or SIGINT; ``with`` runs it on a thread.

    Stopping is graceful: no new connections, requests under way are answered, traces are
    flushed. The port is taken when the server is made, so nobody connects too early;
    ``port=0`` takes a free one.
    """

    def __init__(self, app: Application, *, host: str = "127.0.0.1", port: int = 8000) -> None:
        limits = app.service.limits
        config = uvicorn.Config(
            app,
            loop="uvloop",
            http=bounded(limits),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=round(max(1, limits.seconds)),
        )
        self._server = _Uvicorn(config)
        self._socket = listen(host, port)
        self._thread: threading.Thread | None = None
        self.host = host
        self.port: int = self._socket.getsockname()[1]

    @property
    def url(self) -> str:
        """Where it answers, such as ``http://127.0.0.1:8000``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def run(self) -> None:
        """Serve until told to stop."""
        # uvicorn raises the signal again when it has stopped; Ctrl-C is a way to stop, no error.
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run([self._socket])

    def stop(self) -> None:
        """Let it finish, and wait for the thread if there is one."""
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._serve, name="tandem-server", daemon=True)
        self._thread.start()
        self._server.decided.wait()
        if not self._server.started:
            self._thread.join()
            raise TandemError("the server did not start", hint="the log of tandem.operate says why")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _serve(self) -> None:
        try:
            self.run()
        except SystemExit:
            return  # uvicorn's way to say that it did not start
        finally:
            self._server.decided.set()
            self._socket.close()


class _Uvicorn(uvicorn.Server):
    """Tells another thread when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.decided = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.decided.set()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises ``TandemError`` with a hint when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(2048)
    except OSError as error:
        opened.close()
        raise TandemError(
            f"cannot listen on {host}:{port}: {error.strerror}", hint="choose another --port"
        ) from None
    opened.set_inheritable(True)
    return opened
