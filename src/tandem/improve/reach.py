"""Reaching a value in a trace by a dotted name: ``output.topic``, ``spans.search.latency_ms``."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from tandem.core.schema import to_builtins
from tandem.errors import DefinitionError
from tandem.record.span import Span, Trace

_NANOSECONDS = 1e6
"""In a millisecond."""


def reach(trace: Trace, name: str) -> Any:
    """The value of that name as builtins.

    ``input`` and ``output`` with the fields below them; ``error`` (whether the run failed);
    ``latency_ms``, ``cost``, ``tokens_in``, ``tokens_out``; and for one part
    ``spans.<path>.`` followed by any of these or by the name of an attribute it noted. A
    field without a value gives ``None``; a part that did not run, an attribute that was not
    noted, and an input or output that was not captured give ``msgspec.UNSET``. Raises
    ``DefinitionError`` for a name of no such form.
    """
    head, _, rest = name.partition(".")
    if head != "spans":
        return _of(trace, name)
    deepest_first = sorted(trace.spans, key=lambda span: len(span.path), reverse=True)
    for span in deepest_first:
        if span.path and rest.startswith(f"{span.path}."):
            return _of(span, rest[len(span.path) + 1 :])
    return UNSET


def _of(holder: Trace | Span, name: str) -> Any:
    head, _, rest = name.partition(".")
    match head:
        case "input" | "output":
            value = getattr(holder, head)
            return UNSET if value is None else _below(to_builtins(value), rest)
        case "error":
            return bool(holder.error)
        case "latency_ms":
            return holder.duration / _NANOSECONDS
        case "cost" | "tokens_in" | "tokens_out":
            return getattr(holder, head)
    if isinstance(holder, Span):
        noted = head in holder.attributes
        return _below(to_builtins(holder.attributes[head]), rest) if noted else UNSET
    raise DefinitionError(
        f"a trace has no value {name!r}",
        hint="input, output, error, latency_ms, cost, tokens_in, tokens_out, spans.<path>.<value>",
    )


def _below(value: Any, names: str) -> Any:
    for name in filter(None, names.split(".")):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value
