"""Defaults of decoded dataclasses, set on the instance.

msgspec leaves a plain default on the class when a field is absent, and does not write such
a field again: a decoded record would lose it in a trace, and its digest would differ from
that of the same record made in Python.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, Union, get_args, get_origin

Complete = Callable[[Any], None]


def completer(cls: Any) -> Complete | None:
    """A function that sets absent defaults in a decoded ``cls``; ``None`` if it has none."""
    return _completer(cls, ())


@functools.cache
def _completer(cls: Any, above: tuple[Any, ...]) -> Complete | None:
    if cls in above:  # a type that holds itself: completed as deep as it is declared
        return None
    if dataclasses.is_dataclass(cls):
        return _of_dataclass(cls, (*above, cls))
    origin, arguments = get_origin(cls), get_args(cls)
    if origin in (Union, types.UnionType):
        return _of_union(arguments, above)
    inner = [found for item in arguments if (found := _completer(item, above)) is not None]
    if not inner or not isinstance(origin, type):
        return None
    return _of_mapping(inner[-1]) if issubclass(origin, Mapping) else _of_items(inner[0])


def _of_dataclass(cls: Any, above: tuple[Any, ...]) -> Complete | None:
    hints = typing.get_type_hints(cls)
    fields = dataclasses.fields(cls)
    defaults = {
        field.name: field.default for field in fields if field.default is not dataclasses.MISSING
    }
    inner = {
        field.name: found
        for field in fields
        if (found := _completer(hints[field.name], above)) is not None
    }
    if not inner and (not defaults or not hasattr(cls, "__dict__") or "__slots__" in vars(cls)):
        return None
    whole = len(fields)

    def complete(value: Any) -> None:
        present = value.__dict__
        if len(present) < whole:
            for name, default in defaults.items():
                present.setdefault(name, default)
        for name, below in inner.items():
            if present[name] is not None:
                below(present[name])

    return complete


def _of_union(arguments: tuple[Any, ...], above: tuple[Any, ...]) -> Complete | None:
    by_class = {
        get_origin(item) or item: found
        for item in arguments
        if (found := _completer(item, above)) is not None
    }

    def complete(value: Any) -> None:
        below = by_class.get(type(value))
        if below is not None:
            below(value)

    return complete if by_class else None


def _of_items(below: Complete) -> Complete:
    def complete(values: Any) -> None:
        for value in values:
            below(value)

    return complete


def _of_mapping(below: Complete) -> Complete:
    def complete(values: Any) -> None:
        for value in values.values():
            below(value)

    return complete
