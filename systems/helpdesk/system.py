"""The help desk of Tandem: it answers from the documentation, or hands over to a person."""

from __future__ import annotations

from dataclasses import replace

from tandem import Component, Gate, Inputs, Loop, Project, Suite, System, Token, emit
from tandem.deliver import at_least, at_most, no_worse
from tandem.improve import DriftMonitor, EmbeddingDrift, QualityMonitor, RateMonitor
from tandem.models import TextClassifier
from tandem.search import Reranked

from .asking import writer
from .contract import Answer, Draft, Grounded, Question
from .data import (
    SEARCH,
    docs_sections,
    held_out_cases,
    ranking_lessons,
    triage_lessons,
    writing_lessons,
)
from .metrics import METRICS
from .triage import Triage
from .write import Extractive

HANDED_OVER = "A person will take this over."


class HelpDesk(System[Question, Answer]):
    """Finds passages, routes the question, then writes an answer or hands over."""

    loop = Loop.HYBRID

    search: Reranked
    triage: Triage
    write: Component[Grounded, Draft]
    escalate_above: float = 0.4

    async def run(self, question: Question, /) -> Answer:
        found = Grounded(question.text, await self.search(question.text))
        route = await self.triage(found)
        draft = Draft("")
        if route.human_probability < self.escalate_above:
            draft = await self.write(found)
        human = not draft.sources
        if human:
            emit(Token(f" {HANDED_OVER}" if draft.text else HANDED_OVER))
        return Answer(
            text=f"{draft.text} {HANDED_OVER}".strip() if human else draft.text,
            sources=draft.sources,
            topic=route.topic,
            human=human,
            topic_probability=route.topic_probability,
            human_probability=route.human_probability,
            support=draft.support,
        )


helpdesk = HelpDesk(
    search=SEARCH,
    triage=Triage(topic=TextClassifier(calibrate=False), human=TextClassifier(calibrate=False)),
    write=Extractive(),
)


def for_options(inputs: Inputs) -> Project:
    """With the writer that the options ask for."""
    write, lessons = writer(inputs.options)
    learn = {path: data for path, data in project.learn.items() if path != "write"}
    learn |= {f"write.{path}".rstrip("."): data for path, data in lessons.items()}
    return replace(project, system=replace(helpdesk, write=write), learn=learn)


project = Project(
    name="helpdesk",
    description="Answers questions about Tandem from its documentation, or hands over.",
    system=helpdesk,
    learn={
        "search.search": docs_sections,
        "search.rank": ranking_lessons,
        "triage": triage_lessons,
        "write": writing_lessons,
    },
    suite=Suite(
        cases=held_out_cases,
        metrics=METRICS,
        slices=["topic"],
    ),
    gate=Gate(
        at_least("topic_macro_f1", 0.6),
        at_most("human_calibration_error", 0.15),
        at_least("recall@5", 0.7),
        at_least("fact_recall", 0.45),
        at_least("citation_correct", 0.45),
        at_least("escalation_precision", 0.5),
        at_least("escalation_recall", 0.6),
        at_most("latency_p95", 200),
        at_most("cost", 0.01),
        no_worse("recall@5", margin=0.05),
        no_worse("fact_recall", margin=0.05),
        no_worse("escalation_recall", margin=0.15),
    ),
    monitors=[
        RateMonitor(on="error"),
        RateMonitor(on="output.human", rise=0.05),
        EmbeddingDrift(path="input.text"),
        DriftMonitor(on="input"),
        DriftMonitor(on="spans.search.search.similarity"),
        DriftMonitor(on="output.topic_probability"),
        QualityMonitor(metric="topic_accuracy", kind="label", path="topic"),
    ],
    variant=for_options,
)
