"""Where something is, how it works, who calls it, and what breaks when it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from tandem import Gate, Inputs, Loop, Project, Suite, System
from tandem.deliver import at_least, at_most, no_worse
from tandem.evaluate import latency
from tandem.improve import DriftMonitor, EmbeddingDrift, RateMonitor
from tandem.search import (
    CallMap,
    CodeQuestion,
    DefinitionSearch,
    Encoder,
    Passage,
    Place,
    Query,
    stems,
)

from .data import documents, held_out_cases
from .measures import found_at_1, found_in_5, reciprocal_rank
from .telling import told


@dataclass(frozen=True)
class CodeAnswer:
    """Places in the code, best first, and the same in words.

    ``certainty`` is ``certain`` where scope and imports lead there, ``ambiguous`` where a
    name may mean several things, ``ranked`` where the words of the question were searched
    for, and ``nothing`` where no place has any of them or no call was found: a file that imports
    by a path outside the folder may still call.
    """

    text: str
    wanted: str
    certainty: Literal["certain", "ambiguous", "ranked", "nothing"]
    places: list[Place]


class CodeAssistant(System[str, CodeAnswer]):
    """Follows the call graph for a name, and searches for what is described in words.

    Tests are searched only where the question speaks of tests; callers are told wherever
    they are.
    """

    loop = Loop.INTERACTION

    calls: CallMap
    search: DefinitionSearch
    shown: int = 5

    async def run(self, question: str, /) -> CodeAnswer:
        asked = self.calls.read(question)
        places = await self.calls(asked)
        sure = all(place.confidence == 1 for place in places)
        certainty: Literal["certain", "ambiguous"] = "certain" if sure else "ambiguous"
        if asked.name and asked.wanted != "how":
            known_as = certainty if places else "nothing"
            return CodeAnswer(told(asked, places), asked.wanted, known_as, places)
        part = ["code", "test"] if "test" in question.lower() else "code"
        passages = await self.search(Query(question, where={"part": part}))
        known = {place.id for place in places}
        found = [place for p in passages if (place := self._place(asked, p)).id not in known]
        places = [*places, *found][: self.shown]
        if not places:
            return CodeAnswer("Nothing found.", asked.wanted, "nothing", [])
        told_as = certainty if asked.name else "ranked"
        return CodeAnswer(told(asked, places), asked.wanted, told_as, places)

    def _place(self, asked: CodeQuestion, passage: Passage) -> Place:
        """With the share of the question's words that the passage has as confidence."""
        words = set(stems(asked.text))
        share = len(words & set(stems(f"{passage.title}\n{passage.text}"))) / max(1, len(words))
        return self.calls.place(passage, round(share, 2))


METRICS = [found_at_1, found_in_5, reciprocal_rank, latency(0.95)]
assistant = CodeAssistant(calls=CallMap(), search=DefinitionSearch())


def for_options(inputs: Inputs) -> Project:
    """A sentence encoder where one is named; limits of their own for another repository."""
    made = project
    if folder := inputs.options.get("encoder"):
        encoder = Encoder(folder=str(Path(folder).expanduser()), truncate=True)
        made = replace(made, system=replace(assistant, search=DefinitionSearch(embedder=encoder)))
    if "code" in inputs.options:
        limits = (
            at_least("found_in_5", 0.6, evidence="estimate"),
            at_most("latency_p95", 2_000, evidence="estimate"),
        )
        made = replace(made, gate=Gate(*limits))
    return made


project = Project(
    name="code_assistant",
    description="Answers questions about a repository with places, callers and consequences.",
    system=assistant,
    learn={"calls": documents, "search": documents},
    suite=Suite(held_out_cases, METRICS, ["kind"]),
    gate=Gate(
        at_least("found_in_5", 0.55),
        at_least("reciprocal_rank", 0.4),
        at_most("latency_p95", 1_000, evidence="estimate"),
        no_worse("reciprocal_rank", margin=0.05),
    ),
    monitors=[
        RateMonitor(on="error"),
        EmbeddingDrift(path="input"),
        DriftMonitor(on="output.certainty"),
    ],
    variant=for_options,
)
