"""Tandem: systems of trained models and language models, from build to improvement.

``import tandem`` loads the standard library and msgspec; a name from a higher floor is
imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core import (
    Component,
    Loop,
    Model,
    Result,
    Rows,
    System,
    Token,
    batch,
    emit,
    learned,
    note,
    replace,
    run,
    stream,
)
from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.data import Inputs, Source
    from tandem.deliver import Gate, Project
    from tandem.evaluate import Case, Metric, Suite
    from tandem.record import Recorder, Store, Trace

__version__ = "0.1.0"

__all__ = [
    "Case",
    "Component",
    "Gate",
    "Inputs",
    "Loop",
    "Metric",
    "Model",
    "Project",
    "Recorder",
    "Result",
    "Rows",
    "Source",
    "Store",
    "Suite",
    "System",
    "Token",
    "Trace",
    "batch",
    "emit",
    "learned",
    "note",
    "replace",
    "run",
    "stream",
]

__getattr__ = lazy(
    __name__,
    {
        "Case": "tandem.evaluate",
        "Gate": "tandem.deliver",
        "Inputs": "tandem.data",
        "Metric": "tandem.evaluate",
        "Project": "tandem.deliver",
        "Recorder": "tandem.record",
        "Source": "tandem.data",
        "Store": "tandem.record",
        "Suite": "tandem.evaluate",
        "Trace": "tandem.record",
    },
)
