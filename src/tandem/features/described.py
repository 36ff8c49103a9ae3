"""A definition as plain data: what a release pins of it, and a fingerprint of what it computes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec

from tandem.core.schema import encode_canonical, field_types
from tandem.features.aggregates import RowFunction, Value
from tandem.features.definition import Definition, Features, definition_of
from tandem.features.function_text import text_of
from tandem.features.layout import Layout
from tandem.features.records import names_of
from tandem.features.window import DAY, Window
from tandem.record.digest import digest_bytes


class FeatureInfo(msgspec.Struct, frozen=True):
    """One feature. ``kind`` is ``copied``, ``computed`` or that of an aggregate.

    ``inputs`` are what a computed feature is made from; ``value`` and ``where`` name a field of
    the ``events`` or a function of them; ``span`` and ``delay`` of the window are in
    microseconds. ``source`` is the text of the functions, with what they use.
    """

    name: str
    type: str
    kind: str
    inputs: list[str] = []
    events: str = ""
    by: list[str] = []
    value: str = ""
    where: str = ""
    span: int = 0
    delay: int = 0
    itself: bool = True
    source: str = ""

    @property
    def meaning(self) -> str:
        """What it is in a few words: ``mean of amount by customer, 7 days``."""
        if self.kind == "copied":
            return "from the request"
        if self.kind == "computed":
            return f"computed from {', '.join(self.inputs) or 'nothing'}"
        words = self.kind + (f" of {self.value}" if self.value else "")
        words += f" of {self.events}" * (not self.value) + f" by {', '.join(self.by)}, "
        words += _length(self.span)
        words += f", delayed by {_length(self.delay)}" if self.delay else ""
        words += f", where {self.where}" if self.where else ""
        return words if self.itself or self.kind == "since" else f"{words}, without itself"


class FeatureView(msgspec.Struct, frozen=True):
    """A definition: the class of its requests, its features, and where its class stands."""

    name: str
    module: str
    about: str
    request: str
    key: str
    time: str
    lateness: int
    features: list[FeatureInfo]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides a value: equal wherever the class stands."""
        return digest_bytes(encode_canonical(msgspec.structs.replace(self, module="", about="")))

    @property
    def ref(self) -> str:
        """``name@fingerprint``, as short as people write it."""
        return f"{self.name}@{self.fingerprint[:12]}"

    def differences(self, other: FeatureView) -> list[str]:
        """The features that the other has not, has more, or computes otherwise; class options."""
        mine, theirs = ({item.name: item for item in v.features} for v in (self, other))
        names = [n for n in {**mine, **theirs} if mine.get(n) != theirs.get(n)]
        options = ("name", "request", "key", "time", "lateness")
        return names + [o for o in options if getattr(self, o) != getattr(other, o)]


def described(cls: type[Features[Any]], *, package: str = "") -> FeatureView:
    """The definition of a class as data; ``package`` is the project's, left out of ``module``.

    Raises ``DefinitionError`` for a class that defines no features.
    """
    plan = definition_of(cls)
    known = dict(_infos(cls, plan))
    module = cls.__module__
    if package and f"{module}.".startswith(f"{package}."):
        module = module[len(package) :] or "."
    lateness = plan.layouts[0].lateness if plan.layouts else DAY
    return FeatureView(
        name=cls.__qualname__,
        module=module,
        about=inspect.cleandoc(cls.__doc__ or "").partition("\n")[0],
        request=plan.request.__name__,
        key=plan.key,
        time=plan.time,
        lateness=lateness,
        features=[known[name] for name in names_of(cls)],
    )


def _infos(cls: type[Features[Any]], plan: Definition) -> Iterator[tuple[str, FeatureInfo]]:
    for name in plan.copies:
        yield name, FeatureInfo(name, _type(cls, name), "copied")
    for name, row in plan.rows.items():
        yield name, _computed(cls, name, row)
    for layout in plan.layouts:
        for part in layout.slices:
            value, where = (
                None if i is None else layout.columns[i] for i in (part.value, part.where)
            )
            for name, kind in part.features:
                yield (
                    name,
                    _aggregate(cls, name, kind, layout, part.window, part.itself, value, where),
                )


def _computed(cls: type[Features[Any]], name: str, row: RowFunction) -> FeatureInfo:
    return FeatureInfo(
        name, _type(cls, name), "computed", list(row.inputs), source=text_of(row.function)
    )


def _aggregate(
    cls: type[Features[Any]],
    name: str,
    kind: str,
    layout: Layout,
    window: Window,
    itself: bool,
    value: Value | None,
    where: Value | None,
) -> FeatureInfo:
    functions = [item for item in (value, where) if callable(item)]
    return FeatureInfo(
        name=name,
        type=_type(cls, name),
        kind=kind,
        events=layout.event.__name__,
        by=list(layout.by),
        value=_name(value),
        where=_name(where),
        span=window.span,
        delay=window.delay,
        itself=itself,
        source="\n".join(map(text_of, functions)),
    )


def _name(value: Value | None) -> str:
    return value or "" if not callable(value) else value.__name__


def _type(cls: type[Features[Any]], name: str) -> str:
    hint = field_types(cls).get(name) or _declared(cls, name)
    return hint.__name__ if isinstance(hint, type) else str(hint)


def _declared(cls: type[Features[Any]], name: str) -> Any:
    """The annotation as it is written: of a class in a function, names cannot be resolved."""
    return next(
        base.__annotations__[name]
        for base in cls.__mro__
        if name in vars(base).get("__annotations__", {})
    )


def _length(microseconds: int) -> str:
    """``7 days``, ``90 minutes``, ``1 hour``."""
    length = timedelta(microseconds=microseconds)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count, rest = divmod(length, timedelta(seconds=size))
        if count and not rest:
            return f"{count} {unit}" + "s" * (count > 1)
    return f"{length.total_seconds():g} seconds"
