"""What the data functions of a project get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tandem.record.store import Store


@dataclass(frozen=True)
class Reviewed:
    """A label or correction that a reviewer accepted, with the run it is about.

    ``input`` and ``output`` are those of the trace, as builtins. ``path`` is the field of the
    output, empty for the whole, and ``value`` what it should have been. ``time`` is when the
    thing happened.
    """

    path: str
    input: Any
    output: Any
    value: Any
    trace: str
    by: str
    time: datetime


@dataclass(frozen=True)
class Inputs:
    """The folder of the project, text options (``--set``), and reviewed feedback.

    ``store`` is the one that is built into, for datasets that are kept there.
    """

    folder: Path
    options: Mapping[str, str] = field(default_factory=dict)
    reviewed: Sequence[Reviewed] = ()
    store: Store | None = field(default=None, repr=False, compare=False)
