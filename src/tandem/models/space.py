"""Search spaces: the values that tuning may try, written beside the parameter they belong to."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from tandem.core import tree
from tandem.core.component import Component
from tandem.core.learned import codec_of
from tandem.errors import DefinitionError, UnknownPath

_KEY = "tandem.space"


@dataclasses.dataclass(frozen=True)
class Space:
    """Numbers from ``low`` to ``high`` (whole ones where both are), or one of ``choices``."""

    low: float | None = None
    high: float | None = None
    log: bool = False
    """Whether steps are taken in proportion rather than in size."""
    choices: list[Any] | None = None

    def __post_init__(self) -> None:
        if self.choices is not None:
            fine = len(self.choices) > 0 and self.low is None and self.high is None
        else:
            fine = self.low is not None and self.high is not None and self.low < self.high
        if not fine or (self.log and (self.low or 0) <= 0):
            raise DefinitionError(
                f"{self} is no search space",
                hint="low below high (above zero with log), or choices, not both",
            )

    @property
    def whole(self) -> bool:
        """Whether it holds whole numbers only."""
        return isinstance(self.low, int) and isinstance(self.high, int)

    def grid(self, points: int) -> list[Any]:
        """At most ``points`` values, evenly spread.

        >>> Space(1, 100, log=True).grid(3), Space(0.0, 1.0).grid(3)
        ([1, 10, 100], [0.0, 0.5, 1.0])
        """
        if self.choices is not None:
            return list(self.choices)
        assert self.low is not None
        assert self.high is not None
        shares = [i / (points - 1) for i in range(points)] if points > 1 else [0.5]
        if self.log:
            values = [self.low * (self.high / self.low) ** share for share in shares]
        else:
            values = [self.low + (self.high - self.low) * share for share in shares]
        return list(dict.fromkeys(round(v) for v in values)) if self.whole else values


def span(low: float, high: float, *, log: bool = False) -> Space:
    """Numbers from ``low`` to ``high``."""
    return Space(low, high, log)


def choice(*values: Any) -> Space:
    """One of these values."""
    return Space(choices=list(values))


def tunable(default: Any, space: Space) -> Any:
    """A parameter with a default and the space that ``Tuned`` searches.

    >>> from tandem import Model
    >>> class Scorer(Model[float, float]):
    ...     strength: float = tunable(1.0, span(0.01, 100.0, log=True))
    >>> Scorer().strength, spaces_of(Scorer())["strength"].high
    (1.0, 100.0)
    """
    return dataclasses.field(default=default, metadata={_KEY: space})


def spaces_of(component: Component[Any, Any]) -> dict[str, Space]:
    """The spaces declared in a component and its parts, by path: ``members.0.leaves``."""
    return {
        f"{path}.{field.name}" if path else field.name: field.metadata[_KEY]
        for path, part in tree.walk(component)
        for field in tree.fields(part)
        if _KEY in field.metadata
    }


def configured(component: Any, values: dict[str, Any]) -> Any:
    """The component with parameters at these paths set. Raises ``UnknownPath``."""
    by_part: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        owner, _, name = path.rpartition(".")
        by_part.setdefault(owner, {})[name] = value
    for path in sorted(by_part, key=len, reverse=True):  # parts before what holds them
        part: Any = tree.get(component, path) if path else component
        changed = dataclasses.replace(part, **by_part[path])
        component = tree.swap(component, path, changed) if path else changed
    return component


def check_paths(component: Component[Any, Any], paths: Sequence[str]) -> None:
    """Raise ``UnknownPath`` unless each path names a parameter of the component or its parts."""
    known = {
        f"{path}.{field.name}" if path else field.name
        for path, part in tree.walk(component)
        for field in tree.fields(part)
        if codec_of(field) is None and not tree.is_part(getattr(part, field.name))
    }
    for path in paths:
        if path not in known:
            raise UnknownPath(
                f"{type(component).__name__} has no parameter at {path!r}",
                hint=f"its parameters are {', '.join(sorted(known))}",
            )
