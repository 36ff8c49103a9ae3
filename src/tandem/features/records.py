"""Fields of record classes: dataclasses, msgspec structs, pydantic models."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from tandem.errors import DefinitionError


def names_of(cls: Any) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    if dataclasses.is_dataclass(cls):
        return tuple(field.name for field in dataclasses.fields(cls))
    names = getattr(cls, "__struct_fields__", None) or getattr(cls, "model_fields", None)
    if not names:
        raise DefinitionError(
            f"{cls!r} is not a record", hint="a dataclass, a msgspec struct or a pydantic model"
        )
    return tuple(names)


def plain(value: Any) -> Any:
    """A value as every function and feature gets it: NaN is missing, times are in UTC."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return None if value != value else value


def getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a record to the values of some fields, always a tuple."""
    if len(names) == 1:
        get = attrgetter(names[0])
        return lambda record: (get(record),)
    return attrgetter(*names) if names else lambda record: ()
