"""Drift of vectors: whether what happens lies elsewhere in the space of meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from msgspec import UNSET
from numpy.typing import ArrayLike

from tandem.core.component import Model
from tandem.core.schema import encode
from tandem.evaluate.distances import Array
from tandem.evaluate.report import Report
from tandem.improve.alerts import Alert
from tandem.improve.energy import compare
from tandem.improve.feedback import Judged
from tandem.improve.reach import reach
from tandem.improve.text import words
from tandem.record.span import Trace

Embed = Callable[[Sequence[Any]], ArrayLike]

_DIMENSIONS = 256
_NEAREST = 5
_EXAMPLES = 3
_LONG = 120


def hashed_words(texts: Sequence[Any]) -> Array:
    """Texts as unit vectors of hashed word counts: crude, and needs nothing learned."""
    vectors = np.zeros((len(texts), _DIMENSIONS))
    for vector, text in zip(vectors, texts, strict=True):
        for word in words(str(text)):
            place = int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "little")
            vector[place % _DIMENSIONS] += 1
    unit: Array = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


@dataclass(frozen=True)
class EmbeddingDrift:
    """Raises an alert when vectors at ``path`` moved, and shows the runs that lie furthest out.

    ``path`` is a vector (a list of numbers noted by a part: ``"spans.search.vector"``), or
    anything that ``embed`` turns into vectors: a function of many values, or a ``Model``.
    ``alpha`` is the chance of a false alarm in one check, ``minimum`` the runs needed on
    either side; of more than ``most`` an even sample is compared.
    """

    path: str = "input"
    embed: Embed | Model[Any, Any] | None = None
    minimum: int = 30
    most: int = 500
    alpha: float = 0.01

    @property
    def name(self) -> str:
        """``embedding drift of input``."""
        return f"embedding drift of {self.path}"

    def check(
        self,
        reference: Sequence[Trace],
        current: Sequence[Trace],
        feedback: Sequence[Judged] = (),
        report: Report | None = None,
    ) -> list[Alert]:
        """One alert, or none."""
        (_, before), (shown, after) = self._vectors(reference), self._vectors(current)
        if min(len(before), len(after)) < self.minimum:
            return []
        found = compare(before, after, alpha=self.alpha)
        if found.value <= found.threshold:
            return []
        furthest = [_short(shown[i]) for i in _outliers(before, after)]
        return [
            Alert(
                monitor=self.name,
                subject=self.path,
                severity="critical" if found.value > 2 * found.threshold else "warning",
                message=(
                    f"{self.path} moved (energy {found.value:.3f}, noise stays below "
                    f"{found.threshold:.3f}); furthest out: {'; '.join(furthest)}"
                ),
                detail={
                    "value": found.value,
                    "threshold": found.threshold,
                    "chance": found.chance,
                    "current": furthest,
                    "rows": [len(before), len(after)],
                },
            )
        ]

    def _vectors(self, traces: Sequence[Trace]) -> tuple[list[Any], Array]:
        """What to show for each run (the text that was embedded, or its input) and its vector."""
        reached = ((trace, reach(trace, self.path)) for trace in traces)
        having = [(trace, value) for trace, value in reached if value and value is not UNSET]
        step = max(1, -(-len(having) // self.most))
        kept = having[::step]
        values = [value for _, value in kept]
        if isinstance(self.embed, Model):
            vectors: Any = self.embed.predict(values)
        elif self.embed is not None:
            vectors = self.embed(values)
        else:
            vectors = values if _are_vectors(values) else hashed_words(values)
        shown = [value if isinstance(value, str) else trace.input for trace, value in kept]
        return shown, np.asarray(vectors, dtype=np.float64)


def _are_vectors(values: list[Any]) -> bool:
    return all(isinstance(value, list) for value in values)


def _outliers(before: Array, after: Array) -> list[int]:
    """The rows furthest from their nearest neighbours in the reference."""
    squares = (before**2).sum(axis=1) - 2 * after @ before.T
    nearest = np.sort(squares, axis=1)[:, :_NEAREST].mean(axis=1) + (after**2).sum(axis=1)
    order: list[int] = np.argsort(-nearest, kind="stable")[:_EXAMPLES].tolist()
    return order


def _short(shown: Any) -> str:
    text = shown if isinstance(shown, str) else encode(shown).decode()
    return text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."
