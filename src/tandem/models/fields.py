"""Fields of records by name, and what groups by a field may have in common."""

from __future__ import annotations

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
