from __future__ import annotations

from tandem import Component, run
from tandem.guard import Grounding, Sourced

SOURCE = "The tower was finished in 1889 after two years of work in Paris."
TEXT = "The tower in Paris was finished in 1889. The tower was finished in 1887."


class Later(Component[tuple[str, str], bool]):
    async def run(self, x: tuple[str, str], /) -> bool:
        return "1887" in x[0]


def test_sentences_without_support_are_found() -> None:
    found = run(Grounding(), Sourced(TEXT, [SOURCE]))
    assert [TEXT[one.start : one.end] for one in found] == ["The tower was finished in 1887."]
    assert [one.kind for one in run(Grounding(), Sourced(TEXT, []))] == ["ungrounded"] * 2
    assert run(Grounding(), Sourced("", [SOURCE])) == []


def test_a_judge_may_decide_instead() -> None:
    found = run(Grounding(judge=Later()), Sourced(TEXT, [SOURCE]))
    assert [one.start for one in found] == [0]
