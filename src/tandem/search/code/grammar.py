"""What definitions and calls are called in the syntax trees of each language."""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tandem.errors import InvalidInput, MissingExtra

if TYPE_CHECKING:
    from tree_sitter import Parser


@dataclass(frozen=True)
class Grammar:
    """Node types of one language.

    ``definitions`` maps node types to the kind of what they define, ``calls`` maps node
    types to the field that names what is called.
    """

    package: str
    definitions: dict[str, str]
    calls: dict[str, str]
    imports: tuple[str, ...]
    function: str = "language"


_SCRIPT: Final = {
    "function_declaration": "function",
    "generator_function_declaration": "function",
    "class_declaration": "class",
    "method_definition": "method",
    "variable_declarator": "function",
}
_TYPED: Final = {
    **_SCRIPT,
    "abstract_class_declaration": "class",
    "interface_declaration": "interface",
    "type_alias_declaration": "type",
    "enum_declaration": "enum",
}
_SCRIPT_CALLS: Final = {"call_expression": "function", "new_expression": "constructor"}

GRAMMARS: Final = {
    "python": Grammar(
        "tree_sitter_python",
        {"function_definition": "function", "class_definition": "class"},
        {"call": "function"},
        ("import_statement", "import_from_statement", "future_import_statement"),
    ),
    "javascript": Grammar("tree_sitter_javascript", _SCRIPT, _SCRIPT_CALLS, ("import_statement",)),
    "typescript": Grammar(
        "tree_sitter_typescript",
        _TYPED,
        _SCRIPT_CALLS,
        ("import_statement",),
        "language_typescript",
    ),
    "tsx": Grammar(
        "tree_sitter_typescript", _TYPED, _SCRIPT_CALLS, ("import_statement",), "language_tsx"
    ),
    "go": Grammar(
        "tree_sitter_go",
        {
            "function_declaration": "function",
            "method_declaration": "method",
            "type_spec": "type",
        },
        {"call_expression": "function"},
        ("import_declaration",),
    ),
    "rust": Grammar(
        "tree_sitter_rust",
        {
            "function_item": "function",
            "struct_item": "struct",
            "enum_item": "enum",
            "trait_item": "trait",
            "impl_item": "impl",
            "mod_item": "module",
            "macro_definition": "macro",
        },
        {"call_expression": "function"},
        ("use_declaration",),
    ),
    "java": Grammar(
        "tree_sitter_java",
        {
            "class_declaration": "class",
            "interface_declaration": "interface",
            "enum_declaration": "enum",
            "record_declaration": "class",
            "method_declaration": "method",
            "constructor_declaration": "method",
        },
        {"method_invocation": "name", "object_creation_expression": "type"},
        ("import_declaration",),
    ),
    "c": Grammar(
        "tree_sitter_c",
        {
            "function_definition": "function",
            "struct_specifier": "struct",
            "enum_specifier": "enum",
        },
        {"call_expression": "function"},
        ("preproc_include",),
    ),
}
"""Languages by name."""


@functools.cache
def parser_of(language: str) -> Parser:
    """The parser of a language. Raises ``InvalidInput`` for one that is not known."""
    grammar = GRAMMARS.get(language)
    if grammar is None:
        raise InvalidInput(f"no grammar for {language!r}", hint=f"one of {', '.join(GRAMMARS)}")
    try:
        from tree_sitter import Language, Parser

        module = importlib.import_module(grammar.package)
    except ImportError as error:
        raise MissingExtra(
            f"reading the syntax of {language} needs {grammar.package}",
            hint="pip install 'tandem-ai[code]'",
        ) from error
    return Parser(Language(getattr(module, grammar.function)()))
