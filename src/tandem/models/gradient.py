"""What gradient boosting has in common, whichever library grows the trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from tandem.core.component import Model
from tandem.core.learned import learned
from tandem.core.rows import Rows
from tandem.data.splits import split
from tandem.errors import DefinitionError
from tandem.models.space import span, tunable
from tandem.models.tabular import Encoder

Record = TypeVar("Record")
Out = TypeVar("Out")

_LARGE = 100_000
_SHARE_KEPT = 0.15


@dataclass(frozen=True)
class Watch:
    """Rows to learn from and others to see by when to stop, as places in the same rows."""

    train: Sequence[int]
    kept: Sequence[int]
    patience: int
    seconds: float | None = None
    """Stop growing after so long, whatever the gain."""


class Gradient(Model[Record, Out], Generic[Record, Out]):
    """Parameters of boosted trees that CatBoost and XGBoost share.

    Fields are numbers or categories, each may be missing; infinite numbers count as very
    large. Weights of rows are honoured. The same rows and seed give the same bytes.
    """

    trees: int = tunable(300, span(50, 1000, log=True))
    rate: float = tunable(0.05, span(0.01, 0.3, log=True))
    depth: int = tunable(6, span(2, 10))
    row_share: float = tunable(1.0, span(0.5, 1.0))
    column_share: float = tunable(1.0, span(0.4, 1.0))
    monotone: Mapping[str, Literal[-1, 1]] | None = None
    """Fields with which the output may only rise (1) or fall (-1)."""
    patience: int | None = None
    """Stop when so many trees in a row did not help on rows kept aside (15 %, groups kept
    together), then grow as many on all rows."""
    seed: int = 0

    encoder: Encoder = learned()

    def _signs(self, encoder: Encoder) -> list[int] | None:
        if self.monotone is None:
            return None
        return signs(self.monotone, encoder, whose=type(self).__name__)

    def _aside(self, rows: Rows[Any, Any]) -> tuple[list[int], list[int]]:
        """The places of rows to learn from, and of those kept aside to see when to stop."""
        train, kept = split(
            Rows(range(len(rows)), rows.targets, rows.groups), test=_SHARE_KEPT, seed=self.seed
        )
        return list(train.inputs), list(kept.inputs)


def signs(monotone: Mapping[str, Literal[-1, 1]], encoder: Encoder, *, whose: str) -> list[int]:
    """The direction of each column, 0 for any; raises ``DefinitionError`` for what has none."""
    unknown = sorted(set(monotone) - set(encoder.names))
    categories = {encoder.names[place] for place in encoder.categories}
    wrong = unknown or sorted(categories & set(monotone))
    if wrong:
        raise DefinitionError(
            f"{whose}.monotone names {wrong[0]!r}, "
            f"which is {'no field' if unknown else 'a category'}",
            hint=f"numbers among {', '.join(encoder.names)}",
        )
    return [monotone.get(name, 0) for name in encoder.names]


def threads(rows: int) -> int:
    """Threads pay on large tables only; on small ones they wait for each other. -1 is all."""
    return 1 if rows < _LARGE else -1
