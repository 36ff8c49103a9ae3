"""Leaks: what training rows know that they must not, found before anything is trained."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any, Literal

import msgspec
import numpy as np

from tandem.core.rows import Rows
from tandem.data.association import copies, explained, explained_by_missing, is_categorical
from tandem.data.coding import Column, coded_columns
from tandem.data.duplicates import copied
from tandem.errors import DefinitionError

Kind = Literal["group", "future", "duplicate", "target", "missing", "late"]
KINDS: tuple[Kind, ...] = ("group", "future", "duplicate", "target", "missing", "late")

_CATEGORIES = 0.95
_NUMBERS = 0.995
_ROWS = 20
_RARE = 5


class Leak(msgspec.Struct, frozen=True, kw_only=True):
    """Something that makes a measured figure better than the truth.

    ``figure`` is the evidence, a share of rows or of the target's variation, 0..1.
    ``column`` is empty where whole rows are meant.
    """

    kind: Kind
    column: str = ""
    figure: float
    message: str
    hint: str

    @property
    def name(self) -> str:
        """What ``allow`` calls it: ``duplicate``, or ``target:total_charges``."""
        return f"{self.kind}:{self.column}" if self.column else self.kind


def find_leaks(
    train: Rows[Any, Any],
    test: Rows[Any, Any] | None = None,
    *,
    delay: timedelta = timedelta(0),
    allow: Collection[str] = (),
) -> list[Leak]:
    """What leaks from the test rows, or from the targets, into the training rows.

    Between the sides: the same group on both (``group``), training rows from after the first
    test row, or whose label was not known by then for being ``delay`` late (``future``), rows
    of one side copied to the other (``duplicate``). Among the training rows: a field that
    tells the target (``target``), or tells it by being missing (``missing``), and times in
    the inputs after the time of the row (``late``). What ``allow`` names, by kind or by kind
    and column, is known to be right and left out.

    >>> paid = [i % 2 for i in range(60)]
    >>> rows = Rows([{"fee": i % 7, "refund": paid[i]} for i in range(60)], paid)
    >>> [leak.name for leak in find_leaks(rows)]
    ['target:refund']
    """
    check_allowed(allow)
    if not len(train):
        return []
    inputs = coded_columns(train.inputs)
    found = [*_telling(inputs, coded_columns(train.targets)), *_late(inputs, train)]
    if test is not None and len(test):
        between = [*_groups(train, test), *_future(train, test, delay)]
        found = [*between, *_copies(inputs, coded_columns(test.inputs)), *found]
    return [leak for leak in found if leak.name not in allow and leak.kind not in allow]


def check_allowed(allow: Collection[str]) -> None:
    """Raise ``DefinitionError`` for a name that is no kind, nor a kind and a column."""
    for name in allow:
        if name.partition(":")[0] not in KINDS:
            raise DefinitionError(
                f"allow names {name!r}, which is no leak", hint=f"a kind is {', '.join(KINDS)}"
            )


def _groups(train: Rows[Any, Any], test: Rows[Any, Any]) -> Iterator[Leak]:
    if train.groups is None or test.groups is None:
        return
    shared = (set(train.groups) & set(test.groups)) - {""}
    if shared:
        figure = sum(group in shared for group in test.groups) / len(test)
        yield Leak(
            kind="group",
            figure=figure,
            message=f"{len(shared)} groups are on both sides, such as {min(shared)!r}: "
            f"{_percent(figure)} of the test rows have a relative among the training rows",
            hint="split with the groups given: split(Rows(..., groups=...))",
        )


def _future(train: Rows[Any, Any], test: Rows[Any, Any], delay: timedelta) -> Iterator[Leak]:
    if train.times is None or test.times is None:
        return
    known = Column("", "time", list(train.times)).numbers + delay.total_seconds() / 86_400
    first = Column("", "time", list(test.times)).numbers.min()
    figure = float((known > first).mean())
    if figure:
        late = f", or had no label by then ({delay} late)" if delay else ""
        yield Leak(
            kind="future",
            figure=figure,
            message=f"{_percent(figure)} of the training rows are from after the first test row, "
            f"{min(test.times)}{late}",
            hint="split by time: split_by_time(rows, start=..., delay=...)",
        )


def _copies(train: dict[str, Column], test: dict[str, Column]) -> Iterator[Leak]:
    found = copied(train, test)
    figure = float(found.mean()) if len(found) else 0.0
    if figure:
        yield Leak(
            kind="duplicate",
            figure=figure,
            message=f"{int(found.sum())} test rows ({_percent(figure)}) are among the training "
            f"rows as well, the first is test row {int(found.argmax())}",
            hint="remove duplicates before splitting, or give them one group",
        )


def _telling(inputs: dict[str, Column], targets: dict[str, Column]) -> Iterator[Leak]:
    for target in targets.values():
        if not _can_be_told(target):
            continue
        enough = _CATEGORIES if is_categorical(target) else _NUMBERS
        whose = f"the target {target.name}".strip() if target.name else "the target"
        for column in inputs.values():
            figure = explained_by_missing(column, target)
            if figure >= enough:
                yield Leak(
                    kind="missing",
                    column=column.name,
                    figure=figure,
                    message=f"whether {_called(column)} has a value tells {whose} ({figure:.1%})",
                    hint="it is filled in only after the outcome is known: leave it out",
                )
                continue
            figure = explained(column, target)
            if figure >= enough:
                same = copies(column, target)
                how = f"is a copy of {whose}" if same == 1 else f"alone tells {whose}"
                yield Leak(
                    kind="target",
                    column=column.name,
                    figure=figure,
                    message=f"{_called(column)} {how} ({figure:.1%} of its variation)",
                    hint="leave it out, or allow it if it is known when a prediction is made",
                )


def _can_be_told(target: Column) -> bool:
    """Enough rows, and not by chance: each of two classes some times."""
    if target.kind == "other" or len(target) < _ROWS:
        return False
    if not is_categorical(target):
        return True
    counts = np.unique(target.codes[~target.missing], return_counts=True)[1]
    return len(counts) > 1 and int(counts.sum() - counts.max()) >= _RARE


def _late(inputs: dict[str, Column], train: Rows[Any, Any]) -> Iterator[Leak]:
    if train.times is None:
        return
    asked = Column("", "time", list(train.times)).numbers
    for column in inputs.values():
        if column.kind != "time":
            continue
        with_day_only = np.array([not hasattr(value, "hour") for value in column.values])
        limit = np.where(with_day_only, np.floor(asked), asked)
        figure = float((column.numbers > limit).mean())  # missing compares false
        if figure:
            yield Leak(
                kind="late",
                column=column.name,
                figure=figure,
                message=f"{_called(column)} is after the time of the row "
                f"in {_percent(figure)} of them",
                hint="a prediction at that time could not have known it",
            )


def _called(column: Column) -> str:
    return f"the field {column.name!r}" if column.name else "the input"


def _percent(share: float) -> str:
    """A share for a person: one row in many is not "0.0%"."""
    return f"{share:.1%}" if share >= 0.001 else f"{max(share, 0.0001):.2%}"
