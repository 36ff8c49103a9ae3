"""Self-consistency: one component is asked several times, and its usual answer counts."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from tandem.core import Component
from tandem.strategy.ensemble import Vote, silent

In = TypeVar("In")
Out = TypeVar("Out")


class SelfConsistency(Vote[In, Out]):
    """What ``member`` says most often in ``samples`` runs (Wang et al., 2203.11171).

    For a chat model whose temperature is above 0: with 0, or a fixed seed, all answers are
    alike and only dearer. Just more than half are asked at first; where they all agree, no
    other answer could win and the rest is not asked. Everything else is as in ``Vote``.
    """

    member: Component[In, Out]
    samples: int = 5

    async def run(self, x: In, /) -> Out:
        said = await self._ask(x, self.samples // 2 + 1)
        answered = [one for one in said if not isinstance(one, BaseException)]
        if len({self.key(one) for one in answered}) > 1 or len(answered) < len(said):
            said += await self._ask(x, self.samples - len(said))
        return self.taken(said)

    async def _ask(self, x: In, times: int) -> list[Any]:
        asked = (silent(self.member, x) for _ in range(times))
        return await asyncio.gather(*asked, return_exceptions=True)
