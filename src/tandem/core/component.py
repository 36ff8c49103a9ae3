"""The one contract: a component has typed input, typed output, parameters and learned state.

A component is a frozen dataclass without being told so: fields without ``learned()`` are
parameters or parts, the constructor only stores them, and ``fit`` returns a new instance.
Everything that runs is one of these, so everything nests.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar, dataclass_transform

from tandem.core.context import current_run
from tandem.core.learned import codec_of, learned
from tandem.core.tree import check_unshared, is_part
from tandem.errors import DefinitionError

In = TypeVar("In")
Out = TypeVar("Out")

replace = dataclasses.replace
"""A variant of a component with other parts or parameters; type-checkers know its fields."""


class Loop(StrEnum):
    """How a system meets the world, which decides its default route and monitors."""

    PREDICTION = "prediction"
    INTERACTION = "interaction"
    HYBRID = "hybrid"


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    eq_default=False,
    field_specifiers=(learned, dataclasses.field),
)
class Component(Generic[In, Out]):
    """A part with typed input and output. Write ``run``; call the instance.

    >>> import asyncio
    >>> from tandem import Component
    >>> class Shout(Component[str, str]):
    ...     mark: str = "!"
    ...     async def run(self, x: str, /) -> str:
    ...         return x.upper() + self.mark
    >>> asyncio.run(Shout(mark="?")("hello"))
    'HELLO?'
    """

    kind: ClassVar[str] = "component"
    """What a trace calls it: component, model, system, retriever, chat, tool, guard ..."""
    fit_only: ClassVar[frozenset[str]] = frozenset()
    """Fields with parts that only ``fit`` uses: they need not be fitted to run or to release."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in ("__init__", "__post_init__", "__call__"):
            if name in cls.__dict__:
                raise DefinitionError(
                    f"{cls.__name__} defines {name}, which every component inherits",
                    hint="the constructor only stores: compute in run, predict or fit",
                )
        dataclasses.dataclass(frozen=True, kw_only=True, eq=False)(cls)

    def __post_init__(self) -> None:
        check_unshared(self)

    async def run(self, x: In, /) -> Out:
        """Turn one input into one output. Override this."""
        raise DefinitionError(
            f"{type(self).__name__} has no run",
            hint="write `async def run(self, x, /)`, or `predict(self, xs)` for a Model",
        )

    def __call__(self, x: In, /) -> Awaitable[Out]:
        """Run the component, through whatever records, budgets or replays at the moment."""
        run = current_run.get()
        return self.run(x) if run is None else run.call(self, x)

    def evolve(self, **learnt: Any) -> Self:
        """A copy with learned fields, or parts, set: the last line of every ``fit``."""
        fields = {field.name: field for field in dataclasses.fields(self)}  # type: ignore[arg-type]  # every subclass is a dataclass
        for name, value in learnt.items():
            if name not in fields:
                raise DefinitionError(
                    f"{type(self).__name__}.evolve got {name!r}, which is not a field",
                    hint=f"its fields are {', '.join(fields) or 'none'}",
                )
            if codec_of(fields[name]) is None and not is_part(value):
                raise DefinitionError(
                    f"{type(self).__name__}.evolve got {name!r}, which is a parameter, not state",
                    hint=f"declare `{name} = learned()`, or use tandem.replace for a variant",
                )
        return replace(self, **learnt)  # type: ignore[type-var]  # every subclass is a dataclass


class Model(Component[In, Out]):
    """A trained model: batch first. Write ``predict``; ``run`` is a batch of one."""

    kind: ClassVar[str] = "model"
    loop: ClassVar[Loop] = Loop.PREDICTION

    def predict(self, xs: Sequence[In], /) -> Sequence[Out]:
        """Turn many inputs into as many outputs, in order. Override this."""
        raise DefinitionError(
            f"{type(self).__name__} has no predict", hint="write `predict(self, xs)`"
        )

    async def run(self, x: In, /) -> Out:
        return self.predict((x,))[0]


class System(Component[In, Out]):
    """A component made of components: its fields are the parts, its ``run`` the workflow."""

    kind: ClassVar[str] = "system"
    loop: ClassVar[Loop] = Loop.INTERACTION
