from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from tandem.errors import TandemError
from tandem.operate import FixedRelease, Live, Server, create_app_for
from tandem.operate.app import application
from tandem.record import Store, TraceStore
from tests.operate.parts import Door, Scorer, Slow, Speaker


def test_it_answers_over_http_and_stops() -> None:
    with Server(create_app_for(Scorer()), port=0) as server, httpx.Client() as client:
        reply = client.post(f"{server.url}/predict", json={"age": 75})
        assert (reply.status_code, reply.json()) == (200, 0.5)
        assert "server" not in reply.headers
    with pytest.raises(httpx.ConnectError), httpx.Client() as client:
        client.get(f"{server.url}/health")


def test_a_stream_arrives_as_it_is_written() -> None:
    with (
        Server(create_app_for(Speaker()), port=0) as server,
        httpx.Client() as client,
        client.stream("POST", f"{server.url}/ask/stream", json={"text": "a b"}) as reply,
    ):
        names = [line for line in reply.iter_lines() if line.startswith("event")]
    assert names == ["event: token", "event: token", "event: result"]


def test_requests_under_way_are_finished_before_it_stops() -> None:
    door, loops = Door(), list[asyncio.AbstractEventLoop]()

    class Watched(FixedRelease):
        async def start(self) -> None:
            loops.append(asyncio.get_running_loop())

    app = application(Watched(Live(Slow(door=door))))
    replies: list[httpx.Response] = []
    with Server(app, port=0) as server:

        def ask() -> None:
            with httpx.Client() as client:
                replies.append(client.post(f"{server.url}/ask", json="hello", timeout=20))

        asking = threading.Thread(target=ask)
        asking.start()
        while not door.entered:
            threading.Event().wait(0.001)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        while listens(server):
            threading.Event().wait(0.001)
        assert replies == []  # no new connections, and the old one is still being answered
        loops[0].call_soon_threadsafe(door.open)
        asking.join()
        stopping.join()
    assert (replies[0].status_code, replies[0].json()) == (200, "hello")


def test_a_client_that_hangs_up_cancels_its_stream() -> None:
    door = Door()
    with Server(create_app_for(Slow(door=door)), port=0) as server:
        with (
            httpx.Client() as client,
            client.stream("POST", f"{server.url}/ask/stream", json="hello") as reply,
        ):
            assert next(reply.iter_lines()) == "event: token"
        while not door.cancelled:
            threading.Event().wait(0.001)


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(TandemError, match=f"cannot listen on 127.0.0.1:{port}: Address"):
            Server(create_app_for(Scorer()), port=port)


def test_a_start_that_fails_is_raised_where_it_was_asked_for() -> None:
    class Dead(FixedRelease):
        async def start(self) -> None:
            raise OSError("no catalog")

    with (
        pytest.raises(TandemError, match="did not start"),
        Server(application(Dead(Live(Scorer()))), port=0),
    ):
        pass


def listens(server: Server) -> bool:
    try:
        socket.create_connection((server.host, server.port), timeout=5).close()
    except OSError:
        return False
    return True


SERVE = """
import sys
from tandem.operate import Server, create_app_for
from tandem.operate.app import application
from tandem.record import Store, TraceWriter
from tests.operate.parts import Scorer
from tandem.operate import FixedRelease, Live
writer = TraceWriter(Store.open(sys.argv[1]).catalog)
live = Live(Scorer(), sinks=[writer.put])
server = Server(application(FixedRelease(live), closers=[writer.close]), port=0)
print(server.port, flush=True)
server.run()
"""


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_gracefully_and_no_trace_is_lost(
    tmp_path: Path, signal_number: signal.Signals
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path / "store")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        port = int(process.stdout.readline())
        ids = []
        with httpx.Client() as client:
            for _ in range(200):
                reply = client.post(f"http://127.0.0.1:{port}/predict", json={"age": 30})
                assert json.loads(reply.content) == 0.2
                ids.append(reply.headers["x-trace-id"])
            process.send_signal(signal_number)
            process.wait(30)
    with Store.open(tmp_path / "store") as store:
        stored = TraceStore(store.catalog).find(limit=1000)
    assert {trace.id for trace in stored} == set(ids)
