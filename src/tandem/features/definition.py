"""A definition of features: one class that says how they are computed and holds their values."""

from __future__ import annotations

import dataclasses
import graphlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform, get_args, get_origin

from tandem.errors import DefinitionError
from tandem.features.aggregates import (
    Aggregate,
    RowFunction,
    Value,
    arguments,
    compute,
    count,
    distinct,
    first,
    last,
    maximum,
    mean,
    minimum,
    ratio,
    since,
    std,
    total,
)
from tandem.features.layout import Layout, Slice
from tandem.features.records import names_of
from tandem.features.window import Window

In = TypeVar("In")


@dataclass(frozen=True)
class Definition:
    """What a ``Features`` class says, worked out once.

    ``copies`` are taken from the request by name; ``rows`` are row functions in an order in
    which each has its inputs; ``layouts`` are the logs of events that are kept, each with
    the features read from it.
    """

    request: type[Any]
    time: str
    key: str
    copies: tuple[str, ...]
    rows: Mapping[str, RowFunction]
    layouts: tuple[Layout, ...]

    @cached_property
    def program(
        self,
    ) -> tuple[tuple[str, Callable[..., Any], tuple[tuple[str, bool], ...]], ...]:
        """The row functions with their inputs, and whether each is taken from the request."""
        features = {*self.copies, *self.rows}
        features |= {n for x in self.layouts for part in x.slices for n, _ in part.features}
        return tuple(
            (name, row.function, tuple((i, i == name or i not in features) for i in row.inputs))
            for name, row in self.rows.items()
        )

    @property
    def events(self) -> tuple[type[Any], ...]:
        """The classes of events that the features are made from."""
        return tuple(dict.fromkeys(layout.event for layout in self.layouts))


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        compute,
        count,
        distinct,
        first,
        last,
        maximum,
        mean,
        minimum,
        ratio,
        since,
        std,
        total,
    ),
)
class Features(Generic[In]):
    """Features of requests of class ``In``: subclass it and give each field its meaning.

    A field without a value is taken from the request by its name. Class options: ``key``
    names the field that identifies an event (else its whole content does), ``time`` the one
    that dates requests and events. Per entity, events are kept as long as the longest window
    plus ``lateness_days``: that far behind the newest event, late events and reads are exact.

    Raises ``DefinitionError`` for a field that no request, event or feature has.

    >>> from dataclasses import dataclass
    >>> from datetime import datetime
    >>> @dataclass(frozen=True)
    ... class Payment:
    ...     id: int
    ...     time: datetime
    ...     customer: str
    ...     amount: float
    >>> class Signals(Features[Payment], key="id"):
    ...     amount: float
    ...     payments_1d: int = count(by="customer", days=1)
    >>> Signals(amount=3.5, payments_1d=2)
    Signals(amount=3.5, payments_1d=2)
    """

    definition: ClassVar[Definition]
    _specs: ClassVar[Mapping[str, Aggregate | RowFunction]] = {}

    def __init_subclass__(
        cls, *, key: str | None = None, time: str = "time", lateness_days: float = 1.0
    ) -> None:
        super().__init_subclass__()
        own = inspect.get_annotations(cls)
        specs = dict(cls._specs)
        for name in own:
            value = cls.__dict__.get(name)
            if isinstance(value, (Aggregate, RowFunction)):
                specs[name] = value
                setattr(cls, name, dataclasses.field())
        cls._specs = specs
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.definition = _definition(
            cls, specs, key or "", time, timedelta(days=lateness_days) // timedelta(microseconds=1)
        )


def _definition(
    cls: type[Features[Any]],
    specs: Mapping[str, Aggregate | RowFunction],
    key: str,
    time: str,
    lateness: int,
) -> Definition:
    request = _request(cls)
    features = list(names_of(cls))
    known = names_of(request)
    copies = tuple(name for name in features if name not in specs)
    for name in (time, *copies):
        if name not in known:
            raise DefinitionError(
                f"{cls.__name__} takes {name!r} from {request.__name__}, which has no such field",
                hint=f"its fields are {', '.join(known)}; count, mean, compute ... make others",
            )
    aggregates = {name: spec for name, spec in specs.items() if isinstance(spec, Aggregate)}
    rows = {name: spec for name, spec in specs.items() if isinstance(spec, RowFunction)}
    return Definition(
        request,
        time,
        key,
        copies,
        _ordered(cls, rows, features, known),
        _layouts(cls, aggregates, request, key, time, lateness),
    )


