"""Cached: answers of a chat model kept by their question, exact or similar."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any, ClassVar, Final
from weakref import WeakKeyDictionary

import numpy as np

from tandem.core import Component, Token, emit, note, tree
from tandem.core.schema import encode_canonical, to_builtins
from tandem.llm.answers import Floats, InCatalog, InMemory, Kept
from tandem.llm.caller import caller, release
from tandem.llm.message import Message, conversation
from tandem.llm.meter import metering
from tandem.llm.shared import shared
from tandem.llm.shots import overlap
from tandem.llm.similar import Similar
from tandem.record.catalog import Catalog
from tandem.record.digest import digest, digest_bytes

_LOOK: Final = 1.0
"""Seconds between two looks for what other processes kept."""


class Cached(Component[str | list[Message], str]):
    """A chat model whose answers are kept for ``seconds``.

    An answer is given again for the same messages, to the same release, the same models with
    the same settings, and the same tenant (see ``calling``). With an ``embedder`` also for a
    last message whose vector has a cosine of at least ``threshold`` with that of a kept one;
    everything before it must be the same: what an asker may read, such as passages, belongs
    there, as ``Writer`` has it. A hit is emitted as one token and costs nothing in
    the trace; ``cache`` says ``exact`` or ``similar`` there and ``saved`` the dollars.

    ``audit`` is the share of similar hits for which the model is asked all the same: its
    answer is given, and ``agreement`` (words in common) is noted. Choose ``threshold`` by
    ``hit_quality``. Entries carry a hash; one that does not match is dropped. At most
    ``entries`` are in memory; processes share through the catalog of ``tandem.llm.connect``.
    """

    kind: ClassVar[str] = "cache"

    chat: Component[str | list[Message], str]
    embedder: Component[str, list[float]] | None = None
    seconds: float = 86_400.0
    threshold: float = 0.95
    audit: float = 0.0
    entries: int = 100_000

    async def run(self, x: str | list[Message], /) -> str:
        turns = conversation(x)
        scope = self._scope()
        key = _key(scope, turns)
        held = _held(self)
        if (kept := await held.exact(key)) is not None:
            return _hit(kept, "exact")
        if self.embedder is None:
            return await self._ask(x, held, key, "", b"")
        group = _key(scope, [*turns[:-1], _blank(turns[-1])])
        vector = np.asarray(await self.embedder(turns[-1].content), np.float32)
        found = await held.similar(group, vector)
        if found is not None and random.random() >= self.audit:
            return _hit(found[0], "similar", similarity=found[1])
        said = await self._ask(x, held, key, group, vector.tobytes())
        if found is not None:
            note(similarity=found[1], agreement=overlap(said, [found[0].text])[0])
        return said

    async def _ask(
        self, x: str | list[Message], held: _Held, key: str, group: str, vector: bytes
    ) -> str:
        note(cache="miss")
        with metering() as meter:
            said = await self.chat(x)
        expires = time.time() + self.seconds
        await held.put(Kept.of(key, group, said, meter.cost, expires, vector))
        return said

    def _scope(self) -> str:
        """What an answer depends on besides the question."""
        return f"{caller().tenant}\0{release()}\0{_settings(self)}"


class _Held:
    """What one component keeps: memory, vectors by what stood before, and the catalog."""

    def __init__(self, component: Cached, catalog: Catalog | None) -> None:
        self._memory = InMemory(component.entries)
        self._catalog = None if catalog is None else InCatalog(catalog)
        self._limit, self._threshold = component.entries, component.threshold
        self._groups: dict[str, Similar] = {}
        self._seen: dict[str, tuple[float, float]] = {}

    async def exact(self, key: str) -> Kept | None:
        """The answer to the very question, if there is a sound one."""
        kept = self._memory.get(key)
        if kept is None and self._catalog is not None:
            kept = await asyncio.to_thread(self._catalog.get, key)
            if kept is not None and kept.sound:
                self._memory.put(kept)
        return None if kept is None else await self._checked(kept)

    async def similar(self, group: str, vector: Floats) -> tuple[Kept, float] | None:
        """The most similar answer of a group, if there is a sound one, and its cosine."""
        if self._catalog is not None:
            await self._look(group, self._catalog)
        vectors = self._groups.get(group)
        found = None if vectors is None else vectors.nearest(vector)
        if found is None:
            return None
        kept = await self.exact(found[0])
        return None if kept is None else (kept, found[1])

    async def put(self, kept: Kept) -> None:
        """Keep an answer."""
        self._remember(kept)
        if self._catalog is not None:
            await asyncio.to_thread(self._catalog.put, kept)

    async def _checked(self, kept: Kept) -> Kept | None:
        if kept.sound:
            return kept
        note(cache_corrupt=kept.key[:12])
        self._memory.drop(kept.key)
        if self._catalog is not None:
            await asyncio.to_thread(self._catalog.drop, kept.key)
        return None

    def _remember(self, kept: Kept) -> None:
        self._memory.put(kept)
        if kept.vector:
            group = self._groups.setdefault(kept.scope, Similar(self._limit, self._threshold))
            group.add(kept.key, np.frombuffer(kept.vector, np.float32))

    async def _look(self, group: str, catalog: InCatalog) -> None:
        """Take in what others have kept since the last look."""
        written, looked = self._seen.get(group, (0.0, 0.0))
        if time.monotonic() - looked < _LOOK and group in self._seen:
            return
        fresh, written = await asyncio.to_thread(catalog.since, group, written)
        self._seen[group] = written, time.monotonic()
        for kept in fresh:
            if self._memory.get(kept.key) is None and kept.sound:
                self._remember(kept)


_helds: WeakKeyDictionary[Cached, dict[int, _Held]] = WeakKeyDictionary()
_digests: WeakKeyDictionary[Cached, str] = WeakKeyDictionary()


def _held(component: Cached) -> _Held:
    catalog = shared()
    by_catalog = _helds.setdefault(component, {})
    held = by_catalog.get(id(catalog))
    if held is None:
        held = by_catalog[id(catalog)] = _Held(component, catalog)
    return held


def _settings(component: Cached) -> str:
    """The digest of every parameter and state below, computed once for a component."""
    known = _digests.get(component)
    if known is None:
        parts: list[Any] = [component.seconds]
        for path, part in tree.walk(component.chat):
            states = {name: value for name, (_, value) in tree.states(part).items()}
            parts.append([path, type(part).__qualname__, tree.parameters(part), states])
        known = _digests[component] = digest(to_builtins(parts))
    return known


def _key(scope: str, turns: list[Any]) -> str:
    return digest_bytes(scope.encode() + b"\0" + encode_canonical(turns))


def _blank(turn: Message) -> Any:
    """A message without its words."""
    return {**to_builtins(turn), "content": None}


def _hit(kept: Kept, how: str, **more: float) -> str:
    note(cache=how, saved=kept.cost, **more)
    emit(Token(kept.text))
    return kept.text
