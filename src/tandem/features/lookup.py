"""A component that gives the features of its input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar, cast

from tandem.core.component import Component, Model
from tandem.core.schema import contract
from tandem.core.tree import walk
from tandem.features.definition import Features
from tandem.features.online import Online
from tandem.features.readers import reader

In = TypeVar("In")
F = TypeVar("F", bound=Features[Any])


class Lookup(Model[In, F]):
    """Features in front of a model: subclass it with the class of requests and a definition.

    It has no parameter and no state. The definition is code, which a release pins; the
    values come from what ``connect`` or ``reading`` named, as of the time of each request.

    >>> from dataclasses import dataclass
    >>> from datetime import datetime
    >>> from tandem.features import Features, History, Lookup, count, reading
    >>> @dataclass(frozen=True)
    ... class Visit:
    ...     time: datetime
    ...     user: str
    >>> class Signals(Features[Visit]):
    ...     visits_1h: int = count(by="user", hours=1)
    >>> class Look(Lookup[Visit, Signals]):
    ...     pass
    >>> with reading(History({Visit: []})):
    ...     Look().predict([Visit(datetime(2026, 1, 1), "ann")])
    [Signals(visits_1h=1)]
    """

    kind: ClassVar[str] = "features"

    def predict(self, requests: Sequence[In], /) -> list[F]:
        definition = cast("type[F]", contract(type(self)).output)
        return reader().read_many(definition, requests)


def check_lookups(component: Component[Any, Any]) -> None:
    """Raise where a ``Lookup`` of a tree could give no features.

    ``NotConnected`` if nothing says where features are read from, ``NotFilled`` if that
    store was never filled for one of the definitions.
    """
    for _, part in walk(component):
        if isinstance(part, Lookup):
            source = reader()
            if isinstance(source, Online):
                source.check(contract(type(part)).output)
