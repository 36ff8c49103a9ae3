"""Source code: what a file defines and calls, and who calls whom. Needs the extra ``code``."""

from tandem.search.code.graph import CodeGraph, Edge
from tandem.search.code.module import Call, Module, Symbol, read_module

__all__ = ["Call", "CodeGraph", "Edge", "Module", "Symbol", "read_module"]
