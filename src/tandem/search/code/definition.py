"""Definitions of a repository with what is said about each, field by field."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tandem.search.code.graph import CodeGraph
from tandem.search.code.module import Symbol, read_module
from tandem.search.code.part import part_of
from tandem.search.document import Document

_DOCSTRING: Final = re.compile(r'\s*[rRuU]*(?:"""|\'\'\')(.*?)(?:"""|\'\'\')', re.S)
_COMMENT: Final = re.compile(r"\s*(?:#!.*\n)?\s*(/\*.*?\*/|(?://[^\n]*\n?)+|(?:#[^\n]*\n?)+)", re.S)
_HEAD: Final = 2_000
"""Letters of a definition in which its own description is looked for."""
_MEANT: Final = 3
"""A call that may mean more definitions than this says nothing about any of them."""


@dataclass(frozen=True)
class Definition:
    """``text`` is ``[start:end]`` of the file ``path``; ``symbol`` is empty for the head of a file.

    ``callers`` holds names and descriptions of what calls it, among them the names of tests,
    which say in words what it does. ``calls`` is how many callers there are.
    """

    path: str
    symbol: str
    kind: str
    start: int
    end: int
    text: str
    docstring: str = ""
    module: str = ""
    callers: str = ""
    calls: int = 0
    access: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its last name, or that of its file."""
        return self.symbol.rpartition(".")[2] or self.stem.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The path without its suffix."""
        return self.path.rpartition(".")[0] or self.path

    @property
    def title(self) -> str:
        """The path with the symbol, as chunks of source code have it."""
        return f"{self.path}: {self.symbol}" if self.symbol else self.path

    @property
    def about(self) -> str:
        """Everything said about it but its own code; the name counts twice."""
        said = (self.stem, self.symbol, self.name, self.docstring, self.module, self.callers)
        return "\n".join(said)


def read_definitions(documents: Sequence[Document]) -> list[Definition]:
    """The definitions of source files, and the head of each file, in the order of the files."""
    code = [document for document in documents if document.format == "code"]
    callers = _callers(CodeGraph.build(code))
    return [one for document in code for one in _of(document, callers)]


def _of(document: Document, callers: dict[str, dict[str, str]]) -> Iterator[Definition]:
    text = document.text
    module = read_module(text, document.metadata["language"])
    about = _module_docstring(text)
    end = min((symbol.start for symbol in module.symbols), default=len(text))
    path, access = document.id, document.access
    if text[:end].strip():
        yield Definition(path, "", "module", 0, end, text[:end], about, about, access=access)
    for symbol in module.all():
        calling: dict[str, str] = {}
        for one in symbol.all():  # whoever calls a method uses the class
            calling |= callers.get(f"{path}:{one.name}", {})
        calling = {id: said for id, said in calling.items() if not _inside(id, path, symbol)}
        yield Definition(
            path,
            symbol.name,
            symbol.kind,
            symbol.start,
            symbol.end,
            text[symbol.start : symbol.end],
            _described(symbol, text),
            about,
            "\n".join(calling.values()),
            len(calling),
            access,
        )


def _callers(graph: CodeGraph) -> dict[str, dict[str, str]]:
    """By definition, the ids of its callers, each with its name and what it is said to do."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for edge in graph.edges:
        symbol = graph.definitions.get(edge.caller)
        if symbol is not None and (edge.certain or len(edge.callees) <= _MEANT):
            test = part_of(edge.caller.partition(":")[0]) == "test"
            said = symbol.name if test else f"{symbol.name} {symbol.docstring}"
            for callee in edge.callees:
                found[callee][edge.caller] = said
    return found


def _inside(id: str, path: str, symbol: Symbol) -> bool:
    return f"{id}.".startswith(f"{path}:{symbol.name}.")


def _described(symbol: Symbol, text: str) -> str:
    """The whole docstring of a Python definition, otherwise what was read of the comment."""
    head = text[symbol.start : min(symbol.end, symbol.start + _HEAD)]
    found = _DOCSTRING.search(head)
    return found[1].strip() if found and symbol.docstring else symbol.docstring


def _module_docstring(text: str) -> str:
    """What a file says of itself: its docstring or its first comment."""
    found = _DOCSTRING.match(text) or _COMMENT.match(text)
    return found[1].strip() if found else ""
