"""Source code: what a file defines and calls, and who calls whom. Needs the extra ``code``."""

from tandem.search.code.call_map import CallMap
from tandem.search.code.graph import CodeGraph, Edge
from tandem.search.code.module import Call, Module, Symbol, read_module
from tandem.search.code.place import Place
from tandem.search.code.question import CodeQuestion, read_code_question

__all__ = [
    "Call",
    "CallMap",
    "CodeGraph",
    "CodeQuestion",
    "Edge",
    "Module",
    "Place",
    "Symbol",
    "read_code_question",
    "read_module",
]
