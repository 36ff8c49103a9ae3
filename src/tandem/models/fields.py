"""Fields of records by name, read and changed, and what groups may have in common."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

from tandem.errors import DefinitionError

Alike = Literal["selection", "true_positive", "odds"]
"""The rates that all groups should share: the share called yes of all cases, of those that
are, or of those that are and of those that are not."""


def field_of(record: Any, name: str) -> Any:
    """A field of a record or a dict; raises ``DefinitionError`` where it has none."""
    try:
        return record[name] if isinstance(record, dict) else getattr(record, name)
    except (KeyError, AttributeError):
        raise DefinitionError(f"{type(record).__name__} has no field {name!r}") from None


def groups_of(records: Sequence[Any], name: str) -> list[str]:
    """The field of each record as text: the name of the group that it is in."""
    return [str(field_of(record, name)) for record in records]


def names_of(record: Any) -> list[str]:
    """The names of the fields of a record: a dataclass, struct, pydantic model or dict."""
    if isinstance(record, dict):
        return list(record)
    if dataclasses.is_dataclass(record):
        return [field.name for field in dataclasses.fields(record)]
    fields: Any = getattr(record, "__struct_fields__", ())
    fields = fields or getattr(type(record), "model_fields", ())
    if not fields:
        raise DefinitionError(
            f"{type(record).__name__} is not a record", hint="a dataclass, struct or dict"
        )
    return list(fields)


def with_field(record: Any, name: str, value: Any) -> Any:
    """A copy of the record with another value of one field."""
    if isinstance(record, dict):
        return {**record, name: value}
    if hasattr(record, "model_copy"):
        return record.model_copy(update={name: value})
    if hasattr(record, "__struct_fields__"):
        import msgspec

        return msgspec.structs.replace(record, **{name: value})
    return dataclasses.replace(record, **{name: value})
