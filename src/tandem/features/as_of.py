"""The point-in-time join: labels with the feature rows that were known at their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

from tandem.errors import DefinitionError
from tandem.features import frames
from tandem.features.timeline import Timeline, number

if TYPE_CHECKING:
    import polars

Rows: TypeAlias = "polars.DataFrame | polars.LazyFrame | str | PathLike[str]"
"""A Polars frame, or the path of Parquet files (also a pattern)."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A table of feature rows that were computed before, and how it is joined.

    ``by`` names the columns of the entity, which labels have too; ``time`` says when a row
    became known. A row is good for ``ttl`` after that, to the last microsecond. Of two rows
    of one entity and instant the later one in the table holds. ``prefix`` is put before the
    names of the features.
    """

    table: Rows
    by: str | Sequence[str]
    time: str = "time"
    ttl: timedelta | None = None
    prefix: str = ""


def join_views(labels: Rows, views: Sequence[View], *, time: str = "time") -> polars.DataFrame:
    """Labels with the features of each view as of their ``time``, in the order of the labels.

    A label gets the newest row of its entity whose time is not after its own; features are
    null where there is none. Raises ``InvalidInput`` where a column is missing, and
    ``DefinitionError`` where two would have one name.
    """
    pl = frames.import_polars()
    left = _lazy(labels).collect()
    columns: dict[str, polars.Series] = {name: left[name] for name in left.columns}
    for view in views:
        for column in _joined(left, time, view):
            if column.name in columns:
                raise DefinitionError(
                    f"two columns would be called {column.name!r}",
                    hint="give a view a prefix: View(..., prefix='monthly_')",
                )
            columns[column.name] = column
    frame: polars.DataFrame = pl.DataFrame(list(columns.values()))
    return frame


def _joined(left: polars.DataFrame, time: str, view: View) -> Iterator[polars.Series]:
    """The features of a view, a value a label."""
    pl = frames.import_polars()
    by = (view.by,) if isinstance(view.by, str) else tuple(view.by)
    right = _lazy(view.table)
    asked = frames.need(left.lazy(), (*by, time), "labels").collect()
    known = frames.need(right, (*by, view.time), "a view").collect()
    codes, wanted = number(frames.entities(known, by), frames.entities(asked, by))
    now = frames.instants(asked, time, "labels").to_numpy()
    then = frames.instants(known, view.time, "a view").to_numpy()
    rows = Timeline.of(codes, then).newest(wanted, now)
    if view.ttl is not None and len(then):
        rows[now - then[rows] > view.ttl // timedelta(microseconds=1)] = -1
    places = pl.Series(rows).set(pl.Series(rows < 0), None)
    for name in right.collect_schema().names():
        if name not in (*by, view.time):
            column = right.select(name).collect().to_series()
            yield column.gather(places).alias(view.prefix + name)


def _lazy(table: Rows) -> polars.LazyFrame:
    pl = frames.import_polars()
    frame: Any = pl.scan_parquet(table) if isinstance(table, (str, PathLike)) else table.lazy()
    lazy: polars.LazyFrame = frame
    return lazy
