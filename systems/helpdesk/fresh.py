"""Questions that were written without the documentation in view: how good are the answers?

``python -m systems.helpdesk.fresh`` builds the help desk in a store of its own and prints its
report on the held-out questions, then on those of ``fresh.jsonl``, from which nothing learns.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from rich.console import Console

from tandem import Case, Inputs, Store
from tandem.deliver import deliver, load_project
from tandem.evaluate import Report, evaluate

from .contract import Question
from .data import read_examples

HERE = Path(__file__).parent
FRESH = HERE / "fresh.jsonl"


def fresh_cases(file: Path = FRESH) -> list[Case]:
    """The fresh questions as cases, as the suite makes them of the held-out ones."""
    return [
        Case(x.id, Question(x.question), x.truth, x.group)
        for x in read_examples(Inputs(HERE, {"questions": str(file)}))
    ]


async def measure() -> tuple[Report, Report]:
    """The reports of one build on the held-out questions and on the fresh ones."""
    loaded = load_project(HERE)
    suite = loaded.project.suite
    assert suite is not None  # deliver asks for one
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        made = await deliver(loaded, store, Inputs(HERE))
        report, _ = await evaluate(
            made.build.system, fresh_cases(), suite.metrics, concurrency=1, warm=5
        )
        return made.report, report


if __name__ == "__main__":
    console = Console(highlight=False, width=110)
    for title, found in zip(("Held-out", "Fresh"), asyncio.run(measure()), strict=True):
        console.print(f"\n{title} questions", found.to_text(slices=False), sep="\n")
