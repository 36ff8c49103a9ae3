from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from tandem import Component
from tandem.errors import InvalidInput, NotFound
from tandem.record import Recorder, Store, TraceStore
from tandem.record.replay import replay


@dataclass(frozen=True)
class Question:
    text: str
    k: int = 5


class Echo(Component[Question, str]):
    times: int = 1

    async def run(self, q: Question, /) -> str:
        return q.text * self.times * q.k


def test_a_stored_trace_runs_again_on_a_candidate(store: Store) -> None:
    traces = TraceStore(store.catalog)
    first = asyncio.run(
        Recorder(system="echo", release="r1").run(Echo(), Question("ab", 2), subject="ann")
    )
    traces.add([first])
    candidate = Recorder(system="echo", release="r2", channel="replay")
    again = asyncio.run(replay(Echo(times=2), traces.get(first.id), candidate))
    assert (first.output, again.output) == ("abab", "abababab")
    assert (again.release, again.channel, again.subject) == ("r2", "replay", "ann")
    assert again.spans[0].attributes == {"replay_of": first.id}
    assert again.id != first.id


def test_a_trace_without_input_cannot_run_again() -> None:
    first = asyncio.run(Recorder(system="echo", sample=0.0).run(Echo(), Question("ab")))
    with pytest.raises(NotFound, match="kept no input"):
        asyncio.run(replay(Echo(), first, Recorder(system="echo")))


def test_a_redacted_field_that_no_longer_fits_is_named(store: Store) -> None:
    traces = TraceStore(store.catalog)
    first = asyncio.run(Recorder(system="echo").run(Echo(), Question("x")))
    first.input = {"text": "ab", "k": 4111111111111111}
    traces.add([first])
    with pytest.raises(InvalidInput, match=r"\$\.k"):
        asyncio.run(replay(Echo(), traces.get(first.id), Recorder(system="echo")))
