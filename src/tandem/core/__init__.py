"""The contract. Knows nothing of stores, traces, evaluation or any library but msgspec."""

from tandem.core.call import batch, run
from tandem.core.component import Component, Loop, Model, System, replace
from tandem.core.context import Run, current_run, note, note_input
from tandem.core.emit import Result, Token, emit, stream, watched
from tandem.core.learned import UNSET, Codec, learned
from tandem.core.rows import Rows
from tandem.core.schema import Contract, contract

__all__ = [
    "UNSET",
    "Codec",
    "Component",
    "Contract",
    "Loop",
    "Model",
    "Result",
    "Rows",
    "Run",
    "System",
    "Token",
    "batch",
    "contract",
    "current_run",
    "emit",
    "learned",
    "note",
    "note_input",
    "replace",
    "run",
    "stream",
    "watched",
]
