from __future__ import annotations

import asyncio

from tandem import Component, Recorder
from tandem.llm import calling
from tandem.llm.caller import Caller, caller, release


class Who(Component[str, list[str]]):
    async def run(self, x: str, /) -> list[str]:
        return [caller().subject, release()]


def test_what_is_said_holds_inside_the_block() -> None:
    assert caller() == Caller()
    with calling(subject="ann", tenant="acme"), calling(priority=2):
        assert caller() == Caller("ann", "acme", 2)
    assert caller() == Caller()


def test_subject_and_release_are_those_of_the_run() -> None:
    recorder = Recorder(system="test", release="r1")
    trace = asyncio.run(recorder.run(Who(), "x", subject="bob"))
    assert trace.output == ["bob", "r1"]
    with calling(subject="ann"):
        trace = asyncio.run(recorder.run(Who(), "x", subject="bob"))
    assert trace.output == ["ann", "r1"]
    assert release() == ""
