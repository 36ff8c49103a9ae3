"""Freeze and thaw: a component to plain data and blobs, and back. No code is stored here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_origin

from tandem.core import tree
from tandem.core.component import Component
from tandem.core.learned import UNSET, Codec, codec_of
from tandem.core.schema import convert, encode_canonical, field_types
from tandem.core.state import dump, load
from tandem.deliver.manifest import Group, Node, StateRef
from tandem.deliver.typenames import find_type, type_name
from tandem.errors import CodeMismatch, DefinitionError, InvalidInput, NotFitted

if TYPE_CHECKING:
    from tandem.record.blobs import Blobs

Part = Component[Any, Any]


def freeze(
    component: Part, blobs: Blobs, package: str, *, unfitted: bool = False, path: str = ""
) -> Node:
    """Store every learned value of a tree and return what names it all.

    ``package`` is the project's. Raises ``NotFitted`` if a learned field is not set, unless
    ``unfitted`` allows it or only ``fit`` uses the part, and ``DefinitionError`` for what
    would not come back as it was.
    """
    whose = path or type(component).__name__
    types = field_types(type(component))
    parts: dict[str, Node] = {}
    for name, child in tree.children(component).items():
        below = f"{path}.{name}" if path else name
        bare = unfitted or name.partition(".")[0] in component.fit_only
        parts[name] = freeze(child, blobs, package, unfitted=bare, path=below)
    states: dict[str, StateRef] = {}
    for name, (codec, value) in tree.states(component).items():
        if value is not UNSET:
            states[name] = _freeze_state(
                codec, value, types.get(name, Any), blobs, f"{whose}.{name}"
            )
        elif not unfitted:
            raise NotFitted(
                f"{whose}.{name} was never fitted",
                hint=f"give the project data for it: learn={{{path!r}: ...}}",
            )
    return Node(
        type=type_name(type(component), package),
        parameters={
            name: _freeze_parameter(value, types.get(name, Any), f"{whose}.{name}")
            for name, value in tree.parameters(component).items()
        },
        states=states,
        parts=parts,
        groups=_groups(component, whose),
    )


def thaw(node: Node, blobs: Blobs, package: str) -> Part:
    """The component that ``freeze`` stored, every blob verified.

    Classes come from ``package`` and from Tandem, never from anywhere else. Raises
    ``Corrupt``, ``NotFound``, or ``CodeMismatch`` where the class has changed its fields.
    """
    cls = find_type(node.type, package)
    types = field_types(cls)
    codecs = {field.name: codec_of(field) for field in cls.__dataclass_fields__.values()}  # type: ignore[attr-defined]  # every component is a dataclass
    values: dict[str, Any] = {}
    for name, value in node.parameters.items():
        values[name] = _thaw_parameter(value, types.get(name, Any), f"{node.type}.{name}")
    for name, state in node.states.items():
        if codecs.get(name) != state.codec:
            raise CodeMismatch(
                f"{node.type}.{name} was stored with codec {state.codec!r}, "
                f"the class reads {codecs.get(name)!r}",
                hint="the release was made by other code",
            )
        values[name] = _thaw_state(state, types.get(name, Any), blobs, f"{node.type}.{name}")
    parts = {name: thaw(part, blobs, package) for name, part in node.parts.items()}
    for name, group in node.groups.items():
        members = {key: parts.pop(f"{name}.{key}") for key in group.keys}
        values[name] = members if group.kind == "dict" else _sequence(group.kind, members)
    values.update(parts)
    if extra := sorted(values.keys() - codecs.keys()):
        raise CodeMismatch(
            f"{node.type} has no field {extra[0]!r}", hint="the release was made by other code"
        )
    try:
        return cls(**values)
    except TypeError as error:
        raise CodeMismatch(
            f"{node.type} cannot be made: {error}", hint="the release was made by other code"
        ) from None


def _sequence(kind: str, members: Mapping[str, Part]) -> list[Part] | tuple[Part, ...]:
    return list(members.values()) if kind == "list" else tuple(members.values())


def _groups(component: Part, whose: str) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for field in tree.fields(component):
        value = getattr(component, field.name)
        if isinstance(value, Component) or not tree.is_part(value):
            continue
        if isinstance(value, Mapping):
            if odd := [key for key in value if not isinstance(key, str)]:
                raise DefinitionError(f"{whose}.{field.name} has the key {odd[0]!r}, not a name")
            found[field.name] = Group("dict", list(value))
        else:
            keys = [str(i) for i in range(len(value))]
            found[field.name] = Group("list" if isinstance(value, list) else "tuple", keys)
    return found


def _freeze_parameter(value: Any, declared: Any, whose: str) -> Any:
    """Plain data that ``_thaw_parameter`` makes the same value of."""
    try:
        again = _thaw_parameter(_plain(value), declared, whose)
        same = bool(again == value)
        plain = _plain(again)
    except (TypeError, ValueError, CodeMismatch) as error:
        raise _unplain(whose, str(error)) from None
    if not same:
        raise _unplain(whose, f"{value!r} would come back as {again!r}")
    return plain


def _plain(value: Any) -> Any:
    """Through JSON, which is how it is stored."""
    import msgspec

    return msgspec.json.decode(encode_canonical(value))


def _unplain(whose: str, reason: str) -> DefinitionError:
    return DefinitionError(
        f"parameter {whose} cannot be kept in a release: {reason}",
        hint="parameters are plain typed data; arrays and folders are state: learned(codec=...)",
    )


def _thaw_parameter(value: Any, declared: Any, whose: str) -> Any:
    if value is None:
        return None
    if value in ([], {}) and get_origin(declared) in (tuple, list, dict):
        return get_origin(declared)()  # also where the items would be parts
    try:
        return convert(value, declared)
    except (InvalidInput, TypeError) as error:
        raise CodeMismatch(
            f"{whose} does not fit its declared type: {error}",
            hint="the release was made by other code",
        ) from None


def _freeze_state(codec: Codec, value: Any, declared: Any, blobs: Blobs, whose: str) -> StateRef:
    data = dump(codec, value, whose=whose)
    if codec == "json":
        data = dump(codec, _through_json(data, value, declared, whose), whose=whose)
    if isinstance(data, Path):
        size = sum(file.stat().st_size for file in data.rglob("*") if file.is_file())
        return StateRef(codec, blobs.put_directory(data), size)
    return StateRef(codec, blobs.put(data), len(data))


def _through_json(data: bytes | Path, value: Any, declared: Any, whose: str) -> Any:
    """The value as it will be read: a whole number in a float field becomes a float.

    JSON has no NaN and no infinity: what would come back as something else is refused.
    """
    try:
        again = load("json", data, declared)
        same = bool(again == value)
    except (InvalidInput, ValueError) as error:
        raise _unreadable(whose, str(error)) from None
    if not same:
        raise _unreadable(whose, "it comes back as another value")
    return again


def _unreadable(whose: str, reason: str) -> DefinitionError:
    return DefinitionError(
        f"learned field {whose} does not survive being stored: {reason}",
        hint='JSON needs the declared type and has no NaN; arrays take learned(codec="npy")',
    )


def _thaw_state(state: StateRef, declared: Any, blobs: Blobs, whose: str) -> Any:
    if state.codec == "directory":
        return load("directory", blobs.directory(state.blob), declared)
    try:
        return load(state.codec, blobs.get(state.blob), declared)
    except (InvalidInput, ValueError) as error:
        raise CodeMismatch(
            f"{whose} does not fit its declared type: {error}",
            hint="the release was made by other code",
        ) from None
