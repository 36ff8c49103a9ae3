"""Records as columns of values and back: what looks at data one field at a time works on."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from tandem.errors import DefinitionError

Columns = dict[str, list[Any]]

WHOLE = ""
"""The name of the one column of inputs that are no records, such as texts."""


def columns_of(xs: Sequence[Any]) -> Columns:
    """The values of every field, in order of declaration; mappings give their keys.

    Texts and numbers are one column without a name. Raises ``DefinitionError`` where a
    mapping has not the keys of the first one.

    >>> columns_of([{"age": 31, "city": "Bern"}, {"age": None, "city": "Bonn"}])
    {'age': [31, None], 'city': ['Bern', 'Bonn']}
    """
    if not xs:
        return {}
    first = xs[0]
    if isinstance(first, Mapping):
        try:
            return {name: [x[name] for x in xs] for name in first}
        except KeyError as error:
            raise DefinitionError(
                f"a row has no {error.args[0]!r}, which the first row has",
                hint="rows that are mappings have the same keys; None says that a value is missing",
            ) from None
    names = field_names(type(first))
    if names is None:
        return {WHOLE: list(xs)}
    return {name: [getattr(x, name) for x in xs] for name in names}


def rows_of(columns: Columns, count: int) -> list[dict[str, Any]]:
    """``count`` rows as dictionaries.

    >>> rows_of({"age": [31, 7]}, 2)
    [{'age': 31}, {'age': 7}]
    """
    if not columns:
        return [{} for _ in range(count)]
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def row_of(x: Any) -> Mapping[str, Any]:
    """One record as a mapping from field to value; not a copy where it is one already."""
    if isinstance(x, Mapping):
        return x
    names = field_names(type(x))
    if names is None:
        return {WHOLE: x}
    values: dict[str, Any] = getattr(x, "__dict__", {})
    return values if len(values) == len(names) else {name: getattr(x, name) for name in names}


def field_names(cls: Any) -> list[str] | None:
    """The fields of a dataclass, struct or pydantic model; ``None`` for anything else."""
    return _field_names(cls)


@functools.cache
def _field_names(cls: Any) -> list[str] | None:
    if dataclasses.is_dataclass(cls):
        return [field.name for field in dataclasses.fields(cls)]
    names = getattr(cls, "__struct_fields__", None) or getattr(cls, "model_fields", None)
    return None if names is None else list(names)


def is_missing(value: Any) -> bool:
    """Whether a value says that nothing is known: ``None``, or a float that is no number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def is_number(value: Any) -> bool:
    """Whether a value is a number and not a truth value."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