def _request(cls: type[Any]) -> type[Any]:
    for base in cls.__mro__:
        for parent in getattr(base, "__orig_bases__", ()):
            if get_origin(parent) is Features and isinstance(get_args(parent)[0], type):
                found: type[Any] = get_args(parent)[0]
                return found
    raise DefinitionError(
        f"{cls.__name__} does not say what it describes",
        hint=f"write `class {cls.__name__}(Features[Request])` with the class of the requests",
    )


def _ordered(
    cls: type[Any], rows: Mapping[str, RowFunction], features: list[str], known: tuple[str, ...]
) -> dict[str, RowFunction]:
    """Row functions after their inputs. A name is a feature first, then a field."""
    needs = {}
    for name, row in rows.items():
        for item in row.inputs:
            if item not in known and (item not in features or item == name):
                raise DefinitionError(
                    f"{cls.__name__}.{name} needs {item!r}, which is no feature and no field",
                    hint=f"fields are {', '.join(known)}; features are {', '.join(features)}",
                )
        needs[name] = {item for item in row.inputs if item in rows and item != name}
    try:
        order = list(graphlib.TopologicalSorter(needs).static_order())
    except graphlib.CycleError as error:
        raise DefinitionError(
            f"{cls.__name__}: features need each other: {' <- '.join(error.args[1])}"
        ) from None
    return {name: rows[name] for name in order}


def _layouts(
    cls: type[Any],
    aggregates: Mapping[str, Aggregate],
    request: type[Any],
    key: str,
    time: str,
    lateness: int,
) -> tuple[Layout, ...]:
    """One log of events for each class of events and entity."""
    groups: dict[tuple[type[Any], tuple[str, ...]], dict[str, Aggregate]] = {}
    for name, spec in aggregates.items():
        event = spec.of or request
        _check_fields(cls, name, spec, event, request, time)
        groups.setdefault((event, spec.by), {})[name] = spec
    return tuple(
        _layout(event, by, found, event is request, key, time, lateness)
        for (event, by), found in groups.items()
    )


def _layout(
    event: type[Any],
    by: tuple[str, ...],
    found: Mapping[str, Aggregate],
    own: bool,
    key: str,
    time: str,
    lateness: int,
) -> Layout:
    columns: dict[Value, int] = {}
    slices: dict[tuple[Window, bool, Value | None, Value | None], list[tuple[str, Any]]] = {}
    for name, spec in found.items():
        for value in (spec.value, spec.where):
            if value is not None:
                columns.setdefault(value, len(columns))
        at = (spec.window, spec.itself, spec.value, spec.where)
        slices.setdefault(at, []).append((name, spec.kind))
    return Layout(
        event=event,
        by=by,
        own=own,
        key=key if key in names_of(event) else "",
        time=time,
        columns=tuple(columns),
        horizon=max(spec.window.reach for spec in found.values()),
        lateness=lateness,
        slices=tuple(
            Slice(
                window,
                itself,
                None if value is None else columns[value],
                None if where is None else columns[where],
                tuple(features),
            )
            for (window, itself, value, where), features in slices.items()
        ),
    )


def _check_fields(
    cls: type[Any], name: str, spec: Aggregate, event: type[Any], request: type[Any], time: str
) -> None:
    values = [value for value in (spec.value, spec.where) if value is not None]
    for owner, items in ((request, spec.by), (event, (*spec.by, time, *_inputs(values)))):
        known = names_of(owner)
        for item in items:
            if item not in known:
                raise DefinitionError(
                    f"{cls.__name__}.{name} needs {item!r}, which {owner.__name__} has not",
                    hint=f"its fields are {', '.join(known)}",
                )


def _inputs(values: list[Value]) -> tuple[str, ...]:
    return tuple(
        item
        for value in values
        for item in ((value,) if isinstance(value, str) else arguments(value))
    )


def definition_of(cls: Any) -> Definition:
    """The definition of a ``Features`` class; raises ``DefinitionError`` for anything else."""
    if not (isinstance(cls, type) and issubclass(cls, Features) and cls is not Features):
        raise DefinitionError(
            f"{cls!r} defines no features", hint="pass a class like `class X(Features[Request])`"
        )
    return cls.definition
