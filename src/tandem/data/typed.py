"""From a row of a file to a typed record."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from tandem.core.schema import convert, field_types
from tandem.errors import DefinitionError, InvalidInput

Record = TypeVar("Record")

_TRUTH = dict.fromkeys(("yes", "y", "true", "t", "1"), True)
_TRUTH |= dict.fromkeys(("no", "n", "false", "f", "0"), False)
_DAY = len("2026-01-31")
_MISSING = {"", "nan", "na", "n/a", "null", "none"}


class Reader(Generic[Record]):
    """Makes records of one class from rows with certain columns.

    A column belongs to the field of its name; case and everything but letters and digits do
    not count, so ``Total Charges`` and ``TotalCharges`` are ``total_charges``. A field of a
    dataclass whose column has another name says so: ``field(metadata={"column": "1st Flr"})``.
    Other columns are ignored. Raises ``InvalidInput`` when a field without a default has no column.
    """

    def __init__(self, cls: type[Record], columns: Sequence[str]) -> None:
        self.columns = list(columns)
        self._cls = cls
        self.fields: list[tuple[str, str, _Kind]] = []
        named = {plain_name(column): column for column in reversed(columns)}
        hints = field_types(cls)
        other = _other_names(cls)
        for name, required in fields_of(cls):
            column = named.get(plain_name(name)) or named.get(plain_name(other.get(name, "")))
            if column is not None:
                self.fields.append((name, column, _Kind(hints.get(name, Any))))
            elif required:
                raise InvalidInput(
                    f"there is no column for the field {name!r} of {cls.__name__}",
                    field=f"$.{name}",
                    hint=f"the columns are {', '.join(columns)}",
                )

    def read(self, row: Mapping[str, Any]) -> Record:
        """The record of a row; raises ``InvalidInput`` that names the field."""
        values: dict[str, Any] = {}
        for name, column, kind in self.fields:
            value = row[column]
            if isinstance(value, str):
                value = kind.parse(value)
            elif kind.truth and value in (0, 1):
                value = bool(value)  # many tools keep truth values as numbers
            values[name] = value
        record: Record = convert(values, self._cls, strict=False)
        return record


class _Kind:
    """What a cell of text is read as."""

    def __init__(self, hint: Any) -> None:
        union = typing.get_origin(hint) in (typing.Union, types.UnionType)
        members = set(typing.get_args(hint) if union else (hint,)) - {types.NoneType}
        self.truth = members == {bool}
        self.moment = members == {datetime}
        self.text = any(member in (str, Any) or _is_text_literal(member) for member in members)
        self.nested = any(
            typing.get_origin(member) in (list, tuple, dict, set, frozenset)
            or dataclasses.is_dataclass(member)
            or hasattr(member, "__struct_fields__")
            or hasattr(member, "model_fields")
            for member in members
        )

    def parse(self, cell: str) -> Any:
        stripped = cell.strip()
        if not stripped or (not self.text and stripped.lower() in _MISSING):
            return None
        if self.truth:
            return _TRUTH.get(stripped.lower(), cell)
        if self.moment and len(stripped) == _DAY:
            return f"{stripped}T00:00:00"
        if self.nested and stripped[0] in "[{":
            try:
                return msgspec.json.decode(stripped)
            except (msgspec.MsgspecError, RecursionError):
                return cell
        return cell if self.text else stripped


def plain_name(name: str) -> str:
    """A name by which columns and fields find each other.

    >>> plain_name("Total Charges") == plain_name("total_charges")
    True
    """
    return re.sub(r"[\W_]+", "", name).lower()


def _is_text_literal(hint: Any) -> bool:
    return typing.get_origin(hint) is typing.Literal and any(
        isinstance(value, str) for value in typing.get_args(hint)
    )


def _other_names(cls: Any) -> dict[str, str]:
    """The columns of fields of a dataclass that are not named like them."""
    if not dataclasses.is_dataclass(cls):
        return {}
    found = {field.name: field.metadata.get("column") for field in dataclasses.fields(cls)}
    return {name: column for name, column in found.items() if column is not None}


def fields_of(cls: Any) -> Iterator[tuple[str, bool]]:
    """Names of the fields of a record class, and whether each must be given."""
    if dataclasses.is_dataclass(cls):
        missing = dataclasses.MISSING
        for field in dataclasses.fields(cls):
            yield field.name, field.default is missing and field.default_factory is missing
    elif hasattr(cls, "__struct_fields__"):
        for item in msgspec.structs.fields(cls):
            yield item.name, item.required
    elif hasattr(cls, "model_fields"):  # pydantic
        for name, item in cls.model_fields.items():
            yield name, item.is_required()
    else:
        raise DefinitionError(
            f"{cls!r} is not a record", hint="a dataclass, a msgspec struct or a pydantic model"
        )
