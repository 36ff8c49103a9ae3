from __future__ import annotations

import asyncio

import pytest

from tandem import Recorder, replace, run
from tandem.errors import ProviderError
from tandem.evaluate import Claim, Judge, judged_by
from tandem.llm import Chat, FakeChat, Fault
from tandem.record.span import Trace

CLAIM = Claim("It opened in {text}.", "The tower {statement} opened.")


def judge(server: FakeChat, repeats: int = 1) -> Judge:
    chat = Chat(model=server.model, base_url=server.url, retries=0)
    return Judge(chat=chat, repeats=repeats)


def test_the_majority_of_replies_is_the_verdict_and_replies_are_kept() -> None:
    with FakeChat(["Yes.", "no", "**yes**, it does"]) as server:
        verdict = run(judge(server, 3), CLAIM)
    assert verdict.supported
    assert verdict.replies == ["Yes.", "no", "**yes**, it does"]


def test_the_judge_is_shown_both_as_they_are() -> None:
    with FakeChat(["no"]) as server:
        assert not run(judge(server), CLAIM).supported
    prompt = server.requests[0]["messages"][0]["content"]
    assert f"<source>\n{CLAIM.text}\n</source>" in prompt
    assert f"<statement>\n{CLAIM.statement}\n</statement>" in prompt


def test_a_reply_that_is_no_verdict_and_an_outage_are_errors() -> None:
    with FakeChat(["I cannot say", Fault("error")]) as server:
        with pytest.raises(ProviderError, match="neither yes nor no"):
            run(judge(server), CLAIM)
        with pytest.raises(ProviderError):
            run(judge(server), CLAIM)


def test_every_judgement_is_a_trace_where_there_is_a_recorder() -> None:
    kept: list[Trace] = []
    with FakeChat(["yes"]) as server:
        recorder = Recorder(system="judge", sinks=[kept.append])
        supports = judged_by(judge(server), recorder)

        async def ask() -> list[bool]:
            return [await supports("a", "b"), await judged_by(judge(server))("a", "b")]

        assert asyncio.run(ask()) == [True, True]
    assert [trace.output.replies for trace in kept] == [["yes"]]


def test_other_words_are_another_judge() -> None:
    with FakeChat(["yes"]) as server:
        run(replace(judge(server), prompt="{statement}?"), CLAIM)
    assert server.requests[0]["messages"][0]["content"] == f"{CLAIM.statement}?"
