"""Systems with a chat model, asked over HTTP; and a provider that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tandem.core import Component
from tandem.operate import Application, Server, create_app_for
from tandem.record import Trace

MORTAL = """
import sys
from tandem.llm import FakeChat, Fault
with FakeChat([Fault("silence", after=4, text="one two three four five")]) as provider:
    print(provider.url, flush=True)
    sys.stdin.read()
"""


@dataclass
class Streamed:
    """What came over a stream: names and data of its events, and the id of the trace."""

    trace: str
    events: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The kinds of events, repetitions once."""
        kinds = [name for name, _ in self.events]
        return [kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind]

    @property
    def text(self) -> str:
        """What a reader sees in the end: a restart takes back what came before."""
        shown = ""
        for name, data in self.events:
            shown = "" if name == "restart" else shown + data.get("text", "")
        return shown

    @property
    def output(self) -> Any:
        """What the system answered."""
        name, data = self.events[-1]
        assert name == "result", data
        return data["output"]


@dataclass
class Served:
    """A server, and the traces of what it answered where it keeps them itself."""

    client: httpx.Client
    traces: list[Trace]

    def stream(self, x: Any, at: Callable[[str], None] = lambda name: None) -> Streamed:
        """Ask and read the events; ``at`` is called with the name of each as it comes."""
        with self.client.stream("POST", "/ask/stream", json=x) as reply:
            assert reply.status_code == 200, reply.read()
            found = Streamed(reply.headers["x-trace-id"])
            name = ""
            for line in reply.iter_lines():
                kind, _, rest = line.partition(": ")
                if kind == "event":
                    name = rest
                elif kind == "data":
                    found.events.append((name, json.loads(rest)))
                    at(name)
        return found

    def last(self) -> Trace:
        """The trace of the last answer."""
        return self.traces[-1]


@contextmanager
def serving(served: Component[Any, Any] | Application) -> Iterator[Served]:
    """A component, or an application that follows a channel, over real HTTP."""
    traces: list[Trace] = []
    app: Application | Component[Any, Any] = served
    if isinstance(app, Component):
        app = create_app_for(app, sinks=[traces.append])
    with Server(app, port=0) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        yield Served(client, traces)


@contextmanager
def mortal_provider() -> Iterator[tuple[str, Callable[[str], None]]]:
    """The address of a provider in a process of its own, which falls silent in the middle of
    an answer; and what kills it at the first token."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", MORTAL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def kill(name: str) -> None:
        if name == "token" and process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()

    try:
        yield process.stdout.readline().strip(), kill
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
