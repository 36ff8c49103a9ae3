"""Which file and name an imported name stands for, in the Python files of one repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_FROM: Final = re.compile(r"from (\.*)([\w.]*) import (.*)")
_IMPORT: Final = re.compile(r"import (.*)")
_DEPTH: Final = 8

Names = dict[str, tuple[str, str]]
"""Local names to the dotted module and the name in it; an empty name is the module itself."""


def names_of(imports: Iterable[str], path: str) -> Names:
    """What the import lines of a file bind.

    >>> names_of(["from .b import c as d", "import x.y"], "pkg/a.py")
    {'d': ('pkg.b', 'c'), 'x.y': ('x.y', '')}
    """
    names: Names = {}
    for line in imports:
        if found := _FROM.match(line):
            module = _absolute(found[1], found[2], path)
            for name, local in _listed(found[3]):
                names[local] = (module, name)
        elif found := _IMPORT.match(line):
            for name, local in _listed(found[1]):
                names[local] = (name, "")
    return names


def _listed(text: str) -> list[tuple[str, str]]:
    pairs = []
    for part in text.partition("#")[0].strip("() ").split(","):
        name, _, local = part.strip().partition(" as ")
        if name.strip():
            pairs.append((name.strip(), (local or name).strip()))
    return pairs


def _absolute(dots: str, module: str, path: str) -> str:
    if not dots:
        return module
    parts = dotted(path).split(".")
    package = parts if path.endswith("__init__.py") else parts[:-1]
    package = package[: len(package) - len(dots) + 1]
    return ".".join([*package, *([module] if module else [])])


def dotted(path: str) -> str:
    """The dotted name of a file. A package has that of its folder."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Modules:
    """The modules of a repository, wherever its root lies on the import path."""

    def __init__(self, names: Mapping[str, Names], defined: Mapping[str, set[str]]) -> None:
        self._names = names
        self._defined = defined
        self._paths: dict[str, list[str]] = {}
        for path in names:
            parts = dotted(path).split(".")
            for i in range(len(parts)):
                self._paths.setdefault(".".join(parts[i:]), []).append(path)

    def resolve(self, module: str, name: str, depth: int = 0) -> tuple[str, str] | None:
        """The file and name that ``module.name`` is defined in, through what re-exports it.

        ``None`` where it is outside the repository, or where two files fit.
        """
        paths = self._paths.get(module, [])
        if len(paths) != 1 or depth > _DEPTH:
            return None
        (path,) = paths
        if name in self._defined[path] or not name:
            return path, name
        if name in self._names[path]:
            return self.resolve(*self._names[path][name], depth + 1)
        return None
