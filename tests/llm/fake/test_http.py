from __future__ import annotations

import socket

from tandem.llm.fake.http import Exchange, Server


async def say_path(exchange: Exchange) -> None:
    await exchange.send(200, exchange.request.path.encode(), {"x-method": exchange.request.method})


def test_one_connection_carries_many_requests() -> None:
    server = Server(say_path, lambda: None)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            got = b""
            for path in (b"/a?x=1", b"/b"):
                connection.sendall(b"PUT " + path + b" HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
                while not got.endswith(path.partition(b"?")[0]):
                    got += connection.recv(1024)
    finally:
        server.stop()
    assert got.count(b"HTTP/1.1 200 OK") == 2
    assert b"x-method: PUT" in got


def test_a_client_that_says_half_a_request_harms_nobody() -> None:
    server = Server(say_path, lambda: None)
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as half:
            half.sendall(b"GET / HT")
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(b"GET /well HTTP/1.1\r\n\r\n")
            got = b""
            while not got.endswith(b"/well"):
                got += connection.recv(1024)
    finally:
        server.stop()
