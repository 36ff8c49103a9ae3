"""The call graph of a repository as learned state: answers who calls what, and where."""

from __future__ import annotations

import dataclasses
import functools
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, Self

from tandem.core import Component, learned, note
from tandem.errors import InvalidInput
from tandem.search.code.graph import CodeGraph, Edge
from tandem.search.code.module import Symbol
from tandem.search.code.place import Place
from tandem.search.code.question import CodeQuestion, read_code_question
from tandem.search.document import Document
from tandem.search.query import Passage

_BESIDE: Final = 8
"""Callers and callees that come along with a place."""
_SHOWN: Final = 40
"""Lines of a definition that are shown."""


class CallMap(Component[CodeQuestion, list[Place]]):
    """The places that a question about a name leads to; none where it names no definition.

    Callers are the lines that call, certain ones first. Impact is every direct and indirect
    caller by certain calls, then the direct ones that only may be meant. Of a name with
    several definitions each counts, with less confidence. Needs the extra ``code``.
    """

    kind: ClassVar[str] = "graph"

    limit: int = 100
    graph: CodeGraph = learned()
    texts: dict[str, str] = learned()

    def fit(self, documents: Sequence[Document]) -> Self:
        """Read the source files among documents. Raises ``InvalidInput`` if there is none."""
        code = [document for document in documents if document.format == "code"]
        if not code:
            raise InvalidInput(f"none of {len(documents)} documents is source code")
        graph = CodeGraph.build(code)
        flat = {id: dataclasses.replace(s, inner=()) for id, s in graph.definitions.items()}
        return self.evolve(graph=CodeGraph(flat, graph.edges), texts={d.id: d.text for d in code})

    async def run(self, question: CodeQuestion, /) -> list[Place]:
        ids = self.find(question.name) if question.name else []
        note(definitions=len(ids))
        found = [
            dataclasses.replace(place, confidence=place.confidence / len(ids))
            for id in ids
            for place in self._answer(question, id)
        ]
        found.sort(key=lambda place: (-place.confidence, place.distance))
        distinct: dict[tuple[str, int], Place] = {}
        for place in found:
            distinct.setdefault((place.id, place.first), place)
        return list(distinct.values())[: self.limit]

    def read(self, text: str) -> CodeQuestion:
        """The question in a text, about a name that is defined here."""
        return read_code_question(text, lambda name: bool(self.find(name)))

    def find(self, name: str) -> list[str]:
        """Ids of the definitions of a name: plain, qualified, dotted, or an id itself."""
        path, _, name = name.rpartition(":")
        parts = name.split(".")
        for i in range(len(parts)):
            if found := [
                id
                for id in self._names.get(parts[-1], [])
                if f".{id.rpartition(':')[2]}".endswith("." + ".".join(parts[i:]))
                and _leads(id, path, parts[:i])
            ]:
                return found
        return []

    def place(self, passage: Passage, confidence: float = 1.0) -> Place:
        """Where a passage of a search lies, with the callers and callees of its definition."""
        id = f"{passage.document}:{passage.metadata.get('symbol', '')}"
        symbol = self.graph.definitions.get(id) or Symbol("", "", passage.start, passage.end)
        found = self._at(passage.document, symbol, passage.start, passage.end)
        return dataclasses.replace(self._beside(found), confidence=confidence)

    def _answer(self, question: CodeQuestion, id: str) -> list[Place]:
        match question.wanted:
            case "callers":
                return [self._calling(edge) for edge in self._callers.get(id, ())]
            case "callees":
                return [
                    dataclasses.replace(self._defined(callee), confidence=_confidence(edge))
                    for edge in self._callees.get(id, ())
                    for callee in edge.callees
                ]
            case "impact":
                return self._impact(id)
        return [self._beside(self._defined(id))]

    def _impact(self, id: str) -> list[Place]:
        reached = self.graph.reached_from(id)
        sure = [dataclasses.replace(self._defined(i), distance=n) for i, n in reached.items()]
        unsure = [e for e in self._callers.get(id, ()) if e.caller not in reached]
        return sure + [dataclasses.replace(self._calling(edge), distance=1) for edge in unsure]

    def _calling(self, edge: Edge) -> Place:
        """The line of a call, in the definition that holds it."""
        path = self._path(edge.caller)
        symbol = self.graph.definitions.get(edge.caller) or Symbol("", "module", 0, 0)
        text = self.texts[path]
        start = text.rfind("\n", 0, edge.start) + 1
        end = text.find("\n", edge.start)
        found = self._at(path, symbol, start, len(text) if end < 0 else end)
        return dataclasses.replace(found, confidence=_confidence(edge))

    def _defined(self, id: str) -> Place:
        path = self._path(id)
        text = self.texts[path]
        symbol = self.graph.definitions.get(id) or Symbol("", "module", 0, len(text))
        return self._at(path, symbol, symbol.start, symbol.end)

    def _path(self, id: str) -> str:
        """The file of an id; file names and symbols may hold colons themselves."""
        parts = id.split(":")
        heads = (":".join(parts[:i]) for i in range(1, len(parts) + 1))
        return next(head for head in heads if head in self.texts)

    def _at(self, path: str, symbol: Symbol, start: int, end: int) -> Place:
        lines = self._lines[path]
        first, last = bisect_right(lines, start), bisect_right(lines, max(start, end - 1))
        shown = min(last, first + _SHOWN - 1)
        stop = end if shown == last else lines[shown] - 1
        text = self.texts[path][start:stop]
        return Place(
            path, first, last, symbol.name, symbol.kind, symbol.docstring, text, start, end
        )

    def _beside(self, place: Place) -> Place:
        """With its callers and callees."""
        callers = [_marked(e.caller, e) for e in self._callers.get(place.id, ())]
        callees = [_marked(id, e) for e in self._callees.get(place.id, ()) for id in e.callees]
        return dataclasses.replace(place, callers=_few(callers), callees=_few(callees))

    @functools.cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for id, symbol in self.graph.definitions.items():
            names.setdefault(symbol.name.rpartition(".")[2], []).append(id)
        return names

    @functools.cached_property
    def _callers(self) -> dict[str, list[Edge]]:
        edges: dict[str, list[Edge]] = {}
        for edge in sorted(self.graph.edges, key=lambda edge: not edge.certain):
            for callee in edge.callees:
                edges.setdefault(callee, []).append(edge)
        return edges

    @functools.cached_property
    def _callees(self) -> dict[str, list[Edge]]:
        edges: dict[str, list[Edge]] = {}
        for edge in self.graph.edges:
            edges.setdefault(edge.caller, []).append(edge)
        return edges

    @functools.cached_property
    def _lines(self) -> dict[str, list[int]]:
        """Where the lines of each file begin."""
        return {
            path: [0, *(i + 1 for i, letter in enumerate(text) if letter == "\n")]
            for path, text in self.texts.items()
        }


def _leads(id: str, path: str, modules: Sequence[str]) -> bool:
    """Whether an id is of a file (or its end) and of a dotted module (or its end)."""
    file = id.partition(":")[0]
    dotted = f"/{file.rpartition('.')[0].removesuffix('/__init__')}"
    return f"/{file}".endswith(f"/{path}" if path else "") and (
        dotted.endswith("/" + "/".join(modules)) if modules else True
    )


def _confidence(edge: Edge) -> float:
    return 1.0 if edge.certain else 1 / (1 + len(edge.callees))


def _marked(id: str, edge: Edge) -> str:
    return id if edge.certain else f"{id}?"


def _few(ids: Iterable[str]) -> tuple[str, ...]:
    """Ids once each, certain ones first."""
    return tuple(sorted(dict.fromkeys(ids), key=lambda name: name.endswith("?")))[:_BESIDE]
