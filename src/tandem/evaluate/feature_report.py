"""What each feature of a definition costs, how often it is there, how far it moved, its worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from tandem.evaluate.drifted import drift
from tandem.features.described import FeatureView

if TYPE_CHECKING:
    from tandem.features.metering import Costs

MICROSECONDS = 1e6


class FeatureFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One feature. ``None`` is what was not measured.

    ``offline`` and ``online`` are microseconds of CPU a row and a read, of this feature
    alone. ``coverage`` is the share of held-out rows that have a value, ``learned`` that of
    the rows learned from; ``drift`` is the Jensen-Shannon distance between both, and
    ``drifted`` says that it is certain and of a size that matters. ``importance`` is in the
    units that the report names, with its interval where it has one.
    """

    feature: str
    meaning: str
    offline: float | None = None
    online: float | None = None
    coverage: float | None = None
    learned: float | None = None
    drift: float | None = None
    drifted: bool = False
    importance: float | None = None
    low: float | None = None
    high: float | None = None


class FeatureReport(msgspec.Struct, frozen=True, kw_only=True):
    """All features of a definition, named by ``ref`` (name and fingerprint).

    ``learned`` and ``held_out`` are numbers of rows compared. ``shared_offline`` and
    ``shared_online`` are microseconds that no feature takes alone: sorting, decoding the
    state of an entity, making the record. ``importance`` says how it was measured.
    """

    ref: str
    learned: int
    held_out: int
    shared_offline: float | None
    shared_online: float | None
    importance: str
    features: list[FeatureFigures]

    @property
    def online(self) -> float | None:
        """Microseconds of a whole read in the process, without the way to the store."""
        if self.shared_online is None:
            return None
        return self.shared_online + sum(item.online or 0.0 for item in self.features)


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """Importance by feature: value, low, high; ``by`` says how it was measured."""

    by: str
    values: Mapping[str, tuple[float, float | None, float | None]] = {}


def feature_report(
    view: FeatureView,
    learned: Sequence[Any],
    held_out: Sequence[Any],
    *,
    costs: Costs | None,
    worth: Worth,
) -> FeatureReport:
    """The report of a definition from records that were learned from and held-out ones."""
    names = [item.name for item in view.features]
    before, after = ({name: _column(rows, name) for name in names} for rows in (learned, held_out))
    moved = {item.column: item for item in drift(before, after)}
    offline = _microseconds(costs.offline, costs.rows) if costs else {}
    online = _microseconds(costs.online, 1) if costs else {}
    figures = []
    for item in view.features:
        value, low, high = worth.values.get(item.name, (None, None, None))
        change = moved.get(item.name)
        figures.append(
            FeatureFigures(
                feature=item.name,
                meaning=item.meaning,
                offline=offline.get(item.name),
                online=online.get(item.name),
                coverage=_coverage(after[item.name]),
                learned=_coverage(before[item.name]),
                drift=change.value if change else None,
                drifted=bool(change and change.drifted),
                importance=value,
                low=low,
                high=high,
            )
        )
    return FeatureReport(
        ref=view.ref,
        learned=len(learned),
        held_out=len(held_out),
        shared_offline=offline.get(""),
        shared_online=online.get(""),
        importance=worth.by,
        features=figures,
    )


def _microseconds(seconds: Mapping[str, float], rows: int) -> dict[str, float]:
    return {name: value / rows * MICROSECONDS for name, value in seconds.items()} if rows else {}


def _column(rows: Sequence[Any], name: str) -> NDArray[Any]:
    """Numbers as floats with NaN for missing, anything else as text with None."""
    values = [getattr(row, name) for row in rows]
    if {type(value) for value in values} <= {int, float, type(None)}:
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    found = np.empty(len(values), dtype=object)
    found[:] = [None if value is None else str(value) for value in values]
    return found


def _coverage(column: NDArray[Any]) -> float | None:
    if not len(column):
        return None
    missing = np.isnan(column) if column.dtype.kind == "f" else column == None  # noqa: E711  # of each item
    return float(1 - missing.mean())
