"""From the aggregates of a request to its record of features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from tandem.features.aggregates import RowFunction
from tandem.features.definition import Definition, Features
from tandem.features.records import plain

if TYPE_CHECKING:
    import polars

F = TypeVar("F", bound=Features[Any])


def record_of(cls: type[F], plan: Definition, request: Any, values: dict[str, Any]) -> F:
    """The record: what is copied, the aggregates, and the row functions over both."""
    for name in plan.copies:
        values[name] = plain(getattr(request, name))
    for name, function, inputs in plan.program:
        values[name] = function(
            *[plain(getattr(request, item)) if asked else values[item] for item, asked in inputs]
        )
    return make(cls, values)


def make(cls: type[F], values: dict[str, Any]) -> F:
    """A record with these values; the constructor of a frozen class sets fields one by one."""
    record = object.__new__(cls)
    record.__dict__.update(values)
    return record


def columns_of(
    name: str, row: RowFunction, requests: polars.DataFrame, values: Mapping[str, polars.Series]
) -> list[Any]:
    """A row function over columns, one call a row."""
    inputs = [
        values[item] if item in values and item != name else requests[item] for item in row.inputs
    ]
    if not inputs:
        return [row.function() for _ in range(len(requests))]
    columns = [column.to_list() for column in inputs]
    return [row.function(*items) for items in zip(*columns, strict=True)]
