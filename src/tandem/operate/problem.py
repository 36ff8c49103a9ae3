"""What a caller is told when a request cannot be answered: which field, what was got, what
was expected. Never a stack trace, and nothing of the server's own."""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec

from tandem.errors import (
    BudgetExceeded,
    DeadlineExceeded,
    InvalidInput,
    NotFound,
    Overloaded,
    ProviderError,
    Refused,
    Unanswered,
)

_EXPECTED = re.compile(r"expected (?P<expected>.+?)(?:, got (?P<got>.+))?$", re.DOTALL)
_MISSING = re.compile(r"missing required field (?P<name>\S+)$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


class Detail(msgspec.Struct, omit_defaults=True):
    """The body of a refusal. ``trace`` names the recorded run when there was one."""

    message: str
    field: str = ""
    expected: str = ""
    got: str = ""
    hint: str = ""
    trace: str = ""


class Refusal(msgspec.Struct):
    """What every refusal looks like: ``{"error": {...}}``."""

    error: Detail


class Problem(Exception):
    """A request that ends with ``status`` and a detail instead of an answer."""

    def __init__(
        self, status: int, detail: Detail, headers: list[tuple[bytes, bytes]] | None = None
    ) -> None:
        super().__init__(status, detail.message)
        self.status = status
        self.detail = detail
        self.headers = headers or []

    @property
    def body(self) -> bytes:
        """The refusal as JSON."""
        return msgspec.json.encode(Refusal(self.detail))


def refuse(status: int, field: str, *, expected: str, got: str, hint: str = "") -> Problem:
    """A problem of the request itself: a header, the method, the path, the size."""
    message = f"{field}: expected {expected}, got {got}"
    return Problem(status, Detail(message, field, expected, got, hint))


def busy(error: Overloaded) -> Problem:
    """Come back later."""
    wait = str(math.ceil(error.retry_after)).encode()
    return Problem(503, Detail(error.message, hint=error.hint), [(b"retry-after", wait)])


def internal(trace: str) -> Problem:
    """The component failed. What happened is in the trace, not in the answer."""
    return Problem(500, Detail("internal error", trace=trace))


def from_error(error: Exception, trace: str = "") -> Problem:
    """The problem for what a component raised.

    The errors that are made for callers keep their message; anything else is internal.
    """
    match error:
        case InvalidInput():
            detail = Detail(error.message, field=error.field, hint=error.hint, trace=trace)
            return Problem(422, detail)
        case Overloaded():
            problem = busy(error)
            problem.detail.trace = trace
            return problem
        case Unanswered():
            return Problem(202, Detail(error.message, hint=error.hint, trace=trace))
        case Refused():
            return Problem(422, Detail(error.message, hint=error.hint, trace=trace))
        case DeadlineExceeded():
            return Problem(504, Detail(error.message, hint=error.hint, trace=trace))
        case NotFound():
            return Problem(404, Detail(error.message, hint=error.hint, trace=trace))
        case BudgetExceeded():  # sums and limits are the operator's: they are in the trace
            return Problem(402, Detail("over the budget for language models", trace=trace))
        case ProviderError():  # so are addresses, and what a provider said
            return Problem(502, Detail("a language model did not answer", trace=trace))
    return internal(trace)


def invalid(error: InvalidInput, body: bytes, expected_type: Any) -> Problem:
    """The problem for a body that does not fit its type, with the value that stands there."""
    what = _short(error.message.removeprefix(f"{error.field}: "), 200)
    field, expected, got = error.field, "", ""
    if missing := _MISSING.search(what):
        field, expected, got = f"{field}.{missing['name']}", "a value", "nothing"
    elif said := _EXPECTED.search(what):
        expected, got = said["expected"], said["got"] or ""
    if not expected:
        expected = f"JSON of {type_name(expected_type)}"
    if not got:
        got = _shown(body, field) or what
    hint = error.hint or "the expected shape is in /openapi.json and on /docs"
    return Problem(422, Detail(f"{field}: {what}", field, expected, got, hint))


def type_name(cls: Any) -> str:
    """A type as a person writes it."""
    return cls.__name__ if isinstance(cls, type) else str(cls).replace("typing.", "")


def _shown(body: bytes, field: str) -> str:
    """The value at a path of a body, shortened; empty where the body is not JSON at all."""
    try:
        value = msgspec.json.decode(body)
        for name, index in _STEP.findall(field):
            value = value[name] if name else value[int(index)]
        text = msgspec.json.encode(value).decode()
    except (msgspec.MsgspecError, LookupError, TypeError, ValueError, RecursionError):
        return ""
    return _short(text, 80)


def _short(text: str, most: int) -> str:
    """Enough of a value to recognise it; a caller's megabyte is not sent back."""
    return text if len(text) <= most else text[: most - 1] + "…"
