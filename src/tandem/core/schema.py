"""Types at the edges: decoding, encoding, JSON schema and messages a caller can act on.

Dataclasses, msgspec structs, pydantic models, numbers, text and sequences of them are
accepted. pydantic and numpy are recognised without being imported.
"""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin

import msgspec

from tandem.core.defaults import completer
from tandem.errors import DefinitionError, InvalidInput

if TYPE_CHECKING:
    from tandem.core.component import Component

_MSGSPEC_MESSAGE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)


@dataclass(frozen=True)
class Contract:
    """What a component takes and gives."""

    input: Any
    output: Any


def contract(component: type[Component[Any, Any]]) -> Contract:
    """The input and output types of a component class, found through its generic bases.

    Raises ``DefinitionError`` when the class does not say them.
    """
    return _contract(cast("Any", component))  # cast: mypy takes no class for hashable


@functools.cache
def _contract(component: type) -> Contract:
    from tandem.core.component import Component

    found = _arguments(component, Component)
    if found is None or any(isinstance(item, TypeVar) for item in found):
        raise DefinitionError(
            f"{component.__name__} does not say its input and output types",
            hint=f"write `class {component.__name__}(Component[In, Out])` with real types",
        )
    return Contract(*found)


def _arguments(cls: type, target: type) -> tuple[Any, ...] | None:
    for base in getattr(cls, "__orig_bases__", ()):
        origin = get_origin(base)
        if origin is None:
            continue
        arguments = tuple(_resolve(item, cls) for item in get_args(base))
        if origin is target:
            return arguments
        inner = _arguments(origin, target)
        if inner is not None:
            names = dict(zip(getattr(origin, "__parameters__", ()), arguments, strict=False))
            return tuple(_substitute(item, names) for item in inner)
    for base in cls.__bases__:
        if isinstance(base, type) and issubclass(base, target) and base is not target:
            found = _arguments(base, target)
            if found is not None:
                return found
    return None


def _substitute(item: Any, names: dict[Any, Any]) -> Any:
    free = getattr(item, "__parameters__", ())
    return item[tuple(names.get(name, name) for name in free)] if free else names.get(item, item)


def _resolve(item: Any, cls: type) -> Any:
    if isinstance(item, typing.ForwardRef):
        import sys

        scope = vars(sys.modules[cls.__module__])
        return eval_type(item, scope)
    return item


def eval_type(reference: typing.ForwardRef, scope: dict[str, Any]) -> Any:
    """Resolve a forward reference written in a component's own source."""
    return typing.get_type_hints(type("_", (), {"__annotations__": {"x": reference}}), scope)["x"]


def field_types(cls: Any) -> dict[str, Any]:
    """Declared types of a class's fields; empty where a name cannot be resolved."""
    return _field_types(cls)


@functools.cache
def _field_types(cls: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(cls)
    except NameError:
        return {}  # a class local to a function: its names are gone by now


def check_field(owner: Component[Any, Any], name: str, value: Any, *, whose: str) -> None:
    """Raise ``DefinitionError`` if ``value`` cannot stand in a component-typed field."""
    declared = field_types(type(owner)).get(name)
    origin = get_origin(declared) or declared
    if isinstance(origin, type) and not isinstance(value, origin):
        raise DefinitionError(
            f"{whose}: {type(owner).__name__}.{name} takes {origin.__name__}, "
            f"got {type(value).__name__}",
            hint=f"give it a {origin.__name__}, or declare the field with a wider type",
        )


def _to_plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):  # pydantic
        return value.model_dump(mode="json")
    if hasattr(value, "tolist"):  # numpy scalars and arrays
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is not plain data")


def _from_plain(cls: type, value: Any) -> Any:
    if hasattr(cls, "model_validate"):
        try:
            return cls.model_validate(value)
        except ValueError as error:
            raise ValueError(_pydantic_message(error)) from None
    raise TypeError(f"{cls.__name__} is not plain data")


def _pydantic_message(error: ValueError) -> str:
    errors = error.errors() if hasattr(error, "errors") else []
    if not errors:
        return str(error)
    first = errors[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


def _schema(cls: type) -> dict[str, Any]:
    if hasattr(cls, "model_json_schema"):
        schema: dict[str, Any] = cls.model_json_schema()
        return schema
    raise TypeError(f"{cls.__name__} is not plain data")


_encoder = msgspec.json.Encoder(enc_hook=_to_plain)
_canonical = msgspec.json.Encoder(enc_hook=_to_plain, order="sorted")


def encode(value: Any) -> bytes:
    """JSON bytes of plain typed data."""
    return _encoder.encode(value)


def encode_canonical(value: Any) -> bytes:
    """JSON bytes that are equal for equal data: keys sorted, shortest floats."""
    return _canonical.encode(value)


def to_builtins(value: Any) -> Any:
    """Dicts, lists, numbers and text in place of dataclasses and models."""
    return msgspec.to_builtins(value, enc_hook=_to_plain)


@functools.cache
def decoder(cls: Any) -> Callable[[bytes], Any]:
    """A function from JSON bytes to ``cls``; it raises ``InvalidInput`` naming the field."""
    decode = msgspec.json.Decoder(cls, dec_hook=_from_plain).decode
    complete = completer(cls)

    def checked(data: bytes) -> Any:
        try:
            value = decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
            raise _invalid(error) from None
        if complete is not None:
            complete(value)
        return value

    return checked


def convert(value: Any, cls: Any, *, strict: bool = True) -> Any:
    """Builtins to ``cls``; ``strict=False`` also reads numbers from text, as CSV needs."""
    try:
        converted = msgspec.convert(value, cls, dec_hook=_from_plain, strict=strict)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:
        raise _invalid(error) from None
    complete = completer(cls)
    if complete is not None:
        complete(converted)
    return converted


def _invalid(error: Exception) -> InvalidInput:
    if isinstance(error, RecursionError):
        return InvalidInput("$: nested too deeply")
    match = _MSGSPEC_MESSAGE.match(str(error))
    what = match["what"] if match else str(error)
    field = (match["path"] if match else None) or "$"
    if what[1:2].islower():
        what = what[:1].lower() + what[1:]
    return InvalidInput(f"{field}: {what.replace('`', '')}", field=field)


def json_schema(*types: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """OpenAPI schemas of types, and the named components they refer to."""
    schemas, components = msgspec.json.schema_components(
        types, schema_hook=_schema, ref_template="#/components/schemas/{name}"
    )
    return list(schemas), components


def check_plain(cls: Any, *, whose: str) -> None:
    """Raise ``DefinitionError`` unless ``cls`` is plain typed data with a JSON schema."""
    try:
        json_schema(cls)
    except TypeError as error:
        raise DefinitionError(
            f"{whose} is {cls!r}, which is not plain typed data: {error}",
            hint="use a dataclass, a pydantic model, numbers, text or sequences of them",
        ) from None
