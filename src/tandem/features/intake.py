"""What comes in from outside for a component: the requests that its features are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tandem.errors import NotConnected

if TYPE_CHECKING:
    from tandem.features.definition import Features
    from tandem.features.readers import Reader


@dataclass(frozen=True)
class Intake:
    """The type of what comes in, and how it becomes the input of a component.

    With a ``source``, requests come in and the features of ``definition`` are read from
    there; without one, what comes in is the input.
    """

    type: Any
    definition: type[Features[Any]] | None = None
    source: Reader | None = None

    def inputs(self, asked: Sequence[Any]) -> Sequence[Any]:
        """The inputs for what came in, in order.

        Raises ``InvalidInput`` for requests that the source cannot answer any more.
        """
        if self.source is None or self.definition is None:
            return asked
        return self.source.read_many(self.definition, asked)


def intake_of(kind: Any) -> Intake:
    """How inputs of a type come in.

    Those of a ``Features`` class come in as its requests where a source of features is
    connected or named; any other type as itself. Raises ``NotFilled`` if that source was
    never filled for the definition.
    """
    if not (isinstance(kind, type) and hasattr(kind, "definition")):
        return Intake(kind)
    # Most components take no features, and a server of those starts without these modules.
    from tandem.features.definition import Features
    from tandem.features.online import Online
    from tandem.features.readers import reader

    if not issubclass(kind, Features):
        return Intake(kind)
    try:
        source = reader()
    except NotConnected:
        return Intake(kind)
    if isinstance(source, Online):
        source.check(kind)
    return Intake(kind.definition.request, kind, source)
