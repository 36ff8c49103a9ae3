"""What a source file defines, imports and calls, by its syntax tree."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tandem.search.code.grammar import GRAMMARS, Grammar, parser_of

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME: Final = re.compile(r"[\w$]+")
_DEEP: Final = 500


@dataclass(frozen=True)
class Symbol:
    """A definition, ``text[start:end]`` with its decorators and the comment above it.

    ``name`` is qualified within the file (``Index.search``), ``docstring`` the first
    paragraph of what its author says of it.
    """

    name: str
    kind: str
    start: int
    end: int
    docstring: str = ""
    inner: tuple[Symbol, ...] = ()

    def all(self) -> Iterator[Symbol]:
        """The symbol and everything defined in it."""
        yield self
        for symbol in self.inner:
            yield from symbol.all()


@dataclass(frozen=True)
class Call:
    """A call of ``name`` at a place; ``on`` is what stands before its last dot."""

    name: str
    on: str
    start: int


@dataclass(frozen=True)
class Module:
    """The definitions, import lines and calls of one file."""

    symbols: tuple[Symbol, ...]
    imports: tuple[str, ...]
    calls: tuple[Call, ...]

    def all(self) -> Iterator[Symbol]:
        """Every symbol, outer ones first."""
        for symbol in self.symbols:
            yield from symbol.all()

    def at(self, place: int) -> Symbol | None:
        """The innermost symbol at a place."""
        found = None
        for symbol in self._every:
            if symbol.start <= place < symbol.end:
                found = symbol
        return found

    @functools.cached_property
    def _every(self) -> tuple[Symbol, ...]:
        return tuple(self.all())


@functools.lru_cache(maxsize=2_048)  # a build reads each file for its graph and its definitions
def read_module(text: str, language: str) -> Module:
    """The module in a source text; a file with errors gives what can be read of it.

    Raises ``InvalidInput`` for an unknown language.

    >>> [s.name for s in read_module("class A:\\n    def f(self): ...", "python").all()]
    ['A', 'A.f']
    """
    data = text.encode("utf-8", "surrogatepass")
    tree = parser_of(language).parse(data)
    return _Reader(GRAMMARS[language], data, _places(text)).read(tree.root_node)


def _places(text: str) -> Callable[[int], int]:
    """From bytes of UTF-8 to characters."""
    if text.isascii():
        return lambda place: place
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    sizes = 1 + (codes > 0x7F).astype(np.int64) + (codes > 0x7FF) + (codes > 0xFFFF)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return lambda place: int(np.searchsorted(starts, place))


class _Reader:
    def __init__(self, grammar: Grammar, data: bytes, place: Callable[[int], int]) -> None:
        self.grammar = grammar
        self.data = data
        self.place = place
        self.imports: list[str] = []
        self.calls: list[Call] = []

    def read(self, root: Node) -> Module:
        symbols = tuple(self._symbols(root, "", 0))
        return Module(symbols, tuple(self.imports), tuple(self.calls))

    def _symbols(self, node: Node, above: str, depth: int) -> list[Symbol]:
        found: list[Symbol] = []
        if depth > _DEEP:
            return found
        grammar = self.grammar
        for child in node.named_children:
            kind = child.type  # decoded anew each time that it is asked for
            if kind in grammar.imports:
                self.imports.append(" ".join(self._text(child).split()))
            elif kind in grammar.calls:
                self._call(child, grammar.calls[kind])
            name = self._name(child) if kind in grammar.definitions else ""
            if name:
                found.append(self._symbol(child, f"{above}.{name}" if above else name, depth))
            elif child.named_child_count:
                found += self._symbols(child, above, depth + 1)
        return found

    def _symbol(self, node: Node, name: str, depth: int) -> Symbol:
        outer = node
        while outer.parent and outer.parent.type in _WRAPPERS:
            outer = outer.parent
        first = outer
        while (
            (before := first.prev_sibling)
            and "comment" in before.type
            and first.start_point[0] - before.end_point[0] <= 1
        ):
            first = before
        inner = tuple(self._symbols(node, name, depth + 1))
        kind = self.grammar.definitions[node.type]
        if kind == "function" and "." in name:
            kind = "method"
        return Symbol(
            name,
            kind,
            self.place(first.start_byte),
            self.place(outer.end_byte),
            self._docstring(node, first, outer),
            inner,
        )

    def _name(self, node: Node) -> str:
        """What a node defines; empty where it only looks like a definition."""
        if node.type == "variable_declarator":
            value = node.child_by_field_name("value")
            if value is None or value.type not in ("arrow_function", "function_expression"):
                return ""
        if node.type in ("struct_specifier", "enum_specifier") and not node.child_by_field_name(
            "body"
        ):
            return ""
        named = node.child_by_field_name("name") or node.child_by_field_name(
            "type" if node.type == "impl_item" else "declarator"
        )
        while named is not None and named.child_by_field_name("declarator"):
            named = named.child_by_field_name("declarator")
        name = self._text(named) if named is not None else ""
        receiver = node.child_by_field_name("receiver")
        if receiver is not None:
            owner = _NAME.findall(self._text(receiver))
            return f"{owner[-1]}.{name}" if owner else name
        return name if _NAME.match(name) else ""

    def _call(self, node: Node, field: str) -> None:
        called = node.child_by_field_name(field)
        if called is None:
            return
        text = self._text(called)
        owner = node.child_by_field_name("object")
        path = _NAME.findall(text) if len(text) < 200 else []
        if path:
            on = self._text(owner) if owner is not None else text[: text.rfind(path[-1])]
            self.calls.append(Call(path[-1], on.rstrip(".:?->"), self.place(node.start_byte)))

    def _docstring(self, node: Node, first: Node, outer: Node) -> str:
        body = node.child_by_field_name("body")
        if body is not None and body.type == "block" and body.named_children:
            head = body.named_children[0]
            string = head.named_children[0] if head.type == "expression_statement" else head
            if string.type == "string":
                return _first(self._text(string).strip("rRuU\"' \n"))
        if first.start_byte < outer.start_byte:
            return _first(self.data[first.start_byte : outer.start_byte].decode("utf-8", "replace"))
        return ""

    def _text(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


_WRAPPERS: Final = frozenset(
    "decorated_definition export_statement lexical_declaration variable_declaration "
    "type_declaration type_definition template_declaration".split()
)


def _first(comment: str) -> str:
    """The first paragraph of a comment without its marks."""
    lines = [line.strip().strip("/*!#").strip() for line in comment.strip().split("\n")]
    text = "\n".join(lines).strip()
    return " ".join(text.split("\n\n")[0].split())
