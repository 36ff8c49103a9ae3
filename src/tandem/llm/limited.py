"""Limited: a chat model within requests and tokens a minute, and dollars that may be spent."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from typing import ClassVar, Final
from weakref import WeakKeyDictionary

from tandem.core import Component, note, tree
from tandem.core.schema import encode
from tandem.errors import BudgetExceeded, DefinitionError, Overloaded, ProviderError
from tandem.llm.allowance import Allowances, Claim, InCatalog, InProcess, Refusal
from tandem.llm.caller import caller
from tandem.llm.message import Message, conversation
from tandem.llm.meter import Meter, metering
from tandem.llm.pricing import price
from tandem.llm.served import Served
from tandem.llm.shared import shared
from tandem.llm.turns import Turns
from tandem.record.times import now

_MINUTE: Final = 60.0
_PER_MESSAGE: Final = 16
"""Tokens that a protocol adds to a message, at most."""
_PER_IMAGE: Final = 2_000
_BYTES_A_TOKEN: Final = 4


class Limited(Component[str | list[Message], str]):
    """A chat model within limits, which all that have the same ``name`` share.

    ``requests`` and ``tokens`` are a minute's; a call that is beyond them waits for at most
    ``wait`` seconds in a queue of at most ``queue`` calls, the highest priority of
    ``calling`` first, and raises ``Overloaded`` after that. Tokens are estimated before a
    call and put right after it.

    ``dollars_a_call``, ``dollars_a_subject`` (a day, UTC) and ``dollars_a_day`` fail closed:
    before a call the most that it can cost is set aside, by the bytes of the question and
    ``max_tokens``, and put right by what it did cost; a call that is beyond them raises
    ``BudgetExceeded``, and so does one of a model whose price nobody knows.

    Processes share the counts through the catalog that ``tandem.llm.connect`` names.
    """

    kind: ClassVar[str] = "limit"

    chat: Component[str | list[Message], str]
    name: str = "chat"
    requests: int | None = None
    tokens: int | None = None
    dollars_a_call: float | None = None
    dollars_a_subject: float | None = None
    dollars_a_day: float | None = None
    queue: int = 100
    wait: float = 30.0

    async def run(self, x: str | list[Message], /) -> str:
        claims = self._claims(conversation(x))
        allowances = _allowances()
        await self._admit(allowances, claims)
        with metering() as meter:
            try:
                said = await self.chat(x)
            except ProviderError:  # refused, or counted by the meter
                await self._settle(allowances, claims, meter)
                raise
            except BaseException:  # nobody knows what it used: that stays set aside
                meter.unpriced += 1
                await self._settle(allowances, claims, meter)
                raise
            await self._settle(allowances, claims, meter)
            return said

    async def _settle(self, allowances: Allowances, claims: list[Claim], meter: Meter) -> None:
        """Put right what was taken, also for a call that was cancelled."""
        used = [self._used(claim, meter) for claim in claims]
        await asyncio.shield(asyncio.ensure_future(_settle(allowances, claims, used)))

    def _claims(self, turns: list[Message]) -> list[Claim]:
        """What a call may use at most, of each limit."""
        size = sum(len(turn.content.encode()) for turn in turns)
        size += sum(len(encode(turn.schema)) for turn in turns if turn.schema)
        size += sum(len(call.arguments) for turn in turns for call in turn.calls)
        extra = _PER_MESSAGE * (len(turns) + 1)
        extra += _PER_IMAGE * sum(len(turn.images) for turn in turns)
        claims: list[Claim] = []
        if self.requests is not None:
            claims.append(Claim(f"{self.name} requests", 1.0, self.requests, _MINUTE))
        if self.tokens is not None:
            expected = size // _BYTES_A_TOKEN + extra + self._max_tokens()
            amount = float(min(expected, self.tokens))
            claims.append(Claim(f"{self.name} tokens", amount, self.tokens, _MINUTE))
        return claims + self._dollars(size + extra)

    def _dollars(self, tokens_in: int) -> list[Claim]:
        limits = (self.dollars_a_call, self.dollars_a_subject, self.dollars_a_day)
        if all(limit is None for limit in limits):
            return []
        most = self._most(tokens_in)
        if self.dollars_a_call is not None and most > self.dollars_a_call:
            raise BudgetExceeded(
                f"a call of {self.name!r} could cost ${most:.6f}, of which "
                f"${self.dollars_a_call:.6f} is allowed",
                hint="ask less, lower max_tokens, or raise dollars_a_call",
            )
        day, claims = f"{now():%Y-%m-%d}", []
        if self.dollars_a_subject is not None:
            key = f"{self.name} dollars {day} of {caller().subject}"
            claims.append(Claim(key, most, self.dollars_a_subject))
        if self.dollars_a_day is not None:
            claims.append(Claim(f"{self.name} dollars {day}", most, self.dollars_a_day))
        return claims

    def _most(self, tokens_in: int) -> float:
        """US dollars that one call can cost at most: of the dearest model inside."""
        most = 0.0
        models = self._models()
        if not models:
            raise BudgetExceeded(
                f"{self.name!r} limits dollars and holds no model whose price is known",
                hint="put a Limited around each Chat",
            )
        for model in models:
            if model.max_tokens is None:
                raise DefinitionError(
                    f"{self.name!r} limits dollars and {model.model} has no max_tokens",
                    hint="without it nobody can say what a call may cost",
                )
            asked = tokens_in + len(model.instructions.encode()) + _PER_MESSAGE
            cost = price(model.model, asked, model.max_tokens, own=model.price)
            if cost is None:
                raise BudgetExceeded(
                    f"{self.name!r} limits dollars and the price of {model.model} is not known",
                    hint="say it: Chat(price=(IN, OUT)) in dollars per million tokens",
                )
            most = max(most, cost)
        return most

    def _models(self) -> list[Served[object, object]]:
        return [part for _, part in tree.walk(self.chat) if isinstance(part, Served)]

    def _max_tokens(self) -> int:
        return max((model.max_tokens or 0 for model in self._models()), default=0)

    async def _admit(self, allowances: Allowances, claims: list[Claim]) -> None:
        """Take the claims, waiting for what fills up. Raises ``Overloaded``."""
        if not claims:
            return
        deadline = time.monotonic() + self.wait
        try:
            async with asyncio.timeout(self.wait):
                async with _turns(self.name, self.queue).turn(caller().priority):
                    while refused := await _take(allowances, claims):
                        pause = self._pause(refused, deadline)
                        note(limited=refused.claim.key)
                        await asyncio.sleep(pause)
        except TimeoutError:
            raise Overloaded(f"{self.name!r} gave no turn within {self.wait:g} s") from None

    def _pause(self, refused: Refusal, deadline: float) -> float:
        claim, wait = refused.claim, refused.wait
        if wait is None:
            raise BudgetExceeded(
                f"{claim.key}: ${claim.amount:.6f} more is over the limit of ${claim.capacity:.6f}",
                hint="it holds until midnight UTC, or until the limit is raised",
            )
        if wait > deadline - time.monotonic():
            raise Overloaded(
                f"{claim.key} are used up for {wait:.1f} s", retry_after=math.ceil(wait)
            )
        return wait

    def _used(self, claim: Claim, meter: Meter) -> float:
        """What a call used of a limit. What nobody knows the price of stays set aside."""
        if claim.key == f"{self.name} requests":
            return claim.amount
        if claim.key == f"{self.name} tokens":
            counted = float(meter.tokens_in + meter.tokens_out)
            return max(claim.amount, counted) if meter.unpriced and not counted else counted
        return max(claim.amount, meter.cost) if meter.unpriced else meter.cost


_alone = InProcess()
_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Turns]] = WeakKeyDictionary()


def _allowances() -> Allowances:
    catalog = shared()
    return _alone if catalog is None else InCatalog(catalog)


def _turns(name: str, limit: int) -> Turns:
    return _queues.setdefault(asyncio.get_running_loop(), {}).setdefault(name, Turns(limit))


async def _take(allowances: Allowances, claims: Sequence[Claim]) -> Refusal | None:
    if isinstance(allowances, InProcess):
        return allowances.take(claims)
    return await asyncio.to_thread(allowances.take, claims)


async def _settle(allowances: Allowances, claims: Sequence[Claim], used: Sequence[float]) -> None:
    if isinstance(allowances, InProcess):
        allowances.settle(claims, used)
    elif claims:
        await asyncio.to_thread(allowances.settle, claims, used)
