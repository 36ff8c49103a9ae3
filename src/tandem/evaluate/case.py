"""One thing that a system is tried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Case:
    """An input, what should come out, and what the case is like.

    ``id`` is unique in a suite; two releases are compared on the ids they share. Cases of
    one ``group`` (paraphrases of a question, questions on one document) are not independent:
    they are resampled together; without one a case stands alone. ``slices`` names the parts
    of the world it belongs to: ``{"topic": "serving", "length": "short"}``. ``time`` is when
    it happened: nothing of later than that may be learned from.
    """

    id: str
    input: Any
    target: Any = None
    group: str = ""
    slices: Mapping[str, str] = field(default_factory=dict)
    time: datetime | None = None

    @property
    def cluster(self) -> str:
        """The group, or the case itself where it stands alone."""
        return self.group or self.id
