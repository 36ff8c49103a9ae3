"""Fields of record classes: dataclasses, msgspec structs, pydantic models."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, TypeVar

from tandem.errors import DefinitionError

R = TypeVar("R")


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


def maker(record: type[R], names: tuple[str, ...]) -> Callable[..., R]:
    """A function from the values of all fields to a record, frozen or not, without its checks.

    Raises ``DefinitionError`` for a class with slots.
    """
    # Setting attributes in a plain __init__ is several times faster than filling __dict__,
    # and than the object.__setattr__ of a frozen dataclass.
    fields: Any = dataclasses.make_dataclass("Fields", [(name, Any) for name in names])
    own = {"__init__": fields.__init__, "__setattr__": object.__setattr__}
    metaclass: Any = type(record)
    twin: Any = metaclass("Twin", (record,), own)

    def make(*values: Any) -> R:
        row: R = twin(*values)
        row.__class__ = record
        return row

    try:
        make(*names)
    except TypeError:
        raise DefinitionError(
            f"{record.__name__} is no plain dataclass", hint="declare it without slots"
        ) from None
    return make
