from __future__ import annotations

import asyncio

import pytest

from tandem.operate import FixedRelease, Limits, Live
from tandem.operate.identity import Identity
from tandem.operate.problem import Problem
from tandem.operate.request import Message, Request
from tandem.operate.service import Service
from tandem.operate.split import Split
from tests.operate.parts import Scorer


async def nothing() -> Message:
    return {"type": "http.disconnect"}


async def nowhere(_: Message) -> None:
    raise AssertionError("nothing is sent")


def test_the_subject_decides_then_the_session_then_the_trace() -> None:
    assert Identity("t", "subject", "session").who == "subject"
    assert Identity("t", "", "session").who == "session"
    assert Identity("t", "", "").who == "t"


def test_a_request_is_counted_for_the_release_that_was_chosen() -> None:
    releases = FixedRelease(Live(Scorer(), release="old"))
    new = Live(Scorer(), release="new")
    releases.current = Split("s", [(releases.current.main, 0.0), (new, 1.0)])
    service = Service(releases, limits=Limits())
    request = Request({"headers": []}, nothing, nowhere)
    assert service.choose(request, Identity("t", "ann", ""), "predict") is new
    assert request.release == "new"
    with pytest.raises(Problem) as caught:
        service.choose(request, Identity("t", "ann", ""), "ask")
    assert caught.value.status == 404
    asyncio.run(service.stop())
