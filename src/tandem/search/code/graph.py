"""Who calls whom in a repository, by names; what is not certain is said to be so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Self

from tandem.errors import UnknownPath
from tandem.search.code.imports import Modules, Names, names_of
from tandem.search.code.module import Call, Module, Symbol, read_module
from tandem.search.document import Document

_OWN: Final = frozenset({"self", "cls", "this", "super()", "super"})
_TYPES: Final = frozenset({"class", "struct", "interface", "trait", "impl", "enum", "type"})
_BESIDE: Final = frozenset({"java"})
"""Languages in which a bare name may be a method of the same class."""


@dataclass(frozen=True)
class Edge:
    """A call from a definition, or from the file itself, at a place.

    ``caller`` is the path of the file where the call stands in no definition, otherwise an
    id like the ``callees`` (``path:Name.method``). A call is ``certain`` when scope and
    imports lead to one definition; otherwise they are all definitions of that name, since
    the type of what it is called on is not known.
    """

    caller: str
    name: str
    callees: tuple[str, ...]
    certain: bool
    start: int


@dataclass(frozen=True)
class CodeGraph:
    """Definitions by id, and the calls between them. Calls out of the repository are left out."""

    definitions: dict[str, Symbol]
    edges: tuple[Edge, ...]

    @classmethod
    def build(cls, documents: Iterable[Document]) -> Self:
        """Read source files; documents of other formats are left out.

        Imports are followed in Python, also through packages that re-export; in other
        languages a call is certain within its own file only.
        """
        modules = {
            d.id: (d.metadata["language"], read_module(d.text, d.metadata["language"]))
            for d in documents
            if d.format == "code"
        }
        resolver = _Resolver(modules)
        definitions = {
            f"{path}:{symbol.name}": symbol
            for path, (_, module) in modules.items()
            for symbol in module.all()
        }
        return cls(definitions, tuple(resolver.edges()))

    def find(self, name: str) -> list[str]:
        """Ids of the definitions of a name, qualified or not."""
        return [
            id
            for id, symbol in self.definitions.items()
            if symbol.name == name or symbol.name.endswith(f".{name}")
        ]

    def callers(self, id: str) -> list[Edge]:
        """Calls that reach a definition, certain ones first."""
        self._known(id)
        return sorted((e for e in self.edges if id in e.callees), key=lambda e: not e.certain)

    def callees(self, id: str) -> list[Edge]:
        """Calls that a definition makes, in its order."""
        self._known(id)
        return [edge for edge in self.edges if edge.caller == id]

    def reached_from(self, id: str, *, certain: bool = True) -> dict[str, int]:
        """What may break when a definition changes: direct and indirect callers, by distance.

        With ``certain=False`` calls that only may reach it count too.
        """
        self._known(id)
        callers: defaultdict[str, set[str]] = defaultdict(set)
        for edge in self.edges:
            if edge.certain or not certain:
                for callee in edge.callees:
                    callers[callee].add(edge.caller)
        distance, frontier = {id: 0}, [id]
        while frontier:
            met = sorted({c for callee in frontier for c in callers[callee]} - distance.keys())
            distance |= dict.fromkeys(met, distance[frontier[0]] + 1)
            frontier = met
        del distance[id]
        return distance

    def _known(self, id: str) -> None:
        if id not in self.definitions:
            similar = ", ".join(self.find(id.rpartition(":")[2])[:5])
            raise UnknownPath(f"no definition {id!r}", hint=f"such as {similar}" if similar else "")


class _Resolver:
    def __init__(self, modules: dict[str, tuple[str, Module]]) -> None:
        self.modules = modules
        self.symbols = {p: {s.name: s for s in m.all()} for p, (_, m) in modules.items()}
        self.names: dict[str, Names] = {
            path: names_of(module.imports, path)
            for path, (language, module) in modules.items()
            if language == "python"
        }
        tops = {p: {s.name for s in m.symbols} for p, (_, m) in modules.items()}
        self.imported = Modules(self.names, tops)
        self.methods: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self.tops: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for path, (language, module) in modules.items():
            for symbol in module.all():
                owner, _, name = symbol.name.rpartition(".")
                known = self.methods if owner else self.tops
                known[language, name].append(f"{path}:{symbol.name}")

    def edges(self) -> Iterator[Edge]:
        for path, (language, module) in self.modules.items():
            for call in module.calls:
                within = module.at(call.start)
                caller = f"{path}:{within.name}" if within else path
                sure = self._certain(path, language, within, call)
                callees = (sure,) if sure else tuple(self._possible(path, language, call))
                if callees:
                    yield Edge(caller, call.name, callees, bool(sure), call.start)

    def _certain(self, path: str, language: str, within: Symbol | None, call: Call) -> str | None:
        local = self.symbols[path]
        scopes = _scopes(within.name if within else "")
        if call.on in _OWN:
            owner = next((s for s in scopes if s and local[s].kind in _TYPES), "")
            name = f"{owner}.{call.name}"
            return (
                f"{path}:{name}" if call.on not in ("super", "super()") and name in local else None
            )
        for scope in scopes:
            if scope and local[scope].kind in _TYPES and language not in _BESIDE:
                continue  # a bare name does not see the methods beside it
            name = ".".join(part for part in (scope, call.on, call.name) if part)
            if name in local:
                return f"{path}:{name}"
        return self._through_imports(path, call) if language == "python" else None

    def _through_imports(self, path: str, call: Call) -> str | None:
        names = self.names[path]
        head = call.on or call.name
        if head not in names:
            return None
        module, name = names[head]
        if not call.on:
            found = self.imported.resolve(module, name)
            return f"{found[0]}:{found[1]}" if found and found[1] else None
        whole = f"{module}.{name}" if name else module
        found = self.imported.resolve(whole, call.name)  # a function of an imported module
        if found:
            return f"{found[0]}:{found[1]}"
        found = self.imported.resolve(module, name) if name else None
        if found and f"{found[1]}.{call.name}" in self.symbols[found[0]]:
            return f"{found[0]}:{found[1]}.{call.name}"  # a method of an imported class
        return None

    def _possible(self, path: str, language: str, call: Call) -> list[str]:
        if call.on:
            return [] if call.on in self.names.get(path, ()) else self.methods[language, call.name]
        if language in _BESIDE:  # perhaps inherited
            return self.methods[language, call.name]
        return [] if language == "python" else self.tops[language, call.name]


def _scopes(name: str) -> list[str]:
    """A qualified name, what it lies in, and the file itself."""
    parts = name.split(".") if name else []
    return [".".join(parts[:i]) for i in range(len(parts), -1, -1)]
