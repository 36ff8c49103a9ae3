"""The text of a function with all of its own project that it uses: equal texts compute alike."""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator
from typing import Any

_DATA = (int, float, str, bytes, bool, tuple, frozenset, types.NoneType)


def text_of(function: Callable[..., Any]) -> str:
    """The source without comments and layout, then the constants and functions it names.

    Functions are followed within the top-level package of the first one; of anything else,
    such as a library, only the name counts.
    """
    found: dict[str, str] = {}
    _collect(function, function.__module__.partition(".")[0], found)
    return "\n".join(found.values())


def _collect(function: Any, house: str, found: dict[str, str]) -> None:
    if function.__qualname__ in found:
        return
    found[function.__qualname__] = _source(function)
    for name, value in _used(function):
        if isinstance(value, types.FunctionType) and value.__module__.partition(".")[0] == house:
            _collect(value, house, found)
        elif isinstance(value, _DATA):
            found[f"{function.__qualname__}.{name}"] = f"{name} = {value!r}"


def _used(function: Any) -> Iterator[tuple[str, Any]]:
    """The values of the names that a function looks up outside of itself."""
    names = dict.fromkeys(_names(function.__code__))
    scope = inspect.getclosurevars(function).nonlocals
    for name in names:
        if name in function.__globals__:
            yield name, function.__globals__[name]
    yield from scope.items()


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)


def _source(function: Any) -> str:
    try:
        text = textwrap.dedent(inspect.getsource(function)).strip()
    except (OSError, TypeError):  # typed at a prompt
        return f"{function.__qualname__} {function.__code__.co_code.hex()}"
    try:
        return ast.unparse(_undocumented(ast.parse(text)))
    except SyntaxError:  # a lambda inside a call, whose lines are no whole statement
        return text


def _undocumented(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree
