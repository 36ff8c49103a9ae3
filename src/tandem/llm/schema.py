"""The JSON schema of a type as providers take it: one document, every object closed."""

from __future__ import annotations

import functools
from typing import Any

from tandem.core.schema import json_schema


def object_schema(cls: Any) -> dict[str, Any]:
    """The schema of a type, with what it refers to under ``$defs`` and no further properties.

    A record at the root stands there itself, because providers take no reference in its place.
    """
    return _object_schema(cls)


@functools.cache
def _object_schema(cls: Any) -> dict[str, Any]:
    (root,), components = json_schema(cls)
    parts = {name: _closed(_moved(part)) for name, part in components.items()}
    root = _closed(_moved(root))
    reference = root.get("$ref", "")
    if reference:
        name = reference.rpartition("/")[2]
        root = parts[name]
        if not _mentions(parts, reference):
            del parts[name]
    return {**root, "$defs": parts} if parts else root


def _moved(node: Any) -> Any:
    """References to the components of OpenAPI as references to ``$defs``."""
    if isinstance(node, dict):
        return {
            key: value.replace("#/components/schemas/", "#/$defs/")
            if key == "$ref"
            else _moved(value)
            for key, value in node.items()
        }
    return [_moved(item) for item in node] if isinstance(node, list) else node


def _closed(node: Any) -> Any:
    """Records that take no other properties than they say."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def _mentions(node: Any, reference: str) -> bool:
    if isinstance(node, dict):
        return node.get("$ref") == reference or any(_mentions(v, reference) for v in node.values())
    return isinstance(node, list) and any(_mentions(item, reference) for item in node)
