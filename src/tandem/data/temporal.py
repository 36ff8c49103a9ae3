"""Partitions by time: what is tested comes after everything that was learned from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tandem.core.rows import Rows
from tandem.data.partition import Partition
from tandem.errors import DefinitionError

_NONE = timedelta(0)


def split_by_time(
    rows: Rows[Any, Any],
    *,
    start: datetime | None = None,
    test: float = 0.25,
    gap: timedelta = _NONE,
    delay: timedelta = _NONE,
) -> Partition:
    """Rows from ``start`` on test, earlier ones train.

    Without ``start`` the newest share ``test`` of the rows tests. A model is fitted ``gap``
    before the tests begin, and knows by then only labels that are ``delay`` old: a row of
    time t trains if t + delay + gap is at most the start. Rows of a group that tests do not
    train. Raises ``DefinitionError`` where a side would be empty.

    >>> days = [datetime(2026, 1, day) for day in range(1, 9)]
    >>> rows = Rows(days, [0] * 8, times=days)
    >>> made = split_by_time(rows, start=datetime(2026, 1, 7), delay=timedelta(days=2))
    >>> made.train, made.test
    ([0, 1, 2, 3, 4], [6, 7])
    """
    times = _times(rows)
    _check_spans(gap=gap, delay=delay)
    if start is None:
        if not 0 < test < 1:
            raise DefinitionError(f"split_by_time got test={test}", hint="a share between 0 and 1")
        start = sorted(times)[-max(1, round(test * len(times)))]
    parameters = {"start": start, "gap": gap, "delay": delay}
    return _cut(rows, times, "by time", start, None, None, gap + delay, parameters)


def rolling_origin(
    rows: Rows[Any, Any],
    *,
    test: timedelta,
    k: int = 5,
    step: timedelta | None = None,
    window: timedelta | None = None,
    gap: timedelta = _NONE,
    delay: timedelta = _NONE,
) -> list[Partition]:
    """``k`` partitions by time, oldest first, each as if made at another day.

    Each tests on the rows of a span ``test``; the last span ends with the newest row, the
    others lie ``step`` (by default ``test``) apart. Each trains on everything before, or on
    the last ``window`` of it; ``gap``, ``delay`` and groups as in ``split_by_time``.
    """
    times = _times(rows)
    step = test if step is None else step
    _check_spans(gap=gap, delay=delay)
    if k < 1 or test <= _NONE or step <= _NONE or (window is not None and window <= _NONE):
        raise DefinitionError(
            f"rolling_origin got k={k}, test={test}, step={step}, window={window}",
            hint="at least one origin, and spans of time above zero",
        )
    newest = max(times)
    found = []
    for i in reversed(range(k)):
        # The newest row belongs to the last span: a span is open at its early end.
        end = newest - i * step
        after = end - test
        spans = {"after": after, "end": end, "gap": gap, "delay": delay}
        parameters = spans if window is None else {**spans, "window": window}
        found.append(
            _cut(rows, times, "rolling origin", after, end, window, gap + delay, parameters)
        )
    return found


def _cut(
    rows: Rows[Any, Any],
    times: Sequence[datetime],
    method: str,
    start: datetime,
    end: datetime | None,
    window: timedelta | None,
    apart: timedelta,
    parameters: dict[str, Any],
) -> Partition:
    """Rows from ``start`` test; with an ``end``, those after ``start`` and up to the end."""
    if end is None:
        test = [i for i, time in enumerate(times) if time >= start]
        known = [i for i, time in enumerate(times) if time < start and time + apart <= start]
    else:
        test = [i for i, time in enumerate(times) if start < time <= end]
        known = [i for i, time in enumerate(times) if time + apart <= start]
    if window is not None:
        known = [i for i in known if times[i] > start - apart - window]
    if rows.groups is not None:
        tested = {rows.groups[i] for i in test} - {""}
        known = [i for i in known if rows.groups[i] not in tested]
    if not test or not known:
        side = "training" if test else "test"
        raise DefinitionError(
            f"{method}: there are no {side} rows for the start {start}",
            hint=f"the rows are from {min(times)} to {max(times)}",
        )
    return Partition(method, len(rows), known, test, parameters)


def _times(rows: Rows[Any, Any]) -> Sequence[datetime]:
    if rows.times is None or not len(rows):
        raise DefinitionError(
            "rows without times cannot be split by time", hint="Rows(inputs, targets, times=...)"
        )
    if len({time.tzinfo is None for time in rows.times}) > 1:
        raise DefinitionError(
            "some times of the rows have a zone and some have not",
            hint="give all of them one, such as time.replace(tzinfo=UTC)",
        )
    return rows.times


def _check_spans(**spans: timedelta) -> None:
    for name, span in spans.items():
        if span < _NONE:
            raise DefinitionError(f"{name}={span} is below zero")
