from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tandem.operate import Limits, Server, create_app_for
from tests.operate.parts import Scorer

LIMITS = Limits(head_bytes=2_000, send_seconds=0.3, connections=4)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(create_app_for(Scorer(), limits=LIMITS), port=0) as running:
        yield running


def dial(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def talk(server: Server, data: bytes) -> bytes:
    """What the server says to these bytes until it hangs up."""
    with closing(dial(server)) as opened:
        opened.sendall(data)
        return rest(opened)


def rest(opened: socket.socket) -> bytes:
    found = b""
    while True:
        try:
            chunk = opened.recv(65536)
        except ConnectionResetError:  # it hung up while we were still sending
            return found
        if not chunk:
            return found
        found += chunk


def error(answer: bytes) -> dict[str, str]:
    found: dict[str, str] = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    return found


def test_headers_without_end_are_cut_off(server: Server) -> None:
    answer = talk(server, b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx: " + b"a" * 3_000)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert error(answer)["expected"] == "at most 2000 bytes"


def test_a_path_without_end_is_cut_off(server: Server) -> None:
    assert talk(server, b"GET /" + b"a" * 3_000).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"GET /hea",
        b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ",
        b"POST /predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 50\r\n\r\n{",
    ],
)
def test_a_client_that_does_not_finish_its_request_is_told_and_hung_up_on(
    server: Server, start: bytes
) -> None:
    answer = talk(server, start)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert error(answer)["field"] == "request"
    assert b"connection: close" in answer


def test_more_connections_than_agreed_are_refused_and_the_others_go_on(server: Server) -> None:
    request = b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
    opened = [dial(server) for _ in range(LIMITS.connections)]
    for connection in opened:
        connection.sendall(request)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    answer = talk(server, b"")
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 1" in answer
    opened[0].sendall(request)
    assert opened[0].recv(1000).startswith(b"HTTP/1.1 200 ")
    for connection in opened:
        connection.close()


def test_one_connection_serves_many_requests_also_when_they_come_in_pieces(server: Server) -> None:
    body = b'{"age": 75}'
    request = (
        b"POST /predict HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        b"content-length: %d\r\n\r\n%b" % (len(body), body)
    )
    with closing(dial(server)) as opened:
        for cut in (1, 20, len(request) - 3):
            opened.sendall(request[:cut])
            opened.sendall(request[cut:])
            answer = b""
            while not answer.endswith(b"0.5"):
                answer += opened.recv(1000)
        last = request.replace(b"host:", b"connection: close\r\nhost:")
        opened.sendall(request + request + last)  # pipelined
        assert rest(opened).count(b"HTTP/1.1 200 ") == 3


def test_bytes_that_are_not_http_end_with_400(server: Server) -> None:
    for data in (b"\x16\x03\x01\x02\x00hello\r\n\r\n", b"GET\r\n\r\n", b"\x00" * 100):
        assert talk(server, data).startswith(b"HTTP/1.1 400 ")
