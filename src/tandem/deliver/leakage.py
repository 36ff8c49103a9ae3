"""Leaks between what a part learns from and the cases that it is judged on."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from tandem.core.rows import Rows
from tandem.data.dataset import Dataset
from tandem.data.leaks import Leak, find_leaks
from tandem.errors import LeakFound

if TYPE_CHECKING:
    from tandem.evaluate.case import Case

_LOOKED_AT = 100_000
_DEEP = 3
_FEW = 20


def leaks_of(data: Any, cases: Sequence[Case], allow: Collection[str] = ()) -> list[Leak]:
    """Leaks of the rows in ``data``, each kind and column once.

    Rows are found wherever they are in a record, a mapping or a sequence of a few. Of a
    dataset, which does not say what its target is, the first 100,000 records are compared
    with the cases. Other data, such as documents to be searched, has no leaks.
    """
    test = held_out(cases)
    found: dict[str, Leak] = {}
    for rows in _rows_in(data, _DEEP):
        for leak in find_leaks(rows, test, allow=allow):
            found.setdefault(leak.name, leak)
    return list(found.values())


def held_out(cases: Sequence[Case]) -> Rows[Any, Any]:
    """The cases as rows; with times where every case has one."""
    times = [case.time for case in cases if case.time is not None]
    return Rows(
        [case.input for case in cases],
        [case.target for case in cases],
        [case.group for case in cases],
        times if len(times) == len(cases) else None,
    )


def refuse(name: str, leaks: Sequence[Leak]) -> None:
    """Raise ``LeakFound`` if there are any."""
    if leaks:
        first = leaks[0]
        more = f" (and {len(leaks) - 1} more)" if len(leaks) > 1 else ""
        raise LeakFound(
            f"the data of {name} leaks: {first.message}{more}",
            hint=f"{first.hint}; if it is right, allow_leaks=[{first.name!r}]",
        )


def _rows_in(data: Any, depth: int) -> Iterator[Rows[Any, Any]]:
    if isinstance(data, Rows):
        yield data
    elif isinstance(data, Dataset):
        records = list(islice(data, _LOOKED_AT))
        yield Rows(records, [None] * len(records))
    elif depth and dataclasses.is_dataclass(data) and not isinstance(data, type):
        for field in dataclasses.fields(data):
            yield from _rows_in(getattr(data, field.name), depth - 1)
    elif depth and isinstance(data, Mapping):
        for value in data.values():
            yield from _rows_in(value, depth - 1)
    elif depth and isinstance(data, (tuple, list)):
        for value in data if len(data) < _FEW else ():
            yield from _rows_in(value, depth - 1)
