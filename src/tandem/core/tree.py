"""Walking the tree of parts. A path is dotted: ``assistant.search``, ``members.0``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from tandem.core.learned import UNSET, Codec, codec_of
from tandem.errors import SharedComponent, UnknownPath

if TYPE_CHECKING:
    from tandem.core.component import Component

    Part = Component[Any, Any]


def is_component(value: object) -> bool:
    """Whether a value is a component (and not a component class)."""
    from tandem.core.component import Component

    return isinstance(value, Component)


def is_part(value: object) -> bool:
    """Whether a field's value is a component, or a tuple, list or mapping of components."""
    if isinstance(value, Mapping):
        return bool(value) and all(is_component(item) for item in value.values())
    if isinstance(value, (tuple, list)):
        return bool(value) and all(is_component(item) for item in value)
    return is_component(value)


def fields(component: Part) -> tuple[dataclasses.Field[Any], ...]:
    """The dataclass fields of a component, in order of declaration."""
    return dataclasses.fields(component)  # type: ignore[arg-type]  # every subclass is a dataclass


def children(component: Part) -> dict[str, Part]:
    """The direct parts by relative path."""
    found: dict[str, Part] = {}
    for field in fields(component):
        value = getattr(component, field.name)
        if not is_part(value):
            continue
        if isinstance(value, Mapping):
            found.update({f"{field.name}.{key}": item for key, item in value.items()})
        elif isinstance(value, (tuple, list)):
            found.update({f"{field.name}.{i}": item for i, item in enumerate(value)})
        else:
            found[field.name] = value
    return found


def walk(component: Part, path: str = "") -> Iterator[tuple[str, Part]]:
    """Every component of the tree with its path, parents first; the root's path is ``""``."""
    yield path, component
    for name, child in children(component).items():
        yield from walk(child, f"{path}.{name}" if path else name)


def walk_running(component: Part, path: str = "") -> Iterator[tuple[str, Part]]:
    """The same without the parts that only ``fit`` uses."""
    yield path, component
    for name, child in children(component).items():
        if name.partition(".")[0] not in component.fit_only:
            yield from walk_running(child, f"{path}.{name}" if path else name)


def check_unshared(component: Part) -> None:
    """Raise ``SharedComponent`` if one instance sits at two paths of the tree."""
    seen: dict[int, str] = {}
    for path, part in walk(component):
        if id(part) in seen:
            raise SharedComponent(
                f"one {type(part).__name__} instance sits at {seen[id(part)]!r} and at {path!r} "
                f"of {type(component).__name__}",
                hint="a trace and a release name a part by its path: construct two instances",
            )
        seen[id(part)] = path


_paths: WeakKeyDictionary[Part, dict[int, str]] = WeakKeyDictionary()


def paths(root: Part) -> dict[int, str]:
    """The path of every part by ``id``; computed once for a root, which is immutable."""
    known = _paths.get(root)
    if known is None:
        known = _paths[root] = {id(part): path for path, part in walk(root)}
    return known


def get(root: Part, path: str) -> Part:
    """The part at ``path``; raises ``UnknownPath`` with the nearest names."""
    found = dict(walk(root)).get(path)
    if found is None:
        import difflib

        known = [name for name, _ in walk(root) if name]
        near = difflib.get_close_matches(path, known, n=1)
        raise UnknownPath(
            f"{type(root).__name__} has no part at {path!r}",
            hint=f"did you mean {near[0]!r}?" if near else f"its parts are {', '.join(known)}",
        )
    return found


def swap(root: Part, path: str, new: Any) -> Part:
    """The tree with another part at ``path``; checked against the declared field.

    For untyped edges such as the command line. In Python use ``tandem.replace``, which
    type-checkers understand.
    """
    from tandem.core.schema import check_field

    old = get(root, path)
    if not path:
        return cast("Part", new)
    for parent_path, parent in walk(root):
        for name, child in children(parent).items():
            if child is old:
                field_name, _, key = name.partition(".")
                value = _with_item(getattr(parent, field_name), key, new)
                check_field(parent, field_name, value, whose=f"{type(root).__name__} at {path!r}")
                return swap(root, parent_path, dataclasses.replace(parent, **{field_name: value}))  # type: ignore[type-var]  # every subclass is a dataclass
    raise UnknownPath(f"{type(root).__name__} has no part at {path!r}")


def _with_item(value: Any, key: str, new: Any) -> Any:
    if not key:
        return new
    if isinstance(value, Mapping):
        return {**value, key: new}
    items = list(value)
    items[int(key)] = new
    return type(value)(items)


def parameters(component: Part) -> dict[str, Any]:
    """The component's own parameters: every field that is neither state nor part."""
    return {
        field.name: getattr(component, field.name)
        for field in fields(component)
        if codec_of(field) is None and not is_part(getattr(component, field.name))
    }


def states(component: Part) -> dict[str, tuple[Codec, Any]]:
    """The component's own learned values with their codecs; unset ones are ``UNSET``."""
    found: dict[str, tuple[Codec, Any]] = {}
    for field in fields(component):
        codec = codec_of(field)
        if codec is not None:
            found[field.name] = (codec, getattr(component, field.name))
    return found


def unfitted(root: Part) -> list[str]:
    """Paths of learned fields that no ``fit`` has set yet, such as ``triage.weights``."""
    return [
        f"{path}.{name}" if path else name
        for path, part in walk_running(root)
        for name, (_, value) in states(part).items()
        if value is UNSET
    ]
