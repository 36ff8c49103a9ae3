"""What a conformance check looks at, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from tandem.core import Component


@dataclass(frozen=True)
class Subject:
    """A component to check: fitted, with a few inputs that it takes.

    ``learn`` is data for its ``fit``; leave it out for components without one. ``folder``
    is an empty folder for the checks that store something.
    """

    component: Component[Any, Any]
    inputs: Sequence[Any]
    folder: Path
    learn: Any = None

    def fail(self, message: str) -> NoReturn:
        """Raise ``CheckFailed`` for this component."""
        raise CheckFailed(f"{type(self.component).__name__}: {message}")


class CheckFailed(AssertionError):
    """A component breaks a rule of the contract; the message says which and how."""
