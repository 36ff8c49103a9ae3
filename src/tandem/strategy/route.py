"""Route: a rule or a trained model chooses which component answers."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from tandem.core import Component, note
from tandem.errors import DefinitionError
from tandem.models import Labels

In = TypeVar("In")
Out = TypeVar("Out")


class Route(Component[In, Out]):
    """The output of the one of ``routes`` that ``chooser`` names for the input.

    ``chooser`` returns a name, or ``Labels`` of names: a rule is a component, a trained router
    (``QualityRouter``, a classifier) is one too. With ``sure`` a name of less probability than
    that goes to ``otherwise``, and so does a name that is no route; without ``otherwise`` such
    a name raises ``DefinitionError``. The span's ``answered_by`` holds the route.
    """

    kind: ClassVar[str] = "strategy"

    chooser: Component[In, Any]
    routes: dict[str, Component[In, Out]]
    otherwise: str = ""
    sure: float = 0.0

    async def run(self, x: In, /) -> Out:
        chosen = await self.chooser(x)
        name = chosen.label if isinstance(chosen, Labels) else chosen
        unsure = isinstance(chosen, Labels) and chosen.probability < self.sure
        if self.otherwise and (unsure or name not in self.routes):
            name = self.otherwise
        if name not in self.routes:
            raise DefinitionError(
                f"{type(self.chooser).__name__} chose {name!r}, which is no route",
                hint=f"routes are {', '.join(self.routes)}; otherwise= takes what fits none",
            )
        note(answered_by=name)
        return await self.routes[name](x)
