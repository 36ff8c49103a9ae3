"""Who may call: Host and Origin checks against DNS rebinding, and API keys.

A page in a browser can reach a server on loopback through a name that it points there
(DNS rebinding); the Host header gives it away. A page of another site can send requests
blindly; the Origin header gives that away. Both are checked on every route and verb.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from tandem.operate.problem import Problem, refuse

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Whether an address to listen on reaches this machine only.

    >>> is_loopback("127.0.0.1"), is_loopback("0.0.0.0"), is_loopback("[::1]")
    (True, False, True)
    """
    return host.strip("[]").lower() in LOOPBACK or host.startswith("127.")


class Guard:
    """Decides from a request's headers alone.

    ``hosts`` are the names this server answers to (``None``: any, for a server behind a
    proxy that checks them). Keys are kept as SHA-256; an unknown key takes as long as a known.
    """

    def __init__(self, *, hosts: Iterable[str] | None = LOOPBACK, keys: Iterable[str] = ()) -> None:
        self._hosts = None if hosts is None else frozenset(host.lower() for host in hosts)
        self._keys = frozenset(hashlib.sha256(key.encode()).digest() for key in keys)
        # Host values that passed before: the same few come with every request.
        self._seen: set[bytes] = set()

    def check(self, headers: Mapping[bytes, bytes], *, public: bool = False) -> None:
        """Raise ``Problem`` 403 or 401; ``public`` routes need no key."""
        host = headers.get(b"host", b"")
        if host not in self._seen:
            self._check_host(host)
        origin = headers.get(b"origin")
        if origin is not None:
            self._check_origin(origin, host)
        if self._keys and not public:
            self._check_key(headers.get(b"authorization", b""))

    def _check_host(self, host: bytes) -> None:
        if self._hosts is not None and _name(host.decode("latin-1")) not in self._hosts:
            raise refuse(
                403,
                "Host",
                expected=" or ".join(sorted(self._hosts)),
                got=host.decode("latin-1")[:80] or "nothing",
                hint="serve(hosts=[...]) names the hosts this server answers to",
            )
        if len(self._seen) < 64:
            self._seen.add(host)

    def _check_origin(self, origin: bytes, host: bytes) -> None:
        _, _, authority = origin.partition(b"://")
        if authority.lower() != host.lower():
            raise refuse(
                403,
                "Origin",
                expected="the server's own pages, or no Origin at all",
                got=origin.decode("latin-1")[:80],
            )

    def _check_key(self, authorization: bytes) -> None:
        scheme, _, key = authorization.partition(b" ")
        known = hashlib.sha256(key.strip()).digest() in self._keys
        if not known or scheme.lower() != b"bearer":
            problem: Problem = refuse(
                401,
                "Authorization",
                expected="Bearer and an API key of this server",
                got="another key" if authorization else "nothing",
            )
            problem.headers.append((b"www-authenticate", b"Bearer"))
            raise problem


def _name(host: str) -> str:
    """A Host value without its port: ``[::1]:80`` is ``::1``."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if ":" in host else host.lower()
