"""A profile: what is in a table, field by field, from one pass in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np

from tandem.core.rows import Rows
from tandem.data.association import association
from tandem.data.coding import Codes, Column, coded_columns, text_code
from tandem.data.dataset import Dataset
from tandem.data.sketches import Distinct, Sample
from tandem.data.summary import Summary
from tandem.errors import DefinitionError

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_CHUNK = 10_000
_SAMPLE = 20_000
_ROWS = 65_536


@dataclass(frozen=True)
class FieldProfile:
    """One field. ``count`` values are there and ``missing`` are not.

    ``low``, ``high``, ``mean`` and ``deviation`` are of numbers, or of the lengths of text in
    characters; low and high of times are ISO text. ``quantiles`` are those of the same, from
    the sample. ``distinct`` is exact up to 4,096, then about right (1.6 %). ``top`` holds
    the commonest values. ``explains`` is the share of the target's variation that the field
    alone explains, ``correlation`` Pearson's with a target of numbers or truth values.
    """

    name: str
    kind: str
    count: int
    missing: int
    distinct: int
    low: float | str | None = None
    high: float | str | None = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: dict[str, float] = field(default_factory=dict)
    top: list[tuple[str, int]] = field(default_factory=list)
    explains: float | None = None
    correlation: float | None = None
    same_as: str = ""

    @property
    def constant(self) -> bool:
        """Whether every row has the same value, or none."""
        return self.distinct <= 1 and not (self.distinct and self.missing)


@dataclass(frozen=True)
class Profile:
    """All fields of ``rows`` rows. ``repeated`` is the share of rows that occurred before.

    ``sampled`` rows stand for all of them in quantiles and associations; all other figures
    are of every row. ``first`` and ``last`` are the ends of the rows' own times.
    """

    rows: int
    sampled: int
    repeated: float
    fields: list[FieldProfile]
    target: str = ""
    first: datetime | None = None
    last: datetime | None = None

    def to_text(self, width: int = 120) -> str:
        """A table for a terminal of ``width`` characters."""
        from tandem.data.profile_text import text

        return text(self, width)


def profile(
    data: Rows[Any, Any] | Dataset[Any] | Iterable[Any], *, target: str = "", seed: int = 0
) -> Profile:
    """The profile of labelled rows, a dataset, or any records or mappings.

    The targets of ``Rows`` are a field ``target``; of other data, ``target`` names it. Memory
    depends on the number of fields, not on that of rows: 20,000 rows are sampled.

    >>> profile([{"plan": "a", "fee": 3.0}, {"plan": "a", "fee": 5.0}]).fields[1].mean
    4.0
    """
    summaries: dict[str, Summary] = {}
    sample, rows_seen, rows = Sample(_SAMPLE, seed), Distinct(_ROWS), 0
    for chunk in _chunks(data):
        columns = coded_columns(chunk)
        for name, column in columns.items():
            if name not in summaries:
                summaries[name] = Summary(name, before=rows)
            summaries[name].add(column)
        for name in summaries.keys() - columns.keys():
            summaries[name].skip(len(chunk))
        rows_seen.add(_row_codes(columns, len(chunk)))
        sample.add(chunk)
        rows += len(chunk)
    target = "target" if isinstance(data, Rows) else target
    drawn = coded_columns(sample.items())
    answer = _target(drawn, target)
    times = data.times if isinstance(data, Rows) and data.times else None
    return Profile(
        rows=rows,
        sampled=len(sample.items()),
        repeated=rows_seen.repeated(),
        fields=_fields(summaries, drawn, answer),
        target=target,
        first=min(times) if times else None,
        last=max(times) if times else None,
    )


def _chunks(data: Any) -> Iterator[list[Any]]:
    if isinstance(data, Dataset):
        yield from data.chunks(_CHUNK)
        return
    items = iter(data)
    if isinstance(data, Rows):
        items = (_labelled(x, y) for x, y in data)
    while chunk := list(islice(items, _CHUNK)):
        yield chunk


def _labelled(x: Any, y: Any) -> dict[str, Any]:
    """An input and its target as one mapping; plain inputs are called ``input``."""
    columns = coded_columns([x])
    if set(columns) == {""}:
        return {"input": x, "target": y}
    return {**{name: column.values[0] for name, column in columns.items()}, "target": y}


def _row_codes(columns: dict[str, Column], count: int) -> Codes:
    """A code for each row, whatever the order of its fields."""
    total = np.zeros(count, np.uint64)
    for name, column in columns.items():
        total += column.codes * np.uint64(text_code(name) | 1)
    return total


def _target(drawn: dict[str, Column], target: str) -> Column | None:
    if not target or not drawn:
        return None
    if target not in drawn:
        raise DefinitionError(
            f"there is no field {target!r} to be the target", hint=f"there are {', '.join(drawn)}"
        )
    return drawn[target]


def _fields(
    summaries: dict[str, Summary], drawn: dict[str, Column], target: Column | None
) -> list[FieldProfile]:
    """The profile of every field; a field that equals an earlier one names it."""
    earlier: dict[str, str] = {}
    found = []
    for name, summary in summaries.items():
        column = drawn[name]
        told = target is not None and name != target.name and target.kind != "other"
        found.append(
            FieldProfile(
                name=name or "value",
                kind=summary.kind,
                count=summary.count,
                missing=summary.missing,
                distinct=summary.distinct.count(),
                low=summary.low,
                high=summary.high,
                mean=summary.mean,
                deviation=summary.deviation,
                quantiles=_quantiles(column),
                top=summary.top(),
                explains=association(column, target) if target is not None and told else None,
                correlation=_correlation(column, target) if target is not None and told else None,
                same_as=_same(earlier, summary),
            )
        )
    return found


def _same(earlier: dict[str, str], summary: Summary) -> str:
    """The name of an earlier field with the same values, if there is one."""
    first = earlier.setdefault(summary.content(), summary.name) if summary.count else summary.name
    return "" if first == summary.name else first


def _quantiles(column: Column) -> dict[str, float]:
    if column.kind == "number":
        numbers = column.numbers[~column.missing]
    elif column.kind == "text":
        numbers = np.array([len(text) for text in column.values if text is not None], np.float64)
    else:
        return {}
    if not len(numbers):
        return {}
    values = np.quantile(numbers, QUANTILES)
    return {f"{q:.0%}": float(value) for q, value in zip(QUANTILES, values, strict=True)}


def _correlation(column: Column, target: Column) -> float | None:
    if column.kind not in ("number", "flag") or target.kind not in ("number", "flag"):
        return None
    known = ~(column.missing | target.missing)
    x, y = column.numbers[known], target.numbers[known]
    if len(x) < 2 or not x.std() or not y.std():
        return None
    return float(np.corrcoef(x, y)[0, 1])
