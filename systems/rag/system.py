"""Chat over a folder of documents: answers with exact citations, or says that there is none."""

from __future__ import annotations

from dataclasses import replace

from tandem import Component, Gate, Inputs, Loop, Project, Suite, System
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import latency, span_recall, token_f1
from tandem.improve import DriftMonitor, EmbeddingDrift, RateMonitor
from tandem.search import (
    Answer,
    Conversation,
    FollowUp,
    Grounded,
    Hybrid,
    Pack,
    Remember,
)

from .asking import rewriter, writer
from .data import (
    PACK,
    READER,
    SEARCH,
    XQUAD,
    folder_cases,
    held_out_cases,
    learned_sections,
    reading_lessons,
)
from .measures import (
    answers,
    citation_precision,
    exact_sentence,
    found,
    refusal_precision,
    refusal_recall,
    wanted,
)


class DocumentChat(System[Conversation, Answer]):
    """Makes the question stand alone, finds passages, packs them, and answers from them."""

    loop = Loop.INTERACTION

    remember: Component[Conversation, Conversation]
    rewrite: Component[Conversation, str]
    search: Hybrid
    pack: Pack
    write: Component[Grounded, Answer]

    async def run(self, x: Conversation, /) -> Answer:
        question = await self.rewrite(await self.remember(x))
        found = Grounded(question, await self.search(question))
        return await self.write(await self.pack(found))


METRICS = [
    span_recall(256, found=found, answers=answers),
    exact_sentence,
    token_f1(text=lambda trace: trace.output.short, wanted=wanted),
    citation_precision,
    refusal_precision,
    refusal_recall,
    latency(0.95),
]
reader = DocumentChat(
    remember=Remember(), rewrite=FollowUp(), search=SEARCH, pack=PACK, write=READER
)


def for_options(inputs: Inputs) -> Project:
    """A chat model where ``chat`` names one; cases and limits of their own for own documents."""
    made = project
    if "chat" in inputs.options:
        write, lessons = writer(inputs)
        system = replace(reader, rewrite=rewriter(inputs.options), write=write)
        learn = {f"write.{path}".rstrip("."): data for path, data in lessons.items()}
        made = replace(made, system=system, learn={"search": learned_sections} | learn)
    if "docs" in inputs.options:
        suite = Suite(folder_cases, METRICS, ["answerable"])
        gate = Gate(
            at_least("span_recall@256", 0.6, evidence="estimate"),
            at_most("latency_p95", 2_000, evidence="estimate"),
        )
        made = replace(made, suite=suite, gate=gate, sources=[])
    return made


project = Project(
    name="rag",
    description="Answers questions about a folder of documents, with exact citations.",
    system=reader,
    learn={"search": learned_sections, "write": reading_lessons},
    suite=Suite(held_out_cases, METRICS, ["answerable"]),
    gate=Gate(
        at_least("span_recall@256", 0.94),
        at_least("exact_sentence", 0.6),
        at_least("citation_precision", 0.9),
        at_least("refusal_recall", 0.85),
        at_most("latency_p95", 500),
        no_worse("exact_sentence", margin=0.05),
    ),
    monitors=[
        RateMonitor(on="error"),
        EmbeddingDrift(path="input.question"),
        DriftMonitor(on="output.confidence"),
    ],
    sources=[XQUAD],
    variant=for_options,
)
