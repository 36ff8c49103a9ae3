"""Features of the past: for many requests at once, from the whole history of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tandem.errors import DefinitionError
from tandem.features import frames
from tandem.features.aggregates import arguments
from tandem.features.definition import Definition, Features, definition_of
from tandem.features.frames import Table
from tandem.features.layout import Layout
from tandem.features.metering import Costs, Watch, costs_of
from tandem.features.past import Events, aggregates
from tandem.features.records import names_of
from tandem.features.row import columns_of, make

if TYPE_CHECKING:
    import polars

F = TypeVar("F", bound=Features[Any])


@dataclass(frozen=True)
class History:
    """Recorded events by class, each as a Polars frame, Parquet files or records.

    The features of a request are those that ``Online`` would have given at its time, had
    every event up to then arrived: no later event is looked at. Columns are the fields of
    the class of the events. Of files only the time that the requests look back on is read,
    and where that is more than ``rows_at_once`` events, one share of the entities after
    another: memory holds the requests, their features and that many events.

    >>> from datetime import datetime
    >>> from dataclasses import dataclass
    >>> from tandem.features import Features, History, mean
    >>> @dataclass(frozen=True)
    ... class Payment:
    ...     id: int
    ...     time: datetime
    ...     customer: str
    ...     amount: float
    >>> class Signals(Features[Payment], key="id"):
    ...     mean_7d: float | None = mean("amount", by="customer", days=7)
    >>> payments = [
    ...     Payment(1, datetime(2026, 1, 1), "ann", 20.0),
    ...     Payment(2, datetime(2026, 1, 2), "ann", 10.0),
    ... ]
    >>> History({Payment: payments}).table(Signals, payments)["mean_7d"].to_list()
    [20.0, 15.0]
    """

    events: Mapping[type[Any], Table]
    rows_at_once: int = 20_000_000

    def table(self, definition: type[Features[Any]], requests: Table) -> polars.DataFrame:
        """A column a feature, a row a request, in the order of the requests."""
        pl = frames.import_polars()
        plan = definition_of(definition)
        costs = costs_of(definition)
        watch = Watch(costs)
        asked = _requests(plan, requests)
        watch.lap()
        values: dict[str, polars.Series] = {}
        for name in plan.copies:
            values[name] = asked[name]
            watch.lap(name)
        for layout in plan.layouts:
            values |= self._aggregates(layout, asked, watch)
        for name, row in plan.rows.items():
            found = columns_of(name, row, asked, values)
            values[name] = pl.Series(name, found, strict=False)
            watch.lap(name)
        kinds = frames.dtypes(definition)
        columns = [
            values[name].alias(name).cast(kinds.get(name, values[name].dtype))
            for name in names_of(definition)
        ]
        frame: polars.DataFrame = pl.DataFrame(columns)
        if costs is not None:
            self._measured(definition, asked, costs)
        return frame

    def _measured(
        self, definition: type[Features[Any]], asked: polars.DataFrame, costs: Costs
    ) -> None:
        """Complete what a report tells of costs: the rows, and once what a read takes."""
        from tandem.features.read_cost import read_costs

        costs.rows += len(asked)
        if len(asked) and not costs.online:
            costs.online = read_costs(definition, asked, self._events)

    def read_many(self, definition: type[F], requests: Sequence[Any]) -> list[F]:
        """The features of requests as records, in order."""
        if not requests:
            return []
        frame = self.table(definition, requests)
        return [make(definition, row) for row in frame.iter_rows(named=True)]

    def _aggregates(
        self, layout: Layout, asked: polars.DataFrame, watch: Watch
    ) -> dict[str, polars.Series]:
        """The features of a layout: of all entities at once, or of one share after another."""
        pl = frames.import_polars()
        events = frames.between(
            self._events(layout),
            layout.time,
            frames.instants(asked, layout.time, "the requests"),
            layout.horizon,
        )
        shares = -(-events.select(pl.len()).collect().item() // self.rows_at_once)
        if shares <= 1:
            known = events.collect()
            sides = Events.of(layout, known), Events.asked(layout, asked)
            return dict(aggregates(layout, *sides, watch))
        rows = asked.with_row_index("row")
        mine = frames.share(layout.by, shares)
        pieces = []
        for share in range(shares):
            part = rows.filter(mine == share)
            known = events.filter(mine == share).collect(engine="streaming")
            sides = Events.of(layout, known), Events.asked(layout, part)
            pieces.append(
                pl.DataFrame([part["row"], *dict(aggregates(layout, *sides, watch)).values()])
            )
        whole = pl.concat(pieces).sort("row").drop("row")
        return {name: whole[name] for name in whole.columns}

    def _events(self, layout: Layout) -> polars.LazyFrame:
        whose = layout.event.__name__
        table = self.events.get(layout.event)
        if table is None:  # a release has classes of its own, of the same names
            same = [table for cls, table in self.events.items() if cls.__name__ == whose]
            table = same[0] if len(same) == 1 else None
        if table is None:
            given = ", ".join(cls.__name__ for cls in self.events)
            raise DefinitionError(
                f"the history has no {whose} events", hint=f"it has {given or 'none'}"
            )
        return frames.need(frames.scan(table, layout.event), event_fields(layout), whose)


def event_fields(layout: Layout) -> list[str]:
    names = [layout.time, *layout.by]
    names += [layout.key] if layout.key else names_of(layout.event)
    for column in layout.columns:
        names += (column,) if isinstance(column, str) else arguments(column)
    return names


def _requests(plan: Definition, requests: Table) -> polars.DataFrame:
    """The columns of the requests that the definition needs."""
    names = [plan.time, *plan.copies]
    features = {
        name for layout in plan.layouts for part in layout.slices for name, _ in part.features
    }
    for layout in plan.layouts:
        names += layout.by
        names += event_fields(layout) if layout.own else ()
    for name, row in plan.rows.items():
        names += [
            item for item in row.inputs if item == name or item not in features | plan.rows.keys()
        ]
    whose = plan.request.__name__
    return frames.need(frames.scan(requests, plan.request), names, whose).collect()
