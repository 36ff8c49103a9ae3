"""What the behaviour of a class depends on: the source it is made of and its libraries."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterator

import tandem
from tandem.errors import DefinitionError
from tandem.record.digest import digest_bytes


def sources(cls: type, package: str) -> dict[str, str]:
    """Everything that ``fit`` of a class can depend on, but data and parameters.

    SHA-256 of the modules of its bases and of what they import from their own house (the
    project's ``package``, or Tandem), by name inside it; versions of the libraries that
    they import. Imports are read from the source, so those inside functions count, and a
    changed helper is a change. The core, which every component shares, is left out.
    """
    found: dict[str, str] = {}
    houses = [_house(base.__module__, package) for base in cls.__mro__]
    waiting = [
        (base.__module__, house if house in (package, "tandem") else "")
        for base, house in zip(cls.__mro__, houses, strict=True)
    ]
    seen: set[str] = set()
    while waiting:
        name, importer = waiting.pop()
        house = _house(name, package)
        if name in seen or _known(name):
            continue
        if house == "tandem" and importer != house:
            found[house] = tandem.__version__
        elif house != importer and (version := _version(house)):
            found[house] = version
        elif (text := _text(name)) is not None:
            seen.add(name)
            found[name.removeprefix(package) or "."] = digest_bytes(text.encode())
            waiting += [(imported, house) for imported in _imports(text, name)]
    return found


def _house(module: str, package: str) -> str:
    """The package a module belongs to: the project's, or the top-level one."""
    inside = package and f"{module}.".startswith(f"{package}.")
    return package if inside else module.partition(".")[0]


def _known(name: str) -> bool:
    """Part of Python, or of the contract that every component shares."""
    core = f"{name}.".startswith(("tandem.core.", "tandem.errors."))
    return core or name.partition(".")[0] in sys.stdlib_module_names


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


@functools.lru_cache(maxsize=1024)
def _imports(text: str, module: str) -> tuple[str, ...]:
    """Absolute names of modules, and of names that may be modules, imported anywhere in it.

    Kept by text: every part of every build asks about the same modules.
    """
    return tuple(dict.fromkeys(_imported(text, module)))


def _imported(text: str, module: str) -> Iterator[str]:
    spec = importlib.util.find_spec(module)
    package = module if spec and spec.submodule_search_locations is not None else None
    anchor = package or module.rpartition(".")[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = importlib.util.resolve_name("." * node.level + (node.module or ""), anchor)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


@functools.cache
def _distributions() -> dict[str, list[str]]:
    return dict(importlib.metadata.packages_distributions())


@functools.cache
def _version(library: str) -> str:
    """The version of an installed library; empty for a module that just lies on the path."""
    names = sorted(set(_distributions().get(library, [])))
    return " ".join(f"{name}=={importlib.metadata.version(name)}" for name in names)
