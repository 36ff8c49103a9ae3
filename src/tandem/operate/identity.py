"""Which trace, subject and session a request belongs to, from its headers."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TypedDict

import msgspec

from tandem.operate.problem import refuse

_PARENT = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
_LONGEST = 200
_REMEMBERED = 10_000


def new_id() -> str:
    """A fresh trace id: 32 hexadecimal digits."""
    return os.urandom(16).hex()


class Ids(TypedDict):
    """What a recorder is told about a run."""

    id: str
    subject: str
    session: str


class Identity(msgspec.Struct):
    """Whose request it is."""

    trace: str
    subject: str
    session: str

    @property
    def who(self) -> str:
        """What a split goes by: the subject, else the session, else the trace."""
        return self.subject or self.session or self.trace

    @property
    def ids(self) -> Ids:
        """The same for a recorder."""
        return {"id": self.trace, "subject": self.subject, "session": self.session}


class TraceIds:
    """Trace ids for requests: the caller's W3C id the first time it comes, else a fresh one.

    A caller may send several requests within one distributed trace, but a stored trace is
    one run: the second request must not be lost for having the id of the first.
    """

    def __init__(self) -> None:
        self._taken: dict[str, None] = {}

    def of(self, headers: Mapping[bytes, bytes]) -> str:
        """The id for a request with these headers."""
        parent = headers.get(b"traceparent")
        if parent is None:
            return new_id()
        match = _PARENT.fullmatch(parent.strip().lower())
        if match is None:
            return new_id()  # W3C: an unreadable header is ignored
        id = match[1].decode()
        if id in self._taken or not id.strip("0"):
            return new_id()
        if len(self._taken) >= _REMEMBERED:
            del self._taken[next(iter(self._taken))]
        self._taken[id] = None
        return id


def text_header(headers: Mapping[bytes, bytes], name: bytes) -> str:
    """A header's text; raises ``Problem`` 422 when it is too long to be a name."""
    value = headers.get(name)
    if value is None:
        return ""
    if len(value) > _LONGEST:
        raise refuse(
            422,
            name.decode().title(),
            expected=f"at most {_LONGEST} bytes",
            got=f"{len(value)} bytes",
        )
    return value.decode("utf-8", "replace")
