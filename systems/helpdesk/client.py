"""Users of the served help desk: they ask over HTTP, watch answers stream, and give feedback."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asked:
    """A question, what came back, and the milliseconds it took."""

    question: str
    answer: dict[str, Any]
    trace: str
    release: str
    milliseconds: float


class Client:
    """Speaks to one server on loopback; a connection per thread and call of ``ask_all``."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ready(self) -> bool:
        """Whether the server answers and has loaded its release."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def ask_all(self, questions: Sequence[str], *, users: int = 4) -> tuple[list[Asked], float]:
        """Ask every question, ``users`` at a time; the answers in order and the seconds taken."""
        started = time.perf_counter()
        shares = [list(range(user, len(questions), users)) for user in range(users)]

        def work(share: list[int]) -> list[tuple[int, Asked]]:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                return [(i, self._ask(connection, questions[i], f"user {i}")) for i in share]
            finally:
                connection.close()

        with ThreadPoolExecutor(users) as pool:
            answered = dict(pair for pairs in pool.map(work, shares) for pair in pairs)
        return [answered[i] for i in range(len(questions))], time.perf_counter() - started

    def _ask(self, connection: http.client.HTTPConnection, question: str, subject: str) -> Asked:
        started = time.perf_counter()
        connection.request(
            "POST",
            "/ask",
            json.dumps({"text": question}),
            {"Content-Type": "application/json", "X-Subject": subject},
        )
        response = connection.getresponse()
        body = json.loads(response.read())
        took = 1000 * (time.perf_counter() - started)
        if response.status != 200:
            raise RuntimeError(f"HTTP {response.status}: {body}")
        headers = response.headers
        return Asked(question, body, headers["X-Trace-Id"], headers["X-Release"], took)

    def stream(self, question: str) -> Iterator[str]:
        """The pieces of an answer as they are written."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                "POST",
                "/ask/stream",
                json.dumps({"text": question}),
                {"Content-Type": "application/json"},
            )
            event = ""
            for line in connection.getresponse():
                name, _, value = line.decode().strip().partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "token":
                    yield json.loads(value)["text"]
        finally:
            connection.close()

    def feedback(self, items: Sequence[dict[str, Any]]) -> int:
        """Send feedback; how many were new."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        new = 0
        try:
            for item in items:
                connection.request(
                    "POST", "/feedback", json.dumps(item), {"Content-Type": "application/json"}
                )
                response = connection.getresponse()
                new += bool(json.loads(response.read())["new"])
        finally:
            connection.close()
        return new
