"""Ensemble: several components answer, and what most of them say counts."""

from __future__ import annotations

import asyncio
import json
import statistics
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, Final, TypeVar

import msgspec

from tandem.core import Component, Result, note, stream
from tandem.errors import DefinitionError, NotFitted
from tandem.models import Labels
from tandem.models.voting import mixed

In = TypeVar("In")
Out = TypeVar("Out")
_OURS: Final = (DefinitionError, NotFitted)
"""Mistakes of the system, which no other member makes good."""


class Vote(Component[In, Out]):
    """What several answers to one input come to; ``Ensemble`` and ``SelfConsistency`` are ones.

    ``merge`` takes the median of numbers, the mean of the chances of ``Labels``, and of anything
    else what was said most often, the earlier one at a tie; override it, or ``key``, which says
    what counts as the same. Answers that failed are left out while ``least`` are there. The
    span holds ``agreement``, the share of answers like the one taken, and ``failed``.
    What is emitted on the way to an answer is not passed on.
    """

    kind: ClassVar[str] = "strategy"

    least: int = 1

    def taken(self, said: Sequence[Out | BaseException]) -> Out:
        """The merged output of those that answered; raises as the first failure if too few."""
        failed = [one for one in said if isinstance(one, BaseException)]
        ours = [one for one in failed if isinstance(one, _OURS) or not isinstance(one, Exception)]
        outputs: list[Any] = [one for one in said if not isinstance(one, BaseException)]
        if ours or (failed and len(outputs) < self.least):
            raise (ours or failed)[0]
        output = self.merge(outputs)
        alike = sum(self.key(one) == self.key(output) for one in outputs)
        note(agreement=round(alike / len(outputs), 4), failed=len(failed))
        return output

    def merge(self, outputs: Sequence[Out]) -> Out:
        """One output of several."""
        first: Any = outputs[0]
        if isinstance(first, Labels):
            labels: Any = mixed([[one] for one in outputs], [1 / len(outputs)] * len(outputs))[0]
            return labels  # type: ignore[no-any-return]  # Labels, as the members gave
        if isinstance(first, (int, float)) and not isinstance(first, bool):
            middle: Any = statistics.median(outputs)  # type: ignore[type-var]  # numbers, as the first
            return middle  # type: ignore[no-any-return]  # a number, as the members gave
        counts = Counter(self.key(one) for one in outputs)
        return max(outputs, key=lambda one: counts[self.key(one)])

    def key(self, output: Out) -> Hashable:
        """What two outputs must share to count as the same answer."""
        if isinstance(output, Labels):
            return output.label
        if isinstance(output, str):
            return " ".join(output.split()).casefold().rstrip(".")
        if isinstance(output, Hashable):
            return output
        return json.dumps(msgspec.to_builtins(output), sort_keys=True)


class Ensemble(Vote[In, Out]):
    """One output made of those of all ``members``, which run at the same time: see ``Vote``."""

    members: tuple[Component[In, Out], ...]

    async def run(self, x: In, /) -> Out:
        asked = (silent(member, x) for member in self.members)
        return self.taken(await asyncio.gather(*asked, return_exceptions=True))


async def silent(component: Component[In, Out], x: In) -> Out:
    """The output of a component whose events nobody sees."""
    output: Any = None
    async for event in stream(component, x):
        if isinstance(event, Result):
            output = event.value
    return output  # type: ignore[no-any-return]  # the last event is the result
