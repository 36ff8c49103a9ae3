"""Reaching a value in a trace by a dotted name: ``output.topic``, ``spans.search.latency_ms``."""

from __future__ import annotations

from typing import Any

from tandem.core.schema import to_builtins
from tandem.errors import DefinitionError
from tandem.record.span import Span, Trace

_MILLION = 1e6


def reach(trace: Trace, name: str) -> Any:
    """The value of that name as builtins, or ``None`` where the trace has none.

    ``input`` and ``output`` with the fields below them; ``error`` (whether the run failed);
    ``latency_ms``, ``cost``, ``tokens_in``, ``tokens_out``; and for one part
    ``spans.<path>.`` followed by any of these or by the name of a noted attribute. Raises
    ``DefinitionError`` for a name of no such form.
    """
    head, _, rest = name.partition(".")
    if head != "spans":
        return _of(trace, name)
    for span in sorted(trace.spans, key=lambda span: -len(span.path)):
        if span.path and rest.startswith(f"{span.path}."):
            return _of(span, rest[len(span.path) + 1 :])
    return None


def _of(holder: Trace | Span, name: str) -> Any:
    head, _, rest = name.partition(".")
    match head:
        case "input":
            return _below(to_builtins(holder.input), rest)
        case "output":
            return _below(to_builtins(holder.output), rest)
        case "error":
            return bool(holder.error)
        case "latency_ms":
            return holder.duration / _MILLION
        case "cost" | "tokens_in" | "tokens_out":
            return getattr(holder, head)
    if isinstance(holder, Span):
        return _below(holder.attributes.get(head), rest)
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
