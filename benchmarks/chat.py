"""What our chat path adds to the provider's own client; parsing of records; look-ups of answers.

    python benchmarks/chat.py

Processor time of the client's thread, the fake server running in another. Rounds of us and of
the peer alternate; the quietest round of each counts. The peer is OpenAI's client, with the
same answer over the same kind of connection, whole and streamed. For similar answers the peer
is one product of the whole matrix with the question.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem import Component, Token
from tandem.core.schema import decoder
from tandem.llm import Cached, Chat, FakeChat, Message
from tandem.llm.json_text import json_text
from tandem.llm.similar import Similar

ROUNDS, CALLS = 12, 40
ENTRIES, DIMENSIONS = 100_000, 384
ANSWER = " ".join(f"word{i}" for i in range(20))


@dataclass(frozen=True)
class Line:
    item: str
    count: int
    price: float
    notes: list[str]


@dataclass(frozen=True)
class Order:
    customer: str
    lines: list[Line]


class Echo(Component[str | list[Message], str]):
    """Answers without any model."""

    async def run(self, x: str | list[Message], /) -> str:
        return "an answer"


async def thread_time(call: Callable[[], Awaitable[object]], calls: int) -> float:
    """Milliseconds of this thread a call."""
    began = time.thread_time_ns()
    for _ in range(calls):
        await call()
    return (time.thread_time_ns() - began) / calls / 1e6


async def chats(*, streamed: bool) -> tuple[float, float, float]:
    """Our call, the peer's, and the median difference of rounds side by side."""
    from openai import AsyncOpenAI

    from tandem import stream

    with FakeChat([ANSWER]) as server:
        ours = Chat(model=server.model, base_url=server.url)
        client = AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0)

        async def watched() -> str:
            return "".join([e.text async for e in stream(ours, "Hello?") if isinstance(e, Token)])

        async def whole() -> str:
            return await ours("Hello?")

        async def peer_whole() -> str:
            answer = await client.chat.completions.create(
                model="fake", messages=[{"role": "user", "content": "Hello?"}]
            )
            return answer.choices[0].message.content or ""

        async def peer_streamed() -> str:
            chunks = await client.chat.completions.create(
                model="fake",
                messages=[{"role": "user", "content": "Hello?"}],
                stream=True,
                stream_options={"include_usage": True},
            )
            pieces = [
                chunk.choices[0].delta.content or "" async for chunk in chunks if chunk.choices
            ]
            return "".join(pieces)

        mine, peer = (watched, peer_streamed) if streamed else (whole, peer_whole)
        assert await mine() == await peer() == ANSWER
        pairs = [
            (await thread_time(mine, CALLS), await thread_time(peer, CALLS)) for _ in range(ROUNDS)
        ]
        await client.close()
    best_ours, best_peer = (min(side) for side in zip(*pairs, strict=True))
    return best_ours, best_peer, statistics.median(a - b for a, b in pairs)


def parsing() -> tuple[float, int]:
    """Milliseconds to take a record out of an answer, and the bytes of the answer."""
    line = {"item": "a nut of steel", "count": 3, "price": 0.25, "notes": ["rush", "gift wrap"]}
    text = json.dumps({"customer": "Ada", "lines": [line] * 60}, indent=1)
    said = f"Here it is:\n```json\n{text[:5000].rsplit('},', 1)[0]}}}]}}\n```"
    decode = decoder(Order)
    assert len(decode(json_text(said).encode()).lines) > 20
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.thread_time_ns()
        for _ in range(50):
            decode(json_text(said).encode())
        best = min(best, (time.thread_time_ns() - began) / 50 / 1e6)
    return best, len(said)


async def exact() -> float:
    """Milliseconds of a call that hits."""
    cached = Cached(chat=Echo())
    question = "How do I promote a release that has no passing verdict? " * 10
    await cached(question)
    return min([await thread_time(lambda: cached(question), 200) for _ in range(ROUNDS)])


def similar() -> tuple[float, float, float]:
    """Milliseconds of a look-up that hits, of one that misses, and of the whole product."""
    generator = np.random.default_rng(0)
    stored = generator.standard_normal((ENTRIES, DIMENSIONS), dtype=np.float32)
    stored /= np.linalg.norm(stored, axis=1, keepdims=True)
    index = Similar(ENTRIES, 0.95)
    for i, row in enumerate(stored):
        index.add(str(i), row)
    hit = stored[5] + 0.005 * generator.standard_normal(DIMENSIONS).astype(np.float32)
    hit /= np.linalg.norm(hit)
    miss = generator.standard_normal(DIMENSIONS).astype(np.float32)
    miss /= np.linalg.norm(miss)
    found = index.nearest(hit)
    assert found is not None
    assert found[0] == "5"
    assert index.nearest(miss) is None
    calls: list[Callable[[], Any]] = [
        lambda: index.nearest(hit),
        lambda: index.nearest(miss),
        lambda: int(np.argmax(stored @ hit)),
    ]
    return tuple(min(_once(call) for _ in range(60)) for call in calls)  # type: ignore[return-value]  # three calls


def _once(call: Callable[[], Any]) -> float:
    began = time.thread_time_ns()
    call()
    return (time.thread_time_ns() - began) / 1e6


def main() -> None:
    print(f"{platform.python_version()} on {os.cpu_count()} cores, {platform.machine()}")
    for streamed in (False, True):
        ours, peer, difference = asyncio.run(chats(streamed=streamed))
        how = "20 words streamed" if streamed else "a whole answer"
        print(f"{how}: ours {ours:.2f} ms, client of OpenAI {peer:.2f} ms of its thread a call")
        print(f"      best against best {ours - peer:+.2f}, median of rounds {difference:+.2f}")
    milliseconds, size = parsing()
    print(f"record out of {size} bytes with a fence: {milliseconds:.3f} ms")
    print(f"exact answer: {asyncio.run(exact()):.3f} ms")
    hit, miss, product = similar()
    print(f"similar answer among {ENTRIES}: hit {hit:.2f} ms, miss {miss:.2f} ms")
    print(f"      the whole product with {DIMENSIONS} dimensions: {product:.2f} ms")


if __name__ == "__main__":
    main()
