"""Which part of an output a metric looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tandem.errors import InvalidInput
from tandem.record.span import Trace


def output_field(name: str) -> Callable[[Trace], Any]:
    """What reads a field of the output, ``output=`` of a metric; dots lead to fields of fields.

    A case whose output has no such field fails on the metric, with a message that names it.

    >>> from datetime import UTC, datetime
    >>> trace = Trace("1", "shop", datetime.now(UTC), output={"best": {"price": 9.5}})
    >>> output_field("best.price")(trace)
    9.5
    """
    path = name.split(".")

    def read(trace: Trace) -> Any:
        found = trace.output
        for step in path:
            found = _field(found, step, name)
        return found

    return read


def _field(value: Any, step: str, name: str) -> Any:
    try:
        return value[step] if isinstance(value, Mapping) else getattr(value, step)
    except (KeyError, AttributeError):
        raise InvalidInput(
            f"the output has no field {name!r}: {type(value).__name__} lacks {step!r}",
            hint="a metric names a field of the output type with output_field",
        ) from None
