"""Fetching a page without being led where only this machine can go."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from tandem.errors import DataMissing, InvalidInput

_PIECE = 1 << 16


@dataclass(frozen=True)
class Fetched:
    """A page; header names are lower case."""

    url: str
    data: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Fetcher:
    """Gets pages over HTTP and HTTPS.

    The address that a name resolves to is checked and then connected to itself, so that a
    name cannot resolve to another one in between. ``size`` in bytes and ``seconds`` bound
    a page in all.
    """

    private: bool = False
    redirects: int = 0
    size: int = 50_000_000
    seconds: float = 30.0

    def get(self, url: str) -> Fetched:
        """The page at an address.

        Raises ``InvalidInput`` for an address that is not allowed, ``DataMissing`` for a page
        that cannot be had.
        """
        deadline = time.monotonic() + self.seconds
        for _ in range(self.redirects + 1):
            try:
                status, headers, data = self._once(url, deadline)
            except (OSError, http.client.HTTPException) as error:
                raise DataMissing(
                    f"{url} cannot be fetched: {error or type(error).__name__}"
                ) from None
            if status == 200:
                return Fetched(url, data, headers)
            if status not in (301, 302, 303, 307, 308) or "location" not in headers:
                raise DataMissing(f"{url} answers with status {status}")
            url = urljoin(url, headers["location"])
        raise InvalidInput(
            f"a page sends on to {url}", hint="give that address, or allow redirects"
        )

    def _once(self, url: str, deadline: float) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidInput(f"{url} is not an http or https address")
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        target = self._address(parts.hostname, port)
        connection = http.client.HTTPConnection(parts.hostname, port)
        sock = socket.create_connection(target, self._left(deadline))
        try:
            if secure:
                context = ssl.create_default_context()
                sock = context.wrap_socket(sock, server_hostname=parts.hostname)
            connection.sock = sock
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            host = parts.hostname if parts.port is None else f"{parts.hostname}:{port}"
            connection.request("GET", path, headers={"Host": host, "User-Agent": "tandem"})
            with connection.getresponse() as answer:
                headers = {name.lower(): value for name, value in answer.getheaders()}
                return answer.status, headers, self._body(answer, sock, url, deadline)
        finally:
            connection.close()
            sock.close()

    def _body(
        self, answer: http.client.HTTPResponse, sock: socket.socket, url: str, deadline: float
    ) -> bytes:
        data = bytearray()
        while True:
            sock.settimeout(self._left(deadline))
            piece = answer.read1(_PIECE)
            if not piece:
                return bytes(data)
            data += piece
            if len(data) > self.size:
                raise InvalidInput(f"{url} is longer than {self.size} bytes")

    def _address(self, host: str, port: int) -> tuple[str, int]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            if not self.private and not _public(address):
                raise InvalidInput(
                    f"{host} is {address}, an address inside a network",
                    hint="WebSource(private=True) allows it",
                )
        return addresses[0], port

    @staticmethod
    def _left(deadline: float) -> float:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("it takes too long")
        return left


def _public(address: str) -> bool:
    """Whether an address is one of the public internet.

    >>> [_public(a) for a in ("93.184.216.34", "169.254.169.254", "::ffff:10.0.0.1", "::1")]
    [True, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return bool(inner.is_global and not inner.is_multicast)
