"""What the behaviour of a class depends on: the source it is made of and its libraries."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterator

from tandem.core.component import Component
from tandem.deliver.code import PROJECTS, RELEASES
from tandem.errors import DefinitionError
from tandem.record.digest import digest_bytes


def sources(cls: type) -> dict[str, str]:
    """Everything that ``fit`` of a class can depend on, but data and parameters.

    SHA-256 of the modules of its bases and of what they import from their own package,
    by name inside that package; versions of the other libraries imported by them. Imports
    are read from the source, so those inside functions count, and a changed helper is a
    change. The core, which every component shares, is left out.
    """
    found: dict[str, str] = {}
    waiting = [base.__module__ for base in cls.__mro__ if issubclass(base, Component)]
    homes = {_home(name) for name in waiting if not _core(name)}
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or _core(name):
            continue
        seen.add(name)
        home = next((home for home in homes if f"{name}.".startswith(f"{home}.")), None)
        if home is None:
            found.update(_version(name.partition(".")[0]))
            continue
        text = _text(name)
        if text is None:
            continue
        inside = name if home == "tandem" else name[len(home) :] or "."
        found[inside] = digest_bytes(text.encode())
        waiting += _imports(text, name)
    return found


def _core(name: str) -> bool:
    return f"{name}.".startswith(("tandem.core.", "tandem.errors."))


def _home(module: str) -> str:
    """The package whose modules are followed: the project, or the top-level one."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in (PROJECTS, RELEASES) else parts[0]


def _text(name: str) -> str | None:
    """The source of a module; ``None`` if there is none of that name."""
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    if spec is None:
        return None
    text = spec.loader.get_source(name) if hasattr(spec.loader, "get_source") else ""  # type: ignore[union-attr]  # asked for in this line
    if text is None:
        raise DefinitionError(f"module {name} has no source, so its state cannot be reused")
    return text


def _imports(text: str, module: str) -> Iterator[str]:
    """Absolute names of modules, and of names that may be modules, imported anywhere in it."""
    spec = importlib.util.find_spec(module)
    package = module if spec and spec.submodule_search_locations is not None else None
    anchor = package or module.rpartition(".")[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = importlib.util.resolve_name("." * node.level + base, anchor)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


@functools.cache
def _distributions() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


def _version(library: str) -> dict[str, str]:
    if library in sys.stdlib_module_names:
        return {}
    names = _distributions().get(library, [])
    return {f"{name}==": importlib.metadata.version(name) for name in sorted(set(names))}
