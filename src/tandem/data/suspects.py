"""Rows of a batch that an expectation may be about to refuse, found column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tandem.data.batch import RecordBatch
from tandem.data.expectation import AtMost, Expectation, Finite, Present, Range, fields_of
from tandem.data.rows import import_polars


def suspects(batch: RecordBatch[Any], rules: Sequence[Expectation]) -> list[int]:
    """Places of rows that may break a rule, in order: none that breaks one is left out.

    Whether they do is for the rule itself to say of each.
    """
    polars = import_polars()
    found = polars.repeat(False, len(batch), dtype=polars.Boolean, eager=True)
    for rule in rules:
        if any(name not in batch.frame.columns for name in fields_of(rule)):
            return list(range(len(batch)))  # the rule raises, and says so
        if type(rule).problem is not Expectation.problem:  # it looks at single rows
            found = found | _suspect(batch, rule)
    places: list[int] = found.arg_true().to_list()
    return places


def _suspect(batch: RecordBatch[Any], rule: Expectation) -> Any:
    polars = import_polars()
    values = batch.column(rule.field)
    found = None
    if isinstance(rule, AtMost):
        other = batch.column(rule.other)
        if values.dtype.is_numeric() and other.dtype.is_numeric():
            found = ~(values <= other).fill_null(True)
    elif len(fields_of(rule)) == 1 and values.dtype.is_numeric():
        found = _number(values, rule)
    elif len(fields_of(rule)) == 1:  # text or truth: each different value is looked at once
        broken = [one for one in values.unique() if rule.problem({rule.field: one})]
        found = values.is_in(polars.Series(broken, dtype=values.dtype), nulls_equal=True)
    if found is None:
        return polars.repeat(True, len(batch), dtype=polars.Boolean, eager=True)
    return found


def _number(values: Any, rule: Expectation) -> Any:
    floats = values.cast(import_polars().Float64)
    if isinstance(rule, Range):
        inside = values.is_between(rule.low, rule.high)
        if values.dtype.is_integer():  # larger ones are rounded when they are compared
            inside = inside & values.is_between(-(2**53), 2**53)
        return ~inside.fill_null(True)
    if isinstance(rule, Finite):
        return floats.is_infinite().fill_null(False)
    if isinstance(rule, Present):
        return values.is_null() | floats.is_nan().fill_null(False)
    return None
