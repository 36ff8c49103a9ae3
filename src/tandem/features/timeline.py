"""Rows of a table by entity and time, searched for millions of instants at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tandem.features.frames import import_polars

if TYPE_CHECKING:
    import polars

Places = NDArray[np.int64]

STRANGER = -1
NOBODY = -2
_LARGEST = 1 << 62


@dataclass(frozen=True)
class Timeline:
    """``order`` holds the rows, those of an entity together and by time.

    ``at`` is entity and time as one number, ascending, so that one binary search finds both.
    """

    order: Places
    at: Places
    ticks: Places | None
    start: int
    span: int

    @classmethod
    def of(cls, codes: Places, times: Places, keys: Places | None = None) -> Timeline:
        """Sort rows; those of one entity and instant by their keys, or as they come.

        Rows of no entity (a code below 0) are left out.
        """
        pl = import_polars()
        rows = np.flatnonzero(codes >= 0)
        codes, times = codes[rows], times[rows]
        start = int(times.min()) if len(times) else 0
        span = int(times.max()) - start + 1 if len(times) else 1
        ticks = None
        if (int(codes.max(initial=0)) + 1) * span > _LARGEST:
            # Entity and time do not fit into one number: count instants instead.
            ticks, times = np.unique(times, return_inverse=True)
            start, span = 0, len(ticks)
        frame = pl.DataFrame({"at": codes * span + (times - start), "row": rows})
        frame = frame.sort("at", maintain_order=True)
        order, at = frame["row"].to_numpy(), frame["at"].to_numpy()
        return cls(order if keys is None else _by_key(order, at, keys), at, ticks, start, span)

    def without(self, repeated: NDArray[np.bool_]) -> Timeline:
        """The same rows but those at marked places."""
        kept = ~repeated
        return Timeline(self.order[kept], self.at[kept], self.ticks, self.start, self.span)

    def before(self, codes: Places, times: Places) -> Places:
        """How many rows lie up to the end of each instant of each entity, as a place.

        Several times faster where these are sorted by entity and time themselves.
        """
        return np.searchsorted(self.at, self._numbers(codes, times), side="right")

    def newest(self, codes: Places, times: Places) -> Places:
        """The row that is the newest one of each entity at each instant; -1 where none is."""
        pl = import_polars()
        numbers = self._numbers(codes, times)
        order = pl.Series(numbers).arg_sort().to_numpy()
        place = np.empty(len(numbers), np.int64)
        place[order] = np.searchsorted(self.at, numbers[order], side="right") - 1
        found = (place >= 0) & (codes >= 0)
        found[found] = self.at[place[found]] // self.span == codes[found]
        rows = np.full(len(numbers), -1, np.int64)
        rows[found] = self.order[place[found]]
        return rows

    def _numbers(self, codes: Places, times: Places) -> Places:
        """Entities and instants as they are numbered in ``at``."""
        if self.ticks is not None:
            times = np.searchsorted(self.ticks, times, side="right") - 1
        inside = np.clip(times, self.start - 1, self.start + self.span - 1) - self.start
        # An entity beyond all that are known is after the last: its own number might be too large.
        beyond = int(self.at[-1]) // self.span + 1 if len(self.at) else 0
        numbers: Places = np.clip(codes, STRANGER, beyond) * self.span + inside
        return numbers


def _by_key(order: Places, at: Places, keys: Places) -> Places:
    """Rows of one entity and instant sorted by key; there are few."""
    same = at[1:] == at[:-1]
    tied = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
    if not len(tied):
        return order
    order = order.copy()
    order[tied] = order[tied][np.lexsort((keys[order[tied]], at[tied]))]
    return order


def number(table: polars.Series, requests: polars.Series) -> tuple[Places, Places]:
    """A number for the entity of each row of a table, and of each request.

    ``STRANGER``, or a number that no row has, for a request of an entity that is not in the
    table; ``NOBODY`` for a row or request of no entity.
    """
    pl = import_polars()
    if table.dtype.is_integer() and requests.dtype.is_integer():
        found = _number_integers(table, requests)
        if found is not None:
            return found
    if table.dtype != requests.dtype:
        table, requests = table.cast(pl.String), requests.cast(pl.String)
    known = pl.DataFrame({"name": table.drop_nulls().unique()}).with_row_index("code")

    def numbered(names: polars.Series) -> Places:
        found = pl.DataFrame({"name": names}).join(
            known, on="name", how="left", maintain_order="left"
        )
        codes = found["code"].cast(pl.Int64).fill_null(STRANGER).to_numpy()
        return np.where(names.is_null().to_numpy(), NOBODY, codes)

    return numbered(table), numbered(requests)


def _number_integers(table: polars.Series, requests: polars.Series) -> tuple[Places, Places] | None:
    """Integers that lie close together are numbers already; ``None`` where they do not."""
    pl = import_polars()
    if not (table.len() - table.null_count()):
        return None
    least, most = int(table.min()), int(table.max())  # type: ignore[arg-type]  # integers
    if most - least > 8 * len(table) + 1024 or abs(least) > _LARGEST or abs(most) > _LARGEST:
        return None

    def numbered(names: polars.Series) -> Places:
        inside = names.is_between(least, most)
        codes = names.cast(pl.Int64, strict=False).fill_null(least).to_numpy() - least
        codes = np.where(inside.fill_null(False).to_numpy(), codes, STRANGER)
        return np.where(names.is_null().to_numpy(), NOBODY, codes)

    return numbered(table), numbered(requests)
